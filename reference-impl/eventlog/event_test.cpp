#include "reference-impl/eventlog/event.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "reference-impl/eventlog/chain.hpp"
#include "reference-impl/eventlog/pseudonyms.hpp"

namespace provbank::eventlog {
namespace {

using namespace std::chrono_literals;
using contract::Source;
using nlohmann::json;
using testing::SizeIs;

Event question() {
  Event event;
  event.kind = EventKind::question;
  event.time = time::WallTime(1'772'438'400s);
  event.question = "q-1";
  event.handlaggare = "handlaggare.lund";
  event.case_id = "2026/17";
  event.sources = {Source::af, Source::csn};
  event.duration = 1234567us;
  event.timings = {{Source::af, "data", 12ms}, {Source::csn, "timeout", 6700ms}};
  return event;
}

std::string to_line(const Event& event, std::uint64_t sequence) {
  Head before;
  before.seq = sequence - 1;
  return join(before, to_body(event, sequence));
}

TEST(EventLine, IsOneJsonObjectWithItsFieldsInOrder) {
  EXPECT_EQ(to_body(question(), 7),
            "{\"v\":2,\"seq\":7,\"time\":\"2026-03-02T08:00:00.000Z\",\"event\":\"question\","
            "\"class\":\"activity\","
            "\"question\":\"q-1\",\"handlaggare\":\"handlaggare.lund\",\"case\":\"2026/17\","
            "\"sources\":[\"AF\",\"CSN\"],\"duration_ms\":1234.567,\"timings\":["
            "{\"source\":\"AF\",\"outcome\":\"data\",\"duration_ms\":12.0},"
            "{\"source\":\"CSN\",\"outcome\":\"timeout\",\"duration_ms\":6700.0}]");
}

TEST(EventLine, CannotBeForgedByAPeer) {
  auto event = question();
  event.handlaggare = "x\"}\n{\"v\":1,\"event\":\"stop\"}\r\x1b[2J\xE2\x80\xA8";
  const auto line = to_line(event, 1);
  EXPECT_EQ(std::ranges::count(line, '\n'), 1);
  EXPECT_EQ(line.back(), '\n');
  EXPECT_TRUE(
      std::ranges::all_of(line, [](char c) { return c == '\n' || (c >= ' ' && c < 0x7F); }));
  EXPECT_EQ(json::parse(line)["handlaggare"], event.handlaggare);
}

TEST(EventLine, SurvivesTextThatIsNotUtf8) {
  auto event = question();
  event.case_id = "\xFF\xC3";
  EXPECT_EQ(json::parse(to_line(event, 1))["case"], "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(EventLine, CutsLongTextBetweenCharacters) {
  auto event = question();
  event.handlaggare.clear();
  for (int i = 0; i < 100; ++i) event.handlaggare += "å";
  event.case_id = "x" + event.handlaggare;
  const auto line = json::parse(to_line(event, 1));
  EXPECT_EQ(line["handlaggare"].get<std::string>().size(), Event::kTextBytesMax);
  EXPECT_EQ(line["case"].get<std::string>().size(), Event::kTextBytesMax - 1);
}

TEST(Pseudonyms, AreTheSameForTheSamePersonAndKeyOnly) {
  const Pseudonyms one("key");
  EXPECT_EQ(one.of("199001189811"), one.of("199001189811"));
  EXPECT_NE(one.of("199001189811"), one.of("198001019801"));
  EXPECT_NE(one.of("199001189811"), Pseudonyms("other").of("199001189811"));
  EXPECT_THAT(one.of("199001189811"), SizeIs(32));
}

}  // namespace
}  // namespace provbank::eventlog
