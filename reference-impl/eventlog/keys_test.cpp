#include "reference-impl/eventlog/keys.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "reference-impl/eventlog/test_support.hpp"
#include "reference-impl/eventlog/verify.hpp"

namespace provbank::eventlog {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
namespace fs = std::filesystem;

class KeysTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(make_key_folder(keys()));
    fs::create_directories(log());
  }
  fs::path keys() const { return scratch_.path() / "keys"; }
  fs::path log() const { return scratch_.path() / "log"; }

  /// One life of a log: an entry and a checkpoint.
  void live() {
    asio::io_context io;
    const auto opened = open_simulated_log({.store = {.file = log() / kLogFile},
                                            .sealer = open_key_folder(keys()).value()},
                                           clock_)
                            .value();
    append_at_once(io, *opened, clock_, 1);
    ASSERT_TRUE(seal_now(io, *opened));
  }
  VerifyReport verified(std::vector<std::string> known) const {
    VerifyOptions options;
    options.keys = std::move(known);
    return verify(log(), options).value();
  }
  std::string seal_key() const { return read_file(keys() / kSealKeyFile).value(); }

  ScratchFolder scratch_;
  StandingClock clock_;
};

TEST_F(KeysTest, AreReadableForTheirOwnerOnly) {
  EXPECT_EQ(static_cast<unsigned>(fs::status(keys()).permissions()), 0700U);
  EXPECT_EQ(static_cast<unsigned>(fs::status(keys() / kSealKeyFile).permissions()), 0600U);
}

TEST_F(KeysTest, AreRefusedWhenOthersMayReadThem) {
  fs::permissions(keys() / kSealKeyFile, fs::perms::group_read, fs::perm_options::add);
  const auto opened = open_key_folder(keys());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::invalid);
  EXPECT_THAT(opened.error().detail, testing::AllOf(HasSubstr("0640"), HasSubstr("chmod go-rwx")));
  fs::permissions(keys() / kSealKeyFile, fs::perms::group_read, fs::perm_options::remove);
  fs::permissions(keys(), fs::perms::others_exec, fs::perm_options::add);
  EXPECT_FALSE(open_key_folder(keys()));
}

TEST_F(KeysTest, AreNeverWrittenOver) {
  const auto before = seal_key();
  EXPECT_FALSE(make_key_folder(keys()));
  EXPECT_EQ(seal_key(), before);
}

TEST_F(KeysTest, AreUsedForOneCheckpointEach) {
  const auto known = load_public_keys(keys()).value();
  ASSERT_THAT(known, SizeIs(1));
  auto before = seal_key();
  for (int i = 0; i < 3; ++i) {
    live();
    EXPECT_NE(seal_key(), before) << "the key that sealed is gone";
    before = seal_key();
  }
  EXPECT_EQ(load_public_keys(keys()).value(), known) << "whoever verifies needs the first one only";
  EXPECT_TRUE(verified(known).proven());
  for (const auto& entry : fs::directory_iterator(keys())) {
    EXPECT_THAT(entry.path().filename().string(), testing::AnyOf(kSealKeyFile, kPublicKeysFile));
  }
}

TEST_F(KeysTest, ThatAreTakenCannotSealWhatWasSealedBefore) {
  const auto known = load_public_keys(keys()).value();
  live();
  live();
  // A thief with everything on the machine makes the log anew from its second entry on.
  auto thief = open_key_folder(keys()).value();
  const auto true_lines = lines_of(log() / kLogFile);
  std::vector<std::string> lines(true_lines.begin(), true_lines.begin() + 2);
  Head head;
  for (const auto& line : lines) ASSERT_TRUE(move_past(head, line));
  lines.push_back(join(head, to_body(question_event(clock_, "forged"), head.seq + 1)));
  ASSERT_TRUE(move_past(head, lines.back()));
  EXPECT_FALSE(thief.seal(head, clock_.wall_now(), SealReason::stop)) << "its key is a later one";
  Head bare;
  bare.seq = head.seq;
  bare.hash = head.hash;
  lines.push_back(thief.seal(bare, clock_.wall_now(), SealReason::stop).value());
  write_lines(log() / kLogFile, lines);
  fs::remove(log() / "event-log.head");
  const auto report = verified(known);
  EXPECT_FALSE(report.holds());
  EXPECT_EQ(report.sealed, 2U);
}

TEST_F(KeysTest, AreReplacedByARotationThatTheOldKeySigned) {
  const auto known = load_public_keys(keys()).value();
  live();
  ASSERT_TRUE(stage_rotation(keys()));
  EXPECT_FALSE(stage_rotation(keys())) << "one at a time";
  const auto all = load_public_keys(keys()).value();
  ASSERT_THAT(all, SizeIs(2));
  live();
  live();
  EXPECT_FALSE(fs::exists(keys() / kStagedKeyFile));
  const auto lines = lines_of(log() / kLogFile);
  const auto rotation =
      read_checkpoint(std::string_view(lines[3]).substr(0, lines[3].size() - 1)).value();
  EXPECT_EQ(rotation.reason, SealReason::rotation);
  EXPECT_EQ(rotation.next, all[1]);
  EXPECT_TRUE(verified(known).proven()) << "the first key leads to the second";
  EXPECT_TRUE(verified(all).proven());
}

TEST_F(KeysTest, GoOnWhenARotationWasCutShort) {
  live();
  ASSERT_TRUE(stage_rotation(keys()));
  const auto staged = read_file(keys() / kStagedKeyFile).value();
  const auto before = seal_key();
  live();
  // As if the machine had died between the checkpoint and the change of key.
  ASSERT_TRUE(write_file(keys() / kSealKeyFile, before));
  ASSERT_TRUE(write_file(keys() / kStagedKeyFile, staged));
  for (const char* file : {kSealKeyFile, kStagedKeyFile}) {
    fs::permissions(keys() / file, fs::perms::owner_read | fs::perms::owner_write);
  }
  live();
  EXPECT_FALSE(fs::exists(keys() / kStagedKeyFile));
  EXPECT_TRUE(verified(load_public_keys(keys()).value()).proven());
}

TEST_F(KeysTest, ForPseudonymsAreFilesOfTheirOwn) {
  const auto file = scratch_.path() / "apart" / "pseudonym.key";
  ASSERT_TRUE(make_pseudonym_key(file));
  EXPECT_FALSE(make_pseudonym_key(file));
  EXPECT_THAT(read_pseudonym_key(file).value(), SizeIs(64));
  fs::permissions(file, fs::perms::group_read, fs::perm_options::add);
  EXPECT_FALSE(read_pseudonym_key(file));
}

TEST_F(KeysTest, ArePublishedInAFormThatIsChecked) {
  const auto file = scratch_.path() / "public.json";
  for (const std::string text : {"", "[]", "{\"keys\":[]}", "{\"keys\":[{\"key\":\"short\"}]}",
                                 "{\"keys\":[{\"id\":\"x\"}]}"}) {
    ASSERT_TRUE(write_file(file, text));
    EXPECT_FALSE(load_public_keys(file)) << text;
  }
}

}  // namespace
}  // namespace provbank::eventlog
