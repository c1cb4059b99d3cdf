#include "harness/evidence/store.hpp"

#include "harness/evidence/har.hpp"
#include "platform/base/file.hpp"

namespace provbank::evidence {
namespace {

void write(const std::filesystem::path& file, const std::string& content) {
  auto written = write_file(file, content);
  if (!written) throw ErrorException(written.error());
}

}  // namespace

void store(const Evidence& evidence, time::WallTime zero, const std::filesystem::path& folder) {
  write(folder / "exchanges.har", to_har(evidence.exchanges, zero));
  for (const Exchange& exchange : evidence.exchanges) {
    if (!exchange.request.body.empty()) write(folder / body_file(exchange, false), exchange.request.body);
    if (exchange.response && !exchange.response->body.empty()) {
      write(folder / body_file(exchange, true), exchange.response->body);
    }
  }
}

}  // namespace provbank::evidence
