// TLS settings made ready for OpenSSL. Internal to this folder.
#pragma once
#include <boost/asio/ssl/context.hpp>
#include <map>
#include <memory>
#include <string>

#include "platform/net/network.hpp"

namespace provbank::net {

using TlsContext = std::shared_ptr<asio::ssl::context>;

/// Makes contexts and keeps them, since loading keys and anchors costs more than a handshake.
/// Sessions are never resumed, so that every connection proves its identity with a full handshake.
/// Errors: `invalid`.
class TlsContexts {
 public:
  Result<TlsContext> of(const ServerTls& settings);
  Result<TlsContext> of(const ClientTls& settings);

 private:
  std::map<std::string, TlsContext> made_;  // by digest of the settings
};

/// Demands a certificate for `name` (a DNS name or an IP literal) of the peer, and tells it which
/// one we mean. Errors: `invalid` for something that is neither.
Result<void> expect_name(SSL& ssl, const std::string& name);

/// The leaf that the peer showed; nothing when it showed none. Errors: `tls_rejected` for one we
/// cannot read.
Result<std::optional<crypto::Certificate>> peer_certificate(const SSL& ssl);

/// What went wrong in TLS, in words: why the peer's certificate was refused, or the peer's alert.
Error tls_error(const boost::system::error_code& code, const SSL& ssl);

}  // namespace provbank::net
