// The figures of the monthly report (B4-4, B4-4.1): what each is called, where it is agreed, how it
// is worked out and from what.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/service_levels.hpp"
#include "platform/text/language.hpp"

namespace provbank::sla {

/// Too few: there is not enough to say yes or no. Nothing: the material is there and had nothing to
/// judge. Neither is a pass.
enum class Verdict : std::uint8_t { met, not_met, too_few, nothing, no_target };
std::string_view to_string(Verdict verdict);  // "not-met"
const Bilingual& words(Verdict verdict);
/// Of several targets that must all be met.
Verdict both(Verdict a, Verdict b);

/// share: 0 to 1. duration and response: nanoseconds; the one is shown in hours and minutes, the
/// other in seconds.
enum class Unit : std::uint8_t { share, duration, response, count };
std::string_view to_string(Unit unit);

enum class Bound : std::uint8_t { none, at_least, at_most };

struct FigureKind {
  std::string id;
  std::vector<std::string> clauses;
  Unit unit{};
  Bilingual name;
  Bilingual formula;
  Bilingual sample;  // what is counted as the sample: "besvarade anrop"
  Bound bound = Bound::none;
  std::optional<double> target;  // agreed; judged only when there is a bound
};

/// In the order of the report.
std::vector<FigureKind> figure_catalogue(const contract::ServiceLevels& levels);

/// What the figures depend on that the agreements leave open; the first reading is the chosen one.
struct RecordReading {
  std::string record;  // "T-resten-inom-12"
  std::string id;      // "a"
  Bilingual words;
};
const std::vector<RecordReading>& record_readings();
const RecordReading& record_reading(std::string_view record, std::string_view id);

struct Exclusion {
  Bilingual what;
  std::uint64_t count = 0;
};

struct Reading {
  const RecordReading* what{};
  std::optional<double> value;
  Verdict verdict{};
};

struct Figure {
  FigureKind kind;
  std::optional<double> value;
  bool value_is_floor = false;  // there may be more
  Verdict verdict = Verdict::no_target;
  std::uint64_t sample = 0;
  std::vector<Exclusion> exclusions;
  std::vector<Reading> readings;
  std::vector<Bilingual> notes;
};

/// A share of a whole in which so many things are not known: met or not only when it stands
/// whichever way those went. Too few when the whole is empty.
struct Share {
  std::uint64_t good = 0;
  std::uint64_t all = 0;
  std::uint64_t unknown = 0;

  std::optional<double> value() const;
  Verdict at_least(double target) const;
};

}  // namespace provbank::sla
