#include "harness/residue/unfold.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <elf.h>
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <cstring>
#include <fstream>

#include "harness/residue/search.hpp"
#include "platform/base/file.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::residue {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::string kSecret = "Tranbärsdotter";

const Searcher& searcher() {
  static const Searcher made({{kSecret, "Efternamn", "AF", "q1", "anna", "DP-1", std::nullopt}});
  return made;
}

struct Seen {
  std::vector<Finding> findings;
  Coverage coverage;
};

Seen seen_in(std::string_view bytes, const UnfoldLimits& limits = {}) {
  Search search(searcher());
  Unfolder(search, limits).content({.at = "it"}, bytes);
  return {search.take_findings(), search.coverage()};
}

Seen seen_below(const std::filesystem::path& root) {
  Search search(searcher());
  Unfolder(search).tree(root);
  return {search.take_findings(), search.coverage()};
}

std::vector<std::string> places(const Seen& seen) {
  std::vector<std::string> out;
  for (const auto& finding : seen.findings) out.push_back(finding.place.inside);
  return out;
}

/// An archive with one member; `filter` and `format` are libarchive's codes.
std::string packed(const std::string& content, int filter, int format,
                   const std::string& name = "logg/dag.txt") {
  std::string out(content.size() * 2 + 65536, '\0');
  std::size_t used = 0;
  archive* a = archive_write_new();
  archive_write_add_filter(a, filter);
  archive_write_set_format(a, format);
  archive_write_set_bytes_in_last_block(a, 1);
  archive_write_open_memory(a, out.data(), out.size(), &used);
  archive_entry* entry = archive_entry_new();
  archive_entry_set_pathname(entry, name.c_str());
  archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_perm(entry, 0600);
  archive_write_header(a, entry);
  archive_write_data(a, content.data(), content.size());
  archive_entry_free(entry);
  archive_write_close(a);
  archive_write_free(a);
  out.resize(used);
  return out;
}

TEST(Unfold, FindsWhatLiesInEveryKindOfArchive) {
  struct Row {
    std::string name;
    int filter;
    int format;
  };
  for (const Row& row : {Row{"gzip", ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_RAW},
                         Row{"bzip2", ARCHIVE_FILTER_BZIP2, ARCHIVE_FORMAT_RAW},
                         Row{"xz", ARCHIVE_FILTER_XZ, ARCHIVE_FORMAT_RAW},
                         Row{"zstd", ARCHIVE_FILTER_ZSTD, ARCHIVE_FORMAT_RAW},
                         Row{"lz4", ARCHIVE_FILTER_LZ4, ARCHIVE_FORMAT_RAW},
                         Row{"tar", ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_TAR_USTAR},
                         Row{"tar.zst", ARCHIVE_FILTER_ZSTD, ARCHIVE_FORMAT_TAR_USTAR},
                         Row{"tar.gz", ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_TAR_USTAR},
                         Row{"zip", ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP},
                         Row{"7z", ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_7ZIP}}) {
    SCOPED_TRACE(row.name);
    const auto bytes = packed("rad ett\nrad två " + kSecret + "\n", row.filter, row.format);
    const auto seen = seen_in(bytes);
    ASSERT_THAT(seen.findings, Not(IsEmpty()));
    EXPECT_THAT(seen.coverage.hindrances, IsEmpty());
    EXPECT_EQ(seen.findings.back().line, 2u);
  }
}

TEST(Unfold, FindsWhatLiesInArchivesInArchives) {
  const auto inner = packed(kSecret, ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_RAW);
  const auto outer = packed(inner, ARCHIVE_FILTER_ZSTD, ARCHIVE_FORMAT_TAR_USTAR, "a/b.gz");
  EXPECT_THAT(places(seen_in(outer)), ElementsAre("a/b.gz > gzip"));
}

/// Lines of 76, the value over the end of the first one.
std::string as_mime(const std::string& end) {
  const std::string coded = crypto::base64(std::string(50, '.') + kSecret + std::string(50, '.'));
  return "Content-Transfer-Encoding: base64" + end + end + coded.substr(0, 76) + end +
         coded.substr(76) + end;
}

