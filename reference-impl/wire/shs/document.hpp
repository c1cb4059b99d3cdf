// The XML documents of SHS: ISO 8859-1 with a DOCTYPE that names a DTD nobody fetches. For this
// folder's .cpp files only.
//
//   document ::= BOM? xmldecl? misc* doctype? misc* element misc*
//   doctype  ::= "<!DOCTYPE" S name (S "SYSTEM" S literal | S "PUBLIC" S literal S literal)? S? ">"
#pragma once
#include <cstdint>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "reference-impl/wire/shs/label.hpp"
#include "reference-impl/wire/tree.hpp"

namespace provbank::wire::shs {

enum class Charset {
  iso_8859_1,  // whatever the declaration says
  utf8,        // likewise; what is no UTF-8 after all is read as ISO 8859-1
  declared     // by the declaration: UTF-8 (also for none), US-ASCII or ISO 8859-1
};

/// A document read: its text in UTF-8, and the tree.
class Document {
 public:
  /// `malformed`: not well-formed; an entity that is none of the five is that too. `unsupported`: a
  /// DOCTYPE with declarations inside, an encoding not known here. `too_large`: longer than
  /// `bytes_max`, or nested deeper than kDepthMax. `invalid`: the root is another.
  static Result<Document> parse(std::string_view xml, std::string_view root, Charset charset,
                                std::size_t bytes_max);

  pugi::xml_node root() const { return tree_.root(); }
  /// From 1.
  std::size_t line_of(const pugi::xml_node& node) const;

 private:
  std::string text_;
  Tree tree_;
};

/// How many child elements have that name.
std::size_t count_of(const pugi::xml_node& parent, const char* name);

/// "2026-01-15T10:20:30" off the front of a text, white space before it and all after it left out;
/// empty when there is none.
std::string timestamp_in(std::string_view text);
/// The same, or a date alone.
std::string timestamp_or_date_in(std::string_view text);

std::vector<Meta> read_meta(const pugi::xml_node& parent);
void write_meta(Writer& xml, const std::vector<Meta>& meta);
DataEntry read_data_entry(const pugi::xml_node& data);
void write_data_entry(Writer& xml, const DataEntry& entry);
void write_if_not_empty(Writer& xml, std::string_view attribute, std::string_view value);

/// As it goes on the wire: cut to kContentIdMax, no white space at the ends.
std::string_view short_content_id(std::string_view content_id);

/// Neither line ends nor other control characters: what may stand in a message to an operator.
std::string one_line(std::string_view text);

std::optional<SequenceType> sequence_type_in(std::string_view word);
/// Anything else is the default, production.
Status status_in(std::string_view word);

struct DocumentType {
  std::string_view root;
  std::string_view system_id;
};
/// Declaration, DOCTYPE and `element` (UTF-8) in ISO 8859-1; what it has no printable byte for
/// becomes a character reference.
std::string as_document(const DocumentType& type, std::string_view element);

}  // namespace provbank::wire::shs
