#include "platform/crypto/certificate.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <limits>
#include <map>
#include <optional>

#include "platform/crypto/encoding.hpp"
#include "platform/crypto/openssl.hpp"

namespace provbank::crypto {
namespace {

using std::chrono::system_clock;

std::string one_line(const X509_NAME* name) {
  const openssl::Bio bio = openssl::writer();
  // RFC 2253, but with å, ä and ö as themselves.
  constexpr unsigned long kFlags =
      XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
  if (X509_NAME_print_ex(bio.get(), name, 0, kFlags) < 0) openssl::throw_drained("printing a name");
  return openssl::written(*bio);
}

Result<std::string> utf8(const ASN1_STRING* text) {
  unsigned char* buffer = nullptr;
  const int size = ASN1_STRING_to_UTF8(&buffer, text);
  if (size < 0) return openssl::drain(Errc::malformed, "a name that is not text");
  std::string copy(reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(size));
  OPENSSL_free(buffer);
  return copy;
}

/// The one entry of that kind in the subject; empty when there is none. Two would let two readers
/// see two different parties in the same certificate, so two are refused.
Result<std::string> only_entry(const X509_NAME* subject, int nid) {
  const int index = X509_NAME_get_index_by_NID(subject, nid, -1);
  if (index < 0) return std::string();
  if (X509_NAME_get_index_by_NID(subject, nid, index) >= 0) {
    return fail(Errc::malformed, std::string("the subject has more than one ") + OBJ_nid2ln(nid));
  }
  return utf8(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index)));
}

/// "No end" is written as year 9999, which the clock cannot hold: it becomes the clock's own end.
system_clock::time_point clamped(std::chrono::seconds since_epoch) {
  using std::chrono::duration_cast;
  constexpr auto kLast = duration_cast<std::chrono::seconds>(system_clock::duration::max());
  constexpr auto kFirst = duration_cast<std::chrono::seconds>(system_clock::duration::min());
  return system_clock::time_point(std::clamp(since_epoch, kFirst, kLast));
}

Result<system_clock::time_point> instant(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1)
    return openssl::drain(Errc::malformed, "a date that is none");
  return clamped(std::chrono::seconds(::timegm(&parts)));
}

std::optional<std::string> ip_literal(const ASN1_OCTET_STRING* address) {
  const int size = ASN1_STRING_length(address);
  const int family = size == 4 ? AF_INET : size == 16 ? AF_INET6 : AF_UNSPEC;
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (::inet_ntop(family, ASN1_STRING_get0_data(address), text.data(), text.size()) == nullptr) {
    return std::nullopt;
  }
  return text.data();
}

/// subjectAltName: DNS names and addresses. Other kinds of names say nothing about a host.
std::vector<std::string> alternative_names(const X509* certificate) {
  const openssl::GeneralNames names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> found;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    int kind = 0;
    const void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &kind);
    if (kind == GEN_DNS) {
      const auto* text = static_cast<const ASN1_IA5STRING*>(value);
      found.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                         static_cast<std::size_t>(ASN1_STRING_length(text)));
    } else if (kind == GEN_IPADD) {
      if (auto text = ip_literal(static_cast<const ASN1_OCTET_STRING*>(value))) {
        found.push_back(std::move(*text));
      }
    }
  }
  return found;
}

std::string fingerprint(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) {
    openssl::throw_drained("fingerprinting a certificate");
  }
  return hex({reinterpret_cast<const char*>(digest.data()), size});
}

Result<Certificate> to_value(const X509* certificate) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  auto common_name = only_entry(subject, NID_commonName);
  if (!common_name) return common_name.error();
  auto organisation_number = only_entry(subject, NID_serialNumber);
  if (!organisation_number) return organisation_number.error();
  const auto not_before = instant(X509_get0_notBefore(certificate));
  if (!not_before) return not_before.error();
  const auto not_after = instant(X509_get0_notAfter(certificate));
  if (!not_after) return not_after.error();
  Certificate value{.subject = one_line(subject),
                    .common_name = std::move(*common_name),
                    .organisation_number = std::move(*organisation_number),
                    .issuer = one_line(X509_get_issuer_name(certificate)),
                    .not_before = *not_before,
                    .not_after = *not_after,
                    .dns_names = alternative_names(certificate),
                    .sha256 = fingerprint(certificate)};
  ERR_clear_error();  // an unreadable subjectAltName counts as none, but leaves its trace
  return value;
}

