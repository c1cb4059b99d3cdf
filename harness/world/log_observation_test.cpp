// What is new in a log while a scenario runs, though its files are rotated, renamed and packed.
#include "harness/world/log_observation.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>

#include "harness/logbook/files.hpp"
#include "harness/world/environment.hpp"
#include "harness/world/event_logs.hpp"
#include "platform/base/file.hpp"

namespace provbank::world {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string packed(const std::string& content, int filter) {
  std::string out(content.size() + 100'000, '\0');
  std::size_t used = 0;
  archive* a = archive_write_new();
  archive_write_add_filter(a, filter);
  archive_write_set_format(a, ARCHIVE_FORMAT_RAW);
  archive_write_set_bytes_in_last_block(a, 1);
  archive_write_open_memory(a, out.data(), out.size(), &used);
  archive_entry* entry = archive_entry_new();
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_write_header(a, entry);
  archive_write_data(a, content.data(), content.size());
  archive_entry_free(entry);
  archive_write_close(a);
  archive_write_free(a);
  out.resize(used);
  return out;
}

std::string tar_of(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string out(100'000, '\0');
  std::size_t used = 0;
  archive* a = archive_write_new();
  archive_write_add_filter(a, ARCHIVE_FILTER_GZIP);
  archive_write_set_format(a, ARCHIVE_FORMAT_TAR_USTAR);
  archive_write_open_memory(a, out.data(), out.size(), &used);
  for (const auto& [name, content] : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0600);
    archive_write_header(a, entry);
    archive_write_data(a, content.data(), content.size());
    archive_entry_free(entry);
  }
  archive_write_close(a);
  archive_write_free(a);
  out.resize(used);
  return out;
}

/// An entry at that minute.
std::string entry(int minute) {
  const std::string two = (minute < 10 ? "0" : "") + std::to_string(minute);
  return "{\"time\":\"2026-03-02T08:" + two + ":00Z\",\"event\":\"question\",\"case\":\"a-" + two +
         "\",\"outcome\":\"complete\"}\n";
}

class LogObservations : public ::testing::Test {
 protected:
  static const Environment& environment() {
    static const auto loaded = Environment::load(PROVBANK_DATA_DIR).value();
    return loaded;
  }
  static const logbook::Mapping& mapping() { return *environment().logbook; }

  void put(const std::string& name, const std::string& content) {
    write_file(folder_ / name, content).value();
  }
  void observe(const fs::path& log) {
    party_.party = "driftspart";
    party_.observed.event_log = log;
    observation_.emplace(party_, mapping());
  }
  /// The cases that are new, in the order in which the judge reads them.
  std::vector<std::string> cases() {
    evidence::Evidence evidence;
    evidence.log_observable = true;
    observation_->hand_over(evidence.files, evidence.event_log);
    others_ = evidence.event_log.other_files.size();
    read_event_log(evidence, environment().logbook);
    std::vector<std::string> out;
    for (const auto& each : evidence.event_log.log->entries) out.push_back(each.case_id);
    EXPECT_EQ(evidence.event_log.log->faults_total, 0U);
    return out;
  }

