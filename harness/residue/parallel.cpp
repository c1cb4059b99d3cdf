#include "harness/residue/parallel.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <thread>
#include <vector>

#include "harness/residue/mapped_window.hpp"

namespace provbank::residue {
namespace {

/// The file is taken window by window, mapped where that can be done and read otherwise, and each
/// window searched block by block. A block is looked at with as much of the next as a pattern may
/// reach into, and one byte before: matches belong to the block they begin in.
class BlockSearch {
 public:
  BlockSearch(int fd, std::uint64_t from, std::uint64_t size,
              std::span<const Matcher* const> matchers, const OnFileMatch& on_match,
              const WorthNoting& worth_noting)
      : fd_(fd),
        from_(from),
        size_(size),
        matchers_(matchers),
        on_match_(on_match),
        worth_noting_(worth_noting) {
    for (const Matcher* matcher : matchers_) reach_ = std::max(reach_, matcher->longest());
    struct stat status {};
    mappable_ = size >= kMappedBytesMin && ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
                status.st_size > 0;
  }

  FileRead all() {
    const unsigned threads = size_ < kParallelBytesMin
                                 ? 1
                                 : std::clamp(std::thread::hardware_concurrency(), 1U, kThreadsMax);
    std::vector<std::thread> others;
    for (unsigned i = 1; i < threads; ++i) others.emplace_back([this] { work(); });
    work();
    for (auto& other : others) other.join();
    std::ranges::sort(noted_);
    return {bytes_.load(), failed_.load(), std::move(noted_)};
  }

 private:
  void work() {
    std::vector<char> buffer;  // where nothing can be mapped
    for (;;) {
      const std::uint64_t begin = next_.fetch_add(kWindowBytes);
      if (begin >= size_) return;
      if (!mappable_ || !search_mapped(begin)) search_read(begin, buffer);
    }
  }

  /// How much of the file a window that begins there may have to look at, the byte before it left
  /// out and the one after its reach counted in.
  std::size_t wanted(std::uint64_t begin, std::size_t bytes) const {
    return static_cast<std::size_t>(std::min<std::uint64_t>(bytes + reach_ + 1, size_ - begin));
  }

  bool search_mapped(std::uint64_t begin) {
    const std::uint64_t there = there_now();
    if (there <= from_ + begin) return true;  // cut short meanwhile
    const std::size_t before = begin > 0 ? 1 : 0;
    const auto size = static_cast<std::size_t>(
        std::min<std::uint64_t>(wanted(begin, kWindowBytes), there - from_ - begin));
    const auto window = MappedWindow::open(fd_, from_ + begin - before, before + size);
    if (!window) return false;
    const std::string_view text = window->bytes().substr(before);
    for (std::size_t at = 0; at < std::min(size, kWindowBytes); at += kBlockBytes)
      block(text.substr(at, kBlockBytes + reach_ + 1), begin + at, at > 0 ? 1 : before);
    std::uint64_t seen = size;
    if (window->lost()) {
      const std::uint64_t left = there_now();
      if (left >= from_ + begin + size) failed_ = true;  // it is the disk, not the length
      seen = left > from_ + begin ? std::min<std::uint64_t>(left - from_ - begin, size) : 0;
    }
    bytes_ += std::min<std::uint64_t>(seen, kWindowBytes);
    return true;
  }

  void search_read(std::uint64_t window, std::vector<char>& buffer) {
    buffer.resize(1 + kBlockBytes + reach_ + 1);
    const std::uint64_t end = std::min<std::uint64_t>(window + kWindowBytes, size_);
    for (std::uint64_t begin = window; begin < end; begin += kBlockBytes) {
      const std::size_t before = begin > 0 ? 1 : 0;
      const auto read =
          read_at(from_ + begin - before, buffer.data(), before + wanted(begin, kBlockBytes));
      if (read <= before) return;
      bytes_ += std::min<std::uint64_t>(read - before, kBlockBytes);
      const std::string_view text(buffer.data() + before, read - before);
      block(text, begin, before);
    }
  }

  void block(std::string_view text, std::uint64_t begin, std::size_t before) {
    search(text, begin, before);
    // While it is in the processor's cache.
    if (!worth_noting_ || !worth_noting_(text)) return;
    const std::lock_guard lock(mutex_);
    noted_.push_back(begin);
  }

  std::uint64_t there_now() const {
    struct stat status {};
    return ::fstat(fd_, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
  }

  void search(std::string_view text, std::uint64_t begin, std::size_t before) {
    for (const Matcher* matcher : matchers_) {
      const auto report = [&](std::size_t pattern, std::size_t at) {
        if (at >= kBlockBytes) return;
        const std::size_t end = at + matcher->pattern(pattern).size();
        Around around;
        if (at + before > 0) around.before = static_cast<unsigned char>(*(text.data() + at - 1));
        if (end < text.size()) around.after = static_cast<unsigned char>(text[end]);
        const std::lock_guard lock(mutex_);
        on_match_(*matcher, pattern, begin + at, around);
      };
      matcher->search(text, report);
    }
  }

  std::size_t read_at(std::uint64_t from, char* to, std::size_t count) {
    std::size_t done = 0;
    while (done < count) {
      const ssize_t n = ::pread(fd_, to + done, count - done, static_cast<off_t>(from + done));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) failed_ = true;
      if (n <= 0) break;
      done += static_cast<std::size_t>(n);
    }
    return done;
  }

  int fd_;
  std::uint64_t from_;
  std::uint64_t size_;
  std::span<const Matcher* const> matchers_;
  const OnFileMatch& on_match_;
  const WorthNoting& worth_noting_;
  std::vector<std::uint64_t> noted_;
  std::size_t reach_ = 0;
  bool mappable_ = false;
  std::atomic<std::uint64_t> next_ = 0;
  std::atomic<std::uint64_t> bytes_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;  // around on_match_ and noted_
};

}  // namespace

FileRead search_file(int fd, std::uint64_t from, std::uint64_t size,
                     std::span<const Matcher* const> matchers, const OnFileMatch& on_match,
                     const WorthNoting& worth_noting) {
  return BlockSearch(fd, from, size, matchers, on_match, worth_noting).all();
}

}  // namespace provbank::residue
