#include "harness/evidence/shs_reading.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "contract/civil_time.hpp"
#include "harness/evidence/reading.hpp"
#include "platform/http/target.hpp"
#include "platform/text/latin1.hpp"
#include "platform/xml/document.hpp"

namespace provbank::evidence {

const std::array<std::string_view, 15> kShsErrorCodes = {
    "UnresolvedReceiver", "MissingAgreement",         "MissingDeliveryAddress",
    "UnknownReceiver",    "MissingDeliveryExecution", "IllegalProductType",
    "UnknownProductType", "IllegalReceiver",          "IllegalSender",
    "UnknownSender",      "IllegalOriginator",        "IllegalEndRecipient",
    "OtherError",         "IllegalMessageStructure",  "IllegalDatapartContent"};

namespace {

using xml::Document;
using xml::Found;

constexpr std::string_view kUrn = "urn:X-shs:";
constexpr std::string_view kLabelOpen = "<shs.label ";
constexpr std::string_view kLabelClose = "</shs.label>";
constexpr xml::XmlLimits kShsXml{.bytes = 8U << 20U, .depth = 32};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool equal_but_for_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}
std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}
bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string value(const Document& document, const std::string& xpath) {
  return std::string(trimmed(document.text(xpath, {})));
}

ShsProblem error(Bilingual what, std::string expected, std::string received, std::size_t line = 0,
                 std::string xpath = {}) {
  return {Severity::error, std::move(what), std::move(expected), std::move(received), line,
          std::move(xpath)};
}

// ---- Values -------------------------------------------------------------------------------------

/// One document under judgement: where what is wrong with it goes.
class Holding {
 public:
  Holding(const Document& document, ShsProblems& problems, std::size_t lines_before)
      : document_(document), problems_(problems), lines_before_(lines_before) {}

  void wrong(const std::string& xpath, Bilingual what, std::string expected, std::string received) {
    problems_.push_back(
        error(std::move(what), std::move(expected), std::move(received), line_of(xpath), xpath));
  }
  void lower_case_uuid(const std::string& xpath) {
    const std::string text = value(document_, xpath);
    if (!is_lower_case_uuid(text)) {
      wrong(xpath, {"Ett id är inget UUID i gemener.", "An id is no UUID in lower case."},
            "a UUID in lower case", text);
    }
  }
  void urn(const std::string& xpath) {
    for (const Found& found : document_.find(xpath, {}).value()) {
      const ShsUrn said = shs_urn(found.text);
      if (said.prefixed && !said.value.empty()) continue;
      wrong(found.path,
            {"En adress eller produkt är inte skriven som URN.",
             "An address or a product is not written as a URN."},
            std::string(kUrn) + "...", std::string(trimmed(found.text)));
      problems_.back().taken = !said.prefixed && !said.value.empty();
    }
  }
  void time(const std::string& xpath) {
    const std::string text = value(document_, xpath);
    if (!is_shs_time(text)) {
      wrong(xpath, {"En tid har inte SHS form.", "A time has not the form of SHS."},
            "yyyy-MM-ddTHH:mm:ss", text);
    }
  }
  void number(const std::string& xpath) {
    for (const Found& found : document_.find(xpath, {}).value()) {
      const bool digits = !found.text.empty() && std::ranges::all_of(found.text, [](char c) {
        return c >= '0' && c <= '9';
      });
      if (!digits) {
        wrong(found.path, {"En mängd är inget tal.", "A quantity is no number."}, "digits",
              "something else");
      }
    }
  }

 private:
  std::size_t line_of(const std::string& xpath) const {
    const auto found = document_.find(xpath, {});
    if (!found || found->empty()) return 0;
    return lines_before_ + found->front().line;
  }

  const Document& document_;
  ShsProblems& problems_;
  std::size_t lines_before_;
};

void hold_to_dtd(std::string_view xml, const xml::Dtd& dtd, std::size_t lines_before,
                 ShsProblems& problems) {
  for (const auto& each : dtd.problems(xml, kShsXml)) {
    problems.push_back(
        error({"Ett SHS-dokument följer inte sin DTD.", "An SHS document does not follow its DTD."},
              "what the DTD allows", each.message, each.line > 0 ? lines_before + each.line : 0));
  }
}

std::vector<ShsDataEntry> data_entries(const Document& document, const std::string& parent) {
  std::vector<ShsDataEntry> out;
  for (const Found& found : document.find(parent + "/data", {}).value()) {
    out.push_back({value(document, found.path + "/@datapartType"),
                   value(document, found.path + "/@filename"),
                   value(document, found.path + "/@no-of-bytes")});
  }
  return out;
}

