#include "harness/checks/calls.hpp"

#include <algorithm>

namespace provbank::checks {

std::map<contract::Source, const evidence::Exchange*> last_calls(const evidence::Linked& linked) {
  std::map<contract::Source, const evidence::Exchange*> out;
  for (const evidence::Exchange* call : linked.calls) out[*call->source] = call;
  return out;
}

time::Duration end_of_call(const evidence::Exchange& call,
                           const evidence::AskedQuestion& question) {
  const bool never_answered =
      !call.response && (!call.failure || call.failure->code == Errc::timed_out);
  return never_answered ? question.finished : call.finished;
}

std::vector<const evidence::Linked*> clear_links(const evidence::Links& links, const Case& each,
                                                 Judgement& judgement) {
  std::vector<const evidence::Linked*> out;
  for (const evidence::Linked& linked : links.linked) {
    if (linked.question != each.question.id) continue;
    if (linked.ambiguous) {
      judgement.hindered(kAmbiguousLinks, each.question.id);
      return {};
    }
    out.push_back(&linked);
  }
  return out;
}

namespace {

/// Sources' own tests while a ping was under way, unless another ping was too.
std::vector<const evidence::Exchange*> tests_during(const evidence::Evidence& evidence,
                                                    const evidence::AskedQuestion& ping) {
  const auto overlaps = [&](const evidence::AskedQuestion& other) {
    return other.kind == evidence::Ask::ping && other.id != ping.id &&
           other.started <= ping.finished && other.finished >= ping.started;
  };
  std::vector<const evidence::Exchange*> out;
  if (ping.kind != evidence::Ask::ping || std::ranges::any_of(evidence.questions, overlaps))
    return out;
  for (const auto& call : evidence.exchanges) {
    const bool during = call.started >= ping.started && call.started <= ping.finished;
    if (during && call.leg == evidence::Leg::source && evidence::is_source_test(call))
      out.push_back(&call);
  }
  return out;
}

}  // namespace

void require_nobody_asked(const evidence::Evidence& evidence, const evidence::Links& links,
                          const Case& each, Judgement& judgement) {
  if (!sources_seen(evidence, judgement)) return;
  auto asked = orphans_during(links, each.question);
  for (const auto* linked : clear_links(links, each, judgement)) {
    asked.insert(asked.end(), linked->calls.begin(), linked->calls.end());
  }
  const auto tests = tests_during(evidence, each.question);
  asked.insert(asked.end(), tests.begin(), tests.end());
  for (const evidence::Exchange* call : asked) {
    auto finding = each.finding({"En källa tillfrågades fast frågan skulle avvisas.",
                                 "A source was asked although the question was to be turned away."},
                                "no source asked", call->party + " was asked");
    finding.where.push_back({.exchange = call->id, .file = {}, .line = 0, .xpath = {}});
    judgement.violated(std::move(finding));
  }
}

}  // namespace provbank::checks
