#include "harness/residue/scan.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "platform/base/file.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::residue {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

const std::string kLeft = "Tranbärsdotter";

Searcher searcher_answered(time::Duration ago, const time::Clock& clock) {
  return Searcher({{kLeft, "Efternamn", "AF", "q1", "anna", "DP-1", clock.wall_now() - ago}});
}

Scan scanned(const Searcher& searcher, const std::string& at, const time::Clock& clock) {
  const std::vector<Point> points = {parse_point(at).value()};
  Scan scan{"out", {at}, {}};
  scan.looks.push_back(look(searcher, points, {}, clock, {}));
  return scan;
}

TEST(Points, AreReadAsPeopleWriteThem) {
  EXPECT_EQ(parse_point("/var/log")->kind, Point::Kind::path);
  EXPECT_EQ(parse_point("sqlite:a.db")->what, "a.db");
  EXPECT_EQ(parse_point("pid:417")->kind, Point::Kind::process);
  EXPECT_EQ(parse_point("-")->kind, Point::Kind::input);
  EXPECT_EQ(parse_point("https://x/y")->kind, Point::Kind::http);
  EXPECT_EQ(parse_point("command:journalctl -u x")->what, "journalctl -u x");
  for (const char* wrong : {"", "pid:", "pid:x", "pid:-4", "sqlite:", "command:"})
    EXPECT_FALSE(parse_point(wrong)) << wrong;
}

TEST(Points, ShowNoPassword) {
  EXPECT_EQ(parse_point("postgresql://log:hemligt@db:5432/ssbtek")->name(),
            "postgresql://log@db:5432/ssbtek");
  EXPECT_EQ(parse_point("https://a:b@example.org/x")->name(), "https://a@example.org/x");
  EXPECT_EQ(parse_point("https://example.org:443/x@y")->name(), "https://example.org:443/x@y");
}

TEST(Points, ACommandsOutputIsSearchedAndUnfolded) {
  time::SteadyClock clock;
  const auto searcher = searcher_answered(1h, clock);
  EXPECT_EQ(verdict(searcher, scanned(searcher, "command:echo " + kLeft, clock)),
            ScanVerdict::fail);
  EXPECT_EQ(verdict(searcher, scanned(searcher, "command:echo " + kLeft + " | gzip", clock)),
            ScanVerdict::fail);
  EXPECT_EQ(verdict(searcher, scanned(searcher, "command:echo inget", clock)), ScanVerdict::pass);
}

/// Puts a file in the place of standard input for as long as it lives.
class StandardInput {
 public:
  explicit StandardInput(const std::filesystem::path& file) : before_(::dup(STDIN_FILENO)) {
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    ::dup2(fd, STDIN_FILENO);
    ::close(fd);
  }
  ~StandardInput() {
    ::dup2(before_, STDIN_FILENO);
    ::close(before_);
  }
  StandardInput(const StandardInput&) = delete;
  StandardInput& operator=(const StandardInput&) = delete;

 private:
  int before_;
};

TEST(Points, StandardInputIsSearchedAndUnfolded) {
  time::SteadyClock clock;
  const auto searcher = searcher_answered(1h, clock);
  const ScratchFolder folder;
  const auto plain = folder.path() / "plain";
  const auto packed = folder.path() / "packed";
  const auto none = folder.path() / "none";
  write_file(plain, "en rad\nom " + kLeft + "\n").value();
  write_file(none, "en rad\nom ingen\n").value();
  ASSERT_EQ(
      std::system(fmt::format("gzip -c '{}' > '{}'", plain.string(), packed.string()).c_str()), 0);
  const auto verdict_of = [&](const std::filesystem::path& file) {
    const StandardInput input(file);
    return verdict(searcher, scanned(searcher, "-", clock));
  };
  EXPECT_EQ(verdict_of(plain), ScanVerdict::fail);
  EXPECT_EQ(verdict_of(packed), ScanVerdict::fail);
  EXPECT_EQ(verdict_of(none), ScanVerdict::pass);
  EXPECT_EQ(verdict_of("/dev/null"), ScanVerdict::untestable) << "nothing came";
  const StandardInput input(plain);
  const auto scan = scanned(searcher, "-", clock);
  ASSERT_EQ(scan.looks[0].findings.size(), 1u);
  EXPECT_EQ(scan.looks[0].findings[0].place.name(), "-");
  EXPECT_EQ(scan.looks[0].findings[0].line, 2u);
}

TEST(Points, APartOfTheLogIsKnownByItsName) {
  const std::filesystem::path log = "/l/events.jsonl";
  for (const char* part :
       {"/l/events.jsonl", "/l/events-000000000001-000000004711.jsonl", "/l/events.jsonl.1",
        "/l/events.jsonl.2.gz", "/l/events.jsonl-20260302T080000Z.zst"})
    EXPECT_TRUE(is_part_of_log(part, log)) << part;
  for (const char* other : {"/m/events.jsonl", "/l/events-debug.jsonl", "/l/events.jsonl.debug",
                            "/l/events.json", "/l/app.log", "/l/events.txt"})
    EXPECT_FALSE(is_part_of_log(other, log)) << other;
}

TEST(Scan, WhatCouldNotBeSeenIsNoPass) {
  time::SteadyClock clock;
  const auto searcher = searcher_answered(1h, clock);
  for (const char* at :
       {"/nonexistent/folder", "command:echo inget; exit 3",
        "postgresql://127.0.0.1:1/none?connect_timeout=2", "http://127.0.0.1:1/", "command:true"}) {
    EXPECT_EQ(verdict(searcher, scanned(searcher, at, clock)), ScanVerdict::untestable) << at;
  }
}

TEST(Scan, BeforeASecondHasGoneNothingIsJudged) {
  time::SteadyClock clock;
  const auto soon = searcher_answered(0s, clock);
  EXPECT_EQ(verdict(soon, scanned(soon, "command:echo " + kLeft, clock)), ScanVerdict::pass);
  const auto later = searcher_answered(2s, clock);
  EXPECT_EQ(verdict(later, scanned(later, "command:echo " + kLeft, clock)), ScanVerdict::fail);
}

TEST(Scan, FollowsItsSchemaWithEveryKindOfLine) {
  time::SteadyClock clock;
  const ScratchFolder folder;
  std::ofstream(folder.path() / "a.txt") << "x\n" << kLeft << "\n";
  const Searcher searcher({{kLeft, "Efternamn", "AF", "q1", "anna", "DP-1", clock.wall_now() - 5s},
                           {"4711", "", "FK", "", "", "DP-1", std::nullopt},
                           {"QVI38A", "", "TNS", "", "", "DP-1", std::nullopt}});
  auto scan = scanned(searcher, folder.path().string(), clock);
  scan.looks.push_back(scanned(searcher, "/nonexistent/folder", clock).looks.front());
  const auto text = to_xml(searcher, scan, "0");
  const auto schema =
      xml::Schema::load(std::filesystem::path(PROVBANK_DATA_DIR) / "schemas/provbank/scan-1.xsd");
  ASSERT_TRUE(schema) << schema.error().detail;
  for (const auto& problem : schema->problems(text)) ADD_FAILURE() << problem.message;
  EXPECT_THAT(text, HasSubstr("line=\"2\""));
}

}  // namespace
}  // namespace provbank::residue
