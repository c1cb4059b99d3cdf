#include "harness/checks/log_matching.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include "harness/checks/question_reading.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {

using evidence::Ask;
using evidence::Evidence;
using logbook::Entry;
using logbook::Group;
using logbook::Kind;

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kLoggedTextBytesMin = 128;  // a text that is longer may be cut there
constexpr time::Duration kAround = 2s;            // between the clocks, where the case is missing

std::string masked(std::string text, const std::vector<contract::PersonIdentity>& persons) {
  for (const auto& person : persons) {
    for (const auto& digits : {person.digits(), std::string(person.ten_digits())}) {
      for (auto at = text.find(digits); !digits.empty() && at != std::string::npos;
           at = text.find(digits)) {
        text.replace(at, digits.size(), "*");
      }
    }
  }
  return text;
}

LogExpectation expectation_of(const Case& each) {
  LogExpectation out{.case_id = each.question.case_id,
                     .organisation = {},
                     .handlaggare = each.question.handlaggare,
                     .purpose = {},
                     .persons = {}};
  const auto questions =
      each.exchange != nullptr ? read_questions(*each.exchange) : std::vector<QuestionBytes>();
  for (const auto& question : questions) out.persons.push_back(question.person);
  if (!questions.empty()) {
    out.case_id = questions.front().case_id;
    out.organisation = questions.front().organisation;
    out.handlaggare = questions.front().handlaggare;
    out.purpose = questions.front().purpose;
  }
  return out;
}

}  // namespace

bool agrees_with(const std::string& logged, const std::string& expected,
                 const std::vector<contract::PersonIdentity>& persons) {
  if (logged == expected) return true;
  const std::string hidden = masked(expected, persons);
  if (logged == hidden) return true;
  return logged.size() + 3 >= kLoggedTextBytesMin && logged.size() < hidden.size() &&
         hidden.starts_with(logged);
}

evidence::Where where_in(const logbook::Log& log, const Entry& entry) {
  return {.exchange = {}, .file = log.files.at(entry.file), .line = entry.line, .xpath = {}};
}

void judge_reading(const logbook::Log& log, Judgement& judgement) {
  for (const auto& fault : log.faults) {
    evidence::Finding finding;
    finding.message = phrase({"En post i händelseloggen går inte att förstå: {}.",
                              "An entry of the event log cannot be understood: {}."},
                             {fault.why});
    finding.expected = "an entry as the mapping describes it";
    finding.received = "see the line";
    finding.where = {
        {.exchange = {}, .file = log.files.at(fault.file), .line = fault.line, .xpath = {}}};
    judgement.violated(std::move(finding));
  }
  for (const auto& [word, count] : log.passed_over) {
    judgement.note(phrase({"{} poster av slaget \"{}\" står inte i mappningen och lästes inte.",
                           "{} entries of the kind \"{}\" are not in the mapping and were not "
                           "read."},
                          {same(std::to_string(count)), same(word)}));
  }
}

bool log_handed_over(const Evidence& evidence, Judgement& judgement) {
  const bool there = evidence.log_observable && evidence.event_log.log != nullptr &&
                     evidence.event_log.mapping != nullptr;
  if (!there) {
    judgement.hindered(
        {"Ingen händelselogg lämnades över. Det som behövs är filen som tjänsten loggar i, och en "
         "mappning om den inte har referensens form (event-log i planen).",
         "No event log was handed over. Needed: the file that the service logs to, and a mapping "
         "unless it has the reference's form (event-log in the plan)."});
  }
  return there;
}

LogMatching::LogMatching(const Evidence& evidence, const std::string& of, Judgement& judgement)
    : evidence_(evidence) {
  if (!log_handed_over(evidence, judgement)) return;
  log_ = evidence.event_log.log.get();
  mapping_ = evidence.event_log.mapping.get();
  groups_ = log_->groups();
  std::set<std::string> chosen;
  for (const Case& each : checks::cases(evidence, of, kAnyKind, judgement))
    chosen.insert(each.question.id);
  if (chosen.empty()) return;
  for (Case& each : checks::cases(evidence, {}, kAnyKind, judgement)) {
    const bool is_chosen = chosen.contains(each.question.id);
    auto expected = expectation_of(each);
    cases_.push_back(
        {.each = std::move(each), .chosen = is_chosen, .expected = std::move(expected)});
  }
  match();
}

