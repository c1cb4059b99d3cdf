#include "harness/residue/line_coding.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

namespace provbank::residue {
namespace {

constexpr std::array<bool, 256> alphabet() {
  std::array<bool, 256> out{};
  for (int c = 'a'; c <= 'z'; ++c) out[static_cast<std::size_t>(c)] = true;
  for (int c = 'A'; c <= 'Z'; ++c) out[static_cast<std::size_t>(c)] = true;
  for (int c = '0'; c <= '9'; ++c) out[static_cast<std::size_t>(c)] = true;
  for (const char c : {'+', '/', '-', '_'}) out[static_cast<std::size_t>(c)] = true;
  return out;
}
constexpr auto kAlphabet = alphabet();

bool is_base64(char c) {
  return kAlphabet[static_cast<unsigned char>(c)];
}

bool is_printable(char c) {
  return (c >= ' ' && c <= '~') || c == '\r' || c == '\n' || c == '\t';
}

int of_hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::size_t base64_prefix(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && is_base64(text[count])) ++count;
  return count;
}

/// At most kCodedLineBytesMax.
std::size_t base64_suffix(std::string_view text) {
  const std::size_t most = std::min(text.size(), kCodedLineBytesMax);
  std::size_t count = 0;
  while (count < most && is_base64(text[text.size() - 1 - count])) ++count;
  return count;
}

/// Without the carriage return, which XML may have written as a reference.
std::string_view without_return(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  for (const std::string_view written : {"&#13;", "&#xD;", "&#xd;"}) {
    if (line.ends_with(written)) line.remove_suffix(written.size());
  }
  return line;
}

std::string_view without_margin(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  return line;
}

/// "=E4": a byte that is no ASCII. An ASCII letter is not written so, and "=12" is a setting's
/// value.
bool is_quoted_byte(std::string_view text) {
  return text.size() >= 3 && text[0] == '=' && text[1] >= 'A' && text[1] <= 'F' &&
         of_hex(text[2]) >= 0;
}

bool is_soft_break(std::string_view text) {
  return text.starts_with("=\n") || text.starts_with("=\r\n");
}

bool printable(std::string_view text) {
  return std::ranges::all_of(text, is_printable);
}

/// In random bytes such signs occur by chance; text stands beside those that are meant.
bool is_quoted_printable(std::string_view bytes, std::size_t at) {
  constexpr std::size_t kBeside = 6;
  const auto rest = bytes.substr(at);
  const auto before = bytes.substr(at - std::min(at, kBeside), std::min(at, kBeside));
  if (is_soft_break(rest)) return printable(before) && printable(rest.substr(0, kBeside));
  if (!is_quoted_byte(rest)) return false;
  const auto after = rest.substr(3);
  return is_quoted_byte(after) || (!before.empty() && printable(before)) ||
         (!after.empty() && printable(after.substr(0, kBeside)));
}

/// The place of the next such byte from `from` on; the text's end when there is none.
std::size_t next(std::string_view text, char wanted, std::size_t from) {
  if (from >= text.size()) return text.size();
  const void* found = std::memchr(text.data() + from, wanted, text.size() - from);
  return found == nullptr ? text.size()
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

}  // namespace

namespace {

/// Looked at together.
constexpr std::size_t kStrideBytes = 64;

#if defined(__x86_64__)
/// Where in sixteen bytes a sign of either coding may stand: an '=' with what may follow it, or a
/// line's end after what may be base64, with or without a carriage return between.
/// Coarse, so that it is a few instructions. Two bytes before and one after are read too.
__m128i signs(const char* text) {
  const auto at = [text](std::ptrdiff_t beside) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + beside));
  };
  const __m128i here = at(0);
  const __m128i next = at(1);
  const __m128i capital = _mm_cmpeq_epi8(
      _mm_max_epu8(_mm_min_epu8(next, _mm_set1_epi8('F')), _mm_set1_epi8('A')), next);
  const __m128i ended = _mm_or_si128(_mm_cmpeq_epi8(next, _mm_set1_epi8('\n')),
                                     _mm_cmpeq_epi8(next, _mm_set1_epi8('\r')));
  const __m128i quoted =
      _mm_and_si128(_mm_cmpeq_epi8(here, _mm_set1_epi8('=')), _mm_or_si128(capital, ended));
  const __m128i before = at(-1);
  const __m128i text_before =
      _mm_and_si128(_mm_or_si128(_mm_and_si128(_mm_cmpgt_epi8(before, _mm_set1_epi8('*')),
                                               _mm_cmplt_epi8(before, _mm_set1_epi8('{'))),
                                 _mm_cmpeq_epi8(before, _mm_set1_epi8('\r'))),
                    _mm_cmpgt_epi8(at(-2), _mm_set1_epi8(' ')));
  const __m128i line = _mm_and_si128(_mm_cmpeq_epi8(here, _mm_set1_epi8('\n')), text_before);
  return _mm_or_si128(quoted, line);
}

bool may_hold_a_sign(const char* text) {
  const __m128i any = _mm_or_si128(_mm_or_si128(signs(text), signs(text + 16)),
                                   _mm_or_si128(signs(text + 32), signs(text + 48)));
  return _mm_movemask_epi8(any) != 0;
}
#else
bool may_hold_a_sign(const char*) {
  return true;
}
#endif

