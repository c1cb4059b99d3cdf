#include "harness/certify/waiting_room.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>
#include <sstream>
#include <system_error>

#include "platform/base/file.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/net/http_server.hpp"
#include "platform/net/task_group.hpp"

namespace provbank::certify {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using namespace std::chrono_literals;

constexpr auto kFilePoll = 300ms;
constexpr std::string_view kTasks = "/tasks/";

Bilingual how_to_type(const Task& task) {
  if (task.kind == Task::Kind::act)
    return {"  Eller skriv ditt namn här och tryck på Enter när det är gjort.",
            "  Or type your name here and press Enter when it is done."};
  return {
      "  Eller skriv här, till exempel: AF=found CSN=failed annan=nej (alla=found gäller alla "
      "källor).",
      "  Or type here, such as: AF=found CSN=failed other=no (alla=found is for all sources)."};
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

http::Response response(int status, std::string type, std::string body) {
  http::Response out;
  out.status = status;
  out.fields.set("Content-Type", std::move(type));
  out.fields.set("Cache-Control", "no-store");
  out.body = std::move(body);
  return out;
}

}  // namespace

struct WaitingRoom::State {
  struct Waiting {
    Task task;
    std::optional<TaskAnswer> answer;
    std::string unusable;  // the answer file's content when it was last looked at in vain
  };

  State(net::Network& network, time::Clock& clock_, WaitingRoomOptions options_)
      : clock(clock_), options(std::move(options_)) {
    std::error_code ec;
    fs::create_directories(options.folder, ec);
    if (ec) throw ErrorException(fail(Errc::io, options.folder.string() + ": " + ec.message()));
    auto listener = std::move(network.listen({"127.0.0.1", options.port}, std::nullopt).value());
    net::HttpServerOptions server_options;
    server_options.limits.body_bytes = kAnswerBytesMax;
    net::HttpHandler handler = [this](http::Request request, const net::Peer& peer) {
      return handle(std::move(request), peer);
    };
    server = std::make_unique<net::HttpServer>(std::move(listener), clock, std::move(handler),
                                               std::move(server_options));
  }

  fs::path task_file(const std::string& id) const { return options.folder / (id + ".json"); }
  fs::path answer_file(const std::string& id) const { return options.folder / (id + ".svar.json"); }

  void tell(const Bilingual& what) const {
    if (options.tell) options.tell(what);
  }

  void write_task(const Task& task) const {
    ordered_json document = {
        {"id", task.id},
        {"kind", task.kind == Task::Kind::act ? "act" : "look"},
        {"sv", task.text.sv},
        {"en", task.text.en},
        {"answer-file", answer_file(task.id).filename().string()},
        {"answer-url",
         fmt::format("http://{}{}{}", net::to_string(server->endpoint()), kTasks, task.id)}};
    ordered_json sources = ordered_json::array();
    for (const auto source : task.sources.in_order()) sources.push_back(contract::code(source));
    document["sources"] = std::move(sources);
    for (const auto& [name, value] : task.facts) document[name] = value;
    write_file(task_file(task.id), document.dump(2) + "\n").value();
  }

  /// Takes an answer for a waiting task; the error says what is wrong with it.
  Result<void> take(const std::string& id, const std::string& text) {
    const auto found = waiting.find(id);
    // The first answer given anywhere counts.
    if (found == waiting.end() || found->second.answer)
      return fail(Errc::not_found, id + " is not waiting");
    auto answer = parse_answer(text, found->second.task, options.folder);
    if (!answer) return answer.error();
    found->second.answer = std::move(*answer);
    return {};
  }

  void take_files() {
    for (auto& [id, each] : waiting) {
      if (each.answer) continue;
      const auto text = read_file(answer_file(id), kAnswerBytesMax);
      if (!text) continue;
      if (const auto taken = take(id, *text); !taken) {
        if (each.unusable != *text) {
          each.unusable = *text;  // whoever writes it may be in the middle of it
          continue;
        }
        tell({fmt::format("{}: svaret går inte att använda: {}", answer_file(id).string(),
                          taken.error().detail),
              fmt::format("{}: the answer cannot be used: {}", answer_file(id).string(),
                          taken.error().detail)});
        std::error_code ec;
        fs::rename(answer_file(id), answer_file(id).string() + ".fel", ec);
      }
    }
  }

