#include "reference-impl/eventlog/file_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <system_error>
#include <utility>

#include "reference-impl/eventlog/line_reader.hpp"

namespace provbank::eventlog {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kOwnerOnly = 0600;
constexpr mode_t kOwnerReads = 0400;

Error system_failure(const fs::path& file, const char* doing, int number) {
  return fail(Errc::io,
              fmt::format("event log {}: {}: {}", file.string(), doing, std::strerror(number)));
}

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

/// All of the bytes at that place. errno when not.
int write_at(int descriptor, std::string_view bytes, off_t place) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(descriptor, bytes.data(), bytes.size(), place);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
    place += written;
  }
  return 0;
}

/// After a file came, went or changed its name.
void sync_folder(const fs::path& file) {
  const auto folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor) ::fsync(descriptor.get());
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// "<before>-<first>-<last><after>"
std::optional<LogFiles::Archive> archive_between(const fs::path& file, std::string_view before,
                                                 std::string_view after) {
  const std::string name = file.filename().string();
  if (!name.starts_with(before) || !name.ends_with(after)) return std::nullopt;
  if (name.size() <= before.size() + after.size()) return std::nullopt;
  const auto numbers =
      std::string_view(name).substr(before.size(), name.size() - before.size() - after.size());
  const auto dash = numbers.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = number_in(numbers.substr(0, dash));
  const auto last = number_in(numbers.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return LogFiles::Archive{.file = file, .first = *first, .last = *last};
}

std::optional<LogFiles::Archive> archive_from(const fs::path& file, const fs::path& active) {
  return archive_between(file, active.stem().string() + "-", active.extension().string());
}

fs::path archive_name(const fs::path& active, std::uint64_t first, std::uint64_t last) {
  return active.parent_path() / fmt::format("{}-{:012}-{:012}{}", active.stem().string(), first,
                                            last, active.extension().string());
}

Event recovery(std::string outcome, std::string detail) {
  Event event;
  event.kind = EventKind::recovery;
  event.outcome = std::move(outcome);
  event.detail = std::move(detail);
  return event;
}

}  // namespace

Result<LogFiles> files_of_log(const fs::path& log) {
  std::error_code ec;
  LogFiles out;
  out.active = fs::is_directory(log, ec) ? log / kLogFile : log;
  out.record = out.active;
  out.record.replace_extension(".head");
  const fs::path folder = out.active.has_parent_path() ? out.active.parent_path() : ".";
  fs::directory_iterator entries(folder, ec);
  if (ec) return fail(Errc::io, folder.string() + ": " + ec.message());
  for (; entries != fs::directory_iterator(); entries.increment(ec)) {
    if (ec) return fail(Errc::io, folder.string() + ": " + ec.message());
    if (auto archive = archive_from(entries->path(), out.active)) {
      out.archives.push_back(std::move(*archive));
    }
  }
  if (ec) return fail(Errc::io, folder.string() + ": " + ec.message());
  std::ranges::sort(out.archives, {},
                    [](const auto& each) { return std::tuple(each.first, each.last, each.file); });
  return out;
}

std::optional<LogFiles::Archive> archive_of(const fs::path& file) {
  const std::string stem = file.stem().string();
  const auto second = stem.rfind('-');
  const auto first =
      second == 0 || second == std::string::npos ? second : stem.rfind('-', second - 1);
  if (first == std::string::npos) return std::nullopt;
  return archive_between(file, stem.substr(0, first + 1), file.extension().string());
}

// ---- What a file holds --------------------------------------------------------------------------

