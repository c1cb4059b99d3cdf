// How fast data is searched, beside how fast it is read at all and how fast others search it. All
// over the same file in the page cache: ten thousand values in every form.
//   BM_ReadFromPageCache   read() into one reused buffer of 1 MiB: what nothing can exceed
//   BM_Search              ours
//   BM_SearchNotLineCoded  ours without the glance for what is coded in lines
//   BM_SearchMapped        ours over the mapped file, on one thread
//   BM_Hyperscan           Vectorscan/Hyperscan alone, the same patterns
//   BM_Grep                grep -F -f, as a child process (one round: it takes its time to begin)
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <hs.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>

#include "harness/residue/forms.hpp"
#include "harness/residue/line_coding.hpp"
#include "harness/residue/matcher.hpp"
#include "harness/residue/parallel.hpp"
#include "platform/base/file.hpp"
#include "platform/chance/rng.hpp"

namespace provbank::residue {
namespace {

constexpr std::size_t kValues = 10'000;
constexpr std::size_t kChunkBytes = 1U << 20U;

std::string letters(chance::Rng& rng, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += static_cast<char>('a' + rng.below(26));
  return out;
}

std::string a_value(chance::Rng& rng, std::size_t i) {
  switch (i % 4) {
    case 0:
      return fmt::format("{:04}{:02}{:02}{:04}", 1930 + rng.below(80), 1 + rng.below(12),
                         1 + rng.below(28), rng.below(10'000));
    case 1:
      return letters(rng, 4) + "ä" + letters(rng, 4 + rng.below(8));
    case 2:
      return fmt::format("2026-{:02}-{:02}/{}", 1 + rng.below(12), 1 + rng.below(28),
                         100'000 + rng.below(900'000));
    default:
      return letters(rng, 3) + "@" + letters(rng, 6) + ".example";
  }
}

std::vector<std::string> patterns() {
  chance::Rng rng(chance::Seed{5});
  std::vector<std::string> out;
  for (std::size_t i = 0; i < kValues; ++i) {
    for (auto& form : forms_of(a_value(rng, i))) {
      if (form.bytes.size() >= kAnywhereBytesMin) out.push_back(std::move(form.bytes));
    }
  }
  return out;
}

const Matcher& matcher() {
  static const Matcher made(patterns());
  return made;
}

/// Three sorts of data: a log of text, random bytes, and a program with its tables.
enum Data { kText, kRandom, kProgram };

std::string make_data(Data data, std::size_t size) {
  chance::Rng rng(chance::Seed{6});
  std::string out;
  out.reserve(size + 1024);
  std::string program;
  if (data == kProgram) program = read_file("/proc/self/exe").value();
  while (out.size() < size) {
    if (data == kText) {
      out += fmt::format(
          R"({{"time":"2026-03-02T08:{:02}:{:02}.{:06}Z","kind":"question","organisation":"162120009903",)"
          R"("case":"{}","sources":["AF","CSN","FK"],"outcome":"{}","duration_ms":{}}})"
          "\n",
          rng.below(60), rng.below(60), rng.below(1'000'000), letters(rng, 12),
          rng.below(9) == 0 ? "partial" : "answered", rng.below(12'000));
    } else if (data == kRandom) {
      const auto word = rng.next();
      out.append(reinterpret_cast<const char*>(&word), sizeof word);
    } else {
      out += program;
    }
  }
  out.resize(size);
  return out;
}

const std::filesystem::path& data_file(Data data) {
  static const ScratchFolder folder;
  static std::map<Data, std::filesystem::path> files;
  auto& file = files[data];
  if (file.empty()) {
    // Smoke runs of the benchmark want to be over soon.
    const bool large = std::getenv("PROVBANK_BENCH_LARGE") != nullptr;
    file = folder.path() / std::to_string(data);
    std::ofstream(file, std::ios::binary) << make_data(data, (large ? 512U : 32U) << 20U);
  }
  return file;
}

class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& file)
      : fd_(::open(file.c_str(), O_RDONLY)), size_(std::filesystem::file_size(file)) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() { ::close(fd_); }
  int fd() const { return fd_; }
  std::uint64_t size() const { return size_; }

 private:
  int fd_;
  std::uint64_t size_;
};

void count_bytes(benchmark::State& state, std::uint64_t size) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(size));
}

void BM_ReadFromPageCache(benchmark::State& state) {
  const OpenFile file(data_file(static_cast<Data>(state.range(0))));
  std::vector<char> buffer(kChunkBytes);
  for (auto _ : state) {
    ::lseek(file.fd(), 0, SEEK_SET);
    while (::read(file.fd(), buffer.data(), buffer.size()) > 0)
      benchmark::DoNotOptimize(buffer.data());
  }
  count_bytes(state, file.size());
}

void search_with(benchmark::State& state, const WorthNoting& worth_noting) {
  const OpenFile file(data_file(static_cast<Data>(state.range(0))));
  const Matcher& what = matcher();
  const std::array matchers = {&what};
  std::size_t hits = 0;
  std::size_t noted = 0;
  for (auto _ : state) {
    const auto read = search_file(
        file.fd(), 0, file.size(), matchers,
        [&hits](const Matcher&, std::size_t, std::uint64_t, const Around&) { ++hits; },
        worth_noting);
    if (read.failed) state.SkipWithError("the file could not be read");
    noted = read.noted.size();
  }
  count_bytes(state, file.size());
  state.counters["patterns"] = static_cast<double>(what.size());
  // Blocks that would be read once more.
  state.counters["again"] = static_cast<double>(noted * kBlockBytes) /
                            static_cast<double>(std::max<std::uint64_t>(1, file.size()));
}

void BM_Search(benchmark::State& state) {
  search_with(state, &may_be_line_coded);
}

void BM_SearchNotLineCoded(benchmark::State& state) {
  search_with(state, {});
}

/// What mapping the file would save: one thread, so compare the time of the processors.
void BM_SearchMapped(benchmark::State& state) {
  const OpenFile file(data_file(static_cast<Data>(state.range(0))));
  const Matcher& what = matcher();
  std::size_t hits = 0;
  for (auto _ : state) {
    void* mapped = ::mmap(nullptr, file.size(), PROT_READ, MAP_PRIVATE, file.fd(), 0);
    if (mapped == MAP_FAILED) {
      state.SkipWithError("the file could not be mapped");
      return;
    }
    ::madvise(mapped, file.size(), MADV_SEQUENTIAL);
    what.search({static_cast<const char*>(mapped), file.size()},
                [&hits](std::size_t, std::size_t) { ++hits; });
    ::munmap(mapped, file.size());
  }
  benchmark::DoNotOptimize(hits);
  count_bytes(state, file.size());
}

void BM_Hyperscan(benchmark::State& state) {
  static hs_database_t* database = [] {
    std::vector<std::string> texts;
    for (const auto& pattern : patterns()) {
      std::string text;
      for (const char c : pattern) text += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
      texts.push_back(std::move(text));
    }
    std::vector<const char*> expressions;
    std::vector<unsigned> flags(texts.size(), HS_FLAG_DOTALL);
    std::vector<unsigned> ids;
    for (const auto& text : texts) {
      ids.push_back(static_cast<unsigned>(ids.size()));
      expressions.push_back(text.c_str());
    }
    hs_database_t* made = nullptr;
    hs_compile_error_t* error = nullptr;
    const auto count = static_cast<unsigned>(texts.size());
    if (hs_compile_multi(expressions.data(), flags.data(), ids.data(), count, HS_MODE_BLOCK,
                         nullptr, &made, &error) != HS_SUCCESS) {
      fmt::print(stderr, "{}\n", error->message);
      hs_free_compile_error(error);
    }
    return made;
  }();
  hs_scratch_t* scratch = nullptr;
  if (database == nullptr || hs_alloc_scratch(database, &scratch) != HS_SUCCESS) {
    state.SkipWithError("Hyperscan could not compile the patterns");
    return;
  }
  const OpenFile file(data_file(static_cast<Data>(state.range(0))));
  std::vector<char> buffer(kChunkBytes);
  for (auto _ : state) {
    ::lseek(file.fd(), 0, SEEK_SET);
    for (ssize_t n = 0; (n = ::read(file.fd(), buffer.data(), buffer.size())) > 0;) {
      hs_scan(
          database, buffer.data(), static_cast<unsigned>(n), 0, scratch,
          [](unsigned, unsigned long long, unsigned long long, unsigned, void*) { return 0; },
          nullptr);
    }
  }
  count_bytes(state, file.size());
  hs_free_scratch(scratch);
}

void BM_Grep(benchmark::State& state) {
  static const ScratchFolder folder;
  const auto list = folder.path() / "patterns";
  std::ofstream out(list, std::ios::binary);
  for (const auto& pattern : patterns()) {
    // A line for each; what holds a line end or a zero byte grep cannot be asked for.
    if (pattern.find('\n') == std::string::npos && pattern.find('\0') == std::string::npos)
      out << pattern << '\n';
  }
  out.close();
  const auto file = data_file(static_cast<Data>(state.range(0)));
  const std::string command =
      fmt::format("LC_ALL=C grep -F -c -a -f '{}' '{}' >/dev/null", list.string(), file.string());
  for (auto _ : state) benchmark::DoNotOptimize(std::system(command.c_str()));
  count_bytes(state, std::filesystem::file_size(file));
}

/// The few hundred forms of a scenario's values: what each of many hundred scenarios pays.
void BM_BuildSmall(benchmark::State& state) {
  chance::Rng rng(chance::Seed{5});
  std::vector<std::string> some;
  for (std::size_t i = 0; i < 16; ++i) {
    for (auto& form : forms_of(a_value(rng, i))) some.push_back(std::move(form.bytes));
  }
  for (auto _ : state) benchmark::DoNotOptimize(Matcher(some).size());
  state.counters["patterns"] = static_cast<double>(some.size());
}

BENCHMARK(BM_ReadFromPageCache)
    ->Arg(kText)
    ->Arg(kRandom)
    ->Arg(kProgram)
    ->MeasureProcessCPUTime()
    ->UseRealTime();
BENCHMARK(BM_Search)
    ->Arg(kText)
    ->Arg(kRandom)
    ->Arg(kProgram)
    ->MeasureProcessCPUTime()
    ->UseRealTime();
BENCHMARK(BM_SearchNotLineCoded)
    ->Arg(kText)
    ->Arg(kRandom)
    ->Arg(kProgram)
    ->MeasureProcessCPUTime()
    ->UseRealTime();
BENCHMARK(BM_SearchMapped)
    ->Arg(kText)
    ->Arg(kRandom)
    ->Arg(kProgram)
    ->MeasureProcessCPUTime()
    ->UseRealTime();
BENCHMARK(BM_Hyperscan)
    ->Arg(kText)
    ->Arg(kRandom)
    ->Arg(kProgram)
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Iterations(1);
BENCHMARK(BM_Grep)->Arg(kText)->Arg(kProgram)->MeasureProcessCPUTime()->UseRealTime()->Iterations(
    1);
BENCHMARK(BM_BuildSmall);

}  // namespace
}  // namespace provbank::residue
