// Entries in a file of lines, with its archives beside it:
//
//   event-log.jsonl                             entries are added at its end
//   event-log-000000000001-000000004711.jsonl   entries 1 to 4711, closed at a checkpoint, read-only
//   event-log.head                              where the log stands (head_record.hpp)
//
// Whoever writes the log holds a lock on the last.
//
// A last line without its end (the machine died while writing it) is cut off when the file is
// opened: nobody was told that it was kept.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reference-impl/eventlog/log.hpp"
#include "reference-impl/eventlog/store.hpp"

namespace provbank::eventlog {

inline constexpr const char* kLogFile = "event-log.jsonl";

/// The files of a log, in the order of their entries; the one that is written to is the last, if it
/// is there.
struct LogFiles {
  struct Archive {
    std::filesystem::path file;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
  };
  std::vector<Archive> archives;
  std::filesystem::path active;
  std::filesystem::path record;
};
/// `log` is the active file or the folder in which it lies under its usual name. Errors: `io` when
/// the folder cannot be read.
Result<LogFiles> files_of_log(const std::filesystem::path& log);

/// The numbers in the name of an archived file; nothing when it is no such name.
std::optional<LogFiles::Archive> archive_of(const std::filesystem::path& file);

/// The last entry of an archived file as an anchor, with the key that must sign the next
/// checkpoint: for when the file is disposed of. Unsigned.
Result<HeadRecord> end_of_archive(const std::filesystem::path& file);

/// When a checkpoint ends a file.
struct RotateOptions {
  std::uint64_t bytes = 64U << 20U;
  time::Duration age = std::chrono::hours(2);  // of its first entry (B4-3.11.1/arkivloggar)
  /// Archives whose last entry is older than this are removed when another is closed, which is an
  /// event of its own (`weeding`). None: they are kept for ever.
  std::optional<time::Duration> keep{};
};

struct FileStoreOptions {
  std::filesystem::path file;
  bool durable = true;                    // false: no waiting for the disk
  std::optional<RotateOptions> rotate{};  // none: one file for ever
  /// In place of fdatasync, for tests. Returns 0 or -1 with errno.
  std::function<int(int)> sync{};
};

class FileStore final : public EntryStore {
 public:
  /// Creates the file (mode 0600, B3-6.3) or continues it. `unavailable` when another process
  /// writes it; `io`.
  static Result<std::unique_ptr<FileStore>> open(FileStoreOptions options);
  ~FileStore() override;

  Result<Head> append(const MakeBatch& make) override;
  Result<Head> head() override;
  Result<std::string> record() override;
  Result<void> keep_record(const HeadRecord& record) override;
  Result<void> read(std::uint64_t from, const VisitLine& visit) override;
  std::vector<Event> take_recoveries() override;

 private:
  struct State;
  explicit FileStore(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// What most want: a log in a file, with a thread that waits for the disk.
struct FileLogOptions {
  FileStoreOptions store;
  std::optional<Sealer> sealer{};
  LogOptions log{};
};
Result<std::unique_ptr<EventLog>> open_file_log(FileLogOptions options, const time::Clock& clock,
                                                asio::any_io_executor executor);
/// Without the thread, and without waiting for the disk: for the simulated world.
Result<std::unique_ptr<EventLog>> open_simulated_log(FileLogOptions options,
                                                     const time::Clock& clock);

}  // namespace provbank::eventlog
