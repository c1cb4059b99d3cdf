// The part of MIME that SHS needs: one header block, one level of parts (RFC 822, 2045, 2046). For
// this folder's .cpp files only; docs/decisions/shs-mime.md says why it is ours.
//
//   message  ::= headers blank preamble? (delimiter part)+ close epilogue?
//   delimiter ::= line-start "--" boundary blanks? line-end
//   close    ::= line-start "--" boundary "--" blanks? (line-end | end)
//   part     ::= headers blank content | headers
//   line-end ::= CRLF | LF; the one before a delimiter belongs to it
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/result.hpp"
#include "reference-impl/wire/shs/message.hpp"

namespace provbank::wire::shs::mime {

/// "text/xml; charset=ISO-8859-1": what stands before the first semicolon, in lower case, and the
/// parameters, their names in lower case, their values as they came without quotation marks.
struct HeaderValue {
  std::string value;
  std::vector<std::pair<std::string, std::string>> parameters;

  /// Empty when absent or said twice in two ways.
  std::string_view parameter(std::string_view name) const;
};
HeaderValue parse_header_value(std::string_view text);

/// The three headers that say how to read what follows; empty where there is none.
struct Headers {
  std::optional<std::string> content_type;
  std::optional<std::string> transfer_encoding;
  std::optional<std::string> disposition;
};

/// One entity: its headers, and what follows the blank line as it came.
struct Entity {
  Headers headers;
  std::string_view content;
};

/// What a part may lack and a message may not: the blank line after its headers, the headers.
enum class Kind { message, part };

/// `malformed`: no header block, a line in it that is none, one of the three headers twice, a NUL
/// byte. `too_large`: past a limit.
Result<Entity> parse_entity(std::string_view bytes, Kind kind, const MessageLimits& limits);

/// The bytes of each part, without the line end before the delimiter. `malformed`: none, or no
/// closing delimiter. `too_large`: more than limits.parts. Linear in the size of `content`.
Result<std::vector<std::string_view>> split_parts(std::string_view content,
                                                  std::string_view boundary,
                                                  const MessageLimits& limits);

/// RFC 2045 section 6.7; trailing white space of lines is dropped, bytes that should have been
/// quoted are taken. `malformed`: "=" and neither two digits nor a line end.
Result<std::string> from_quoted_printable(std::string_view text);

/// A parameter's value as it may stand after "name=": within quotation marks when it must.
std::string parameter_value(std::string_view value);

}  // namespace provbank::wire::shs::mime
