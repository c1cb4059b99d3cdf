#include "reference-impl/aggregator/assembly.hpp"

#include <cassert>
#include <utility>
#include <variant>

#include "reference-impl/aggregator/purge.hpp"

namespace provbank::aggregator {

namespace {

contract::Answer answer_to(const contract::Question& question, SourceReports& reports) {
  contract::Answer answer;
  answer.frage_tidpunkt = question.general.frage_tidpunkt;
  answer.korrelationsid = question.general.korrelationsid;
  for (auto& [source, report] : reports) answer.results.emplace(source, std::move(report.result));
  assert(answer.results.size() == question.asked.size());
  return answer;
}

const std::string* echo(const wire::HamtaRequest& request) {
  return request.question.general.fragan_skall_inkluderas ? &request.original_xml : nullptr;
}

std::string assemble_one(const wire::HamtaRequest& request, SourceReports& reports) {
  auto answer = answer_to(request.question, reports);
  const PurgeOnExit forget(answer);
  return wire::encode_answer(answer, echo(request));
}

std::string assemble_several(const wire::FleraRequest& request,
                             std::vector<SourceReports>& reports) {
  std::vector<std::variant<wire::EncodedAnswer, contract::Fault>> parts;
  for (std::size_t person = 0; person < request.questions.size(); ++person) {
    const auto& question = request.questions[person];
    auto answer = answer_to(question.question, reports[person]);
    const PurgeOnExit forget(answer);
    parts.emplace_back(wire::encode_answer_element(answer, echo(question)));
  }
  auto body = wire::encode_flera_answer(parts);
  for (auto& part : parts) purge(std::get<wire::EncodedAnswer>(part).xml);
  return body;
}

}  // namespace

std::string assemble(const wire::IncomingRequest& request, std::vector<SourceReports>& reports) {
  if (const auto* one = std::get_if<wire::HamtaRequest>(&request)) {
    assert(reports.size() == 1);
    return assemble_one(*one, reports.front());
  }
  const auto& several = std::get<wire::FleraRequest>(request);
  assert(reports.size() == several.questions.size());
  return assemble_several(several, reports);
}

}  // namespace provbank::aggregator