evidence::Where LogMatching::where(const Entry& entry) const {
  return where_in(*log_, entry);
}

void LogMatching::match() {
  for (auto& asked : cases_) match(asked);
  for (auto& asked : cases_) {
    if (asked.found == LoggedAs::nowhere && asked.each.question.kind != Ask::ping &&
        asked.each.answered())
      match_by_time(asked);
  }
}

void LogMatching::match(LoggedCase& asked) {
  const Case& each = asked.each;
  const auto find = [&](LoggedAs as, const Group* group) {
    if (group == nullptr) return false;
    asked.found = as;
    asked.group = group;
    return true;
  };
  if (each.question.kind == Ask::ping && each.exchange_answered()) {
    asked.ping = claim_ping();
    if (asked.ping == nullptr) return;
    asked.found = LoggedAs::ping;
    const auto group = groups_.find(asked.ping->question);
    if (group != groups_.end()) asked.group = &group->second;
    return;
  }
  if (each.answered()) {
    find(LoggedAs::case_id, claim_case(asked));
    return;
  }
  if (each.exchange_answered()) {
    if (find(LoggedAs::case_id, claim_case(asked))) return;
    if (find(LoggedAs::fault, claim_fault(each.reply.fault_code))) return;
  }
  if (each.exchange_answered() || each.reply.outcome == "tls-rejected") {
    if (claim_incident()) asked.found = LoggedAs::incident;
  }
}

const Group* LogMatching::claim_case(const LoggedCase& asked) {
  for (const auto& [id, group] : groups_) {
    if (group.questions.empty() || asked.expected.case_id.empty() || group.case_id().empty())
      continue;
    if (!agrees_with(group.case_id(), asked.expected.case_id, asked.each.question.identities))
      continue;
    if (claimed_.insert(id).second) return &group;
  }
  return nullptr;
}

/// A refusal of something that was never understood as a question: no case, the same code.
const Group* LogMatching::claim_fault(const std::string& felkod) {
  for (const auto& [id, group] : groups_) {
    const bool refusal = mapping_->has(Kind::error) ? group.count(Kind::error, felkod) > 0
                                                    : group.has_felkod(felkod);
    if (refusal && group.case_id().empty() && claimed_.insert(id).second) return &group;
  }
  return nullptr;
}

/// Everything but the case is right, and it stands at the time: the case is what is wrong.
void LogMatching::match_by_time(LoggedCase& asked) {
  if (!evidence_.began) return;
  const auto& question = asked.each.question;
  const auto from = *evidence_.began + question.started - kAround;
  const auto to = *evidence_.began + question.finished + kAround;
  const auto is_known_case = [&](const std::string& case_id) {
    return std::ranges::any_of(cases_, [&](const LoggedCase& other) {
      return !case_id.empty() && other.expected.case_id == case_id;
    });
  };
  for (const auto& [id, group] : groups_) {
    if (group.questions.empty() || claimed_.contains(id) || is_known_case(group.case_id()))
      continue;
    const Entry& entry = *group.questions.front();
    const bool then = entry.time && *entry.time >= from && *entry.time <= to;
    if (!then || entry.organisation != asked.expected.organisation ||
        entry.handlaggare != asked.expected.handlaggare || entry.sources != question.sources)
      continue;
    claimed_.insert(id);
    asked.group = &group;
    asked.found = LoggedAs::time;
    return;
  }
}

const Entry* LogMatching::claim_ping() {
  for (const Entry& entry : log_->entries) {
    if (entry.kind == Kind::ping && pings_claimed_.insert(&entry).second) return &entry;
  }
  return nullptr;
}

bool LogMatching::claim_incident() {
  std::size_t incidents = 0;
  for (const Entry& entry : log_->entries) {
    if (entry.kind == Kind::incident) incidents += entry.count;
  }
  if (incidents <= incidents_claimed_) return false;
  ++incidents_claimed_;
  return true;
}

}  // namespace provbank::checks
