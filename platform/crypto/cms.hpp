// Signatures beside documents: detached CMS (RFC 5652), one signer, with the signer's certificate
// and the time of signing inside. OpenSSL stays behind the .cpp file.
#pragma once
#include <boost/system/result.hpp>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "platform/crypto/certificate.hpp"

namespace provbank::crypto {

inline constexpr std::size_t kSignatureBytesLimit = 64U << 10U;

/// DER. `when` is written into the signature as its time. With an RSA key the same input gives the
/// same bytes. What OpenSSL refuses (a key that is not the certificate's) is thrown as
/// ErrorException.
std::string sign_detached(std::string_view content, const Credentials& signer,
                          std::chrono::system_clock::time_point when);

/// Each way in which a signature can fail.
enum class SignatureFault {
  unreadable,       // no CMS signature in DER or PEM, or past kSignatureBytesLimit
  several_signers,  // or none: who signed is then not one answer
  no_certificate,   // the signer's certificate is not inside
  no_time,          // it does not say when it was made
  altered,          // content and signature do not belong together
  untrusted,        // the certificate leads to none of the anchors
  not_yet_valid,    // the certificate's time had not begun
  expired,          // the certificate's time was over
  not_for_signing   // the certificate is for something else, such as TLS
};
std::string_view to_string(SignatureFault fault);

/// Who signed, and when according to the signature itself.
struct Signature {
  Certificate signer;
  std::chrono::system_clock::time_point signed_at;
};

struct SignatureProblem {
  SignatureFault fault{};
  std::string detail;
  /// Whoever claims to have signed, as soon as that can be read.
  std::optional<Signature> claimed{};
};
[[noreturn]] void throw_exception_from_error(const SignatureProblem& problem,
                                             const boost::source_location&);

using SignatureResult = boost::system::result<Signature, SignatureProblem>;

/// Verifies content against signature and the signer's certificate against the anchors (PEM) at
/// `when`; without it at the time that the signature gives, which only the signer vouches for.
SignatureResult verify_detached(
    std::string_view content, std::string_view signature, const std::string& anchors_pem,
    std::optional<std::chrono::system_clock::time_point> when = std::nullopt);

}  // namespace provbank::crypto
