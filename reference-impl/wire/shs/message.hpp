// An SHS message: a MIME message (RFC 822, 2045, 2046) in the body of an HTTP request or response,
// its label first, its data parts after it.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "reference-impl/wire/shs/label.hpp"

namespace provbank::wire::shs {

inline constexpr std::string_view kMessageContentType = "message/rfc822";

struct MessageLimits {
  std::size_t message_bytes = 32U << 20U;
  std::size_t header_bytes = 16U << 10U;  // of one part, or of the message
  std::size_t header_lines = 100;
  std::size_t parts = 32;
  std::size_t boundary_bytes = 70;      // RFC 2046 section 5.1.1
  std::size_t part_bytes = 32U << 20U;  // decoded
};

enum class TransferEncoding { binary, base64 };

/// `content` is decoded when read, and not yet encoded when written. `filename` is what the sender
/// chose: never a path to write to.
struct DataPart {
  std::string media_type = "application/xml";
  std::string charset{};
  std::string filename{};  // UTF-8
  TransferEncoding encoding = TransferEncoding::base64;
  std::string content;
  friend bool operator==(const DataPart&, const DataPart&) = default;
};

struct Message {
  Label label;
  std::vector<DataPart> parts;  // as many as label.data, in its order
  friend bool operator==(const Message&, const Message&) = default;
};

/// The bytes of the HTTP body: CRLF, the header block that SHS nodes write, a closing boundary.
/// The boundary is derived from the label's tx.id and stands in no part. The label gets as many
/// data entries as there are parts, no-of-bytes always. A file name goes out in ISO 8859-1; one
/// that it has no bytes for goes in UTF-8, and the label tells it right. What would end a header
/// line early is replaced.
std::string write_message(const Message& message);

/// Reads what any SHS node may have written: LF line ends, preamble and epilogue, parts without
/// file names, 7bit, 8bit and quoted-printable parts, raw 8-bit and unquoted file names, a label
/// part that calls itself UTF-8. Surplus parts are dropped. The label that is returned is the one
/// that scan_label finds: a message in which the two differ is refused. Errors: those of
/// read_label; `illegal_message_structure` for what is no such message (no header block, no
/// boundary, none that closes, the first part not text/xml, fewer parts than the label tells, no
/// data part, compound, past a limit, a multipart where a data part should be, a header twice that
/// says how to read the rest), `illegal_datapart_content` for a part that does not decode or has an
/// encoding that does not exist.
OrShsError<Message> read_message(std::string_view body, const MessageLimits& limits = {});

}  // namespace provbank::wire::shs
