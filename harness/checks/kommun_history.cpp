// history-tells, history-timely: a kommun's system records who asked through the service
// (TV-12.4.4), and when. What the clause does not bind a kommun to is not judged: sources, outcomes
// and deviations, what else stands there, who may read it, how long it is kept.
#include <algorithm>
#include <chrono>
#include <list>
#include <map>
#include <set>

#include "harness/checks/awaitings.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/log_clock.hpp"
#include "harness/checks/log_matching.hpp"
#include "harness/checks/readings.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using namespace std::chrono_literals;
using evidence::Evidence;
using logbook::Entry;
using logbook::Meaning;

constexpr time::Duration kAround = 2s;            // between the clocks, where the case is missing
constexpr time::Duration kWithinOtherwise = 2s;   // from the fact to its entry, either way
constexpr time::Duration kOffsetOtherwise = 10s;  // between the history's clock and the bench's

/// One time that somebody asked: what a deed led to, repeats and all, or a question that came
/// unbidden. The history shows it at least once.
struct Asking {
  std::vector<ReadQuestion> questions;  // one for each person and try
  bool chosen = false;                  // of the step that is judged
  std::vector<const Entry*> entries{};

  const Case& each() const { return questions.front().received; }
  const std::string& case_id() const { return questions.front().bytes.case_id; }
  const std::string& handlaggare() const { return questions.front().bytes.handlaggare; }
  time::Duration started() const { return each().question.started; }
  time::Duration finished() const { return questions.back().received.question.finished; }
  std::set<std::string> persons() const {
    std::set<std::string> out;
    for (const auto& question : questions) out.insert(question.bytes.person);
    return out;
  }
};

/// What was asked, and which entries of the history tell of it.
class History {
 public:
  /// Hinders the judgement when there is no history, or nothing was asked. Refers into the
  /// evidence.
  History(const Evidence& evidence, const std::string& of, Judgement& judgement)
      : evidence_(evidence) {
    if (!handed_over(judgement)) return;
    log_ = evidence.event_log.log.get();
    mapping_ = evidence.event_log.mapping.get();
    if (!any_asked(of, judgement)) return;
    for (auto& asking : askings_) match_by_content(asking);
    for (auto& asking : askings_) {
      if (asking.entries.empty()) match_by_time(asking);
    }
  }

  const logbook::Log* log() const { return log_; }
  const logbook::Mapping& mapping() const { return *mapping_; }
  const std::list<Asking>& askings() const { return askings_; }

 private:
  bool handed_over(Judgement& judgement) const {
    const auto& seen = evidence_.event_log;
    if (evidence_.log_observable && seen.log != nullptr && seen.mapping != nullptr) return true;
    judgement.hindered(
        {"Ingen behandlingshistorik lämnades över. Det som behövs är filen där systemet antecknar "
         "vem som frågar, och en mappning om den inte har referensens form (event-log i planen).",
         "No processing history was handed over. Needed: the file in which the system records who "
         "asks, and a mapping unless it has the reference's form (event-log in the plan)."});
    return false;
  }

  bool any_asked(const std::string& of, Judgement& judgement) {
    const auto chosen = read_received(evidence_, of, judgement);
    if (chosen.empty()) return false;
    std::map<const void*, Asking*> known;
    Judgement aside(evidence_, {});
    for (auto& question : read_received(evidence_, {}, aside)) {
      const auto& asked = question.received.question;
      const void* of_what = &asked;
      if (const auto* deed = deed_of(evidence_, asked)) of_what = deed;
      auto& asking = known[of_what];
      if (asking == nullptr) asking = &askings_.emplace_back();
      asking->chosen = asking->chosen || of.empty() || asked.step == of;
      asking->questions.push_back(std::move(question));
    }
    return true;
  }

  /// So many entries as there are persons, with its case, or with their numbers where the history
  /// has no case. Those of the time come first: a case may be asked about again, and a question
  /// that was repeated may have more entries than it needs.
  void match_by_content(Asking& asking) {
    for (const bool then : {true, false}) {
      for (const Entry& entry : log_->entries) {
        if (asking.entries.size() >= asking.persons().size()) return;
        if (is_free(entry) && tells_of(entry, asking) && (!then || is_of_that_time(entry, asking)))
          claim(entry, asking);
      }
    }
  }

  bool is_free(const Entry& entry) const {
    return entry.kind == logbook::Kind::question && !claimed_.contains(&entry);
  }
  bool tells_of(const Entry& entry, const Asking& asking) const {
    if (!entry.case_id.empty()) return is_case(entry, asking);
    return mapping_->person_is_number && is_about(entry, asking.persons());
  }
  bool is_of_that_time(const Entry& entry, const Asking& asking) const {
    return evidence_.began && entry.time &&
           *entry.time >= *evidence_.began + asking.started() - kAround &&
           *entry.time <= *evidence_.began + asking.finished() + kAround;
  }

