#include "contract/civil_time.hpp"

#include <date/date.h>
#include <fmt/format.h>

#include <sstream>

namespace provbank::contract {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

/// Digits read from the front of a text.
class Digits {
 public:
  explicit Digits(std::string_view text) : text_(text) {}

  bool empty() const { return text_.empty(); }
  char front() const { return text_.empty() ? '\0' : text_.front(); }
  bool skip(char c) {
    if (front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  /// Exactly so many digits, or -1.
  int take(std::size_t count) {
    if (text_.size() < count) return -1;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const char c = text_[i];
      if (c < '0' || c > '9') return -1;
      value = 10 * value + (c - '0');
    }
    text_.remove_prefix(count);
    return value;
  }
  /// One to nine digits after a decimal point, as nanoseconds.
  std::optional<nanoseconds> fraction() {
    nanoseconds::rep value = 0;
    std::size_t count = 0;
    while (front() >= '0' && front() <= '9') {
      if (++count > 9) return std::nullopt;
      value = 10 * value + (front() - '0');
      text_.remove_prefix(1);
    }
    if (count == 0) return std::nullopt;
    for (; count < 9; ++count) value *= 10;
    return nanoseconds(value);
  }

 private:
  std::string_view text_;
};

std::optional<nanoseconds> time_of_day(Digits& in) {
  const int hour = in.take(2);
  if (hour < 0 || hour > 23 || !in.skip(':')) return std::nullopt;
  const int minute = in.take(2);
  if (minute < 0 || minute > 59) return std::nullopt;
  nanoseconds total = hours(hour) + minutes(minute);
  if (!in.skip(':')) return total;
  const int second = in.take(2);
  if (second < 0 || second > 59) return std::nullopt;
  total += seconds(second);
  if (!in.skip('.')) return total;
  const auto fraction = in.fraction();
  if (!fraction) return std::nullopt;
  return total + *fraction;
}

/// Z, +01:00 or nothing; false for anything else.
bool offset(Digits& in, std::optional<minutes>& to) {
  if (in.empty()) return true;
  if (in.skip('Z')) {
    to = minutes(0);
    return in.empty();
  }
  const bool west = in.front() == '-';
  if (!in.skip('+') && !in.skip('-')) return false;
  const int hour = in.take(2);
  if (hour < 0 || hour > 14 || !in.skip(':')) return false;
  const int minute = in.take(2);
  if (minute < 0 || minute > 59) return false;
  to = (west ? -1 : 1) * (hours(hour) + minutes(minute));
  return in.empty();
}

}  // namespace

std::optional<CivilTime> parse_civil_time(std::string_view text) {
  constexpr std::size_t kDayCharacters = 10;
  const auto day = parse_day(text.substr(0, kDayCharacters));
  if (!day) return std::nullopt;
  Digits in(text.substr(kDayCharacters));
  if (!in.skip('T') && !in.skip(' ')) return std::nullopt;
  const auto since_midnight = time_of_day(in);
  if (!since_midnight) return std::nullopt;
  CivilTime civil{*day, *since_midnight, std::nullopt};
  if (!offset(in, civil.offset)) return std::nullopt;
  return civil;
}

std::optional<CivilTime> parse_civil_time(std::string_view text, const std::string& pattern) {
  std::string owned(text);
  // Seconds with a comma, as some loggers write them: date reads a point.
  const auto comma = owned.rfind(',');
  if (comma != std::string::npos && pattern.find(',') == std::string::npos) owned[comma] = '.';
  std::istringstream in(owned);
  in.imbue(std::locale::classic());
  date::local_time<nanoseconds> local;
  minutes east{};
  std::string zone;
  in >> date::parse(pattern, local, zone, east);
  if (in.fail()) return std::nullopt;
  if (in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
  const auto midnight = date::floor<date::days>(local);
  CivilTime civil{Day(std::chrono::days(midnight.time_since_epoch().count())), local - midnight,
                  std::nullopt};
  if (pattern.find("%z") != std::string::npos) civil.offset = east;
  return civil;
}

time::WallTime in_utc(const CivilTime& civil) {
  return time::WallTime(civil.day.time_since_epoch()) + civil.since_midnight -
         civil.offset.value_or(minutes(0));
}

time::WallTime in_sweden(const CivilTime& civil, const Calendar& calendar) {
  if (civil.offset) return in_utc(civil);
  const auto whole = std::chrono::floor<minutes>(civil.since_midnight);
  return calendar.instant(civil.day, whole) + (civil.since_midnight - whole);
}

std::string swedish_time(time::WallTime instant, const Calendar& calendar) {
  const Day day = calendar.day_of(instant);
  // A day with a clock change has 23 or 25 hours: the clock is read off its distance from UTC.
  const auto midnight = calendar.instant(day, minutes(0));
  auto after = std::chrono::floor<seconds>(instant - midnight);
  const auto shown = calendar.instant(day, std::chrono::floor<minutes>(after));
  after += std::chrono::floor<seconds>(std::chrono::floor<minutes>(instant) - shown);
  const std::chrono::hh_mm_ss clock(after);
  std::string text =
      fmt::format("{} {:02}:{:02}", to_string(day), clock.hours().count(), clock.minutes().count());
  if (clock.seconds().count() != 0) text += fmt::format(":{:02}", clock.seconds().count());
  return text;
}

std::string swedish_timestamp(time::WallTime instant, const Calendar& calendar) {
  auto text = swedish_time(std::chrono::floor<std::chrono::seconds>(instant), calendar);
  text[text.find(' ')] = 'T';
  constexpr std::size_t kWithoutSeconds = std::string_view("yyyy-MM-ddTHH:mm").size();
  if (text.size() == kWithoutSeconds) text += ":00";
  return text;
}

}  // namespace provbank::contract