  ScratchFolder scratch_;
  fs::path folder_ = scratch_.path() / "logg";
  certify::Certification party_;
  std::optional<LogObservation> observation_;
  std::size_t others_ = 0;
};

TEST_F(LogObservations, AFileGrows) {
  put("log", entry(1));
  observe(folder_ / "log");
  EXPECT_THAT(cases(), IsEmpty()) << "nothing is new";
  put("log", entry(1) + entry(2));
  EXPECT_THAT(cases(), ElementsAre("a-02"));
  put("log", entry(3));
  EXPECT_THAT(cases(), ElementsAre("a-03")) << "begun anew";
}

TEST_F(LogObservations, WhatIsPutAwayOfAFileIsReadWithIt) {
  put("log.1", entry(1));
  put("log", entry(2));
  put("log.debug", "no log\n");
  observe(folder_ / "log");
  EXPECT_THAT(cases(), IsEmpty());
  fs::rename(folder_ / "log.1", folder_ / "log.2");
  put("log.1.gz", packed(entry(2) + entry(3), ARCHIVE_FILTER_GZIP));
  fs::remove(folder_ / "log");
  put("log", entry(4));
  EXPECT_THAT(cases(), ElementsAre("a-03", "a-04"));
  EXPECT_EQ(others_, 1U);
  for (const char* part : {"log", "log.1.gz", "log.2"})
    EXPECT_TRUE(is_event_log_of(party_, folder_ / part)) << part;
  EXPECT_FALSE(is_event_log_of(party_, folder_ / "log.debug"));
  EXPECT_FALSE(is_event_log_of(party_, scratch_.path() / "logg.1"));
}

TEST_F(LogObservations, AFileOfAFoldersLogIsKnownThroughALinkToIt) {
  put("log", entry(1));
  fs::create_directory_symlink(folder_, scratch_.path() / "current");
  observe(scratch_.path() / "current");
  EXPECT_TRUE(is_event_log_of(party_, folder_ / "log"));
  EXPECT_FALSE(is_event_log_of(party_, scratch_.path() / "logg.1")) << "beside the folder";
}

TEST_F(LogObservations, WhatWasThereIsKnownAgainUnderAnotherName) {
  put("log.1.gz", packed(entry(1), ARCHIVE_FILTER_GZIP));
  put("log", entry(2));
  observe(folder_);
  fs::rename(folder_ / "log.1.gz", folder_ / "log.2.gz");
  put("log.1.gz", packed(entry(2) + entry(3), ARCHIVE_FILTER_GZIP));
  put("log", entry(4));
  EXPECT_THAT(cases(), ElementsAre("a-03", "a-04"));
}

TEST_F(LogObservations, ArchivesOfAllKindsAreReadInOrderOfTime) {
  put("z.log", entry(1));
  observe(folder_);
  put("2026-03-02.zst", packed(entry(5), ARCHIVE_FILTER_ZSTD));
  put("b.xz", packed(entry(3) + entry(4), ARCHIVE_FILTER_XZ));
  put("a.log", entry(6));
  put("z.log", entry(1) + entry(2));
  put(".gomd", "no log\n");
  EXPECT_THAT(cases(), ElementsAre("a-02", "a-03", "a-04", "a-05", "a-06"));
  EXPECT_EQ(others_, 0U);
}

TEST_F(LogObservations, TheMembersOfATarFollowOnEachOther) {
  put("log", entry(9));
  observe(folder_);
  put("gammalt.tgz", tar_of({{"log.2", entry(1)},
                             {"log.1.gz", packed(entry(2), ARCHIVE_FILTER_GZIP)},
                             {"log", entry(3)}}));
  EXPECT_THAT(cases(), ElementsAre("a-01", "a-02", "a-03"));
}

TEST_F(LogObservations, FilesInWhichNothingWasWrittenAreNamedForTheirRights) {
  put("log.1", entry(1));
  put("log", entry(2));
  observe(folder_);
  put("log", entry(2) + entry(3));
  EXPECT_THAT(cases(), ElementsAre("a-03"));
  EXPECT_EQ(others_, 1U);
}

TEST_F(LogObservations, OnlyNamedFilesAreTheLog) {
  put("app.log", entry(1));
  put("annat.txt", "no log\n");
  party_.observed.event_log_names = "app*";
  observe(folder_);
  put("app.log.1", entry(2));
  put("annat.txt", "no log at all\n");
  EXPECT_THAT(cases(), ElementsAre("a-02"));
  EXPECT_TRUE(is_event_log_of(party_, folder_ / "app.log"));
  EXPECT_FALSE(is_event_log_of(party_, folder_ / "annat.txt"));
}

// ---- The limits

TEST_F(LogObservations, ErrorsNameTheFile) {
  EXPECT_THAT(logbook::paths_of(scratch_.path() / "ingen").error().detail, HasSubstr("ingen"));
  put("a", "");
  EXPECT_EQ(logbook::paths_of(folder_, "b*").error().code, Errc::not_found);
  put("b", "");
  EXPECT_EQ(logbook::paths_of(folder_, {}, {.files = 1}).error().code, Errc::too_large);
  put("trasig.gz", packed(entry(1), ARCHIVE_FILTER_GZIP).substr(0, 30));
  EXPECT_THAT(logbook::unpacked(folder_ / "trasig.gz").error().detail, HasSubstr("trasig.gz"));
  put("stor.gz", packed(std::string(100'000, 'x'), ARCHIVE_FILTER_GZIP));
  EXPECT_FALSE(logbook::unpacked(folder_ / "stor.gz", {.file_bytes = 1'000}));
  put("databas", "SQLite format 3" + std::string(100, '\0'));
  EXPECT_EQ(logbook::unpacked(folder_ / "databas").error().code, Errc::unsupported);
}

}  // namespace
}  // namespace provbank::world
