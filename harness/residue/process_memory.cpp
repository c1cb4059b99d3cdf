#include "harness/residue/process_memory.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>
#include <vector>

namespace provbank::residue {
namespace {

namespace fs = std::filesystem;

// proc(5): of a page, in swap and in memory.
constexpr std::uint64_t kSwapped = std::uint64_t{1} << 62U;
constexpr std::uint64_t kPresent = std::uint64_t{1} << 63U;
constexpr std::size_t kPagesAtATime = 8'192;

struct Mapping {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::string rights;
  std::string name;
};

/// "7f12-7f34 rw-p 00000000 00:00 0    [heap]"
bool parse(const std::string& line, Mapping& to) {
  std::istringstream in(line);
  char dash = 0;
  std::string offset;
  std::string device;
  std::string inode;
  if (!(in >> std::hex >> to.begin >> dash >> to.end >> to.rights >> offset >> device >> inode))
    return false;
  std::getline(in >> std::ws, to.name);
  return dash == '-' && to.end > to.begin;
}

class OpenFd {
 public:
  OpenFd(const fs::path& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  OpenFd(const OpenFd&) = delete;
  OpenFd& operator=(const OpenFd&) = delete;
  ~OpenFd() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

std::string all_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class ProcessReading {
 public:
  ProcessReading(pid_t pid, Unfolder& unfolder, const Unfolder::IsLog& is_log)
      : unfolder_(unfolder),
        is_log_(is_log),
        sink_(unfolder.sink()),
        folder_(fs::path("/proc") / std::to_string(pid)),
        process_{.at = fmt::format("process {}", pid)},
        memory_(folder_ / "mem"),
        pages_(folder_ / "pagemap") {}

  void all() {
    std::error_code ec;
    if (!fs::exists(folder_, ec)) {
      hindered(process_, {"processen finns inte", "there is no such process"});
      return;
    }
    mappings();
    sink_.whole(process_.within("cmdline"), all_of(folder_ / "cmdline"));
    sink_.whole(process_.within("environ"), all_of(folder_ / "environ"));
    open_files();
  }

 private:
  void hindered(const Place& place, Bilingual why, bool inherent = false) {
    sink_.hindered({place.name(), std::move(why), inherent});
  }

  void mappings() {
    const std::string maps = all_of(folder_ / "maps");
    if (!memory_ || maps.empty()) {
      const std::string why = std::strerror(errno);
      hindered(process_, {"minnet får inte läsas (" + why +
                              "): kör som processens ägare med rätt att spåra den, eller som root",
                          "its memory may not be read (" + why +
                              "): run as the process's owner with leave to trace it, or as root"});
      return;
    }
    std::vector<Mapping> all;
    std::istringstream lines(maps);
    for (std::string line; std::getline(lines, line);) {
      Mapping mapping;
      if (parse(line, mapping)) all.push_back(std::move(mapping));
    }
    std::set<std::string> programs;
    for (const Mapping& mapping : all) {
      if (mapping.rights.find('x') != std::string::npos) programs.insert(mapping.name);
    }
    std::uint64_t closed = 0;
    std::uint64_t constant = 0;
    for (const Mapping& mapping : all) {
      if (!mapping.rights.starts_with('r')) {
        closed += mapping.end - mapping.begin;
      } else if (is_program(mapping, programs)) {
        constant += mapping.end - mapping.begin;
      } else if (mapping.name != "[vvar]" && mapping.name != "[vsyscall]") {
        // Those two are the system's own clock and code.
        search(mapping);
      }
    }
    if (constant > 0) {
      hindered(process_,
               {fmt::format("{} byte är programmets och bibliotekens egen kod och konstanter, som "
                            "ingen fråga kan ha ändrat, och söktes inte",
                            constant),
                fmt::format("{} bytes are code and constants of the program and its libraries, "
                            "which no question can have changed, and were not searched",
                            constant)},
               true);
    }
    if (closed > 0) {
      hindered(process_,
               {fmt::format("{} byte adressrymd är stängda för läsning och söktes inte", closed),
                fmt::format("{} bytes of address space are closed to reading and were not searched",
                            closed)},
               true);
    }
  }

  /// Code and constants as the file on disk has them: not writable, and of a file that runs. A file
  /// that is only mapped for reading is searched.
  static bool is_program(const Mapping& mapping, const std::set<std::string>& programs) {
    return mapping.rights.find('w') == std::string::npos && mapping.name.starts_with('/') &&
           programs.contains(mapping.name);
  }

  void search(const Mapping& mapping) {
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    std::uint64_t run = mapping.begin;  // beginning of pages that hold something
    std::uint64_t at = mapping.begin;
    std::vector<std::uint64_t> facts;
    while (at < mapping.end) {
      const auto count = std::min<std::uint64_t>((mapping.end - at) / page, kPagesAtATime);
      facts.assign(static_cast<std::size_t>(count), kPresent);
      if (pages_) {
        const ssize_t n = ::pread(pages_.get(), facts.data(), facts.size() * sizeof facts[0],
                                  static_cast<off_t>(at / page * sizeof facts[0]));
        if (n != static_cast<ssize_t>(facts.size() * sizeof facts[0]))
          facts.assign(facts.size(), kPresent);
      }
      for (const std::uint64_t fact : facts) {
        if ((fact & (kPresent | kSwapped)) == 0) {
          give(mapping, run, at);
          run = at + page;
        }
        at += page;
      }
    }
    give(mapping, run, mapping.end);
  }

  void give(const Mapping& mapping, std::uint64_t from, std::uint64_t to) {
    if (from >= to) return;
    Place place = process_.within(mapping.name.empty() ? "[anonymous]" : mapping.name);
    place.base = from;
    place.addressed = true;
    place.raw = true;
    sink_.file(place, memory_.get(), from, to - from);
  }

  void open_files() {
    std::error_code ec;
    fs::directory_iterator entries(folder_ / "fd", ec);
    if (ec) {
      hindered(process_, {"öppna filer får inte läsas: " + ec.message(),
                          "open files may not be read: " + ec.message()});
      return;
    }
    std::size_t others = 0;
    for (const auto& entry : entries) {
      const auto target = fs::read_symlink(entry.path(), ec);
      if (ec) continue;  // closed meanwhile
      if (!fs::is_regular_file(fs::status(entry.path(), ec))) {
        if (target.string().starts_with("socket:") || target.string().starts_with("pipe:"))
          ++others;
        continue;
      }
      Place place = process_.within(
          fmt::format("fd {} ({})", entry.path().filename().string(), target.string()));
      place.event_log = is_log_ && is_log_(target);
      unfolder_.file(entry.path(), place);
    }
    if (others > 0) {
      hindered(
          process_,
          {fmt::format("{} socklar och rör: vad kärnan håller i dem går inte att läsa", others),
           fmt::format("{} sockets and pipes: what the kernel holds in them cannot be read",
                       others)},
          true);
    }
  }

  Unfolder& unfolder_;
  const Unfolder::IsLog& is_log_;
  Sink& sink_;
  fs::path folder_;
  Place process_;
  OpenFd memory_;
  OpenFd pages_;
};

}  // namespace

void read_process(pid_t pid, Unfolder& unfolder, const Unfolder::IsLog& is_log) {
  ProcessReading(pid, unfolder, is_log).all();
}

}  // namespace provbank::residue
