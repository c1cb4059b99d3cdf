#include "contract/calendar.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace provbank::contract {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using testing::ElementsAre;

constexpr OpeningHours kHours{8h, 17h};

Day day(std::string_view text) {
  return parse_day(text).value();
}

Calendar calendar(Eves eves = Eves::ordinary) {
  return Calendar::create(kHours, eves).value();
}

std::vector<std::string> holidays(int year) {
  std::vector<std::string> list;
  for (const auto& holiday : public_holidays(year)) list.push_back(to_string(holiday.day));
  return list;
}

TEST(Calendar, ReadsDaysAsWrittenAndNothingElse) {
  EXPECT_EQ(day("2026-04-03"), sys_days(std::chrono::year(2026) / 4 / 3));
  EXPECT_EQ(to_string(day("0999-12-31")), "0999-12-31");
  EXPECT_EQ(day("2024-02-29") + std::chrono::days(1), day("2024-03-01"));
  for (const auto* wrong : {"", "2026-4-3", "2026-02-29", "2026-13-01", "2026-00-10", "20260403",
                            "2026-04-03T", "2026/04/03", "+026-04-03", "2026-04- 3"}) {
    EXPECT_FALSE(parse_day(wrong)) << wrong;
  }
}

// As published for those years.
TEST(Calendar, EasterOfKnownYears) {
  for (const auto* known : {"1961-04-02", "2000-04-23", "2008-03-23", "2011-04-24", "2019-04-21",
                            "2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25", "2285-03-22"}) {
    EXPECT_EQ(to_string(easter_sunday(int(std::chrono::year_month_day(day(known)).year()))), known);
  }
}

TEST(Calendar, HolidaysOf2026) {
  EXPECT_THAT(holidays(2026),
              ElementsAre("2026-01-01", "2026-01-06", "2026-04-03", "2026-04-05", "2026-04-06",
                          "2026-05-01", "2026-05-14", "2026-05-24", "2026-06-06", "2026-06-20",
                          "2026-10-31", "2026-12-25", "2026-12-26"));
}

TEST(Calendar, WhitMondayGaveWayToTheNationalDayIn2005) {
  EXPECT_THAT(holidays(2004), testing::Contains("2004-05-31"));
  EXPECT_THAT(holidays(2004), testing::Not(testing::Contains("2004-06-06")));
  EXPECT_THAT(holidays(2005), testing::Contains("2005-06-06"));
  EXPECT_THAT(holidays(2005), testing::Not(testing::Contains("2005-05-16")));
}

TEST(Calendar, MidsummerAndAllSaintsAreSaturdaysWithinTheirWeeks) {
  for (int year = 1990; year <= 2100; ++year) {
    for (const auto& holiday : public_holidays(year)) {
      const std::chrono::year_month_day date(holiday.day);
      if (holiday.name.en == "Midsummer Day") {
        EXPECT_EQ(std::chrono::weekday(holiday.day), std::chrono::Saturday);
        EXPECT_TRUE(date.month() == std::chrono::June && unsigned(date.day()) >= 20 &&
                    unsigned(date.day()) <= 26)
            << to_string(holiday.day);
      }
      if (holiday.name.en == "All Saints' Day") {
        EXPECT_EQ(std::chrono::weekday(holiday.day), std::chrono::Saturday);
        EXPECT_TRUE(holiday.day >= day(std::to_string(year) + "-10-31") &&
                    holiday.day <= day(std::to_string(year) + "-11-06"))
            << to_string(holiday.day);
      }
    }
  }
}

TEST(Calendar, WorkingDaysPassOverWeekendsAndHolidays) {
  const auto swedish = calendar();
  EXPECT_FALSE(swedish.is_working_day(day("2026-04-03")));  // Good Friday
  EXPECT_TRUE(swedish.is_working_day(day("2026-04-02")));
  EXPECT_EQ(to_string(swedish.add_working_days(day("2026-04-01"), 1)), "2026-04-02");
  EXPECT_EQ(to_string(swedish.add_working_days(day("2026-04-02"), 1)), "2026-04-07");
  EXPECT_EQ(to_string(swedish.add_working_days(day("2026-03-02"), 10)), "2026-03-16");
  EXPECT_EQ(to_string(swedish.add_working_days(day("2026-03-07"), 1)), "2026-03-09");  // a Saturday
  EXPECT_EQ(to_string(swedish.add_working_days(day("2026-03-07"), 0)), "2026-03-07");
  EXPECT_EQ(swedish.working_days_between(day("2026-04-02"), day("2026-04-07")), 1);
  EXPECT_EQ(swedish.working_days_between(day("2026-04-07"), day("2026-04-02")), 0);
  // 261 weekdays, seven of which are holidays; three more are eves.
  EXPECT_EQ(swedish.working_days_between(day("2025-12-31"), day("2026-12-31")), 254);
  EXPECT_EQ(calendar(Eves::closed).working_days_between(day("2025-12-31"), day("2026-12-31")), 251);
}