namespace {

/// What is found at the end of a log that is to be continued.
struct Tail {
  Head head;
  off_t good = 0;                       // bytes up to the end of the last whole entry
  std::uint64_t cut = 0;                // bytes after it that are no entry
  std::uint64_t broken = 0;             // line of the first break of the chain; 0: none
  bool holds_record = false;            // the entry that the record states
  std::optional<time::WallTime> since;  // the first entry of the file
  std::uint64_t first = 0;              // its number
};

constexpr std::string_view kVersion1 = R"({"v":1,)";

bool looks_whole(const LineReader::Line& line) {
  return line.ended && !line.too_long && line.text.starts_with('{') && line.text.ends_with('}');
}

/// Goes through the active file. The chain is looked at, but a broken one is continued: it is the
/// verification that says what is wrong, and refusing to start would leave nothing on record.
Result<Tail> read_tail(const fs::path& file, const Head& before,
                       const std::optional<HeadRecord>& record) {
  Tail tail;
  tail.head = before;
  const auto stated = [&] {
    return !record || (record->seq == tail.head.seq && record->hash == tail.head.hash);
  };
  tail.holds_record = stated();
  auto reader = LineReader::open(file);
  if (!reader) return reader.error();
  LineReader::Line line;
  for (;;) {
    const auto more = reader->next(line);
    if (!more) return more.error();
    if (!*more) break;
    const auto link = line.ended && !line.too_long ? read_link(line.text) : std::nullopt;
    if (line.number == 1 && line.text.starts_with(kVersion1)) {
      return fail(Errc::unsupported,
                  fmt::format("event log {}: it is of version 1, which has no chain. Move it "
                              "elsewhere and keep it; a new one is begun here.",
                              file.string()));
    }
    if (!link) {
      tail.cut += line.bytes;
      if (!looks_whole(line)) continue;
      // Nothing that was written half: somebody's doing, and evidence.
      if (tail.broken == 0) tail.broken = line.number;
      tail.good = static_cast<off_t>(line.offset + line.bytes);
      tail.cut = 0;
      continue;
    }
    const bool follows = tail.cut == 0 && link->prev == tail.head.hash &&
                         link->seq == tail.head.seq + 1 && hash_of(*link) == link->hash;
    if (!follows && tail.broken == 0) tail.broken = line.number;
    tail.cut = 0;
    if (auto advanced = move_past(tail.head, line.text); !advanced && tail.broken == 0) {
      tail.broken = line.number;
    }
    tail.good = static_cast<off_t>(line.offset + line.bytes);
    if (tail.first == 0) {
      tail.first = tail.head.seq;
      tail.since = time_in(line.text);
    }
    tail.holds_record = tail.holds_record || stated();
  }
  return tail;
}

/// The head after an archive: its last line is a checkpoint, which tells all of it.
Result<Head> head_after(const LogFiles::Archive& archive) {
  auto reader = LineReader::open(archive.file);
  if (!reader) return reader.error();
  Head head;
  LineReader::Line line;
  for (;;) {
    const auto more = reader->next(line);
    if (!more) return more.error();
    if (!*more) return head;
    const auto advanced = move_past(head, line.text);
    static_cast<void>(advanced);  // a line that is no entry is for the verification to name
  }
}

}  // namespace

Result<HeadRecord> end_of_archive(const fs::path& file) {
  auto reader = LineReader::open(file);
  if (!reader) return reader.error();
  Head head;
  HeadRecord record;
  LineReader::Line line;
  for (;;) {
    const auto more = reader->next(line);
    if (!more) return more.error();
    if (!*more) break;
    if (auto moved = move_past(head, line.text); !moved) {
      return at(fmt::format("{}:{}", file.string(), line.number), moved.error());
    }
    if (const auto time = time_in(line.text)) record.time = time::to_iso8601(*time);
  }
  record.seq = head.seq;
  record.hash = head.hash;
  record.key = head.next_key;
  return record;
}

// ---- The store ----------------------------------------------------------------------------------

struct FileStore::State {
  explicit State(FileStoreOptions given) : options(std::move(given)) {}

  Result<void> open() {
    auto files = files_of_log(options.file);
    if (!files) return files.error();
    if (auto locked = lock(files->record); !locked) return locked;
    auto stated = read_record();
    if (!files->archives.empty()) {
      auto after = head_after(files->archives.back());
      if (!after) return after.error();
      head = std::move(*after);
    }
    std::error_code ec;
    const bool new_log = head.seq == 0 && !fs::exists(options.file, ec) && !stated;
    if (auto opened = open_active(); !opened) return opened;
    auto tail = read_tail(options.file, head, stated);
    if (!tail) return tail.error();
    return new_log ? Result<void>{} : take_over(*tail, stated);
  }

