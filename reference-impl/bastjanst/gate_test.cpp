#include "reference-impl/bastjanst/gate.hpp"

#include <gtest/gtest.h>

#include "reference-impl/bastjanst/test_support.hpp"

namespace provbank::bastjanst::testing {
namespace {

std::shared_ptr<const contract::SchemaCatalogue> shared_schemas() {
  static const auto loaded = contract::SchemaCatalogue::load(PROVBANK_DATA_DIR).value();
  return loaded;
}

net::Peer peer_of(const contract::OrganisationNumber& organisation) {
  net::Peer peer;
  peer.certificate.emplace();
  peer.certificate->organisation_number = organisation.wire();
  return peer;
}

net::Peer operator_peer() {
  return peer_of(fixtures().organisations().driftspart);
}

Gate gate_of(contract::Source source) {
  return {source, shared_schemas(), fixtures().organisations().driftspart};
}

TEST(Gate, LetsTheOperatorsRightQuestionThrough) {
  for (const auto source : contract::kAllSources) {
    SCOPED_TRACE(contract::code(source));
    const auto request = request_about(known_to(source).identity, source);
    EXPECT_FALSE(gate_of(source).turned_away(request, operator_peer()));
  }
}

TEST(Gate, TurnsAwayEverybodyElse) {
  for (const auto source : contract::kAllSources) {
    SCOPED_TRACE(contract::code(source));
    const auto request = request_about(known_to(source).identity, source);
    const auto& kommun = fixtures().organisations().kommuner.front();
    EXPECT_TRUE(gate_of(source).turned_away(request, peer_of(kommun.organisationsnummer)));
    EXPECT_TRUE(gate_of(source).turned_away(request, net::Peer{}));
  }
}

TEST(Gate, TurnsAwayAQuestionThatBreaksItsSchemaOrIsAboutNobody) {
  const auto& person = known_to(contract::Source::so);
  auto request = request_about(person.identity, contract::Source::so);
  const auto right = request.body;
  const auto spoil = [&](const std::string& from, const std::string& to) {
    request.body = right;
    request.body.replace(request.body.find(from), from.size(), to);
    return gate_of(contract::Source::so).turned_away(request, operator_peer());
  };
  EXPECT_TRUE(spoil(person.identity.digits(), "inteettnummer"));
  std::string broken = person.identity.digits();
  broken.back() = broken.back() == '9' ? '0' : static_cast<char>(broken.back() + 1);
  const auto refusal = spoil(person.identity.digits(), broken);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->status, 500);
  EXPECT_EQ(refusal->body.find(broken), std::string::npos);
}

}  // namespace
}  // namespace provbank::bastjanst::testing
