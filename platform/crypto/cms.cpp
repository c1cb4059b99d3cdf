#include "platform/crypto/cms.hpp"

// clang-format off
#include <openssl/pem.h>  // first: cms.h declares its PEM forms only when this one is known
#include <openssl/cms.h>
#include <openssl/err.h>
// clang-format on

#include <ctime>

#include "platform/crypto/openssl.hpp"

namespace provbank::crypto {
namespace {

using std::chrono::system_clock;
using Message = CHandle<CMS_ContentInfo, &CMS_ContentInfo_free>;

// Bytes are signed as they are, and a signature says nothing it does not know.
constexpr unsigned kSignFlags = CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_PARTIAL;

SignatureProblem problem(SignatureFault fault, const std::string& detail) {
  ERR_clear_error();
  return SignatureProblem{.fault = fault, .detail = detail};
}

Message read_message(std::string_view signature) {
  const openssl::Bio bio = openssl::reader(signature);
  const bool pem = signature.starts_with("-----BEGIN");
  Message message(pem ? PEM_read_bio_CMS(bio.get(), nullptr, nullptr, nullptr)
                      : d2i_CMS_bio(bio.get(), nullptr));
  if (message && OBJ_obj2nid(CMS_get0_type(message.get())) != NID_pkcs7_signed) message.reset();
  return message;
}

std::optional<system_clock::time_point> signing_time(const CMS_SignerInfo* signer) {
  const int index = CMS_signed_get_attr_by_NID(signer, NID_pkcs9_signingTime, -1);
  if (index < 0) return std::nullopt;
  ASN1_TYPE* value = X509_ATTRIBUTE_get0_type(CMS_signed_get_attr(signer, index), 0);
  if (value == nullptr || (value->type != V_ASN1_UTCTIME && value->type != V_ASN1_GENERALIZEDTIME))
    return std::nullopt;
  std::tm parts{};
  if (ASN1_TIME_to_tm(value->value.asn1_string, &parts) != 1) return std::nullopt;
  return system_clock::from_time_t(::timegm(&parts));
}

/// The signer's own certificate, found among those inside.
Result<Certificate> signer_certificate(CMS_ContentInfo* message, X509** found) {
  const openssl::X509Stack inside(CMS_get1_certs(message));
  CMS_SignerInfo* signer = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(message), 0);
  for (int i = 0; i < sk_X509_num(inside.get()); ++i) {
    X509* candidate = sk_X509_value(inside.get(), i);
    if (CMS_SignerInfo_cert_cmp(signer, candidate) != 0) continue;
    CMS_SignerInfo_set1_signer_cert(signer, candidate);  // keeps it alive past `inside`
    CMS_SignerInfo_get0_algs(signer, nullptr, found, nullptr, nullptr);
    const openssl::Bio bio = openssl::writer();
    if (PEM_write_bio_X509(bio.get(), candidate) != 1) openssl::throw_drained("writing PEM");
    return parse_certificate(openssl::written(*bio));
  }
  return fail(Errc::not_found, "no certificate of the signer's inside");
}

SignatureFault fault_of(int reason) {
  switch (reason) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return SignatureFault::expired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return SignatureFault::not_yet_valid;
    case X509_V_ERR_INVALID_PURPOSE:
      return SignatureFault::not_for_signing;
    default:
      return SignatureFault::untrusted;
  }
}

std::optional<SignatureProblem> distrust(X509* certificate, CMS_ContentInfo* message,
                                         const std::string& anchors_pem,
                                         system_clock::time_point when) {
  const auto anchors = openssl::read_certificates(anchors_pem);
  if (!anchors) throw ErrorException(at("anchors", anchors.error()));
  const openssl::Store store = openssl::store_of(anchors->get());
  const openssl::X509Stack inside(CMS_get1_certs(message));
  const openssl::StoreContext context(X509_STORE_CTX_new());
  if (!context || X509_STORE_CTX_init(context.get(), store.get(), certificate, inside.get()) != 1 ||
      X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SMIME_SIGN) != 1) {
    openssl::throw_drained("preparing a verification");
  }
  X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(context.get()),
                             system_clock::to_time_t(when));
  if (X509_verify_cert(context.get()) == 1) return std::nullopt;
  const int reason = X509_STORE_CTX_get_error(context.get());
  return problem(fault_of(reason), X509_verify_cert_error_string(reason));
}

}  // namespace

