#include "harness/world/log_trials.hpp"

#include <map>
#include <optional>
#include <system_error>

#include "harness/certify/placeholders.hpp"
#include "harness/logbook/files.hpp"
#include "harness/logbook/reader.hpp"
#include "harness/logbook/tamper.hpp"
#include "platform/base/file.hpp"
#include "platform/net/http_client.hpp"
#include "platform/net/with_timeout.hpp"
#include "platform/process/run_program.hpp"

namespace provbank::world {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::size_t kSaidBytesMax = 300;
constexpr auto kAnswerTime = 10s;
constexpr std::uintmax_t kBesideBytesMax = 64U << 20U;  // of a file beside the log

std::string cut(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.size() <= kSaidBytesMax) return text;
  std::size_t end = kSaidBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

/// The file that is altered: the log, or the one in its folder that is written to, which is the
/// latest that is not packed and has entries enough.
std::optional<fs::path> altered_file(const certify::Observed& observed,
                                     const logbook::Mapping& mapping) {
  std::error_code ec;
  if (!fs::is_directory(*observed.event_log, ec)) return *observed.event_log;
  const auto files = logbook::read_files(*observed.event_log, observed.event_log_names, mapping);
  if (!files) return std::nullopt;
  for (auto file = files->rbegin(); file != files->rend(); ++file) {
    const auto packed = fs::file_size(file->path, ec) != file->content.size();
    logbook::Log log;
    logbook::read(mapping, file->content, file->path.string(), log);
    if (!packed && log.entries.size() >= logbook::kTamperEntriesMin) return file->path;
  }
  return std::nullopt;
}

/// What a verification may need: all of the log's folder, or what lies beside the log under the
/// same name with another ending (a record of where it stands, archives). Read before the log, so
/// that it never knows of entries that the copy has not.
std::map<std::string, std::string> kept_beside(const fs::path& log, bool all) {
  std::map<std::string, std::string> out;
  const std::string stem = all ? std::string() : log.stem().string();
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(log.parent_path(), none)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || entry.path() == log || !name.starts_with(stem)) continue;
    if (entry.file_size() > kBesideBytesMax) continue;
    if (auto content = read_file(entry.path())) out[name] = std::move(*content);
  }
  return out;
}

/// `told` is what the program is told: the copied file, or its folder.
net::awaitable<evidence::TamperTrial> try_copy(certify::Command verify, logbook::AlteredCopy copy,
                                               fs::path file, fs::path told, time::Clock& clock) {
  evidence::TamperTrial trial{.what = copy.what, .line = copy.line, .accepted = {}, .said = {}};
  if (!copy.made) {
    trial.said = "the entries do not stand on lines of their own";
    co_return trial;
  }
  if (auto written = write_file(file, copy.content); !written) {
    trial.said = written.error().detail;
    co_return trial;
  }
  const certify::Words words = {{"log", told.string()}};
  process::Program program;
  program.path = verify.program;
  program.time_limit = verify.timeout;
  for (const auto& argument : verify.arguments)
    program.arguments.push_back(certify::filled(argument, words));
  auto ended = co_await process::run_program(std::move(program), clock);
  if (!ended) {
    trial.said = ended.error().detail;
    co_return trial;
  }
  trial.accepted = ended->exit_code == 0;
  trial.said = cut(ended->error.empty() ? ended->output : ended->error);
  co_return trial;
}

}  // namespace

net::awaitable<void> try_verification(const certify::Certification& party,
                                      const logbook::Mapping& mapping, fs::path folder,
                                      time::Clock& clock, evidence::EventLogSeen& seen) {
  if (!party.observed.event_log || !party.observed.log_verify) co_return;
  seen.consent = true;
  const auto chosen = altered_file(party.observed, mapping);
  if (!chosen) co_return;
  const bool in_folder = *chosen != *party.observed.event_log;
  const auto beside = kept_beside(*chosen, in_folder);
  const auto content = read_file(*chosen);
  if (!content) co_return;
  logbook::Log log;
  logbook::read(mapping, *content, chosen->string(), log);
  auto copies = logbook::altered_copies(log, 0, *content);
  for (std::size_t i = 0; i < copies.size(); ++i) {
    const auto file = folder / std::to_string(i) / chosen->filename();
    const auto told = in_folder ? file.parent_path() : file;
    for (const auto& [name, kept] : beside) write_file(file.parent_path() / name, kept).value();
    auto trial =
        co_await try_copy(*party.observed.log_verify, std::move(copies[i]), file, told, clock);
    seen.trials.push_back(std::move(trial));
  }
  std::error_code ignored;
  fs::remove_all(folder, ignored);
}

net::awaitable<void> try_address(const certify::Certification& party,
                                 const logbook::Mapping& mapping, net::Network& network,
                                 time::Clock& clock, evidence::EventLogSeen& seen) {
  if (!party.observed.log_address) co_return;
  const auto& address = *party.observed.log_address;
  evidence::LogDoor door;
  door.address = address.text;
  std::optional<net::ClientTls> tls;
  if (address.tls) {
    tls.emplace();
    tls->server_name = address.endpoint.host;
    tls->server_ca_pem = party.certificates.trust_pem;
  }
  net::HttpClient client(network, clock, address.endpoint, std::move(tls), {});
  http::Request request;
  request.target = address.target;
  auto response = co_await net::with_deadline(client.send(std::move(request)), clock,
                                              clock.now() + kAnswerTime);
  if (!response) {
    door.failure = fail(Errc::timed_out, "no answer within ten seconds");
  } else if (!*response) {
    door.failure = response->error();
  } else {
    door.status = (*response)->status;
    logbook::Log log;
    logbook::read(mapping, (*response)->body, address.text, log);
    door.entries = log.entries.size();
    const auto ours =
        logbook::read_files(*party.observed.event_log, party.observed.event_log_names, mapping);
    if (ours) {
      logbook::Log whole;
      for (const auto& file : *ours) logbook::read(mapping, file.content, "", whole);
      for (const auto& entry : whole.entries) {
        door.holds_a_question =
            door.holds_a_question ||
            (!entry.case_id.empty() && (*response)->body.find(entry.case_id) != std::string::npos);
      }
    }
  }
  seen.doors.push_back(std::move(door));
}

}  // namespace provbank::world
