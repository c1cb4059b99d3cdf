#include <gtest/gtest.h>

#include <filesystem>

#include "contract/data_dir.hpp"
#include "harness/cli/commands.hpp"
#include "platform/base/file.hpp"
#include "reference-impl/eventlog/keys.hpp"
#include "reference-impl/eventlog/test_support.hpp"

namespace provbank::cli {
namespace {

namespace fs = std::filesystem;
using testing::internal::CaptureStdout;
using testing::internal::GetCapturedStdout;

/// A log with keys of its own, sealed, beside its key folder.
class LogCommand : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(log_keys(app_, {.make = keys()}), 0);
    eventlog::StandingClock clock;
    boost::asio::io_context io;
    eventlog::FileLogOptions options{.store = {.file = log() / eventlog::kLogFile},
                                     .sealer = eventlog::open_key_folder(keys()).value()};
    fs::create_directories(log());
    const auto written = eventlog::open_simulated_log(std::move(options), clock).value();
    eventlog::append_at_once(io, *written, clock, 10);
    ASSERT_TRUE(eventlog::seal_now(io, *written));
  }
  fs::path keys() const { return scratch_.path() / "keys"; }
  fs::path log() const { return scratch_.path() / "log"; }

  std::string printed(const std::function<int()>& command, int expected) {
    CaptureStdout();
    EXPECT_EQ(command(), expected);
    return GetCapturedStdout();
  }

  ScratchFolder scratch_;
  Console console_{Language::sv};
  App app_{console_, PROVBANK_DATA_DIR};
};

TEST_F(LogCommand, VerifiesALogWithItsPublicKeys) {
  const LogVerifyOptions options{.log = log(), .keys = keys()};
  const auto text = printed([&] { return log_verify(app_, options); }, 0);
  EXPECT_NE(text.find("Loggen är vad som skrevs"), std::string::npos) << text;
}

TEST_F(LogCommand, ProvesNothingWithoutKeys) {
  printed([&] { return log_verify(app_, {.log = log()}); }, 4);
}

TEST_F(LogCommand, NamesFileLineAndEntryOfWhatWasAltered) {
  auto lines = eventlog::lines_of(log() / eventlog::kLogFile);
  lines[4].replace(lines[4].find("lund"), 4, "lind");
  eventlog::write_lines(log() / eventlog::kLogFile, lines);
  const LogVerifyOptions options{.log = log(), .keys = keys()};
  const auto text = printed([&] { return log_verify(app_, options); }, 1);
  EXPECT_NE(text.find("event-log.jsonl:5: post 5 [altered]"), std::string::npos) << text;
}

TEST_F(LogCommand, TellsTheSameAsJson) {
  const LogVerifyOptions options{.log = log(), .keys = keys(), .format = "json"};
  const auto text = printed([&] { return log_verify(app_, options); }, 0);
  EXPECT_NE(text.find("\"proven\": true"), std::string::npos) << text;
}

TEST_F(LogCommand, PrintsAnAnchorThatFindsACutLog) {
  const auto anchor = printed([&] { return log_head(app_, log()); }, 0);
  const auto file = scratch_.path() / "anchor.jsonl";
  ASSERT_TRUE(write_file(file, anchor));
  const LogVerifyOptions options{.log = log(), .keys = keys(), .anchors = {file}};
  printed([&] { return log_verify(app_, options); }, 0);
  auto lines = eventlog::lines_of(log() / eventlog::kLogFile);
  lines.resize(3);
  eventlog::write_lines(log() / eventlog::kLogFile, lines);
  fs::remove(log() / "event-log.head");
  printed([&] { return log_verify(app_, options); }, 1);
}

TEST_F(LogCommand, RefusesToMakeKeysWhereThereAreSome) {
  EXPECT_EQ(log_keys(app_, {.make = keys()}), 2);
}

TEST_F(LogCommand, SaysThatThereIsNoLog) {
  EXPECT_EQ(log_verify(app_, {.log = scratch_.path() / "none" / "event-log.jsonl"}), 2);
}

class LogRead : public testing::Test {
 protected:
  std::string printed(const std::string& mapping, const std::string& log, int expected,
                      const std::string& format = "table") {
    write_file(scratch_.path() / "mappning.xml", mapping).value();
    write_file(scratch_.path() / "logg", log).value();
    CaptureStdout();
    EXPECT_EQ(log_read(app_, {.mapping = scratch_.path() / "mappning.xml",
                              .logs = {scratch_.path() / "logg"},
                              .format = format}),
              expected);
    return GetCapturedStdout();
  }

  static std::string mapping(const std::string& at) {
    return "<loggbok xmlns=\"urn:provbank:logbook:1\" form=\"json-rader\"><falt "
           "betydelse=\"arende\" vid=\"" +
           at +
           "\"/><falt betydelse=\"person\" vid=\"/pnr\" som=\"nummer\"/><falt "
           "betydelse=\"tid\" vid=\"/t\"/></loggbok>";
  }

  ScratchFolder scratch_;
  Console console_{Language::en};
  App app_{console_, PROVBANK_DATA_DIR};
};

const std::string kReadableLine =
    "{\"akt\":\"a-17\",\"pnr\":\"19850314-9828\",\"t\":\"2026-03-02T08:00:01Z\"}\n";

TEST_F(LogRead, ShowsWhatWasUnderstoodAndNobodysNumber) {
  const auto table = printed(mapping("/akt"), kReadableLine, 0);
  EXPECT_NE(table.find("a-17"), std::string::npos) << table;
  EXPECT_NE(table.find("19850314****"), std::string::npos) << table;
  EXPECT_NE(table.find("1 entries, 1 of them questions"), std::string::npos) << table;
  const auto json = printed(mapping("/akt"), kReadableLine, 0, "json");
  EXPECT_NE(json.find("\"case\": \"a-17\""), std::string::npos) << json;
  EXPECT_EQ(json.find("9828"), std::string::npos) << json;
}

TEST_F(LogRead, EndsWithOneForLinesNotUnderstoodTwoForAWrongMappingFourForNothing) {
  EXPECT_NE(printed(mapping("/akt"), kReadableLine + "?\n", 1).find("logg:2:"), std::string::npos);
  printed(mapping("akt"), kReadableLine, 2);
  printed(mapping("/akt"), "", 4);
}

}  // namespace
}  // namespace provbank::cli
