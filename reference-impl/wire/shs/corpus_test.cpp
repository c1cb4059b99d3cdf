// The fuzzers' corpus, with the fuzzers' property, in every build.
#include <gmock/gmock.h>

#include <filesystem>

#include "platform/base/file.hpp"
#include "reference-impl/wire/shs/round_trip.hpp"

namespace provbank::wire::shs {
namespace {

std::vector<std::filesystem::path> corpus(const std::string& kind) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(PROVBANK_DATA_DIR) / "reference-impl/wire/shs/corpus" / kind)) {
    files.push_back(entry.path());
  }
  EXPECT_FALSE(files.empty());
  return files;
}

TEST(ShsCorpus, EveryMessageThatIsReadIsWrittenAndReadAgainAsItWas) {
  for (const auto& file : corpus("message")) {
    EXPECT_EQ(message_round_trip(read_file(file).value()), "") << file;
  }
}

TEST(ShsCorpus, EveryLabelAndDocumentThatIsReadIsWrittenAndReadAgainAsItWas) {
  for (const auto& file : corpus("label")) {
    const std::string text = read_file(file).value();
    EXPECT_EQ(label_round_trip(text, false), "") << file;
    EXPECT_EQ(label_round_trip(text, true), "") << file;
    EXPECT_EQ(documents_round_trip(text), "") << file;
  }
}

TEST(ShsCorpus, HoldsMessagesThatAreReadAndMessagesThatAreNot) {
  std::size_t read = 0;
  std::size_t refused = 0;
  for (const auto& file : corpus("message")) {
    (read_message(read_file(file).value()) ? read : refused) += 1;
  }
  EXPECT_GE(read, 8U);
  EXPECT_GE(refused, 8U);
}

}  // namespace
}  // namespace provbank::wire::shs