// ---- Labels -------------------------------------------------------------------------------------

std::optional<std::string> address_at(const Document& document, const std::string& name) {
  const std::string xpath = "/shs.label/" + name;
  if (!document.has(xpath, {})) return std::nullopt;
  return shs_urn(document.text(xpath, {})).value;
}

std::string or_default(std::string text, std::string_view otherwise) {
  return text.empty() ? std::string(otherwise) : text;
}

ShsLabelView label_in(const Document& document) {
  const std::string root = "/shs.label/";
  ShsLabelView label;
  label.tx_id = value(document, root + "@tx.id");
  label.corr_id = value(document, root + "@corr.id");
  label.content_id = value(document, root + "content/@content.id");
  label.agreement = value(document, root + "@shs.agreement");
  label.transfer_type = or_default(value(document, root + "@transfer-type"), "asynch");
  label.sequence_type = value(document, root + "@sequence-type");
  label.status = or_default(value(document, root + "@status"), "production");
  label.from = address_at(document, "from");
  label.to = address_at(document, "to");
  label.originator = address_at(document, "originator");
  label.end_recipient = address_at(document, "end-recipient");
  label.product = shs_urn(document.text(root + "product", {})).value;
  label.datetime = value(document, root + "datetime");
  label.metas = document.find(root + "meta", {}).value().size();
  label.subjects = document.find(root + "subject", {}).value().size();
  label.compound = document.has(root + "content/compound", {}) ||
                   document.text(root + "@message-type", {}) == "compound" ||
                   document.text(root + "@document-type", {}) == "compound";
  label.data = data_entries(document, root + "content");
  for (const Found& found : document.find(root + "history", {}).value())
    label.history_tx_ids.push_back(value(document, found.path + "/@tx.id"));
  return label;
}

/// What the node's quick scan sees: from where to where in the body.
struct Window {
  std::size_t begin = 0;
  std::size_t end = 0;
};
std::optional<Window> label_window(std::string_view body) {
  const auto head = body.substr(0, kShsLabelWindow);
  const auto begin = head.find(kLabelOpen);
  if (begin == std::string_view::npos) return std::nullopt;
  const auto close = head.find(kLabelClose, begin);
  if (close == std::string_view::npos) return std::nullopt;
  return Window{begin, close + kLabelClose.size()};
}

void hold_label_values(const Document& document, std::size_t lines_before, ShsProblems& problems) {
  const std::string root = "/shs.label/";
  Holding holding(document, problems, lines_before);
  holding.lower_case_uuid(root + "@tx.id");
  for (const char* name : {"from", "to", "originator", "end-recipient", "product"})
    holding.urn(root + name);
  holding.time(root + "datetime");
  for (const Found& found : document.find(root + "history", {}).value())
    holding.time(found.path + "/datetime");
  holding.number(root + "content/data/@no-of-bytes");
  holding.number(root + "content/data/@no-of-records");
  const std::string content_id = value(document, root + "content/@content.id");
  if (content_id.size() > kShsContentIdMax) {
    holding.wrong(root + "content/@content.id",
                  {"content.id är för långt.", "The content.id is too long."},
                  fmt::format("at most {} characters", kShsContentIdMax),
                  fmt::format("{} characters", content_id.size()));
  }
  for (const char* name : {"message-type", "document-type"}) {
    const std::string said = value(document, root + "@" + name);
    if (said == "simple") continue;
    holding.wrong("/shs.label",
                  {"Etiketten säger inte både message-type och document-type.",
                   "The label does not say both message-type and document-type."},
                  std::string(name) + "=\"simple\"", said.empty() ? "none" : said);
    problems.back().taken = said.empty();  // the DTD's default
  }
}

/// The label's part: how it stands in the message, then what it says.
class LabelPart {
 public:
  LabelPart(std::string_view body, const MimePart& part, const contract::SchemaCatalogue& schemas,
            ShsMessageView& view)
      : body_(body), part_(part), schemas_(schemas), view_(view) {}

  void read() {
    hold_headers();
    hold_window();
    hold_prolog();
    hold_to_dtd(part_.content, schemas_.shs_label(), lines_before(), view_.problems);
    const auto document = Document::parse_ignoring_doctype(part_.content, kShsXml);
    if (!document || !document->has("/shs.label", {})) return;
    view_.label = label_in(*document);
    hold_label_values(*document, lines_before(), view_.problems);
  }