  /// One process at a time: two would write over each other.
  Result<void> lock(const fs::path& beside) {
    record_file = Descriptor(::open(beside.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly));
    if (!record_file) return system_failure(beside, "opening", errno);
    // Of the open file, not of the process: so that it also keeps out a second log in this one, and
    // others can ask for it without taking it.
    struct flock whole {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    if (::fcntl(record_file.get(), F_OFD_SETLK, &whole) == 0) return {};
    if (errno != EAGAIN && errno != EACCES) return system_failure(beside, "locking", errno);
    return fail(Errc::unavailable,
                fmt::format("event log {}: another process writes it (it holds the lock on {}). "
                            "Stop that one first, or give this one a log of its own.",
                            options.file.string(), beside.string()));
  }

  std::optional<HeadRecord> read_record() {
    std::string text(kHeadRecordBytes, '\0');
    const ssize_t got = ::pread(record_file.get(), text.data(), text.size(), 0);
    if (got <= 0) return std::nullopt;
    text.resize(static_cast<std::size_t>(got));
    auto record = head_record_from_text(text);
    if (record) return std::move(*record);
    recoveries.push_back(recovery("record_unreadable", record.error().detail));
    return std::nullopt;
  }

  Result<void> open_active() {
    file = Descriptor(::open(options.file.c_str(), O_RDWR | O_CLOEXEC));
    if (!file && errno == ENOENT) {
      file = Descriptor(
          ::open(options.file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly));
      if (file && options.durable) sync_folder(options.file);
    }
    if (!file) return system_failure(options.file, "opening", errno);
    const off_t size = ::lseek(file.get(), 0, SEEK_END);
    if (size < 0) return system_failure(options.file, "opening", errno);
    good = size;
    first = 0;
    since.reset();
    return {};
  }

  /// Notes what is not as it was left, and cuts off what is no entry.
  Result<void> take_over(const Tail& tail, const std::optional<HeadRecord>& stated) {
    head = tail.head;
    good = tail.good;
    first = tail.first;
    since = tail.since;
    if (tail.cut > 0) {
      if (::ftruncate(file.get(), good) != 0) {
        return system_failure(options.file, "cutting off half an entry", errno);
      }
      recoveries.push_back(
          recovery("torn_tail", fmt::format("{} bytes after entry {}", tail.cut, head.seq)));
    }
    if (tail.broken != 0) {
      recoveries.push_back(recovery("chain_broken", fmt::format("line {}", tail.broken)));
    }
    if (stated && !tail.holds_record && !is_archived(*stated)) {
      recoveries.push_back(
          recovery("entries_missing",
                   fmt::format("it had {} entries, now the last is {}", stated->seq, head.seq)));
    }
    return {};
  }

  /// A record may be older than the active file: it is not made to last.
  bool is_archived(const HeadRecord& record) const {
    return record.seq < (first > 0 ? first : head.seq + 1);
  }

  /// Entries are never taken back and nobody else writes here, so a file of another length, or
  /// another file, is somebody's doing. It is noted, and the log goes on at the end of what is
  /// there.
  void look_for_others() {
    if (!file || unsure) return;
    struct stat ours {};
    struct stat there {};
    if (::fstat(file.get(), &ours) != 0) return;
    const bool taken = ::stat(options.file.c_str(), &there) != 0 || there.st_ino != ours.st_ino ||
                       there.st_dev != ours.st_dev;
    if (!taken && ours.st_size == good) return;
    recoveries.push_back(recovery(
        "changed_by_others",
        taken ? "its file was taken away"
              : fmt::format("its file has {} bytes and was left with {}", ours.st_size, good)));
    if (taken) {
      file = Descriptor();
      return;
    }
    good = ours.st_size;
    char last = '\n';
    if (good > 0 && ::pread(file.get(), &last, 1, good - 1) == 1 && last != '\n' &&
        write_at(file.get(), "\n", good) == 0) {
      ++good;
    }
  }

  Result<void> write(const Batch& batch) {
    if (!file) {
      if (auto opened = open_active(); !opened) return opened;
    }
    if (auto mended = mend(); !mended) return mended;
    std::string bytes;
    for (const auto& line : batch.lines) bytes += line;
    if (const int number = write_at(file.get(), bytes, good); number != 0) {
      unsure = ::ftruncate(file.get(), good) != 0;
      return system_failure(options.file, "writing", number);
    }
    if (auto synced = sync(); !synced) {
      unsure = true;
      return synced;
    }
    if (first == 0) {
      first = batch.head.seq + 1 - batch.lines.size();
      since = time_in(batch.lines.front());
    }
    good += static_cast<off_t>(bytes.size());
    return {};
  }

  Result<void> sync() {
    if (!options.durable) return {};
    while ((options.sync ? options.sync(file.get()) : ::fdatasync(file.get())) != 0) {
      if (errno != EINTR) return system_failure(options.file, "syncing", errno);
    }
    return {};
  }

  /// After a write that could not be undone or a sync that failed: the kernel may have thrown away
  /// what it could not write, so what it shows of the file's end proves nothing. All that nobody
  /// was told is kept is cut off, and the block that holds the last entry's end is written again.
  Result<void> mend() {
    if (!unsure) return {};
    constexpr off_t kBlock = 4096;
    Descriptor again(::open(options.file.c_str(), O_RDWR | O_CLOEXEC));
    if (!again) return system_failure(options.file, "opening again", errno);
    file = std::move(again);
    if (::ftruncate(file.get(), good) != 0) {
      return system_failure(options.file, "taking back half a batch", errno);
    }
    const off_t from = good / kBlock * kBlock;
    std::string block(static_cast<std::size_t>(good - from), '\0');
    const ssize_t got = ::pread(file.get(), block.data(), block.size(), from);
    if (got != static_cast<ssize_t>(block.size())) {
      return system_failure(options.file, "reading its end again", got < 0 ? errno : EIO);
    }
    if (const int number = write_at(file.get(), block, from); number != 0) {
      return system_failure(options.file, "writing its end again", number);
    }
    if (auto synced = sync(); !synced) return synced;
    if (auto holds = look_again(); !holds) return holds;
    unsure = false;
    return {};
  }

  /// From the disk, as far as the kernel lets go of what it remembers: does the file still end with
  /// the entry that was kept last?
  Result<void> look_again() {
    ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_DONTNEED);
    if (good == 0) return {};
    const off_t from = std::max<off_t>(0, good - static_cast<off_t>(kLineBytesMax));
    std::string end(static_cast<std::size_t>(good - from), '\0');
    const ssize_t got = ::pread(file.get(), end.data(), end.size(), from);
    if (got != static_cast<ssize_t>(end.size()) || end.back() != '\n') {
      return fail(Errc::io, options.file.string() + ": its end cannot be read back");
    }
    end.pop_back();
    const auto feed = end.rfind('\n');
    const std::string_view last =
        feed == std::string::npos ? std::string_view(end) : std::string_view(end).substr(feed + 1);
    const auto link = read_link(last);
    if (!link || link->hash != head.hash || hash_of(*link) != link->hash) {
      return fail(Errc::io, fmt::format("{}: its last entry is no longer entry {} as it was kept",
                                        options.file.string(), head.seq));
    }
    return {};
  }

