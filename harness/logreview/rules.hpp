// What a review of the event log looks for (B3-6.2): rules as data, so that whoever reviews decides
// what is unusual where they are. contract/log-review-rules.xml holds ours; the form is
// schemas/provbank/log-review-rules-1.xsd.
#pragma once
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/text/language.hpp"

namespace provbank::logreview {

/// A case worker who has never asked before, once the log is so old, asks about so many on the
/// first day.
struct NewWorker {
  std::size_t learning_days{};
  std::size_t persons{};
};
/// A case worker asks about so many different persons in a day.
struct ManyPersons {
  std::size_t persons{};
};
/// ... asks so many questions on a working day before or after these hours.
struct OddHours {
  std::chrono::minutes opens{};
  std::chrono::minutes closes{};
  std::size_t questions{};
};
/// ... on a Saturday, a Sunday or a public holiday.
struct ClosedDays {
  std::size_t questions{};
};
/// ... so many times their own mean of the earlier days on which they asked anything.
struct OwnHistory {
  std::size_t days{};  // with fewer there is nothing to compare with
  double times{};
  std::size_t questions{};
};
/// ... so many times the median of the others in the same organisation that day.
struct Peers {
  std::size_t peers{};  // with fewer there is nothing to compare with
  double times{};
  std::size_t questions{};
};
/// ... so many questions within so many minutes.
struct Burst {
  std::size_t questions{};
  std::chrono::minutes within{};
};
/// One person is asked about so many times within so many days: by the same case worker, or by
/// anyone.
struct RepeatedPerson {
  std::size_t questions{};
  std::size_t days{};
  bool same_worker = true;
};
/// One person is asked about by so many organisations within so many days.
struct SeveralOrganisations {
  std::size_t organisations{};
  std::size_t days{};
};
/// A caller is refused so many times in a day.
struct RefusedCaller {
  std::size_t refusals{};
};
/// Somebody reads the log so many times in a day.
struct LogReadings {
  std::size_t readings{};
};

using RuleKind =
    std::variant<NewWorker, ManyPersons, OddHours, ClosedDays, OwnHistory, Peers, Burst,
                 RepeatedPerson, SeveralOrganisations, RefusedCaller, LogReadings>;

struct Rule {
  std::string id;
  std::string clause;
  Bilingual text;
  RuleKind kind;
};

inline constexpr std::size_t kRulesMax = 100;

/// Every problem at once, each with its line: `invalid`. `not_found`.
Result<std::vector<Rule>> load_rules(const std::filesystem::path& xml,
                                     const std::filesystem::path& schema);

}  // namespace provbank::logreview
