#include "reference-impl/aggregator/purge.hpp"

#include <optional>
#include <variant>

#include "platform/base/wipe.hpp"

namespace provbank::aggregator {

namespace {

void forget(std::optional<std::string>& text) noexcept {
  if (text) wipe(*text);
}

void forget(contract::SourceResult& result) noexcept {
  if (auto* data = std::get_if<contract::SourceData>(&result)) wipe(data->document);
}

void forget(contract::GeneralParameters& general) noexcept {
  general.person.wipe();
  forget(general.frage_tidpunkt);
  forget(general.korrelationsid);
  wipe(general.ingivare.namn);
  wipe(general.ingivare.handlaggare);
  wipe(general.arendeidentitet);
  wipe(general.syfte);
  wipe(general.lagtext);
  for (auto& bitrade : general.personuppgiftsbitraden) wipe(bitrade.namn);
}

}  // namespace

void purge(std::string& text) noexcept {
  wipe(text);
}

void purge(contract::Question& question) noexcept {
  forget(question.general);
  for (auto& [source, asked] : question.asked) {
    if (asked.lefi) wipe(asked.lefi->json);
  }
}

void purge(contract::Answer& answer) noexcept {
  forget(answer.frage_tidpunkt);
  forget(answer.korrelationsid);
  for (auto& [source, result] : answer.results) forget(result);
}

void purge(wire::HamtaRequest& request) noexcept {
  purge(request.question);
  wipe(request.original_xml);
}

void purge(wire::IncomingRequest& request) noexcept {
  if (auto* one = std::get_if<wire::HamtaRequest>(&request)) purge(*one);
  if (auto* several = std::get_if<wire::FleraRequest>(&request)) {
    for (auto& question : several->questions) purge(question);
  }
}

void purge(std::vector<SourceReports>& reports) noexcept {
  for (auto& of_person : reports) {
    for (auto& [source, report] : of_person) forget(report.result);
  }
}

}  // namespace provbank::aggregator
