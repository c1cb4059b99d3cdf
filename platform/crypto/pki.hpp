// A certificate authority for tests: makes the certificates, right and wrong, that a bench needs.
#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "platform/crypto/certificate.hpp"

namespace provbank::crypto {

/// What a certificate is to say. `organisation_number` goes into subject serialNumber (2.5.4.5).
struct CertificateRequest {
  std::string common_name;
  std::string organisation_name;
  std::string organisation_number;
  std::vector<std::string> dns_names;  // and IP literals
  Purpose purpose = Purpose::client;
  std::chrono::system_clock::time_point not_before;
  std::chrono::system_clock::time_point not_after;
};

/// A new key, PEM: RSA of 2048 bits, whose signatures depend on their input alone.
std::string new_rsa_key();

/// EC P-256 keys, SHA-256 signatures, random serial numbers. What OpenSSL refuses (a name too long
/// for its field, say) is thrown as ErrorException: the bench is set up wrongly, no caller can mend
/// it. Keys are new at every construction: never trust them outside a test.
///
/// With RSA keys of the caller's, everything is made from what is given (serial numbers too), so
/// that the same input gives the same bytes: for test data that is kept.
class CertificateAuthority {
 public:
  CertificateAuthority(const std::string& common_name,
                       std::chrono::system_clock::time_point not_before,
                       std::chrono::system_clock::time_point not_after);
  CertificateAuthority(const std::string& common_name,
                       std::chrono::system_clock::time_point not_before,
                       std::chrono::system_clock::time_point not_after,
                       const std::string& private_key_pem);
  ~CertificateAuthority();
  CertificateAuthority(CertificateAuthority&&) noexcept;
  CertificateAuthority& operator=(CertificateAuthority&&) noexcept;

  Credentials issue(const CertificateRequest& request);
  Credentials issue(const CertificateRequest& request, const std::string& private_key_pem);
  const std::string& certificate_pem() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A self-signed certificate, vouched for by nobody.
Credentials self_signed(const CertificateRequest& request);

}  // namespace provbank::crypto
