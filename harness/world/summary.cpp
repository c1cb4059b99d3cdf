#include "harness/world/summary.hpp"

#include <algorithm>

#include "harness/checks/source_reply.hpp"
#include "harness/evidence/reading.hpp"

namespace provbank::world {
namespace {

using evidence::AskedQuestion;
using evidence::Evidence;
using evidence::QuestionEntry;
using evidence::ReplyView;

// One bar of the timeline: what the kommun was told, with the times at which the source was really
// busy.
evidence::SourceCall call_of(contract::Source source, const evidence::SourceView& view,
                             const evidence::Linked* linked) {
  evidence::SourceCall call;
  call.source = source;
  call.delivered = view.delivered;
  call.kalla = view.kalla;
  call.felkod = view.felkod;
  if (linked == nullptr) return call;
  for (const evidence::Exchange* exchange : linked->calls) {
    if (exchange->source != source) continue;
    call.started = exchange->started;
    call.duration = exchange->finished - exchange->started;
    call.exchange = exchange->id;
  }
  return call;
}

void add_calls(const Evidence& evidence, const evidence::Links& links, const AskedQuestion& asked,
               const ReplyView& reply, QuestionEntry& entry) {
  for (std::size_t i = 0; i < reply.answers.size() && i < asked.persons.size(); ++i) {
    const auto* linked = links.find(asked.id, asked.identities[i].digits());
    for (const auto& [source, view] : reply.answers[i].sources) {
      auto call = call_of(source, view, linked);
      if (asked.persons.size() > 1) call.person = asked.persons[i];
      // A source that never answered was waited for until the answer left.
      const auto* exchange = call.exchange.empty() ? nullptr : evidence.exchange(call.exchange);
      if (exchange != nullptr && !exchange->complete && call.started) {
        call.duration = asked.finished - *call.started;
      }
      entry.calls.push_back(std::move(call));
    }
  }
}

QuestionEntry describe(const Evidence& evidence, const evidence::Links& links,
                       const AskedQuestion& asked, const ReplyView& reply) {
  QuestionEntry entry;
  entry.id = asked.id;
  entry.kommun = asked.kommun;
  entry.persons = asked.persons;
  entry.sources = asked.sources;
  entry.started = asked.started;
  entry.duration = asked.finished - asked.started;
  entry.outcome = reply.outcome;
  entry.http_status = reply.http_status;
  entry.fault_code = reply.fault_code;
  entry.exchange = asked.exchange;
  if (asked.kind == evidence::Ask::question || asked.kind == evidence::Ask::several) {
    entry.limit_early = evidence.levels.early_for(asked.persons.size());
    entry.limit_late = evidence.levels.late_for(asked.persons.size());
  }
  add_calls(evidence, links, asked, reply, entry);
  return entry;
}

bool answered(const ReplyView& reply) {
  return reply.outcome == "answered" || reply.outcome == "partial";
}

/// As the report's words have it: what the reply of a base service amounts to.
std::string outcome_of(const checks::SourceCase& each) {
  const bool test = each.question.kind == evidence::SourceAsking::test;
  switch (each.reply.end) {
    case checks::SourceEnd::answered:
      return test ? "ping" : "answered";
    case checks::SourceEnd::troubled:
      return "partial";
    case checks::SourceEnd::no_answer:
      return "no-answer";
    case checks::SourceEnd::tls_rejected:
      return "tls-rejected";
    case checks::SourceEnd::fault:
    case checks::SourceEnd::other_refusal:
      return "fault";
    case checks::SourceEnd::unreadable:
      break;
  }
  const auto* response = each.response();
  return test && response != nullptr && response->status < 400 ? "ping" : "fault";
}

QuestionEntry describe(const Evidence& evidence, const checks::SourceCase& each) {
  QuestionEntry entry;
  entry.id = each.question.id;
  if (!each.question.slot.empty()) entry.persons = {each.question.slot};
  entry.sources = {each.question.source};
  entry.started = each.question.started;
  entry.duration = each.duration();
  entry.outcome = outcome_of(each);
  if (const auto* response = each.response()) entry.http_status = response->status;
  entry.exchange = each.question.exchange;
  if (each.question.kind == evidence::SourceAsking::question) {
    entry.limit_early = evidence.levels.early_limit;
    entry.limit_late = evidence.levels.late_limit;
  }
  return entry;
}

void describe_source_questions(const Evidence& evidence, evidence::ScenarioEntry& entry) {
  evidence::Samples samples;
  samples.name = "answer-time";
  samples.limit_early = evidence.levels.early_limit;
  samples.limit_late = evidence.levels.late_limit;
  for (const auto& question : evidence.source_questions) {
    if (question.not_asked) {
      if (std::ranges::find(entry.notes, *question.not_asked) == entry.notes.end())
        entry.notes.push_back(*question.not_asked);
      continue;
    }
    const auto* exchange = evidence.exchange(question.exchange);
    const checks::SourceCase each{question, exchange,
                                  checks::read_source_reply(question, exchange)};
    ++entry.questions_asked;
    if (each.answered()) samples.values.push_back(each.duration());
    if (entry.questions.size() < kQuestionsInFull)
      entry.questions.push_back(describe(evidence, each));
  }
  if (samples.values.size() < 2) return;
  std::sort(samples.values.begin(), samples.values.end());
  entry.samples.push_back(std::move(samples));
}

}  // namespace

void describe_questions(const Evidence& evidence, evidence::ScenarioEntry& entry) {
  if (evidence.source) {
    describe_source_questions(evidence, entry);
    return;
  }
  const evidence::Links links = evidence::link(evidence);
  evidence::Samples samples;
  samples.name = "answer-time";
  bool alike = true;
  for (const AskedQuestion& asked : evidence.questions) {
    const ReplyView reply = evidence::reply_of(evidence, asked, evidence.exchange(asked.exchange));
    if (answered(reply)) samples.values.push_back(asked.finished - asked.started);
    alike = alike && asked.persons.size() == evidence.questions.front().persons.size();
    if (entry.questions.size() < kQuestionsInFull) {
      entry.questions.push_back(describe(evidence, links, asked, reply));
    }
  }
  entry.questions_asked = evidence.questions.size();
  if (samples.values.size() < 2) return;
  std::sort(samples.values.begin(), samples.values.end());
  if (alike) {
    const std::size_t persons = std::max<std::size_t>(1, evidence.questions.front().persons.size());
    samples.limit_early = evidence.levels.early_for(persons);
    samples.limit_late = evidence.levels.late_for(persons);
  }
  entry.samples.push_back(std::move(samples));
}

}  // namespace provbank::world
