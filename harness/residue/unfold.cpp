#include "harness/residue/unfold.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "harness/residue/elf_core.hpp"
#include "harness/residue/parallel.hpp"
#include "harness/residue/sqlite_reading.hpp"
#include "platform/base/c_handle.hpp"

namespace provbank::residue {
namespace {

namespace fs = std::filesystem;

using ArchiveHandle = CHandle<struct archive, &archive_read_free>;

constexpr std::size_t kBlockOfArchive = 64U << 10U;
constexpr std::uint64_t kCoreHeaderBytesMax = 16U << 20U;

struct Magic {
  std::size_t at;
  std::string_view bytes;
};
constexpr std::array kArchives = {Magic{0, "\x1F\x8B"},
                                  Magic{0, "BZh"},
                                  Magic{0, std::string_view("\xFD"
                                                            "7zXZ\0",
                                                            6)},
                                  Magic{0, std::string_view("\x28\xB5\x2F\xFD", 4)},  // zstd
                                  Magic{0, std::string_view("\x04\x22\x4D\x18", 4)},  // lz4
                                  Magic{0, std::string_view("PK\x03\x04", 4)},
                                  Magic{0, std::string_view("7z\xBC\xAF\x27\x1C", 6)},
                                  Magic{257, "ustar"}};

class Descriptor {
 public:
  explicit Descriptor(const fs::path& file)
      : fd_(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

std::string beginning(int fd, std::size_t count) {
  std::string out(count, '\0');
  const ssize_t n = ::pread(fd, out.data(), out.size(), 0);
  out.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  return out;
}

Hindrance unreadable(const std::string& place, const std::string& why) {
  return {place, {"kunde inte läsas: " + why, "could not be read: " + why}};
}

Hindrance beyond(const Place& place, const std::string& sv, const std::string& en) {
  return {place.name(),
          {"är inte uppackad hela vägen: " + sv, "is not unpacked all the way: " + en}};
}

ArchiveHandle reader() {
  ArchiveHandle handle(archive_read_new());
  if (!handle) throw std::bad_alloc();
  auto* a = handle.get();
  archive_read_support_filter_gzip(a);
  archive_read_support_filter_bzip2(a);
  archive_read_support_filter_xz(a);
  archive_read_support_filter_zstd(a);
  archive_read_support_filter_lz4(a);
  archive_read_support_format_tar(a);
  archive_read_support_format_zip(a);
  archive_read_support_format_7zip(a);
  archive_read_support_format_raw(a);  // a compressed file that is no archive
  return handle;
}

}  // namespace

/// One archive, member by member.
class ArchiveReading {
 public:
  ArchiveReading(Unfolder& unfolder, const Place& place, std::uint64_t packed, std::size_t depth)
      : unfolder_(unfolder), place_(place), packed_(packed), depth_(depth), handle_(reader()) {}

  void memory(std::string_view bytes) {
    told(archive_read_open_memory(handle_.get(), bytes.data(), bytes.size())) && members();
  }
  void file(const fs::path& path) {
    told(archive_read_open_filename(handle_.get(), path.c_str(), kBlockOfArchive)) && members();
  }

 private:
  /// False, after telling, when the library says that it cannot go on.
  bool told(int status) {
    if (status >= ARCHIVE_WARN) return true;
    const char* why = archive_error_string(handle_.get());
    const std::string words = why == nullptr ? "?" : why;
    unfolder_.sink_.hindered(
        {place_.name(),
         {"kunde inte packas upp till slut (" + words + "); det som kom ut söktes igenom.",
          "could not be unpacked to the end (" + words + "); what came out was searched."}});
    return false;
  }

  bool members() {
    for (std::size_t count = 0;; ++count) {
      archive_entry* entry = nullptr;
      const int status = archive_read_next_header(handle_.get(), &entry);
      if (status == ARCHIVE_EOF) return true;
      if (!told(status)) return false;
      if (count >= unfolder_.limits_.members) {
        unfolder_.sink_.hindered(
            beyond(place_, fmt::format("fler än {} delar", unfolder_.limits_.members),
                   fmt::format("more than {} members", unfolder_.limits_.members)));
        return false;
      }
      if (!member(entry)) return false;
    }
  }

