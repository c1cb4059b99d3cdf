#include "harness/evidence/store.hpp"

#include <fstream>

#include "harness/evidence/har.hpp"
#include "platform/base/file.hpp"

namespace provbank::evidence {
namespace {

// Straight into place: the folder is new and nobody reads it before the run is over.
void write(const std::filesystem::path& file, const std::string& content) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.flush();
  if (!out)
    throw ErrorException(fail(Errc::io, file.string() + ": cannot be written (disk full?)"));
}

void store_shown(const Awaited& awaited, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  write(folder / (awaited.id + ".txt"), shown_as_text(*awaited.shown));
  for (const auto& file : awaited.shown->files)
    write(folder / (awaited.id + "-" + file.name), read_file(file.at).value());
}

}  // namespace

void store(const Evidence& evidence, time::WallTime zero, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder / "bodies");
  write(folder / "exchanges.har", to_har(evidence.exchanges, zero));
  const std::size_t count = evidence.exchanges.size();
  for (const Exchange& exchange : evidence.exchanges) {
    const std::string& asked = exchange.request.body;
    if (has_body_file(asked, count)) write(folder / body_file(exchange, false), asked);
    if (!exchange.response) continue;
    const std::string& answered = exchange.response->body;
    if (has_body_file(answered, count)) write(folder / body_file(exchange, true), answered);
  }
  for (const Awaited& awaited : evidence.awaited) {
    if (awaited.shown) store_shown(awaited, folder / "shown");
  }
}

}  // namespace provbank::evidence
