// log-sufficient: from the event log alone it can be rebuilt who asked, when, for whom, why, which
// sources, and what deviated, for every question of the run.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "harness/checks/fault_words.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/log_matching.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using namespace std::chrono_literals;
using evidence::Ask;
using evidence::Evidence;
using logbook::Deviates;
using logbook::Entry;
using logbook::Group;
using logbook::Kind;
using logbook::Meaning;
using logbook::Outcome;

constexpr time::Duration kLateSlack =
    50ms;  // an answer is on its way a while after it was found late or not

Outcome outcome_of(const evidence::AnswerView& answer) {
  const auto delivered =
      std::ranges::count_if(answer.sources, [](const auto& s) { return s.second.delivered; });
  if (delivered == 0) return Outcome::nothing;
  return static_cast<std::size_t>(delivered) == answer.sources.size() ? Outcome::complete
                                                                      : Outcome::partial;
}

/// Of several persons in one entry: complete or nothing when all are.
Outcome together(const std::multiset<Outcome>& outcomes) {
  return std::ranges::all_of(outcomes, [&](Outcome o) { return o == *outcomes.begin(); })
             ? *outcomes.begin()
             : Outcome::partial;
}

std::string in_words(const std::multiset<Outcome>& outcomes) {
  std::string out;
  for (const Outcome outcome : outcomes)
    out += (out.empty() ? "" : " ") + std::string(word_of(outcome));
  return out.empty() ? "none" : out;
}

class SufficiencyJudge {
 public:
  SufficiencyJudge(const Evidence& evidence, const LogMatching& matching, Judgement& judgement)
      : evidence_(evidence),
        matching_(matching),
        mapping_(*matching.mapping()),
        judgement_(judgement) {}

  void judge(const LoggedCase& asked) {
    asked_ = &asked;
    const Case& each = asked.each;
    const bool reached = each.exchange_answered();
    if (each.question.kind == Ask::ping && reached) {
      judge_ping();
    } else if (each.answered()) {
      judge_answered();
    } else if (reached) {
      judge_refused();
    } else if (each.reply.outcome == "tls-rejected") {
      judge_turned_away_in_tls();
    }
  }

 private:
  const Case& each() const { return asked_->each; }

  void violated(evidence::Finding finding) {
    if (asked_->chosen) judgement_.violated(std::move(finding));
  }
  void compared() {
    if (asked_->chosen) judgement_.compared();
  }
  void lacks(const Bilingual& what, std::string expected, std::string received,
             const Entry* entry = nullptr) {
    auto finding = each().finding(what, std::move(expected), std::move(received));
    if (entry != nullptr) finding.where.push_back(matching_.where(*entry));
    violated(std::move(finding));
  }

  /// A fact is missing or wrong: the finding names it.
  void fact(Meaning meaning, const Entry& entry, const std::string& expected,
            const std::string& received) {
    const bool absent = received.empty();
    const auto words =
        absent
            ? phrase({"I händelseloggen saknas {}.", "The event log lacks {}."}, {name_of(meaning)})
            : phrase({"I händelseloggen stämmer inte {}.", "In the event log {} is wrong."},
                     {name_of(meaning)});
    lacks(words, expected,
          !absent                 ? received
          : mapping_.has(meaning) ? "nothing"
                                  : "no such field in the mapping",
          &entry);
  }
  void text_fact(Meaning meaning, const Entry& entry, const std::string& expected,
                 const std::string& logged) {
    if (!agrees_with(logged, expected, each().question.identities))
      fact(meaning, entry, expected, logged);
  }

  // ---- Questions that were answered -------------------------------------------------------------

  void judge_answered() {
    compared();
    const auto& expected = asked_->expected;
    if (asked_->group == nullptr) {
      lacks({"Frågan saknas i händelseloggen.", "The question is missing from the event log."},
            "an entry with case " + expected.case_id, "none");
      return;
    }
    const auto& entries = asked_->group->questions;
    judge_number_of_entries(entries);
    for (const Entry* entry : entries) judge_who_and_why(*entry);
    judge_outcomes(entries);
    judge_source_errors();
    judge_late();
    judge_persons(entries);
  }

