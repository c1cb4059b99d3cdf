#include "harness/residue/matcher.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>
#include <limits>
#include <span>
#include <unordered_map>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace provbank::residue {
namespace {

// 2^23 bits are a megabyte: what stays near the processor while a file streams by.
constexpr unsigned kBitsMax = 23;
constexpr unsigned kBitsMin = 12;

template <class T>
T load(const char* at) {
  T out;
  std::memcpy(&out, at, sizeof out);
  return out;
}

constexpr std::uint32_t kFactor = 0x9E3779B1U;
constexpr std::uint32_t kOtherFactor = 0x85EBCA6BU;

constexpr std::uint64_t mixed(std::uint64_t head) {
  head ^= head >> 32U;
  return head * 0x9E3779B97F4A7C15U;
}

class Bits {
 public:
  explicit Bits(unsigned log2) : words_((std::size_t{1} << log2) / 32, 0) {}
  void set(std::size_t bit) { words_[bit >> 5U] |= 1U << (bit & 31U); }
  bool test(std::size_t bit) const { return ((words_[bit >> 5U] >> (bit & 31U)) & 1U) != 0; }
  const std::uint32_t* data() const { return words_.data(); }

 private:
  std::vector<std::uint32_t> words_;
};

/// Enough bits that so many entries set few of them.
unsigned bits_for(std::size_t entries) {
  return std::clamp(static_cast<unsigned>(std::bit_width(entries * 64)), kBitsMin, kBitsMax);
}

/// Which bytes occur at all. For a vector of bytes: those with the low four bits l and the high
/// four bits h occur when bit h of row l is set; the rows for h < 8 and h >= 8 stand apart.
struct Alphabet {
  std::array<std::uint8_t, 16> low_half{};
  std::array<std::uint8_t, 16> high_half{};
  bool zero_pairs = false;  // two zero bytes stand side by side

  void add(const char* from, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const auto byte = static_cast<unsigned char>(from[i]);
      auto& half = byte < 0x80 ? low_half : high_half;
      half[byte & 0xFU] = static_cast<std::uint8_t>(half[byte & 0xFU] | 1U << (byte >> 4U & 7U));
      zero_pairs = zero_pairs || (i > 0 && byte == 0 && from[i - 1] == 0);
    }
  }
};

// So many patterns may be found by the same eight bytes before others are preferred.
constexpr std::size_t kHeadSharersMax = 12;
// More than a run of bytes of its own costs, whatever it adds.
constexpr std::size_t kYearCost = 8;

/// Patterns of 8 bytes or more: every fourth place is looked at, five bytes of it, so that each
/// run of eight bytes has one such place wholly inside.
struct Long {
  static constexpr std::size_t kHead = 8;
  static constexpr std::size_t kGram = 5;
  static constexpr std::size_t kStep = kHead - kGram + 1;
  static std::uint32_t hash(const char* at) {
    return (load<std::uint32_t>(at) * kFactor) ^ (load<std::uint32_t>(at + 1) * kOtherFactor);
  }
  static std::uint64_t head(const char* at) { return load<std::uint64_t>(at); }
};

/// The shorter ones: every place is looked at.
struct Short {
  static constexpr std::size_t kHead = 4;
  static constexpr std::size_t kGram = 4;
  static constexpr std::size_t kStep = 1;
  static std::uint32_t hash(const char* at) { return load<std::uint32_t>(at) * kFactor; }
  static std::uint64_t head(const char* at) { return load<std::uint32_t>(at); }
};

}  // namespace

class Matcher::Group {
 public:
  virtual ~Group() = default;
  virtual void search(std::string_view text, const OnMatch& on_match) const = 0;
};

/// Patterns of one sort. Each is found by one run of its bytes, its anchor: the one that adds least
/// to what others have set already, so that the many ways to write a value share what is common to
/// them, and few bits are set.
template <class Sort>
class Matcher::Table final : public Group {
 public:
  Table(std::span<const std::string> patterns, const std::vector<std::uint32_t>& members)
      : patterns_(patterns),
        gram_bits_(bits_for(members.size() * Sort::kStep)),
        grams_(gram_bits_) {
    members_.reserve(members.size());
    auto by_length = members;
    std::ranges::stable_sort(by_length, {}, [this](auto i) { return patterns_[i].size(); });
    std::unordered_map<std::uint64_t, std::size_t> sharers;
    sharers.reserve(members.size());
    for (const std::uint32_t pattern : by_length) {
      const auto anchor = best_anchor(patterns_[pattern], sharers);
      const char* begin = patterns_[pattern].data() + anchor;
      ++sharers[Sort::head(begin)];
      alphabet_.add(begin, Sort::kHead);
      for (std::size_t i = 0; i < Sort::kStep; ++i) grams_.set(gram_bit(begin + i));
      const std::string& whole = patterns_[pattern];
      members_.push_back({Sort::head(begin), pattern, static_cast<std::uint32_t>(anchor),
                          static_cast<std::uint32_t>(whole.size()),
                          load<std::uint32_t>(whole.data() + whole.size() - 4)});
    }
    std::ranges::stable_sort(members_, {}, &Member::head);
    std::size_t heads = 0;
    for (std::size_t i = 0; i < members_.size(); ++i)
      heads += i == 0 || members_[i].head != members_[i - 1].head ? 1U : 0U;
    head_bits_ = bits_for(heads);
    heads_ = Bits(head_bits_);
    slots_.resize(std::bit_ceil(heads * 2));
    for (std::uint32_t first = 0; first < members_.size();) {
      std::uint32_t end = first + 1;
      while (end < members_.size() && members_[end].head == members_[first].head) ++end;
      insert(first, end);
      first = end;
    }
  }