  bool member(archive_entry* entry) {
    const char* name = archive_entry_pathname(entry);
    const bool alone = archive_format(handle_.get()) == ARCHIVE_FORMAT_RAW;
    const char* filter = archive_filter_name(handle_.get(), 0);
    const std::string shown = alone || name == nullptr ? (filter == nullptr ? "?" : filter) : name;
    const Place inside = place_.within(shown);
    // A name can hold a number as well as a content can.
    if (!alone && name != nullptr) unfolder_.sink_.whole(place_.within("member name"), name);
    std::string held;
    bool streaming = false;
    for (;;) {
      const void* block = nullptr;
      std::size_t size = 0;
      la_int64_t offset = 0;
      const int status = archive_read_data_block(handle_.get(), &block, &size, &offset);
      if (status == ARCHIVE_EOF) break;
      if (!told(status)) {
        finish(inside, held, streaming);
        return false;
      }
      const std::string_view bytes(static_cast<const char*>(block), size);
      if (!within_limits(size, inside)) {
        finish(inside, held, streaming);
        return false;
      }
      if (!streaming && held.size() + size > unfolder_.limits_.held_bytes) {
        begin_streaming(inside, held);
        streaming = true;
      }
      if (streaming) {
        unfolder_.sink_.bytes(bytes);
      } else {
        held.append(bytes);
      }
    }
    finish(inside, held, streaming);
    return true;
  }

  void begin_streaming(Place inside, std::string& held) {
    inside.raw = true;
    if (folded(held) != Folded::nothing) {
      unfolder_.sink_.hindered(beyond(inside, "delen är för stor för att packas upp i sin tur",
                                      "the member is too large to be unpacked in its turn"));
    }
    unfolder_.sink_.begin(inside);
    unfolder_.sink_.bytes(held);
    held = {};
  }

  void finish(const Place& inside, const std::string& held, bool streaming) {
    if (streaming) {
      unfolder_.sink_.end();
    } else {
      unfolder_.at_depth(inside, held, depth_ + 1);
    }
  }

  bool within_limits(std::size_t more, const Place& inside) {
    const auto& limits = unfolder_.limits_;
    unfolder_.unpacked_ += more;
    mine_ += more;
    if (unfolder_.unpacked_ > limits.total_bytes) {
      unfolder_.sink_.hindered(beyond(inside, fmt::format("mer än {} byte", limits.total_bytes),
                                      fmt::format("more than {} bytes", limits.total_bytes)));
      return false;
    }
    if (mine_ > limits.ratio_from_bytes &&
        mine_ / limits.ratio > std::max<std::uint64_t>(packed_, 1)) {
      unfolder_.sink_.hindered(
          beyond(inside, fmt::format("mer än {} gånger större än packad", limits.ratio),
                 fmt::format("more than {} times larger than packed", limits.ratio)));
      return false;
    }
    return true;
  }

