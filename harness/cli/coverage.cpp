#include "harness/cli/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "harness/checks/check.hpp"
#include "harness/onboarding/steps.hpp"
#include "harness/sla/figures.hpp"

namespace provbank::cli {
namespace {

using contract::Clause;
using scenario::Scenario;

bool contains(const std::vector<std::string>& list, std::string_view wanted) {
  return std::ranges::find(list, wanted) != list.end();
}

/// By its own id or by the number it stands under: a step is about all of its list.
bool names(const std::vector<std::string>& clauses, const Clause& clause) {
  return contains(clauses, clause.id) || contains(clauses, contract::number_of(clause.id));
}

bool uses_one_of(const Scenario& scenario, const std::vector<std::string>& checks) {
  return std::ranges::any_of(scenario.then,
                             [&](const auto& use) { return contains(checks, use.name); });
}

const Handler* find(const std::vector<Handler>& handlers, std::string_view name) {
  const auto found = std::ranges::find(handlers, name, &Handler::name);
  return found == handlers.end() ? nullptr : &*found;
}

/// What a handler is called when it is spoken of.
struct HandlerWords {
  const char* sv;
  const char* en;
};
constexpr HandlerWords kCheck = {"kontrollen", "check"};
constexpr HandlerWords kStep = {"steget", "step"};
constexpr HandlerWords kFigure = {"måttet", "figure"};

class Comparison {
 public:
  Comparison(const contract::ClauseRegister& clauses, const std::vector<Scenario>& scenarios)
      : clauses_(clauses), scenarios_(scenarios) {}

  /// The register's side: what a clause names exists and says the same.
  void register_against(const Handlers& handlers) {
    for (const Clause& clause : clauses_.all()) {
      if (const auto* checked = std::get_if<contract::Checked>(&clause.handling)) {
        named_exist(clause, checked->checks, handlers.checks, kCheck, Side::both_must_say);
        named_exist(clause, checked->steps, handlers.steps, kStep, Side::both_must_say);
        if (!checked->checks.empty() && covering(clause, scenarios_).empty())
          add("klausul {0} sägs prövas, men inget scenario prövar den",
              "clause {0} is called checked, but no scenario covers it", clause.id);
      }
      if (const auto* measured = std::get_if<contract::Measured>(&clause.handling))
        named_exist(clause, measured->figures, handlers.figures, kFigure, Side::register_decides);
    }
  }

  /// The program's side: what handles a clause is named by it.
  void handlers_against_register(
      const std::vector<Handler>& handlers, HandlerWords words,
      const std::function<bool(const Clause&, const std::string&)>& named_by) {
    for (const Handler& handler : handlers) {
      if (handler.clauses.empty())
        add("{1} {0} prövar ingen klausul", "{2} {0} verifies no clause", handler.name, words.sv,
            words.en);
      for (const auto& id : handler.clauses) {
        const Clause* clause = clauses_.find(id);
        if (clause == nullptr) {
          add("{1} {0} nämner klausul {3}, som inte finns",
              "{2} {0} names clause {3}, which does not exist", handler.name, words.sv, words.en,
              id);
        } else if (!named_by(*clause, handler.name)) {
          add("{1} {0} prövar klausul {3}, men klausulen nämner det inte",
              "{2} {0} handles clause {3}, but the clause does not name it", handler.name, words.sv,
              words.en, id);
        }
      }
    }
  }

  /// Each applied reading exists, and a record that is applied is applied in all its readings.
  void applied(const std::vector<AppliedReading>& readings,
               const contract::Interpretations& interpretations) {
    for (const auto& [id, reading] : readings) {
      const auto* record = interpretations.find(id);
      if (record == nullptr || record->reading(reading) == nullptr)
        add("läsning {1} av tolkning {0} tillämpas men finns inte",
            "reading {1} of interpretation {0} is applied but does not exist", id, reading);
    }
    for (const auto& record : interpretations.all()) {
      const auto of_record = [&](const auto& each) { return each.interpretation == record.id; };
      if (std::ranges::none_of(readings, of_record)) continue;
      for (const auto& reading : record.readings) {
        const auto same = [&](const auto& each) {
          return of_record(each) && each.reading == reading.id;
        };
        if (std::ranges::none_of(readings, same))
          add("läsning {1} av tolkning {0} tillämpas inte, fast de andra gör det",
              "reading {1} of interpretation {0} is not applied, though the others are", record.id,
              reading.id);
      }
    }
  }

