// What no bytes may do: crash a reader, lose a line uncounted, or be read otherwise when they come
// in other pieces.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "harness/sla/case_register.hpp"
#include "harness/sla/csv.hpp"
#include "harness/sla/log_reader.hpp"
#include "harness/sla/outages.hpp"
#include "harness/sla/test_support.hpp"

namespace provbank::sla {
namespace {

struct Counting final : EventSink {
  std::uint64_t events = 0;
  void on(const LogEvent& event) override {
    ++events;
    if (event.kind == EventKind::question && !event.duration) std::abort();
  }
};

Mapping csv_mapping() {
  Mapping mapping = Mapping::native();
  mapping.format = Mapping::Format::csv;
  return mapping;
}

std::uint64_t read(std::string_view bytes, const Mapping& mapping, std::size_t piece) {
  Counting sink;
  LogReader reader(mapping, calendars().ordinary, sink, {.line_bytes = 400});
  reader.begin("log");
  for (std::size_t from = 0; from < bytes.size(); from += piece) {
    reader.feed(bytes.substr(from, piece));
  }
  reader.finish();
  const auto& notes = reader.notes();
  std::uint64_t others = 0;
  for (const auto& [word, count] : notes.other_events) others += count;
  // Every line is an event, passed over by its kind, a repetition, or bad.
  if (sink.events + others + notes.duplicates.count + notes.bad_lines() != notes.lines)
    std::abort();
  return sink.events;
}

void run(std::string_view bytes) {
  static const Mapping kNative = Mapping::native();
  static const Mapping kCsv = csv_mapping();
  for (const Mapping* mapping : {&kNative, &kCsv}) {
    if (read(bytes, *mapping, 1'000'000) != read(bytes, *mapping, 7)) std::abort();
  }
  Problems problems;
  const auto table = parse_csv(bytes, problems, {.bytes = 10'000, .rows = 100});
  if (table.has_value() != problems.empty()) std::abort();
  Problems of_cases;
  if (CaseRegister::parse(bytes, agreed(), calendars().ordinary, of_cases).has_value() !=
      of_cases.empty()) {
    std::abort();
  }
  Problems of_outages;
  if (OutageList::parse(bytes, calendars().ordinary, of_outages).has_value() != of_outages.empty())
    std::abort();
}

}  // namespace
}  // namespace provbank::sla

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  provbank::sla::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
