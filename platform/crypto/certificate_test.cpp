#include "platform/crypto/certificate.hpp"

#include <gmock/gmock.h>

#include <set>

#include "platform/crypto/pki.hpp"

namespace provbank::crypto {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::system_clock;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr system_clock::time_point kStart = sys_days{2026y / 1 / 1};
constexpr system_clock::time_point kNow = sys_days{2026y / 6 / 1};
constexpr system_clock::time_point kEnd = sys_days{2027y / 1 / 1};

CertificateRequest request(Purpose purpose = Purpose::client) {
  return {.common_name = "fraga.exempelkommun.se",
          .organisation_name = "Exempelköpings kommun",
          .organisation_number = "162120000001",
          .dns_names = {"fraga.exempelkommun.se", "127.0.0.1", "::1"},
          .purpose = purpose,
          .not_before = kStart,
          .not_after = kEnd};
}

// Two that `issue` cannot make; made with the openssl command, their keys thrown away.
constexpr const char* kTwoSerialNumbers = R"(-----BEGIN CERTIFICATE-----
MIIBozCCAUmgAwIBAgIULatL+iWPxs/QjZz0Q0B7bAyHyX8wCgYIKoZIzj0EAwIw
JjEMMAoGA1UECgwDVHdvMQowCAYDVQQFEwExMQowCAYDVQQFEwEyMCAXDTI2MTEy
MjAyMDEwNloYDzk5NjYxMDI4MDIwMTA2WjAmMQwwCgYDVQQKDANUd28xCjAIBgNV
BAUTATExCjAIBgNVBAUTATIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATWoUlf
P9gV0rJx0rqORXixn83FTLnqucg+qGafuPfLiH6lVu2WJ/u51SAUFP7FGREnlxB9
10qrPN1ksToIzJfOo1MwUTAdBgNVHQ4EFgQUyhle2i0jatby/F0IgOmA6rziWCMw
HwYDVR0jBBgwFoAUyhle2i0jatby/F0IgOmA6rziWCMwDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNIADBFAiB5f3S3sASW4HcUiVtjY4xSOWkiUqYXoMKwtcMh
9FrSSgIhAPV5fTlEsT5MRSUOIrPAWVg2NJY2iHitb3MYeQMpNVQY
-----END CERTIFICATE-----
)";
constexpr const char* kValidUntilYear9966 = R"(-----BEGIN CERTIFICATE-----
MIIBfjCCASOgAwIBAgIUWCEz49BpB7c3RaZHhkhPwxoDbHUwCgYIKoZIzj0EAwIw
EzERMA8GA1UEAwwIZm9yIGV2ZXIwIBcNMjYxMTIyMDIwMTA2WhgPOTk2NjEwMjgw
MjAxMDZaMBMxETAPBgNVBAMMCGZvciBldmVyMFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEFEbst/gbqZleBr7fJDJCCdCwEESFvxsOHg5D8FLlGQwjysA1C5HgQ7Qm
UrrbFekC27j1+fTokbZNyT3tQU9VUKNTMFEwHQYDVR0OBBYEFPP/N2gpUvALxu3B
PAG4j4SSxgUmMB8GA1UdIwQYMBaAFPP/N2gpUvALxu3BPAG4j4SSxgUmMA8GA1Ud
EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAKmj73D/kXiiUOVC/+/Sq5YE
6O1hFfnc/HV7y+8Y4E2nAiEA25iDRtNfKuoszm3pkSAW1l6ciUFZk5tK3251sAjn
dpI=
-----END CERTIFICATE-----
)";

class Verification : public testing::Test {
 protected:
  CertificateAuthority authority_{"Provbänk rot", kStart, kEnd};

  Result<Certificate> verify(const Credentials& shown, Purpose purpose,
                             system_clock::time_point when) const {
    return verify_certificate(shown.certificate_pem, authority_.certificate_pem(), purpose, when);
  }
};