TEST(Unfold, FindsBase64ThatLineEndsBreak) {
  for (const std::string end : {"\n", "\r\n"}) {
    const auto seen = seen_in(as_mime(end));
    ASSERT_THAT(seen.findings, SizeIs(1));
    EXPECT_EQ(seen.findings.front().form.encoding, Encoding::base64);
    EXPECT_THAT(places(seen), ElementsAre(HasSubstr("base64 in lines from byte")));
  }
}

TEST(Unfold, FindsQuotedPrintable) {
  EXPECT_THAT(places(seen_in("om Tranb=C3=A4rs=\r\ndotter.\n")),
              ElementsAre("quoted-printable from byte 0"));
}

TEST(Unfold, WhatStandsAsItIsIsNotToldOfOnceMoreAsDecoded) {
  EXPECT_THAT(places(seen_in("om " + kSecret + " i G=C3=B6teborg\n")), ElementsAre(""));
}

TEST(Unfold, FindsLineCodingInArchivesLargeFilesAndAmongRawBytes) {
  const auto archive = packed(as_mime("\r\n"), ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_RAW);
  EXPECT_THAT(places(seen_in(archive)), ElementsAre(HasSubstr("gzip > base64 in lines")));
  const ScratchFolder folder;
  // Around the border of two blocks, and in a file that several threads search.
  for (const std::size_t before : {kBlockBytes - 150, kBlockBytes - 90, kBlockBytes - 40}) {
    std::string bytes(kParallelBytesMin + before, '\0');
    bytes += as_mime("\r\n") + std::string(kBlockBytes, '\0');
    write_file(folder.path() / "stor", bytes).value();
    const auto seen = seen_below(folder.path());
    ASSERT_THAT(seen.findings, SizeIs(1)) << before;
    EXPECT_THAT(seen.findings.front().place.inside, HasSubstr("base64 in lines from byte"));
  }
}

TEST(Unfold, AMembersNameIsSearchedToo) {
  const auto bytes =
      packed("inget", ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_TAR_PAX_RESTRICTED, kSecret + ".txt");
  EXPECT_THAT(seen_in(bytes).findings, Not(IsEmpty()));
}

TEST(Unfold, WhatIsCutOffIsSearchedAsFarAsItGoesAndTold) {
  std::string noise;
  for (int i = 0; i < 20'000; ++i) noise += std::to_string(i * 7919);
  auto bytes = packed(kSecret + noise, ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_RAW);
  bytes.resize(bytes.size() / 2);
  const auto seen = seen_in(bytes);
  EXPECT_THAT(seen.findings, SizeIs(1));
  ASSERT_THAT(seen.coverage.hindrances, SizeIs(1));
  EXPECT_THAT(seen.coverage.hindrances[0].why.en, HasSubstr("could not be unpacked to the end"));
}

TEST(Unfold, BombsAreTold) {
  const std::string large(8U << 20U, '0');
  const auto bytes = packed(large, ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_RAW);
  UnfoldLimits limits;
  limits.ratio = 10;
  limits.ratio_from_bytes = 1U << 20U;
  const auto by_ratio = seen_in(bytes, limits);
  ASSERT_THAT(by_ratio.coverage.hindrances, SizeIs(1));
  EXPECT_THAT(by_ratio.coverage.hindrances[0].why.en, HasSubstr("10 times larger"));
  EXPECT_LT(by_ratio.coverage.bytes, large.size());
  limits = {};
  limits.total_bytes = 1U << 20U;
  ASSERT_THAT(seen_in(bytes, limits).coverage.hindrances, SizeIs(1));
  limits = {};
  limits.depth = 1;
  auto nested = packed(kSecret, ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_RAW);
  nested = packed(nested, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_TAR_USTAR);
  const auto by_depth = seen_in(nested, limits);
  ASSERT_THAT(by_depth.coverage.hindrances, SizeIs(1));
  EXPECT_THAT(by_depth.coverage.hindrances[0].why.en, HasSubstr("deeper than 1"));
}

class DatabaseFile {
 public:
  explicit DatabaseFile(const std::filesystem::path& path) {
    EXPECT_EQ(sqlite3_open(path.c_str(), &handle_), SQLITE_OK);
  }
  DatabaseFile(const DatabaseFile&) = delete;
  DatabaseFile& operator=(const DatabaseFile&) = delete;
  ~DatabaseFile() { sqlite3_close(handle_); }

  void run(const std::string& sql) {
    char* error = nullptr;
    EXPECT_EQ(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK) << error;
    sqlite3_free(error);
  }
  void put(const std::string& sql, const std::string& blob) {
    sqlite3_stmt* statement = nullptr;
    ASSERT_EQ(sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr), SQLITE_OK);
    sqlite3_bind_blob(statement, 1, blob.data(), static_cast<int>(blob.size()), nullptr);
    EXPECT_EQ(sqlite3_step(statement), SQLITE_DONE);
    sqlite3_finalize(statement);
  }

 private:
  sqlite3* handle_ = nullptr;
};

