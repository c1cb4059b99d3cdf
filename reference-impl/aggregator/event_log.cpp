#include "reference-impl/aggregator/event_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "platform/crypto/encoding.hpp"
#include "platform/net/event.hpp"

namespace provbank::aggregator {

std::string_view to_string(EventKind kind) {
  switch (kind) {
    case EventKind::start:
      return "start";
    case EventKind::stop:
      return "stop";
    case EventKind::question:
      return "question";
    case EventKind::ping:
      return "ping";
    case EventKind::source:
      return "source";
    case EventKind::refusal:
      return "refusal";
    case EventKind::fault:
      return "fault";
    case EventKind::deviation:
      return "deviation";
    case EventKind::incident:
      return "incident";
  }
  return "incident";
}

// ---- One line -----------------------------------------------------------------------------------

namespace {

using Json = nlohmann::ordered_json;

constexpr int kLineFormatVersion = 1;

/// At most `kTextBytesMax` bytes, cut between characters: a UTF-8 continuation byte is 10xxxxxx.
std::string cut(const std::string& text) {
  if (text.size() <= Event::kTextBytesMax) return text;
  std::size_t end = Event::kTextBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

double milliseconds(time::Duration duration) {
  return static_cast<double>(
             std::chrono::duration_cast<std::chrono::microseconds>(duration).count()) /
         1000.0;
}

void put(Json& line, const char* name, const std::string& text) {
  if (!text.empty()) line[name] = cut(text);
}

Json codes(const contract::SourceSet& sources) {
  Json list = Json::array();
  for (const auto source : sources.in_order()) list.push_back(contract::code(source));
  return list;
}

Json timings(const std::vector<SourceTiming>& all) {
  Json list = Json::array();
  for (const auto& timing : all) {
    Json one;
    one["source"] = contract::code(timing.source);
    one["outcome"] = timing.outcome;
    one["duration_ms"] = milliseconds(timing.duration);
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace

std::string to_line(const Event& event, std::uint64_t sequence) {
  Json line;
  line["v"] = kLineFormatVersion;
  line["seq"] = sequence;
  line["time"] = time::to_iso8601(event.time);
  line["event"] = to_string(event.kind);
  put(line, "question", event.question);
  put(line, "operation", event.operation);
  put(line, "caller", event.caller);
  put(line, "organisation", event.organisation);
  put(line, "handlaggare", event.handlaggare);
  put(line, "case", event.case_id);
  put(line, "person", event.person);
  if (!event.sources.empty()) line["sources"] = codes(event.sources);
  if (event.source) line["source"] = contract::code(*event.source);
  put(line, "outcome", event.outcome);
  put(line, "felkod", event.felkod);
  put(line, "kalla", event.kalla);
  put(line, "peer", event.peer);
  put(line, "detail", event.detail);
  if (event.duration) line["duration_ms"] = milliseconds(*event.duration);
  if (!event.timings.empty()) line["timings"] = timings(event.timings);
  if (event.count > 1) line["count"] = event.count;
  return line.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace) + '\n';
}

std::string Pseudonyms::of(std::string_view twelve_digits) const {
  constexpr std::size_t kHexDigits = 32;
  return crypto::hmac_sha256_hex(key_, twelve_digits).substr(0, kHexDigits);
}

// ---- A file of lines ----------------------------------------------------------------------------

namespace {

Error system_failure(const char* doing, int number) {
  return fail(Errc::io, std::string("event log: ") + doing + ": " + std::strerror(number));
}

/// An append-only file that knows how much of it is whole lines.
class LineFile {
 public:
  /// A last line without its end (the machine died while writing it) is closed, so that it spoils
  /// no other.
  static Result<LineFile> open(const std::filesystem::path& path) {
    constexpr mode_t kOwnerOnly = 0600;
    const int descriptor =
        ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, kOwnerOnly);
    if (descriptor < 0) return system_failure("opening", errno);
    LineFile file(descriptor);
    const off_t size = ::lseek(descriptor, 0, SEEK_END);
    if (size < 0) return system_failure("opening", errno);
    file.whole_ = size;
    char last = '\n';
    if (size > 0 && ::pread(descriptor, &last, 1, size - 1) != 1) {
      return system_failure("reading its end", errno);
    }
    if (last != '\n') {
      if (auto closed = file.write("\n"); !closed) return closed.error();
    }
    return file;
  }

  LineFile() = default;
  LineFile(LineFile&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)),
        whole_(other.whole_),
        torn_(other.torn_) {}
  LineFile& operator=(LineFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(whole_, other.whole_);
    std::swap(torn_, other.torn_);
    return *this;
  }
  ~LineFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  /// All of the lines or none of them.
  Result<void> write(std::string_view lines) {
    if (torn_ && ::ftruncate(descriptor_, whole_) != 0) {
      return system_failure("taking back half a line", errno);
    }
    torn_ = false;
    std::string_view rest = lines;
    while (!rest.empty()) {
      const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) {
        const int number = errno;
        torn_ = ::ftruncate(descriptor_, whole_) != 0;
        return system_failure("writing", number);
      }
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
    whole_ += static_cast<off_t>(lines.size());
    return {};
  }

  Result<void> sync() {
    while (::fdatasync(descriptor_) != 0) {
      if (errno != EINTR) return system_failure("syncing", errno);
    }
    return {};
  }

 private:
  explicit LineFile(int descriptor) : descriptor_(descriptor) {}

  int descriptor_ = -1;
  off_t whole_ = 0;    // bytes up to the end of the last batch that was written whole
  bool torn_ = false;  // there may be half a batch after them
};

std::string to_lines(const std::vector<Event>& events, std::uint64_t& sequence) {
  std::string lines;
  for (const auto& event : events) lines += to_line(event, ++sequence);
  return lines;
}

}  // namespace

// ---- FileEventLog -------------------------------------------------------------------------------

namespace {

/// Lines that go to the disk together, and those who wait for them.
struct Batch {
  explicit Batch(const asio::any_io_executor& executor) : settled(executor) {}

