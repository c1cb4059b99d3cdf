#include "harness/cli/log_access.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <optional>

#include "platform/base/file.hpp"
#include "reference-impl/eventlog/file_store.hpp"
#include "reference-impl/eventlog/line_reader.hpp"
#include "reference-impl/eventlog/log.hpp"
#include "reference-impl/eventlog_postgres/postgres_store.hpp"

namespace provbank::cli {
namespace {

namespace fs = std::filesystem;
using eventlog::Event;
using eventlog::LineReader;

std::string name_of(uid_t user) {
  const passwd* found = ::getpwuid(user);
  return found == nullptr ? std::to_string(user) : std::string(found->pw_name);
}

/// Who logged in, which stays the same whoever one becomes later; the kernel keeps it.
std::optional<uid_t> login_user() {
  constexpr uid_t kNone = static_cast<uid_t>(-1);
  FILE* file = std::fopen("/proc/self/loginuid", "r");
  if (file == nullptr) return std::nullopt;
  unsigned number = kNone;
  const int read = std::fscanf(file, "%u", &number);
  std::fclose(file);
  if (read != 1 || number == kNone) return std::nullopt;
  return number;
}

/// Adds an event behind what a store holds, and first what it had to mend.
Result<void> add(eventlog::EntryStore& store, const Event& event) {
  auto events = store.take_recoveries();
  for (auto& recovery : events) recovery.time = event.time;
  events.push_back(event);
  const auto head = store.append([&](const eventlog::Head& at) -> Result<eventlog::Batch> {
    return eventlog::to_batch(events, at);
  });
  return head ? Result<void>{} : Result<void>(head.error());
}

// ---- Files --------------------------------------------------------------------------------------

constexpr const char* kReadingsFolder = "readings";

std::vector<fs::path> parts_of(const eventlog::LogFiles& files) {
  std::vector<fs::path> all;
  for (const auto& archive : files.archives) all.push_back(archive.file);
  std::error_code ec;
  if (fs::exists(files.active, ec)) all.push_back(files.active);
  return all;
}

/// The lines of several files after each other.
class Lines {
 public:
  explicit Lines(std::vector<fs::path> files) : files_(std::move(files)) {}

  /// False at the end. A last line without its end is still being written.
  Result<bool> next() {
    for (;;) {
      if (!reader_) {
        if (at_ == files_.size()) return false;
        auto opened = LineReader::open(files_[at_]);
        if (!opened) return opened.error();
        reader_.emplace(std::move(*opened));
      }
      const auto more = reader_->next(line_);
      if (!more) return at(files_[at_].string(), more.error());
      if (*more && line_.ended) return true;
      reader_.reset();
      ++at_;
    }
  }
  std::string_view text() const { return line_.text; }
  std::string place() const {
    return fmt::format("{}:{}", files_[at_].filename().string(), line_.number);
  }

 private:
  std::vector<fs::path> files_;
  std::size_t at_ = 0;
  std::optional<LineReader> reader_;
  LineReader::Line line_;
};

class FileLog final : public LogAccess {
 public:
  FileLog(eventlog::LogFiles files, eventlog::LogFiles readings)
      : files_(std::move(files)), readings_(std::move(readings)) {}

  Result<void> read(const VisitLogLine& visit) override {
    Lines log(parts_of(files_));
    Lines readings(parts_of(readings_));
    auto more = log.next();
    auto more_readings = readings.next();
    while (more && more_readings && (*more || *more_readings)) {
      const bool reading_is_next = *more_readings && (!*more || eventlog::time_in(readings.text()) <
                                                                    eventlog::time_in(log.text()));
      Lines& from = reading_is_next ? readings : log;
      const auto place = [&] {
        return (reading_is_next ? kReadingsFolder + std::string("/") : "") + from.place();
      };
      if (!visit(from.text(), place)) return {};
      (reading_is_next ? more_readings : more) = from.next();
    }
    if (!more) return more.error();
    if (!more_readings) return more_readings.error();
    return {};
  }

