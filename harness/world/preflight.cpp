#include "harness/world/preflight.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>

#include "harness/logbook/files.hpp"
#include "harness/logbook/reader.hpp"
#include "harness/world/log_observation.hpp"
#include "harness/world/player.hpp"
#include "harness/world/test_pki.hpp"
#include "platform/base/file.hpp"
#include "platform/crypto/certificate.hpp"
#include "platform/net/http_client.hpp"
#include "platform/net/with_timeout.hpp"
#include "reference-impl/kommun/client.hpp"
#include "reference-impl/wire/ssbt.hpp"

namespace provbank::world {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using certify::Certification;
using State = Trial::State;
using SystemTime = std::chrono::system_clock::time_point;

constexpr auto kSoon = 24h * 30;      // a certificate that ends within it is doubtful
constexpr auto kConnectTime = 10s;    // with each connection
constexpr auto kClockOffsetMax = 2s;  // beyond it times in logs cannot be compared
constexpr int kClientErrorMin = 400;
constexpr int kServerErrorMin = 500;

std::string day(SystemTime when) {
  return fmt::format("{:%Y-%m-%d}", std::chrono::floor<std::chrono::seconds>(when));
}

/// Seconds since 1970 of an HTTP date (RFC 9110 section 5.6.7, the preferred form).
std::optional<SystemTime> http_date(std::string_view text) {
  std::tm broken{};
  const std::string owned(text);
  if (::strptime(owned.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &broken) == nullptr)
    return std::nullopt;
  return std::chrono::system_clock::from_time_t(::timegm(&broken));
}

class Preflight {
 public:
  Preflight(const Certification& party, const Environment& environment, net::Network& network,
            time::Clock& clock)
      : party_(party), environment_(environment), network_(network), clock_(clock) {}

  net::awaitable<std::vector<Trial>> run() {
    const auto pki = TestPki::read(party_.certificates.folder, environment_.organisations());
    if (!pki) {
      wrong({"Certifikatmappen går inte att läsa: " + pki.error().detail,
             "The folder of certificates cannot be read: " + pki.error().detail},
            {"Skapa den med `provbank plan --new`, eller peka planens certificates folder rätt.",
             "Make it with `provbank plan --new`, or correct the plan's certificates folder."});
      co_return std::move(trials_);
    }
    try_certificates(*pki);
    try_persons();
    try_listening();
    try_observation();
    if (party_.role == certify::Role::kommun)
      co_await try_deeds();
    else
      co_await try_address(*pki);
    co_return std::move(trials_);
  }

 private:
  void fine(Bilingual what) { trials_.push_back({State::fine, std::move(what), {}}); }
  void doubtful(Bilingual what, Bilingual advice) {
    trials_.push_back({State::doubtful, std::move(what), std::move(advice)});
  }
  void wrong(Bilingual what, Bilingual advice) {
    trials_.push_back({State::wrong, std::move(what), std::move(advice)});
  }

  // ---- Certificates

  void try_certificate(const std::string& whose, const crypto::Credentials& credentials,
                       const std::string& anchors, crypto::Purpose purpose) {
    const SystemTime now = std::chrono::time_point_cast<SystemTime::duration>(clock_.wall_now());
    const auto verified =
        crypto::verify_certificate(credentials.certificate_pem, anchors, purpose, now);
    if (!verified) {
      wrong({fmt::format("Certifikatet {} duger inte: {}", whose, verified.error().detail),
             fmt::format("The certificate {} will not do: {}", whose, verified.error().detail)},
            {"Byt det mot ett som gäller i dag och är utfärdat av den som motparten litar på.",
             "Replace it with one that is valid today and issued by whom the peer trusts."});
      return;
    }
    if (verified->not_after - now < kSoon) {
      doubtful({fmt::format("Certifikatet {} går ut {}", whose, day(verified->not_after)),
                fmt::format("The certificate {} ends on {}", whose, day(verified->not_after))},
               {"Förnya det före certifieringen.", "Renew it before the certification."});
      return;
    }
    fine({fmt::format("Certifikatet {} gäller till {}", whose, day(verified->not_after)),
          fmt::format("The certificate {} is valid until {}", whose, day(verified->not_after))});
  }