  /// One entry a person, or one for all of them.
  void judge_number_of_entries(const std::vector<const Entry*>& entries) {
    const std::size_t persons = each().reply.answers.size();
    if (entries.size() == persons) return;
    const bool one_for_all = entries.size() == 1 && (entries.front()->persons.size() == persons ||
                                                     !mapping_.has(Meaning::person));
    if (one_for_all) return;
    lacks({"Händelseloggen har inte en post för varje person i frågan.",
           "The event log has not one entry for each person of the question."},
          std::to_string(persons), std::to_string(entries.size()));
  }

  void judge_who_and_why(const Entry& entry) {
    const auto& expected = asked_->expected;
    const auto& question = each().question;
    text_fact(Meaning::organisation, entry, expected.organisation, entry.organisation);
    text_fact(Meaning::handlaggare, entry, expected.handlaggare, entry.handlaggare);
    if (asked_->found == LoggedAs::time)
      fact(Meaning::case_id, entry, expected.case_id, entry.case_id);
    if (mapping_.has(Meaning::purpose) && !expected.purpose.empty())
      text_fact(Meaning::purpose, entry, expected.purpose, entry.purpose);
    // A time that cannot be read has been told of already; here is a log without times.
    if (!mapping_.has(Meaning::time)) fact(Meaning::time, entry, "a time", "");
    if (entry.sources != question.sources && !question.sources.empty())
      fact(Meaning::sources, entry, to_string(question.sources), to_string(entry.sources));
  }

  void judge_outcomes(const std::vector<const Entry*>& entries) {
    if (!mapping_.has(Meaning::outcome) || entries.empty()) return;
    std::multiset<Outcome> expected;
    std::multiset<Outcome> logged;
    for (const auto& answer : each().reply.answers) {
      if (!answer.fault) expected.insert(outcome_of(answer));
    }
    for (const Entry* entry : entries) {
      if (entry->outcome) logged.insert(*entry->outcome);
    }
    if (expected == logged || expected.size() != each().reply.answers.size()) return;
    if (entries.size() == 1 && logged.size() == 1 && *logged.begin() == together(expected)) return;
    lacks({"Utfallet i händelseloggen är inte det som kommunen fick.",
           "The outcome in the event log is not what the kommun got."},
          in_words(expected), in_words(logged), entries.front());
  }

  void judge_source_errors() {
    std::map<std::pair<contract::Source, std::string>, std::size_t> errors;
    for (const auto& answer : each().reply.answers) {
      for (const auto& [source, view] : answer.sources) {
        if (!view.delivered) ++errors[{source, view.felkod}];
      }
    }
    const bool one_for_all = asked_->group->questions.size() == 1;
    for (const auto& [error, times] : errors) {
      const auto& [source, felkod] = error;
      const auto told = asked_->group->deviations_of(source, felkod);
      if (told >= times || (one_for_all && told > 0)) continue;
      lacks_deviation(source, felkod, times, told);
    }
  }

  void lacks_deviation(contract::Source source, const std::string& felkod, std::size_t times,
                       std::size_t told) {
    lacks(phrase({"Felet för {} saknas bland loggens avvikelser.",
                  "The error for {} is missing among the log's deviations."},
                 {same(contract::code(source))}),
          fmt::format("{} deviation {} {}", times, contract::code(source), felkod),
          std::to_string(told));
  }

  void judge_late() {
    const std::size_t persons = std::max<std::size_t>(1, each().question.identities.size());
    if (each().duration() <= evidence_.levels.early_for(persons) + kLateSlack) return;
    if (asked_->group->deviates(Deviates::late)) return;
    lacks({"Att svaret var sent saknas bland loggens avvikelser.",
           "That the answer was late is missing among the log's deviations."},
          "deviation late", "none");
  }

  // ---- Persons ----------------------------------------------------------------------------------

  void judge_persons(const std::vector<const Entry*>& entries) {
    if (!mapping_.has(Meaning::person)) {
      // For whom is then told by the case alone, which the kommun can resolve.
      judgement_.note(
          {"Mappningen har inget fält för personen: för vem frågan gällde följer av ärendet, och "
           "bara kommunen kan följa det.",
           "The mapping has no field for the person: whom the question was about follows from the "
           "case, which only the kommun can follow."});
      return;
    }
    const auto& persons = asked_->expected.persons;
    std::multiset<std::string> names;
    for (const Entry* entry : entries) {
      if (entry->persons.empty()) fact(Meaning::person, *entry, "who it was about", "");
      names.insert(entry->persons.begin(), entry->persons.end());
    }
    if (entries.empty() || names.size() != persons.size()) return;
    if (mapping_.person_is_number)
      judge_numbers(*entries.front(), names, persons);
    else
      judge_pseudonyms(*entries.front(), names, persons);
  }