  bool is_to_rotate() const {
    if (!options.rotate || head.sealed != head.seq || first == 0) return false;
    if (static_cast<std::uint64_t>(good) >= options.rotate->bytes) return true;
    return since && latest && *latest - *since >= options.rotate->age;
  }

  /// The next append begins a new file. A file that cannot be renamed goes on.
  void rotate() {
    const auto name = archive_name(options.file, first, head.seq);
    if (::rename(options.file.c_str(), name.c_str()) != 0) return;
    ::fchmod(file.get(), kOwnerReads);
    if (options.durable) sync_folder(options.file);
    file = Descriptor();
    weed();
  }

  /// The oldest first, and none that is still to be kept or cannot be read.
  void weed() {
    if (!options.rotate->keep || !latest) return;
    const auto files = files_of_log(options.file);
    if (!files) return;
    for (const auto& archive : files->archives) {
      const auto written = last_time_in(archive.file);
      if (!written || *latest - *written <= *options.rotate->keep) return;
      std::error_code failed;
      if (!fs::remove(archive.file, failed) || failed) return;
      Event event;
      event.kind = EventKind::weeding;
      event.outcome = "weeded";
      event.detail = fmt::format("entries {} to {}", archive.first, archive.last);
      event.count = static_cast<std::size_t>(archive.last - archive.first + 1);
      recoveries.push_back(std::move(event));
    }
  }

  static std::optional<time::WallTime> last_time_in(const fs::path& archive) {
    auto reader = LineReader::open(archive);
    std::optional<time::WallTime> last;
    LineReader::Line line;
    while (reader) {
      const auto more = reader->next(line);
      if (!more) return std::nullopt;
      if (!*more) break;
      if (const auto time = time_in(line.text)) last = time;
    }
    return last;
  }