TEST(Unfold, TellsTheTableAndColumnOfADatabase) {
  const ScratchFolder folder;
  {
    DatabaseFile database(folder.path() / "a.db");
    database.run("CREATE TABLE \"frå\"\"gor\"(id INTEGER, namn TEXT, svar BLOB)");
    database.run("INSERT INTO \"frå\"\"gor\" VALUES(1, 'x" + kSecret + "', NULL)");
    database.put("INSERT INTO \"frå\"\"gor\" VALUES(2, 'y', ?)",
                 packed(kSecret, ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_RAW));
  }
  const auto seen = seen_below(folder.path());
  EXPECT_THAT(seen.coverage.hindrances, IsEmpty());
  // The pages as they stand, the column, and what was packed in another.
  EXPECT_THAT(places(seen), ElementsAre("", "frå\"gor.namn", "frå\"gor.svar > gzip"));
  const auto in_memory = seen_in(read_file(folder.path() / "a.db").value());
  EXPECT_EQ(places(in_memory), places(seen));
}

TEST(Unfold, FindsADeletedRowInTheWriteAheadLog) {
  const ScratchFolder folder;
  DatabaseFile database(folder.path() / "a.db");
  database.run("PRAGMA journal_mode=WAL; PRAGMA secure_delete=ON; CREATE TABLE t(v TEXT)");
  database.run("INSERT INTO t VALUES('" + kSecret + "')");
  database.run("DELETE FROM t");
  const auto seen = seen_below(folder.path());
  ASSERT_THAT(seen.findings, SizeIs(1));
  EXPECT_THAT(seen.findings[0].place.at, HasSubstr("a.db-wal"));
}

TEST(Unfold, ABrokenDatabaseIsToldOfAndItsPagesSearched) {
  std::string bytes("SQLite format 3\0", 16);
  bytes += std::string(2000, '\x7F') + kSecret;
  const auto seen = seen_in(bytes);
  EXPECT_THAT(seen.findings, SizeIs(1));
  EXPECT_THAT(seen.coverage.hindrances, Not(IsEmpty()));
}

TEST(Unfold, TellsTheAddressInACore) {
  std::string core(4096 + 4096, '\0');
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_type = ET_CORE;
  header.e_phoff = sizeof header;
  header.e_phnum = 1;
  Elf64_Phdr part{};
  part.p_type = PT_LOAD;
  part.p_offset = 4096;
  part.p_filesz = 4096;
  part.p_vaddr = 0x7f0000001000;
  std::memcpy(core.data(), &header, sizeof header);
  std::memcpy(core.data() + sizeof header, &part, sizeof part);
  core.replace(4096 + 100, kSecret.size(), kSecret);
  const auto seen = seen_in(core);
  ASSERT_THAT(seen.findings, SizeIs(1));
  EXPECT_TRUE(seen.findings[0].place.addressed);
  EXPECT_EQ(seen.findings[0].at, 0x7f0000001000u + 100);
}

TEST(Unfold, WhatIsNotThereIsTold) {
  EXPECT_THAT(seen_below("/nonexistent/place").coverage.hindrances, SizeIs(1));
}

}  // namespace
}  // namespace provbank::residue
