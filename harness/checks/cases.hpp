// The questions a check is about, with what came back.
#pragma once
#include <string>
#include <vector>

#include "harness/checks/attributes.hpp"
#include "harness/checks/judgement.hpp"
#include "harness/evidence/evidence.hpp"
#include "harness/evidence/reading.hpp"

namespace provbank::checks {

/// One question, its exchange (may be absent) and its reply. Refers into the evidence.
struct Case {
  const evidence::AskedQuestion& question;
  const evidence::Exchange* exchange;
  evidence::ReplyView reply;

  time::Duration duration() const { return question.finished - question.started; }
  /// An answer came, in full or in part.
  bool answered() const { return reply.outcome == "answered" || reply.outcome == "partial"; }
  /// Some HTTP response came, whatever it holds.
  bool exchange_answered() const { return exchange != nullptr && exchange->response.has_value(); }
  /// The exchange as a place, for findings.
  evidence::Where where(std::string xpath = {}, std::size_t line = 0) const;
  evidence::Finding finding(Bilingual message, std::string expected, std::string received) const;
};

using Kinds = std::initializer_list<evidence::Ask>;
inline constexpr Kinds kOrdinary = {evidence::Ask::question, evidence::Ask::several};
inline constexpr Kinds kAnyKind = {evidence::Ask::question, evidence::Ask::several,
                                   evidence::Ask::ping, evidence::Ask::altered, evidence::Ask::raw};

/// The questions of step `of`, whatever their kind; without a step, all of those kinds. When there
/// are none the judgement is hindered.
std::vector<Case> cases(const evidence::Evidence& evidence, const std::string& of, Kinds kinds,
                        Judgement& judgement);

/// What stood in the way of knowing which source calls belong to which question.
extern const Bilingual kAmbiguousLinks;
extern const Bilingual kSourcesUnseen;

/// True when `sources` are seen by the bench; else the judgement is hindered.
bool sources_seen(const evidence::Evidence& evidence, Judgement& judgement);

/// Calls that began while the question was under way and are about nobody who was asked about then.
std::vector<const evidence::Exchange*> orphans_during(const evidence::Links& links,
                                                      const evidence::AskedQuestion& question);

/// How the bench played the source; healthy when nothing is said.
const evidence::PlayedSource& played(const evidence::Evidence& evidence, contract::Source source);
/// Its answers came as they should; a dribbling one is slow and whole.
bool healthy(const evidence::PlayedSource& source);
/// No request can reach it: nobody listens, or its certificate is false.
bool unreachable(const evidence::PlayedSource& source);

/// Why a source's contract cannot carry a question about that person, so that it is rightly never
/// called.
bool cannot_carry(contract::Source source, std::string_view twelve_digits);

/// The `{}` clause that names the step: " (steg q)".
Bilingual of_step(const std::string& of);

}  // namespace provbank::checks
