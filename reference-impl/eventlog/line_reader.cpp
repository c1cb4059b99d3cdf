#include "reference-impl/eventlog/line_reader.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "reference-impl/eventlog/chain.hpp"

namespace provbank::eventlog {
namespace {

constexpr std::size_t kBufferBytes = 1U << 20U;
static_assert(kBufferBytes > 2 * kLineBytesMax);

Error read_failure(int number) {
  return fail(Errc::io, std::string("reading the event log: ") + std::strerror(number));
}

}  // namespace

Result<LineReader> LineReader::open(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (descriptor < 0) {
    const int number = errno;
    return fail(number == ENOENT ? Errc::not_found : Errc::io,
                file.string() + ": " + std::strerror(number));
  }
  LineReader reader(descriptor);
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return read_failure(errno);
  if (!S_ISREG(status.st_mode)) return fail(Errc::invalid, file.string() + ": no regular file");
  reader.left_ = static_cast<std::uint64_t>(status.st_size);
  reader.buffer_.resize(std::min<std::size_t>(kBufferBytes, reader.left_ + 1));
  ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  return reader;
}

LineReader::LineReader(LineReader&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      left_(other.left_),
      buffer_(std::move(other.buffer_)),
      begin_(other.begin_),
      end_(other.end_),
      offset_(other.offset_),
      number_(other.number_) {}

LineReader& LineReader::operator=(LineReader&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  left_ = other.left_;
  buffer_.swap(other.buffer_);
  begin_ = other.begin_;
  end_ = other.end_;
  offset_ = other.offset_;
  number_ = other.number_;
  return *this;
}

LineReader::~LineReader() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<bool> LineReader::fill() {
  if (left_ == 0) return false;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) return false;
  const auto room = std::min<std::uint64_t>(buffer_.size() - end_, left_);
  ssize_t got = 0;
  do {
    got = ::read(descriptor_, buffer_.data() + end_, room);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return read_failure(errno);
  if (got == 0) left_ = 0;  // shorter than it was
  end_ += static_cast<std::size_t>(got);
  left_ -= static_cast<std::uint64_t>(got);
  return got > 0;
}

Result<bool> LineReader::next(Line& line) {
  line = Line{.text = {}, .number = ++number_, .offset = offset_};
  std::size_t looked = 0;
  for (;;) {
    const char* from = buffer_.data() + begin_;
    const auto* feed = static_cast<const char*>(
        end_ - begin_ > looked ? std::memchr(from + looked, '\n', end_ - begin_ - looked)
                               : nullptr);
    if (feed != nullptr) {
      const auto length = static_cast<std::size_t>(feed - from);
      line.bytes += length + 1;
      line.text = std::string_view(from, length);
      line.too_long = line.too_long || length > kLineBytesMax;
      begin_ += length + 1;
      offset_ += line.bytes;
      return true;
    }
    looked = end_ - begin_;
    if (looked > kLineBytesMax) {  // no entry: its bytes are passed over
      line.too_long = true;
      line.bytes += looked;
      begin_ = end_ = looked = 0;
    }
    const auto more = fill();
    if (!more) return more.error();
    if (*more) continue;
    if (end_ == begin_ && line.bytes == 0) return false;
    line.text = std::string_view(buffer_.data() + begin_, end_ - begin_);
    line.bytes += end_ - begin_;
    line.ended = false;
    begin_ = end_;
    offset_ += line.bytes;
    return true;
  }
}

}  // namespace provbank::eventlog
