// Tiny months with answers that can be worked out by hand.
#pragma once
#include <fmt/format.h>

#include <string>

#include "contract/civil_time.hpp"
#include "harness/sla/report.hpp"

namespace provbank::sla {

inline const std::filesystem::path kTestData = PROVBANK_DATA_DIR;

inline const contract::ServiceLevels& agreed() {
  static const auto kLevels =
      contract::ServiceLevels::load(kTestData / "contract/service-levels.xml").value();
  return kLevels;
}

inline const Calendars& calendars() {
  static const auto kCalendars = Calendars::create(agreed()).value();
  return kCalendars;
}

inline Period month(const char* name) {
  return parse_period(name, calendars().ordinary).value();
}

/// A point in time in Sweden: "2026-03-06 16:50".
inline time::WallTime at(const char* text) {
  return in_sweden(contract::parse_civil_time(text).value(), calendars().ordinary);
}

/// A line of the reference aggregator's log. `over` is when the question was over.
inline std::string question_line(const std::string& id, time::WallTime over, double seconds,
                                 const char* outcome = "complete", const char* felkod = "") {
  std::string line = fmt::format(
      R"({{"v":1,"time":"{}","event":"question","question":"{}","organisation":"162120009900",)"
      R"("handlaggare":"h1","outcome":"{}","duration_ms":{})",
      time::to_iso8601(over), id, outcome, seconds * 1000);
  if (*felkod != '\0') line += fmt::format(R"(,"felkod":"{}")", felkod);
  return line + "}\n";
}

inline std::string source_line(const std::string& id, time::WallTime over, const char* source,
                               const char* outcome = "data", double seconds = 1) {
  return fmt::format(
      R"({{"v":1,"time":"{}","event":"source","question":"{}","source":"{}","outcome":"{}",)"
      R"("duration_ms":{}}})"
      "\n",
      time::to_iso8601(over), id, source, outcome, seconds * 1000);
}

/// A log read into a month, and the report of it.
class ReadLog {
 public:
  explicit ReadLog(const Period& period, Mapping mapping = Mapping::native())
      : period_(period),
        mapping_(std::move(mapping)),
        totals_(period_, agreed(), calendars().ordinary),
        reader_(mapping_, calendars().ordinary, totals_) {}
  ReadLog(const ReadLog&) = delete;
  ReadLog& operator=(const ReadLog&) = delete;

  ReadLog& read(const std::string& text) {
    reader_.begin("log");
    reader_.feed(text);
    reader_.finish();
    totals_.finish();
    return *this;
  }

  const Totals& totals() const { return totals_.totals(); }
  const Accumulator& log() const { return totals_; }
  const LogNotes& notes() const { return reader_.notes(); }
  Report report(bool of_the_whole_service = false) const {
    Material material;
    material.log_is_of_the_whole_service = of_the_whole_service;
    material.log = &totals_;
    material.log_notes = &reader_.notes();
    material.log_files = {"log"};
    return make_report(period_, agreed(), calendars(), material);
  }

 private:
  Period period_;
  Mapping mapping_;
  Accumulator totals_;
  LogReader reader_;
};

inline const Reading& reading(const Report& report, const char* figure, const char* record,
                              const char* id) {
  for (const Reading& one : report.figure(figure)->readings) {
    if (one.what->record == record && one.what->id == id) return one;
  }
  throw std::runtime_error(std::string(figure) + " has no reading " + record + " " + id);
}

}  // namespace provbank::sla
