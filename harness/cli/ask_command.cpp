#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <sstream>

#include "harness/cli/commands.hpp"
#include "harness/world/lab.hpp"
#include "harness/world/player.hpp"
#include "harness/world/shs_place.hpp"
#include "platform/base/file.hpp"
#include "reference-impl/kommun/client.hpp"
#include "reference-impl/kommun/question_builder.hpp"
#include "reference-impl/kommun/shs_client.hpp"
#include "reference-impl/kommun/transport.hpp"
#include "reference-impl/wire/ssbt.hpp"

namespace provbank::cli {
namespace {

namespace fs = std::filesystem;
using contract::Source;

/// Where to ask and as whom.
struct Target {
  net::Endpoint endpoint;
  net::ClientTls tls;
  std::string path;
  std::optional<kommun::ShsIdentity> shs;  // none: SOAP over HTTP
  bool asynch = false;
};

Result<Target> target_of_lab(const fs::path& folder, const AskOptions& options) {
  const auto address = world::read_lab_folder(folder);
  if (!address) return address.error();
  auto credentials = world::lab_credentials(folder, options.kommun, options.certificate);
  if (!credentials) return credentials.error();
  auto ca = read_file(folder / "ca.pem");
  if (!ca) return ca.error();
  Target target;
  target.endpoint = {address->host, address->port};
  target.tls.credentials = std::move(*credentials);
  target.tls.server_ca_pem = std::move(*ca);
  target.tls.server_name = address->server_name;
  target.path = address->target;
  return target;
}

void print_source(const App& app, Source source, const contract::SourceResult& result) {
  const Console& console = app.console;
  const std::string name =
      fmt::format("{} {}", padded(contract::code(source), 4), padded(contract::name(source), 28));
  if (const auto* data = std::get_if<contract::SourceData>(&result)) {
    app.console.line(
        fmt::format("  {} {} {}", console.styled("✔", Style::green), name,
                    fmt::format(fmt::runtime(console.pick({"data, {} byte", "data, {} bytes"})),
                                data->document.size())));
    return;
  }
  const auto& error = std::get<contract::SourceError>(result);
  app.console.line(fmt::format(
      "  {} {} {} {}  {}", console.styled("✘", Style::red), name, contract::code(error.kalla),
      error.felkod,
      error.felmeddelande.empty()
          ? ""
          : error.felmeddelande[console.language() == Language::en && error.felmeddelande.size() > 1
                                    ? 1
                                    : 0]));
}

void print_fault(const App& app, const contract::Fault& fault) {
  app.console.line(fmt::format(
      "{} {}",
      app.console.styled(app.console.pick({"Frågan avvisades:", "The question was refused:"}),
                         Style::red),
      fault.felkod));
  for (const auto& text : fault.felmeddelande) app.console.line("  " + text);
}

// Prints one person's part. Returns whether every source delivered.
bool print_answer(const App& app, const wire::AnswerOrFault& part) {
  if (const auto* fault = std::get_if<contract::Fault>(&part)) {
    print_fault(app, *fault);
    return false;
  }
  bool whole = true;
  for (const auto& [source, result] : std::get<contract::Answer>(part).results) {
    print_source(app, source, result);
    whole = whole && std::holds_alternative<contract::SourceData>(result);
  }
  return whole;
}

Target target_of(const world::Lab& lab, const AskOptions& options) {
  Target target;
  target.endpoint = {lab.address().host, lab.address().port};
  target.tls = world::client_tls(lab.pki(), options.kommun, options.certificate, "");
  target.path = lab.address().target;
  return target;
}

/// A reply with how long it took.
struct Reply {
  Result<http::Response> response;
  time::Duration duration{};
};

Reply send(const Target& target, std::string soap) {
  net::asio::io_context io(1);
  time::SteadyClock clock;
  std::unique_ptr<kommun::Transport> transport =
      std::make_unique<kommun::CurlTransport>(target.endpoint, target.tls);
  const auto calendar =
      contract::Calendar::create({std::chrono::hours(8), std::chrono::hours(17)}).value();
  if (target.shs) {
    using Mode = kommun::ShsTransport::Mode;
    transport = std::make_unique<kommun::ShsTransport>(
        std::move(transport), clock, calendar,
        world::ids_of_messages(evidence::World::live, chance::Rng(chance::Seed{}), "ask"),
        *target.shs, target.asynch ? Mode::asynch : Mode::synch);
  }
  Reply reply{fail(Errc::io, "no answer was read"), {}};
  const auto begin = clock.now();
  auto work = [&]() -> net::awaitable<void> {
    http::Request request = kommun::make_request(std::move(soap), target.path);
    reply.response = co_await transport->send(std::move(request));
  };
  std::exception_ptr failure;
  net::asio::co_spawn(io, work(),
                      [&failure](std::exception_ptr error) { failure = std::move(error); });
  io.run();
  if (failure) std::rethrow_exception(failure);
  reply.duration = clock.now() - begin;
  return reply;
}

// The questions, one a person; or an exit code after telling which name is unknown.
std::optional<std::vector<contract::Question>> questions(const App& app,
                                                         const world::Environment& environment,
                                                         const AskOptions& options) {
  const auto* kommun = environment.organisations().kommun(std::string_view(options.kommun));
  const auto sources = contract::SourceSet::parse(options.sources);
  if (kommun == nullptr || !sources) {
    app.console.error(fmt::format(
        "{}: {}", app.console.pick({"Okänd kommun eller källa", "Unknown kommun or source"}),
        kommun == nullptr ? options.kommun : options.sources));
    return std::nullopt;
  }
  std::vector<contract::PersonIdentity> persons;
  std::istringstream words(options.person);
  for (std::string id; words >> id;) {
    const auto* person = environment.fixtures->person(std::string_view(id));
    if (person == nullptr) {
      app.console.error(fmt::format("{}: {}",
                                    app.console.pick({"Okänd testperson (se `provbank lab`)",
                                                      "Unknown test person (see `provbank lab`)"}),
                                    id));
      return std::nullopt;
    }
    persons.push_back(person->identity);
  }
  if (persons.empty()) return std::nullopt;
  kommun::Wish wish;
  wish.period = world::default_period();
  wish.sources = *sources;
  return kommun::QuestionBuilder(*kommun).build_many(wish, persons);
}

int show_ping(const App& app, const http::Response& response) {
  const auto pinged = wire::decode_ping_answer(response.body);
  if (!pinged) {
    app.console.error(pinged.error().detail);
    return code(Exit::check_failed);
  }
  if (const auto* fault = std::get_if<contract::Fault>(&*pinged)) {
    print_fault(app, *fault);
    return code(Exit::check_failed);
  }
  bool whole = true;
  for (const auto& [source, result] : std::get<std::map<Source, contract::PingResult>>(*pinged)) {
    whole = whole && !result.error;
    app.console.line(fmt::format(
        "  {} {} {}",
        result.error ? app.console.styled("✘", Style::red) : app.console.styled("✔", Style::green),
        padded(contract::code(source), 4), contract::name(source)));
  }
  return code(whole ? Exit::ok : Exit::check_failed);
}

int show_answers(const App& app, const http::Response& response,
                 const std::vector<std::string>& persons) {
  std::vector<wire::AnswerOrFault> parts;
  if (persons.size() > 1) {
    auto several = wire::decode_flera_answer(response.body);
    if (!several) {
      app.console.error(several.error().detail);
      return code(Exit::check_failed);
    }
    if (const auto* fault = std::get_if<contract::Fault>(&*several)) {
      print_fault(app, *fault);
      return code(Exit::check_failed);
    }
    parts = std::get<std::vector<wire::AnswerOrFault>>(std::move(*several));
  } else {
    auto one = wire::decode_answer(response.body);
    if (!one) {
      app.console.error(one.error().detail);
      return code(Exit::check_failed);
    }
    parts.push_back(std::move(*one));
  }
  bool whole = true;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i < persons.size()) app.console.line(app.console.styled(persons[i], Style::bold));
    whole = print_answer(app, parts[i]) && whole;
  }
  return code(whole ? Exit::ok : Exit::check_failed);
}

}  // namespace

