#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <sstream>

#include "harness/cli/commands.hpp"
#include "harness/onboarding/dossier_connections.hpp"
#include "harness/world/lab.hpp"
#include "platform/process/crash_dumps.hpp"
#include "reference-impl/shs/agreements.hpp"
#include "reference-impl/shs_ldap/ldap_directory.hpp"

namespace provbank::cli {
namespace {

namespace fs = std::filesystem;

volatile std::sig_atomic_t stop_requested = 0;
void request_stop(int) {
  stop_requested = 1;
}

void print_addresses(const App& app, const world::Lab& lab, const fs::path& folder) {
  Console& console = app.console;
  const auto& address = lab.address();
  console.line(
      console.styled(console.pick({"Labbet är igång.", "The lab is running."}), Style::bold));
  console.line();
  console.line(
      fmt::format("  URL      https://{}:{}{}", address.host, address.port, address.target));
  console.line(
      fmt::format("  WSDL     https://{}:{}{}?wsdl", address.host, address.port, address.target));
  console.line(fmt::format("  SHS      https://{}:{}/shs/rs, /shs/ds", address.host, address.port));
  console.line(
      fmt::format("  {}   {}/ca.pem", console.pick({"CA    ", "CA    "}), folder.string()));
  console.line(fmt::format("  {} {}/<kommun>.pem, {}/<kommun>.key",
                           console.pick({"Klient  ", "Client  "}), folder.string(),
                           folder.string()));
  console.line(fmt::format("  {} {}/driftspart/event-log.jsonl",
                           console.pick({"Logg    ", "Log     "}), folder.string()));
  std::string ports;
  for (const auto& [source, port] : lab.source_ports())
    ports += fmt::format("{} {}  ", contract::code(source), port);
  console.line(fmt::format("  {} {}", console.pick({"Källor  ", "Sources "}), ports));
}

void print_people(const App& app, const world::Environment& environment,
                  const contract::Connections* connections) {
  Console& console = app.console;
  console.line();
  console.line(console.styled(console.pick({"Testpersoner", "Test persons"}), Style::bold));
  for (const auto* person : environment.fixtures->all()) {
    console.line(fmt::format("  {}  {}  {}", padded(person->id, 10), person->identity.digits(),
                             console.pick(person->titel)));
  }
  console.line();
  console.line(console.styled(console.pick({"Kommuner", "Kommuner"}), Style::bold));
  for (const auto& kommun : environment.organisations().kommuner) {
    const bool connected = connections != nullptr
                               ? connections->is_connected(kommun.organisationsnummer)
                               : kommun.ansluten;
    console.line(fmt::format("  {}  {}  {}  {}", padded(kommun.id, 16),
                             kommun.organisationsnummer.wire(), kommun.namn,
                             connected ? "" : console.pick({"(ej ansluten)", "(not connected)"})));
  }
}

/// What has been agreed on questions through SHS, and when the agreement has the service open.
void print_agreements(const App& app, const shs::Agreements& agreements) {
  app.console.line();
  app.console.line(
      app.console.styled(app.console.pick({"Avtal om SHS", "SHS agreements"}), Style::bold));
  for (const auto& agreement : agreements.all())
    app.console.line(fmt::format("  {}", app.console.pick(shs::summary(agreement))));
}

void print_next_steps(const App& app, const world::LabAddress& address, const fs::path& folder) {
  Console& console = app.console;
  console.line();
  console.line(console.styled(console.pick({"Pröva", "Try"}), Style::bold));
  console.line(fmt::format("  provbank ask --lab {} --person anna", folder.string()));
  console.line(fmt::format("  provbank ask --lab {} --person anna --shs", folder.string()));
  console.line(fmt::format(
      "  curl --cacert {0}/ca.pem --cert {0}/exempelkommun.pem --key {0}/exempelkommun.key "
      "'https://localhost:{1}{2}?wsdl'",
      folder.string(), address.port, address.target));
  console.line();
  console.line(Bilingual{"Skriv `stop SKV`, `start SKV` eller `quit`; Ctrl-C avslutar också.",
                         "Type `stop SKV`, `start SKV` or `quit`; Ctrl-C ends it too."});
}

// One line the user typed. Returns false to end the lab.
bool obey(const App& app, world::Lab& lab, const std::string& line) {
  std::istringstream words(line);
  std::string verb;
  std::string what;
  words >> verb >> what;
  if (verb == "quit" || verb == "q") return false;
  if (verb.empty()) return true;
  const auto source = contract::source_from_code(what);
  if ((verb != "stop" && verb != "start") || !source) {
    app.console.line(Bilingual{
        "Jag förstår `stop KÄLLA`, `start KÄLLA` och `quit` (KÄLLA: AF CSN FK SKV SO TNS MIV).",
        "I understand `stop SOURCE`, `start SOURCE` and `quit` (SOURCE: AF CSN FK SKV SO TNS "
        "MIV)."});
    return true;
  }
  if (verb == "stop") {
    lab.stop_source(*source);
  } else {
    lab.start_source(*source);
  }
  app.console.line(fmt::format("{} {}", what,
                               verb == "stop" ? app.console.pick({"är stoppad", "is stopped"})
                                              : app.console.pick({"är igång", "is running"})));
  return true;
}

constexpr int kTurnMilliseconds = 200;
constexpr unsigned kTurnsBetweenLooks = 4;  // so that a dossier counts within a second

/// The folder of dossiers that says who is connected, when the user named one.
class Watch {
 public:
  Watch(const App& app, const fs::path& folder)
      : app_(app),
        setting_(std::make_shared<const onboarding::Setting>(
            onboarding::Setting::load(app.data_dir).value())),
        connections_(std::make_shared<onboarding::DossierConnections>(folder, setting_)) {}

