// Certificate verification with a memory, for the simulated network, where the same few parties
// meet thousands of times.
#pragma once
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "platform/crypto/certificate.hpp"

namespace provbank::net {

/// A verdict on a chain changes only at an instant where a certificate in it, or an anchor, begins
/// or ceases to be valid; between two such instants it is remembered, and so is exactly what a
/// fresh verification would say.
class CertificateVerdicts {
 public:
  using Instant = std::chrono::system_clock::time_point;

  /// As crypto::verify_certificate.
  Result<crypto::Certificate> verify(const std::string& certificate_pem,
                                     const std::string& anchors_pem, crypto::Purpose purpose,
                                     Instant when);

  /// `invalid` for what OpenSSL would not load as one's own certificate.
  Result<void> check(const std::string& certificate_pem);

  std::size_t verifications() const { return verifications_; }  // those that were not remembered

 private:
  struct Verdict {
    Result<crypto::Certificate> result;
    Instant from;
    Instant until;  // not included
  };
  using Key = std::tuple<std::string, std::string, crypto::Purpose>;

  std::map<Key, Verdict> remembered_;
  std::set<std::string> readable_;
  std::size_t verifications_ = 0;
};

}  // namespace provbank::net