  std::string lines;
  Result<void> outcome;  // means something once `settled`
  net::Latch settled;
};

}  // namespace

/// Everything but `file` belongs to the executor; `file` belongs to the disk thread while
/// `writing`.
struct FileEventLog::State : std::enable_shared_from_this<FileEventLog::State> {
  State(LineFile opened, asio::any_io_executor on)
      : file(std::move(opened)), executor(std::move(on)) {}

  std::shared_ptr<Batch> collect(const std::vector<Event>& events) {
    if (!next) next = std::make_shared<Batch>(executor);
    next->lines += to_lines(events, sequence);
    auto mine = next;
    if (!writing) start_writing();
    return mine;
  }

  void start_writing() {
    writing = std::exchange(next, nullptr);
    asio::post(disk, [self = shared_from_this(), batch = writing] {
      auto outcome = self->write_and_sync(batch->lines);
      asio::post(self->executor, [self, outcome = std::move(outcome)] { self->settle(outcome); });
    });
  }

  Result<void> write_and_sync(std::string_view lines) {
    if (sync_failed) return fail(Errc::io, "event log: closed after a failed sync");
    if (auto written = file.write(lines); !written) return written;
    auto synced = file.sync();
    sync_failed = !synced;
    return synced;
  }

  void settle(const Result<void>& outcome) {
    auto batch = std::exchange(writing, nullptr);
    batch->outcome = outcome;
    batch->settled.set();
    if (next) start_writing();
  }

  LineFile file;
  bool sync_failed = false;
  asio::any_io_executor executor;
  asio::thread_pool disk{1};
  std::uint64_t sequence = 0;
  std::shared_ptr<Batch> writing;
  std::shared_ptr<Batch> next;
};

FileEventLog::FileEventLog(std::shared_ptr<State> state) : state_(std::move(state)) {}

FileEventLog::~FileEventLog() {
  state_->disk.join();
}

Result<std::unique_ptr<FileEventLog>> FileEventLog::open(const std::filesystem::path& file,
                                                         asio::any_io_executor executor) {
  auto opened = LineFile::open(file);
  if (!opened) return at(file.string(), opened.error());
  auto state = std::make_shared<State>(std::move(*opened), std::move(executor));
  return std::unique_ptr<FileEventLog>(new FileEventLog(std::move(state)));
}

awaitable<Result<void>> FileEventLog::append(std::vector<Event> events) {
  auto batch = state_->collect(events);
  co_await batch->settled.wait();
  co_return batch->outcome;
}

// ---- PlainFileEventLog --------------------------------------------------------------------------

struct PlainFileEventLog::State {
  LineFile file;
  std::uint64_t sequence = 0;
};

PlainFileEventLog::PlainFileEventLog(std::unique_ptr<State> state) : state_(std::move(state)) {}
PlainFileEventLog::~PlainFileEventLog() = default;

Result<std::unique_ptr<PlainFileEventLog>> PlainFileEventLog::open(
    const std::filesystem::path& file) {
  auto opened = LineFile::open(file);
  if (!opened) return at(file.string(), opened.error());
  auto state = std::make_unique<State>();
  state->file = std::move(*opened);
  return std::unique_ptr<PlainFileEventLog>(new PlainFileEventLog(std::move(state)));
}

awaitable<Result<void>> PlainFileEventLog::append(std::vector<Event> events) {
  co_return state_->file.write(to_lines(events, state_->sequence));
}

// ---- MemoryEventLog -----------------------------------------------------------------------------

awaitable<Result<void>> MemoryEventLog::append(std::vector<Event> events) {
  for (const auto& event : events) lines_.push_back(to_line(event, lines_.size() + 1));
  co_return Result<void>{};
}

}  // namespace provbank::aggregator
