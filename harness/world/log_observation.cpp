#include "harness/world/log_observation.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>

#include "harness/logbook/files.hpp"
#include "harness/logbook/reader.hpp"
#include "harness/world/event_logs.hpp"
#include "platform/base/file.hpp"

namespace provbank::world {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKnownBytes = 4096;  // of the beginning and the end, each

std::string bytes_at(std::ifstream& file, std::uint64_t from, std::size_t count) {
  std::string out(count, '\0');
  file.clear();
  file.seekg(static_cast<std::streamoff>(from));
  file.read(out.data(), static_cast<std::streamsize>(count));
  out.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount())));
  return out;
}

}  // namespace

LogObservation::LogObservation(const certify::Certification& party, const logbook::Mapping& mapping)
    : party_(party), mapping_(mapping) {
  const auto& observed = party.observed;
  if (!observed.event_log) return;
  // A log that is not there yet is begun meanwhile.
  const auto paths = logbook::parts_of(*observed.event_log, observed.event_log_names);
  if (!paths) return;
  for (const auto& path : *paths) before_.push_back(noted(path));
}

bool LogObservation::is_document() const {
  return mapping_.form == logbook::Form::xml || mapping_.form == logbook::Form::csv;
}

std::size_t LogObservation::entries_in(const std::string& content) const {
  logbook::Log log;
  logbook::read(mapping_, content, "", log);
  return log.entries.size();
}

LogObservation::Before LogObservation::noted(const fs::path& path) const {
  Before out;
  out.path = path;
  std::error_code ec;
  out.size = fs::file_size(path, ec);
  if (ec) out.size = 0;
  std::ifstream file(path, std::ios::binary);
  const auto known = static_cast<std::size_t>(std::min<std::uint64_t>(out.size, kKnownBytes));
  out.head = bytes_at(file, 0, known);
  out.tail = bytes_at(file, out.size - known, known);
  if (is_document()) {
    if (const auto content = logbook::unpacked(path)) out.entries = entries_in(*content);
  }
  return out;
}

bool LogObservation::unchanged(const Before& now) const {
  return std::ranges::any_of(before_, [&now](const Before& then) {
    return then.size == now.size && then.head == now.head && then.tail == now.tail;
  });
}

const LogObservation::Before* LogObservation::continued(const fs::path& path,
                                                        const std::string& content) const {
  const std::string_view all = content;
  const Before* longest = nullptr;
  for (const Before& then : before_) {
    // A document's end moves on, so its name must do.
    const bool same =
        mapping_.form == logbook::Form::xml
            ? then.path == path
            : then.size > 0 && then.size <= all.size() && all.starts_with(then.head) &&
                  all.substr(0, static_cast<std::size_t>(then.size)).ends_with(then.tail);
    if (same && (longest == nullptr || longest->size < then.size)) longest = &then;
  }
  return longest;
}

LogObservation::Since LogObservation::since(const fs::path& path) const {
  if (unchanged(noted(path))) return {.content = {}, .any = false};
  auto content = std::move(logbook::unpacked(path).value());
  const Before* then = continued(path, content);
  if (then == nullptr) return {.content = std::move(content)};
  if (is_document()) {
    const auto entries = entries_in(content);
    // Fewer than before: it was begun anew.
    const auto before = entries < then->entries ? 0 : then->entries;
    return {.content = std::move(content), .entries_before = before, .any = entries > before};
  }
  content.erase(0, static_cast<std::size_t>(then->size));
  const bool any = !content.empty();
  return {.content = std::move(content), .any = any};
}

void LogObservation::hand_over(std::vector<evidence::WrittenFile>& files,
                               evidence::EventLogSeen& seen) const {
  const auto& observed = party_.observed;
  if (!observed.event_log) return;
  const auto paths =
      std::move(logbook::parts_of(*observed.event_log, observed.event_log_names).value());
  std::vector<logbook::LogFile> fresh;
  std::map<fs::path, std::size_t> entries_before;
  std::uint64_t total = 0;
  for (const auto& path : paths) {
    auto came = since(path);
    if (!came.any) {
      seen.other_files.push_back({path, rights_of(path)});
      continue;
    }
    total += came.content.size();
    if (total > logbook::FileLimits{}.total_bytes)
      throw ErrorException(fail(
          Errc::too_large, observed.event_log->string() + ": more was logged than can be held"));
    entries_before[path] = came.entries_before;
    fresh.push_back({path, std::move(came.content)});
  }
  logbook::in_order_of_time(mapping_, fresh);
  if (fresh.empty()) {
    // The log is there, and nothing was written to it.
    fresh.push_back({paths.back(), {}});
    seen.other_files.pop_back();
  }
  for (auto& file : fresh) {
    evidence::WrittenFile out{party_.party, file.path, std::move(file.content), true,
                              rights_of(file.path)};
    out.entries_before = entries_before[file.path];
    files.push_back(std::move(out));
  }
}

const logbook::Mapping& mapping_of(const certify::Certification& party,
                                   const std::shared_ptr<const logbook::Mapping>& reference) {
  return party.observed.log_mapping ? *party.observed.log_mapping : *reference;
}

bool is_event_log_of(const certify::Certification& party, const fs::path& file) {
  const auto& observed = party.observed;
  if (!observed.event_log) return false;
  // A process has its files open under names without links.
  return logbook::is_part(fs::weakly_canonical(file), fs::weakly_canonical(*observed.event_log),
                          observed.event_log_names);
}

}  // namespace provbank::world