std::string sign_detached(std::string_view content, const Credentials& signer,
                          system_clock::time_point when) {
  const auto certificates = openssl::read_certificates(signer.certificate_pem);
  if (!certificates) throw ErrorException(certificates.error());
  const openssl::Key key = openssl::read_key(signer.private_key_pem);
  const openssl::Bio bytes = openssl::reader(content);
  const Message message(CMS_sign(nullptr, nullptr, nullptr, bytes.get(), kSignFlags));
  if (!message) openssl::throw_drained("beginning a signature");
  CMS_SignerInfo* info = CMS_add1_signer(message.get(), sk_X509_value(certificates->get(), 0),
                                         key.get(), EVP_sha256(), kSignFlags);
  if (info == nullptr) openssl::throw_drained("naming the signer");
  for (int i = 1; i < sk_X509_num(certificates->get()); ++i) {
    if (CMS_add1_cert(message.get(), sk_X509_value(certificates->get(), i)) != 1) {
      openssl::throw_drained("adding an intermediate");
    }
  }
  const openssl::Asn1Time time(ASN1_TIME_set(nullptr, system_clock::to_time_t(when)));
  if (!time ||
      CMS_signed_add1_attr_by_NID(info, NID_pkcs9_signingTime, time->type, time.get(), -1) != 1) {
    openssl::throw_drained("writing the time of signing");
  }
  if (CMS_final(message.get(), bytes.get(), nullptr, kSignFlags) != 1) {
    openssl::throw_drained("signing");
  }
  const openssl::Bio out = openssl::writer();
  if (i2d_CMS_bio(out.get(), message.get()) != 1) openssl::throw_drained("writing a signature");
  return openssl::written(*out);
}

std::string_view to_string(SignatureFault fault) {
  switch (fault) {
    case SignatureFault::unreadable:
      return "unreadable";
    case SignatureFault::several_signers:
      return "several_signers";
    case SignatureFault::no_certificate:
      return "no_certificate";
    case SignatureFault::no_time:
      return "no_time";
    case SignatureFault::altered:
      return "altered";
    case SignatureFault::untrusted:
      return "untrusted";
    case SignatureFault::not_yet_valid:
      return "not_yet_valid";
    case SignatureFault::expired:
      return "expired";
    case SignatureFault::not_for_signing:
      return "not_for_signing";
  }
  return "unknown";
}

void throw_exception_from_error(const SignatureProblem& problem, const boost::source_location&) {
  throw ErrorException(fail(Errc::invalid, problem.detail));
}

SignatureResult verify_detached(std::string_view content, std::string_view signature,
                                const std::string& anchors_pem,
                                std::optional<system_clock::time_point> when) {
  if (signature.size() > kSignatureBytesLimit) {
    return problem(SignatureFault::unreadable, "past the limit of 64 KiB");
  }
  const Message message = read_message(signature);
  if (!message) return problem(SignatureFault::unreadable, "no signed CMS message");
  if (sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(message.get())) != 1) {
    return problem(SignatureFault::several_signers, "exactly one signer is wanted");
  }
  X509* certificate = nullptr;
  auto signer = signer_certificate(message.get(), &certificate);
  if (!signer) return problem(SignatureFault::no_certificate, signer.error().detail);
  const auto signed_at =
      signing_time(sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(message.get()), 0));
  if (!signed_at) return problem(SignatureFault::no_time, "no time of signing inside");
  const Signature claimed{.signer = std::move(*signer), .signed_at = *signed_at};

  const openssl::Bio bytes = openssl::reader(content);
  // The certificate is judged below, where its faults can be told apart.
  if (CMS_verify(message.get(), nullptr, nullptr, bytes.get(), nullptr,
                 CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) != 1) {
    auto altered = problem(SignatureFault::altered, "the content is not what was signed");
    altered.claimed = claimed;
    return altered;
  }
  auto distrusted =
      distrust(certificate, message.get(), anchors_pem, when.value_or(claimed.signed_at));
  if (distrusted) {
    distrusted->claimed = claimed;
    return *distrusted;
  }
  return claimed;
}

}  // namespace provbank::crypto
