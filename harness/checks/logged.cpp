// logged: each question has its event (who, when, case, sources, outcome), each deviation and each
// error has its own.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/checks/cases.hpp"
#include "harness/checks/event_log_reading.hpp"
#include "harness/checks/fault_words.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/question_reading.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using namespace std::chrono_literals;
using evidence::Ask;
using evidence::Evidence;

constexpr std::size_t kLoggedTextBytesMax = 128;
constexpr time::Duration kClockSlack =
    1s;  // between the bench's clock and the log's, and for writing the line
constexpr time::Duration kLateSlack =
    50ms;  // an answer is on its way a while after it was found late or not

/// A text as the log may hold it: a person's number masked, and not longer than the limit.
std::string as_logged(std::string text, const std::vector<contract::PersonIdentity>& persons) {
  for (const auto& person : persons) {
    for (const auto& digits : {person.digits(), std::string(person.ten_digits())}) {
      for (auto at = text.find(digits); !digits.empty() && at != std::string::npos;
           at = text.find(digits)) {
        text.replace(at, digits.size(), "*");
      }
    }
  }
  if (text.size() <= kLoggedTextBytesMax) return text;
  std::size_t end = kLoggedTextBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

/// What the log should say of one question.
struct Expectation {
  std::string case_id;
  std::string organisation;
  std::string handlaggare;
  std::vector<std::string> persons;
};

Expectation expectation_of(const Case& each) {
  Expectation out{.case_id = each.question.case_id,
                  .organisation = {},
                  .handlaggare = each.question.handlaggare,
                  .persons = {}};
  const auto questions =
      each.exchange != nullptr ? read_questions(*each.exchange) : std::vector<QuestionBytes>();
  for (const auto& question : questions) out.persons.push_back(question.person);
  if (!questions.empty()) {
    out.case_id = questions.front().case_id;
    out.organisation = questions.front().organisation;
    out.handlaggare = questions.front().handlaggare;
  }
  out.case_id = as_logged(out.case_id, each.question.identities);
  out.handlaggare = as_logged(out.handlaggare, each.question.identities);
  return out;
}

std::string outcome_in_log(const evidence::AnswerView& answer) {
  const auto delivered =
      std::ranges::count_if(answer.sources, [](const auto& s) { return s.second.delivered; });
  if (delivered == 0) return "nothing";
  return static_cast<std::size_t>(delivered) == answer.sources.size() ? "complete" : "partial";
}

/// Holds the log against what happened. All questions are matched with events, so that none serves
/// two; those chosen are judged.
class LogJudge {
 public:
  LogJudge(const Evidence& evidence, const EventLogReading& log, Judgement& judgement)
      : evidence_(evidence), log_(log), judgement_(judgement) {}

  void judge(const Case& each, bool chosen) {
    chosen_ = chosen;
    const bool reached = each.exchange_answered();
    if (each.question.kind == Ask::ping) {
      if (reached) judge_ping(each);
    } else if (each.answered()) {
      judge_answered(each);
    } else if (reached) {
      judge_refused(each);
    }
    if (each.reply.outcome == "tls-rejected") judge_turned_away_in_tls(each);
  }

  /// What can be said only when every question has been seen.
  void conclude() {
    if (latest_start_ && earliest_end_ && *latest_start_ > *earliest_end_ + kClockSlack) {
      evidence::Finding finding;
      finding.message = {
          "Tiderna i händelseloggen stämmer inte med när frågorna ställdes.",
          "The times in the event log do not agree with when the questions were asked."};
      finding.expected = "events written while their questions were under way";
      finding.received = "off by at least " + words(*latest_start_ - *earliest_end_).en;
      judgement_.violated(std::move(finding));
    }
  }

 private:
  void violated(evidence::Finding finding) {
    if (chosen_) judgement_.violated(std::move(finding));
  }
  void compared() {
    if (chosen_) judgement_.compared();
  }

  void differs(const Case& each, const LoggedEvent& event, const char* field,
               const std::string& expected) {
    const std::string received = event.text(field);
    if (received == expected) return;
    auto finding = each.finding(phrase({"Fältet {} i händelseloggen stämmer inte.",
                                        "The field {} of the event log is wrong."},
                                       {same(field)}),
                                expected, received.empty() ? "no such field" : received);
    finding.where.push_back(event.where);
    violated(std::move(finding));
  }

  void lacks(const Case& each, const Bilingual& what, std::string expected, std::string received) {
    violated(each.finding(what, std::move(expected), std::move(received)));
  }

  /// The group with that case that no other question has been matched with.
  const std::pair<const std::string, EventGroup>* claim_case(const std::string& case_id) {
    for (const auto& group : log_.groups()) {
      const bool fits =
          !group.second.questions.empty() && !case_id.empty() && group.second.case_id() == case_id;
      if (fits && claimed_.insert(group.first).second) return &group;
    }
    return nullptr;
  }

  /// A refusal of something that was never understood as a question: no case, the same code.
  const std::pair<const std::string, EventGroup>* claim_nameless(const std::string& felkod) {
    for (const auto& group : log_.groups()) {
      const bool refusal =
          group.second.count("refusal", "", felkod) + group.second.count("fault", "", felkod) > 0;
      if (refusal && group.second.case_id().empty() && claimed_.insert(group.first).second)
        return &group;
    }
    return nullptr;
  }

  bool claim_incident() {
    std::size_t incidents = 0;
    for (const LoggedEvent& event : log_.events()) {
      if (event.kind() == "incident") incidents += event.count();
    }
    if (incidents <= incidents_claimed_) return false;
    ++incidents_claimed_;
    return true;
  }

  void judge_answered(const Case& each) {
    compared();
    const auto expected = expectation_of(each);
    const auto* group = claim_case(expected.case_id);
    if (group == nullptr) {
      lacks(each,
            {"Frågan saknas i händelseloggen.", "The question is missing from the event log."},
            "an event with case " + expected.case_id, "none");
      return;
    }
    const auto& events = group->second.questions;
    if (events.size() != each.reply.answers.size()) {
      lacks(each,
            {"Händelseloggen har inte en händelse för varje person i frågan.",
             "The event log has not one event for each person of the question."},
            std::to_string(each.reply.answers.size()), std::to_string(events.size()));
    }
    for (const LoggedEvent* event : events) judge_question_event(each, *event, expected);
    judge_outcomes(each, events);
    judge_source_errors(each, group->second);
    judge_late(each, group->second);
    judge_pseudonyms(each, events, expected.persons);
  }

  void judge_question_event(const Case& each, const LoggedEvent& event,
                            const Expectation& expected) {
    differs(each, event, "organisation", expected.organisation);
    differs(each, event, "handlaggare", expected.handlaggare);
    if (event.sources() != each.question.sources && !each.question.sources.empty()) {
      auto finding =
          each.finding({"Källorna i händelseloggen är inte de som frågan gällde.",
                        "The sources in the event log are not those the question concerned."},
                       to_string(each.question.sources), to_string(event.sources()));
      finding.where.push_back(event.where);
      violated(std::move(finding));
    }
    note_time(each, event);
  }

  /// When the log's clock stood at zero by this event, at the earliest and at the latest.
  void note_time(const Case& each, const LoggedEvent& event) {
    const auto written = event.time();
    if (!written || !chosen_) return;
    const auto since = written->time_since_epoch();
    const time::Duration earliest = since - each.question.finished;
    const time::Duration latest = since - each.question.started;
    latest_start_ = std::max(latest_start_.value_or(earliest), earliest);
    earliest_end_ = std::min(earliest_end_.value_or(latest), latest);
  }

  void judge_outcomes(const Case& each, const std::vector<const LoggedEvent*>& events) {
    std::multiset<std::string> expected;
    std::multiset<std::string> logged;
    for (const auto& answer : each.reply.answers) {
      if (!answer.fault) expected.insert(outcome_in_log(answer));
    }
    for (const LoggedEvent* event : events) logged.insert(event->text("outcome"));
    if (expected == logged || expected.size() != each.reply.answers.size()) return;
    auto finding = each.finding({"Utfallet i händelseloggen är inte det som kommunen fick.",
                                 "The outcome in the event log is not what the kommun got."},
                                fmt::format("{}", fmt::join(expected, " ")),
                                fmt::format("{}", fmt::join(logged, " ")));
    if (!events.empty()) finding.where.push_back(events.front()->where);
    violated(std::move(finding));
  }

  void judge_source_errors(const Case& each, const EventGroup& group) {
    std::map<std::pair<contract::Source, std::string>, std::size_t> errors;
    for (const auto& answer : each.reply.answers) {
      for (const auto& [source, view] : answer.sources) {
        if (!view.delivered) ++errors[{source, view.felkod}];
      }
    }
    for (const auto& [error, times] : errors) {
      const auto& [source, felkod] = error;
      if (group.count("deviation", contract::code(source), felkod) >= times) continue;
      lacks(each,
            phrase({"Felet för {} har ingen egen händelse i loggen.",
                    "The error for {} has no event of its own in the log."},
                   {same(contract::code(source))}),
            fmt::format("{} deviation {} {}", times, contract::code(source), felkod),
            std::to_string(group.count("deviation", contract::code(source), felkod)));
    }
  }

  void judge_late(const Case& each, const EventGroup& group) {
    const std::size_t persons = std::max<std::size_t>(1, each.question.identities.size());
    if (each.duration() <= evidence_.levels.early_for(persons) + kLateSlack) return;
    const bool told = std::ranges::any_of(group.others, [](const LoggedEvent* event) {
      return event->kind() == "deviation" && event->text("outcome") == "late";
    });
    if (told) return;
    lacks(each,
          {"Det sena svaret har ingen egen händelse i loggen.",
           "The late answer has no event of its own in the log."},
          "deviation late", "none");
  }

  // ---- Persons ----------------------------------------------------------------------------------

  void judge_pseudonyms(const Case& each, const std::vector<const LoggedEvent*>& events,
                        const std::vector<std::string>& persons) {
    std::set<std::string> names;
    for (const LoggedEvent* event : events) {
      const std::string name = event->text("person");
      names.insert(name);
      if (name.empty() || reveals(name, persons))
        report_pseudonym(each, *event, "a pseudonym that does not hold the person's number", name);
    }
    if (events.size() != persons.size() || events.empty()) return;
    if (names.size() != persons.size()) {
      report_pseudonym(each, *events.front(), "different pseudonyms for different persons",
                       "the same pseudonym");
    } else if (persons.size() == 1) {
      remember(each, *events.front(), persons.front(), *names.begin());
    } else {
      for (const std::string& person : persons) {
        const auto known = pseudonyms_.find(person);
        if (known == pseudonyms_.end() || names.contains(known->second)) continue;
        report_pseudonym(each, *events.front(), known->second,
                         "another pseudonym for the same person");
      }
    }
  }

  static bool reveals(const std::string& name, const std::vector<std::string>& persons) {
    return std::ranges::any_of(persons, [&](const std::string& person) {
      return person.size() == 12 && name.find(person.substr(2)) != std::string::npos;
    });
  }

  void remember(const Case& each, const LoggedEvent& event, const std::string& person,
                const std::string& name) {
    const auto known = pseudonyms_.try_emplace(person, name).first;
    if (known->second != name) report_pseudonym(each, event, known->second, name);
    const auto holder = holders_.try_emplace(name, person).first;
    if (holder->second != person)
      report_pseudonym(each, event, "different pseudonyms for different persons", name);
  }

  void report_pseudonym(const Case& each, const LoggedEvent& event, std::string expected,
                        const std::string& received) {
    auto finding = each.finding(
        {"Pseudonymen i händelseloggen duger inte.", "The pseudonym in the event log will not do."},
        std::move(expected), received.empty() ? "none" : received);
    finding.where.push_back(event.where);
    violated(std::move(finding));
  }

  // ---- What was not answered --------------------------------------------------------------------

  void judge_refused(const Case& each) {
    compared();
    const auto expected = expectation_of(each);
    const std::string& felkod = each.reply.fault_code;
    const auto* group = claim_case(expected.case_id);
    if (group != nullptr) {
      for (const LoggedEvent* event : group->second.questions) {
        differs(each, *event, "felkod", felkod);
        differs(each, *event, "handlaggare", expected.handlaggare);
        differs(each, *event, "organisation", expected.organisation);
        note_time(each, *event);
      }
    } else {
      group = claim_nameless(felkod);
    }
    if (group == nullptr) {
      if (!claim_incident())
        lacks(each,
              {"Det avvisade anropet saknas i händelseloggen.",
               "The refused request is missing from the event log."},
              "refusal " + felkod, "none");
      return;
    }
    const auto& events = group->second;
    if (events.count("refusal", "", felkod) + events.count("fault", "", felkod) == 0) {
      lacks(each,
            {"Felet har ingen egen händelse i loggen.",
             "The fault has no event of its own in the log."},
            "refusal or fault " + felkod, "none");
    }
    const bool deviates = is_about_identity(felkod) || is_about_load(felkod);
    if (evidence_.reference_aggregator && deviates && events.count("deviation", "", felkod) == 0) {
      lacks(each,
            {"Avvikelsen har ingen egen händelse i loggen.",
             "The deviation has no event of its own in the log."},
            "deviation " + felkod, "none");
    }
  }

  void judge_turned_away_in_tls(const Case& each) {
    compared();
    if (!claim_incident()) {
      lacks(each,
            {"Den nekade TLS-förbindelsen saknas i händelseloggen.",
             "The refused TLS connection is missing from the event log."},
            "incident", "none");
    }
  }

  void judge_ping(const Case& each) {
    compared();
    const LoggedEvent* event = claim_ping();
    if (event == nullptr) {
      lacks(each,
            {"Testanropet saknas i händelseloggen.", "The ping is missing from the event log."},
            "ping", "none");
      return;
    }
    const auto group = log_.groups().find(event->question());
    std::size_t failed = 0;
    for (const auto& [source, view] : each.reply.ping) {
      if (view.delivered) continue;
      ++failed;
      if (group != log_.groups().end() &&
          group->second.count("deviation", contract::code(source), view.felkod) > 0)
        continue;
      lacks(each,
            phrase({"Felet för {} har ingen egen händelse i loggen.",
                    "The error for {} has no event of its own in the log."},
                   {same(contract::code(source))}),
            "deviation " + std::string(contract::code(source)), "none");
    }
    if (each.reply.outcome == "ping")
      differs(each, *event, "outcome", failed == 0 ? "complete" : "partial");
    const auto* kommun = evidence_.organisations.kommun(std::string_view(each.question.kommun));
    if (kommun != nullptr && each.question.certificate == "own")
      differs(each, *event, "caller", kommun->organisationsnummer.wire());
  }

  const LoggedEvent* claim_ping() {
    for (const LoggedEvent& event : log_.events()) {
      if (event.kind() == "ping" && pings_claimed_.insert(&event).second) return &event;
    }
    return nullptr;
  }

  const Evidence& evidence_;
  const EventLogReading& log_;
  Judgement& judgement_;
  bool chosen_ = true;
  std::set<std::string> claimed_;
  std::set<const LoggedEvent*> pings_claimed_;
  std::size_t incidents_claimed_ = 0;
  std::map<std::string, std::string> pseudonyms_;  // by person
  std::map<std::string, std::string> holders_;     // by pseudonym
  std::optional<time::Duration> latest_start_;
  std::optional<time::Duration> earliest_end_;
};

class Logged final : public Check {
 public:
  explicit Logged(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence, phrase({"Varje fråga står i händelseloggen med vem, när, ärende, "
                                          "källor och utfall, och varje fel och "
                                          "avvikelse har en egen händelse{}.",
                                          "Each question is in the event log with who, when, case, "
                                          "sources and outcome, and each error "
                                          "and deviation has an event of its own{}."},
                                         {of_step(of_)}));
    const EventLogReading log(evidence);
    if (!log.there()) {
      judgement.hindered({"Ingen händelselogg lämnades över. Det som behövs är loggen från provet.",
                          "No event log was handed over. Needed: the log of the test."});
      return std::move(judgement).finish();
    }
    check_lines(log, judgement);
    std::set<std::string> chosen;
    for (const Case& each : cases(evidence, of_, kAnyKind, judgement))
      chosen.insert(each.question.id);
    LogJudge judge(evidence, log, judgement);
    if (!chosen.empty()) {
      for (const Case& each : cases(evidence, {}, kAnyKind, judgement))
        judge.judge(each, chosen.contains(each.question.id));
      judge.conclude();
    }
    judgement.measured("events", static_cast<double>(log.events().size()), "events");
    judgement.measured("questions", static_cast<double>(judgement.compared_so_far()), "questions");
    return std::move(judgement).finish();
  }

 private:
  static void check_lines(const EventLogReading& log, Judgement& judgement) {
    const auto report = [&](const Bilingual& message, std::string expected, std::string received,
                            const evidence::Where& where) {
      evidence::Finding finding;
      finding.message = message;
      finding.expected = std::move(expected);
      finding.received = std::move(received);
      finding.where = {where};
      judgement.violated(std::move(finding));
    };
    for (const BrokenLine& line : log.broken()) {
      report(
          {"En rad i händelseloggen går inte att läsa.", "A line of the event log cannot be read."},
          "one JSON object", line.why, line.where);
    }
    for (const LoggedEvent& event : log.events()) {
      if (event.kind().empty() || !event.time()) {
        report({"En händelse saknar slag eller tid.", "An event lacks its kind or its time."},
               "event and time (RFC 3339)",
               "event \"" + event.kind() + "\", time \"" + event.text("time") + "\"", event.where);
      }
    }
  }

  std::string of_;
};

}  // namespace

CheckKind logged_kind() {
  return {.name = "logged",
          .clauses = {"B3-5.3", "B3-6.1.1", "B3-6.1.2", "B3-6.1.3"},
          .party = Party::driftspart,
          .description = {"Varje fråga, fel och avvikelse står i händelseloggen.",
                          "Every question, error and deviation is in the event log."},
          .make = make_check<Logged>};
}

}  // namespace provbank::checks
