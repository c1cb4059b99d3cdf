#include "platform/crypto/cms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/crypto/pki.hpp"

namespace provbank::crypto {
namespace {

using namespace std::chrono_literals;
using std::chrono::system_clock;

const system_clock::time_point kSigned =
    std::chrono::sys_days(std::chrono::year(2026) / 3 / 2) + 9h;
constexpr std::chrono::hours kOneYear{24 * 365};
const std::string kLetter = "Fullmakt: företräd kommunen.\r\n";

struct Cms : testing::Test {
  std::string authority_key = new_rsa_key();
  std::string signer_key = new_rsa_key();
  CertificateAuthority authority{"Test CA", kSigned - kOneYear, kSigned + kOneYear, authority_key};

  CertificateRequest request() const {
    CertificateRequest made;
    made.common_name = "Berit Åkerö";
    made.organisation_number = "162120009937";
    made.purpose = Purpose::signature;
    made.not_before = kSigned - 24h;
    made.not_after = kSigned + 24h;
    return made;
  }
  Credentials signer() { return authority.issue(request(), signer_key); }
  SignatureFault fault(std::string_view content, std::string_view signature,
                       std::optional<system_clock::time_point> when = std::nullopt) {
    const auto verified = verify_detached(content, signature, authority.certificate_pem(), when);
    EXPECT_FALSE(verified);
    return verified ? SignatureFault{} : verified.error().fault;
  }
};

TEST_F(Cms, SaysWhoSignedAndWhen) {
  const auto signature = sign_detached(kLetter, signer(), kSigned);
  const auto verified = verify_detached(kLetter, signature, authority.certificate_pem());
  ASSERT_TRUE(verified) << verified.error().detail;
  EXPECT_EQ(verified->signer.common_name, "Berit Åkerö");
  EXPECT_EQ(verified->signer.organisation_number, "162120009937");
  EXPECT_EQ(verified->signed_at, kSigned);
}

TEST_F(Cms, TheSameInputGivesTheSameBytes) {
  CertificateAuthority again("Test CA", kSigned - kOneYear, kSigned + kOneYear, authority_key);
  EXPECT_EQ(again.certificate_pem(), authority.certificate_pem());
  EXPECT_EQ(again.issue(request(), signer_key).certificate_pem, signer().certificate_pem);
  EXPECT_EQ(sign_detached(kLetter, signer(), kSigned), sign_detached(kLetter, signer(), kSigned));
}

TEST_F(Cms, AlteredContentIsToldApartFromAnAlteredSignature) {
  const auto signature = sign_detached(kLetter, signer(), kSigned);
  EXPECT_EQ(fault(kLetter + " ", signature), SignatureFault::altered);
  EXPECT_EQ(fault(kLetter, signature.substr(0, signature.size() / 2)), SignatureFault::unreadable);
  EXPECT_EQ(fault(kLetter, ""), SignatureFault::unreadable);
  EXPECT_EQ(fault(kLetter, std::string(kSignatureBytesLimit + 1, '0')), SignatureFault::unreadable);
  auto last = signature;
  last.back() = static_cast<char>(last.back() ^ 1);
  EXPECT_EQ(fault(kLetter, last), SignatureFault::altered);
}

TEST_F(Cms, ACertificateIsJudgedAtTheTimeOfSigningOrTheOneGiven) {
  EXPECT_EQ(fault(kLetter, sign_detached(kLetter, signer(), kSigned + 48h)),
            SignatureFault::expired);
  EXPECT_EQ(fault(kLetter, sign_detached(kLetter, signer(), kSigned - 48h)),
            SignatureFault::not_yet_valid);
  EXPECT_EQ(fault(kLetter, sign_detached(kLetter, signer(), kSigned), kSigned + 48h),
            SignatureFault::expired);
}

TEST_F(Cms, AStrangersCertificateAndOneForTlsAreRefused) {
  CertificateAuthority stranger("Test CA", kSigned - kOneYear, kSigned + kOneYear);
  EXPECT_EQ(fault(kLetter, sign_detached(kLetter, stranger.issue(request()), kSigned)),
            SignatureFault::untrusted);
  auto tls = request();
  tls.purpose = Purpose::client;
  EXPECT_EQ(fault(kLetter, sign_detached(kLetter, authority.issue(tls), kSigned)),
            SignatureFault::not_for_signing);
}

TEST_F(Cms, TellsWhoClaimsToHaveSigned) {
  const auto signature = sign_detached(kLetter, signer(), kSigned);
  const auto verified = verify_detached("something else", signature, authority.certificate_pem());
  ASSERT_FALSE(verified);
  ASSERT_TRUE(verified.error().claimed);
  EXPECT_EQ(verified.error().claimed->signer.common_name, "Berit Åkerö");
}

}  // namespace
}  // namespace provbank::crypto
