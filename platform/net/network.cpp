#include "platform/net/network.hpp"

namespace provbank::net {

std::string to_string(const Endpoint& endpoint) {
  const bool is_ipv6 = endpoint.host.find(':') != std::string::npos;
  const std::string host = is_ipv6 ? "[" + endpoint.host + "]" : endpoint.host;
  return host + ":" + std::to_string(endpoint.port);
}

std::string_view to_string(TlsVersion version) {
  return version == TlsVersion::tls1_2 ? "TLSv1.2" : "TLSv1.3";
}

}  // namespace provbank::net