int openssl_purpose(Purpose purpose) {
  switch (purpose) {
    case Purpose::client:
      return X509_PURPOSE_SSL_CLIENT;
    case Purpose::server:
      return X509_PURPOSE_SSL_SERVER;
    case Purpose::signature:
      return X509_PURPOSE_SMIME_SIGN;
  }
  return X509_PURPOSE_SSL_CLIENT;
}

Error rejection(X509_STORE_CTX& context) {
  const int reason = X509_STORE_CTX_get_error(&context);
  const X509* culprit = X509_STORE_CTX_get_current_cert(&context);
  const std::string whose =
      culprit != nullptr ? " (" + one_line(X509_get_subject_name(culprit)) + ")" : std::string();
  ERR_clear_error();
  return fail(Errc::tls_rejected, X509_verify_cert_error_string(reason) + whose);
}

/// An address in the form that inet_ntop gives it; nothing when the text is no address.
std::optional<std::string> normal_address(const std::string& text) {
  for (const int family : {AF_INET, AF_INET6}) {
    std::array<unsigned char, 16> bytes{};
    std::array<char, INET6_ADDRSTRLEN> normal{};
    if (::inet_pton(family, text.c_str(), bytes.data()) == 1 &&
        ::inet_ntop(family, bytes.data(), normal.data(), normal.size()) != nullptr) {
      return normal.data();
    }
  }
  return std::nullopt;
}

bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

/// RFC 6125 section 6.4: letters alike whatever their case, and '*' as the whole first label of a
/// name of three labels or more.
bool matches_dns(std::string_view pattern, std::string_view name) {
  if (same_letters(pattern, name)) return true;
  const auto first_dot = name.find('.');
  if (!pattern.starts_with("*.") || first_dot == std::string_view::npos || first_dot == 0)
    return false;
  const auto rest = pattern.substr(1);
  return rest.find('.', 1) != std::string_view::npos && same_letters(rest, name.substr(first_dot));
}

}  // namespace

namespace {

Result<Certificate> parse_anew(const std::string& pem) {
  const auto certificates = openssl::read_certificates(pem);
  if (!certificates) return certificates.error();
  return to_value(sk_X509_value(certificates->get(), 0));
}

}  // namespace

Result<Certificate> parse_certificate(const std::string& pem) {
  // The same few certificates are shown again and again, and OpenSSL takes its time: remember the
  // latest.
  constexpr std::size_t kRemembered = 128;
  thread_local std::map<std::string, Certificate> remembered;
  const auto known = remembered.find(pem);
  if (known != remembered.end()) return known->second;
  auto parsed = parse_anew(pem);
  if (!parsed) return parsed;
  if (remembered.size() >= kRemembered) remembered.clear();
  remembered.emplace(pem, *parsed);
  return parsed;
}

Result<Certificate> verify_certificate(const std::string& certificate_pem,
                                       const std::string& anchors_pem, Purpose purpose,
                                       system_clock::time_point when) {
  const auto shown = openssl::read_certificates(certificate_pem);
  if (!shown) return shown.error();
  const auto anchors = openssl::read_certificates(anchors_pem);
  if (!anchors) return at("anchors", anchors.error());

  const openssl::Store store = openssl::store_of(anchors->get());
  const openssl::StoreContext context(X509_STORE_CTX_new());
  X509* leaf = sk_X509_value(shown->get(), 0);
  if (!context || X509_STORE_CTX_init(context.get(), store.get(), leaf, shown->get()) != 1) {
    openssl::throw_drained("preparing a verification");
  }
  if (X509_STORE_CTX_set_purpose(context.get(), openssl_purpose(purpose)) != 1) {
    openssl::throw_drained("setting the purpose of a verification");
  }
  X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(context.get()),
                             system_clock::to_time_t(when));
  if (X509_verify_cert(context.get()) != 1) return rejection(*context);
  return to_value(leaf);
}

bool carries_name(const Certificate& certificate, const std::string& name) {
  if (const auto address = normal_address(name)) {
    return std::ranges::any_of(certificate.dns_names, [&](const std::string& carried) {
      return normal_address(carried) == address;
    });
  }
  return std::ranges::any_of(certificate.dns_names, [&](const std::string& carried) {
    return matches_dns(carried, name);
  });
}

}  // namespace provbank::crypto
