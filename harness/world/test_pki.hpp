// The test PKI: one authority that everybody trusts, and every certificate, right and wrong, that
// the bench shows.
#pragma once
#include <filesystem>
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

  /// Everything in files, one folder for each who shows it:
  ///   ca.pem
  ///   kommun/<id>/<name>.pem, .key          driftspart/server.pem, .key
  ///   kalla/<CODE>/<name>.pem, .key         driftspart/<name>.pem, .key   (towards the sources)
  /// Keys are readable by their owner alone.
  Result<void> write(const std::filesystem::path& folder) const;
  /// What such a folder holds; files may have been replaced by others, and those that a scenario
  /// never needs may be missing (`client`, `source` and `towards_sources` then throw when asked for
  /// them). `not_found` without ca.pem.
  static Result<TestPki> read(const std::filesystem::path& folder,
                              const contract::Organisations& organisations);

  const std::string& ca_pem() const { return ca_pem_; }

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
  TestPki() = default;

  std::string ca_pem_;
  std::map<std::pair<std::string, std::string>, crypto::Credentials> clients_;  // kommun, name
  std::map<std::pair<contract::Source, std::string>, crypto::Credentials> sources_;
  crypto::Credentials driftspart_server_;
  crypto::Credentials driftspart_client_;
  std::map<std::string, crypto::Credentials> towards_sources_;  // by name
};

/// <stem>.pem and <stem>.key, the key readable by its owner alone.
Result<void> write_credentials(const std::filesystem::path& stem,
                               const crypto::Credentials& credentials);

/// The DNS names in the test certificates.
inline constexpr std::string_view kDriftspartName = "driftspart.provbank.test";
std::string source_name(contract::Source source);  // "af.provbank.test"

}  // namespace provbank::world