TEST(Calendar, EvesAreClosedOnlyUnderThatReading) {
  for (const auto* eve : {"2026-06-19", "2026-12-24", "2026-12-31"}) {
    EXPECT_TRUE(calendar().is_working_day(day(eve))) << eve;
    EXPECT_FALSE(calendar(Eves::closed).is_working_day(day(eve))) << eve;
  }
  EXPECT_TRUE(calendar(Eves::closed).is_working_day(day("2026-06-18")));
}

TEST(Calendar, AddsMonthsAndStaysInTheMonth) {
  EXPECT_EQ(to_string(add_months(day("2026-01-31"), 1)), "2026-02-28");
  EXPECT_EQ(to_string(add_months(day("2024-01-31"), 1)), "2024-02-29");
  EXPECT_EQ(to_string(add_months(day("2026-12-31"), -6)), "2026-06-30");
  EXPECT_EQ(to_string(add_months(day("2026-11-15"), 2)), "2027-01-15");
}

TEST(Calendar, KnowsWhichDayItIsInSweden) {
  const auto swedish = calendar();
  EXPECT_EQ(to_string(swedish.day_of(sys_days(day("2026-01-31")) + 23h)), "2026-02-01");
  EXPECT_EQ(to_string(swedish.day_of(sys_days(day("2026-06-30")) + 21h + 59min)), "2026-06-30");
  EXPECT_EQ(to_string(swedish.day_of(sys_days(day("2026-06-30")) + 22h)), "2026-07-01");
}

TEST(Calendar, ClockChangesSkipAnHourAndRepeatOne) {
  const auto swedish = calendar();
  const Day spring = day("2026-03-29");
  EXPECT_EQ(swedish.instant(spring, 1h + 59min), sys_days(spring) + 59min);
  EXPECT_EQ(swedish.instant(spring, 2h + 30min), sys_days(spring) + 1h);  // there is no such time
  EXPECT_EQ(swedish.instant(spring, 3h), sys_days(spring) + 1h);
  const Day autumn = day("2026-10-25");
  EXPECT_EQ(swedish.instant(autumn, 2h + 30min), sys_days(autumn) + 30min);  // the first of two
  EXPECT_EQ(swedish.instant(autumn, 3h), sys_days(autumn) + 2h);
  // Eight o'clock in Sweden is seven or six in the world.
  EXPECT_EQ(swedish.opening(day("2026-03-27"))->begin, sys_days(day("2026-03-27")) + 7h);
  EXPECT_EQ(swedish.opening(day("2026-03-30"))->begin, sys_days(day("2026-03-30")) + 6h);
}

TEST(Calendar, OpensAtEightAndIsClosedAtFive) {
  const auto swedish = calendar();
  const Day monday = day("2026-03-02");
  EXPECT_FALSE(swedish.is_open(sys_days(monday) + 6h + 59min + 59s));
  EXPECT_TRUE(swedish.is_open(sys_days(monday) + 7h));
  EXPECT_TRUE(swedish.is_open(sys_days(monday) + 15h + 59min + 59s));
  EXPECT_FALSE(swedish.is_open(sys_days(monday) + 16h));
  EXPECT_FALSE(swedish.opening(day("2026-03-01")));
}

TEST(Calendar, CountsOpeningTimeAcrossClosedDays) {
  const auto swedish = calendar();
  const auto thursday_four = swedish.instant(day("2026-04-02"), 16h);
  const auto tuesday_nine = swedish.instant(day("2026-04-07"), 9h);
  EXPECT_EQ(swedish.open_time(thursday_four, tuesday_nine), 2h);
  EXPECT_EQ(swedish.open_time(tuesday_nine, thursday_four), 0h);
  EXPECT_EQ(swedish.add_open_time(thursday_four, 1h), swedish.instant(day("2026-04-02"), 17h));
  EXPECT_EQ(swedish.add_open_time(thursday_four, 1h + 1min),
            swedish.instant(day("2026-04-07"), 8h + 1min));
  EXPECT_EQ(swedish.add_open_time(swedish.instant(day("2026-04-03"), 12h), 30min),
            swedish.instant(day("2026-04-07"), 8h + 30min));
}

// For any start and amount, the time counted up to the end is the amount.
TEST(Calendar, AddingOpeningTimeIsTheInverseOfCountingIt) {
  const auto swedish = calendar();
  auto from = time::WallTime(sys_days(day("2025-12-20")));
  for (int step = 0; step < 2000; ++step, from += 3h + 17min) {
    const auto amount = std::chrono::minutes(1 + step * 37 % 3000);
    EXPECT_EQ(swedish.open_time(from, swedish.add_open_time(from, amount)), amount);
  }
}

TEST(Calendar, RefusesHoursThatCloseBeforeTheyOpen) {
  EXPECT_FALSE(Calendar::create({17h, 8h}));
  EXPECT_FALSE(Calendar::create({8h, 25h}));
}

}  // namespace
}  // namespace provbank::contract