  FileStoreOptions options;
  Descriptor record_file;
  Descriptor file;  // none: it was archived, and the next append begins another
  Head head;
  off_t good = 0;       // bytes up to the end of the last entry that was kept
  bool unsure = false;  // there may be something after them, and the disk may lack some of them
  std::uint64_t first = 0;
  std::optional<time::WallTime> since;   // of the active file's first entry
  std::optional<time::WallTime> latest;  // of the latest
  std::vector<Event> recoveries;
};

FileStore::FileStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
FileStore::~FileStore() = default;

Result<std::unique_ptr<FileStore>> FileStore::open(FileStoreOptions options) {
  auto state = std::make_unique<State>(std::move(options));
  if (auto opened = state->open(); !opened) return opened.error();
  return std::unique_ptr<FileStore>(new FileStore(std::move(state)));
}

Result<Head> FileStore::append(const MakeBatch& make) {
  State& state = *state_;
  state.look_for_others();
  auto batch = make(state.head);
  if (!batch) return batch.error();
  if (batch->lines.empty()) return state.head;
  if (auto written = state.write(*batch); !written) return written.error();
  state.head = std::move(batch->head);
  state.latest = time_in(batch->lines.back());
  if (state.is_to_rotate()) state.rotate();
  return state.head;
}

Result<Head> FileStore::head() {
  return state_->head;
}

Result<std::string> FileStore::record() {
  const auto record = state_->read_record();
  return record ? to_text(*record) : std::string();
}

Result<void> FileStore::keep_record(const HeadRecord& record) {
  auto text = to_text(record);
  text.pop_back();
  text.resize(kHeadRecordBytes - 1, ' ');
  text += '\n';
  if (const int number = write_at(state_->record_file.get(), text, 0); number != 0) {
    return system_failure(state_->options.file, "stating its head", number);
  }
  return {};
}

Result<void> FileStore::read(std::uint64_t from, const VisitLine& visit) {
  auto files = files_of_log(state_->options.file);
  if (!files) return files.error();
  std::vector<fs::path> all;
  for (const auto& archive : files->archives) {
    if (archive.last >= from) all.push_back(archive.file);
  }
  if (state_->file) all.push_back(files->active);
  std::string whole;
  for (const auto& file : all) {
    auto reader = LineReader::open(file);
    if (!reader) return reader.error();
    LineReader::Line line;
    for (;;) {
      const auto more = reader->next(line);
      if (!more) return more.error();
      if (!*more) break;
      const auto link = read_link(line.text);
      if (link && link->seq < from) continue;
      whole.assign(line.text);
      whole += '\n';
      if (!visit(whole)) return {};
    }
  }
  return {};
}

std::vector<Event> FileStore::take_recoveries() {
  return std::exchange(state_->recoveries, {});
}

// ---- Logs over it -------------------------------------------------------------------------------

namespace {

Result<StoredEventLog::Parts> parts_of(FileLogOptions options, const time::Clock& clock) {
  const auto file = options.store.file;
  auto store = FileStore::open(std::move(options.store));
  if (!store) return store.error();
  StoredEventLog::Parts parts{.store = std::move(*store),
                              .sealer = std::move(options.sealer),
                              .clock = &clock,
                              .options = options.log};
  return parts;
}

}  // namespace

Result<std::unique_ptr<EventLog>> open_file_log(FileLogOptions options, const time::Clock& clock,
                                                asio::any_io_executor executor) {
  auto parts = parts_of(std::move(options), clock);
  if (!parts) return parts.error();
  auto log = StoredEventLog::on_thread(std::move(*parts), std::move(executor));
  if (!log) return log.error();
  return std::unique_ptr<EventLog>(std::move(*log));
}

Result<std::unique_ptr<EventLog>> open_simulated_log(FileLogOptions options,
                                                     const time::Clock& clock) {
  options.store.durable = false;
  options.log.state_each_batch = false;
  auto parts = parts_of(std::move(options), clock);
  if (!parts) return parts.error();
  auto log = StoredEventLog::in_place(std::move(*parts));
  if (!log) return log.error();
  return std::unique_ptr<EventLog>(std::move(*log));
}

}  // namespace provbank::eventlog
