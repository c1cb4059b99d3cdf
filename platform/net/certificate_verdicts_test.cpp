#include "platform/net/certificate_verdicts.hpp"

#include <gmock/gmock.h>

#include "platform/crypto/pki.hpp"
#include "platform/net/test_world.hpp"

namespace provbank::net {
namespace {

using namespace std::chrono_literals;
using testing_support::HasCode;
using Instant = CertificateVerdicts::Instant;

struct Verdicts : testing::Test {
  Result<crypto::Certificate> ask(Instant when) {
    return verdicts.verify(leaf, ca.certificate_pem(), crypto::Purpose::client, when);
  }

  const Instant begin{1767225600s};  // 2026-01-01
  const Instant end = begin + 24h;
  crypto::CertificateAuthority ca{"CA", begin - 1h, end + 1h};
  std::string leaf = [this] {
    crypto::CertificateRequest request;
    request.common_name = "client";
    request.not_before = begin;
    request.not_after = end;
    return ca.issue(request).certificate_pem;
  }();
  CertificateVerdicts verdicts;
};

TEST_F(Verdicts, AreRememberedWhileTheyHold) {
  EXPECT_TRUE(ask(begin));
  EXPECT_TRUE(ask(begin + 12h));
  EXPECT_TRUE(ask(end - 1s));
  EXPECT_EQ(verdicts.verifications(), 1u);
}

TEST_F(Verdicts, AreWhatAFreshVerificationSaysAtEveryTurningPoint) {
  for (const Instant turn : {begin - 1h, begin, end, end + 1h}) {
    for (const auto offset : {-1s, 0s, 1s, 2s}) {
      const Instant when = turn + offset;
      const auto fresh =
          crypto::verify_certificate(leaf, ca.certificate_pem(), crypto::Purpose::client, when);
      const auto asked = ask(when);
      EXPECT_EQ(asked.has_value(), fresh.has_value()) << when.time_since_epoch().count();
      EXPECT_TRUE(fresh || asked.error().detail == fresh.error().detail);
    }
  }
}

TEST_F(Verdicts, AreForOnePurposeOnly) {
  EXPECT_TRUE(ask(begin));
  EXPECT_THAT(verdicts.verify(leaf, ca.certificate_pem(), crypto::Purpose::server, begin),
              HasCode(Errc::tls_rejected));
}

}  // namespace
}  // namespace provbank::net
