// The test PKI: one authority that everybody trusts, and every certificate, right and wrong, that
// the bench shows.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "contract/organisations.hpp"
#include "platform/crypto/pki.hpp"
#include "platform/net/network.hpp"
#include "platform/time/clock.hpp"

namespace provbank::world {

/// The names a scenario may use for what a kommun shows. "own" is the asking kommun's right one;
/// "none" shows nothing.
const std::vector<std::string>& client_certificate_names();
/// What a false source may show: "own" (right), "expired", "unknown-ca", "wrong-name".
const std::vector<std::string>& source_certificate_names();

class TestPki {
 public:
  /// Certificates are dated around `now` (valid from a day before to a year after).
  TestPki(const contract::Organisations& organisations, time::WallTime now);

  const std::string& ca_pem() const { return authority_.certificate_pem(); }

  /// What the kommun's client shows under that name; nothing for "none". Throws ErrorException for
  /// an unknown kommun or name.
  std::optional<crypto::Credentials> client(const std::string& kommun,
                                            const std::string& name) const;
  /// The operator's certificates: as server, and as client towards the sources.
  const crypto::Credentials& driftspart_server() const { return driftspart_server_; }
  const crypto::Credentials& driftspart_client() const { return driftspart_client_; }
  /// What the operator shows a base service under that name (as for a kommun; "wrong-organisation"
  /// is a kommun's); nothing for "none". Throws ErrorException for an unknown name.
  std::optional<crypto::Credentials> towards_sources(const std::string& name) const;
  /// A source's server certificate, right or wrong.
  const crypto::Credentials& source(contract::Source source, const std::string& name) const;

 private:
  crypto::CertificateAuthority authority_;
  std::map<std::pair<std::string, std::string>, crypto::Credentials> clients_;  // kommun, name
  std::map<std::pair<contract::Source, std::string>, crypto::Credentials> sources_;
  crypto::Credentials driftspart_server_;
  crypto::Credentials driftspart_client_;
  std::map<std::string, crypto::Credentials> towards_sources_;  // by name
};

/// The DNS names in the test certificates.
inline constexpr std::string_view kDriftspartName = "driftspart.provbank.test";
std::string source_name(contract::Source source);  // "af.provbank.test"

}  // namespace provbank::world
