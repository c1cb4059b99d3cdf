#include "harness/checks/cases.hpp"

#include <algorithm>
#include <unordered_map>

#include "harness/checks/wording.hpp"

namespace provbank::checks {

using contract::Source;
using evidence::AskedQuestion;
using evidence::Evidence;
using evidence::Exchange;

const Bilingual kAmbiguousLinks = {
    "Flera frågor om samma person pågick samtidigt, så det går inte att säga vilket anrop till en "
    "källa som hör till "
    "vilken fråga. Det som behövs är frågor om olika personer, eller en fråga i taget.",
    "Several questions about one person were under way at once, so it cannot be said which call to "
    "a source belongs to "
    "which question. Needed: questions about different persons, or one question at a time."};
const Bilingual kSourcesUnseen = {
    "Bänken ser inte trafiken mellan tjänsten och källorna. Det som behövs är att bänken spelar "
    "källorna.",
    "The bench does not see the traffic between the service and the sources. Needed: sources "
    "played by the bench."};

evidence::Where Case::where(std::string xpath, std::size_t line) const {
  return {.exchange = question.exchange, .file = {}, .line = line, .xpath = std::move(xpath)};
}

evidence::Finding Case::finding(Bilingual message, std::string expected,
                                std::string received) const {
  evidence::Finding finding;
  finding.question = question.id;
  finding.message = std::move(message);
  finding.expected = std::move(expected);
  finding.received = std::move(received);
  if (!question.exchange.empty()) finding.where.push_back(where());
  return finding;
}

std::vector<Case> cases(const Evidence& evidence, const std::string& of, Kinds kinds,
                        Judgement& judgement) {
  std::unordered_map<std::string_view, const Exchange*> exchanges;
  for (const Exchange& exchange : evidence.exchanges) exchanges[exchange.id] = &exchange;
  std::vector<Case> out;
  for (const AskedQuestion& question : evidence.questions) {
    const bool chosen =
        of.empty() ? std::ranges::find(kinds, question.kind) != kinds.end() : question.step == of;
    if (!chosen) continue;
    const auto found = exchanges.find(question.exchange);
    const Exchange* exchange = found == exchanges.end() ? nullptr : found->second;
    out.push_back({question, exchange, evidence::reply_of(evidence, question, exchange)});
  }
  if (out.empty()) {
    judgement.hindered(phrase({"Ingen fråga ställdes som kontrollen gäller{}.",
                               "No question was asked that the check is about{}."},
                              {of_step(of)}));
  }
  return out;
}

bool sources_seen(const Evidence& evidence, Judgement& judgement) {
  if (!evidence.source_leg_observable) judgement.hindered(kSourcesUnseen);
  return evidence.source_leg_observable;
}

std::vector<const Exchange*> orphans_during(const evidence::Links& links,
                                            const AskedQuestion& question) {
  std::vector<const Exchange*> out;
  std::ranges::copy_if(links.orphans, std::back_inserter(out), [&](const Exchange* call) {
    return call->started >= question.started && call->started <= question.finished;
  });
  return out;
}

const evidence::PlayedSource& played(const Evidence& evidence, Source source) {
  static const evidence::PlayedSource kHealthy;
  const auto found = evidence.played.find(source);
  return found == evidence.played.end() ? kHealthy : found->second;
}

bool healthy(const evidence::PlayedSource& source) {
  return source.misbehaviour == "none" || source.misbehaviour == "dribble";
}

bool unreachable(const evidence::PlayedSource& source) {
  return source.misbehaviour == "connection-refused" ||
         source.misbehaviour.starts_with("certificate-");
}

bool cannot_carry(Source source, std::string_view twelve_digits) {
  if (twelve_digits.size() != 12) return false;
  const auto century = twelve_digits.substr(0, 2);
  const bool samordningsnummer = twelve_digits[6] >= '6';
  if (source == Source::csn) {
    return samordningsnummer || (century != "18" && century != "19" && century != "20");
  }
  return source == Source::tns && century != "19" && century != "20";
}

Bilingual of_step(const std::string& of) {
  if (of.empty()) return {};
  return {" (steg " + of + ")", " (step " + of + ")"};
}

}  // namespace provbank::checks