 private:
  std::size_t lines_before() const { return part_.content_line - 1; }
  void wrong(Bilingual what, std::string expected, std::string received) {
    view_.problems.push_back(error(std::move(what), std::move(expected), std::move(received),
                                   part_.content_line, "/shs.label"));
  }
  void doubt(Bilingual what, std::string expected, std::string received) {
    wrong(std::move(what), std::move(expected), std::move(received));
    view_.problems.back().severity = Severity::warning;
  }

  void hold_headers() {
    if (part_.media_type != "text/xml") {
      wrong({"Första delen är inte text/xml.", "The first part is not text/xml."}, "text/xml",
            part_.media_type);
    }
    const std::string encoding = part_.transfer_encoding.value_or("none");
    if (encoding == "base64" || encoding == "quoted-printable") {
      wrong({"Etiketten är kodad, så en nod som söker den i bytes finner den inte.",
             "The label is encoded, so a node that looks for it in the bytes does not find it."},
            "binary", encoding);
    } else if (encoding != "binary") {
      doubt({"Etikettens del säger inte att den är binary.",
             "The label's part does not say that it is binary."},
            "Content-Transfer-Encoding: binary", encoding);
    }
    hold_charset({"Etikettens del säger sig ha en annan teckenkodning än ISO-8859-1.",
                  "The label's part says that it has another charset than ISO-8859-1."},
                 part_.charset);
  }

  void hold_charset(Bilingual what, const std::string& said) {
    if (equal_but_for_case(said, "ISO-8859-1")) return;
    // Of a label in ASCII alone everybody reads the same.
    if (is_ascii(part_.content)) {
      doubt(std::move(what), "ISO-8859-1", said.empty() ? "none" : said);
    } else {
      wrong(std::move(what), "ISO-8859-1", said.empty() ? "none" : said);
    }
  }

  void hold_window() {
    const auto window = label_window(body_);
    if (!window) {
      const auto at = body_.find(kLabelOpen);
      wrong(
          {"Etiketten ryms inte, från \"<shs.label \" till \"</shs.label>\", i meddelandets första "
           "4096 byte.",
           "The label does not stand, from \"<shs.label \" to \"</shs.label>\", in the first 4096 "
           "bytes of the message."},
          "both within byte 4096",
          at == std::string_view::npos ? "no \"<shs.label \""
                                       : fmt::format("it begins at byte {}", at + 1));
      return;
    }
    const auto part_at = static_cast<std::size_t>(part_.raw.data() - body_.data());
    if (window->begin >= part_at && window->end <= part_at + part_.raw.size()) return;
    wrong({"En annan etikett än den första delens står före den i meddelandet.",
           "Another label than that of the first part stands before it in the message."},
          "one label, in the first part", fmt::format("another one at byte {}", window->begin + 1));
  }

  void hold_prolog() {
    const std::string_view text = trimmed(part_.content);
    const auto declaration = text.substr(0, text.starts_with("<?xml") ? text.find("?>") : 0);
    hold_charset({"Etikettens XML-deklaration säger inte ISO-8859-1.",
                  "The label's XML declaration does not say ISO-8859-1."},
                 quoted_after(declaration, "encoding"));
    const auto doctype = text.find("<!DOCTYPE");
    const std::string system =
        doctype == std::string_view::npos
            ? std::string()
            : quoted_after(text.substr(doctype, text.find('>', doctype) - doctype), "SYSTEM");
    if (!system.starts_with("shs-label-1.2")) {
      doubt({"Etiketten har inte sin DOCTYPE.", "The label does not have its DOCTYPE."},
            "<!DOCTYPE shs.label SYSTEM \"shs-label-1.2.dtd\">",
            system.empty() ? "none, or one without a system id" : system);
    }
  }

  static std::string quoted_after(std::string_view text, std::string_view word) {
    const auto at = text.find(word);
    if (at == std::string_view::npos) return {};
    const auto open = text.find_first_of("\"'", at);
    if (open == std::string_view::npos) return {};
    const auto close = text.find(text[open], open + 1);
    if (close == std::string_view::npos) return {};
    return std::string(text.substr(open + 1, close - open - 1));
  }

  std::string_view body_;
  const MimePart& part_;
  const contract::SchemaCatalogue& schemas_;
  ShsMessageView& view_;
};

// ---- Data parts ---------------------------------------------------------------------------------

class DataParts {
 public:
  explicit DataParts(ShsMessageView& view) : view_(view) {}