  Unfolder& unfolder_;
  const Place& place_;
  std::uint64_t packed_;
  std::size_t depth_;
  std::uint64_t mine_ = 0;
  ArchiveHandle handle_;
};

Folded folded(std::string_view first_bytes) {
  for (const Magic& magic : kArchives) {
    if (first_bytes.size() > magic.at && first_bytes.substr(magic.at).starts_with(magic.bytes))
      return Folded::archive;
  }
  if (first_bytes.starts_with(std::string_view("SQLite format 3\0", 16))) return Folded::sqlite;
  return is_elf_core(first_bytes) ? Folded::core : Folded::nothing;
}

bool is_raw(std::string_view first_bytes, std::uint64_t size) {
  return size > kTextBytesMax || folded(first_bytes) != Folded::nothing ||
         first_bytes.substr(0, kFirstBytes).find('\0') != std::string_view::npos;
}

void Unfolder::content(const Place& place, std::string_view bytes) {
  unpacked_ = 0;
  at_depth(place, bytes, 0);
}

void Unfolder::at_depth(const Place& place, std::string_view bytes, std::size_t depth) {
  Place as_it_stands = place;
  as_it_stands.raw = place.raw || is_raw(bytes, bytes.size());
  if (folded(bytes) == Folded::core) {
    const auto parts = core_parts(bytes, bytes.size());
    for (const CorePart& part : parts) {
      Place where = as_it_stands;
      where.base = part.memory ? part.address : part.offset;
      where.addressed = part.memory;
      sink_.whole(where, bytes.substr(part.offset, part.size));
    }
    if (!parts.empty()) return;
  }
  sink_.whole(as_it_stands, bytes);
  inner(place, bytes, depth);
}

void Unfolder::inner(const Place& place, std::string_view bytes, std::size_t depth) {
  const Folded how = folded(bytes);
  if (how != Folded::archive && how != Folded::sqlite) return;
  if (depth >= limits_.depth) {
    sink_.hindered(beyond(place, fmt::format("djupare än {}", limits_.depth),
                          fmt::format("deeper than {}", limits_.depth)));
    return;
  }
  if (how == Folded::archive) archive(place, bytes, nullptr, depth);
  if (how == Folded::sqlite) database(place, bytes, nullptr, depth);
}

void Unfolder::archive(const Place& place, std::string_view bytes, const fs::path* path,
                       std::size_t depth) {
  std::error_code ec;
  const std::uint64_t packed = path == nullptr ? bytes.size() : fs::file_size(*path, ec);
  ArchiveReading reading(*this, place, packed, depth);
  if (path == nullptr) {
    reading.memory(bytes);
  } else {
    reading.file(*path);
  }
}

void Unfolder::database(const Place& place, std::string_view bytes, const fs::path* path,
                        std::size_t depth) {
  const auto value = [this, depth](const Place& column, std::string_view content) {
    inner(column, content, depth + 1);
  };
  if (path == nullptr) {
    read_sqlite(place, bytes, sink_, value);
  } else {
    read_sqlite_file(place, *path, sink_, value);
  }
}

void Unfolder::file(const fs::path& path) {
  file(path, {.at = path.string()});
}

void Unfolder::file(const fs::path& path, const Place& place) {
  const Descriptor descriptor(path);
  struct stat facts {};
  if (descriptor.get() < 0 || ::fstat(descriptor.get(), &facts) != 0) {
    sink_.hindered(unreadable(place.name(), std::strerror(errno)));
    return;
  }
  if (!S_ISREG(facts.st_mode)) {
    sink_.hindered({place.name(), {"är ingen vanlig fil", "is no regular file"}});
    return;
  }
  unpacked_ = 0;
  open_file(place, descriptor.get(), static_cast<std::uint64_t>(facts.st_size), path);
}

void Unfolder::open_file(const Place& place, int fd, std::uint64_t size, const fs::path& path) {
  const std::string first = beginning(fd, kFirstBytes);
  Place as_it_stands = place;
  as_it_stands.raw = place.raw || is_raw(first, size);
  const Folded how = folded(first);
  if (how == Folded::nothing && size <= kBlockBytes) {
    // Small enough to tell lines.
    sink_.whole(as_it_stands, beginning(fd, static_cast<std::size_t>(size)));
    return;
  }
  if (how == Folded::core) {
    const auto headers = std::min(size, kCoreHeaderBytesMax);
    const auto parts = core_parts(beginning(fd, static_cast<std::size_t>(headers)), size);
    for (const CorePart& part : parts) {
      Place where = as_it_stands;
      where.base = part.memory ? part.address : part.offset;
      where.addressed = part.memory;
      sink_.file(where, fd, part.offset, part.size);
    }
    if (!parts.empty()) return;
  }
  sink_.file(as_it_stands, fd, 0, size);
  if (how == Folded::archive) archive(place, {}, &path, 0);
  if (how == Folded::sqlite) database(place, {}, &path, 0);
}

void Unfolder::tree(const fs::path& root, const IsLog& is_log) {
  const auto one = [&](const fs::path& path) {
    Place place{.at = path.string()};
    place.event_log = is_log && is_log(path);
    file(path, place);
  };
  std::error_code ec;
  const auto status = fs::status(root, ec);
  if (ec || !fs::exists(status)) {
    sink_.hindered(unreadable(root.string(), ec ? ec.message() : "finns inte / is not there"));
    return;
  }
  if (!fs::is_directory(status)) {
    one(root);
    return;
  }
  // By name, so that two looks at the same folder tell the same.
  std::vector<fs::path> files;
  std::vector<fs::path> folders = {root};
  while (!folders.empty()) {
    const fs::path folder = std::move(folders.back());
    folders.pop_back();
    fs::directory_iterator entries(folder, ec);
    if (ec) {
      sink_.hindered(unreadable(folder.string(), ec.message()));
      continue;
    }
    for (; entries != fs::directory_iterator(); entries.increment(ec)) {
      if (ec) break;
      // A file's name may be a value too.
      const auto name = entries->path().filename().string();
      sink_.whole({.at = folder.string(), .inside = "file name"}, name);
      if (entries->is_symlink(ec)) continue;
      if (entries->is_directory(ec)) folders.push_back(entries->path());
      if (entries->is_regular_file(ec)) files.push_back(entries->path());
    }
    if (ec) sink_.hindered(unreadable(folder.string(), ec.message()));
  }
  std::ranges::sort(files);
  for (const auto& path : files) one(path);
}

}  // namespace provbank::residue