  void try_certificates(const TestPki& pki) {
    const auto& ca = pki.ca_pem();
    switch (party_.role) {
      case certify::Role::uppgiftslamnare:
        if (party_.certificates.ours.certificate_pem.empty()) {
          wrong({"driftspart/own.pem eller own.key saknas i certifikatmappen",
                 "driftspart/own.pem or own.key is missing in the folder of certificates"},
                {"Lägg dit det klientcertifikat som er bastjänst släpper in.",
                 "Put the client certificate there that your base service admits."});
        } else {
          try_certificate("driftspart/own", party_.certificates.ours, ca, crypto::Purpose::client);
        }
        return;
      case certify::Role::kommun:
        try_certificate("driftspart/server", pki.driftspart_server(), ca, crypto::Purpose::server);
        return;
      case certify::Role::driftspart:
        break;
    }
    for (const auto& kommun : environment_.organisations().kommuner)
      try_held("kommun/" + kommun.id + "/own", ca, crypto::Purpose::client,
               [&] { return pki.client(kommun.id, "own").value(); });
    for (const auto source : contract::kAllSources)
      try_held("kalla/" + std::string(contract::code(source)) + "/own", ca, crypto::Purpose::server,
               [&] { return pki.source(source, "own"); });
  }

  template <class Get>
  void try_held(const std::string& whose, const std::string& anchors, crypto::Purpose purpose,
                Get get) {
    try {
      try_certificate(whose, get(), anchors, purpose);
    } catch (const ErrorException& error) {
      wrong({fmt::format("Certifikatet {} saknas", whose),
             fmt::format("The certificate {} is missing", whose)},
            {"Lägg dit det (.pem och .key), eller skapa mappen på nytt.",
             "Put it there (.pem and .key), or make the folder anew."});
    }
  }

  // ---- What the plan says

  void try_persons() {
    if (party_.role == certify::Role::driftspart) return;
    if (party_.persons.empty()) {
      wrong({"Planen nämner inga testpersoner", "The plan names no test persons"},
            {"Lägg till <person as=\"...\" number=\"...\"/> för dem ert system känner.",
             "Add <person as=\"...\" number=\"...\"/> for those your system knows."});
      return;
    }
    fine({fmt::format("{} testpersoner i planen", party_.persons.size()),
          fmt::format("{} test persons in the plan", party_.persons.size())});
  }

  void try_listening() {
    std::vector<net::Endpoint> places;
    if (party_.aggregator) places.push_back(*party_.aggregator);
    for (const auto& [source, endpoint] : party_.sources) places.push_back(endpoint);
    for (const auto& place : places) {
      auto listener = network_.listen(place, std::nullopt);
      if (listener) {
        (*listener)->close();
        fine({fmt::format("Provbänk kan svara på {}", net::to_string(place)),
              fmt::format("Provbänk can answer at {}", net::to_string(place))});
        continue;
      }
      wrong({fmt::format("Provbänk kan inte svara på {}: {}", net::to_string(place),
                         listener.error().detail),
             fmt::format("Provbänk cannot answer at {}: {}", net::to_string(place),
                         listener.error().detail)},
            {"Välj en annan port i listen, eller avsluta det program som har den.",
             "Choose another port in listen, or end the program that has it."});
    }
  }

