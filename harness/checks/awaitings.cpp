#include "harness/checks/awaitings.hpp"

#include <algorithm>

#include "harness/checks/wording.hpp"

namespace provbank::checks {

using evidence::Awaited;
using evidence::Evidence;

std::vector<const Awaited*> awaited(const Evidence& evidence, const std::string& of,
                                    Judgement& judgement) {
  std::vector<const Awaited*> out;
  bool any = false;
  for (const Awaited& each : evidence.awaited) {
    if (!of.empty() && each.step != of) continue;
    any = true;
    if (!each.questions.empty()) {
      out.push_back(&each);
    } else if (each.deed_failed) {
      judgement.hindered(phrase(
          {"Parten gick inte att få att fråga: {}", "The party could not be made to ask: {}"},
          {same(each.deed_failed->detail)}));
    } else if (std::ranges::find(evidence.exchanges, evidence::Leg::shs,
                                 &evidence::Exchange::leg) != evidence.exchanges.end()) {
      judgement.hindered(
          {"Parten nådde SHS-noden, men ingen fråga kom ut ur den inom väntetiden. Vad noden sade "
           "står i bevisen, och shs-question-conforms säger vad som är fel.",
           "The party reached the SHS node, but no question came out of it within the waiting "
           "time. What the node said stands in the evidence, and shs-question-conforms tells what "
           "is wrong."});
    } else {
      judgement.hindered(
          {"Ingen fråga kom från parten inom väntetiden. Pröva det som planen säger "
           "under act, och att parten frågar den adress som står under listen.",
           "No question came from the party within the waiting time. Try what the plan "
           "says under act, and that the party asks the address that stands under "
           "listen."});
    }
  }
  if (!any) {
    judgement.hindered(phrase(
        {"Parten ombads inte att fråga{}.", "The party was not told to ask{}."}, {of_step(of)}));
  }
  return out;
}

std::vector<Case> questions_of(const Evidence& evidence, const Awaited& deed) {
  std::vector<Case> out;
  for (const auto& question : evidence.questions) {
    if (std::ranges::find(deed.questions, question.id) == deed.questions.end()) continue;
    const auto* exchange = evidence.exchange(question.exchange);
    out.push_back({question, exchange, evidence::reply_of(evidence, question, exchange)});
  }
  return out;
}

namespace {

std::vector<ReadQuestion> read_where(const Evidence& evidence, auto wanted) {
  std::vector<ReadQuestion> out;
  for (const auto& question : evidence.questions) {
    if (!question.received || !wanted(question)) continue;
    const auto* exchange = evidence.exchange(question.exchange);
    if (exchange == nullptr) continue;
    for (auto& bytes : read_questions(*exchange)) {
      out.push_back({{question, exchange, evidence::reply_of(evidence, question, exchange)},
                     std::move(bytes)});
    }
  }
  return out;
}

}  // namespace

std::vector<ReadQuestion> read_received(const Evidence& evidence, const std::string& of,
                                        Judgement& judgement) {
  awaited(evidence, of, judgement);  // says what never came
  auto out = read_where(evidence,
                        [&of](const auto& question) { return of.empty() || question.step == of; });
  if (out.empty()) {
    judgement.hindered({"Ingen fråga som går att läsa kom från parten.",
                        "No question that can be read came from the party."});
  }
  return out;
}

std::vector<ReadQuestion> read_unbidden(const Evidence& evidence) {
  return read_where(evidence, [&evidence](const auto& question) {
    return deed_of(evidence, question) == nullptr;
  });
}

const Awaited* deed_of(const Evidence& evidence, const evidence::AskedQuestion& question) {
  const auto found = std::ranges::find_if(evidence.awaited, [&question](const Awaited& each) {
    return std::ranges::find(each.questions, question.id) != each.questions.end();
  });
  return found == evidence.awaited.end() ? nullptr : &*found;
}

}  // namespace provbank::checks
