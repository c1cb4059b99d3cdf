#include "harness/evidence/shs_mime.hpp"

#include <fmt/format.h>
#include <gmime/gmime.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "platform/base/c_handle.hpp"

namespace provbank::evidence {
namespace {

constexpr std::size_t kBase64LineMax = 76;  // RFC 2045 section 6.8
constexpr std::size_t kBoundaryMax = 70;    // RFC 2046 section 5.1.1

void unreference(void* object) {
  g_object_unref(object);
}
template <class T>
using GObjectHandle = CHandle<T, &unreference>;

void initialise() {
  static const bool kOnce = [] {
    g_mime_init();
    return true;
  }();
  static_cast<void>(kOnce);
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}
std::string said(const char* text) {
  return text != nullptr ? std::string(text) : std::string();
}
bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// Lines of a text with where each begins; without their line ends.
struct Line {
  std::string_view text;
  std::size_t at = 0;
  std::size_t next = 0;  // where the next one begins
  bool crlf = false;
};
Line line_from(std::string_view body, std::size_t at) {
  const auto end = body.find('\n', at);
  const std::size_t stop = end == std::string_view::npos ? body.size() : end;
  Line line{body.substr(at, stop - at), at, end == std::string_view::npos ? body.size() : end + 1,
            false};
  if (end != std::string_view::npos && line.text.ends_with('\r')) {
    line.text.remove_suffix(1);
    line.crlf = true;
  }
  return line;
}

/// A header block: where what follows it begins. Nothing when it is none.
struct HeaderBlock {
  std::size_t content = 0;
  bool all_crlf = true;
  bool ended = false;  // by a blank line
};
bool is_header_line(std::string_view text) {
  if (is_blank(text.front())) return true;  // folded
  const auto colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos) return false;
  return std::ranges::all_of(text.substr(0, colon), [](char c) { return c > ' ' && c < 0x7F; });
}
std::optional<HeaderBlock> header_block(std::string_view bytes) {
  HeaderBlock block;
  for (std::size_t at = 0; at < bytes.size();) {
    const Line line = line_from(bytes, at);
    if (line.next > kMimeHeaderBytesMax) return std::nullopt;
    block.all_crlf = block.all_crlf && (line.crlf || line.next == bytes.size());
    at = block.content = line.next;
    if (line.text.empty()) {
      block.ended = true;
      return block;
    }
    if (is_blank(bytes.front()) || !is_header_line(line.text)) return std::nullopt;
  }
  return block;
}

GObjectHandle<GMimeParser> parser_of(std::string_view bytes) {
  const GObjectHandle<GMimeStream> stream(
      g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  GObjectHandle<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  g_mime_parser_set_persist_stream(parser.get(), FALSE);
  return parser;
}

GObjectHandle<GMimeMessage> message_of(std::string_view bytes) {
  const auto parser = parser_of(bytes);
  return GObjectHandle<GMimeMessage>(g_mime_parser_construct_message(parser.get(), nullptr));
}

std::string media_type_of(GMimeObject* object) {
  auto* type = g_mime_object_get_content_type(object);
  if (type == nullptr) return "text/plain";
  return lowered(said(g_mime_content_type_get_media_type(type)) + "/" +
                 said(g_mime_content_type_get_media_subtype(type)));
}

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

class Reader {
 public:
  explicit Reader(std::string_view body) : body_(body) {}

  MimeReading read() {
    if (const auto spans = split()) decode(*spans);
    if (!all_crlf_) {
      doubt({"Rader i MIME-huvuden eller gränser slutar inte med CRLF.",
             "Lines of MIME headers or boundaries do not end in CRLF."},
            "CRLF", "LF", 0);
    }
    return std::move(reading_);
  }

 private:
  ShsProblem& problem(Bilingual what, std::string expected, std::string received,
                      std::size_t offset) {
    reading_.problems.push_back({.severity = Severity::error,
                                 .what = std::move(what),
                                 .expected = std::move(expected),
                                 .received = std::move(received),
                                 .line = line_at(body_, offset),
                                 .xpath = {}});
    return reading_.problems.back();
  }
  void doubt(Bilingual what, std::string expected, std::string received, std::size_t offset) {
    problem(std::move(what), std::move(expected), std::move(received), offset).severity =
        Severity::warning;
  }

  /// The bytes of each part, by the rules alone; nothing when there are none that a reader could
  /// trust.
  std::optional<std::vector<Span>> split() {
    if (body_.size() > kMimeBytesMax) {
      problem({"Meddelandet är större än vad prövaren läser.",
               "The message is larger than the judge reads."},
              fmt::format("at most {} bytes", kMimeBytesMax), std::to_string(body_.size()), 0);
      return std::nullopt;
    }
    const auto block = header_block(body_);
    if (body_.empty() || !block || block->content == line_from(body_, 0).next) {
      problem({"Meddelandet börjar inte med ett eget huvud (RFC 822).",
               "The message does not begin with a header block of its own (RFC 822)."},
              "lines such as \"MIME-Version: 1.0\", then a blank line",
              body_.empty() ? "an empty body" : "something else on the first lines", 0);
      return std::nullopt;
    }
    all_crlf_ = block->all_crlf;
    const auto boundary = boundary_in(body_.substr(0, block->content));
    if (!boundary) return std::nullopt;
    return parts_between(*boundary, block->content);
  }

  std::optional<std::string> boundary_in(std::string_view headers) {
    const auto message = message_of(headers);
    auto* object = message ? g_mime_message_get_mime_part(message.get()) : nullptr;
    const std::string media_type = object != nullptr ? media_type_of(object) : "none";
    if (!media_type.starts_with("multipart/")) {
      problem({"Meddelandet är inget flerdelat MIME-meddelande.",
               "The message is no multipart MIME message."},
              "multipart/mixed", media_type, 0);
      return std::nullopt;
    }
    if (media_type != "multipart/mixed") {
      doubt({"Meddelandet är flerdelat på ett annat sätt än SHS har.",
             "The message is multipart in another way than SHS has it."},
            "multipart/mixed", media_type, 0);
    }
    const char* version = g_mime_object_get_header(GMIME_OBJECT(message.get()), "MIME-Version");
    if (version == nullptr || std::string_view(version) != "1.0") {
      doubt({"Huvudet säger inte MIME-Version: 1.0.", "The header does not say MIME-Version: 1.0."},
            "MIME-Version: 1.0", version == nullptr ? "none" : "another version", 0);
    }
    const char* encoding = g_mime_object_get_header(object, "Content-Transfer-Encoding");
    const std::string whole = lowered(said(encoding));
    if (whole == "base64" || whole == "quoted-printable") {
      problem({"Meddelandet som helhet är kodat.", "The message as a whole is encoded."},
              "no transfer encoding, or binary", whole, 0);
      return std::nullopt;
    }
    const std::string boundary = said(g_mime_object_get_content_type_parameter(object, "boundary"));
    if (boundary.empty() || boundary.size() > kBoundaryMax || boundary.back() == ' ') {
      problem({"Meddelandets huvud ger ingen gräns mellan delarna, eller en som inte kan vara det.",
               "The message's header gives no boundary between the parts, or an impossible one."},
              fmt::format("boundary= and 1 to {} characters", kBoundaryMax),
              fmt::format("{} characters", boundary.size()), 0);
      return std::nullopt;
    }
    return boundary;
  }

  enum class Mark { none, delimiter, close };
  static Mark mark_in(std::string_view line, std::string_view dashed) {
    if (!line.starts_with(dashed)) return Mark::none;
    std::string_view rest = line.substr(dashed.size());
    const bool close = rest.starts_with("--");
    if (close) rest.remove_prefix(2);
    if (!std::ranges::all_of(rest, is_blank)) return Mark::none;
    return close ? Mark::close : Mark::delimiter;
  }

  /// Where the content ends before a delimiter: the line end before it is the delimiter's.
  std::size_t end_before(std::size_t delimiter, std::size_t begin) {
    std::size_t end = delimiter;
    if (end > begin && body_[end - 1] == '\n') --end;
    if (end > begin && body_[end - 1] == '\r') {
      --end;
    } else {
      all_crlf_ = false;
    }
    return end;
  }

  std::optional<std::vector<Span>> parts_between(const std::string& boundary, std::size_t from) {
    const std::string dashed = "--" + boundary;
    std::vector<Span> spans;
    std::optional<std::size_t> begun;
    // Only what stands at the beginning of a line counts.
    for (std::size_t at = body_.find(dashed, from); at != std::string_view::npos;
         at = body_.find(dashed, at + 1)) {
      if (body_[at - 1] != '\n') continue;
      const Line line = line_from(body_, at);
      const Mark mark = mark_in(line.text, dashed);
      if (mark == Mark::none) continue;
      all_crlf_ = all_crlf_ && (line.crlf || (mark == Mark::close && line.next == body_.size()));
      if (begun) spans.push_back({*begun, end_before(at, *begun)});
      if (spans.size() > kMimePartsMax) {
        problem({"Meddelandet har fler delar än vad prövaren läser.",
                 "The message has more parts than the judge reads."},
                fmt::format("at most {}", kMimePartsMax), "more", at);
        return std::nullopt;
      }
      if (mark == Mark::close) {
        if (!begun) break;
        return spans;
      }
      begun = line.next;
    }
    problem({"Gränsen som avslutar meddelandet saknas.",
             "The boundary that closes the message is lacking."},
            "\"--\" after the last boundary", begun ? "the message just ends" : "no part at all",
            body_.size());
    return std::nullopt;
  }

  void decode(const std::vector<Span>& spans) {
    for (const Span& span : spans) {
      if (!may_be_parsed(span)) return;
    }
    const auto message = message_of(body_);
    auto* object = message ? g_mime_message_get_mime_part(message.get()) : nullptr;
    const bool multipart = object != nullptr && GMIME_IS_MULTIPART(object);
    const int count = multipart ? g_mime_multipart_get_count(GMIME_MULTIPART(object)) : 0;
    if (count != static_cast<int>(spans.size())) {
      problem({"Meddelandets delar kan läsas på flera sätt.",
               "The parts of the message can be read in several ways."},
              fmt::format("{} parts, by the boundaries", spans.size()),
              fmt::format("{} parts, by GMime", count), 0);
      return;
    }
    for (int i = 0; i < count; ++i) {
      auto* part = g_mime_multipart_get_part(GMIME_MULTIPART(object), i);
      if (!decode_part(part, spans[static_cast<std::size_t>(i)])) return;
    }
  }

  /// Whatever is nested is refused before anybody descends into it.
  bool may_be_parsed(const Span& span) {
    const auto raw = body_.substr(span.begin, span.end - span.begin);
    const auto block = header_block(raw);
    if (!block) {
      problem({"En del av meddelandet har inget riktigt huvud.",
               "A part of the message has no proper header block."},
              "header lines, then a blank line", "something else", span.begin);
      return false;
    }
    all_crlf_ = all_crlf_ && block->all_crlf;
    const std::string with_end = std::string(raw.substr(0, block->content)) + "\r\n";
    const auto headers = message_of("X-Part: 1\r\n" + with_end);
    auto* object = headers ? g_mime_message_get_mime_part(headers.get()) : nullptr;
    const std::string media_type = object != nullptr ? media_type_of(object) : "none";
    if (media_type.starts_with("multipart/") || media_type.starts_with("message/")) {
      problem({"En del av meddelandet är själv flerdelad eller ett eget meddelande.",
               "A part of the message is itself of several parts or a message of its own."},
              "a data part", media_type, span.begin);
      return false;
    }
    return true;
  }

  bool decode_part(GMimeObject* object, const Span& span) {
    MimePart part;
    part.raw = body_.substr(span.begin, span.end - span.begin);
    part.line = line_at(body_, span.begin);
    const auto content_at = header_block(part.raw)->content;
    part.content_line = line_at(body_, span.begin + content_at);
    part.media_type = media_type_of(object);
    part.charset = said(g_mime_object_get_content_type_parameter(object, "charset"));
    if (const char* encoding = g_mime_object_get_header(object, "Content-Transfer-Encoding"))
      part.transfer_encoding = trimmed_lower(encoding);
    if (!GMIME_IS_PART(object)) {
      problem({"En del av meddelandet kan inte läsas.", "A part of the message cannot be read."},
              "a data part", part.media_type, span.begin);
      return false;
    }
    part.filename = said(g_mime_part_get_filename(GMIME_PART(object)));
    if (part.transfer_encoding == "base64")
      check_base64(part.raw.substr(content_at), span.begin + content_at);
    part.content = content_of(GMIME_PART(object));
    decoded_ += part.content.size();
    if (decoded_ > kMimeDecodedMax) {
      problem({"Meddelandets delar är större än vad prövaren läser.",
               "The parts of the message are larger than the judge reads."},
              fmt::format("at most {} bytes", kMimeDecodedMax), "more", span.begin);
      return false;
    }
    reading_.parts.push_back(std::move(part));
    return true;
  }

  static std::string trimmed_lower(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return lowered(text);
  }

  static std::string content_of(GMimePart* part) {
    auto* wrapper = g_mime_part_get_content(part);
    if (wrapper == nullptr) return {};
    const GObjectHandle<GMimeStream> sink(g_mime_stream_mem_new());
    g_mime_data_wrapper_write_to_stream(wrapper, sink.get());
    const auto* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(sink.get()));
    return bytes->data == nullptr
               ? std::string()
               : std::string(reinterpret_cast<const char*>(bytes->data), bytes->len);
  }

  /// GMime passes over what is no base64.
  void check_base64(std::string_view raw, std::size_t offset) {
    std::size_t digits = 0;
    std::size_t padding = 0;
    bool long_line = false;
    for (std::size_t at = 0; at < raw.size();) {
      const Line line = line_from(raw, at);
      long_line = long_line || line.text.size() > kBase64LineMax;
      for (const char c : line.text) {
        const bool digit = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                           (c >= '0' && c <= '9') || c == '+' || c == '/';
        if (is_blank(c)) continue;
        if (c == '=' && digits + padding > 0 && padding < 2) {
          ++padding;
        } else if (digit && padding == 0) {
          ++digits;
        } else {
          return broken_base64(offset + at);
        }
      }
      at = line.next;
    }
    if ((digits + padding) % 4 != 0) return broken_base64(offset + raw.size());
    if (long_line) {
      doubt({"Base64-rader är längre än 76 tecken.", "Base64 lines are longer than 76 characters."},
            fmt::format("at most {}", kBase64LineMax), "more", offset);
    }
  }
  void broken_base64(std::size_t offset) {
    problem({"En del säger sig vara base64 och är det inte.",
             "A part says that it is base64 and is not."},
            "RFC 2045 section 6.8", "other characters, or too few", offset);
  }

  std::string_view body_;
  MimeReading reading_;
  std::size_t decoded_ = 0;
  bool all_crlf_ = true;
};

}  // namespace

std::size_t line_at(std::string_view body, std::size_t offset) {
  const auto before = body.substr(0, std::min(offset, body.size()));
  return 1 + static_cast<std::size_t>(std::ranges::count(before, '\n'));
}

MimeReading read_mime(std::string_view body) {
  initialise();
  return Reader(body).read();
}

}  // namespace provbank::evidence
