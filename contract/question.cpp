#include "contract/question.hpp"

#include <fmt/format.h>

namespace provbank::contract {
namespace {

std::optional<int> digits_value(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value = value * 10 + (digit - '0');
  }
  return value;
}

}  // namespace

std::string to_string(std::chrono::year_month_day day) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

Result<std::chrono::year_month_day> parse_date(std::string_view text) {
  constexpr std::size_t kLength = 10;
  if (text.size() != kLength || text[4] != '-' || text[7] != '-') {
    return fail(Errc::malformed, "a date is written YYYY-MM-DD");
  }
  const auto year = digits_value(text.substr(0, 4));
  const auto month = digits_value(text.substr(5, 2));
  const auto day = digits_value(text.substr(8, 2));
  if (!year || !month || !day) return fail(Errc::malformed, "a date is written YYYY-MM-DD");
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return fail(Errc::malformed, "a date that does not exist");
  return date;
}

Result<Period> Period::parse(std::string_view from, std::string_view tom) {
  const auto first = parse_date(from);
  if (!first) return first.error();
  const auto last = parse_date(tom);
  if (!last) return last.error();
  if (*last < *first) return fail(Errc::invalid, "a period ends before it begins");
  return Period{.from = *first, .tom = *last};
}

SourceSet Question::sources() const {
  SourceSet included;
  for (const auto& [source, question] : asked) included.insert(source);
  return included;
}

const Period& Question::period_for(Source source) const {
  const auto found = asked.find(source);
  if (found == asked.end() || !found->second.period) return general.period;
  return *found->second.period;
}

std::string_view code(Kalla kalla) {
  return kalla == Kalla::bt ? "BT" : "SSBT";
}

}  // namespace provbank::contract