int ask(App& app, const AskOptions& options) {
  auto environment = load_environment(app);
  if (!environment) return code(Exit::usage);
  const auto asked = questions(app, *environment, options);
  if (!asked) return code(Exit::usage);

  std::optional<world::Lab> own;
  std::optional<ScratchFolder> scratch;
  Result<Target> target = Target{};
  if (options.lab) {
    target = target_of_lab(*options.lab, options);
  } else {
    scratch.emplace();
    own.emplace(*environment,
                world::LabOptions{.folder = scratch->path(), .port = 0, .without = {}});
    target = target_of(*own, options);
  }
  if (!target) {
    app.console.error(target.error().detail);
    return code(Exit::usage);
  }
  if (options.shs) {
    target->shs =
        world::shs_identity(environment->organisations(),
                            *environment->organisations().kommun(std::string_view(options.kommun)));
    target->asynch = options.asynch;
  }
  std::string soap = options.ping        ? wire::encode_ping()
                     : asked->size() > 1 ? wire::encode_flera_question(*asked)
                                         : wire::encode_question(asked->front());
  const Reply reply = send(*target, std::move(soap));
  if (!reply.response) {
    app.console.error(fmt::format("{}: {}", app.console.pick({"Inget svar", "No answer"}),
                                  reply.response.error().detail));
    return code(Exit::check_failed);
  }
  if (options.xml) {
    std::fwrite(reply.response->body.data(), 1, reply.response->body.size(), stdout);
    return code(Exit::ok);
  }
  app.console.line(fmt::format("HTTP {}, {}, {} byte", reply.response->status,
                               human_time(reply.duration, app.console.language()),
                               reply.response->body.size()));
  std::vector<std::string> persons;
  std::istringstream words(options.person);
  for (std::string id; words >> id;) persons.push_back(id);
  return options.ping ? show_ping(app, *reply.response)
                      : show_answers(app, *reply.response, persons);
}

}  // namespace provbank::cli