  void try_observation() {
    if (party_.observed.event_log && party_.role == certify::Role::uppgiftslamnare) {
      doubtful({"Planens event-log läses inte", "The plan's event-log is not read"},
               {"Avtalen kräver ingen logg av en Uppgiftslämnare, bara att den rensas (TV-12.2.4), "
                "och det intygas: <attest clause=\"TV-12.2.4\" ...>.",
                "The agreements require no log of an Uppgiftslämnare, only that it is cleared "
                "(TV-12.2.4), and that is attested: <attest clause=\"TV-12.2.4\" ...>."});
    } else if (party_.observed.event_log) {
      const auto& file = *party_.observed.event_log;
      if (const auto why = unreadable_log(); why.empty()) {
        fine({"Händelseloggen går att läsa: " + file.string(),
              "The event log can be read: " + file.string()});
        try_mapping();
      } else {
        wrong({"Händelseloggen går inte att läsa: " + why, "The event log cannot be read: " + why},
              {"Ge den som kör Provbänk läsrätt, eller ta bort event-log ur planen: då blir "
               "loggens krav ej prövade.",
               "Give whoever runs Provbänk the right to read, or take event-log out of the plan: "
               "then the "
               "log's requirements are not tested."});
      }
    } else if (party_.role == certify::Role::kommun) {
      doubtful({"Ingen behandlingshistorik står i planen (event-log)",
                "No processing history stands in the plan (event-log)"},
               {"Utan den blir TV-12.4.4/historik ej prövbar.",
                "Without it TV-12.4.4/historik is untestable."});
    } else if (party_.role == certify::Role::driftspart) {
      doubtful({"Ingen händelselogg står i planen", "No event log stands in the plan"},
               {"Utan den blir kraven på loggning och gallring ej prövbara.",
                "Without it the requirements on logging and purging are untestable."});
    }
    for (const auto& store : party_.observed.stores) {
      std::error_code ec;
      if (fs::is_directory(store, ec)) {
        fine({"Mappen går att genomsöka: " + store.string(),
              "The folder can be searched: " + store.string()});
      } else {
        wrong(
            {"Mappen finns inte: " + store.string(), "The folder is not there: " + store.string()},
            {"Rätta store i planen.", "Correct store in the plan."});
      }
    }
  }

  /// The first of the log's files that may not be read, or why there is none; empty when all may.
  std::string unreadable_log() const {
    const auto paths =
        logbook::paths_of(*party_.observed.event_log, party_.observed.event_log_names);
    if (!paths) return paths.error().detail;
    for (const auto& path : *paths) {
      if (::access(path.c_str(), R_OK) != 0) return path.string();
    }
    return {};
  }

  /// How much of what stands in the log today the mapping understands.
  void try_mapping() {
    const auto& observed = party_.observed;
    const auto& mapping = mapping_of(party_, environment_.logbook);
    const auto files = logbook::read_files(*observed.event_log, observed.event_log_names, mapping);
    if (!files) {
      wrong({"Händelseloggen går inte att läsa: " + files.error().detail,
             "The event log cannot be read: " + files.error().detail},
            {"Är event-log en mapp: säg med names=\"...\" vilka av dess filer som är loggen.",
             "If event-log is a folder: say with names=\"...\" which of its files are the log."});
      return;
    }
    logbook::Log log;
    for (const auto& file : *files) logbook::read(mapping, file.content, file.path.string(), log);
    if (files->size() == 1 && files->front().content.empty()) return;
    if (log.faults_total > 0) {
      const auto& first = log.faults.front();
      doubtful(
          {fmt::format("{} poster i loggen förstås och {} gör det inte; den första i {} på rad {}: "
                       "{}",
                       log.entries.size(), log.faults_total, log.files.at(first.file), first.line,
                       first.why.sv),
           fmt::format("{} entries of the log are understood and {} are not; the first in {} at "
                       "line {}: {}",
                       log.entries.size(), log.faults_total, log.files.at(first.file), first.line,
                       first.why.en)},
          {"Pröva mappningen med `provbank log read MAPPNING LOGG` och rätta den.",
           "Try the mapping with `provbank log read MAPPING LOG` and correct it."});
    } else {
      fine({fmt::format("Mappningen förstår loggen: {} poster", log.entries.size()),
            fmt::format("The mapping understands the log: {} entries", log.entries.size())});
    }
    if (const auto& verify = party_.observed.log_verify; verify && !executable(verify->program)) {
      wrong(
          {"Programmet som kontrollerar loggen finns inte: " + verify->program,
           "The program that verifies the log is not there: " + verify->program},
          {"Rätta verify i planens event-log, eller ta bort det: då prövas inte om den som ändrar "
           "i loggen upptäcks.",
           "Correct verify in the plan's event-log, or take it out: then it is not tested whether "
           "whoever alters the log is found."});
    }
  }

