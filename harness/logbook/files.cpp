#include "harness/logbook/files.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <optional>
#include <system_error>

#include "harness/logbook/reader.hpp"
#include "harness/residue/points.hpp"
#include "harness/residue/unfold.hpp"
#include "platform/base/file.hpp"

namespace provbank::logbook {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kUnfoldDepth = 3;       // a packed file in an archive that is packed
constexpr std::size_t kLookedAtEntries = 50;  // for the first that has a time

/// Keeps what was unpacked, without what was unpacked in its turn.
class Unpacked final : public residue::Sink {
 public:
  void begin(const residue::Place& place) override { at_ = place.inside; }
  void bytes(std::string_view chunk) override {
    if (at_.empty() || at_.ends_with(kMemberName)) return;
    if (parts_.empty() || parts_.back().inside != at_) parts_.push_back({at_, {}});
    parts_.back().content += chunk;
  }
  void end() override { at_.clear(); }
  void hindered(residue::Hindrance hindrance) override {
    if (!why_) why_ = std::move(hindrance.why);
  }

  const std::optional<Bilingual>& why() const { return why_; }
  std::string content() const {
    std::string out;
    for (const Part& part : parts_) {
      const bool unfolded = std::ranges::any_of(
          parts_, [&](const Part& other) { return other.inside.starts_with(part.inside + " > "); });
      if (unfolded) continue;
      if (!out.empty() && out.back() != '\n') out += '\n';
      out += part.content;
    }
    return out;
  }

 private:
  static constexpr std::string_view kMemberName = "member name";
  struct Part {
    std::string inside;
    std::string content;
  };
  std::string at_;
  std::vector<Part> parts_;
  std::optional<Bilingual> why_;
};

std::optional<time::WallTime> first_time(const Mapping& mapping, const LogFile& file) {
  ReadLimits limits;
  limits.entries = kLookedAtEntries;
  Log log;
  read(mapping, file.content, file.path.string(), log, 0, limits);
  for (const Entry& entry : log.entries) {
    if (entry.time) return entry.time;
  }
  return std::nullopt;
}

/// Whether a file of that name is one of a folder's log.
bool is_named(const std::string& name, const std::string& names) {
  return names.empty() ? !name.starts_with('.') : ::fnmatch(names.c_str(), name.c_str(), 0) == 0;
}

}  // namespace

bool is_part(const fs::path& file, const fs::path& log, const std::string& names) {
  std::error_code ec;
  if (!fs::is_directory(log, ec)) return residue::is_part_of_log(file, log);
  return file.parent_path() == log && is_named(file.filename().string(), names);
}

Result<std::vector<fs::path>> paths_of(const fs::path& log, const std::string& names,
                                       const FileLimits& limits) {
  std::error_code ec;
  if (!fs::is_directory(log, ec)) {
    if (fs::is_regular_file(log, ec)) return std::vector<fs::path>{log};
    return fail(Errc::not_found, log.string() + ": there is no such file or folder");
  }
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(log, ec)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_symlink(ec) || !entry.is_regular_file(ec)) continue;
    if (!is_named(name, names)) continue;
    if (out.size() >= limits.files) {
      return fail(Errc::too_large,
                  fmt::format("{}: more than {} files; name those of the log with names=\"...\"",
                              log.string(), limits.files));
    }
    out.push_back(entry.path());
  }
  if (ec) return fail(Errc::io, log.string() + ": " + ec.message());
  if (out.empty()) {
    return fail(Errc::not_found, names.empty()
                                     ? log.string() + ": the folder holds no file"
                                     : log.string() + ": the folder holds no file called " + names);
  }
  std::ranges::sort(out);
  return out;
}

Result<std::vector<fs::path>> parts_of(const fs::path& log, const std::string& names,
                                       const FileLimits& limits) {
  auto out = paths_of(log, names, limits);
  std::error_code ec;
  if (!out || fs::is_directory(log, ec)) return out;
  std::vector<fs::path> parts;
  const auto folder = log.has_parent_path() ? log.parent_path() : fs::path(".");
  for (const auto& entry : fs::directory_iterator(folder, ec)) {
    const auto path = log.parent_path() / entry.path().filename();
    if (path == log || !residue::is_part_of_log(path, log)) continue;
    if (entry.is_symlink(ec) || !entry.is_regular_file(ec)) continue;
    if (parts.size() >= limits.put_away) {
      return fail(Errc::too_large, fmt::format("{}: more than {} files were put away of it",
                                               log.string(), limits.put_away));
    }
    parts.push_back(path);
  }
  if (ec) return fail(Errc::io, folder.string() + ": " + ec.message());
  std::ranges::sort(parts);
  parts.push_back(log);
  return parts;
}

Result<std::string> unpacked(const fs::path& file, const FileLimits& limits) {
  auto content = read_file(file, limits.file_bytes);
  if (!content) return content.error();
  switch (residue::folded(std::string_view(*content).substr(0, residue::kFirstBytes))) {
    case residue::Folded::nothing:
      return content;
    case residue::Folded::archive:
      break;
    case residue::Folded::sqlite:
    case residue::Folded::core:
      return fail(Errc::unsupported, file.string() + ": is a database or a core, no text");
  }
  Unpacked sink;
  residue::UnfoldLimits unfold;
  unfold.depth = kUnfoldDepth;
  unfold.held_bytes = limits.file_bytes;
  unfold.total_bytes = limits.file_bytes;
  residue::Unfolder unfolder(sink, unfold);
  unfolder.content({.at = file.string()}, *content);
  if (sink.why()) return fail(Errc::malformed, file.string() + " " + sink.why()->en);
  return sink.content();
}

void in_order_of_time(const Mapping& mapping, std::vector<LogFile>& files) {
  struct Timed {
    std::optional<time::WallTime> time;
    LogFile file;
  };
  std::vector<Timed> timed;
  timed.reserve(files.size());
  for (auto& file : files) {
    const auto time = first_time(mapping, file);
    timed.push_back({time, std::move(file)});
  }
  std::ranges::sort(timed, [](const Timed& a, const Timed& b) {
    if (a.time && b.time && *a.time != *b.time) return *a.time < *b.time;
    if (a.time.has_value() != b.time.has_value()) return a.time.has_value();
    return a.file.path < b.file.path;
  });
  files.clear();
  for (auto& each : timed) files.push_back(std::move(each.file));
}

Result<std::vector<LogFile>> read_files(const fs::path& log, const std::string& names,
                                        const Mapping& mapping, const FileLimits& limits) {
  const auto paths = paths_of(log, names, limits);
  if (!paths) return paths.error();
  std::vector<LogFile> out;
  std::uint64_t total = 0;
  for (const auto& path : *paths) {
    auto content = unpacked(path, limits);
    if (!content) return content.error();
    total += content->size();
    if (total > limits.total_bytes) {
      return fail(Errc::too_large, fmt::format("{}: more than {} bytes together, unpacked",
                                               log.string(), limits.total_bytes));
    }
    out.push_back({path, std::move(*content)});
  }
  in_order_of_time(mapping, out);
  return out;
}

}  // namespace provbank::logbook