  static bool is_case(const Entry& entry, const Asking& asking) {
    return !asking.case_id().empty() &&
           agrees_with(entry.case_id, asking.case_id(), asking.each().question.identities);
  }

  static bool is_about(const Entry& entry, const std::set<std::string>& persons) {
    return std::ranges::any_of(entry.persons, [&](const std::string& number) {
      return std::ranges::any_of(
          persons, [&](const std::string& person) { return is_number_of(number, person); });
    });
  }

  /// What was written then and tells of no other asking tells of this one: something in it is
  /// wrong.
  void match_by_time(Asking& asking) {
    for (const Entry& entry : log_->entries) {
      if (!is_free(entry) || !is_of_that_time(entry, asking)) continue;
      const bool of_another =
          std::ranges::any_of(askings_, [&](const Asking& other) { return is_case(entry, other); });
      if (of_another) continue;
      claim(entry, asking);
      return;
    }
  }

  void claim(const Entry& entry, Asking& asking) {
    claimed_.insert(&entry);
    asking.entries.push_back(&entry);
  }

 public:
  /// Ten digits will do.
  static bool is_number_of(const std::string& number, const std::string& person) {
    constexpr std::size_t kTen = 10;
    return number == person || (number.size() == kTen && person.ends_with(number));
  }

 private:
  const Evidence& evidence_;
  const logbook::Log* log_ = nullptr;
  const logbook::Mapping* mapping_ = nullptr;
  std::list<Asking> askings_;
  std::set<const Entry*> claimed_;
};

/// How much the clause asks of an entry (T-historikens-innehall).
enum class Demands { who_when_whose, who };

class TellsJudge {
 public:
  TellsJudge(const History& history, Demands demands, Judgement& judgement)
      : history_(history), demands_(demands), judgement_(judgement) {}

  void judge() {
    for (const Asking& asking : history_.askings()) {
      if (!asking.chosen) continue;
      asking_ = &asking;
      judgement_.compared();
      judge_asking();
    }
  }

 private:
  void judge_asking() {
    if (asking_->entries.empty()) {
      violated({"Frågan saknas i behandlingshistoriken.",
                "The question is missing from the processing history."},
               "an entry with case " + asking_->case_id(), "none", nullptr);
      return;
    }
    for (const Entry* entry : asking_->entries) {
      judge_handlaggare(*entry);
      if (demands_ == Demands::who) continue;
      // A time that cannot be read has been told of already; here is a history without times.
      if (!history_.mapping().has(Meaning::time)) lacks(Meaning::time, *entry, "a time");
      judge_case(*entry);
      judge_whose(*entry);
    }
    if (demands_ == Demands::who_when_whose) judge_persons();
  }

  void judge_handlaggare(const Entry& entry) {
    const auto expected = trimmed(asking_->handlaggare());
    // That the question names nobody is the matter of names-case.
    const bool somebody = !expected.empty() && !belongs_to_nobody(expected);
    const auto recorded = trimmed(entry.handlaggare);
    if (recorded.empty()) {
      lacks(Meaning::handlaggare, entry, somebody ? expected : "the handläggare who asked");
    } else if (belongs_to_nobody(recorded) || (somebody && !agrees(recorded, expected))) {
      wrong(Meaning::handlaggare, entry, somebody ? expected : "the handläggare who asked",
            recorded);
    }
  }

  void judge_case(const Entry& entry) {
    const auto& expected = asking_->case_id();
    if (entry.case_id.empty() || expected.empty() || agrees(entry.case_id, expected)) return;
    wrong(Meaning::case_id, entry, expected, entry.case_id);
  }

  void judge_whose(const Entry& entry) {
    if (!entry.case_id.empty() || !entry.persons.empty()) return;
    violated({"Posten i behandlingshistoriken säger varken vilket ärende eller vilken person "
              "frågan gällde.",
              "The entry of the processing history says neither which case nor which person the "
              "question was about."},
             "a case, a number or a pseudonym", "neither", &entry);
  }

  /// Each of them, where the history names persons at all.
  void judge_persons() {
    std::set<std::string> named;
    for (const Entry* entry : asking_->entries)
      named.insert(entry->persons.begin(), entry->persons.end());
    if (named.empty()) return;
    const auto persons = asking_->persons();
    if (!history_.mapping().person_is_number) {
      judge_pseudonyms(named, persons);
      return;
    }
    for (const auto& person : persons) {
      const bool there = std::ranges::any_of(
          named, [&](const auto& number) { return History::is_number_of(number, person); });
      if (!there) wrong(Meaning::person, *asking_->entries.front(), person, "another number");
    }
  }

  void judge_pseudonyms(const std::set<std::string>& named, const std::set<std::string>& persons) {
    const Entry& entry = *asking_->entries.front();
    if (named.size() < persons.size()) {
      wrong(Meaning::person, entry, std::to_string(persons.size()) + " persons",
            std::to_string(named.size()));
      return;
    }
    if (persons.size() != 1 || named.size() != 1) return;
    const auto& [person, name] = *pseudonyms_.try_emplace(*persons.begin(), *named.begin()).first;
    if (name != *named.begin())
      wrong(Meaning::person, entry, name, "another pseudonym for the same person");
    const auto holder = holders_.try_emplace(*named.begin(), person).first;
    if (holder->second != person)
      wrong(Meaning::person, entry, "different pseudonyms for different persons", *named.begin());
  }

