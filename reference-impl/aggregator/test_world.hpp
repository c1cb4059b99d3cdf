// A small world around one aggregator, for this folder's tests: seven fake sources that answer from
// the fixtures, a kommun that asks, certificates for all. Over memory and virtual time, or over TLS
// sockets and real time; there the aggregator may have a thread of its own, so that its own CPU
// time can be told from that of the rest.
#pragma once
#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "contract/question.hpp"
#include "platform/crypto/pki.hpp"
#include "platform/net/http_client.hpp"
#include "platform/net/http_server.hpp"
#include "platform/net/network.hpp"
#include "platform/net/task_group.hpp"
#include "platform/time/clock.hpp"
#include "reference-impl/aggregator/aggregator.hpp"
#include "reference-impl/wire/sources.hpp"
#include "reference-impl/wire/ssbt.hpp"

namespace provbank::aggregator {

enum class Wires { simulated, live, live_apart };

/// How a fake source behaves, and what it saw.
struct FakeSource {
  time::Duration delay{};
  bool listening = true;
  std::optional<std::string> answers_about;     // somebody else's twelve digits
  std::function<void(http::Response&)> tamper;  // with the right answer
  std::vector<wire::SourceAsk> asked;           // in the order of arrival
  std::size_t at_once_max = 0;                  // questions it had under way at the same time
  std::size_t under_way = 0;
};

inline const std::string kDawit = "198105209939";  // known by every source
inline const std::string kAnna = "198503149828";

/// Compiled once for the whole test program.
std::shared_ptr<const contract::SchemaCatalogue> schemas();

/// A question from exempelkommun about `person`, for the period December 2025 to February 2026,
/// with a LEFI question where FK is asked.
contract::Question question_about(const std::string& person, contract::SourceSet sources);

class TestWorld {
 public:
  explicit TestWorld(Wires wires = Wires::simulated);
  ~TestWorld();
  TestWorld(const TestWorld&) = delete;
  TestWorld& operator=(const TestWorld&) = delete;

  // Before `run`:
  FakeSource& source(contract::Source source) { return sources_[source].fake; }
  AggregatorConfig& config() { return config_; }
  void log_to(EventLog& log) { log_ = &log; }

  /// Starts everything, runs the script, stops everything in good order. Once per world.
  void run(std::function<awaitable<void>()> script);

  /// `run` with one message as the whole script.
  http::Response post(std::string soap, const std::string& as = "exempelkommun");
  http::Response send(http::Request request, const std::string& as = "exempelkommun");
  contract::Answer ask(const contract::Question& question);

  // Inside a script:
  awaitable<Result<http::Response>> request(http::Request request, std::string as);
  awaitable<http::Response> post_now(std::string soap, std::string as = "exempelkommun");
  Aggregator& aggregator() { return *aggregator_; }
  time::Clock& clock() { return *clock_; }
  net::Network& network() { return *network_; }
  asio::io_context& io() { return io_; }
  net::ClientTls client_tls(const std::string& as);

  /// CPU time that the aggregator's thread has used; only with `live_apart`.
  double aggregator_cpu_seconds();

  const std::vector<std::string>& log_lines() const { return memory_log_.lines(); }
  std::vector<std::string> events(std::string_view kind) const;  // the lines of one kind

 private:
  struct Source {
    FakeSource fake;
    std::unique_ptr<net::Listener> listener;
    std::unique_ptr<net::HttpServer> server;
  };

  crypto::Credentials certificate(const std::string& name, const std::string& organisation,
                                  crypto::Purpose purpose);
  void prepare_config();
  void open_source(contract::Source which);
  awaitable<http::Response> answer(contract::Source which, http::Request request);
  /// Every line that the aggregator wrote keeps to the schema of an entry.
  void expect_valid_log() const;
  void start_aggregator(net::TaskGroup& group);
  void stop_aggregator();
  void drive();

  Wires wires_;
  asio::io_context io_;
  std::unique_ptr<time::Clock> clock_;
  std::unique_ptr<net::Network> network_;
  crypto::CertificateAuthority authority_;
  AggregatorConfig config_;
  std::map<contract::Source, Source> sources_;
  std::map<std::string, std::unique_ptr<net::HttpClient>> clients_;
  eventlog::MemoryEventLog memory_log_;
  EventLog* log_ = &memory_log_;
  asio::io_context apart_io_;
  std::unique_ptr<net::Network> apart_network_;
  std::unique_ptr<Aggregator> aggregator_;
  std::thread apart_;
};

/// A POST to the aggregator as the contract wants it.
http::Request soap_request(std::string soap);

/// What a reply says; anything else fails the test and gives an empty value.
contract::Answer answer_in(const http::Response& response);
contract::Fault fault_in(const http::Response& response);

}  // namespace provbank::aggregator
