#include "harness/residue/points.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>

#include "harness/residue/http_answer.hpp"
#include "harness/residue/postgres_reading.hpp"
#include "harness/residue/process_memory.hpp"
#include "harness/residue/stream.hpp"

namespace provbank::residue {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSqlite = "sqlite:";
constexpr std::string_view kProcess = "pid:";
constexpr std::string_view kCommand = "command:";
constexpr std::string_view kFile = "file:";

/// "postgresql://user:secret@host/db" -> "postgresql://user@host/db"
std::string without_password(const std::string& address) {
  const auto begin = address.find("://");
  if (begin == std::string::npos) return address;
  const auto end = address.find_first_of("/?#", begin + 3);
  const auto at = address.rfind('@', end);
  const auto colon = address.find(':', begin + 3);
  if (at == std::string::npos || at < begin || colon == std::string::npos || colon > at)
    return address;
  return address.substr(0, colon) + address.substr(at);
}

void read_all(int fd, const Place& place, Unfolder& unfolder) {
  Streaming streaming(place, unfolder);
  std::vector<char> buffer(1U << 20U);
  for (;;) {
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const std::string why = std::strerror(errno);
      unfolder.sink().hindered(
          {place.name(), {"kunde inte läsas: " + why, "could not be read: " + why}});
    }
    if (n <= 0) return;
    streaming.bytes({buffer.data(), static_cast<std::size_t>(n)});
  }
}

void read_command(const std::string& command, const Place& place, Unfolder& unfolder) {
  FILE* pipe = ::popen(command.c_str(), "re");
  if (pipe == nullptr) {
    const std::string why = std::strerror(errno);
    unfolder.sink().hindered(
        {place.name(), {"kunde inte startas: " + why, "could not be started: " + why}});
    return;
  }
  read_all(::fileno(pipe), place, unfolder);
  const int status = ::pclose(pipe);
  if (status != 0) {
    unfolder.sink().hindered(
        {place.name(),
         {fmt::format("kommandot slutade med fel (status {}); det som kom söktes igenom.", status),
          fmt::format("the command ended in an error (status {}); what came was searched.",
                      status)}});
  }
}

void read_database_files(const fs::path& file, Unfolder& unfolder) {
  unfolder.file(file);
  for (const char* beside : {"-wal", "-journal", "-shm"}) {
    const fs::path other = file.string() + beside;
    std::error_code ec;
    if (fs::exists(other, ec)) unfolder.file(other);
  }
}

}  // namespace

std::string Point::name() const {
  switch (kind) {
    case Kind::path:
      return what;
    case Kind::sqlite:
      return std::string(kSqlite) + what;
    case Kind::process:
      return std::string(kProcess) + what;
    case Kind::command:
      return std::string(kCommand) + what;
    case Kind::input:
      return "-";
    case Kind::postgresql:
    case Kind::http:
      break;
  }
  return without_password(what);
}

Result<Point> parse_point(std::string_view text) {
  const auto after = [text](std::string_view prefix) {
    return std::string(text.substr(prefix.size()));
  };
  Point point;
  if (text == "-") return Point{Point::Kind::input, "-"};
  if (text.starts_with(kSqlite)) {
    point = {Point::Kind::sqlite, after(kSqlite)};
  } else if (text.starts_with(kCommand)) {
    point = {Point::Kind::command, after(kCommand)};
  } else if (text.starts_with(kProcess)) {
    point = {Point::Kind::process, after(kProcess)};
    int number = 0;
    const char* end = point.what.data() + point.what.size();
    const auto [stop, error] = std::from_chars(point.what.data(), end, number);
    if (error != std::errc() || stop != end || number < 1)
      return fail(Errc::invalid,
                  fmt::format("{}: ett processnummer behövs, som pid:417 / a process "
                              "number is needed, as pid:417",
                              text));
  } else if (text.starts_with("postgresql://") || text.starts_with("postgres://")) {
    point = {Point::Kind::postgresql, std::string(text)};
  } else if (text.starts_with("http://") || text.starts_with("https://")) {
    point = {Point::Kind::http, std::string(text)};
  } else if (text.starts_with(kFile)) {
    point = {Point::Kind::path, after(kFile)};
  } else {
    point = {Point::Kind::path, std::string(text)};
  }
  if (point.what.empty())
    return fail(Errc::invalid, fmt::format("\"{}\": platsen är tom / the place is empty", text));
  return point;
}

bool is_part_of_log(const fs::path& file, const fs::path& log) {
  if (file == log) return true;
  if (file.parent_path() != log.parent_path()) return false;
  const std::string shown = file.filename().string();
  std::string_view name = shown;
  for (const std::string_view packed : {".gz", ".bz2", ".xz", ".zst", ".lz4"}) {
    if (!name.ends_with(packed)) continue;
    name.remove_suffix(packed.size());
    break;
  }
  const auto only_numbers = [](std::string_view added) {
    return std::ranges::all_of(added, [](char c) {
      return (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == 'T' || c == 'Z';
    });
  };
  const std::string whole = log.filename().string();
  if (name.starts_with(whole)) return only_numbers(name.substr(whole.size()));
  const std::string stem = log.stem().string();
  const std::string extension = log.extension().string();
  if (name.size() < whole.size() || !name.starts_with(stem) || !name.ends_with(extension))
    return false;
  return only_numbers(name.substr(stem.size(), name.size() - stem.size() - extension.size()));
}

void look_at(const Point& point, Unfolder& unfolder, const Unfolder::IsLog& is_log) {
  const Place place{.at = point.name()};
  switch (point.kind) {
    case Point::Kind::path:
      return unfolder.tree(point.what, is_log);
    case Point::Kind::sqlite:
      return read_database_files(point.what, unfolder);
    case Point::Kind::postgresql:
      return read_postgres(place, point.what, point.log_tables, unfolder);
    case Point::Kind::process:
      return read_process(std::stoi(point.what), unfolder, is_log);
    case Point::Kind::http:
      return read_http(place, point.what, point.access, unfolder);
    case Point::Kind::input:
      return read_all(STDIN_FILENO, place, unfolder);
    case Point::Kind::command:
      return read_command(point.what, place, unfolder);
  }
}

}  // namespace provbank::residue