  bool agrees(const std::string& logged, const std::string& expected) const {
    return agrees_with(logged, expected, asking_->each().question.identities);
  }

  void lacks(Meaning meaning, const Entry& entry, std::string expected) {
    violated(phrase({"I behandlingshistoriken saknas {}.", "The processing history lacks {}."},
                    {name_of(meaning)}),
             std::move(expected),
             history_.mapping().has(meaning) ? "nothing" : "no such field in the mapping", &entry);
  }
  void wrong(Meaning meaning, const Entry& entry, std::string expected, std::string received) {
    violated(phrase({"I behandlingshistoriken stämmer inte {}.",
                     "In the processing history {} is wrong."},
                    {name_of(meaning)}),
             std::move(expected), std::move(received), &entry);
  }
  void violated(Bilingual message, std::string expected, std::string received, const Entry* entry) {
    auto finding =
        asking_->each().finding(std::move(message), std::move(expected), std::move(received));
    if (entry != nullptr) finding.where.push_back(where_in(*history_.log(), *entry));
    judgement_.violated(std::move(finding));
  }

  const History& history_;
  Demands demands_;
  Judgement& judgement_;
  const Asking* asking_ = nullptr;
  std::map<std::string, std::string> pseudonyms_;  // by person
  std::map<std::string, std::string> holders_;     // by pseudonym
};

class HistoryTells final : public Check {
 public:
  explicit HistoryTells(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    auto outcome = judged(evidence, Demands::who_when_whose);
    outcome.rests_on.push_back(
        rests_on(kWhatHistoryTells, {judged(evidence, Demands::who).verdict}));
    return outcome;
  }

 private:
  evidence::Outcome judged(const Evidence& evidence, Demands demands) const {
    Judgement judgement(
        evidence,
        phrase({"Behandlingshistoriken visar för varje fråga{} vilken handläggare som ställde den, "
                "när, och i vilket ärende eller om vem.",
                "The processing history shows for every question{} which handläggare asked it, "
                "when, and in which case or about whom."},
               {of_step(of_)}));
    const History history(evidence, of_, judgement);
    if (history.log() == nullptr) return std::move(judgement).finish();
    judge_reading(*history.log(), judgement);
    TellsJudge(history, demands, judgement).judge();
    judgement.measured("entries", static_cast<double>(history.log()->entries.size()), "entries");
    judgement.measured("questions", static_cast<double>(judgement.compared_so_far()), "questions");
    return std::move(judgement).finish();
  }

  std::string of_;
};

class HistoryTimely final : public Check {
 public:
  explicit HistoryTimely(Attributes& attributes)
      : of_(attributes.text("of")),
        within_(attributes.given("within") ? attributes.duration("within") : kWithinOtherwise),
        offset_(attributes.given("offset") ? attributes.duration("offset") : kOffsetOtherwise) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence, phrase({"Behandlingshistorikens tider{} stämmer med frågorna inom {}.",
                          "The processing history's times{} agree with the questions within {}."},
                         {of_step(of_), words(within_)}));
    const History history(evidence, of_, judgement);
    if (history.log() != nullptr) {
      std::vector<LoggedFact> facts;
      for (const Asking& asking : history.askings()) {
        if (!asking.chosen) continue;
        for (const Entry* entry : asking.entries)
          facts.push_back({&asking.each(), entry, asking.started(), asking.finished(), false});
      }
      judge_clock(evidence, facts,
                  {.within = within_, .ahead = within_, .offset_max = offset_, .ordered = false},
                  judgement);
    }
    auto outcome = std::move(judgement).finish();
    outcome.rests_on.push_back(rests_on(kWhatHistoryTells, {evidence::Verdict::not_applicable}));
    return outcome;
  }

 private:
  std::string of_;
  time::Duration within_;
  time::Duration offset_;
};

}  // namespace

CheckKind history_tells_kind() {
  return {.name = "history-tells",
          .clauses = {"TV-12.4.4/historik"},
          .party = Party::kommun,
          .description = {"Behandlingshistoriken visar för varje fråga vilken handläggare som "
                          "ställde den, när, och i vilket ärende eller om vem.",
                          "The processing history shows for every question which handläggare asked "
                          "it, when, and in which case or about whom."},
          .make = make_check<HistoryTells>};
}

CheckKind history_timely_kind() {
  return {.name = "history-timely",
          .clauses = {"TV-12.4.4/historik"},
          .party = Party::kommun,
          .description = {"Behandlingshistorikens tider stämmer med frågorna.",
                          "The processing history's times agree with the questions."},
          .make = make_check<HistoryTimely>};
}

}  // namespace provbank::checks