  Result<void> note(Event reading) override {
    const bool writable = ::access(files_.active.c_str(), W_OK) == 0;
    auto store = eventlog::FileStore::open({.file = writable ? files_.active : readings_.active});
    if (!store && (!writable || store.error().code == Errc::unavailable)) {
      std::error_code ec;
      const auto folder = readings_.active.parent_path();
      if (fs::create_directory(folder, ec)) {
        fs::permissions(folder, fs::perms::owner_all, fs::perm_options::replace, ec);
      }
      if (ec) return fail(Errc::io, folder.string() + ": " + ec.message());
      store = eventlog::FileStore::open({.file = readings_.active});
    }
    if (!store) return store.error();
    return add(**store, reading);
  }

 private:
  eventlog::LogFiles files_;
  eventlog::LogFiles readings_;
};

Result<std::unique_ptr<LogAccess>> open_files(const fs::path& target) {
  std::error_code ec;
  if (!fs::exists(target, ec)) return fail(Errc::not_found, target.string() + ": no such log");
  if (eventlog::archive_of(target)) {
    return fail(Errc::invalid, target.string() +
                                   ": a closed part of a log, to which nothing is added; give the "
                                   "folder of the whole log");
  }
  auto files = eventlog::files_of_log(target);
  if (!files) return files.error();
  const auto parts = parts_of(*files);
  if (parts.empty()) {
    return fail(Errc::not_found,
                target.string() + ": holds no event log (" + eventlog::kLogFile + ")");
  }
  for (const auto& part : parts) {
    if (::access(part.c_str(), R_OK) != 0) {
      return fail(Errc::refused, part.string() + ": no right to read it");
    }
  }
  eventlog::LogFiles readings;
  const auto folder = files->active.parent_path() / kReadingsFolder;
  readings.active = folder / eventlog::kLogFile;
  return std::unique_ptr<LogAccess>(std::make_unique<FileLog>(std::move(*files), readings));
}

// ---- PostgreSQL ---------------------------------------------------------------------------------

class DatabaseLog final : public LogAccess {
 public:
  DatabaseLog(std::unique_ptr<eventlog_postgres::PostgresStore> store, Event begun)
      : store_(std::move(store)), begun_(std::move(begun)) {}

  Result<void> read(const VisitLogLine& visit) override {
    if (auto begun = store_->begin_reading(begun_); !begun) return begun;
    return store_->read(1, [&](std::string_view line) {
      if (line.ends_with('\n')) line.remove_suffix(1);
      const auto place = [&] {
        const auto link = eventlog::read_link(line);
        return link ? fmt::format("entry {}", link->seq) : std::string("entry ?");
      };
      return visit(line, place);
    });
  }

  Result<void> note(Event reading) override { return store_->begin_reading(std::move(reading)); }

 private:
  std::unique_ptr<eventlog_postgres::PostgresStore> store_;
  Event begun_;
};

}  // namespace

std::string system_user() {
  const uid_t now = ::geteuid();
  const auto login = login_user();
  if (!login || *login == now) return name_of(now);
  return name_of(*login) + " as " + name_of(now);
}

Event reading_event(const Reading& reading, const time::Clock& clock) {
  Event event;
  event.kind = eventlog::EventKind::reading;
  event.time = clock.wall_now();
  event.reader = system_user();
  event.detail = reading.operation + (reading.reason.empty() ? "" : ": " + reading.reason);
  return event;
}

Result<std::unique_ptr<LogAccess>> open_log(const std::string& target, const Reading& reading,
                                            const time::Clock& clock) {
  if (!eventlog_postgres::is_target(target)) return open_files(target);
  auto store = eventlog_postgres::PostgresStore::open({.target = target});
  if (!store) return store.error();
  auto begun = reading_event(reading, clock);
  begun.outcome = "begun";
  return std::unique_ptr<LogAccess>(
      std::make_unique<DatabaseLog>(std::move(*store), std::move(begun)));
}

}  // namespace provbank::cli
