#include "harness/residue/parallel.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <thread>
#include <vector>

namespace provbank::residue {
namespace {

/// Each block is read with as much of the next as a pattern may reach into, and one byte before:
/// matches belong to the block they begin in.
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
    // Room for the byte before, the block, and the reach with the byte after.
    std::vector<char> buffer(1 + kBlockBytes + reach_ + 1);
    for (;;) {
      const std::uint64_t begin = next_.fetch_add(kBlockBytes);
      if (begin >= size_) return;
      const std::size_t before = begin > 0 ? 1 : 0;
      const auto wanted =
          std::min<std::uint64_t>(before + kBlockBytes + reach_ + 1, size_ - begin + before);
      const auto read =
          read_at(from_ + begin - before, buffer.data(), static_cast<std::size_t>(wanted));
      if (read <= before) continue;
      bytes_ += std::min<std::uint64_t>(read - before, kBlockBytes);
      const std::string_view text(buffer.data() + before, read - before);
      search(text, begin, before);
      // While it is in the processor's cache.
      if (worth_noting_ && worth_noting_(text)) {
        const std::lock_guard lock(mutex_);
        noted_.push_back(begin);
      }
    }
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
