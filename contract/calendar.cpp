#include "contract/calendar.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace provbank::contract {
namespace {

using std::chrono::days;
using std::chrono::month;
using std::chrono::weekday;
using std::chrono::year;
using std::chrono::year_month_day;

Day day_in(int in_year, unsigned in_month, unsigned day) {
  return Day(year(in_year) / month(in_month) / std::chrono::day(day));
}

/// The first such weekday on or after `day`.
Day weekday_from(Day day, weekday wanted) {
  return day + (wanted - weekday(day));
}

bool is_midsummer_eve(Day day) {
  const year_month_day date(day);
  return weekday(day) == std::chrono::Friday && date.month() == std::chrono::June &&
         unsigned(date.day()) >= 19 && unsigned(date.day()) <= 25;
}

bool is_eve(Day day) {
  const year_month_day date(day);
  const bool december = date.month() == std::chrono::December;
  return (december && (unsigned(date.day()) == 24 || unsigned(date.day()) == 31)) ||
         is_midsummer_eve(day);
}

std::optional<int> number_in(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Result<Day> parse_day(std::string_view text) {
  const auto wrong = [&] {
    return fail(Errc::invalid,
                "\"" + std::string(text.substr(0, 40)) + "\" is no day; write it as 2026-04-03");
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return wrong();
  for (const std::size_t digit : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (text[digit] < '0' || text[digit] > '9') return wrong();
  }
  const auto y = number_in(text.substr(0, 4));
  const auto m = number_in(text.substr(5, 2));
  const auto d = number_in(text.substr(8, 2));
  const year_month_day date(year(*y), month(static_cast<unsigned>(*m)),
                            std::chrono::day(static_cast<unsigned>(*d)));
  if (!date.ok()) return wrong();
  return Day(date);
}

std::string to_string(Day day) {
  const year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", int(date.year()), unsigned(date.month()),
                     unsigned(date.day()));
}

Day add_months(Day day, int months) {
  const year_month_day date(day);
  const auto moved = date.year() / date.month() + std::chrono::months(months);
  const auto last =
      std::chrono::year_month_day_last(moved.year(), std::chrono::month_day_last(moved.month()));
  return Day(moved / std::min(date.day(), last.day()));
}

// Gauss's reckoning in the form of Meeus, Jones and Butcher, for the Gregorian calendar.
Day easter_sunday(int in_year) {
  const int golden = in_year % 19;
  const int century = in_year / 100;
  const int rest = in_year % 100;
  const int moon =
      (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
  const int to_sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
  const int late = (golden + 11 * moon + 22 * to_sunday) / 451;
  const int from_march = moon + to_sunday - 7 * late + 114;
  return day_in(in_year, static_cast<unsigned>(from_march / 31),
                static_cast<unsigned>(from_march % 31 + 1));
}

std::vector<Holiday> public_holidays(int in_year) {
  const Day easter = easter_sunday(in_year);
  std::vector<Holiday> list = {
      {day_in(in_year, 1, 1), {"nyårsdagen", "New Year's Day"}},
      {day_in(in_year, 1, 6), {"trettondedag jul", "Epiphany"}},
      {easter - days(2), {"långfredagen", "Good Friday"}},
      {easter, {"påskdagen", "Easter Sunday"}},
      {easter + days(1), {"annandag påsk", "Easter Monday"}},
      {day_in(in_year, 5, 1), {"första maj", "May Day"}},
      {easter + days(39), {"Kristi himmelsfärdsdag", "Ascension Day"}},
      {easter + days(49), {"pingstdagen", "Whit Sunday"}},
      {weekday_from(day_in(in_year, 6, 20), std::chrono::Saturday),
       {"midsommardagen", "Midsummer Day"}},
      {weekday_from(day_in(in_year, 10, 31), std::chrono::Saturday),
       {"alla helgons dag", "All Saints' Day"}},
      {day_in(in_year, 12, 25), {"juldagen", "Christmas Day"}},
      {day_in(in_year, 12, 26), {"annandag jul", "Boxing Day"}},
  };
  // The national day is a holiday since 2005; until then Whit Monday was.
  if (in_year >= 2005) {
    list.push_back({day_in(in_year, 6, 6), {"nationaldagen", "National Day"}});
  } else {
    list.push_back({easter + days(50), {"annandag pingst", "Whit Monday"}});
  }
  std::ranges::sort(list, {}, &Holiday::day);
  return list;
}

// The clock changes of a span of years, so that a conversion is a search and not a look into the
// time zone library.
struct Calendar::Zone {
  struct Period {
    std::chrono::sys_seconds begin;
    std::chrono::seconds offset;
  };
  std::vector<Period> periods;  // by begin; the first reaches back to any time

  std::chrono::seconds offset_at(std::chrono::sys_seconds instant) const {
    const auto after = std::ranges::upper_bound(periods, instant, {}, &Period::begin);
    return after == periods.begin() ? periods.front().offset : std::prev(after)->offset;
  }

  static Result<std::shared_ptr<const Zone>> load() {
    try {
      const auto* stockholm = date::locate_zone("Europe/Stockholm");
      auto zone = std::make_shared<Zone>();
      auto at = date::sys_seconds(std::chrono::seconds(0));  // 1970
      const date::sys_seconds end = date::sys_days(date::year(2150) / 1 / 1);
      while (at < end) {
        const auto info = stockholm->get_info(at);
        zone->periods.push_back({std::chrono::sys_seconds(at.time_since_epoch()), info.offset});
        at = info.end;
      }
      return std::shared_ptr<const Zone>(std::move(zone));
    } catch (const std::exception& error) {
      return fail(
          Errc::unavailable,
          std::string("no time zone data for Europe/Stockholm (package tzdata): ") + error.what());
    }
  }
};

Result<Calendar> Calendar::create(OpeningHours hours, Eves eves) {
  if (hours.opens < std::chrono::minutes(0) || hours.closes > std::chrono::hours(24) ||
      hours.opens >= hours.closes) {
    return fail(Errc::invalid, "opening hours must open before they close, on one day");
  }
  static const auto zone = Zone::load();
  if (!zone) return zone.error();
  return Calendar(*zone, hours, eves);
}

bool Calendar::is_public_holiday(Day day) const {
  const year_month_day date(day);
  // Two years are enough to keep: a month's report and its neighbours.
  thread_local std::array<std::pair<int, std::vector<Holiday>>, 2> kept;
  const int in_year = int(date.year());
  auto& [known, list] = kept.at(static_cast<std::size_t>(in_year & 1));
  if (known != in_year) {
    list = public_holidays(in_year);
    known = in_year;
  }
  return std::ranges::any_of(list, [day](const Holiday& holiday) { return holiday.day == day; });
}

bool Calendar::is_working_day(Day day) const {
  const weekday at(day);
  if (at == std::chrono::Saturday || at == std::chrono::Sunday) return false;
  if (eves_ == Eves::closed && is_eve(day)) return false;
  return !is_public_holiday(day);
}

Day Calendar::add_working_days(Day day, int count) const {
  while (count > 0) {
    day += days(1);
    if (is_working_day(day)) --count;
  }
  return day;
}

int Calendar::working_days_between(Day from, Day to) const {
  int count = 0;
  for (Day day = from + days(1); day <= to; day += days(1)) count += is_working_day(day) ? 1 : 0;
  return count;
}

Day Calendar::day_of(time::WallTime instant) const {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
  return std::chrono::floor<days>(seconds + zone_->offset_at(seconds));
}

time::WallTime Calendar::instant(Day day, std::chrono::minutes after_midnight) const {
  const auto local = std::chrono::sys_seconds(day) + after_midnight;
  // Either offset in force around then; the later change decides what is skipped or repeated.
  const auto before = zone_->offset_at(local - std::chrono::hours(24));
  const auto after = zone_->offset_at(local + std::chrono::hours(24));
  const auto early = local - before;
  if (zone_->offset_at(early) == before) return early;
  const auto late = local - after;
  if (zone_->offset_at(late) == after) return late;
  // Skipped by a change: it happened between the two readings.
  auto change = std::ranges::upper_bound(zone_->periods, late, {}, &Zone::Period::begin);
  return change->begin;
}

std::optional<Interval> Calendar::opening(Day day) const {
  if (!is_working_day(day)) return std::nullopt;
  return Interval{instant(day, hours_.opens), instant(day, hours_.closes)};
}

bool Calendar::is_open(time::WallTime at) const {
  const auto hours = opening(day_of(at));
  return hours && hours->begin <= at && at < hours->end;
}

time::Duration Calendar::open_time(time::WallTime from, time::WallTime to) const {
  time::Duration sum{};
  if (to <= from) return sum;
  const Day last = day_of(to);
  for (Day day = day_of(from); day <= last; day += days(1)) {
    const auto hours = opening(day);
    if (!hours) continue;
    const auto begin = std::max(from, hours->begin);
    const auto end = std::min(to, hours->end);
    if (begin < end) sum += end - begin;
  }
  return sum;
}

time::WallTime Calendar::add_open_time(time::WallTime from, time::Duration amount) const {
  for (Day day = day_of(from);; day += days(1)) {
    const auto hours = opening(day);
    if (!hours || hours->end <= from) continue;
    const auto begin = std::max(from, hours->begin);
    if (hours->end - begin >= amount) return begin + amount;
    amount -= hours->end - begin;
  }
}

}  // namespace provbank::contract
