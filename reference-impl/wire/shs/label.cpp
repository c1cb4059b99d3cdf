#include "reference-impl/wire/shs/label.hpp"

#include <utility>

#include "reference-impl/wire/shs/address.hpp"
#include "reference-impl/wire/shs/document.hpp"
#include "reference-impl/wire/tree.hpp"

namespace provbank::wire::shs {
namespace {

constexpr DocumentType kLabelDocument{"shs.label", "shs-label-1.2.dtd"};
constexpr std::string_view kLabelOpens = "<shs.label ";
constexpr std::string_view kLabelCloses = "</shs.label>";

ShsError bad_structure(std::string info) {
  return {ErrorCode::illegal_message_structure, std::move(info)};
}

ShsError to_shs_error(const Error& error) {
  const bool not_xml = error.code == Errc::malformed;
  return {not_xml ? ErrorCode::other_error : ErrorCode::illegal_message_structure,
          "the label: " + error.detail};
}

void write_actor(Writer& xml, std::string_view element, const std::optional<Actor>& actor) {
  if (!actor) return;
  const bool is_from = element == "from";
  const bool behind = element == "originator" || element == "end-recipient";
  xml.start(element);
  if (is_from) xml.attribute("commonName", actor->common_name);  // the DTD requires it
  if (!is_from) write_if_not_empty(xml, behind ? "name" : "commonName", actor->common_name);
  if (is_from) write_if_not_empty(xml, "e-mail", actor->e_mail);
  if (element != "to") write_if_not_empty(xml, "labeledURI", actor->labeled_uri);
  xml.text(to_urn(actor->address)).end().raw("\n");
}

std::optional<Actor> read_actor(const pugi::xml_node& label, const char* element) {
  const auto node = label.child(element);
  if (!node) return std::nullopt;
  const std::string_view name = element;
  const bool behind = name == "originator" || name == "end-recipient";
  Actor actor;
  actor.address = from_urn(text_of(node));
  actor.common_name = node.attribute(behind ? "name" : "commonName").value();
  if (name == "from") actor.e_mail = node.attribute("e-mail").value();
  if (name != "to") actor.labeled_uri = node.attribute("labeledURI").value();
  return actor;
}

void write_content(Writer& xml, const Label& label) {
  xml.start("content").attribute("content.id", short_content_id(label.content_id));
  xml.raw("\n");
  for (const auto& entry : label.data) write_data_entry(xml, entry);
  if (label.compound && label.data.empty()) {
    xml.start("compound").attribute("no-of-parts", "0").end().raw("\n");
  }
  if (!label.content_comment.empty()) xml.element("comment", label.content_comment).raw("\n");
  xml.end().raw("\n");
}

void write_history(Writer& xml, const HistoryEntry& entry) {
  xml.start("history").attribute("node.id", entry.node_id);
  write_if_not_empty(xml, "content.id", entry.content_id);
  write_if_not_empty(xml, "tx.id", entry.tx_id);
  write_if_not_empty(xml, "from", entry.from);
  write_if_not_empty(xml, "to", entry.to);
  write_if_not_empty(xml, "local.id", entry.local_id);
  write_if_not_empty(xml, "shs.agreement", entry.agreement);
  xml.element("datetime", entry.datetime);
  if (!entry.comment.empty()) xml.element("comment", entry.comment);
  xml.end().raw("\n");
}

HistoryEntry read_history(const pugi::xml_node& node) {
  const auto value = [&](const char* name) -> std::string {
    return std::string(trimmed(node.attribute(name).value()));
  };
  return {.node_id = value("node.id"),
          .content_id = value("content.id"),
          .tx_id = value("tx.id"),
          .from = from_urn(value("from")),
          .to = from_urn(value("to")),
          .local_id = value("local.id"),
          .agreement = value("shs.agreement"),
          .datetime = timestamp_in(text_of(node.child("datetime"))),
          .comment = text_of(node.child("comment"))};
}

/// What may stand once and stands twice makes two readers disagree on who sent what to whom.
std::optional<ShsError> twice(const pugi::xml_node& label) {
  constexpr std::pair<const char*, ErrorCode> kOnce[] = {
      {"from", ErrorCode::illegal_sender},
      {"originator", ErrorCode::illegal_sender},
      {"to", ErrorCode::illegal_receiver},
      {"end-recipient", ErrorCode::illegal_end_recipient},
      {"product", ErrorCode::illegal_product_type},
      {"subject", ErrorCode::illegal_message_structure},
      {"datetime", ErrorCode::illegal_message_structure},
      {"content", ErrorCode::illegal_message_structure}};
  for (const auto& [element, code] : kOnce) {
    if (count_of(label, element) > 1) {
      return ShsError{code, "the label has more than one " + std::string(element)};
    }
  }
  return std::nullopt;
}

/// The attributes of the root. Ids as they came.
void read_head(const pugi::xml_node& node, Label& label) {
  const auto value = [&](const char* name) {
    return std::string(trimmed(node.attribute(name).value()));
  };
  label.tx_id = value("tx.id");
  label.corr_id = value("corr.id");
  label.agreement = value("shs.agreement");
  label.transfer_type = value("transfer-type") == to_string(TransferType::synch)
                            ? TransferType::synch
                            : TransferType::asynch;
  label.compound = value("message-type") == "compound" || value("document-type") == "compound";
  label.sequence_type = sequence_type_in(value("sequence-type"));
  label.status = status_in(value("status"));
}

void read_body(const pugi::xml_node& node, Label& label) {
  label.originator = read_actor(node, "originator");
  label.from = read_actor(node, "from");
  label.to = read_actor(node, "to");
  label.end_recipient = read_actor(node, "end-recipient");
  const auto product = node.child("product");
  label.product = from_urn(text_of(product));
  label.product_name = product.attribute("commonName").value();
  label.meta = read_meta(node);
  label.subject = text_of(node.child("subject"));
  label.datetime = timestamp_in(text_of(node.child("datetime")));
  const auto content = node.child("content");
  label.content_id = trimmed(content.attribute("content.id").value());
  for (const auto data : content.children("data")) label.data.push_back(read_data_entry(data));
  if (content.child("compound")) label.compound = true;
  label.content_comment = text_of(content.child("comment"));
  for (const auto entry : node.children("history")) label.history.push_back(read_history(entry));
}

OrShsError<Label> label_in(const pugi::xml_node& node) {
  if (const auto error = twice(node)) return *error;
  if (!node.child("content")) return bad_structure("the label has no content");
  Label label;
  read_head(node, label);
  read_body(node, label);
  if (label.tx_id.empty()) return bad_structure("the label has no tx.id");
  if (label.corr_id.empty()) return bad_structure("the label has no corr.id");
  if (label.content_id.empty()) return bad_structure("the label's content has no content.id");
  return label;
}

bool names_somebody(const std::optional<Actor>& actor) {
  return actor && !actor->address.empty();
}

/// An actor of the request in another place of the answer, without what only a sender tells.
std::optional<Actor> turned_about(std::optional<Actor> actor) {
  if (actor) actor->e_mail.clear();
  return actor;
}

}  // namespace

std::string_view to_string(TransferType type) {
  return type == TransferType::synch ? "synch" : "asynch";
}

std::string_view to_string(SequenceType type) {
  switch (type) {
    case SequenceType::event:
      return "event";
    case SequenceType::request:
      return "request";
    case SequenceType::reply:
      return "reply";
    case SequenceType::adm:
      return "adm";
  }
  return "event";
}

std::string_view to_string(Status status) {
  return status == Status::test ? "test" : "production";
}

std::string write_label(const Label& label) {
  const std::string_view kind = label.compound ? "compound" : "simple";
  Writer xml;
  xml.start("shs.label").attribute("version", "1.2");
  xml.attribute("tx.id", label.tx_id).attribute("corr.id", label.corr_id);
  write_if_not_empty(xml, "shs.agreement", label.agreement);
  xml.attribute("transfer-type", to_string(label.transfer_type));
  xml.attribute("message-type", kind).attribute("document-type", kind);
  if (label.sequence_type) xml.attribute("sequence-type", to_string(*label.sequence_type));
  xml.attribute("status", to_string(label.status)).raw("\n");
  write_actor(xml, "originator", label.originator);
  write_actor(xml, "from", label.from);
  write_actor(xml, "to", label.to);
  write_actor(xml, "end-recipient", label.end_recipient);
  xml.start("product");
  write_if_not_empty(xml, "commonName", label.product_name);
  xml.text(to_urn(label.product)).end().raw("\n");
  write_meta(xml, label.meta);
  if (!label.subject.empty()) xml.element("subject", label.subject).raw("\n");
  xml.element("datetime", label.datetime).raw("\n");
  write_content(xml, label);
  for (const auto& entry : label.history) write_history(xml, entry);
  xml.end();
  return as_document(kLabelDocument, xml.finish());
}

OrShsError<Label> read_label(std::string_view xml, bool utf8) {
  const auto document = Document::parse(
      xml, kLabelDocument.root, utf8 ? Charset::utf8 : Charset::iso_8859_1, kLabelWindowBytes);
  if (!document) return to_shs_error(document.error());
  return label_in(document->root());
}

OrShsError<std::string_view> label_window(std::string_view body) {
  const auto window = body.substr(0, kLabelWindowBytes);
  const auto from = window.find(kLabelOpens);
  if (from == std::string_view::npos) {
    return bad_structure("no label begins within the first " + std::to_string(kLabelWindowBytes) +
                         " bytes of the message");
  }
  const auto to = window.find(kLabelCloses, from);
  if (to == std::string_view::npos) {
    return bad_structure("the label does not end within the first " +
                         std::to_string(kLabelWindowBytes) + " bytes of the message");
  }
  return window.substr(from, to + kLabelCloses.size() - from);
}

OrShsError<Label> scan_label(std::string_view body) {
  const auto window = label_window(body);
  if (!window) return window.error();
  return read_label(*window);
}

OrShsError<void> check_label(const Label& label) {
  if (!names_somebody(label.from) && !names_somebody(label.originator)) {
    return ShsError{ErrorCode::illegal_sender, "the label names neither from nor originator"};
  }
  if (label.product.empty()) {
    return ShsError{ErrorCode::illegal_product_type, "the label names no product"};
  }
  if (!is_product(label.product)) {
    return ShsError{ErrorCode::illegal_product_type,
                    "the label's product is neither a UUID nor a reserved name"};
  }
  if (!label.sequence_type) {
    return bad_structure("the label has no sequence-type, or one that is not known");
  }
  for (const auto& entry : label.data) {
    if (entry.datapart_type.empty()) {
      return ShsError{ErrorCode::illegal_datapart_content,
                      "a data element of the label has no datapartType"};
    }
  }
  return {};
}

Label answer_label(const Label& request, SequenceType sequence, std::string_view datetime) {
  Label answer;
  answer.tx_id = request.tx_id;
  answer.corr_id = request.corr_id;
  answer.agreement = request.agreement;
  answer.transfer_type = request.transfer_type;
  answer.sequence_type = sequence;
  answer.status = request.status;
  answer.originator = turned_about(request.end_recipient);
  answer.from = turned_about(request.to);
  answer.to = turned_about(request.from);
  if (answer.to) answer.to->labeled_uri.clear();  // `to` has none
  answer.end_recipient = turned_about(request.originator);
  answer.product = request.product;
  answer.product_name = request.product_name;
  answer.datetime = datetime;
  answer.content_id = request.content_id;
  return answer;
}

}  // namespace provbank::wire::shs
