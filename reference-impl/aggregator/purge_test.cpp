#include "reference-impl/aggregator/purge.hpp"

#include <gmock/gmock.h>

#include <string>
#include <string_view>

namespace provbank::aggregator {
namespace {

using contract::Source;

// Long enough to lie on the heap, where a test may look at the bytes after they were wiped: `wipe`
// keeps no promise about the buffer, so what is checked is that nothing of the value can be reached
// any more.
const std::string kSecret = "a value of the person's that is far too long for a short string";

wire::HamtaRequest request() {
  wire::HamtaRequest made;
  auto& general = made.question.general;
  general.person = contract::PersonIdentity::parse("199001189811").value();
  general.korrelationsid = kSecret;
  general.frage_tidpunkt = kSecret;
  general.arendeidentitet = kSecret;
  general.ingivare.handlaggare = kSecret;
  general.syfte = kSecret;
  general.lagtext = kSecret;
  made.question.asked[Source::fk].lefi = contract::LefiQuestion{std::nullopt, "aktor", kSecret};
  made.original_xml = kSecret;
  return made;
}

void expect_forgotten(const wire::HamtaRequest& purged) {
  const auto& general = purged.question.general;
  EXPECT_EQ(general.person.digits(), "");
  EXPECT_EQ(general.korrelationsid, "");
  EXPECT_EQ(general.frage_tidpunkt, "");
  EXPECT_EQ(general.arendeidentitet, "");
  EXPECT_EQ(general.ingivare.handlaggare, "");
  EXPECT_EQ(general.syfte, "");
  EXPECT_EQ(general.lagtext, "");
  EXPECT_EQ(purged.question.asked.at(Source::fk).lefi->json, "");
  EXPECT_EQ(purged.original_xml, "");
}

TEST(Purge, ForgetsAQuestion) {
  wire::IncomingRequest incoming = request();
  purge(incoming);
  expect_forgotten(std::get<wire::HamtaRequest>(incoming));
}

TEST(Purge, ForgetsEveryQuestionOfSeveral) {
  wire::IncomingRequest incoming = wire::FleraRequest{{request(), request()}};
  purge(incoming);
  for (const auto& one : std::get<wire::FleraRequest>(incoming).questions) expect_forgotten(one);
}

TEST(Purge, ForgetsWhatSourcesAnswered) {
  std::vector<SourceReports> reports(1);
  reports[0][Source::af].result = contract::SourceData{kSecret};
  purge(reports);
  EXPECT_EQ(std::get<contract::SourceData>(reports[0][Source::af].result).document, "");
}

TEST(Purge, HappensWhenAScopeIsLeftByAnException) {
  std::string text = kSecret;
  EXPECT_THROW(
      {
        const PurgeOnExit forget(text);
        throw std::runtime_error("on the way");
      },
      std::runtime_error);
  EXPECT_EQ(text, "");
}

}  // namespace
}  // namespace provbank::aggregator
