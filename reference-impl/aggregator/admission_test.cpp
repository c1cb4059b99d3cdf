#include "reference-impl/aggregator/admission.hpp"

#include <gmock/gmock.h>

#include <string>

namespace provbank::aggregator {
namespace {

using contract::FaultCode;
using contract::OrganisationNumber;
using namespace std::chrono_literals;

OrganisationNumber number(const std::string& digits) {
  return OrganisationNumber::parse(digits).value();
}

const std::string kConnected = "162120009903";
const std::string kRepresented = "162120009911";
const std::string kNotConnected = "162120009937";
const std::string kLeverantor = "164499009902";
const std::string kAuthority = "162021009945";

contract::Kommun kommun(const std::string& id, const std::string& digits, bool connected) {
  contract::Kommun made;
  made.id = id;
  made.namn = id;
  made.organisationsnummer = number(digits);
  made.ansluten = connected;
  return made;
}

contract::Organisations organisations() {
  contract::Organisations made;
  made.kommuner = {kommun("exempelkommun", kConnected, true),
                   kommun("provstad", kRepresented, true), kommun("utanfor", kNotConnected, false)};
  contract::Leverantor leverantor;
  leverantor.id = "leverantor";
  leverantor.organisationsnummer = number(kLeverantor);
  leverantor.foretrader = {"provstad", "utanfor"};
  made.leverantorer = {leverantor};
  return made;
}

class AdmissionTest : public testing::Test {
 protected:
  /// The certificate's organisation asks in the name of `ingivare` (empty: a ping).
  OrRefusal<Admitted> admit(const std::string& certificate, const std::string& ingivare) {
    crypto::Certificate shown;
    shown.organisation_number = certificate;
    certificate_ = shown;
    return admit_shown(ingivare);
  }
  OrRefusal<Admitted> admit_shown(const std::string& ingivare) {
    Applicant applicant{.certificate = certificate_};
    if (!ingivare.empty()) {
      ingivare_ = number(ingivare);
      applicant.ingivare = &ingivare_;
    }
    return admission_.admit(applicant, {});
  }
  FaultCode refusal_of(const OrRefusal<Admitted>& outcome) {
    EXPECT_FALSE(outcome.has_value());
    return outcome ? FaultCode::internal : outcome.error().code;
  }

  contract::Organisations organisations_ = organisations();
  Capacity capacity_{{.concurrent_max = 2, .per_second = 0.1}, {}};
  Admission admission_{organisations_, capacity_};
  std::optional<crypto::Certificate> certificate_;
  OrganisationNumber ingivare_;
};

/// Says of one organisation, and of no other, that it is connected.
struct OnlyOne final : contract::Connections {
  OrganisationNumber connected;
  bool is_connected(const OrganisationNumber& number) const override { return number == connected; }
};

TEST_F(AdmissionTest, AsksForEveryQuestionWhoIsConnectedWhenTheRegisterIsNotToSay) {
  const auto only = std::make_shared<OnlyOne>();
  Capacity capacity{{.concurrent_max = 9, .per_second = 9}, {}};
  Admission admission{organisations_, capacity, only};
  const auto refused = [&](const std::string& caller, const std::string& asker) {
    std::optional<crypto::Certificate> shown{crypto::Certificate{}};
    shown->organisation_number = caller;
    const auto ingivare = number(asker);
    const auto outcome = admission.admit({.certificate = shown, .ingivare = &ingivare}, {});
    return outcome ? std::nullopt : std::optional(outcome.error().code);
  };
  EXPECT_EQ(refused(kNotConnected, kNotConnected), FaultCode::caller_not_connected);
  only->connected = number(kNotConnected);
  EXPECT_EQ(refused(kNotConnected, kNotConnected), std::nullopt);
  EXPECT_EQ(refused(kLeverantor, kNotConnected), std::nullopt) << "through its provider as well";
  EXPECT_EQ(refused(kConnected, kConnected), FaultCode::caller_not_connected);
}

TEST_F(AdmissionTest, LetsAConnectedKommunAskForItself) {
  const auto admitted = admit(kConnected, kConnected);
  ASSERT_TRUE(admitted);
  EXPECT_EQ(admitted->asker->id, "exempelkommun");
}

TEST_F(AdmissionTest, LetsALeverantorAskForAKommunItRepresents) {
  const auto admitted = admit(kLeverantor, kRepresented);
  ASSERT_TRUE(admitted);
  EXPECT_EQ(admitted->asker->id, "provstad");
}

TEST_F(AdmissionTest, RefusesACallerWithoutCertificate) {
  EXPECT_EQ(refusal_of(admit_shown(kConnected)), FaultCode::caller_unknown);
}

TEST_F(AdmissionTest, RefusesACertificateWithoutOrganisation) {
  EXPECT_EQ(refusal_of(admit("", kConnected)), FaultCode::caller_unknown);
}

TEST_F(AdmissionTest, RefusesAnOrganisationThatNobodyKnows) {
  EXPECT_EQ(refusal_of(admit(kAuthority, kConnected)), FaultCode::caller_unknown);
}

TEST_F(AdmissionTest, RefusesAKommunThatIsNotConnected) {
  EXPECT_EQ(refusal_of(admit(kNotConnected, kNotConnected)), FaultCode::caller_not_connected);
}

TEST_F(AdmissionTest, TellsAnUnconnectedKommunThatBeforeWhoseNameItUsed) {
  EXPECT_EQ(refusal_of(admit(kNotConnected, kConnected)), FaultCode::caller_not_connected);
}

TEST_F(AdmissionTest, RefusesAKommunThatAsksInTheNameOfAnother) {
  EXPECT_EQ(refusal_of(admit(kConnected, kRepresented)), FaultCode::caller_is_not_asker);
}

TEST_F(AdmissionTest, RefusesALeverantorForAKommunItDoesNotRepresent) {
  EXPECT_EQ(refusal_of(admit(kLeverantor, kConnected)), FaultCode::caller_is_not_asker);
}

TEST_F(AdmissionTest, RefusesALeverantorForAKommunThatIsNotConnected) {
  EXPECT_EQ(refusal_of(admit(kLeverantor, kNotConnected)), FaultCode::caller_not_connected);
}

TEST_F(AdmissionTest, LetsALeverantorPingInTheNameOfItsFirstConnectedKommun) {
  const auto admitted = admit(kLeverantor, "");
  ASSERT_TRUE(admitted);
  EXPECT_EQ(admitted->asker->id, "provstad");
}

TEST_F(AdmissionTest, RefusesAPingFromAKommunThatIsNotConnected) {
  EXPECT_EQ(refusal_of(admit(kNotConnected, "")), FaultCode::caller_not_connected);
}

TEST_F(AdmissionTest, RefusesOverCapacityAndSaysWhenToComeBack) {
  { const auto first = admit(kConnected, kConnected); }
  { const auto second = admit(kConnected, kConnected); }
  const auto third = admit(kConnected, kConnected);
  ASSERT_EQ(refusal_of(third), FaultCode::over_capacity);
  EXPECT_EQ(third.error().retry_after, 10s);
}

TEST_F(AdmissionTest, UsesUpNoRoomForThoseItTurnsAway) {
  for (int i = 0; i < 10; ++i) ASSERT_FALSE(admit(kNotConnected, kNotConnected));
  const auto first = admit(kConnected, kConnected);
  EXPECT_TRUE(first);
  EXPECT_TRUE(admit(kConnected, kConnected));
}

}  // namespace
}  // namespace provbank::aggregator
