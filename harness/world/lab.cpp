#include "harness/world/lab.hpp"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <nlohmann/json.hpp>
#include <thread>

#include "harness/evidence/recorder.hpp"
#include "harness/world/parties.hpp"
#include "platform/base/file.hpp"
#include "platform/net/live_network.hpp"

namespace provbank::world {
namespace fs = std::filesystem;

namespace {

fs::path credentials_stem(const fs::path& folder, const std::string& kommun,
                          const std::string& certificate) {
  return certificate == "own" ? folder / kommun : folder / "broken" / (kommun + "-" + certificate);
}

}  // namespace

Result<void> write_lab_folder(const fs::path& folder, const TestPki& pki,
                              const contract::Organisations& organisations,
                              const LabAddress& address) {
  if (auto written = write_file(folder / "ca.pem", pki.ca_pem()); !written) return written;
  for (const auto& kommun : organisations.kommuner) {
    for (const auto& name : client_certificate_names()) {
      if (name == "none") continue;
      std::optional<crypto::Credentials> credentials;
      try {
        credentials = pki.client(kommun.id, name);
      } catch (const ErrorException&) {
        continue;  // not every kommun has a provider, say
      }
      auto written = write_credentials(credentials_stem(folder, kommun.id, name), *credentials);
      if (!written) return written;
    }
  }
  const nlohmann::ordered_json json = {{"host", address.host},
                                       {"port", address.port},
                                       {"server_name", address.server_name},
                                       {"target", address.target}};
  return write_file(folder / "lab.json", json.dump(2) + "\n");
}

Result<LabAddress> read_lab_folder(const fs::path& folder) {
  const auto text = read_file(folder / "lab.json");
  if (!text) {
    return fail(Errc::not_found,
                folder.string() +
                    ": no lab runs here (lab.json is missing); start `provbank lab --out " +
                    folder.string() + "`");
  }
  try {
    const auto json = nlohmann::json::parse(*text);
    return LabAddress{json.at("host"), json.at("port"), json.at("server_name"), json.at("target")};
  } catch (const nlohmann::json::exception& error) {
    return fail(Errc::malformed, (folder / "lab.json").string() + ": " + error.what());
  }
}

Result<std::optional<crypto::Credentials>> lab_credentials(const fs::path& folder,
                                                           const std::string& kommun,
                                                           const std::string& certificate) {
  if (certificate == "none") return std::optional<crypto::Credentials>{};
  const fs::path stem = credentials_stem(folder, kommun, certificate);
  auto pem = read_file(stem.string() + ".pem");
  if (!pem) return pem.error();
  auto key = read_file(stem.string() + ".key");
  if (!key) return key.error();
  return std::optional(crypto::Credentials{*pem, *key});
}

struct Lab::State {
  net::asio::io_context io{1};
  time::SteadyClock clock;
  net::LiveNetwork network{io};
  TestPki pki;
  evidence::Recorder recorder{clock, evidence::Recorder::Keep::nothing};
  std::unique_ptr<Parties> parties;
  LabAddress address;
  std::thread thread;
  std::exception_ptr error;

  explicit State(const Environment& environment)
      : pki(environment.organisations(), clock.wall_now()) {}
};

Lab::Lab(const Environment& environment, const LabOptions& options)
    : state_(std::make_unique<State>(environment)) {
  State& state = *state_;
  state.parties = std::make_unique<Parties>(
      Seams{state.io, state.clock, state.network, evidence::World::live}, environment, state.pki,
      state.recorder, chance::Rng(chance::Seed{1}),
      PartiesOptions{.given = {},
                     .driftspart_dir = options.folder / "driftspart",
                     .driftspart_keys = options.keys.empty() ? options.folder / "driftspart-nycklar"
                                                             : options.keys,
                     .event_log = options.event_log,
                     .shs_directory = options.shs_directory,
                     .shs_directory_ca = options.shs_directory_ca,
                     .on_directory_trouble = options.on_directory_trouble,
                     .aggregator_port = options.port,
                     .connections = options.connections});
  for (const auto source : options.without) state.parties->stop_source(source);
  state.address.port = state.parties->aggregator().port;
  state.address.server_name = kDriftspartName;
  net::asio::co_spawn(state.io, state.parties->run(),
                      [&state](std::exception_ptr error) { state.error = std::move(error); });
  state.thread = std::thread([&state] { state.io.run(); });
}

Lab::~Lab() {
  net::asio::post(state_->io, [state = state_.get()] { state->parties->stop(); });
  state_->thread.join();
}

const LabAddress& Lab::address() const {
  return state_->address;
}
const TestPki& Lab::pki() const {
  return state_->pki;
}

std::map<contract::Source, std::uint16_t> Lab::source_ports() const {
  std::map<contract::Source, std::uint16_t> ports;
  for (const auto& [source, endpoint] : state_->parties->sources()) ports[source] = endpoint.port;
  return ports;
}

void Lab::stop_source(contract::Source source) {
  net::asio::post(state_->io,
                  [state = state_.get(), source] { state->parties->stop_source(source); });
}

void Lab::start_source(contract::Source source) {
  net::asio::post(state_->io,
                  [state = state_.get(), source] { state->parties->start_source(source); });
}

}  // namespace provbank::world
