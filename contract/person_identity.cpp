#include "contract/person_identity.hpp"

#include <algorithm>
#include <string>

namespace provbank::contract {
namespace {

constexpr std::size_t kPersonDigits = 12;
constexpr unsigned kSamordningOffset = 60;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int number(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

/// The day as it stands in the number; up to 91 in a samordningsnummer.
unsigned written_day(std::string_view digits) {
  return static_cast<unsigned>(number(digits.substr(6, 2)));
}

std::chrono::year_month_day date_of(std::string_view digits) {
  const unsigned day = written_day(digits);
  return std::chrono::year_month_day{
      std::chrono::year{number(digits.substr(0, 4))},
      std::chrono::month{static_cast<unsigned>(number(digits.substr(4, 2)))},
      std::chrono::day{day > kSamordningOffset ? day - kSamordningOffset : day}};
}

}  // namespace

char luhn_check_digit(std::string_view digits) {
  int sum = 0;
  bool doubled = true;  // the digit next to the check digit is
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    const int value = (*digit - '0') * (doubled ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
    doubled = !doubled;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

Result<PersonIdentity> PersonIdentity::parse(std::string_view twelve_digits) {
  if (twelve_digits.size() != kPersonDigits || !std::ranges::all_of(twelve_digits, is_digit)) {
    return fail(Errc::malformed, "a person's number is twelve digits");
  }
  if (!date_of(twelve_digits).ok()) {
    return fail(Errc::malformed, "a person's number begins with a date that does not exist");
  }
  if (luhn_check_digit(twelve_digits.substr(2, 9)) != twelve_digits.back()) {
    return fail(Errc::malformed, "a person's number has a wrong check digit");
  }
  PersonIdentity identity;
  identity.digits_ = twelve_digits;
  identity.kind_ =
      written_day(twelve_digits) > kSamordningOffset ? Kind::samordningsnummer : Kind::personnummer;
  return identity;
}

Result<PersonIdentity> PersonIdentity::parse_written(std::string_view text,
                                                     std::chrono::sys_days today) {
  constexpr std::size_t kTenDigits = 10;
  constexpr std::size_t kLastFour = 4;
  constexpr int kHundred = 100;
  std::string digits;
  const WipeOnExit forget(digits);
  std::size_t behind_sign = 0;  // digits after it
  char sign = '\0';
  for (const char c : text) {
    if (is_digit(c)) {
      if (digits.size() == kPersonDigits) return fail(Errc::malformed, "more than twelve digits");
      digits += c;
      if (sign != '\0') ++behind_sign;
    } else if ((c == '-' || c == '+') && sign == '\0') {
      sign = c;
    } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
      return fail(Errc::malformed,
                  "a person's number holds digits, and '-' or '+' before the last "
                  "four");
    }
  }
  if (sign != '\0' && behind_sign != kLastFour) {
    return fail(Errc::malformed, "'-' and '+' stand before the last four digits");
  }
  if (digits.size() != kTenDigits) return parse(digits);
  // The sign changes at the end of the year in which somebody turns a hundred.
  const auto this_year = std::chrono::year_month_day(today).year();
  const std::chrono::sys_days latest =
      sign == '+' ? std::chrono::sys_days((this_year - std::chrono::years(kHundred)) /
                                          std::chrono::December / 31)
                  : today;
  int century = static_cast<int>(std::chrono::year_month_day(latest).year()) / kHundred;
  Result<PersonIdentity> found = fail(Errc::malformed, "");
  for (int tries = 0; tries < 3; ++tries, --century) {
    std::string whole = std::to_string(century) + digits;
    const WipeOnExit forget_whole(whole);
    found = parse(whole);
    // The leap day of a century may exist in one and not in the next.
    if (found && std::chrono::sys_days(found->birth_date()) <= latest) return found;
  }
  return found ? Result<PersonIdentity>(fail(Errc::malformed, "a birth date yet to come")) : found;
}

std::chrono::year_month_day PersonIdentity::birth_date() const {
  return date_of(digits_);
}

bool PersonIdentity::is_test_number() const {
  if (digits_.size() != kPersonDigits) return false;
  const int birth_number = number(std::string_view(digits_).substr(8, 3));
  const bool recent = number(std::string_view(digits_).substr(0, 4)) >= 2000;
  return birth_number >= 980 || (recent && (birth_number == 238 || birth_number == 239));
}

std::string PersonIdentity::masked() const {
  return digits_.size() == kPersonDigits ? digits_.substr(0, 8) + "-****" : std::string();
}

}  // namespace provbank::contract