  void search(std::string_view text, const OnMatch& on_match) const override {
    std::size_t at = 0;
#if defined(__x86_64__)
    if constexpr (Sort::kStep == 4) {
      static const bool wide = __builtin_cpu_supports("avx2") != 0;
      if (wide) at = search_wide(text, on_match);
    }
#endif
    for (; at + Sort::kGram <= text.size(); at += Sort::kStep) {
      if (grams_.test(gram_bit(text.data() + at))) confirm(text, at, on_match);
    }
  }

 private:
  struct Member {
    std::uint64_t head;
    std::uint32_t pattern;
    std::uint32_t anchor;
    // Nearly all comparisons end here, without a look at the pattern itself, which lies far away.
    std::uint32_t size;
    std::uint32_t last_four;
  };
  struct Slot {
    std::uint64_t head = 0;
    std::uint32_t first = 0;
    std::uint32_t end = 0;  // equal to first: empty
  };

  std::size_t gram_bit(const char* at) const {
    return Sort::hash(at) >> (32U - gram_bits_);
  }

  std::size_t best_anchor(const std::string& pattern,
                          const std::unordered_map<std::uint64_t, std::size_t>& sharers) const {
    std::size_t best = 0;
    std::size_t least = std::numeric_limits<std::size_t>::max();
    for (std::size_t at = 0; at + Sort::kHead <= pattern.size() && least > 0; ++at) {
      std::size_t cost = 0;
      for (std::size_t i = 0; i < Sort::kStep; ++i)
        cost += grams_.test(gram_bit(pattern.data() + at + i)) ? 0U : 1U;
      if (cost >= least) continue;
      const auto known = sharers.find(Sort::head(pattern.data() + at));
      if (known != sharers.end() && known->second >= kHeadSharersMax) cost += known->second;
      if (holds_a_year(pattern, at)) cost += kYearCost;
      if (cost >= least) continue;
      least = cost;
      best = at;
    }
    return best;
  }

  /// "19.." or "20..": every line of a log has the like, so it makes a poor anchor.
  static bool holds_a_year(std::string_view pattern, std::size_t at) {
    for (std::size_t i = at; i + 4 <= at + Sort::kHead; ++i) {
      const auto century = pattern.substr(i, 2);
      if ((century == "19" || century == "20") && is_digit(pattern[i + 2]) &&
          is_digit(pattern[i + 3]))
        return true;
    }
    return false;
  }
  static bool is_digit(char c) {
    return c >= '0' && c <= '9';
  }

  void insert(std::uint32_t first, std::uint32_t end) {
    const auto head = members_[first].head;
    const auto hash = mixed(head);
    heads_.set(hash >> (64U - head_bits_));
    std::size_t slot = hash & (slots_.size() - 1);
    while (slots_[slot].first != slots_[slot].end) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = {head, first, end};
  }

  /// Every run of the anchor's bits but the last has one of the two neighbours in it.
  bool beside(std::string_view text, std::size_t at) const {
    return (at + 1 + Sort::kGram <= text.size() && grams_.test(gram_bit(text.data() + at + 1))) ||
           (at > 0 && grams_.test(gram_bit(text.data() + at - 1)));
  }

  /// What stands at `at` is in some anchor: in which, and does the rest of the pattern stand there?
  void confirm(std::string_view text, std::size_t at, const OnMatch& on_match) const {
    if (Sort::kStep > 1 && !beside(text, at)) return;
    const std::size_t back = std::min(at, Sort::kStep - 1);
    for (std::size_t begin = at - back; begin <= at; ++begin) {
      if (begin + Sort::kHead > text.size()) return;
      const auto head = Sort::head(text.data() + begin);
      const auto hash = mixed(head);
      if (!heads_.test(hash >> (64U - head_bits_))) continue;
      std::size_t slot = hash & (slots_.size() - 1);
      while (slots_[slot].first != slots_[slot].end && slots_[slot].head != head)
        slot = (slot + 1) & (slots_.size() - 1);
      for (std::uint32_t i = slots_[slot].first; i < slots_[slot].end; ++i)
        compare(text, begin, members_[i], on_match);
    }
  }

