#include "reference-impl/wire/shs/document.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "platform/text/latin1.hpp"
#include "platform/text/number.hpp"
#include "platform/text/utf8.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::wire::shs {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";
constexpr std::string_view kXmlSpace = " \t\r\n";

bool is_xml_space(char c) {
  return kXmlSpace.find(c) != std::string_view::npos;
}

std::string ascii_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

/// Reads off the front of a text.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text), size_(text.size()) {}

  std::size_t position() const { return size_ - rest_.size(); }
  bool at(std::string_view expected) const { return rest_.starts_with(expected); }
  bool take(std::string_view expected) {
    if (!at(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }
  /// True when there was any.
  bool take_space() {
    const auto end = std::min(rest_.find_first_not_of(kXmlSpace), rest_.size());
    rest_.remove_prefix(end);
    return end > 0;
  }
  /// Everything up to and with `closing`; false when it never comes.
  bool take_past(std::string_view closing) {
    const auto found = rest_.find(closing);
    if (found == std::string_view::npos) return false;
    rest_.remove_prefix(found + closing.size());
    return true;
  }
  bool take_name() {
    const auto end = std::min(rest_.find_first_of(" \t\r\n>[<'\""), rest_.size());
    rest_.remove_prefix(end);
    return end > 0;
  }
  bool take_literal() {
    if (take("\"")) return take_past("\"");
    if (take("'")) return take_past("'");
    return false;
  }

 private:
  std::string_view rest_;
  std::size_t size_;
};

/// Comments, processing instructions and white space. False when one has no end.
bool take_misc(Cursor& cursor) {
  for (;;) {
    cursor.take_space();
    if (cursor.take("<!--")) {
      if (!cursor.take_past("-->")) return false;
    } else if (cursor.take("<?")) {
      if (!cursor.take_past("?>")) return false;
    } else {
      return true;
    }
  }
}

Result<void> take_doctype(Cursor& cursor) {
  const auto malformed = [] {
    return fail(Errc::malformed, "a DOCTYPE that is not written as one");
  };
  if (!cursor.take_space() || !cursor.take_name()) return malformed();
  const bool space = cursor.take_space();
  const bool is_public = space && cursor.take("PUBLIC");
  if (is_public) {
    if (!cursor.take_space() || !cursor.take_literal()) return malformed();
  }
  if (is_public || (space && cursor.take("SYSTEM"))) {
    if (!cursor.take_space() || !cursor.take_literal()) return malformed();
  }
  cursor.take_space();
  if (cursor.at("[")) return fail(Errc::unsupported, "declarations inside the DOCTYPE");
  if (!cursor.take(">")) return malformed();
  return {};
}

/// Spaces for what stands there, so that lines and columns stay.
void blank(std::string& text, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i) {
    if (text[i] != '\n' && text[i] != '\r') text[i] = ' ';
  }
}

/// The declaration and the DOCTYPE away: what is left names no encoding and no DTD, and is read as
/// any other document.
Result<void> blank_prolog(std::string& text) {
  Cursor cursor(text);
  std::size_t declaration_end = 0;
  if (cursor.at("<?xml") && text.size() > 5 && is_xml_space(text[5])) {
    if (!cursor.take_past("?>")) return fail(Errc::malformed, "an XML declaration without end");
    declaration_end = cursor.position();
  }
  if (!take_misc(cursor)) return fail(Errc::malformed, "a comment without end");
  const std::size_t from = cursor.position();
  if (cursor.take("<!DOCTYPE")) {
    if (const auto taken = take_doctype(cursor); !taken) return taken.error();
    blank(text, from, cursor.position());
  }
  blank(text, 0, declaration_end);
  return {};
}

/// What the declaration names; empty for none.
std::string_view encoding_in(std::string_view text) {
  if (!text.starts_with("<?xml")) return {};
  text = text.substr(0, text.find("?>"));
  const auto word = text.find("encoding");
  if (word == std::string_view::npos) return {};
  const auto open = text.find_first_of("'\"", word);
  if (open == std::string_view::npos) return {};
  const auto close = text.find(text[open], open + 1);
  return text.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
}

Result<std::string> to_utf8(std::string_view xml, Charset charset) {
  if (charset == Charset::iso_8859_1) return text::utf8_of_latin1(xml);
  if (charset == Charset::utf8) {
    return text::is_utf8(xml) ? std::string(xml) : text::utf8_of_latin1(xml);
  }
  const std::string encoding = ascii_lower(encoding_in(xml));
  if (encoding == "iso-8859-1" || encoding == "latin1") return text::utf8_of_latin1(xml);
  if (!encoding.empty() && encoding != "utf-8" && encoding != "us-ascii") {
    return fail(Errc::unsupported, "an encoding other than UTF-8 or ISO-8859-1");
  }
  return std::string(xml);
}

bool is_number(std::string_view digits) {
  return std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
}

unsigned number(std::string_view digits) {
  return static_cast<unsigned>(text::whole_in(digits).value_or(0));
}

/// `text` is "2026-01-15" and so on.
bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  if (!is_number(text.substr(0, 4)) || !is_number(text.substr(5, 2)) ||
      !is_number(text.substr(8))) {
    return false;
  }
  using namespace std::chrono;
  return year_month_day(year(static_cast<int>(number(text.substr(0, 4)))),
                        month(number(text.substr(5, 2))), day(number(text.substr(8))))
      .ok();
}

