#include "reference-impl/wire/shs/message.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "platform/crypto/encoding.hpp"
#include "platform/text/latin1.hpp"
#include "platform/text/utf8.hpp"
#include "reference-impl/wire/shs/address.hpp"
#include "reference-impl/wire/shs/mime.hpp"
#include "reference-impl/wire/tree.hpp"

namespace provbank::wire::shs {
namespace {

using mime::Entity;

constexpr std::size_t kFileNameMax = 255;  // characters
constexpr std::size_t kMediaTypeBytesMax = 255;
constexpr std::size_t kCharsetBytesMax = 64;
constexpr std::size_t kBase64LineBytes = 76;  // RFC 2045 section 6.8
constexpr std::string_view kAnyBytes = "application/octet-stream";
constexpr std::string_view kLabelHeaders =
    "Content-Type: text/xml; charset=ISO-8859-1\r\n"
    "Content-Transfer-Encoding: binary\r\n\r\n";

ShsError no_such_message(std::string info) {
  return {ErrorCode::illegal_message_structure, std::move(info)};
}

ShsError no_such_content(std::string info) {
  return {ErrorCode::illegal_datapart_content, std::move(info)};
}

/// RFC 2045 section 5.1: no blanks, no control characters, none of the special ones.
bool is_token(std::string_view text) {
  constexpr std::string_view kSpecial = "()<>@,;:\\\"/[]?=";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return c > ' ' && c < 0x7F && kSpecial.find(c) == std::string_view::npos;
  });
}

bool is_media_type(std::string_view text) {
  const auto slash = text.find('/');
  return slash != std::string_view::npos && text.size() <= kMediaTypeBytesMax &&
         is_token(text.substr(0, slash)) && is_token(text.substr(slash + 1));
}

std::string charset_or_none(std::string_view text) {
  return is_token(text) && text.size() <= kCharsetBytesMax ? std::string(text) : std::string();
}

/// A file name (UTF-8) that ends no header line and is no longer than file names are.
std::string header_safe(std::string_view filename) {
  std::string safe(text::first_characters(filename, kFileNameMax));
  std::ranges::replace_if(
      safe, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, '_');
  return safe;
}

// Reading.

/// Where one layer is decoded: none of "binary" and its like, or what else there is.
enum class Decoding { none, base64, quoted_printable, unknown };

Decoding decoding_in(const std::optional<std::string>& header) {
  if (!header) return Decoding::none;  // 7bit
  const std::string word = mime::parse_header_value(*header).value;
  if (word == "binary" || word == "8bit" || word == "7bit") return Decoding::none;
  if (word == "base64") return Decoding::base64;
  return word == "quoted-printable" ? Decoding::quoted_printable : Decoding::unknown;
}

/// RFC 2046 section 5.1.1, its alphabet taken wider.
bool is_boundary(std::string_view text, const MessageLimits& limits) {
  return !text.empty() && text.size() <= limits.boundary_bytes && text.back() != ' ' &&
         std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7F; });
}

OrShsError<std::vector<std::string_view>> parts_of(std::string_view body,
                                                   const MessageLimits& limits) {
  if (body.size() > limits.message_bytes) {
    return no_such_message("the message is longer than " + std::to_string(limits.message_bytes) +
                           " bytes");
  }
  const auto message = mime::parse_entity(body, mime::Kind::message, limits);
  if (!message) return no_such_message("the message: " + message.error().detail);
  const auto type = mime::parse_header_value(message->headers.content_type.value_or(""));
  if (!type.value.starts_with("multipart/")) {
    return no_such_message("the message is no multipart message");
  }
  if (decoding_in(message->headers.transfer_encoding) != Decoding::none) {
    return no_such_message("the message as a whole has a transfer encoding");
  }
  const auto boundary = type.parameter("boundary");
  if (!is_boundary(boundary, limits)) {
    return no_such_message("the message has no boundary, or one that cannot be");
  }
  auto parts = mime::split_parts(message->content, boundary, limits);
  if (!parts) return no_such_message("the message: " + parts.error().detail);
  return std::move(*parts);
}

bool lies_in(std::string_view inner, std::string_view outer) {
  return inner.data() >= outer.data() && inner.data() + inner.size() <= outer.data() + outer.size();
}

