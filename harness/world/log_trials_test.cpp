// The operator's own verification, run on altered copies; programs of the system stand for it.
#include "harness/world/log_trials.hpp"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>

#include "harness/logbook/tamper.hpp"
#include "harness/world/environment.hpp"
#include "harness/world/event_logs.hpp"
#include "harness/world/reference_log_trials.hpp"
#include "platform/base/file.hpp"

namespace provbank::world {
namespace {

using evidence::Tampering;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LogTrials : public ::testing::Test {
 protected:
  static const logbook::Mapping& mapping() {
    static const auto environment = Environment::load(PROVBANK_DATA_DIR).value();
    return *environment.logbook;
  }

  void SetUp() override {
    std::string text;
    for (int i = 1; i <= 5; ++i) {
      text += "{\"time\":\"2026-03-02T08:00:0" + std::to_string(i) +
              "Z\",\"event\":\"question\",\"question\":\"q" + std::to_string(i) +
              "\",\"case\":\"a-" + std::to_string(i) + "\",\"outcome\":\"complete\"}\n";
    }
    write_file(log_, text).value();
    write_file(copy_, text).value();
  }

  std::vector<evidence::TamperTrial> tried(const std::string& program,
                                           std::vector<std::string> arguments) {
    certify::Certification party;
    party.observed.event_log = log_;
    certify::Command verify;
    verify.program = program;
    verify.arguments = std::move(arguments);
    verify.timeout = std::chrono::seconds(10);
    party.observed.log_verify = verify;
    net::asio::io_context io(1);
    time::SteadyClock clock;
    evidence::EventLogSeen seen;
    std::exception_ptr broken;
    net::asio::co_spawn(io,
                        try_verification(party, mapping(), scratch_.path() / "copies", clock, seen),
                        [&broken](std::exception_ptr error) { broken = std::move(error); });
    io.run();
    if (broken) std::rethrow_exception(broken);
    EXPECT_TRUE(seen.consent);
    EXPECT_FALSE(std::filesystem::exists(scratch_.path() / "copies")) << "nothing is left";
    return seen.trials;
  }

  static std::vector<std::optional<bool>> accepted(
      const std::vector<evidence::TamperTrial>& trials) {
    std::vector<std::optional<bool>> out;
    for (const auto& trial : trials) out.push_back(trial.accepted);
    return out;
  }

  ScratchFolder scratch_;
  std::filesystem::path log_ = scratch_.path() / "handelser.jsonl";
  std::filesystem::path copy_ = scratch_.path() / "som-den-var.jsonl";
};

TEST_F(LogTrials, ShowWhetherAVerificationFindsEachThingDoneToACopy) {
  EXPECT_THAT(accepted(tried("cmp", {"{log}", copy_.string()})),
              ElementsAre(true, false, false, false, false, false));
  EXPECT_THAT(accepted(tried("true", {"{log}"})), ElementsAre(true, true, true, true, true, true));
  EXPECT_EQ(read_file(log_).value(), read_file(copy_).value()) << "the log itself is not touched";
}

TEST_F(LogTrials, CopyWhatLiesBesideTheLogUnderItsName) {
  write_file(scratch_.path() / "handelser.head", "5\n").value();
  write_file(scratch_.path() / "annat.txt", "5\n").value();
  const std::string beside =
      "head=$(dirname \"$1\")/handelser.head; "
      "test -s \"$head\" && test ! -e \"$(dirname \"$1\")/annat.txt\"";
  EXPECT_THAT(accepted(tried("sh", {"-c", beside, "sh", "{log}"})),
              ElementsAre(true, true, true, true, true, true));
}

TEST_F(LogTrials, SayWhenTheVerificationCannotBeRun) {
  for (const auto& trial : tried("/finns/inte", {"{log}"})) {
    EXPECT_FALSE(trial.accepted.has_value());
    EXPECT_FALSE(trial.said.empty());
  }
}

TEST_F(LogTrials, AreNotMadeWithALogOfTooFewEntries) {
  write_file(log_, "").value();
  EXPECT_THAT(tried("true", {"{log}"}), IsEmpty());
}

TEST(ReferenceLogRetention, WeedsWhatIsOldAndSaysSo) {
  ScratchFolder scratch;
  const auto trial = try_reference_retention(scratch.path() / "log", {});
  EXPECT_GT(trial.within_before, 20U);
  EXPECT_EQ(trial.within_after, trial.within_before);
  EXPECT_GT(trial.beyond_before, 10U);
  EXPECT_EQ(trial.beyond_after, 0U);
  EXPECT_TRUE(trial.weeding_logged);
}

TEST(LogFileRights, AreThoseOfTheFileAndItsFolder) {
  ScratchFolder scratch;
  const auto file = scratch.path() / "logg";
  write_file(file, "x").value();
  std::filesystem::permissions(file, std::filesystem::perms(0640));
  const auto rights = rights_of(file);
  ASSERT_TRUE(rights);
  EXPECT_EQ(rights->mode, 0640U);
  EXPECT_FALSE(rights->owner.empty());
  EXPECT_FALSE(rights_of(scratch.path() / "ingen"));
}

}  // namespace
}  // namespace provbank::world
