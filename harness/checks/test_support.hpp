// Evidence made by hand: a kommun, an aggregator and its sources as bytes and times, right in every
// detail until a test spoils one. What a test changes is what it is about.
#pragma once
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "harness/checks/check.hpp"
#include "harness/evidence/evidence.hpp"

namespace provbank::checks::testing {

using contract::Source;
using evidence::Verdict;
using namespace std::chrono_literals;

inline const std::string kAnna = "198503149828";
inline const std::string kBertil = "195807169874";
inline const std::string kOrganisation = "162120009903";

/// How one question goes. Every source asked takes the whole time but the last millisecond.
struct Asking {
  std::vector<std::string> persons = {kAnna};
  contract::SourceSet sources = {Source::af, Source::so};
  time::Duration at = {};
  time::Duration takes = 1s;
  std::string step = {};
  evidence::Ask kind = evidence::Ask::question;
  bool echo = false;
  bool correlate = true;
  std::map<Source, std::pair<std::string, std::string>> own_periods = {};
};

/// What one source says of a person, as the content of its answer's root (CSN, FK and SKV: the
/// document carried).
std::string content_of(Source source, const std::string& person, const std::string& case_id);
/// The whole body of a source's answer with that content.
std::string source_answer(Source source, const std::string& content);
std::string source_question(Source source, const std::string& person, const std::string& case_id,
                            const std::pair<std::string, std::string>& period);
std::string envelope(const std::string& body);
std::string fault(const std::string& felkod, const std::string& message = "Frågan avvisades.");
std::string source_error(Source source, const std::string& kalla, const std::string& felkod);
std::string ping_answer(const std::map<Source, std::string>& failed);

std::string replaced(std::string text, const std::string& from, const std::string& to);

class Scene {
 public:
  Scene();

  /// Asks, lets every source answer, and gives the answer: all as it should be. Returns the
  /// question's number from 0.
  std::size_t ask(const Asking& asking = {});
  /// The same, turned away with that code and no source asked.
  std::size_t refuse(const std::string& felkod, Asking asking = {});
  /// A ping that reaches each source's own test.
  std::size_t ping(const std::map<Source, std::string>& failed = {}, const std::string& step = {});
  /// Raw bytes on so many connections, ended by the aggregator after that time.
  std::size_t abuse(std::size_t connections, std::size_t ended, time::Duration after,
                    const std::string& step = {});

  evidence::AskedQuestion& question(std::size_t i = 0) { return evidence.questions.at(i); }
  evidence::Exchange& exchange(std::size_t question = 0);  // on the kommun leg
  std::string& answer(std::size_t question = 0) { return exchange(question).response->body; }
  /// The n-th call to that source.
  evidence::Exchange& call(Source source, std::size_t n = 0);
  evidence::Exchange& add_call(Source source, const std::string& person, time::Duration at,
                               time::Duration until);
  void remove_call(Source source);
  /// Puts an error in place of the source's data in the answer.
  void fail_source(Source source, const std::string& kalla, const std::string& felkod,
                   std::size_t question = 0);
  /// Writes the event log of all that has been asked so far.
  void write_log();
  std::string& log() { return evidence.files.front().content; }
  /// Another form of log than the reference's.
  void map_log(const std::string& mapping);

  evidence::Outcome run(std::string_view check, const Parameters& parameters = {}) const;

  evidence::Evidence evidence;

 private:
  static void read_log(evidence::Evidence& evidence);
  evidence::Exchange& add_exchange(evidence::Leg leg, time::Duration at, time::Duration until);
  std::size_t add_question(const Asking& asking, const std::string& request, evidence::Ask kind);
};

MATCHER_P(Judged, verdict, "is judged " + std::string(evidence::to_string(verdict))) {
  for (const auto& finding : arg.findings) {
    *result_listener << "\n  " << finding.message.en << " [expected " << finding.expected
                     << ", received " << finding.received << "]";
  }
  return arg.verdict == verdict;
}

/// Fails, and every error is this one.
MATCHER_P(FailsOnlyBecause, words, "") {
  bool any = false;
  bool others = false;
  for (const auto& finding : arg.findings) {
    if (finding.severity != evidence::Severity::error) continue;
    (finding.message.en.find(words) != std::string::npos ? any : others) = true;
    *result_listener << "\n  " << finding.message.en << " [expected " << finding.expected
                     << ", received " << finding.received << "]";
  }
  return arg.verdict == Verdict::fail && any && !others;
}

/// Untestable, and a finding says why.
MATCHER_P(UntestableBecause, words, "") {
  bool told = false;
  for (const auto& finding : arg.findings) {
    told = told || finding.message.en.find(words) != std::string::npos;
    *result_listener << "\n  " << finding.message.en;
  }
  *result_listener << "\n  " << evidence::to_string(arg.verdict);
  return arg.verdict == Verdict::untestable && told;
}

}  // namespace provbank::checks::testing