  net::awaitable<http::Response> handle(http::Request request, const net::Peer&) {
    if (request.method == "GET" && request.target == "/")
      co_return response(200, "text/html; charset=utf-8", page());
    if (request.method == "GET" && request.target == "/tasks")
      co_return response(200, "application/json", list());
    if (request.method == "POST" && request.target.starts_with(kTasks)) {
      if (!from_here(request))
        co_return response(403, "text/plain; charset=utf-8", "answers come from this page only\n");
      const bool json = request.body.starts_with('{');  // curl says that everything is a form
      const bool form = !json && request.fields.find("Content-Type")
                                     .value_or("")
                                     .starts_with("application/x-www-form-urlencoded");
      const auto taken = take(request.target.substr(kTasks.size()),
                              form ? answer_from_form(request.body) : request.body);
      if (!taken) {
        const int status = taken.error().code == Errc::not_found ? 404 : 400;
        co_return response(status, "text/plain; charset=utf-8", taken.error().detail + "\n");
      }
      if (!form) co_return response(200, "application/json", "{}\n");
      auto back = response(303, "text/plain; charset=utf-8", "");
      back.fields.set("Location", "/");
      co_return back;
    }
    co_return response(404, "text/plain; charset=utf-8", "GET /, GET /tasks, POST /tasks/<id>\n");
  }

  /// Not from the page of somebody else that a browser on this machine has open.
  static bool from_here(const http::Request& request) {
    const auto origin = request.fields.find("Origin");
    const auto host = request.fields.find("Host").value_or("");
    return !origin || *origin == "http://" + std::string(host);
  }

  std::string list() const {
    ordered_json out = ordered_json::array();
    for (const auto& [id, each] : waiting) {
      if (each.answer) continue;
      out.push_back({{"id", id},
                     {"kind", each.task.kind == Task::Kind::act ? "act" : "look"},
                     {"sv", each.task.text.sv},
                     {"en", each.task.text.en}});
      ordered_json sources = ordered_json::array();
      for (const auto source : each.task.sources.in_order())
        sources.push_back(contract::code(source));
      out.back()["sources"] = std::move(sources);
      for (const auto& [name, value] : each.task.facts) out.back()[name] = value;
    }
    return out.dump(2) + "\n";
  }

  std::string choice(contract::Source source) const {
    const bool sv = options.language == Language::sv;
    return fmt::format(
        "<p><label>{0} <select name=\"{0}\" required><option value=\"\">{1}</option>"
        "<option value=\"found\">{2}</option><option value=\"nothing\">{3}</option>"
        "<option value=\"failed\">{4}</option><option value=\"unclear\">{5}</option>"
        "</select></label></p>",
        contract::code(source), sv ? "välj" : "choose", sv ? "uppgifter" : "data",
        sv ? "inga uppgifter" : "no data", sv ? "kunde inte hämtas" : "could not be fetched",
        sv ? "går inte att säga" : "cannot be said");
  }

  std::string form(const Task& task) const {
    const bool sv = options.language == Language::sv;
    std::string out = fmt::format(
        "<section><h2>{}</h2><p>{}</p><form method=\"post\" action=\"{}{}\">", escaped(task.id),
        escaped(task.text.in(options.language)), kTasks, escaped(task.id));
    if (task.kind == Task::Kind::look) {
      for (const auto source : task.sources.in_order()) out += choice(source);
      out += fmt::format(
          "<p><label>{} <select name=\"somebody-else\"><option value=\"false\">{}"
          "</option><option value=\"true\">{}</option></select></label></p>",
          sv ? "Visas uppgifter om någon annan?" : "Is anybody else's data shown?",
          sv ? "nej" : "no", sv ? "ja" : "yes");
    }
    out += fmt::format(
        "<p><label>{} <input name=\"by\" required></label></p><p><button>{}</button>"
        "</p></form></section>",
        sv ? "Ditt namn" : "Your name",
        task.kind == Task::Kind::act ? (sv ? "Det är gjort" : "It is done")
                                     : (sv ? "Svara" : "Answer"));
    return out;
  }

