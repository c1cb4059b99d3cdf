#include "harness/residue/line_coding.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "harness/residue/forms.hpp"

#if defined(__x86_64__)
#include <immintrin.h>

#include <bit>
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

/// In random bytes such signs occur by chance; text stands beside those that are meant. A value
/// that is looked for among raw bytes has eight, so that beside one that is coded there are seven,
/// and beside a break eight. What lies beyond the given bytes may be text.
bool is_quoted_printable(std::string_view bytes, std::size_t at) {
  const bool is_break = is_soft_break(bytes.substr(at));
  if (!is_break && !is_quoted_byte(bytes.substr(at))) return false;
  const std::size_t wanted = is_break ? kAnywhereBytesMin : kAnywhereBytesMin - 1;
  std::size_t beside = 0;
  std::size_t before = at;
  while (before > 0 && beside < wanted && is_printable(bytes[before - 1])) {
    --before;
    ++beside;
  }
  std::size_t after = is_break ? bytes.find('\n', at) + 1 : at + 3;
  while (after < bytes.size() && beside < wanted && is_printable(bytes[after])) {
    ++after;
    ++beside;
  }
  return beside >= wanted || before == 0 || after == bytes.size();
}

/// The place of the next such byte from `from` on; the text's end when there is none.
std::size_t next(std::string_view text, char wanted, std::size_t from) {
  if (from >= text.size()) return text.size();
  const void* found = std::memchr(text.data() + from, wanted, text.size() - from);
  return found == nullptr ? text.size()
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

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

bool any_sign(std::string_view bytes, std::size_t from, std::size_t to) {
  for (std::size_t at = from; at < to; ++at) {
    if ((bytes[at] == '\n' || bytes[at] == '=') && is_sign(bytes, at)) return true;
  }
  return false;
}

#if defined(__x86_64__)
/// 32 bytes at a time, in a few instructions for what shows nothing.
struct Glance {
  __m256i here;
  __m256i quoted;   // zero where an '=' is followed by A to F or a line's end
  __m256i foreign;  // zero where a byte lies between '+' and 'z', as all of base64 does

  __attribute__((target("avx2"))) explicit Glance(const char* text) {
    // By their low half, the bytes that may follow an '='; none other is what stands at its own.
    const __m256i follows = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(-1, 'A', 'B', 'C', 'D', 'E', 'F', -1, -1, -1, '\n', -1, -1, '\r', -1, -1));
    here = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
    const auto next = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + 1));
    quoted = _mm256_or_si256(_mm256_xor_si256(here, _mm256_set1_epi8('=')),
                             _mm256_xor_si256(_mm256_shuffle_epi8(follows, next), next));
    foreign =
        _mm256_subs_epu8(_mm256_sub_epi8(here, _mm256_set1_epi8('+')), _mm256_set1_epi8('z' - '+'));
  }
};

__attribute__((target("avx2"))) unsigned mask_of(__m256i bytes) {
  return static_cast<unsigned>(_mm256_movemask_epi8(bytes));
}

/// The same as any_sign of all of it. A line of base64 that counts has eight bytes of it side by
/// side at a place that eight divides, and its end is in the same stride or the next one.
__attribute__((target("avx2"))) bool any_sign_wide(std::string_view bytes) {
  constexpr std::size_t kHalf = sizeof(__m256i);
  constexpr std::size_t kStride = 2 * kHalf;
  static_assert(kCodedLineBytesMin >= 15 && kStride >= 15 + 7);
  std::size_t at = std::min(kHalf, bytes.size());
  if (any_sign(bytes, 0, at)) return true;
  const __m256i zero = _mm256_setzero_si256();
  bool in_line = true;  // of base64, in the stride before
  for (; at + kStride < bytes.size(); at += kStride) {
    const Glance first(bytes.data() + at);
    const Glance second(bytes.data() + at + kHalf);
    const __m256i eight = _mm256_or_si256(_mm256_cmpeq_epi64(first.foreign, zero),
                                          _mm256_cmpeq_epi64(second.foreign, zero));
    const __m256i quoted = _mm256_cmpeq_epi8(_mm256_min_epu8(first.quoted, second.quoted), zero);
    const bool looked_at = in_line;
    in_line = false;
    if (!looked_at && mask_of(_mm256_or_si256(eight, quoted)) == 0) continue;
    in_line = mask_of(eight) != 0;
    std::size_t half_at = at;
    for (const Glance* half : {&first, &second}) {
      const auto before =
          _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes.data() + half_at - 1));
      const auto ended = _mm256_and_si256(
          _mm256_cmpeq_epi8(half->here, _mm256_set1_epi8('\n')),
          _mm256_or_si256(
              _mm256_cmpeq_epi8(before, _mm256_set1_epi8('\r')),
              _mm256_cmpeq_epi8(_mm256_subs_epu8(_mm256_sub_epi8(before, _mm256_set1_epi8('+')),
                                                 _mm256_set1_epi8('z' - '+')),
                                zero)));
      unsigned places = mask_of(_mm256_or_si256(_mm256_cmpeq_epi8(half->quoted, zero), ended));
      for (; places != 0; places &= places - 1) {
        if (is_sign(bytes, half_at + static_cast<std::size_t>(std::countr_zero(places))))
          return true;
      }
      half_at += kHalf;
    }
  }
  return any_sign(bytes, at, bytes.size());
}
#endif

}  // namespace

bool may_be_line_coded(std::string_view bytes) {
#if defined(__x86_64__)
  static const bool wide = __builtin_cpu_supports("avx2") != 0;
  if (wide) return any_sign_wide(bytes);
#endif
  return any_sign(bytes, 0, bytes.size());
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
