#include "harness/results/pseudonyms.hpp"

#include <fmt/format.h>

#include <array>

#include "contract/person_identity.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::results {
namespace {

// The letters of Latin-1 but the sharp s and y with diaeresis, which have no partner among them.
constexpr std::uint32_t kLatinCapitalFirst = 0xC0;
constexpr std::uint32_t kLatinCapitalLast = 0xDE;
constexpr std::uint32_t kLatinTimes = 0xD7;
constexpr std::uint32_t kLatinCaseStep = 0x20;

constexpr std::size_t kCloseAttemptsMax = 1000;

/// Draws that depend on the key and what is replaced, and on nothing else.
class Draws {
 public:
  Draws(const std::string& key, std::string_view kind, std::string_view text)
      : key_(key), message_(fmt::format("{}\n{}\n", kind, text)) {}

  std::uint32_t below(std::uint32_t bound) {
    if (place_ + 8 > digits_.size()) {
      digits_ = crypto::hmac_sha256_hex(key_, message_ + std::to_string(block_++));
      place_ = 0;
    }
    const auto value = std::stoul(digits_.substr(place_, 8), nullptr, 16);
    place_ += 8;
    return static_cast<std::uint32_t>(value % bound);
  }

 private:
  const std::string& key_;
  std::string message_;
  std::string digits_;
  std::size_t place_ = 0;
  std::size_t block_ = 0;
};

struct Letter {
  std::uint32_t code = 0;
  std::size_t bytes = 1;
};

Letter letter_at(std::string_view text, std::size_t at) {
  const auto byte = [&text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned first = byte(at);
  if (first < 0xC0) return {first, 1};
  if (first < 0xE0) return {((first & 0x1FU) << 6U) | (byte(at + 1) & 0x3FU), 2};
  if (first < 0xF0) {
    return {((first & 0x0FU) << 12U) | ((byte(at + 1) & 0x3FU) << 6U) | (byte(at + 2) & 0x3FU), 3};
  }
  return {0, 4};
}

void put(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0U | (code >> 6U));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  } else {
    out += static_cast<char>(0xE0U | (code >> 12U));
    out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  }
}

bool is_latin_letter(std::uint32_t code, std::uint32_t first) {
  return code >= first && code <= first + (kLatinCapitalLast - kLatinCapitalFirst) &&
         code != first + (kLatinTimes - kLatinCapitalFirst);
}

std::uint32_t latin(std::uint32_t first, Draws& draws) {
  constexpr std::uint32_t kLetters = kLatinCapitalLast - kLatinCapitalFirst;  // one is no letter
  const std::uint32_t drawn = first + draws.below(kLetters);
  return drawn >= first + (kLatinTimes - kLatinCapitalFirst) ? drawn + 1 : drawn;
}

/// A character of the same kind that takes the same room.
std::uint32_t another(std::uint32_t code, Draws& draws) {
  if (code >= '0' && code <= '9') return '0' + draws.below(10);
  if (code >= 'A' && code <= 'Z') return 'A' + draws.below(26);
  if (code >= 'a' && code <= 'z') return 'a' + draws.below(26);
  if (is_latin_letter(code, kLatinCapitalFirst)) return latin(kLatinCapitalFirst, draws);
  if (is_latin_letter(code, kLatinCapitalFirst + kLatinCaseStep))
    return latin(kLatinCapitalFirst + kLatinCaseStep, draws);
  // The other letters lie in blocks of 64 that share their first bytes.
  if (code >= 0x100) return (code & ~0x3FU) | draws.below(0x40);
  return code;
}

std::string scrambled(std::string_view text, Draws& draws) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Letter letter = letter_at(text, at);
    if (letter.code == 0) {
      out += text.substr(at, letter.bytes);
    } else {
      put(out, another(letter.code, draws));
    }
    at += letter.bytes;
  }
  return out.size() == text.size() ? out : std::string(text.size(), 'x');
}

std::uint32_t capital(std::uint32_t code) {
  if (code >= 'a' && code <= 'z') return code - ('a' - 'A');
  if (is_latin_letter(code, kLatinCapitalFirst + kLatinCaseStep)) return code - kLatinCaseStep;
  return code;
}

bool is_capital(std::uint32_t code) {
  return (code >= 'A' && code <= 'Z') || is_latin_letter(code, kLatinCapitalFirst);
}

std::uint32_t small(std::uint32_t code) {
  if (code >= 'A' && code <= 'Z') return code + ('a' - 'A');
  return is_latin_letter(code, kLatinCapitalFirst) ? code + kLatinCaseStep : code;
}

}  // namespace

bool is_ten_digit_person(std::string_view ten_digits) {
  return contract::PersonIdentity::parse("19" + std::string(ten_digits)) ||
         contract::PersonIdentity::parse("20" + std::string(ten_digits));
}

std::string in_capitals(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Letter letter = letter_at(text, at);
    if (letter.code == 0) {
      out += text.substr(at, letter.bytes);
    } else {
      put(out, capital(letter.code));
    }
    at += letter.bytes;
  }
  return out;
}

const std::string& Pseudonyms::person(const std::string& ten_digits) {
  const auto known = persons_.find(ten_digits);
  if (known != persons_.end()) return known->second;
  Draws draws(key_, "person", ten_digits);
  const bool samordning = ten_digits[4] >= '6';
  const auto year = static_cast<std::uint32_t>((ten_digits[0] - '0') * 10 + (ten_digits[1] - '0'));
  for (std::size_t attempt = 0;; ++attempt) {
    // Nobody is born later than before, in whichever century it was, as long as there is room.
    const std::uint32_t years = attempt < kCloseAttemptsMax ? year + 1 : 100;
    // Day 28 is in every month of every century; 980 to 999 are numbers for tests.
    std::string nine =
        fmt::format("{:02}{:02}{:02}{:03}", draws.below(years), 1 + draws.below(12),
                    1 + draws.below(28) + (samordning ? 60U : 0U), 980 + draws.below(20));
    nine += contract::luhn_check_digit(nine);
    if (originals_.contains(nine) || !taken_.insert(nine).second) continue;
    return persons_.emplace(ten_digits, nine).first->second;
  }
}

std::string Pseudonyms::name(std::string_view word) const {
  Draws draws(key_, "name", in_capitals(word));
  std::string out;
  for (std::size_t at = 0; at < word.size();) {
    const Letter letter = letter_at(word, at);
    if (letter.code == 0) {
      out += word.substr(at, letter.bytes);
    } else {
      const std::uint32_t drawn = another(capital(letter.code), draws);
      put(out, is_capital(letter.code) || letter.code >= 0x100 ? drawn : small(drawn));
    }
    at += letter.bytes;
  }
  if (out.size() != word.size()) return std::string(word.size(), 'x');
  return out == word ? shape(word) : out;
}

std::string Pseudonyms::shape(std::string_view text) const {
  // Chance may give the same again, most easily for something short.
  for (int attempt = 0;; ++attempt) {
    Draws draws(key_, fmt::format("shape{}", attempt), text);
    std::string out = scrambled(text, draws);
    if (out != text || attempt == 16) return out;
  }
}

}  // namespace provbank::results