  void hold() {
    const auto& entries = view_.label->data;
    if (entries.size() != view_.parts.size()) {
      wrong({"Antalet datadelar är ett annat än etiketten säger.",
             "The number of data parts is another than the label says."},
            fmt::format("{} parts", entries.size()), fmt::format("{} parts", view_.parts.size()),
            0);
    }
    if (view_.parts.empty()) {
      wrong({"Meddelandet har ingen datadel.", "The message has no data part."}, "at least one",
            "none", 0);
    }
    for (std::size_t i = 0; i < view_.parts.size(); ++i) {
      const auto& part = view_.parts[i];
      hold_encoding(part);
      if (i < entries.size()) hold_against(entries[i], part);
    }
  }

 private:
  void wrong(Bilingual what, std::string expected, std::string received, std::size_t line) {
    view_.problems.push_back(
        error(std::move(what), std::move(expected), std::move(received), line));
  }

  void hold_encoding(const MimePart& part) {
    const std::string said = part.transfer_encoding.value_or("none");
    if (said == "binary" || said == "base64") return;
    wrong({"En datadel har en annan kodning än de två som SHS tillåter.",
           "A data part has another transfer encoding than the two that SHS allows."},
          "binary or base64", said, part.line);
    view_.problems.back().taken =
        said == "none" || said == "7bit" || said == "8bit" || said == "quoted-printable";
  }

  void hold_against(const ShsDataEntry& entry, const MimePart& part) {
    if (entry.datapart_type.empty()) {
      wrong({"Etiketten säger inte vad en datadel är (datapartType).",
             "The label does not say what a data part is (datapartType)."},
            "a datapartType", "none", part.line);
    }
    if (!entry.bytes.empty() && entry.bytes != std::to_string(part.content.size())) {
      wrong({"En datadel är av en annan storlek än etiketten säger.",
             "A data part has another size than the label says."},
            "no-of-bytes " + entry.bytes, std::to_string(part.content.size()), part.line);
    }
    if (!entry.filename.empty() && !part.filename.empty() && entry.filename != part.filename) {
      wrong({"En datadel har ett annat filnamn än etiketten säger.",
             "A data part has another file name than the label says."},
            entry.filename, part.filename, part.line);
      view_.problems.back().severity = Severity::warning;
    }
  }

  ShsMessageView& view_;
};

}  // namespace

std::optional<std::string_view> shs_error_code(std::string_view text) {
  const auto found = std::ranges::find_if(kShsErrorCodes, [&](std::string_view code) {
    return equal_but_for_case(code, trimmed(text));
  });
  if (found == kShsErrorCodes.end()) return std::nullopt;
  return *found;
}

ShsUrn shs_urn(std::string_view text) {
  text = trimmed(text);
  const bool prefixed =
      text.size() >= kUrn.size() && equal_but_for_case(text.substr(0, kUrn.size()), kUrn);
  if (prefixed) text.remove_prefix(kUrn.size());
  return {std::string(trimmed(text)), prefixed};
}

bool is_lower_case_uuid(std::string_view text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::ranges::equal(text, kForm, [](char c, char form) {
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    return form == '-' ? c == '-' : hex;
  });
}

bool is_shs_time(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-ddTdd:dd:dd";
  const bool formed = std::ranges::equal(text, kForm, [](char c, char form) {
    return form == 'd' ? c >= '0' && c <= '9' : c == form;
  });
  return formed && contract::parse_civil_time(text).has_value();
}

bool ShsMessageView::sound() const {
  return label && std::ranges::none_of(problems, [](const ShsProblem& each) {
           return each.severity == Severity::error;
         });
}

std::optional<ShsLabelView> scan_shs_label(std::string_view body) {
  const auto window = label_window(body);
  if (!window) return std::nullopt;
  const auto text = text::utf8_of_latin1(body.substr(window->begin, window->end - window->begin));
  const auto document = Document::parse(text, kShsXml);
  if (!document) return std::nullopt;
  return label_in(*document);
}

ShsMessageView read_shs_message(std::string_view body, const contract::SchemaCatalogue& schemas) {
  ShsMessageView view;
  auto mime = read_mime(body);
  view.problems = std::move(mime.problems);
  if (!mime.parts.empty()) LabelPart(body, mime.parts.front(), schemas, view).read();
  if (mime.parts.empty()) {
    view.label = scan_shs_label(body);
    if (view.problems.empty()) {
      view.problems.push_back(error({"Meddelandet har inga delar.", "The message has no parts."},
                                    "a label and data", "none"));
    }
    return view;
  }
  view.parts.assign(std::make_move_iterator(mime.parts.begin() + 1),
                    std::make_move_iterator(mime.parts.end()));
  if (view.label) DataParts(view).hold();
  return view;
}