  std::shared_ptr<const contract::Connections> connections() const { return connections_; }

  void look() {
    for (const auto& news : connections_->refresh(setting_->calendar.day_of(clock_.wall_now()))) {
      app_.console.line(news);
    }
  }

 private:
  const App& app_;
  time::SteadyClock clock_;
  std::shared_ptr<const onboarding::Setting> setting_;
  std::shared_ptr<onboarding::DossierConnections> connections_;
};

/// Whether the directory that the user named can be used; says what is wrong when not.
bool check_directory(const App& app, const LabOptions& options) {
  if (options.shs_directory.empty() && options.shs_directory_ca.empty()) return true;
  if (options.shs_directory.empty()) {
    app.console.error(Bilingual{"--shs-directory-ca hör till --shs-directory.",
                                "--shs-directory-ca belongs to --shs-directory."});
    return false;
  }
  time::SteadyClock clock;
  const auto made = shs_ldap::directory_from(options.shs_directory, clock,
                                             {.trust_anchors = options.shs_directory_ca});
  if (!made) app.console.error("--shs-directory: " + made.error().detail);
  return made.has_value();
}

// Serves until the user ends it. Without a terminal or pipe to read from, only a signal does.
void serve(const App& app, world::Lab& lab, const std::unique_ptr<Watch>& watch) {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  bool listening = true;
  unsigned turn = 0;
  while (stop_requested == 0) {
    if (watch && turn++ % kTurnsBetweenLooks == 0) watch->look();
    const int ready = poll(&input, listening ? 1 : 0, kTurnMilliseconds);
    if (ready <= 0 || !listening) continue;
    std::string line;
    if (!std::getline(std::cin, line)) {
      listening = false;
      continue;
    }
    if (!obey(app, lab, line)) return;
  }
}

}  // namespace

int lab(App& app, const LabOptions& options) {
  auto environment = load_environment(app);
  if (!environment) return code(Exit::usage);
  const auto without =
      options.without.empty() ? contract::SourceSet{} : contract::SourceSet::parse(options.without);
  if (!without) {
    app.console.error(Bilingual{"--without tar källkoder: AF CSN FK SKV SO TNS MIV.",
                                "--without takes source codes: AF CSN FK SKV SO TNS MIV."});
    return code(Exit::usage);
  }
  if (options.dossiers && !fs::is_directory(*options.dossiers)) {
    app.console.error(Bilingual{"--dossiers ska vara en mapp.", "--dossiers is to be a folder."});
    return code(Exit::usage);
  }
  if (!check_directory(app, options)) return code(Exit::usage);
  process::refuse_crash_dumps().value();
  const auto watch = options.dossiers ? std::make_unique<Watch>(app, *options.dossiers) : nullptr;
  std::signal(SIGINT, request_stop);
  std::signal(SIGTERM, request_stop);
  const fs::path folder = fs::absolute(options.out).lexically_normal();
  world::Lab running(*environment, {.folder = folder,
                                    .port = options.port,
                                    .without = without->in_order(),
                                    .connections = watch ? watch->connections() : nullptr,
                                    .event_log = options.event_log,
                                    .keys = options.keys,
                                    .shs_directory = options.shs_directory,
                                    .shs_directory_ca = options.shs_directory_ca,
                                    .on_directory_trouble = [](const Error& error) {
                                      fmt::print(stderr, "SHS: {}\n", error.detail);
                                    }});
  auto written = world::write_lab_folder(folder, running.pki(), environment->organisations(),
                                         running.address());
  if (!written) throw ErrorException(written.error());
  print_addresses(app, running, folder);
  if (watch) watch->look();
  print_people(app, *environment, watch ? watch->connections().get() : nullptr);
  print_agreements(app, *environment->shs_agreements);
  print_next_steps(app, running.address(), folder);
  serve(app, running, watch);
  std::error_code ec;
  fs::remove(folder / "lab.json", ec);
  app.console.line(Bilingual{"Labbet avslutas; pågående frågor besvaras först.",
                             "The lab is stopping; questions under way are answered first."});
  return code(Exit::ok);
}

}  // namespace provbank::cli
