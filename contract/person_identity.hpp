// Personnummer and samordningsnummer.
#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/base/wipe.hpp"

namespace provbank::contract {

/// A person's number: twelve digits, YYYYMMDDBBBC. The date exists, the check digit (Luhn over the
/// last ten) is right, and a samordningsnummer has 60 added to its day. Never printed by the
/// project's own messages: use `masked`.
class PersonIdentity {
 public:
  enum class Kind { personnummer, samordningsnummer };

  /// `malformed` with the reason and without the digits.
  static Result<PersonIdentity> parse(std::string_view twelve_digits);

  /// As people write it: ten digits or twelve, with blanks, with '-' or, for those who are a
  /// hundred or more, '+' before the last four. With ten digits the century is the latest that lets
  /// the person be born by `today`.
  static Result<PersonIdentity> parse_written(std::string_view text, std::chrono::sys_days today);

  Kind kind() const { return kind_; }
  const std::string& digits() const { return digits_; }
  std::string_view century() const { return std::string_view(digits_).substr(0, 2); }
  std::string_view ten_digits() const {
    return std::string_view(digits_).substr(digits_.empty() ? 0 : 2);
  }
  std::chrono::year_month_day birth_date() const;
  /// In the series that Skatteverket publishes for tests and never issues to anyone: birth numbers
  /// 980-999, and 238-239 for births from the year 2000.
  bool is_test_number() const;
  /// "19900118-****"
  std::string masked() const;
  /// Overwrites the digits; leaves an empty identity.
  void wipe() noexcept { provbank::wipe(digits_); }

  friend bool operator==(const PersonIdentity&, const PersonIdentity&) = default;
  friend auto operator<=>(const PersonIdentity& a, const PersonIdentity& b) {
    return a.digits_ <=> b.digits_;
  }

  PersonIdentity() = default;  // empty; only so that Result and containers work

 private:
  std::string digits_;
  Kind kind_ = Kind::personnummer;
};

/// The Luhn check digit for a run of digits.
char luhn_check_digit(std::string_view digits);

}  // namespace provbank::contract
