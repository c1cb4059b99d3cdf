// The reference environment, running until told to stop: for clients of one's own.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "contract/connections.hpp"
#include "harness/world/environment.hpp"
#include "harness/world/test_pki.hpp"

namespace provbank::world {

/// Where a lab is and what one needs to reach it, as its folder tells it.
struct LabAddress {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
  std::string server_name;
  std::string target = "/ssbtek/v10";
};

/// Writes ca.pem, <kommun>.pem and <kommun>.key (and the broken certificates in broken/) and
/// lab.json into `folder`.
Result<void> write_lab_folder(const std::filesystem::path& folder, const TestPki& pki,
                              const contract::Organisations& organisations,
                              const LabAddress& address);
Result<LabAddress> read_lab_folder(const std::filesystem::path& folder);
/// The credentials that a lab folder holds for a kommun: "own" or one of the broken ones.
Result<std::optional<crypto::Credentials>> lab_credentials(const std::filesystem::path& folder,
                                                           const std::string& kommun,
                                                           const std::string& certificate);

struct LabOptions {
  std::filesystem::path folder;
  std::uint16_t port = 0;
  std::vector<contract::Source> without;
  std::shared_ptr<const contract::Connections> connections{};  // null: as the register says
  std::string event_log{};                   // file or postgresql://...; empty: a file in `folder`
  std::filesystem::path keys{};              // of the log and the pseudonyms; empty: in `folder`
  std::string shs_directory{};               // file or ldap://...; empty: the made-up world's
  std::filesystem::path shs_directory_ca{};  // who vouches for the LDAP servers
  std::function<void(const Error&)> on_directory_trouble{};  // called on the lab's thread
};

/// A live environment on a thread of its own, from construction to destruction.
class Lab {
 public:
  /// Everybody listens when this returns. Throws ErrorException when somebody cannot.
  Lab(const Environment& environment, const LabOptions& options);
  ~Lab();

  const LabAddress& address() const;
  const TestPki& pki() const;
  std::map<contract::Source, std::uint16_t> source_ports() const;

  /// Stops or starts a source on its old port. Safe from any thread; takes effect shortly.
  void stop_source(contract::Source source);
  void start_source(contract::Source source);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace provbank::world