  std::string page() const {
    const bool sv = options.language == Language::sv;
    std::string body;
    for (const auto& [id, each] : waiting) {
      if (!each.answer) body += form(each.task);
    }
    if (body.empty())
      body = sv ? "<p>Inget väntar på dig just nu.</p>" : "<p>Nothing waits for you just now.</p>";
    return fmt::format(
        "<!DOCTYPE html><html lang=\"{0}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\"><meta http-equiv=\"refresh\" "
        "content=\"20\"><title>{1}</title>"
        "<style>body{{font:1.1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;"
        "padding:0 1rem;color:#111;background:#fff}}section{{border:1px solid #767676;padding:0 "
        "1rem;"
        "margin:1rem 0}}input,select,button{{font:inherit;padding:.3rem .6rem}}</style></head>"
        "<body><main><h1>{1}</h1>{2}</main></body></html>",
        sv ? "sv" : "en", sv ? "Provbänk väntar på dig" : "Provbänk waits for you", body);
  }

  void typed(const std::string& line) {
    for (auto& [id, each] : waiting) {
      if (each.answer) continue;
      if (const auto taken = take(id, answer_from_line(line, each.task)); !taken)
        tell({"Svaret går inte att använda: " + taken.error().detail,
              "The answer cannot be used: " + taken.error().detail});
      return;
    }
  }

  /// Until the end of the input or until cancelled.
  net::awaitable<void> listen_to_terminal() {
    std::string buffer;
    for (;;) {
      auto [error, count] = co_await net::asio::async_read_until(
          *terminal, net::asio::dynamic_buffer(buffer, kAnswerBytesMax), '\n',
          net::asio::as_tuple(net::asio::use_awaitable));
      if (error) co_return;
      typed(buffer.substr(0, count - 1));
      buffer.erase(0, count);
    }
  }

  net::awaitable<void> run() {
    const auto body = [this](net::TaskGroup& group) -> net::awaitable<void> {
      if (options.terminal) {
        terminal.emplace(co_await net::asio::this_coro::executor, ::dup(STDIN_FILENO));
        group.spawn(listen_to_terminal());
      }
      co_await server->run();
      if (terminal) terminal->cancel();
    };
    co_await net::with_task_group(body);
  }

  time::Clock& clock;
  WaitingRoomOptions options;
  std::map<std::string, Waiting> waiting;
  std::optional<net::asio::posix::stream_descriptor> terminal;  // while running
  std::unique_ptr<net::HttpServer> server;
};

WaitingRoom::WaitingRoom(net::Network& network, time::Clock& clock, WaitingRoomOptions options)
    : state_(std::make_unique<State>(network, clock, std::move(options))) {}

WaitingRoom::~WaitingRoom() = default;

net::awaitable<void> WaitingRoom::run() {
  return state_->run();
}

void WaitingRoom::stop() {
  state_->server->stop();
}

const net::Endpoint& WaitingRoom::endpoint() const {
  return state_->server->endpoint();
}

net::awaitable<Result<TaskAnswer>> WaitingRoom::ask(Task task) {
  State& state = *state_;
  const std::string id = task.id;
  const auto deadline = state.clock.now() + state.options.wait_max;
  std::error_code ec;
  // An answer from before a restart is about a question that was never seen.
  fs::remove(state.answer_file(id), ec);
  state.write_task(task);
  state.tell({fmt::format("Väntar på dig: {}\n  Svara i {} eller på http://{}/", task.text.sv,
                          state.answer_file(id).string(), net::to_string(endpoint())),
              fmt::format("Waiting for you: {}\n  Answer in {} or at http://{}/", task.text.en,
                          state.answer_file(id).string(), net::to_string(endpoint()))});
  if (state.options.terminal) state.tell(how_to_type(task));
  state.waiting[id] = {std::move(task), std::nullopt, {}};
  while (!state.waiting[id].answer && state.clock.now() < deadline) {
    state.take_files();
    if (state.waiting[id].answer) break;
    co_await time::sleep_for(state.clock, kFilePoll);
  }
  auto answer = std::move(state.waiting[id].answer);
  state.waiting.erase(id);
  fs::remove(state.task_file(id), ec);
  if (!answer) co_return fail(Errc::timed_out, id + ": nobody answered in time");
  co_return std::move(*answer);
}

}  // namespace provbank::certify
