#include "harness/world/reference_log_trials.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <system_error>

#include "harness/logbook/reader.hpp"
#include "harness/logbook/tamper.hpp"
#include "harness/world/parties.hpp"
#include "harness/world/runner.hpp"
#include "platform/base/file.hpp"
#include "reference-impl/eventlog/file_store.hpp"
#include "reference-impl/eventlog/verify.hpp"

namespace provbank::world {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// Long enough that the kept time has passed for many archives and not for others.
constexpr int kRounds = 42;
constexpr time::Duration kRound = std::chrono::days(30);
constexpr time::Duration kUntilSealed = 3h;
/// Archives are weeded when the next one is closed, so what is this much older may still be there.
constexpr time::Duration kWeedingMayWait = kRound + std::chrono::days(1);

// A coroutine function, not a lambda: its arguments live in its frame.
net::awaitable<void> keep_for_years(eventlog::EventLog& log, time::Clock& clock) {
  for (int round = 0; round < kRounds; ++round) {
    eventlog::Event event;
    event.kind = eventlog::EventKind::question;
    event.time = clock.wall_now();
    event.question = "q" + std::to_string(round);
    event.outcome = "complete";
    std::vector<eventlog::Event> events = {event};
    (co_await log.append(std::move(events))).value();
    co_await time::sleep_for(clock, kUntilSealed);
    (co_await log.seal()).value();
    co_await time::sleep_for(clock, kRound - kUntilSealed);
  }
}

struct Kept {
  std::vector<time::WallTime> questions;
  bool weeding = false;
};

Kept what_is_kept(const fs::path& folder) {
  Kept out;
  const auto files = eventlog::files_of_log(folder / kEventLogFile).value();
  std::vector<fs::path> all;
  for (const auto& archive : files.archives) all.push_back(archive.file);
  all.push_back(files.active);
  for (const auto& file : all) {
    const auto content = read_file(file);
    if (!content) continue;  // the next entry begins it
    std::string_view rest = *content;
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      const auto line = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const auto when = eventlog::time_in(line);
      if (eventlog::event_in(line) == "question" && when) out.questions.push_back(*when);
      if (eventlog::event_in(line) == "weeding") out.weeding = true;
    }
  }
  return out;
}

}  // namespace

std::vector<evidence::TamperTrial> try_reference_verification(const fs::path& log,
                                                              const std::vector<std::string>& keys,
                                                              const logbook::Mapping& mapping,
                                                              const fs::path& folder,
                                                              const Decorators& decorators) {
  std::vector<evidence::TamperTrial> trials;
  const auto content = read_file(log / kEventLogFile);
  if (!content) return trials;
  logbook::Log read;
  logbook::read(mapping, *content, kEventLogFile, read);
  std::error_code ignored;
  for (const auto& copy : logbook::altered_copies(read, 0, *content)) {
    if (!copy.made) {
      trials.push_back({.what = copy.what,
                        .line = copy.line,
                        .accepted = {},
                        .said = "no entry has anything that can be altered so"});
      continue;
    }
    fs::remove_all(folder, ignored);
    fs::create_directories(folder);
    fs::copy(log, folder, fs::copy_options::recursive);
    fs::permissions(folder / kEventLogFile, fs::perms::owner_read | fs::perms::owner_write);
    write_file(folder / kEventLogFile, copy.content).value();
    eventlog::VerifyOptions options;
    options.keys = keys;
    evidence::TamperTrial trial{.what = copy.what, .line = copy.line, .accepted = {}, .said = {}};
    const auto report = eventlog::verify(folder, options);
    if (!report) {
      trial.said = report.error().detail;
    } else {
      trial.accepted = report->holds();
      if (!report->problems.empty()) {
        const auto& first = report->problems.front();
        trial.said = first.file + ":" + std::to_string(first.line) + ": " +
                     std::string(eventlog::to_string(first.trouble));
      }
      if (decorators.log_verification)
        trial.accepted = decorators.log_verification(copy.what, *trial.accepted);
    }
    trials.push_back(std::move(trial));
  }
  fs::remove_all(folder, ignored);
  return trials;
}

evidence::RetentionTrial try_reference_retention(const fs::path& folder,
                                                 const Decorators& decorators) {
  evidence::RetentionTrial trial;
  trial.kept_for = kReferenceLogKept;
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  fs::create_directories(folder);
  net::asio::io_context io(1);
  time::VirtualClock clock(io, simulated_start());
  eventlog::SealKey key;
  key.seed = std::string(32, 'k');
  eventlog::RotateOptions rotate;
  rotate.keep = kReferenceLogKept;
  if (decorators.log_keeping) decorators.log_keeping(rotate.keep);
  eventlog::FileLogOptions options{
      .store = {.file = folder / kEventLogFile, .durable = false, .rotate = rotate},
      .sealer = eventlog::Sealer(key)};
  {
    const auto log = eventlog::open_simulated_log(std::move(options), clock).value();
    std::exception_ptr broken;
    net::asio::co_spawn(io, keep_for_years(*log, clock),
                        [&broken](std::exception_ptr error) { broken = std::move(error); });
    clock.run();
    if (broken) std::rethrow_exception(broken);
  }
  const auto now = simulated_start() + kRounds * kRound;
  const auto count = [now](const std::vector<time::WallTime>& times, std::size_t& within,
                           std::size_t& beyond) {
    for (const auto when : times) {
      if (now - when <= kReferenceLogKept) ++within;
      if (now - when > kReferenceLogKept + kWeedingMayWait) ++beyond;
    }
  };
  std::vector<time::WallTime> written;
  for (int round = 0; round < kRounds; ++round)
    written.push_back(simulated_start() + round * kRound);
  count(written, trial.within_before, trial.beyond_before);
  const auto kept = what_is_kept(folder);
  count(kept.questions, trial.within_after, trial.beyond_after);
  trial.weeding_logged = kept.weeding;
  fs::remove_all(folder, ignored);
  return trial;
}

}  // namespace provbank::world