/// Whether the byte at that place is such a sign.
bool is_sign(std::string_view bytes, std::size_t at) {
  if (bytes[at] == '=') return is_quoted_printable(bytes, at);
  if (bytes[at] != '\n') return false;
  const auto line = without_return(bytes.substr(0, at));
  // What began before these bytes counts as long enough.
  const std::size_t run =
      base64_suffix(line.substr(line.size() - std::min(line.size(), kCodedLineBytesMin)));
  if (run < kCodedLineBytesMin && run < line.size()) return false;
  const auto after = without_margin(bytes.substr(at + 1, kCodedLineBytesMin));
  return after.empty() || is_base64(after.front());
}

}  // namespace

bool may_be_line_coded(std::string_view bytes) {
  const auto any_in = [bytes](std::size_t from, std::size_t to) {
    for (std::size_t at = from; at < to; ++at) {
      if ((bytes[at] == '\n' || bytes[at] == '=') && is_sign(bytes, at)) return true;
    }
    return false;
  };
  constexpr std::size_t kBefore = 2;
  std::size_t at = std::min(kBefore, bytes.size());
  if (any_in(0, at)) return true;
  for (; at + kStrideBytes < bytes.size(); at += kStrideBytes) {
    if (may_hold_a_sign(bytes.data() + at) && any_in(at, at + kStrideBytes)) return true;
  }
  return any_in(at, bytes.size());
}

void LineDecoder::bytes(std::string_view chunk) {
  std::size_t done = 0;
  if (!rest_.empty()) {
    const std::size_t end = next(chunk, '\n', 0);
    rest_.append(chunk.substr(0, end));
    if (end < chunk.size()) {
      line(rest_, at_, true);
      at_ += rest_.size() + 1;
      rest_.clear();
      done = end + 1;
    } else {
      done = end;
    }
  }
  for (std::size_t end = next(chunk, '\n', done); end < chunk.size();
       end = next(chunk, '\n', done)) {
    line(chunk.substr(done, end - done), at_, true);
    at_ += end - done + 1;
    done = end + 1;
  }
  rest_.append(chunk.substr(done));
  if (rest_.size() <= kJoinedBytesMax) return;
  // A line without end is looked at in parts; what may go on is kept.
  const std::size_t kept = std::min(rest_.size(), std::max(kCodedLineBytesMax, overlap_));
  line(rest_, at_, false);
  at_ += rest_.size() - kept;
  rest_.erase(0, rest_.size() - kept);
}

void LineDecoder::end() {
  line(rest_, at_, false);
  rest_.clear();
  close(base64_, LineCoding::base64);
  close(quoted_, LineCoding::quoted_printable);
  at_ = 0;
}

void LineDecoder::line(std::string_view text, std::uint64_t at, bool ended) {
  const auto shown = ended ? without_return(text) : text;
  base64(shown, at, ended);
  quoted(shown, at, ended);
}

void LineDecoder::base64(std::string_view text, std::uint64_t at, bool ended) {
  if (base64_.under_way) {
    const auto body = without_margin(text);
    const std::size_t count = base64_prefix(body);
    base64_.text.append(body.substr(0, count));
    if (count > 0) ++base64_.lines;
    if (count > 0 && count == body.size() && ended) {
      grown(base64_, LineCoding::base64);
      return;
    }
    close(base64_, LineCoding::base64);
  }
  if (!ended) return;
  const std::size_t count = base64_suffix(text);
  if (count < kCodedLineBytesMin) return;
  base64_.text = text.substr(text.size() - count);
  base64_.at = at + text.size() - count;
  base64_.lines = 1;
  base64_.under_way = true;
}

void LineDecoder::quoted(std::string_view text, std::uint64_t at, bool ended) {
  const bool goes_on = ended && text.ends_with('=');
  const std::size_t first = next(text, '=', 0);
  if (!quoted_.under_way && first == text.size()) return;
  if (!quoted_.under_way) quoted_.at = at;
  std::size_t done = 0;
  for (std::size_t sign = first; sign < text.size(); sign = next(text, '=', sign + 1)) {
    const auto rest = text.substr(sign);
    if (rest.size() == 1 && goes_on) break;
    const int high = rest.size() > 2 ? of_hex(rest[1]) : -1;
    const int low = rest.size() > 2 ? of_hex(rest[2]) : -1;
    if (high < 0 || low < 0) continue;
    quoted_.coded = quoted_.coded || is_quoted_byte(rest);
    quoted_.text.append(text.substr(done, sign - done));
    quoted_.text += static_cast<char>(high * 16 + low);
    done = sign + 3;
    sign += 2;
  }
  quoted_.text.append(text.substr(done, text.size() - done - (goes_on ? 1 : 0)));
  quoted_.coded = quoted_.coded || goes_on;
  quoted_.under_way = goes_on;
  if (goes_on) {
    grown(quoted_, LineCoding::quoted_printable);
  } else {
    close(quoted_, LineCoding::quoted_printable);
  }
}

void LineDecoder::close(Joined& joined, LineCoding coding) {
  if (joined.lines > 1 || joined.coded) take_(coding, joined.at, joined.text);
  joined = {};
}

void LineDecoder::grown(Joined& joined, LineCoding coding) {
  if (joined.text.size() < kJoinedBytesMax + overlap_) return;
  take_(coding, joined.at, joined.text);
  joined.text.erase(0, joined.text.size() - overlap_);
}

}  // namespace provbank::residue
