// MIME for the judge: GMime reads, and what GMime forgives is looked for in the bytes. Only this
// folder includes GMime.
//
//   message   ::= headers blank preamble? (delimiter part)+ close epilogue?
//   delimiter ::= line-start "--" boundary blanks? line-end
//   close     ::= line-start "--" boundary "--" blanks? (line-end | end)
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/evidence/shs_problem.hpp"

namespace provbank::evidence {

inline constexpr std::size_t kMimeBytesMax = 64U << 20U;
inline constexpr std::size_t kMimeHeaderBytesMax = 64U << 10U;  // of the message, or of one part
inline constexpr std::size_t kMimePartsMax = 256;
inline constexpr std::size_t kMimeDecodedMax = 64U << 20U;  // of all parts

struct MimePart {
  std::string media_type;  // "text/xml", in lower case; text/plain when there is none
  std::string charset;     // as written; empty when absent
  std::string filename;    // UTF-8; of the disposition, else `name`
  std::optional<std::string> transfer_encoding;  // in lower case, as the header says
  std::string content;                           // decoded
  std::string_view raw;                          // as it stands, headers and all
  std::size_t line = 0;                          // of the body, where the part begins
  std::size_t content_line = 0;                  // ... and its content
};

/// The parts of a multipart message, one level of them. What `problems` calls an error means that
/// the parts may be fewer than were meant, or none.
struct MimeReading {
  std::vector<MimePart> parts;
  ShsProblems problems;
};

/// Never throws for what the bytes say. Views point into `body`.
MimeReading read_mime(std::string_view body);

/// The line, from 1, on which the byte stands.
std::size_t line_at(std::string_view body, std::size_t offset);

}  // namespace provbank::evidence