  void places_of(const contract::Interpretations& interpretations) {
    for (const auto& record : interpretations.all()) {
      for (const auto& place : record.places) {
        if (clauses_.find(place.clause) != nullptr) continue;
        add("tolkning {0} nämner klausul {1}, som inte finns",
            "interpretation {0} names clause {1}, which does not exist", record.id, place.clause);
      }
    }
  }

  std::vector<Bilingual> take() { return std::move(found_); }

 private:
  /// A check and a step say themselves what they judge. One figure shows the duty, its row of the
  /// table, and the line of the report that asks for it, and the register says which.
  enum class Side { both_must_say, register_decides };

  void named_exist(const Clause& clause, const std::vector<std::string>& named,
                   const std::vector<Handler>& handlers, HandlerWords words, Side side) {
    for (const auto& name : named) {
      const Handler* handler = find(handlers, name);
      if (handler == nullptr) {
        add("klausul {0} nämner {1} {3}, som inte finns",
            "clause {0} names {2} {3}, which does not exist", clause.id, words.sv, words.en, name);
      } else if (side == Side::both_must_say && !names(handler->clauses, clause)) {
        add("klausul {0} nämner {1} {3}, som inte prövar den",
            "clause {0} names {2} {3}, which does not handle it", clause.id, words.sv, words.en,
            name);
      }
    }
  }

  template <typename... Parts>
  void add(const char* sv, const char* en, const Parts&... parts) {
    found_.push_back(
        {fmt::format(fmt::runtime(sv), parts...), fmt::format(fmt::runtime(en), parts...)});
  }

  const contract::ClauseRegister& clauses_;
  const std::vector<Scenario>& scenarios_;
  std::vector<Bilingual> found_;
};

}  // namespace

Handlers handlers(const contract::ServiceLevels& levels) {
  Handlers all;
  for (const auto& kind : checks::catalogue()) {
    all.checks.push_back(
        {std::string(kind.name), {kind.clauses.begin(), kind.clauses.end()}, kind.description});
  }
  for (const auto& step : onboarding::steps())
    all.steps.push_back({step.name, step.clauses, step.description});
  for (const auto& figure : sla::figure_catalogue(levels))
    all.figures.push_back({figure.id, figure.clauses, figure.name});
  for (const auto& reading : sla::record_readings())
    all.readings.push_back({reading.record, reading.id});
  return all;
}

std::vector<const Scenario*> covering(const Clause& clause,
                                      const std::vector<Scenario>& scenarios) {
  std::vector<const Scenario*> out;
  const auto* checked = std::get_if<contract::Checked>(&clause.handling);
  if (checked == nullptr) return out;
  for (const Scenario& scenario : scenarios) {
    if (contains(scenario.clauses, clause.id) && uses_one_of(scenario, checked->checks))
      out.push_back(&scenario);
  }
  return out;
}

std::vector<Bilingual> contradictions(const contract::ClauseRegister& clauses,
                                      const contract::Interpretations& interpretations,
                                      const Handlers& handlers,
                                      const std::vector<Scenario>& scenarios) {
  Comparison comparison(clauses, scenarios);
  comparison.register_against(handlers);
  comparison.handlers_against_register(
      handlers.checks, kCheck, [](const Clause& clause, const std::string& name) {
        const auto* checked = std::get_if<contract::Checked>(&clause.handling);
        return checked != nullptr && contains(checked->checks, name);
      });
  comparison.handlers_against_register(
      handlers.steps, kStep, [](const Clause& clause, const std::string& name) {
        const auto* checked = std::get_if<contract::Checked>(&clause.handling);
        return checked != nullptr && contains(checked->steps, name);
      });
  // A figure may also show what a check judges: the agreement's times are both tested and measured.
  comparison.handlers_against_register(
      handlers.figures, kFigure, [&](const Clause& clause, const std::string& name) {
        return std::holds_alternative<contract::Checked>(clause.handling) ||
               std::ranges::any_of(clauses.all(), [&](const Clause& each) {
                 const auto* measured = std::get_if<contract::Measured>(&each.handling);
                 return measured != nullptr && contains(measured->figures, name) &&
                        contract::clause_within(each.id, clause.id);
               });
      });
  comparison.places_of(interpretations);
  comparison.applied(handlers.readings, interpretations);
  return comparison.take();
}

}  // namespace provbank::cli