ShsManagementView read_shs_management(std::string_view xml,
                                      const contract::SchemaCatalogue& schemas) {
  ShsManagementView view;
  hold_to_dtd(xml, schemas.shs_management(), 0, view.problems);
  const auto document = Document::parse_ignoring_doctype(xml, kShsXml);
  if (!document || !document->has("/shs.management", {})) {
    if (view.problems.empty()) {
      view.problems.push_back(
          error({"Det är inget administrativt meddelande.", "It is no management message."},
                "shs.management", "something else"));
    }
    return view;
  }
  view.corr_id = value(*document, "/shs.management/@corr.id");
  view.content_id = value(*document, "/shs.management/@content.id");
  view.error_code = value(*document, "/shs.management/error/@errorcode");
  Holding holding(*document, view.problems, 0);
  holding.time("/shs.management/datetime");
  if (document->has("/shs.management/error", {}) && !shs_error_code(view.error_code)) {
    holding.wrong("/shs.management/error/@errorcode",
                  {"Felkoden finns inte i SHS.", "The error code does not exist in SHS."},
                  "one of the fifteen", view.error_code);
  }
  return view;
}

ShsListView read_shs_list(std::string_view xml, const contract::SchemaCatalogue& schemas) {
  ShsListView view;
  hold_to_dtd(xml, schemas.shs_message_list(), 0, view.problems);
  const auto document = Document::parse_ignoring_doctype(xml, kShsXml);
  if (!document || !document->has("/shs.message-list", {})) return view;
  const auto found = document->find("/shs.message-list/message", {}).value();
  if (found.size() > kShsListedMax) {
    view.problems.push_back(error(
        {"Listan är längre än vad prövaren läser.", "The list is longer than the judge reads."},
        fmt::format("at most {}", kShsListedMax), std::to_string(found.size())));
    return view;
  }
  view.readable = true;
  Holding holding(*document, view.problems, 0);
  for (const Found& message : found) {
    const auto said = [&](const char* name) {
      return value(*document, message.path + "/@" + name);
    };
    ShsListedView listed;
    listed.tx_id = said("tx.id");
    listed.corr_id = said("corr.id");
    listed.content_id = said("content.id");
    listed.from = shs_urn(said("from")).value;
    listed.to = shs_urn(said("to")).value;
    listed.product = shs_urn(said("product")).value;
    listed.sequence_type = said("sequence-type");
    listed.status = or_default(said("status"), "production");
    listed.data = data_entries(*document, message.path);
    listed.line = message.line;
    holding.lower_case_uuid(message.path + "/@tx.id");
    holding.time(message.path + "/@timestamp");
    for (const char* name : {"from", "to", "product"}) holding.urn(message.path + "/@" + name);
    view.messages.push_back(std::move(listed));
  }
  return view;
}

// ---- What is asked of a node --------------------------------------------------------------------

const std::string* ShsAsking::find(std::string_view name) const {
  const auto found =
      std::ranges::find_if(query, [&](const auto& each) { return each.first == name; });
  return found == query.end() ? nullptr : &found->second;
}

ShsAsking shs_asking(std::string_view method, std::string_view target) {
  ShsAsking asking;
  auto parsed = http::parse_target(target);
  if (!parsed) return asking;
  asking.query = std::move(parsed->query);
  const auto& path = parsed->path;
  const auto ds = std::ranges::find(path, "ds");
  if (ds == path.end()) {
    if (method == "POST" && !path.empty() && path.back() == "rs")
      asking.what = ShsAsking::What::message;
    return asking;
  }
  std::vector<std::string> rest(ds + 1, path.end());
  if (!rest.empty() && rest.back().empty()) rest.pop_back();
  if (rest.empty() || rest.size() > 2) return asking;
  asking.address = shs_urn(rest[0]).value;
  const bool one = rest.size() == 2 && is_lower_case_uuid(lowered(rest[1]));
  if (one) asking.tx_id = lowered(rest[1]);
  if (rest.size() == 2 && !one) asking.product = shs_urn(rest[1]).value;
  if (method == "GET") asking.what = one ? ShsAsking::What::fetch : ShsAsking::What::list;
  const auto* action = asking.find("action");
  if (method == "POST" && one && action != nullptr && *action == "ack")
    asking.what = ShsAsking::What::acknowledge;
  return asking;
}

}  // namespace provbank::evidence