/// The label by its part. A node routes by the quick scan before it reads parts, so both must find
/// the same.
OrShsError<Label> label_of(std::string_view part, std::string_view body,
                           const MessageLimits& limits) {
  const auto entity = mime::parse_entity(part, mime::Kind::part, limits);
  if (!entity) return no_such_message("the first part: " + entity.error().detail);
  const auto type = mime::parse_header_value(entity->headers.content_type.value_or(""));
  if (type.value != "text/xml") return no_such_message("the first part is not text/xml");
  if (decoding_in(entity->headers.transfer_encoding) != Decoding::none) {
    return no_such_message("the label has a transfer encoding");
  }
  const auto window = label_window(body);
  if (!window) return window.error();
  if (!lies_in(*window, entity->content)) {
    return no_such_message("the first label of the message is not in its first part");
  }
  const bool utf8 = lower_case(type.parameter("charset")) == "utf-8";
  auto label = read_label(trimmed(entity->content), utf8);
  if (!label) return label.error();
  const auto scanned = read_label(*window, utf8);
  if (!scanned || *scanned != *label) {
    return no_such_message("the label's part has more than one label");
  }
  return label;
}

OrShsError<void> check_structure(const Label& label, std::size_t parts) {
  if (label.compound) return no_such_message("compound messages are not supported");
  if (label.data.empty()) return no_such_message("the label tells of no data part");
  if (parts < label.data.size()) {
    return no_such_message("the label tells of " + std::to_string(label.data.size()) +
                           " data parts, the message has " + std::to_string(parts));
  }
  return {};
}

OrShsError<std::string> decoded(const Entity& entity) {
  switch (decoding_in(entity.headers.transfer_encoding)) {
    case Decoding::none:
      return std::string(entity.content);
    case Decoding::base64: {
      auto bytes = crypto::from_base64(entity.content);
      if (!bytes) return no_such_content(bytes.error().detail);
      return std::move(*bytes);
    }
    case Decoding::quoted_printable: {
      auto bytes = mime::from_quoted_printable(entity.content);
      if (!bytes) return no_such_content(bytes.error().detail);
      return std::move(*bytes);
    }
    case Decoding::unknown:
      break;
  }
  return no_such_content("a transfer encoding that is not known");
}

/// File names come as raw ISO 8859-1. Bytes that in UTF-8 are the name the label tells, are UTF-8.
std::string filename_in(const mime::HeaderValue& type, const Entity& entity,
                        const DataEntry& entry) {
  const auto disposition = mime::parse_header_value(entity.headers.disposition.value_or(""));
  std::string_view raw = disposition.parameter("filename");
  if (raw.empty()) raw = type.parameter("name");
  if (text::is_utf8(raw) && header_safe(raw) == header_safe(entry.filename))
    return header_safe(raw);
  return header_safe(text::utf8_of_latin1(raw));
}

OrShsError<DataPart> read_part(std::string_view bytes, const DataEntry& entry,
                               const MessageLimits& limits) {
  const auto entity = mime::parse_entity(bytes, mime::Kind::part, limits);
  if (!entity) return no_such_message("a data part: " + entity.error().detail);
  const auto type = mime::parse_header_value(entity->headers.content_type.value_or("text/plain"));
  if (type.value.starts_with("multipart/")) {
    return no_such_message("a data part is itself of several parts");
  }
  auto content = decoded(*entity);
  if (!content) return content.error();
  if (content->size() > limits.part_bytes) {
    return no_such_message("a data part is longer than " + std::to_string(limits.part_bytes) +
                           " bytes");
  }
  DataPart part;
  part.media_type = is_media_type(type.value) ? type.value : std::string(kAnyBytes);
  part.charset = charset_or_none(type.parameter("charset"));
  part.filename = filename_in(type, *entity, entry);
  part.encoding = decoding_in(entity->headers.transfer_encoding) == Decoding::base64
                      ? TransferEncoding::base64
                      : TransferEncoding::binary;
  part.content = std::move(*content);
  return part;
}

// Writing.

/// What the label calls a part nobody named a type for.
std::string datapart_type_of(const DataPart& part) {
  const auto dot = part.filename.rfind('.');
  if (dot != std::string::npos && is_token(std::string_view(part.filename).substr(dot + 1))) {
    return part.filename.substr(dot + 1);
  }
  return is_media_type(part.media_type) ? part.media_type.substr(part.media_type.find('/') + 1)
                                        : "octet-stream";
}

Label with_data_entries(const Message& message) {
  Label label = message.label;
  const std::size_t told = label.data.size();
  label.data.resize(message.parts.size());
  for (std::size_t i = 0; i < message.parts.size(); ++i) {
    auto& entry = label.data[i];
    entry.bytes = message.parts[i].content.size();
    if (i < told) continue;
    entry.datapart_type = datapart_type_of(message.parts[i]);
    entry.filename = message.parts[i].filename;
  }
  return label;
}

bool contains(std::string_view text, std::string_view what) {
  return ::memmem(text.data(), text.size(), what.data(), what.size()) != nullptr;
}