  void compare(std::string_view text, std::size_t at, const Member& member,
               const OnMatch& on_match) const {
    if (at < member.anchor || member.size > text.size() - (at - member.anchor)) return;
    const std::size_t begin = at - member.anchor;
    if (load<std::uint32_t>(text.data() + begin + member.size - 4) != member.last_four) return;
    const std::string& pattern = patterns_[member.pattern];
    if (std::memcmp(pattern.data(), text.data() + begin, pattern.size()) == 0)
      on_match(member.pattern, begin);
  }

#if defined(__x86_64__)
  __attribute__((target("avx2"))) static __m256i both_lanes(
      const std::array<std::uint8_t, 16>& row) {
    return _mm256_broadcastsi128_si256(
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(row.data())));
  }
  __attribute__((target("avx2"))) static std::uint64_t mask_of(__m256i bytes) {
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(bytes));
  }

  /// Eight samples at a time. Returns where the next sample lies.
  __attribute__((target("avx2"))) std::size_t search_wide(std::string_view text,
                                                          const OnMatch& on_match) const {
    const __m256i factor = _mm256_set1_epi32(static_cast<int>(kFactor));
    const __m256i other = _mm256_set1_epi32(static_cast<int>(kOtherFactor));
    const __m128i to_word = _mm_cvtsi32_si128(static_cast<int>(32U - gram_bits_ + 5U));
    const __m128i to_bit = _mm_cvtsi32_si128(static_cast<int>(32U - gram_bits_));
    const __m256i low = _mm256_set1_epi32(31);
    const auto* words = reinterpret_cast<const int*>(grams_.data());
    const __m256i low_half = both_lanes(alphabet_.low_half);
    const __m256i high_half = both_lanes(alphabet_.high_half);
    const __m256i nibble = _mm256_set1_epi8(0xF);
    const __m256i low_rows = both_lanes({1, 2, 4, 8, 16, 32, 64, 128});
    const __m256i high_rows = both_lanes({0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128});
    const __m256i zero = _mm256_setzero_si256();
    const std::uint64_t zero_pairs_count = alphabet_.zero_pairs ? 0 : ~std::uint64_t{0};
    std::size_t at = 0;
    for (; at + 33 <= text.size(); at += 32) {
      const auto* here = reinterpret_cast<const __m256i*>(text.data() + at);
      // First: is there a sample all of whose bytes occur in anchors? In what is no text, seldom.
      const __m256i bytes = _mm256_loadu_si256(here);
      const __m256i columns = _mm256_and_si256(bytes, nibble);
      const __m256i rows = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), nibble);
      const __m256i known =
          _mm256_or_si256(_mm256_and_si256(_mm256_shuffle_epi8(low_half, columns),
                                           _mm256_shuffle_epi8(low_rows, rows)),
                          _mm256_and_si256(_mm256_shuffle_epi8(high_half, columns),
                                           _mm256_shuffle_epi8(high_rows, rows)));
      const std::uint64_t strange = mask_of(_mm256_cmpeq_epi8(known, zero));
      const std::uint64_t zeros = mask_of(_mm256_cmpeq_epi8(bytes, zero));
      const std::uint64_t pair = strange | (zeros & (zeros >> 1U) & zero_pairs_count);
      const std::uint64_t bad = pair | (pair >> 1U) | (pair >> 2U) | (pair >> 3U) | (strange >> 4U);
      if ((~bad & 0x11111111U) == 0) continue;
      const auto* next = reinterpret_cast<const __m256i*>(text.data() + at + 1);
      const __m256i hash = _mm256_xor_si256(_mm256_mullo_epi32(bytes, factor),
                                            _mm256_mullo_epi32(_mm256_loadu_si256(next), other));
      const __m256i word = _mm256_i32gather_epi32(words, _mm256_srl_epi32(hash, to_word), 4);
      // The bit asked for becomes the sign.
      const __m256i up = _mm256_andnot_si256(_mm256_srl_epi32(hash, to_bit), low);
      const __m256i signs = _mm256_sllv_epi32(word, up);
      auto mask = static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(signs)));
      for (; mask != 0; mask &= mask - 1)
        confirm(text, at + static_cast<std::size_t>(std::countr_zero(mask)) * 4, on_match);
    }
    return at;
  }
#endif

  std::span<const std::string> patterns_;
  unsigned gram_bits_;
  unsigned head_bits_ = 0;
  Bits grams_;
  Bits heads_{kBitsMin};
  Alphabet alphabet_;
  std::vector<Member> members_;
  std::vector<Slot> slots_;
};

Matcher::Matcher(std::vector<std::string> patterns) : patterns_(std::move(patterns)) {
  std::vector<std::uint32_t> shorter;
  std::vector<std::uint32_t> longer;
  for (std::uint32_t i = 0; i < patterns_.size(); ++i) {
    assert(patterns_[i].size() >= kPatternBytesMin);
    longest_ = std::max(longest_, patterns_[i].size());
    (patterns_[i].size() < Long::kHead ? shorter : longer).push_back(i);
  }
  if (!shorter.empty()) groups_.push_back(std::make_unique<Table<Short>>(patterns_, shorter));
  if (!longer.empty()) groups_.push_back(std::make_unique<Table<Long>>(patterns_, longer));
}

Matcher::~Matcher() = default;

void Matcher::search(std::string_view text, const OnMatch& on_match) const {
  for (const auto& group : groups_) group->search(text, on_match);
}

}  // namespace provbank::residue