  void judge_numbers(const Entry& entry, const std::multiset<std::string>& numbers,
                     const std::vector<std::string>& persons) {
    std::multiset<std::string> left = numbers;
    for (const auto& person : persons) {
      const auto same_person = std::ranges::find_if(left, [&](const std::string& number) {
        return number == person || (number.size() == 10 && person.ends_with(number));
      });
      if (same_person == left.end()) {
        fact(Meaning::person, entry, person, "another number");
        return;
      }
      left.erase(same_person);
    }
  }

  void judge_pseudonyms(const Entry& entry, const std::multiset<std::string>& names,
                        const std::vector<std::string>& persons) {
    const std::set<std::string> distinct(names.begin(), names.end());
    const std::set<std::string> asked(persons.begin(), persons.end());
    for (const auto& name : distinct) {
      if (reveals(name, persons))
        pseudonym(entry, "a pseudonym that does not hold the person's number", name);
    }
    if (distinct.size() != asked.size()) {
      pseudonym(entry, "different pseudonyms for different persons", "the same pseudonym");
    } else if (persons.size() == 1) {
      remember(entry, persons.front(), *names.begin());
    } else {
      for (const std::string& person : persons) {
        const auto known = pseudonyms_.find(person);
        if (known == pseudonyms_.end() || names.contains(known->second)) continue;
        pseudonym(entry, known->second, "another pseudonym for the same person");
      }
    }
  }

  static bool reveals(const std::string& name, const std::vector<std::string>& persons) {
    return std::ranges::any_of(persons, [&](const std::string& person) {
      return person.size() == 12 && name.find(person.substr(2)) != std::string::npos;
    });
  }

  void remember(const Entry& entry, const std::string& person, const std::string& name) {
    const auto known = pseudonyms_.try_emplace(person, name).first;
    if (known->second != name) pseudonym(entry, known->second, name);
    const auto holder = holders_.try_emplace(name, person).first;
    if (holder->second != person)
      pseudonym(entry, "different pseudonyms for different persons", name);
  }

  void pseudonym(const Entry& entry, std::string expected, const std::string& received) {
    lacks(
        {"Pseudonymen i händelseloggen duger inte.", "The pseudonym in the event log will not do."},
        std::move(expected), received, &entry);
  }

  // ---- What was not answered --------------------------------------------------------------------

  void judge_refused() {
    compared();
    const auto& expected = asked_->expected;
    const std::string& felkod = each().reply.fault_code;
    if (asked_->found == LoggedAs::nowhere) {
      lacks({"Det avvisade anropet saknas i händelseloggen.",
             "The refused request is missing from the event log."},
            "error " + felkod, "none");
      return;
    }
    if (asked_->group == nullptr) return;  // an incident says all there is to say
    const Group& group = *asked_->group;
    if (asked_->found == LoggedAs::case_id) {
      for (const Entry* entry : group.questions) {
        text_fact(Meaning::felkod, *entry, felkod, entry->felkod);
        text_fact(Meaning::handlaggare, *entry, expected.handlaggare, entry->handlaggare);
        text_fact(Meaning::organisation, *entry, expected.organisation, entry->organisation);
      }
    }
    if (mapping_.has(Kind::error) && group.count(Kind::error, felkod) == 0) {
      lacks(
          {"Felet har ingen egen post i loggen.", "The fault has no entry of its own in the log."},
          "error " + felkod, "none");
    }
    const bool deviates = is_about_identity(felkod) || is_about_load(felkod);
    if (evidence_.reference_aggregator && deviates && group.count(Kind::deviation, felkod) == 0) {
      lacks({"Avvikelsen har ingen egen post i loggen.",
             "The deviation has no entry of its own in the log."},
            "deviation " + felkod, "none");
    }
  }

