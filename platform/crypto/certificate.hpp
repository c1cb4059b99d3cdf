// Certificates as values. OpenSSL stays behind this folder's .cpp files.
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "platform/base/result.hpp"

namespace provbank::crypto {

/// What a party shows and signs with. PEM; the key is unencrypted (test keys only).
struct Credentials {
  std::string certificate_pem;  // the leaf first, then any intermediates
  std::string private_key_pem;
};

/// The parts of a certificate that decisions are made on.
struct Certificate {
  std::string subject;              // RFC 2253, one line
  std::string common_name;          // may be empty
  std::string organisation_number;  // subject serialNumber (2.5.4.5) as it stands; may be empty
  std::string issuer;
  std::chrono::system_clock::time_point not_before;
  std::chrono::system_clock::time_point not_after;  // the end of the clock when past it (year 9999)
  std::vector<std::string> dns_names;               // subjectAltName: DNS names and IP literals
  std::string sha256;                               // of the DER form, lower-case hex
};

/// Reads the first certificate of a PEM text. `malformed` when any certificate in the text is
/// broken, or when its subject has two common names or two serial numbers: two readers could then
/// see two parties.
Result<Certificate> parse_certificate(const std::string& pem);

/// TLS client, TLS server, or signing documents (as S/MIME).
enum class Purpose { client, server, signature };

/// Verifies the chain at an instant, as a TLS peer would: signature, dates (from the first second
/// until the last one, which is out), purpose. Errors are `tls_rejected` with OpenSSL's reason in
/// words, or `malformed`.
Result<Certificate> verify_certificate(const std::string& certificate_pem,
                                       const std::string& anchors_pem, Purpose purpose,
                                       std::chrono::system_clock::time_point when);

/// True when subjectAltName holds that DNS name (RFC 6125: case apart, `*` for one whole first
/// label) or IP literal. The common name does not count.
bool carries_name(const Certificate& certificate, const std::string& name);

}  // namespace provbank::crypto
