// How fast a log is read, and a whole year of it: three questions a second in the opening hours of
// a year's working days, about 24 million. The year is made as it is read; run it by name:
//
//   sla_bench --benchmark_filter=BM_Year
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <stdexcept>

#include "harness/sla/accumulate.hpp"
#include "harness/sla/log_reader.hpp"
#include "harness/sla/report.hpp"
#include "harness/sla/test_support.hpp"

namespace provbank::sla {
namespace {

using time::WallTime;

/// Lines as the reference aggregator writes them, timings of seven sources and all.
class Lines {
 public:
  void append(WallTime over, std::string& to) {
    ++number_;
    const auto time = time::to_iso8601(over);
    fmt::format_to(
        std::back_inserter(to),
        R"({{"v":1,"seq":{},"time":"{}","event":"question","question":"{}-{}","operation":"hamta",)"
        R"("caller":"162120009900","organisation":"16212{:07}","handlaggare":"handl{:03}",)"
        R"("case":"{}","person":"0123456789abcdef0123456789abcdef",)"
        R"("sources":["AF","CSN","FK","SKV","SO","TNS","MIV"],"outcome":"complete",)"
        R"("duration_ms":{}.125,"timings":[{{"source":"AF","outcome":"data","duration_ms":312.5}},)"
        R"({{"source":"CSN","outcome":"data","duration_ms":801.25}},)"
        R"({{"source":"FK","outcome":"data","duration_ms":1210.0}},)"
        R"({{"source":"SKV","outcome":"data","duration_ms":455.75}},)"
        R"({{"source":"SO","outcome":"data","duration_ms":90.5}},)"
        R"({{"source":"TNS","outcome":"data","duration_ms":230.0}},)"
        R"({{"source":"MIV","outcome":"data","duration_ms":77.25}}]}})"
        "\n",
        number_, time, time, number_, number_ % 290, number_ % 997, number_,
        500 + number_ * 7919 % 7000);
  }

 private:
  std::uint64_t number_ = 0;
};

void BM_ReadLog(benchmark::State& state) {
  const auto period = period_of(std::chrono::year(2026) / std::chrono::March, calendars().ordinary);
  Lines lines;
  std::string text;
  constexpr std::int64_t kLines = 20'000;
  for (std::int64_t i = 0; i < kLines; ++i) {
    lines.append(
        period.interval.begin + std::chrono::hours(34) + std::chrono::milliseconds(333 * i), text);
  }
  const auto mapping = Mapping::native();
  for (auto _ : state) {
    Accumulator totals(period, agreed(), calendars().ordinary);
    LogReader reader(mapping, calendars().ordinary, totals);
    reader.begin("log");
    reader.feed(text);
    reader.finish();
    totals.finish();
    if (totals.totals().all() != kLines) throw std::logic_error("lines were lost");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * kLines);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(BM_ReadLog)->Unit(benchmark::kMillisecond);

/// Into MB at the most so far.
double peak_megabytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// One month after another, as it is used; each from the whole year's log would take twelve times
/// as long. `months` is how many of the year's.
void read_months(benchmark::State& state, unsigned months) {
  std::uint64_t questions = 0;
  std::uint64_t bytes = 0;
  for (auto _ : state) {
    questions = bytes = 0;
    Lines lines;
    std::string piece;
    const auto mapping = Mapping::native();
    for (unsigned m = 1; m <= months; ++m) {
      const auto period =
          period_of(std::chrono::year(2026) / std::chrono::month(m), calendars().ordinary);
      Accumulator totals(period, agreed(), calendars().ordinary);
      LogReader reader(mapping, calendars().ordinary, totals);
      reader.begin("log");
      for (auto day = period.first; day <= period.last; day += std::chrono::days(1)) {
        const auto open = calendars().ordinary.opening(day);
        if (!open) continue;
        for (auto at = open->begin; at < open->end; at += std::chrono::nanoseconds(333'333'333)) {
          lines.append(at + std::chrono::seconds(8), piece);
          if (piece.size() < (1U << 20U)) continue;
          reader.feed(piece);
          bytes += piece.size();
          piece.clear();
        }
      }
      reader.feed(piece);
      bytes += piece.size();
      piece.clear();
      reader.finish();
      totals.finish();
      questions += totals.totals().all();
      Material material;
      material.log = &totals;
      material.log_notes = &reader.notes();
      const auto report = make_report(period, agreed(), calendars(), material);
      if (report.figure("svarstid-12s")->verdict != Verdict::met) throw std::logic_error("not met");
    }
  }
  state.counters["questions"] = static_cast<double>(questions);
  state.counters["peak_MB"] = peak_megabytes();
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes * state.iterations()));
  state.SetItemsProcessed(static_cast<std::int64_t>(questions * state.iterations()));
}

void BM_Year(benchmark::State& state) {
  // Some tens of seconds: not in the smoke run, which asks for a thousandth of one.
  read_months(state, static_cast<unsigned>(state.range(0)));
}

}  // namespace
}  // namespace provbank::sla

// The year only when it is asked for by name.
int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]).find("BM_Year") == std::string_view::npos) continue;
    benchmark::RegisterBenchmark("BM_Year", &provbank::sla::BM_Year)
        ->Arg(12)
        ->Iterations(1)
        ->Unit(benchmark::kSecond);
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
