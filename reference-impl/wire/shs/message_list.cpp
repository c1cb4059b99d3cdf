#include "reference-impl/wire/shs/message_list.hpp"

#include <utility>

#include "platform/text/number.hpp"
#include "reference-impl/wire/shs/address.hpp"
#include "reference-impl/wire/shs/document.hpp"
#include "reference-impl/wire/tree.hpp"

namespace provbank::wire::shs {
namespace {

constexpr DocumentType kListDocument{"shs.message-list", "shs-message-list-1.2.01.dtd"};
constexpr std::size_t kListBytesMax = 16U << 20U;

ShsError no_list(std::string info) {
  return {ErrorCode::illegal_datapart_content, "the message list: " + std::move(info)};
}

void write_urn_if_not_empty(Writer& xml, std::string_view attribute, std::string_view value) {
  if (!value.empty()) xml.attribute(attribute, to_urn(value));
}

void write_listed(Writer& xml, const ListedMessage& message) {
  xml.start("message").attribute("tx.id", message.tx_id);
  xml.attribute("timestamp", message.timestamp);
  write_if_not_empty(xml, "corr.id", message.corr_id);
  write_if_not_empty(xml, "content.id", short_content_id(message.content_id));
  if (message.size) xml.attribute("size", std::to_string(*message.size));
  write_if_not_empty(xml, "originator", message.originator);
  write_urn_if_not_empty(xml, "from", message.from);
  write_urn_if_not_empty(xml, "to", message.to);
  write_if_not_empty(xml, "end-recipient", message.end_recipient);
  write_urn_if_not_empty(xml, "product", message.product);
  xml.attribute("sequence-type", to_string(message.sequence_type));
  xml.attribute("status", to_string(message.status)).raw("\n");
  write_meta(xml, message.meta);
  if (!message.subject.empty()) xml.element("subject", message.subject).raw("\n");
  for (const auto& entry : message.data) write_data_entry(xml, entry);
  xml.end().raw("\n");
}

ListedMessage read_listed(const pugi::xml_node& node) {
  const auto value = [&](const char* name) {
    return std::string(trimmed(node.attribute(name).value()));
  };
  ListedMessage message;
  message.tx_id = value("tx.id");
  message.corr_id = value("corr.id");
  message.content_id = value("content.id");
  message.timestamp = timestamp_in(value("timestamp"));
  message.size = text::whole_in(value("size"));
  message.originator = from_urn(value("originator"));
  message.from = from_urn(value("from"));
  message.to = from_urn(value("to"));
  message.end_recipient = from_urn(value("end-recipient"));
  message.product = from_urn(value("product"));
  message.sequence_type = sequence_type_in(value("sequence-type")).value_or(SequenceType::event);
  message.status = status_in(value("status"));
  message.meta = read_meta(node);
  message.subject = text_of(node.child("subject"));
  for (const auto data : node.children("data")) message.data.push_back(read_data_entry(data));
  return message;
}

std::string address_of(const std::optional<Actor>& actor) {
  return actor ? actor->address : std::string();
}

}  // namespace

ListedMessage listed(const Label& label, std::optional<std::uint64_t> size) {
  return {.tx_id = label.tx_id,
          .corr_id = label.corr_id,
          .content_id = label.content_id,
          .timestamp = label.datetime,
          .size = size,
          .originator = address_of(label.originator),
          .from = address_of(label.from),
          .to = address_of(label.to),
          .end_recipient = address_of(label.end_recipient),
          .product = label.product,
          .sequence_type = label.sequence_type.value_or(SequenceType::event),
          .status = label.status,
          .meta = label.meta,
          .subject = label.subject,
          .data = label.data};
}

std::string write_message_list(const std::vector<ListedMessage>& messages) {
  Writer xml;
  xml.start("shs.message-list").attribute("version", "1.2").raw("\n");
  for (const auto& message : messages) write_listed(xml, message);
  xml.end();
  return as_document(kListDocument, xml.finish());
}

OrShsError<std::vector<ListedMessage>> read_message_list(std::string_view xml) {
  const auto document = Document::parse(xml, kListDocument.root, Charset::declared, kListBytesMax);
  if (!document) return no_list(document.error().detail);
  std::vector<ListedMessage> messages;
  for (const auto node : document->root().children("message")) {
    messages.push_back(read_listed(node));
    if (messages.back().tx_id.empty()) {
      return no_list("line " + std::to_string(document->line_of(node)) + ": no tx.id");
    }
  }
  return messages;
}

}  // namespace provbank::wire::shs
