// The register of incidents, problems, orders and changes (B4-3.3.3, 3.4, 3.5): one CSV file, one
// row each, described in docs/guides/manadsrapport.md. A file that contradicts itself is refused
// whole, with every row and column that is wrong.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/calendar.hpp"
#include "contract/service_levels.hpp"
#include "harness/sla/problem.hpp"

namespace provbank::sla {

enum class CaseKind : std::uint8_t { incident, problem, bestallning, andring };
std::string_view to_string(CaseKind kind);

enum class ChangeStatus : std::uint8_t { planerad, genomford, installd, misslyckad };

struct Case {
  std::size_t line{};
  CaseKind kind{};
  std::string id;
  std::optional<contract::Priority> priority;  // always of incidents and problems
  bool derived = false;                        // the priority, from the impact
  std::string impact;
  time::WallTime received{};                    // not of changes
  std::optional<time::WallTime> begun;          // status påbörjad
  std::optional<time::WallTime> resolved;       // åtgärdad
  std::optional<time::WallTime> reported;       // återrapporterad till anmälaren
  std::optional<time::WallTime> promised;       // orders: when it was agreed to be delivered
  std::optional<time::WallTime> planned_start;  // changes
  std::optional<time::WallTime> planned_end;
  std::optional<time::WallTime> announced;
  ChangeStatus status = ChangeStatus::planerad;
  bool release = false;   // part of a release
  bool security = false;  // concerns security (B4-3.10.1)
  std::string cause, measures, description;

  /// When it was over: resolved and, for incidents and problems, reported back.
  std::optional<time::WallTime> done() const;
};

struct CaseRegister {
  std::vector<Case> cases;
  std::size_t duplicates = 0;  // rows that stand twice, word for word; counted once

  static std::optional<CaseRegister> parse(std::string_view csv,
                                           const contract::ServiceLevels& levels,
                                           const contract::Calendar& calendar, Problems& problems);
  static const std::vector<std::string>& header();
};

}  // namespace provbank::sla
