#include "platform/json/format.hpp"

#include <gmock/gmock.h>

namespace provbank::json {
namespace {

TEST(Format, KnowsDatesThatExist) {
  for (const char* text : {"2026-01-31", "2024-02-29", "2000-02-29", "0001-12-31"})
    EXPECT_TRUE(is_date(text)) << text;
}

TEST(Format, RefusesDatesThatDoNot) {
  for (const char* text : {"", "2026-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-01",
                           "2026-01-00", "26-01-01", "2026-1-1", "20260101", "2026-01-01 ",
                           " 2026-01-01", "2026-01-01T00:00:00Z", "2026/01/01", "+026-01-01"}) {
    EXPECT_FALSE(is_date(text)) << text;
  }
}

TEST(Format, KnowsTheTimesOfRfc3339) {
  for (const char* text :
       {"00:00:00Z", "23:59:60Z", "12:00:00.123456+01:00", "12:00:00-23:59", "12:00:00z"}) {
    EXPECT_TRUE(is_time(text)) << text;
  }
  for (const char* text :
       {"", "24:00:00Z", "12:60:00Z", "12:00:61Z", "12:00Z", "12:00:00", "12:00:00.Z",
        "12:00:00+24:00", "12:00:00+0100", "12:00:00+01", "12:00:00|01:00", "12:00:00Zx"}) {
    EXPECT_FALSE(is_time(text)) << text;
  }
}

TEST(Format, KnowsInstants) {
  EXPECT_TRUE(is_date_time("2026-02-28T23:59:59+01:00"));
  EXPECT_TRUE(is_date_time("2026-02-28t23:59:59z"));
  for (const char* text : {"", "2026-02-29T23:59:59Z", "2026-02-28 23:59:59Z",
                           "2026-02-28T23:59:59", "2026-02-28T", "2026-02-28"}) {
    EXPECT_FALSE(is_date_time(text)) << text;
  }
}

}  // namespace
}  // namespace provbank::json
