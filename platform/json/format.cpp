#include "platform/json/format.hpp"

#include <chrono>
#include <cstddef>
#include <optional>

namespace provbank::json {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes `count` digits off the front.
std::optional<unsigned> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  unsigned number = 0;
  for (const char c : text.substr(0, count)) {
    if (!is_digit(c)) return std::nullopt;
    number = number * 10 + static_cast<unsigned>(c - '0');
  }
  text.remove_prefix(count);
  return number;
}

bool take_sign(std::string_view& text, std::string_view one_of) {
  if (text.empty() || one_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

bool take_two_digits(std::string_view& text, unsigned most) {
  const auto number = take_digits(text, 2);
  return number && *number <= most;
}

bool take_fraction(std::string_view& text) {
  if (!take_sign(text, ".")) return true;
  const auto end = text.find_first_not_of("0123456789");
  const std::size_t digits = end == std::string_view::npos ? text.size() : end;
  text.remove_prefix(digits);
  return digits > 0;
}

bool take_offset(std::string_view& text) {
  if (take_sign(text, "Zz")) return true;
  return take_sign(text, "+-") && take_two_digits(text, 23) && take_sign(text, ":") &&
         take_two_digits(text, 59);
}

bool take_date(std::string_view& text) {
  const auto year = take_digits(text, 4);
  if (!year || !take_sign(text, "-")) return false;
  const auto month = take_digits(text, 2);
  if (!month || !take_sign(text, "-")) return false;
  const auto day = take_digits(text, 2);
  if (!day) return false;
  return std::chrono::year_month_day(std::chrono::year(static_cast<int>(*year)),
                                     std::chrono::month(*month), std::chrono::day(*day))
      .ok();
}

bool take_time(std::string_view& text) {
  return take_two_digits(text, 23) && take_sign(text, ":") && take_two_digits(text, 59) &&
         take_sign(text, ":") && take_two_digits(text, 60) && take_fraction(text) &&
         take_offset(text);
}

}  // namespace

bool is_date(std::string_view text) {
  return take_date(text) && text.empty();
}
bool is_time(std::string_view text) {
  return take_time(text) && text.empty();
}
bool is_date_time(std::string_view text) {
  return take_date(text) && take_sign(text, "Tt") && take_time(text) && text.empty();
}

}  // namespace provbank::json