TEST(Certificate, SaysWhatWasAskedFor) {
  CertificateAuthority authority("Provbänk rot", kStart, kEnd);
  const auto certificate = parse_certificate(authority.issue(request()).certificate_pem).value();
  EXPECT_EQ(certificate.common_name, "fraga.exempelkommun.se");
  EXPECT_EQ(certificate.organisation_number, "162120000001");
  EXPECT_EQ(certificate.subject,
            "serialNumber=162120000001,CN=fraga.exempelkommun.se,O=Exempelköpings kommun");
  EXPECT_EQ(certificate.issuer, "CN=Provbänk rot");
  EXPECT_EQ(certificate.not_before, kStart);
  EXPECT_EQ(certificate.not_after, kEnd);
  EXPECT_THAT(certificate.dns_names, ElementsAre("fraga.exempelkommun.se", "127.0.0.1", "::1"));
  EXPECT_EQ(certificate.sha256.size(), 64U);
}

TEST(Certificate, HasNoOrganisationNumberWhenTheSubjectHasNone) {
  CertificateRequest anonymous = request();
  anonymous.organisation_number.clear();
  EXPECT_EQ(parse_certificate(self_signed(anonymous).certificate_pem).value().organisation_number,
            "");
}

TEST(Certificate, CountsADatePastTheClockAsTheEndOfTheClock) {
  const auto certificate = parse_certificate(kValidUntilYear9966);
  ASSERT_TRUE(certificate) << certificate.error().detail;
  EXPECT_GT(certificate->not_after, sys_days{2262y / 1 / 1});
  EXPECT_TRUE(verify_certificate(kValidUntilYear9966, kValidUntilYear9966, Purpose::client, kEnd));
}

TEST(Certificate, RefusesTextThatIsNone) {
  for (const std::string text :
       {"", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
    SCOPED_TRACE(text);
    const auto result = parse_certificate(text);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::malformed);
    EXPECT_THAT(result.error().detail, HasSubstr("not a PEM certificate: "));
  }
}

TEST(Certificate, RefusesEveryTruncation) {
  const std::string pem = self_signed(request()).certificate_pem;
  const std::size_t complete = pem.rfind("-----") + 5;
  for (std::size_t size = 0; size < complete; ++size) {
    ASSERT_FALSE(parse_certificate(pem.substr(0, size))) << size;
  }
}

TEST(Certificate, RefusesAChainWhoseSecondCertificateIsBroken) {
  const std::string pem = self_signed(request()).certificate_pem;
  EXPECT_FALSE(parse_certificate(pem + pem.substr(0, pem.size() / 2)));
}

TEST(Certificate, RefusesASubjectThatNamesTwoParties) {
  const auto result = parse_certificate(kTwoSerialNumbers);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().detail, HasSubstr("more than one serialNumber"));
}

TEST_F(Verification, AcceptsWhatTheAuthorityIssued) {
  for (const Purpose purpose : {Purpose::client, Purpose::server}) {
    const auto result = verify(authority_.issue(request(purpose)), purpose, kNow);
    ASSERT_TRUE(result) << result.error().detail;
    EXPECT_EQ(result->organisation_number, "162120000001");
  }
}

TEST_F(Verification, IsGoodFromItsFirstSecondUntilItsLast) {
  const Credentials client = authority_.issue(request());
  EXPECT_TRUE(verify(client, Purpose::client, kStart));
  EXPECT_TRUE(verify(client, Purpose::client, kEnd - 1s));
  EXPECT_FALSE(verify(client, Purpose::client, kEnd));
}

TEST_F(Verification, RefusesACertificateThatIsNotYetValid) {
  const auto result = verify(authority_.issue(request()), Purpose::client, kStart - 1s);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::tls_rejected);
  EXPECT_THAT(result.error().detail, HasSubstr("not yet valid"));
}

TEST_F(Verification, RefusesAnExpiredCertificate) {
  CertificateRequest brief = request();
  brief.not_after = kStart + 24h;
  const auto result = verify(authority_.issue(brief), Purpose::client, kNow);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::tls_rejected);
  EXPECT_THAT(result.error().detail, HasSubstr("has expired (serialNumber=162120000001,"));
}

