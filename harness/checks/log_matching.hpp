// Which entries of the event log belong to which question of the run. All questions are matched, so
// that no entry serves two; the checks judge those they are about.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/checks/cases.hpp"
#include "harness/logbook/log.hpp"
#include "harness/logbook/mapping.hpp"

namespace provbank::checks {

/// What the log should say of one question.
struct LogExpectation {
  std::string case_id;
  std::string organisation;
  std::string handlaggare;
  std::string purpose;
  std::vector<std::string> persons;  // twelve digits
};

/// How a question's entries were found.
enum class LoggedAs {
  nowhere,
  case_id,   // its case
  time,      // everything but its case, at the time
  fault,     // the fault code, for what was never understood as a question
  incident,  // what never became a question
  ping
};

struct LoggedCase {
  Case each;
  bool chosen = false;  // of the step that is judged
  LogExpectation expected;
  LoggedAs found = LoggedAs::nowhere;
  const logbook::Group* group = nullptr;
  const logbook::Entry* ping = nullptr;
};

/// The log of the evidence with its questions matched. Null members: there is none to judge.
class LogMatching {
 public:
  /// Hinders the judgement when no log was handed over, or none was asked. Refers into the
  /// evidence.
  LogMatching(const evidence::Evidence& evidence, const std::string& of, Judgement& judgement);
  LogMatching(const LogMatching&) = delete;
  LogMatching& operator=(const LogMatching&) = delete;

  const logbook::Log* log() const { return log_; }
  const logbook::Mapping* mapping() const { return mapping_; }
  /// In the order of asking.
  const std::vector<LoggedCase>& cases() const { return cases_; }
  const std::map<std::string, logbook::Group>& groups() const { return groups_; }
  evidence::Where where(const logbook::Entry& entry) const;

 private:
  void match();
  void match(LoggedCase& asked);
  void match_by_time(LoggedCase& asked);
  const logbook::Group* claim_case(const LoggedCase& asked);
  const logbook::Group* claim_fault(const std::string& felkod);
  const logbook::Entry* claim_ping();
  bool claim_incident();

  const evidence::Evidence& evidence_;
  const logbook::Log* log_ = nullptr;
  const logbook::Mapping* mapping_ = nullptr;
  std::map<std::string, logbook::Group> groups_;
  std::vector<LoggedCase> cases_;
  std::set<std::string> claimed_;
  std::set<const logbook::Entry*> pings_claimed_;
  std::size_t incidents_claimed_ = 0;
};

/// The log may mask the person's number in a text, and cut a long one.
bool agrees_with(const std::string& logged, const std::string& expected,
                 const std::vector<contract::PersonIdentity>& persons);

/// Where an entry stands.
evidence::Where where_in(const logbook::Log& log, const logbook::Entry& entry);

/// Entries that cannot be understood violate the claim, each with its line; kinds of entry that the
/// mapping does not name are told.
void judge_reading(const logbook::Log& log, Judgement& judgement);

/// Says why nothing is judged when no event log was handed over.
bool log_handed_over(const evidence::Evidence& evidence, Judgement& judgement);

}  // namespace provbank::checks
