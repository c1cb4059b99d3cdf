// The reference parties on their places: seven base services and the aggregator, on whichever
// network and clock they are given.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "contract/connections.hpp"
#include "harness/evidence/evidence.hpp"
#include "harness/evidence/recorder.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/world/decorators.hpp"
#include "harness/world/environment.hpp"
#include "harness/world/generated_answers.hpp"
#include "harness/world/test_pki.hpp"
#include "platform/chance/rng.hpp"
#include "platform/net/network.hpp"

namespace provbank::world {

/// The seams of one world. All that runs in it belongs to the one single-threaded executor.
struct Seams {
  net::asio::io_context& io;
  time::Clock& clock;
  net::Network& network;
  evidence::World world;
};

struct PartiesOptions {
  std::vector<scenario::GivenSource> given;  // sources not named are healthy and answer at once
  std::filesystem::path driftspart_dir;      // where the aggregator may write (its event log)
  /// Where the aggregator's keys lie, made when there are none: of a log that is to go on when the
  /// party starts again. Empty: keys for this time only, in memory.
  std::filesystem::path driftspart_keys{};
  /// Where the event log is kept: a file, or postgresql://... in the live world, where several
  /// aggregators may share it. Empty: a file in `driftspart_dir`.
  std::string event_log{};
  /// The SHS node's directory: a file, or ldap://host:port[,...] in the live world, with who
  /// vouches for those servers (a PEM file; empty: they are asked in the clear). Empty: the made-up
  /// world's. LDAP in the simulated world is refused when the parties are made.
  std::string shs_directory{};
  std::filesystem::path shs_directory_ca{};
  /// Told, on the parties' executor, why a look-up in it failed. Empty: nobody is.
  std::function<void(const Error&)> on_directory_trouble{};
  /// Where the SHS node's answers wait. Empty: `driftspart_dir`/shs.
  std::filesystem::path mail_folder{};
  std::uint16_t aggregator_port = 0;  // 0: any free one
  std::string aggregator_host = "127.0.0.1";
  std::string also_trusted_pem{};  // who vouches for kommuner, besides the test PKI
  bool aggregator = true;  // false: somebody else's stands between the kommuner and our sources
  bool sources = true;     // false: they are somebody else's, at `source_places`
  std::map<contract::Source, net::Endpoint> source_places{};  // those not named: any free port
  /// Sources that answer with documents made from their schemas; what they sent is noted in
  /// `generated` by exchange. Null: none. Both outlive the parties.
  GeneratedAnswers* answers = nullptr;
  std::map<std::string, evidence::GeneratedCase, std::less<>>* generated = nullptr;
  std::shared_ptr<const contract::Connections> connections{};  // null: as the register says
  Decorators decorators{};
};

class Parties {
 public:
  /// Everybody listens when this returns. Throws ErrorException when somebody cannot. `recorder`
  /// notes what the sources see and say; all referred to must outlive the object.
  Parties(Seams seams, const Environment& environment, const TestPki& pki,
          evidence::Recorder& recorder, const chance::Rng& rng, const PartiesOptions& options);
  ~Parties();

  /// Serves until `stop`; then returns when the last question under way is answered.
  net::awaitable<void> run();
  void stop();

  /// Stops one source, as a party of its own would; for `provbank lab`.
  void stop_source(contract::Source source);
  /// Starts a stopped source again, healthy, on its old port. False when the port is taken
  /// meanwhile.
  bool start_source(contract::Source source);

  /// Of the aggregator that was made here.
  const net::Endpoint& aggregator() const;
  const std::string& aggregator_url() const;
  const std::map<contract::Source, net::Endpoint>& sources() const;
  /// The public keys (base64) by which the aggregator's event log can be verified.
  const std::vector<std::string>& event_log_keys() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

inline constexpr const char* kEventLogFile = "event-log.jsonl";
/// Archived parts of the log too: their names sort before the one that is written to.
inline bool is_event_log_file(const std::filesystem::path& file) {
  const auto name = file.filename().string();
  return name.starts_with("event-log") && name.ends_with(".jsonl");
}

}  // namespace provbank::world