/// Base64 has no "-", so only what goes out as it is can hold a boundary.
bool stands_in(std::string_view boundary, std::string_view label, const Message& message) {
  return contains(label, boundary) || std::ranges::any_of(message.parts, [&](const auto& part) {
           return part.encoding == TransferEncoding::binary && contains(part.content, boundary);
         });
}

/// Whoever knows the tx.id beforehand can put that boundary into a part, but not one made from the
/// parts themselves.
std::string boundary_for(std::string_view label, const Message& message) {
  constexpr std::string_view kBegins = "----=_Part_";
  constexpr std::size_t kDigits = 32;
  const std::string& tx_id = message.label.tx_id;
  const auto begun = [&](std::string_view rest) { return std::string(kBegins).append(rest); };
  std::string boundary = is_uuid(tx_id) ? begun(lower_case(tx_id))
                                        : begun(crypto::sha256_hex(tx_id).substr(0, kDigits));
  while (stands_in(boundary, label, message)) {
    std::string digests = crypto::sha256_hex(boundary) + crypto::sha256_hex(label);
    for (const auto& part : message.parts) digests += crypto::sha256_hex(part.content);
    boundary = begun(crypto::sha256_hex(digests).substr(0, kDigits));
  }
  return boundary;
}

/// In ISO 8859-1, or as it is when it has other characters.
std::string filename_bytes(std::string_view filename) {
  const std::string safe = header_safe(filename);
  std::string bytes;
  for (std::string_view rest = safe; !rest.empty();) {
    const char32_t character = text::take_character(rest);
    if (character > 0xFF) return safe;
    bytes += static_cast<char>(static_cast<unsigned char>(character));
  }
  return bytes;
}

void append_part_headers(std::string& out, const DataPart& part) {
  out += "Content-Type: ";
  out += is_media_type(part.media_type) ? std::string_view(part.media_type) : kAnyBytes;
  const std::string charset = charset_or_none(part.charset);
  if (!charset.empty()) out.append("; charset=").append(charset);
  const std::string filename = mime::parameter_value(filename_bytes(part.filename));
  if (!part.filename.empty()) out.append("; name=").append(filename);
  out += "\r\nContent-Transfer-Encoding: ";
  out += part.encoding == TransferEncoding::base64 ? "base64" : "binary";
  out += "\r\nContent-Disposition: attachment";
  if (!part.filename.empty()) out.append("; filename=").append(filename);
  out += "\r\n\r\n";
}

void append_content(std::string& out, const DataPart& part) {
  if (part.encoding == TransferEncoding::binary) {
    out += part.content;
    return;
  }
  const std::string letters = crypto::base64(part.content);
  for (std::size_t at = 0; at < letters.size(); at += kBase64LineBytes) {
    if (at > 0) out += "\r\n";
    out.append(letters, at, kBase64LineBytes);
  }
}

std::size_t bytes_about(const Message& message) {
  std::size_t bytes = kLabelWindowBytes;
  for (const auto& part : message.parts) {
    bytes += part.content.size() * (part.encoding == TransferEncoding::base64 ? 7 : 5) / 5 + 1024;
  }
  return bytes;
}

}  // namespace

std::string write_message(const Message& message) {
  const std::string label = write_label(with_data_entries(message));
  const std::string boundary = boundary_for(label, message);
  std::string out;
  out.reserve(bytes_about(message));
  out +=
      "Subject: SHS Message\r\n"
      "MIME-Version: 1.0\r\n"
      "Content-Type: multipart/mixed; \r\n\tboundary=\"";
  out.append(boundary).append("\"\r\n\r\n--").append(boundary).append("\r\n");
  out.append(kLabelHeaders).append(label);
  for (const auto& part : message.parts) {
    out.append("\r\n--").append(boundary).append("\r\n");
    append_part_headers(out, part);
    append_content(out, part);
  }
  out.append("\r\n--").append(boundary).append("--\r\n");
  return out;
}

OrShsError<Message> read_message(std::string_view body, const MessageLimits& limits) {
  const auto parts = parts_of(body, limits);
  if (!parts) return parts.error();
  Message message;
  auto label = label_of(parts->front(), body, limits);
  if (!label) return label.error();
  message.label = std::move(*label);
  const auto sound = check_structure(message.label, parts->size() - 1);
  if (!sound) return sound.error();
  for (std::size_t i = 0; i < message.label.data.size(); ++i) {
    auto part = read_part((*parts)[i + 1], message.label.data[i], limits);
    if (!part) return part.error();
    message.parts.push_back(std::move(*part));
  }
  return message;
}

}  // namespace provbank::wire::shs
