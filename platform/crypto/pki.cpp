#include "platform/crypto/pki.hpp"

#include <arpa/inet.h>
#include <openssl/pem.h>

#include <array>
#include <utility>

#include "platform/crypto/encoding.hpp"
#include "platform/crypto/openssl.hpp"

namespace provbank::crypto {
namespace {

using openssl::X509Certificate;
using std::chrono::system_clock;

constexpr std::size_t kSerialBytes = 16;  // RFC 5280 section 4.1.2.2 allows 20

/// OpenSSL says 1 when a call went well.
void require(int outcome, std::string_view doing) {
  if (outcome != 1) openssl::throw_drained(doing);
}

openssl::Key new_key() {
  openssl::Key key(EVP_EC_gen("P-256"));
  if (!key) openssl::throw_drained("making a key");
  return key;
}

std::string to_pem(const X509& certificate) {
  const openssl::Bio bio = openssl::writer();
  require(PEM_write_bio_X509(bio.get(), &certificate), "writing a certificate");
  return openssl::written(*bio);
}

std::string to_pem(const EVP_PKEY& key) {
  const openssl::Bio bio = openssl::writer();
  require(PEM_write_bio_PrivateKey(bio.get(), &key, nullptr, nullptr, 0, nullptr, nullptr),
          "writing a key");
  return openssl::written(*bio);
}

void add_entry(X509_NAME& name, int nid, const std::string& value) {
  if (value.empty()) return;
  const auto* text = reinterpret_cast<const unsigned char*>(value.data());
  require(X509_NAME_add_entry_by_NID(&name, nid, MBSTRING_UTF8, text,
                                     static_cast<int>(value.size()), -1, 0),
          std::string("putting ") + OBJ_nid2ln(nid) + " \"" + value + "\" into a subject");
}

openssl::Name subject_of(const CertificateRequest& request) {
  openssl::Name name(X509_NAME_new());
  if (!name) openssl::throw_drained("making a subject");
  add_entry(*name, NID_organizationName, request.organisation_name);
  add_entry(*name, NID_commonName, request.common_name);
  add_entry(*name, NID_serialNumber, request.organisation_number);
  return name;
}

/// Positive and never zero, as RFC 5280 demands.
void set_serial(X509& certificate, std::string bytes) {
  bytes[0] = static_cast<char>((static_cast<unsigned char>(bytes[0]) & 0x3FU) | 0x40U);
  const openssl::BigNumber number(
      BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()), kSerialBytes, nullptr));
  if (!number || BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(&certificate)) == nullptr) {
    openssl::throw_drained("numbering a certificate");
  }
}

std::string seconds(system_clock::time_point instant) {
  return std::to_string(system_clock::to_time_t(instant));
}

/// The same for the same certificate; apart for all others.
std::string serial_of(const std::string& issuer, const CertificateRequest& request) {
  const std::string what = issuer + '\n' + request.organisation_name + '\n' + request.common_name +
                           '\n' + request.organisation_number + '\n' +
                           std::to_string(static_cast<int>(request.purpose)) + '\n' +
                           seconds(request.not_before) + '\n' + seconds(request.not_after);
  return sha256_hex(what).substr(0, kSerialBytes);
}

openssl::Asn1Time to_asn1(system_clock::time_point instant) {
  openssl::Asn1Time time(ASN1_TIME_set(nullptr, system_clock::to_time_t(instant)));
  if (!time) openssl::throw_drained("writing a date");
  return time;
}

void add_extension(X509& certificate, const X509& issuer, int nid, const char* value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, const_cast<X509*>(&issuer), &certificate, nullptr, nullptr, 0);
  const openssl::Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  if (!extension) openssl::throw_drained("making a certificate extension");
  require(X509_add_ext(&certificate, extension.get(), -1), "adding a certificate extension");
}

openssl::GeneralName general_name(const std::string& text) {
  std::array<unsigned char, 16> address{};
  int size = 0;
  if (::inet_pton(AF_INET, text.c_str(), address.data()) == 1) size = 4;
  if (::inet_pton(AF_INET6, text.c_str(), address.data()) == 1) size = 16;
  const void* content = size > 0 ? static_cast<const void*>(address.data()) : text.data();
  const int length = size > 0 ? size : static_cast<int>(text.size());

  openssl::GeneralName name(GENERAL_NAME_new());
  openssl::Asn1String value(
      ASN1_STRING_type_new(size > 0 ? V_ASN1_OCTET_STRING : V_ASN1_IA5STRING));
  if (!name || !value) openssl::throw_drained("making a subjectAltName");
  require(ASN1_STRING_set(value.get(), content, length), "filling a subjectAltName");
  GENERAL_NAME_set0_value(name.get(), size > 0 ? GEN_IPADD : GEN_DNS, value.release());
  return name;
}

/// Built from structures, not from OpenSSL's configuration text, so that no name can smuggle in a
/// second one.
void add_alternative_names(X509& certificate, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  const openssl::GeneralNames names(GENERAL_NAMES_new());
  if (!names) openssl::throw_drained("making subjectAltNames");
  for (const std::string& text : texts) {
    openssl::GeneralName name = general_name(text);
    if (sk_GENERAL_NAME_push(names.get(), name.get()) == 0) openssl::throw_drained("adding a name");
    (void)name.release();  // the stack owns it now
  }
  require(X509_add1_ext_i2d(&certificate, NID_subject_alt_name, names.get(), 0, X509V3_ADD_APPEND),
          "adding subjectAltNames");
}

