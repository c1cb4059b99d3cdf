#include "harness/residue/search.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

#include "platform/base/file.hpp"
#include "platform/chance/rng.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::residue {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kNumber = "198503149828";
const std::string kSurname = "Tranbärsdotter";

Canary canary(const std::string& value, const std::string& field = "Efternamn",
              const std::string& origin = "AF") {
  return {value, field, origin, "q1", "anna", "DP-1", std::nullopt};
}

std::vector<Finding> found_in(const Searcher& searcher, const std::string& text, std::size_t chunk,
                              bool raw = false) {
  Search search(searcher);
  search.begin({.at = "here", .raw = raw});
  for (std::size_t at = 0; at < text.size(); at += chunk)
    search.bytes(std::string_view(text).substr(at, chunk));
  search.end();
  return search.take_findings();
}

TEST(Search, FindsTheSameHoweverTheBytesAreCut) {
  const Searcher searcher({canary(kNumber), canary(kSurname), canary("QVI38A")});
  const std::string text = "." + crypto::base64("xy" + kSurname) + " QVI38A " +
                           kNumber.substr(2, 6) + "-" + kNumber.substr(8) + " QVI38A";
  const auto whole = found_in(searcher, text, text.size());
  EXPECT_THAT(whole, SizeIs(3));
  for (std::size_t chunk = 1; chunk < text.size(); ++chunk) {
    const auto cut = found_in(searcher, text, chunk);
    ASSERT_EQ(cut.size(), whole.size()) << chunk;
    for (std::size_t i = 0; i < cut.size(); ++i) {
      EXPECT_EQ(cut[i].canary, whole[i].canary);
      EXPECT_EQ(cut[i].at, whole[i].at) << chunk;
      EXPECT_EQ(cut[i].times, whole[i].times) << chunk;
      EXPECT_EQ(cut[i].form.encoding, whole[i].form.encoding);
    }
  }
}

TEST(Search, FindsEveryOccurrenceInALargeFileOnce) {
  const ScratchFolder folder;
  const auto path = folder.path() / "large";
  const Searcher searcher({canary(kNumber), canary(kSurname)});
  chance::Rng rng(chance::Seed{3});
  // Around every border of the blocks, and larger than one thread takes.
  std::string text(kParallelBytesMin + kBlockBytes / 2, '.');
  std::size_t put = 0;
  for (std::size_t at = kBlockBytes - 7; at + 64 < text.size(); at += kBlockBytes, ++put)
    text.replace(at + rng.below(14), kNumber.size(), kNumber);
  std::ofstream(path, std::ios::binary) << text;
  const int fd = ::open(path.c_str(), O_RDONLY);
  Search search(searcher);
  search.file({.at = "large"}, fd, 0, text.size());
  ::close(fd);
  const auto findings = search.take_findings();
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].times, put);
  EXPECT_EQ(findings[0].at, text.find(kNumber));
  EXPECT_EQ(search.coverage().bytes, text.size());
}

TEST(Search, ShortValuesCountOnlyWhereTheyStandAloneInText) {
  const Searcher searcher({canary("QVI38A")});
  EXPECT_THAT(found_in(searcher, "bil QVI38A, röd", 99), SizeIs(1));
  EXPECT_THAT(found_in(searcher, "bil XQVI38A, röd", 99), IsEmpty());
  EXPECT_THAT(found_in(searcher, "bil QVI38A7, röd", 99), IsEmpty());
  EXPECT_THAT(found_in(searcher, "bil QVI38A, röd", 99, true), IsEmpty());
  // In UTF-16 it is long enough to be no coincidence.
  const std::string wide("Q\0V\0I\0003\0008\0A\0", 12);
  EXPECT_THAT(found_in(searcher, wide, 99, true), SizeIs(1));
}

TEST(Search, TellsWhatIsTooShortToBeLookedFor) {
  const Searcher searcher({canary("Ek"), canary("4711"), canary("QVI38A"), canary(kSurname)});
  EXPECT_THAT(searcher.not_searched(), ::testing::ElementsAre(0u, 1u));
  EXPECT_THAT(searcher.only_in_text(), ::testing::ElementsAre(2u));
}

TEST(Search, AValueInsideAnotherOneIsNotToldOfTwice) {
  const Searcher searcher({canary(kNumber), canary(kNumber.substr(2))});
  const auto both = found_in(searcher, "x" + kNumber + "y", 99);
  ASSERT_THAT(both, SizeIs(1));
  EXPECT_EQ(both[0].canary, 0u);
  const auto hyphen = found_in(searcher, "850314-9828", 99);
  ASSERT_THAT(hyphen, SizeIs(1));
  EXPECT_EQ(hyphen[0].form.writing, Writing::short_year_hyphen);
}

TEST(Search, AnEventLogMayHoldWhoAskedAndNothingOfTheAnswers) {
  Canary asker = canary("Handläggare Lingonkvist", "handlaggare", "question");
  asker.log_clause = "B3-5.3";
  const Searcher searcher({asker, canary(kSurname), canary(kNumber, "personnummer", "question")});
  Search search(searcher);
  search.whole({.at = "log", .event_log = true},
               "Handläggare Lingonkvist " + kSurname + " " + kNumber);
  search.whole({.at = "cache"}, "Handläggare Lingonkvist");
  std::vector<std::pair<std::string, bool>> told;
  for (const auto& finding : search.take_findings())
    told.emplace_back(finding.place.at + std::to_string(finding.canary), finding.allowed);
  using Pair = std::pair<std::string, bool>;
  EXPECT_THAT(told, ::testing::UnorderedElementsAre(Pair("log0", true), Pair("log1", false),
                                                    Pair("log2", false), Pair("cache0", false)));
}

TEST(Search, TellsTheLineOfWhatItHasWhole) {
  const Searcher searcher({canary(kSurname)});
  Search search(searcher);
  search.whole({.at = "t"}, "ett\ntvå\n" + kSurname);
  const auto findings = search.take_findings();
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].line, 3u);
}

}  // namespace
}  // namespace provbank::residue
