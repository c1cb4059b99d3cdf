// How fast a log is reviewed with our rules: lines as the reference aggregator writes them, eight
// to a question, of three hundred organisations.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "harness/logreview/review.hpp"

namespace provbank::logreview {
namespace {

const std::filesystem::path kData = PROVBANK_DATA_DIR;

std::vector<std::string> lines(std::int64_t questions) {
  using namespace std::chrono_literals;
  std::vector<std::string> all;
  const auto begin = time::WallTime(std::chrono::sys_days(std::chrono::year(2026) / 3 / 2)) + 7h;
  for (std::int64_t i = 0; i < questions; ++i) {
    const auto when = time::to_iso8601(begin + i / 30'000 * 24h + i % 30'000 * 1s);
    for (int source = 0; source < 7; ++source) {
      all.push_back(fmt::format(
          R"({{"v":2,"seq":{},"time":"{}","event":"source","class":"activity","question":"q-{}",)"
          R"("source":"AF","outcome":"data","duration_ms":312.5,"prev":"{:064x}","hash":"{:064x}"}})",
          all.size() + 1, when, i, i, i + 1));
    }
    all.push_back(fmt::format(
        R"({{"v":2,"seq":{},"time":"{}","event":"question","class":"activity","question":"q-{}",)"
        R"("operation":"hamta","caller":"162120009900","organisation":"16212{:07}",)"
        R"("handlaggare":"handl{:03}","case":"{}","person":"{:032x}","outcome":"complete",)"
        R"("duration_ms":1210.0,"prev":"{:064x}","hash":"{:064x}"}})",
        all.size() + 1, when, i, i % 290, i % 997, i, i * 7919 % 100'003, i, i + 1));
  }
  return all;
}

void BM_Review(benchmark::State& state) {
  const auto calendar =
      contract::Calendar::create({.opens = std::chrono::hours(7), .closes = std::chrono::hours(18)})
          .value();
  const auto rules = load_rules(kData / "contract/log-review-rules.xml",
                                kData / "schemas/provbank/log-review-rules-1.xsd")
                         .value();
  const auto log = lines(state.range(0));
  std::size_t bytes = 0;
  for (const auto& line : log) bytes += line.size() + 1;
  for (auto _ : state) {
    Reviewer reviewer(rules, calendar);
    for (const auto& line : log) reviewer.line(line, [] { return std::string(); });
    benchmark::DoNotOptimize(reviewer.finish());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
  state.SetItemsProcessed(static_cast<std::int64_t>(log.size()) * state.iterations());
}
BENCHMARK(BM_Review)->Arg(1000)->Arg(60'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace provbank::logreview
