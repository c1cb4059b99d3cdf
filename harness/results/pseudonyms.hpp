// What stands instead of a person's number, name or case: made from a key, the same every time, and
// of the same form and length as what it stands for.
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace provbank::results {

/// A key shorter than this is refused: with the few person numbers there are, a guessed key gives
/// everything back.
inline constexpr std::size_t kKeyBytesMin = 16;

/// Every pseudonym has as many bytes as its original, in UTF-8 and in every encoding of it that
/// carries letters one by one: sizes, offsets and base64 stay as they were.
class Pseudonyms {
 public:
  explicit Pseudonyms(std::string key) : key_(std::move(key)) {}

  /// Of the last ten digits of a valid number. Valid itself in every century, and in the series
  /// that is never issued to anyone, so that no living person is pointed out. Two persons never get
  /// the same one, and none gets a number that is an original. `forbid` must have been told all
  /// originals before the first call.
  const std::string& person(const std::string& ten_digits);
  void forbid(const std::string& ten_digits) { originals_.insert(ten_digits); }
  const std::set<std::string>& persons() const { return originals_; }

  /// One word of a name: as many letters, capitals where they were. "ANNA" and "Anna" stay one.
  std::string name(std::string_view word) const;

  /// Any identifier: digits become digits and letters letters, everything else stays.
  std::string shape(std::string_view text) const;

 private:
  std::string key_;
  std::set<std::string> originals_;
  std::set<std::string> taken_;
  std::map<std::string, std::string> persons_;
};

/// The last ten digits as a date and a check digit, in the 20th or the 21st century.
bool is_ten_digit_person(std::string_view ten_digits);

/// UTF-8 in capitals, for the letters of Latin-1.
std::string in_capitals(std::string_view text);

}  // namespace provbank::results
