// What a base service said to the aggregator's question, read from the bytes, with the meaning its
// own contract gives them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "harness/checks/attributes.hpp"
#include "harness/checks/judgement.hpp"
#include "harness/checks/payload.hpp"
#include "harness/evidence/evidence.hpp"

namespace provbank::checks {

/// How one question ended.
enum class SourceEnd {
  answered,       // 200 with the contract's answer
  troubled,       // the same, but the answer itself says that the source failed
  fault,          // refused in the contract's own form: a SOAP fault with 500, or LefiFelsvar
  other_refusal,  // refused, but not in that form: an HTTP error, or a fault with another status
  unreadable,     // 200 with something that is no answer
  no_answer,      // nothing came, or not all of it
  tls_rejected,   // turned away in the handshake
};
Bilingual words(SourceEnd end);

struct SourceReply {
  SourceEnd end = SourceEnd::no_answer;
  std::string seen;                // for findings; no values of the person
  std::optional<Payload> payload;  // of an answer
};
SourceReply read_source_reply(const evidence::SourceQuestion& question,
                              const evidence::Exchange* exchange);

/// Data of substance: benefits, decisions, payments, vehicles, income. A name, or that the person
/// is not known, is none.
bool tells_something(const Payload& payload);
/// A name, which nobody unknown has.
bool names_somebody(const Payload& payload);

/// What is against the contract's form of a refusal; nothing when it is kept.
std::optional<std::string> refusal_problem(contract::Source source, const http::Response& response,
                                           const contract::SchemaCatalogue& schemas);

/// One question to the base service, with what came back. Refers into the evidence.
struct SourceCase {
  const evidence::SourceQuestion& question;
  const evidence::Exchange* exchange;
  SourceReply reply;

  time::Duration duration() const { return question.finished - question.started; }
  bool answered() const { return reply.end == SourceEnd::answered; }
  /// It refused in some form, or closed the door in the handshake.
  bool turned_away() const;
  const http::Response* response() const;
  evidence::Finding finding(Bilingual message, std::string expected, std::string received) const;
};

using SourceAskings = std::initializer_list<evidence::SourceAsking>;
inline constexpr SourceAskings kRightQuestions = {evidence::SourceAsking::question};
inline constexpr SourceAskings kAnySourceAsking = {
    evidence::SourceAsking::question, evidence::SourceAsking::altered, evidence::SourceAsking::test,
    evidence::SourceAsking::raw};

/// The questions of step `of`, whatever their kind; without a step, all of those kinds. What could
/// not be asked hinders the judgement with its reason, and so does that there are none.
std::vector<SourceCase> source_cases(const evidence::Evidence& evidence, const std::string& of,
                                     SourceAskings kinds, Judgement& judgement);

}  // namespace provbank::checks
