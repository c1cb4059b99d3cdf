#include "harness/evidence/recorder.hpp"

#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include "harness/evidence/har.hpp"

namespace provbank::evidence {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

struct Witness : testing::Test {
  boost::asio::io_context io;
  time::VirtualClock clock{io, time::WallTime{} + 1772438400s};
  Recorder recorder{clock};

  std::size_t begin() {
    http::Request request{.method = "POST", .target = "/ssbtek/v10", .fields = {}, .body = "<q/>"};
    request.fields.add("Content-Type", "text/xml; charset=utf-8");
    return recorder.begin({.leg = Leg::kommun,
                           .party = "exempelkommun",
                           .source = {},
                           .question = "q1",
                           .caller_organisation = {}},
                          request);
  }
};

TEST_F(Witness, NotesBytesAndTimes) {
  const auto ticket = begin();
  clock.run_until(clock.now() + 3s);
  http::Response response;
  response.body = "<a/>";
  recorder.finish(ticket, response);
  const auto exchanges = recorder.take();
  ASSERT_EQ(exchanges.size(), 1u);
  EXPECT_EQ(exchanges[0].id, "e1");
  EXPECT_EQ(exchanges[0].finished - exchanges[0].started, 3s);
  EXPECT_TRUE(exchanges[0].complete);
  EXPECT_EQ(exchanges[0].response->body, "<a/>");
}

TEST_F(Witness, AnUnfinishedExchangeStaysIncomplete) {
  begin();
  const auto exchanges = recorder.take();
  EXPECT_FALSE(exchanges[0].complete);
  EXPECT_FALSE(exchanges[0].response);
}

TEST_F(Witness, AResetAnswerIsNotComplete) {
  const auto ticket = begin();
  http::Response response;
  response.delivery.reset_after_bytes = 2;
  recorder.finish(ticket, response);
  EXPECT_FALSE(recorder.take()[0].complete);
}

TEST_F(Witness, ADribblingAnswerEndsWhenItsLastByteIsOut) {
  const auto ticket = begin();
  http::Response response;
  response.body = "0123456789";
  response.delivery.chunk_bytes = 4;
  response.delivery.chunk_interval = 100ms;
  recorder.finish(ticket, response);
  EXPECT_EQ(recorder.take()[0].finished, 300ms);
}

TEST_F(Witness, WritesAnArchiveThatIsJsonWithEveryExchange) {
  const auto ticket = begin();
  http::Response response;
  response.body = "not utf-8: \xFF";
  recorder.finish(ticket, response);
  begin();
  const auto exchanges = recorder.take();
  const auto har = nlohmann::json::parse(to_har(exchanges, clock.wall_now()));
  const auto& entries = har["log"]["entries"];
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0]["request"]["postData"]["text"], "<q/>");
  EXPECT_EQ(entries[0]["response"]["content"]["encoding"], "base64");
  EXPECT_EQ(entries[0]["startedDateTime"], "2026-03-02T08:00:00.000Z");
  EXPECT_THAT(entries[0]["request"]["postData"]["_file"].get<std::string>(),
              HasSubstr("e1-request.xml"));
  EXPECT_EQ(entries[1]["response"]["status"], 0);
}

TEST_F(Witness, EveryCharacterOfABodyComesBackOutOfTheArchive) {
  std::string all;
  for (char c = 0; c < 0x7F; ++c) all += c;
  all += "åäö \xF0\x9F\x98\x80";
  const auto ticket = begin();
  http::Response response;
  response.body = all;
  response.fields.add("X-Odd", "a \"quoted\" \\ value \xE5");
  recorder.finish(ticket, response);
  const auto har = nlohmann::json::parse(to_har(recorder.take(), clock.wall_now()));
  const auto& answer = har["log"]["entries"][0]["response"];
  EXPECT_EQ(answer["content"]["text"], all);
  EXPECT_EQ(answer["headers"][0]["value"], "YSAicXVvdGVkIiBcIHZhbHVlIOU=");
}

}  // namespace
}  // namespace provbank::evidence