  void judge_turned_away_in_tls() {
    if (!mapping_.has(Kind::incident)) {
      judgement_.hindered(
          {"Mappningen säger inte hur det loggas som aldrig blev en fråga, till exempel en nekad "
           "TLS-förbindelse. Det som behövs: ord falt=\"handelse\" ... till=\"incident\".",
           "The mapping does not say how what never became a question is logged, such as a refused "
           "TLS connection. Needed: ord falt=\"handelse\" ... till=\"incident\"."},
          each().question.id);
      return;
    }
    compared();
    if (asked_->found == LoggedAs::incident) return;
    lacks({"Den nekade TLS-förbindelsen saknas i händelseloggen.",
           "The refused TLS connection is missing from the event log."},
          "incident", "none");
  }

  void judge_ping() {
    if (!mapping_.has(Kind::ping)) {
      judgement_.hindered({"Mappningen säger inte hur ett testanrop loggas. Det som behövs: ord "
                           "falt=\"handelse\" ... till=\"ping\".",
                           "The mapping does not say how a ping is logged. Needed: ord "
                           "falt=\"handelse\" ... till=\"ping\"."},
                          each().question.id);
      return;
    }
    compared();
    const Entry* entry = asked_->ping;
    if (entry == nullptr) {
      lacks({"Testanropet saknas i händelseloggen.", "The ping is missing from the event log."},
            "ping", "none");
      return;
    }
    std::size_t failed = 0;
    for (const auto& [source, view] : each().reply.ping) {
      if (view.delivered) continue;
      ++failed;
      const bool told =
          (asked_->group != nullptr && asked_->group->deviations_of(source, view.felkod) > 0) ||
          std::ranges::any_of(entry->deviations, [&](const auto& d) { return d.source == source; });
      if (!told) lacks_deviation(source, view.felkod, 1, 0);
    }
    const auto outcome = failed == 0 ? Outcome::complete : Outcome::partial;
    if (each().reply.outcome == "ping" && mapping_.has(Meaning::outcome) &&
        entry->outcome != outcome) {
      fact(Meaning::outcome, *entry, std::string(word_of(outcome)),
           entry->outcome ? std::string(word_of(*entry->outcome)) : "");
    }
    const auto* kommun = evidence_.organisations.kommun(std::string_view(each().question.kommun));
    if (kommun != nullptr && each().question.certificate == "own")
      text_fact(Meaning::caller, *entry, kommun->organisationsnummer.wire(), entry->caller);
  }

  const Evidence& evidence_;
  const LogMatching& matching_;
  const logbook::Mapping& mapping_;
  Judgement& judgement_;
  const LoggedCase* asked_ = nullptr;
  std::map<std::string, std::string> pseudonyms_;  // by person
  std::map<std::string, std::string> holders_;     // by pseudonym
};

class LogSufficient final : public Check {
 public:
  explicit LogSufficient(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase({"Ur händelseloggen ensam framgår för varje fråga{} vem som frågade, när, för vem, "
                "varför, vilka källor och vad som avvek.",
                "The event log alone tells for every question{} who asked, when, for whom, why, "
                "which sources, and what deviated."},
               {of_step(of_)}));
    const LogMatching matching(evidence, of_, judgement);
    if (matching.log() == nullptr) return std::move(judgement).finish();
    judge_reading(*matching.log(), judgement);
    SufficiencyJudge judge(evidence, matching, judgement);
    for (const LoggedCase& asked : matching.cases()) judge.judge(asked);
    judgement.measured("entries", static_cast<double>(matching.log()->entries.size()), "entries");
    judgement.measured("questions", static_cast<double>(judgement.compared_so_far()), "questions");
    return std::move(judgement).finish();
  }

 private:
  std::string of_;
};

}  // namespace

CheckKind log_sufficient_kind() {
  return {
      .name = "log-sufficient",
      .clauses = {"B3-5.3", "B3-6.1.1", "B3-6.1.2", "B3-6.1.3"},
      .party = Party::driftspart,
      .description = {"Ur händelseloggen ensam framgår vem som frågade, när, för vem, varför, "
                      "vilka källor och vad som avvek.",
                      "The event log alone tells who asked, when, for whom, why, which sources, "
                      "and what deviated."},
      .make = make_check<LogSufficient>};
}

}  // namespace provbank::checks