X509Certificate blank(const X509_NAME& subject, EVP_PKEY& key, system_clock::time_point not_before,
                      system_clock::time_point not_after, std::string serial) {
  X509Certificate certificate(X509_new());
  if (!certificate) openssl::throw_drained("making a certificate");
  require(X509_set_version(certificate.get(), X509_VERSION_3), "setting the version");
  set_serial(*certificate, std::move(serial));
  require(X509_set1_notBefore(certificate.get(), to_asn1(not_before).get()),
          "setting the first instant");
  require(X509_set1_notAfter(certificate.get(), to_asn1(not_after).get()),
          "setting the last instant");
  require(X509_set_subject_name(certificate.get(), &subject), "setting the subject");
  require(X509_set_pubkey(certificate.get(), &key), "setting the public key");
  return certificate;
}

void sign(X509& certificate, EVP_PKEY& key) {
  if (X509_sign(&certificate, &key, EVP_sha256()) == 0)
    openssl::throw_drained("signing a certificate");
}

const char* extended_usage(Purpose purpose) {
  switch (purpose) {
    case Purpose::client:
      return "clientAuth";
    case Purpose::server:
      return "serverAuth";
    case Purpose::signature:
      return "emailProtection";
  }
  return "clientAuth";
}

/// Who vouches: nobody but the certificate itself when there is no issuer.
struct Issuer {
  const X509* certificate = nullptr;
  EVP_PKEY* key = nullptr;
};

Credentials issue_by(Issuer issuer, const CertificateRequest& request, const openssl::Key& key,
                     const std::string& serial) {
  const openssl::Name subject = subject_of(request);
  const X509Certificate leaf = blank(*subject, *key, request.not_before, request.not_after, serial);
  const X509& parent = *(issuer.certificate != nullptr ? issuer.certificate : leaf.get());
  require(X509_set_issuer_name(leaf.get(), X509_get_subject_name(&parent)), "setting the issuer");
  add_extension(*leaf, parent, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(*leaf, parent, NID_key_usage,
                request.purpose == Purpose::signature ? "critical,digitalSignature,nonRepudiation"
                                                      : "critical,digitalSignature");
  add_extension(*leaf, parent, NID_ext_key_usage, extended_usage(request.purpose));
  add_extension(*leaf, parent, NID_subject_key_identifier, "hash");
  add_extension(*leaf, parent, NID_authority_key_identifier, "keyid");
  add_alternative_names(*leaf, request.dns_names);
  sign(*leaf, issuer.key != nullptr ? *issuer.key : *key);
  return Credentials{.certificate_pem = to_pem(*leaf), .private_key_pem = to_pem(*key)};
}

}  // namespace

struct CertificateAuthority::State {
  std::string name;
  openssl::Key key;
  X509Certificate certificate;
  std::string pem;

  State(const std::string& common_name, system_clock::time_point not_before,
        system_clock::time_point not_after, openssl::Key own_key, const std::string& serial);
};

CertificateAuthority::State::State(const std::string& common_name,
                                   system_clock::time_point not_before,
                                   system_clock::time_point not_after, openssl::Key own_key,
                                   const std::string& serial)
    : name(common_name), key(std::move(own_key)) {
  const openssl::Name subject(X509_NAME_new());
  if (!subject) openssl::throw_drained("making a subject");
  add_entry(*subject, NID_commonName, common_name);
  certificate = blank(*subject, *key, not_before, not_after, serial);
  X509& root = *certificate;
  require(X509_set_issuer_name(&root, subject.get()), "setting the issuer");
  add_extension(root, root, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(root, root, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(root, root, NID_subject_key_identifier, "hash");
  sign(root, *key);
  pem = to_pem(root);
}

std::string new_rsa_key() {
  constexpr unsigned kBits = 2048;
  const openssl::Key key(EVP_RSA_gen(kBits));
  if (!key) openssl::throw_drained("making a key");
  return to_pem(*key);
}

// Random serial numbers, so that two authorities never collide.
CertificateAuthority::CertificateAuthority(const std::string& common_name,
                                           system_clock::time_point not_before,
                                           system_clock::time_point not_after)
    : state_(std::make_unique<State>(common_name, not_before, not_after, new_key(),
                                     random_bytes(kSerialBytes))) {}

CertificateAuthority::CertificateAuthority(const std::string& common_name,
                                           system_clock::time_point not_before,
                                           system_clock::time_point not_after,
                                           const std::string& private_key_pem)
    : state_(std::make_unique<State>(common_name, not_before, not_after,
                                     openssl::read_key(private_key_pem),
                                     serial_of("", {.common_name = common_name,
                                                    .organisation_name = {},
                                                    .organisation_number = {},
                                                    .dns_names = {},
                                                    .not_before = not_before,
                                                    .not_after = not_after}))) {}

CertificateAuthority::~CertificateAuthority() = default;
CertificateAuthority::CertificateAuthority(CertificateAuthority&&) noexcept = default;
CertificateAuthority& CertificateAuthority::operator=(CertificateAuthority&&) noexcept = default;

Credentials CertificateAuthority::issue(const CertificateRequest& request) {
  return issue_by({.certificate = state_->certificate.get(), .key = state_->key.get()}, request,
                  new_key(), random_bytes(kSerialBytes));
}

Credentials CertificateAuthority::issue(const CertificateRequest& request,
                                        const std::string& private_key_pem) {
  return issue_by({.certificate = state_->certificate.get(), .key = state_->key.get()}, request,
                  openssl::read_key(private_key_pem), serial_of(state_->name, request));
}

const std::string& CertificateAuthority::certificate_pem() const {
  return state_->pem;
}

Credentials self_signed(const CertificateRequest& request) {
  return issue_by({}, request, new_key(), random_bytes(kSerialBytes));
}

}  // namespace provbank::crypto
