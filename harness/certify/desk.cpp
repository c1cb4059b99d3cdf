#include "harness/certify/desk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/certify/placeholders.hpp"
#include "harness/certify/show_reading.hpp"
#include "platform/http/ascii.hpp"
#include "platform/http/target.hpp"
#include "platform/net/http_client.hpp"
#include "platform/net/with_timeout.hpp"
#include "platform/process/run_program.hpp"

namespace provbank::certify {
namespace {

constexpr std::size_t kShownBytesMax = 16U << 20U;
constexpr int kOkMin = 200;
constexpr int kOkMax = 299;

Words words_of(const Instruction& instruction) {
  return {{"person", instruction.person.digits()},
          {"person10", std::string(instruction.person.ten_digits())},
          {"case", instruction.case_id},
          {"sources", to_string(instruction.sources)},
          {"from", instruction.from},
          {"tom", instruction.tom},
          {"step", instruction.step},
          {"scenario", instruction.scenario}};
}

/// `{source-list}`: the sources as JSON strings, for requests in JSON.
std::string json_list(const contract::SourceSet& sources) {
  std::string out;
  for (const auto source : sources.in_order())
    out += fmt::format("{}\"{}\"", out.empty() ? "" : ", ", contract::code(source));
  return "[" + out + "]";
}

net::awaitable<Result<std::string>> run_command(const Command& command, const Words& words,
                                                time::Clock& clock) {
  process::Program program;
  program.path = command.program;
  program.time_limit = command.timeout;
  for (const auto& argument : command.arguments)
    program.arguments.push_back(filled(argument, words));
  auto ended = co_await process::run_program(std::move(program), clock);
  if (!ended) co_return ended.error();
  if (ended->exit_code != 0) {
    co_return fail(Errc::io, fmt::format("{} ended with {}: {}", command.program, ended->exit_code,
                                         ended->error.substr(0, 500)));
  }
  co_return std::move(ended->output);
}

/// The words as they may stand in a URL (RFC 3986: all but the unreserved are escaped).
Words for_url(Words words) {
  for (auto& [name, value] : words) value = http::to_percent(value);
  return words;
}

/// The words as they may stand inside a JSON string; the list is JSON already.
Words for_json(Words words) {
  for (auto& [name, value] : words) {
    if (name == "source-list") continue;
    const std::string quoted =
        nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    value = quoted.substr(1, quoted.size() - 2);
  }
  return words;
}

bool is_json(const Request& request) {
  return std::ranges::any_of(request.headers, [](const auto& header) {
    return http::equals_ignoring_case(header.first, "Content-Type") &&
           header.second.find("json") != std::string::npos;
  });
}

net::awaitable<Result<std::string>> send_request(const Request& request, const Words& words,
                                                 net::Network& network, time::Clock& clock) {
  net::HttpClientOptions options;
  options.limits.body_bytes = kShownBytesMax;
  net::HttpClient client(network, clock, request.endpoint, std::nullopt, options);
  http::Request message;
  message.method = request.method;
  message.target = filled(request.target, for_url(words));
  for (const auto& [name, value] : request.headers) message.fields.set(name, filled(value, words));
  message.body = filled(request.body, is_json(request) ? for_json(words) : words);
  const auto deadline = clock.now() + request.timeout;
  auto response = co_await net::with_deadline(client.send(std::move(message)), clock, deadline);
  const std::string place = fmt::format("{} http://{}{}", request.method,
                                        net::to_string(request.endpoint), request.target);
  if (!response) co_return fail(Errc::timed_out, place + ": no answer in time");
  if (!*response) co_return at(place, response->error());
  if ((*response)->status < kOkMin || (*response)->status > kOkMax) {
    co_return fail(Errc::io, fmt::format("{}: HTTP {}: {}", place, (*response)->status,
                                         (*response)->body.substr(0, 500)));
  }
  co_return std::move((*response)->body);
}

std::map<std::string, std::string> facts_of(const Instruction& instruction) {
  return {{"person", instruction.person.digits()},
          {"case", instruction.case_id},
          {"from", instruction.from},
          {"tom", instruction.tom}};
}

Task task_to_ask(const Instruction& instruction) {
  Task task;
  task.id = instruction.scenario + "." + instruction.step + ".fraga";
  task.kind = Task::Kind::act;
  task.sources = instruction.sources;
  task.facts = facts_of(instruction);
  const std::string sources = to_string(instruction.sources);
  task.text = {
      fmt::format("Ställ en fråga i ert system om {}{} till {}, för tiden {} till {}. Säg "
                  "sedan till att det är gjort.",
                  instruction.person.digits(),
                  instruction.case_id.empty() ? "" : " i ärende " + instruction.case_id, sources,
                  instruction.from, instruction.tom),
      fmt::format("Ask in your system about {}{}, of {}, for {} to {}. Then say that it is "
                  "done.",
                  instruction.person.digits(),
                  instruction.case_id.empty() ? "" : " in case " + instruction.case_id, sources,
                  instruction.from, instruction.tom)};
  return task;
}

Task task_to_tell(const Instruction& instruction) {
  Task task;
  task.id = instruction.scenario + "." + instruction.step + ".visar";
  task.kind = Task::Kind::look;
  task.sources = instruction.sources;
  task.facts = facts_of(instruction);
  task.text = {
      fmt::format("Vad visar ert system nu om {}{}? Svara för varje källa: found (uppgifter), "
                  "nothing (inga uppgifter) eller failed (kunde inte hämtas), och säg om det "
                  "visar uppgifter om någon annan. Bifoga gärna en skärmbild.",
                  instruction.person.digits(),
                  instruction.case_id.empty() ? "" : " i ärende " + instruction.case_id),
      fmt::format("What does your system show now about {}{}? Answer for each source: found "
                  "(data), nothing (no data) or failed (could not be fetched), and say "
                  "whether it shows anybody else's data. A screenshot is welcome.",
                  instruction.person.digits(),
                  instruction.case_id.empty() ? "" : " in case " + instruction.case_id)};
  return task;
}

}  // namespace

Desk::Desk(net::Network& network, time::Clock& clock, const Certification& party, WaitingRoom* room)
    : network_(network), clock_(clock), party_(party), room_(room) {}

net::awaitable<Result<std::string>> Desk::perform(const Deed& deed,
                                                  const Instruction& instruction) {
  Words words = words_of(instruction);
  words["source-list"] = json_list(instruction.sources);
  if (const auto* command = std::get_if<Command>(&deed))
    co_return co_await run_command(*command, words, clock_);
  co_return co_await send_request(std::get<Request>(deed), words, network_, clock_);
}

net::awaitable<Result<void>> Desk::act(Instruction instruction) {
  if (!std::holds_alternative<Operator>(*party_.act)) {
    const auto done = co_await perform(*party_.act, instruction);
    if (!done) co_return done.error();
    co_return Result<void>{};
  }
  if (room_ == nullptr)
    co_return fail(Errc::unsupported, "nobody can be asked here: run in the live world");
  const auto answer = co_await room_->ask(task_to_ask(instruction));
  if (!answer) co_return answer.error();
  co_return Result<void>{};
}

net::awaitable<Result<evidence::Shown>> Desk::look(Instruction instruction) {
  const Show& show = *party_.show;
  if (!std::holds_alternative<Operator>(show.deed)) {
    auto text = co_await perform(show.deed, instruction);
    if (!text) co_return text.error();
    auto shown = read_shown(show, std::move(*text), instruction.sources);
    if (shown) shown->how = std::holds_alternative<Command>(show.deed) ? "command" : "request";
    co_return shown;
  }
  if (room_ == nullptr)
    co_return fail(Errc::unsupported, "nobody can be asked here: run in the live world");
  auto answer = co_await room_->ask(task_to_tell(instruction));
  if (!answer) co_return answer.error();
  evidence::Shown shown;
  shown.sources = answer->sources;
  shown.how = "operator";
  shown.by = answer->by;
  shown.somebody_else = answer->somebody_else;
  shown.files = answer->files;
  co_return shown;
}

}  // namespace provbank::certify