  // ---- The party itself

  net::awaitable<void> try_address(const TestPki& pki) {
    const auto& address = *party_.address;
    const std::string place = net::to_string(address.endpoint);
    net::ClientTls tls;
    tls.server_name = address.server_name;
    tls.server_ca_pem = party_.certificates.trust_pem;
    tls.credentials = party_.role == certify::Role::driftspart
                          ? pki.client(first_connected(), "own")
                          : std::optional(party_.certificates.ours);
    net::HttpClient client(network_, clock_, address.endpoint, std::move(tls), {});
    http::Request request;
    request.target = address.target + "?wsdl";
    if (party_.role == certify::Role::driftspart)
      request = kommun::make_request(wire::encode_ping(), address.target);
    const auto before = clock_.wall_now();
    auto response = co_await net::with_deadline(client.send(std::move(request)), clock_,
                                                clock_.now() + kConnectTime);
    if (!response) {
      wrong(
          {place + " svarar inte inom tio sekunder", place + " does not answer within ten seconds"},
          {"Är adressen rätt, och släpper brandväggen igenom?",
           "Is the address right, and does the firewall let us through?"});
      co_return;
    }
    if (!*response) {
      tell_failure(place, response->error());
      co_return;
    }
    const int status = (*response)->status;
    if (party_.role == certify::Role::uppgiftslamnare && status >= kClientErrorMin &&
        status < kServerErrorMin) {
      doubtful({fmt::format("{}{} svarar med HTTP {}", place, address.target, status),
                fmt::format("{}{} answers with HTTP {}", place, address.target, status)},
               {"Är sökvägen (path) rätt, och släpper bastjänsten in det certifikat som Provbänk "
                "visar? Det kan också vara så att "
                "bastjänsten inte lämnar ut sin beskrivning (?wsdl).",
                "Is the path right, and does the base service admit the certificate that Provbänk "
                "shows? It may also be that the base "
                "service does not give out its description (?wsdl)."});
    }
    fine({fmt::format("{} svarar, och båda sidors certifikat godtas (HTTP {})", place,
                      (*response)->status),
          fmt::format("{} answers, and both sides' certificates are accepted (HTTP {})", place,
                      (*response)->status)});
    if ((*response)->status >= kServerErrorMin) {
      doubtful(
          {fmt::format("Svaret är HTTP {}", (*response)->status),
           fmt::format("The answer is HTTP {}", (*response)->status)},
          {"Tjänsten är där men fallerar. Är sökvägen (path) rätt, är testorganisationerna kända?",
           "The service is there but fails. Is the path right, are the test organisations known?"});
    }
    try_clock((*response)->fields.find("Date"), before);
  }

  std::string first_connected() const {
    for (const auto& kommun : environment_.organisations().kommuner) {
      if (kommun.ansluten) return kommun.id;
    }
    return {};
  }

  void tell_failure(const std::string& place, const Error& error) {
    Bilingual advice = {"Är tjänsten igång på den adressen?",
                        "Is the service running at that address?"};
    if (error.code == Errc::tls_rejected) {
      advice = {
          "Den ena sidan godtog inte den andras certifikat. Bär serverns certifikat namnet i "
          "server-name, är "
          "det utfärdat av någon i trust, och känner parten utfärdaren av det vi visar?",
          "One side did not accept the other's certificate. Does the server's carry the name in "
          "server-name, is it "
          "issued by someone in trust, and does the party know the issuer of what we show?"};
    }
    wrong({fmt::format("{}: {}", place, error.detail), fmt::format("{}: {}", place, error.detail)},
          advice);
  }