TEST_F(Verification, RefusesTheOtherPurpose) {
  const auto as_server = verify(authority_.issue(request(Purpose::client)), Purpose::server, kNow);
  ASSERT_FALSE(as_server);
  EXPECT_THAT(as_server.error().detail, HasSubstr("purpose"));
  EXPECT_FALSE(verify(authority_.issue(request(Purpose::server)), Purpose::client, kNow));
}

TEST_F(Verification, RefusesAnotherAuthorityOfTheSameName) {
  CertificateAuthority impostor("Provbänk rot", kStart, kEnd);
  const auto result = verify(impostor.issue(request()), Purpose::client, kNow);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::tls_rejected);
  EXPECT_THAT(result.error().detail, HasSubstr("issuer"));
}

TEST_F(Verification, RefusesACertificateThatVouchesForItself) {
  const auto result = verify(self_signed(request()), Purpose::client, kNow);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().detail, HasSubstr("self-signed"));
}

TEST_F(Verification, RefusesALeafThatPlaysAuthority) {
  const Credentials leaf = authority_.issue(request());
  const auto result =
      verify_certificate(leaf.certificate_pem, leaf.certificate_pem, Purpose::client, kNow);
  EXPECT_FALSE(result);
}

TEST_F(Verification, SaysWhichTextWasNoCertificate) {
  const Credentials client = authority_.issue(request());
  EXPECT_THAT(verify_certificate(client.certificate_pem, "", Purpose::client, kNow).error().detail,
              HasSubstr("anchors: not a PEM certificate"));
}

TEST(CertificateAuthority, NumbersAndKeysAreNewEveryTime) {
  CertificateAuthority authority("rot", kStart, kEnd);
  std::set<std::string> seen;
  for (int i = 0; i < 5; ++i) {
    const Credentials issued = authority.issue(request());
    seen.insert(issued.private_key_pem);
    seen.insert(issued.certificate_pem);
  }
  EXPECT_EQ(seen.size(), 10U);
}

TEST(CertificateAuthority, RefusesANameThatDoesNotFit) {
  CertificateRequest wide = request();
  wide.common_name.assign(65, 'x');  // ub-common-name is 64
  EXPECT_THROW(self_signed(wide), ErrorException);
}

TEST(CertificateAuthority, KeepsACommaInsideOneDnsName) {
  CertificateRequest sly = request();
  sly.dns_names = {"a.example,DNS:b.example"};
  const auto certificate = parse_certificate(self_signed(sly).certificate_pem).value();
  EXPECT_THAT(certificate.dns_names, ElementsAre("a.example,DNS:b.example"));
}

struct NameRow {
  const char* carried;
  const char* asked;
  bool carries;
};

TEST(CarriesName, FollowsRfc6125) {
  const NameRow rows[] = {
      {"fk.example.se", "fk.example.se", true},
      {"fk.example.se", "FK.Example.SE", true},
      {"fk.example.se", "csn.example.se", false},
      {"*.example.se", "fk.example.se", true},
      {"*.example.se", "a.fk.example.se", false},
      {"*.example.se", "example.se", false},
      {"*.example.se", ".example.se", false},
      {"*.se", "example.se", false},
      {"f*.example.se", "fk.example.se", false},
      {"127.0.0.1", "127.0.0.1", true},
      {"*.0.0.1", "127.0.0.1", false},
      {"::1", "0:0:0:0:0:0:0:1", true},
      {"::1", "::2", false},
  };
  for (const NameRow& row : rows) {
    SCOPED_TRACE(std::string(row.carried) + " / " + row.asked);
    Certificate certificate;
    certificate.dns_names = {row.carried};
    EXPECT_EQ(carries_name(certificate, row.asked), row.carries);
  }
}

TEST(CarriesName, IsFalseForACommonNameAlone) {
  Certificate certificate;
  certificate.common_name = "fk.example.se";
  EXPECT_FALSE(carries_name(certificate, "fk.example.se"));
}

}  // namespace
}  // namespace provbank::crypto