/// `text` is "T10:20:30".
bool is_time(std::string_view text) {
  if (text.size() != 9 || text[0] != 'T' || text[3] != ':' || text[6] != ':') return false;
  for (const std::size_t at : {1U, 4U, 7U}) {
    if (!is_number(text.substr(at, 2))) return false;
  }
  return number(text.substr(1, 2)) < 24 && number(text.substr(4, 2)) < 60 &&
         number(text.substr(7, 2)) < 60;
}

}  // namespace

Result<Document> Document::parse(std::string_view xml, std::string_view root, Charset charset,
                                 std::size_t bytes_max) {
  if (xml.size() > bytes_max) {
    return fail(Errc::too_large,
                "the document is longer than " + std::to_string(bytes_max) + " bytes");
  }
  if (xml.starts_with(kBom)) {
    xml.remove_prefix(kBom.size());
    if (charset == Charset::iso_8859_1) charset = Charset::utf8;
  }
  auto text = to_utf8(xml, charset);
  if (!text) return text.error();
  Document document;
  document.text_ = std::move(*text);
  if (const auto blanked = blank_prolog(document.text_); !blanked) return blanked.error();
  // pugixml forgives what is not well-formed (an attribute twice, an entity nobody declared).
  const xml::XmlLimits limits{.bytes = document.text_.size(), .depth = kDepthMax};
  if (const auto sound = xml::check_well_formed(document.text_, limits); !sound)
    return sound.error();
  auto tree = Tree::parse(document.text_);
  if (!tree) return tree.error();
  document.tree_ = std::move(*tree);
  if (document.root().name() != root) {
    return fail(Errc::invalid, "the root is not " + std::string(root));
  }
  return document;
}

std::size_t Document::line_of(const pugi::xml_node& node) const {
  const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0));
  const std::string_view before = std::string_view(text_).substr(0, std::min(offset, text_.size()));
  return 1 + static_cast<std::size_t>(std::ranges::count(before, '\n'));
}

std::size_t count_of(const pugi::xml_node& parent, const char* name) {
  const auto found = parent.children(name);
  return static_cast<std::size_t>(std::distance(found.begin(), found.end()));
}

std::string timestamp_in(std::string_view text) {
  text = trimmed(text);
  constexpr std::size_t kDate = 10, kTime = 9;
  if (text.size() < kDate + kTime || !is_date(text.substr(0, kDate)) ||
      !is_time(text.substr(kDate, kTime))) {
    return {};
  }
  return std::string(text.substr(0, kDate + kTime));
}

std::string timestamp_or_date_in(std::string_view text) {
  if (is_date(trimmed(text))) return std::string(trimmed(text));
  return timestamp_in(text);
}

std::vector<Meta> read_meta(const pugi::xml_node& parent) {
  std::vector<Meta> meta;
  for (const auto node : parent.children("meta")) {
    meta.push_back({node.attribute("name").value(), text_of(node)});
  }
  return meta;
}

void write_meta(Writer& xml, const std::vector<Meta>& meta) {
  for (const auto& [name, text] : meta) {
    xml.start("meta").attribute("name", name).text(text).end().raw("\n");
  }
}

DataEntry read_data_entry(const pugi::xml_node& data) {
  const auto count = [&](const char* name) {
    return text::whole_in(trimmed(data.attribute(name).value()));
  };
  return {.datapart_type = std::string(trimmed(data.attribute("datapartType").value())),
          .filename = data.attribute("filename").value(),
          .bytes = count("no-of-bytes"),
          .records = count("no-of-records")};
}

void write_data_entry(Writer& xml, const DataEntry& entry) {
  xml.start("data").attribute("datapartType", entry.datapart_type);
  write_if_not_empty(xml, "filename", entry.filename);
  if (entry.bytes) xml.attribute("no-of-bytes", std::to_string(*entry.bytes));
  if (entry.records) xml.attribute("no-of-records", std::to_string(*entry.records));
  xml.end().raw("\n");
}

void write_if_not_empty(Writer& xml, std::string_view attribute, std::string_view value) {
  if (!value.empty()) xml.attribute(attribute, value);
}

std::string_view short_content_id(std::string_view content_id) {
  return trimmed(text::first_characters(trimmed(content_id), kContentIdMax));
}

std::string one_line(std::string_view text) {
  std::string line(text);
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return line;
}

std::optional<SequenceType> sequence_type_in(std::string_view word) {
  for (const auto type :
       {SequenceType::event, SequenceType::request, SequenceType::reply, SequenceType::adm}) {
    if (trimmed(word) == to_string(type)) return type;
  }
  return std::nullopt;
}

Status status_in(std::string_view word) {
  return trimmed(word) == to_string(Status::test) ? Status::test : Status::production;
}

std::string as_document(const DocumentType& type, std::string_view element) {
  std::string out = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<!DOCTYPE ";
  out.append(type.root).append(" SYSTEM \"").append(type.system_id).append("\">\n");
  out.reserve(out.size() + element.size() + 1);
  while (!element.empty()) {
    if (static_cast<unsigned char>(element.front()) < 0x7F) {
      out += element.front();
      element.remove_prefix(1);
      continue;
    }
    const char32_t character = text::take_character(element);
    if (character >= 0xA0 && character <= 0xFF) {
      out += static_cast<char>(static_cast<unsigned char>(character));
    } else {
      out.append("&#").append(std::to_string(static_cast<std::uint32_t>(character))).append(";");
    }
  }
  out += '\n';
  return out;
}

}  // namespace provbank::wire::shs
