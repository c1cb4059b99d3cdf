#include "platform/net/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <initializer_list>

#include "platform/base/c_handle.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::net {
namespace {

using boost::system::error_code;
using Bio = CHandle<BIO, &BIO_free>;
using X509Handle = CHandle<X509, &X509_free>;

constexpr std::size_t kContextsLimit = 256;
constexpr int kAlertReasons = 1000;  // OpenSSL numbers received alerts from here

// Forward secrecy and authenticated encryption only; TLS 1.3 has nothing else.
constexpr const char* kTls12Ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

int protocol_number(TlsVersion version) {
  return version == TlsVersion::tls1_2 ? TLS1_2_VERSION : TLS1_3_VERSION;
}

std::string reason_of(unsigned long code) {
  const char* words = ERR_reason_error_string(code);
  return words != nullptr ? words : "error " + std::to_string(code);
}

/// ERR codes travel inside an error_code's int.
unsigned long openssl_code(const error_code& code) {
  return static_cast<unsigned>(code.value());
}

Error unusable(std::string_view what, const error_code& code) {
  ERR_clear_error();
  return fail(Errc::invalid, "TLS " + std::string(what) + ": " + reason_of(openssl_code(code)));
}

/// Every part with its length before it, so that no two settings look alike.
std::string digest(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const auto part : parts) text.append(std::to_string(part.size())).append(":").append(part);
  return crypto::sha256_hex(text);
}

std::string versions(TlsVersion lowest, TlsVersion highest) {
  return std::string(to_string(lowest)).append(to_string(highest));
}

Result<void> set_common(asio::ssl::context& context, TlsVersion lowest, TlsVersion highest) {
  SSL_CTX* raw = context.native_handle();
  if (highest < lowest) return fail(Errc::invalid, "TLS: the highest version is below the lowest");
  SSL_CTX_set_min_proto_version(raw, protocol_number(lowest));
  SSL_CTX_set_max_proto_version(raw, protocol_number(highest));
  SSL_CTX_set_cipher_list(raw, kTls12Ciphers);
  SSL_CTX_set_options(raw, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(
      raw,
      SSL_MODE_NO_AUTO_CHAIN);  // we show the chain we were given, not one built from our anchors
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(raw, 0);
  return {};
}

Result<void> load_credentials(asio::ssl::context& context, const crypto::Credentials& credentials) {
  error_code code;
  context.use_certificate_chain(asio::buffer(credentials.certificate_pem), code);
  if (code) return unusable("certificate", code);
  context.use_private_key(asio::buffer(credentials.private_key_pem), asio::ssl::context::pem, code);
  if (code) return unusable("private key", code);
  if (SSL_CTX_check_private_key(context.native_handle()) != 1) {
    ERR_clear_error();
    return fail(Errc::invalid, "TLS: the private key does not belong to the certificate");
  }
  return {};
}

Result<void> load_anchors(asio::ssl::context& context, const std::string& anchors_pem) {
  error_code code;
  context.add_certificate_authority(asio::buffer(anchors_pem), code);
  if (code) return unusable("trust anchors", code);
  return {};
}

/// Tells clients whose certificates we accept, so that one with several can choose.
void announce_anchors(asio::ssl::context& context, const std::string& anchors_pem) {
  const Bio bio(BIO_new_mem_buf(anchors_pem.data(), static_cast<int>(anchors_pem.size())));
  while (const X509Handle anchor{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
    SSL_CTX_add_client_CA(context.native_handle(), anchor.get());
  }
  ERR_clear_error();  // the end of the text counts as an error
}

Result<TlsContext> make(const ServerTls& settings) {
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  auto set = set_common(*context, settings.lowest, settings.highest);
  if (set) set = load_credentials(*context, settings.credentials);
  if (!set) return set.error();
  if (settings.client_ca_pem.empty()) return context;

  auto loaded = load_anchors(*context, settings.client_ca_pem);
  if (!loaded) return loaded.error();
  announce_anchors(*context, settings.client_ca_pem);
  context->set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
  return context;
}

Result<TlsContext> make(const ClientTls& settings) {
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
  auto set = set_common(*context, settings.lowest, settings.highest);
  if (set) set = load_anchors(*context, settings.server_ca_pem);
  if (set && settings.credentials) set = load_credentials(*context, *settings.credentials);
  if (!set) return set.error();
  context->set_verify_mode(asio::ssl::verify_peer);
  return context;
}

template <class Settings>
Result<TlsContext> find_or_make(std::map<std::string, TlsContext>& made, const std::string& key,
                                const Settings& settings) {
  if (const auto found = made.find(key); found != made.end()) return found->second;
  auto context = make(settings);
  if (!context) return context;
  if (made.size() >= kContextsLimit) made.clear();
  made.emplace(key, *context);
  return context;
}

}  // namespace

Result<TlsContext> TlsContexts::of(const ServerTls& settings) {
  const auto key =
      digest({"server", settings.credentials.certificate_pem, settings.credentials.private_key_pem,
              settings.client_ca_pem, versions(settings.lowest, settings.highest)});
  return find_or_make(made_, key, settings);
}

Result<TlsContext> TlsContexts::of(const ClientTls& settings) {
  const auto credentials = settings.credentials.value_or(crypto::Credentials{});
  const auto key = digest({"client", credentials.certificate_pem, credentials.private_key_pem,
                           settings.server_ca_pem, versions(settings.lowest, settings.highest)});
  return find_or_make(made_, key, settings);
}

Result<void> expect_name(SSL& ssl, const std::string& name) {
  SSL_set_hostflags(&ssl,
                    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  error_code not_an_address;
  asio::ip::make_address(name, not_an_address);
  const bool set = not_an_address
                       ? SSL_set_tlsext_host_name(&ssl, name.c_str()) == 1 &&
                             SSL_set1_host(&ssl, name.c_str()) == 1
                       : X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(&ssl), name.c_str()) == 1;
  if (set) return {};
  ERR_clear_error();
  return fail(Errc::invalid, "TLS: not a server name: " + name);
}

Result<std::optional<crypto::Certificate>> peer_certificate(const SSL& ssl) {
  const X509Handle shown(SSL_get1_peer_certificate(&ssl));
  if (!shown) return std::optional<crypto::Certificate>();
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), shown.get());
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  auto certificate = crypto::parse_certificate(std::string(text, static_cast<std::size_t>(size)));
  if (!certificate) {
    return fail(Errc::tls_rejected, "TLS: the peer's certificate: " + certificate.error().detail);
  }
  return std::optional(std::move(*certificate));
}

Error tls_error(const error_code& code, const SSL& ssl) {
  const long verdict = SSL_get_verify_result(&ssl);
  if (verdict != X509_V_OK) {
    return fail(Errc::tls_rejected, std::string("TLS: ") + X509_verify_cert_error_string(verdict));
  }
  const auto reason = reason_of(openssl_code(code));
  const bool is_alert = ERR_GET_REASON(openssl_code(code)) >= kAlertReasons;
  return fail(Errc::tls_rejected,
              is_alert ? "TLS: the peer refused us: " + reason : "TLS: " + reason);
}

}  // namespace provbank::net