  void try_clock(std::optional<std::string_view> date, time::WallTime before) {
    const auto theirs = date ? http_date(*date) : std::nullopt;
    if (!theirs) {
      doubtful({"Svaret anger ingen tid (Date), så klockorna går inte att jämföra",
                "The answer states no time (Date), so the clocks cannot be compared"},
               {"Kontrollera att partens klocka hämtar tiden från samma källa som vår.",
                "Check that the party's clock takes its time from the same source as ours."});
      return;
    }
    const auto offset = std::chrono::duration_cast<std::chrono::seconds>(
        *theirs - std::chrono::time_point_cast<SystemTime::duration>(before));
    if (std::chrono::abs(offset) > kClockOffsetMax) {
      doubtful({fmt::format("Partens klocka skiljer {} s från vår", offset.count()),
                fmt::format("The party's clock differs by {} s from ours", offset.count())},
               {"Ställ klockorna (NTP): annars stämmer inte loggens tider.",
                "Set the clocks (NTP): otherwise the log's times will not agree."});
      return;
    }
    fine({"Klockorna går lika, på två sekunder när", "The clocks agree, within two seconds"});
  }

  // ---- How a kommun is made to act

  net::awaitable<void> try_deeds() {
    co_await try_deed("act", *party_.act);
    co_await try_deed("show", party_.show->deed);
  }

  net::awaitable<void> try_deed(std::string which, const certify::Deed& deed) {
    if (const auto* command = std::get_if<certify::Command>(&deed)) {
      if (executable(command->program)) {
        fine({fmt::format("{}: programmet {} finns", which, command->program),
              fmt::format("{}: the program {} is there", which, command->program)});
      } else {
        wrong({fmt::format("{}: programmet {} finns inte eller får inte köras", which,
                           command->program),
               fmt::format("{}: the program {} is not there or may not be run", which,
                           command->program)},
              {"Skriv hela sökvägen, och gör filen körbar.",
               "Write the whole path, and make the file executable."});
      }
      co_return;
    }
    if (std::holds_alternative<certify::Operator>(deed)) {
      fine({which + ": en person tillfrågas", which + ": a person is asked"});
      co_return;
    }
    const auto& request = std::get<certify::Request>(deed);
    auto stream = co_await net::with_deadline(network_.connect(request.endpoint, std::nullopt),
                                              clock_, clock_.now() + kConnectTime);
    const std::string place = net::to_string(request.endpoint);
    if (stream && *stream) {
      fine({fmt::format("{}: {} tar emot anslutningar", which, place),
            fmt::format("{}: {} accepts connections", which, place)});
    } else {
      wrong({fmt::format("{}: {} tar inte emot anslutningar", which, place),
             fmt::format("{}: {} accepts no connections", which, place)},
            {"Starta testgränssnittet, eller rätta url i planen.",
             "Start the test interface, or correct url in the plan."});
    }
  }

  static bool executable(const std::string& program) {
    if (program.find('/') != std::string::npos) return ::access(program.c_str(), X_OK) == 0;
    const char* path = std::getenv("PATH");
    std::istringstream in(path == nullptr ? "" : path);
    for (std::string folder; std::getline(in, folder, ':');) {
      if (::access((folder + "/" + program).c_str(), X_OK) == 0) return true;
    }
    return false;
  }

  const Certification& party_;
  const Environment& environment_;
  net::Network& network_;
  time::Clock& clock_;
  std::vector<Trial> trials_;
};

}  // namespace

net::awaitable<std::vector<Trial>> preflight(const Certification& party,
                                             const Environment& environment, net::Network& network,
                                             time::Clock& clock) {
  Preflight preflight(party, environment, network, clock);
  co_return co_await preflight.run();
}

}  // namespace provbank::world
