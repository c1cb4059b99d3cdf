#include "platform/net/certificate_verdicts.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

namespace provbank::net {
namespace {

using Instant = CertificateVerdicts::Instant;

constexpr std::size_t kRememberedLimit = 1024;
constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";

/// The instants at which some certificate of the texts changes its validity; nothing when one
/// cannot be read.
std::optional<std::vector<Instant>> turning_points(const std::string& pem) {
  std::vector<Instant> points;
  for (auto at = pem.find(kBegin); at != std::string::npos;
       at = pem.find(kBegin, at + kBegin.size())) {
    const auto certificate = crypto::parse_certificate(pem.substr(at));
    if (!certificate) return std::nullopt;
    points.push_back(certificate->not_before);
    points.push_back(certificate->not_after);  // OpenSSL does not count the last instant in
  }
  return points;
}

}  // namespace

Result<crypto::Certificate> CertificateVerdicts::verify(const std::string& certificate_pem,
                                                        const std::string& anchors_pem,
                                                        crypto::Purpose purpose, Instant when) {
  const Key key(certificate_pem, anchors_pem, purpose);
  const auto known = remembered_.find(key);
  if (known != remembered_.end() && known->second.from <= when && when < known->second.until) {
    return known->second.result;
  }
  ++verifications_;
  auto result = crypto::verify_certificate(certificate_pem, anchors_pem, purpose, when);
  const auto points = turning_points(certificate_pem + anchors_pem);
  if (!points) return result;

  Verdict verdict{result, Instant::min(), Instant::max()};
  for (const Instant point : *points) {
    if (point <= when) verdict.from = std::max(verdict.from, point);
    if (point > when) verdict.until = std::min(verdict.until, point);
  }
  if (remembered_.size() >= kRememberedLimit) remembered_.clear();
  remembered_.insert_or_assign(key, std::move(verdict));
  return result;
}

Result<void> CertificateVerdicts::check(const std::string& certificate_pem) {
  if (readable_.contains(certificate_pem)) return {};
  const auto certificate = crypto::parse_certificate(certificate_pem);
  if (!certificate) return fail(Errc::invalid, "TLS certificate: " + certificate.error().detail);
  if (readable_.size() >= kRememberedLimit) readable_.clear();
  readable_.insert(certificate_pem);
  return {};
}

}  // namespace provbank::net
