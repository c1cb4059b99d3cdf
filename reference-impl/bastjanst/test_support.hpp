// What this folder's tests share: the project's own fixtures and schemas, and questions to put.
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "contract/question.hpp"
#include "contract/schema_catalogue.hpp"
#include "reference-impl/bastjanst/fixture_store.hpp"
#include "reference-impl/wire/soap.hpp"
#include "reference-impl/wire/sources.hpp"

namespace provbank::bastjanst::testing {

inline const FixtureStore& fixtures() {
  static const FixtureStore store = FixtureStore::load(PROVBANK_DATA_DIR).value();
  return store;
}

inline const contract::SchemaCatalogue& schemas() {
  static const auto catalogue = contract::SchemaCatalogue::load(PROVBANK_DATA_DIR).value();
  return *catalogue;
}

/// The period that the fixtures' payments spread around.
inline contract::Period winter() {
  return contract::Period::parse("2025-12-01", "2026-02-28").value();
}

inline std::string lefi_json(const contract::PersonIdentity& person, const contract::Period& period,
                             const std::string& wanted) {
  return R"({"personnummer":")" + person.digits() + R"(","period":{"from":")" +
         contract::to_string(period.from) + R"(","tom":")" + contract::to_string(period.tom) +
         R"("})" + wanted + "}";
}

/// Everything the fixtures hold.
inline const std::string kWantedAll =
    R"(,"formansinformation":["FK:ABB","FK:BOB","FK:SJP","FK:PROG","FK:FP","FK:TFP","FK:US"],)"
    R"("ansprak":["PM:AP","PM:BTI"],"beslut":["PM:AP","PM:BTI"],)"
    R"("utbetalningar":["FK:ABB","FK:BOB","FK:SJP","FK:PROG","FK:FP","FK:TFP","FK:US","PM:AP","PM:BTI"],)"
    R"("ovrigInformation":["FK:GEPI","FK:SGI","PM:PU","PM:LINT","PM:PBH"])";

inline contract::Question question_about(const contract::PersonIdentity& person,
                                         contract::Source source,
                                         const contract::Period& period = winter()) {
  const auto& kommun = fixtures().organisations().kommuner.front();
  contract::Question question;
  question.general.ingivare = {kommun.organisationsnummer, kommun.namn, kommun.handlaggare.front()};
  question.general.korrelationsid = "k-1";
  question.general.person = person;
  question.general.arendeidentitet = "prov-2026-17";
  question.general.period = period;
  question.general.syfte = "Utredning";
  question.general.lagtext = "11 kap. 11 § SoL";
  auto& asked = question.asked[source];
  if (source == contract::Source::fk) {
    asked.lefi = contract::LefiQuestion{std::nullopt, kommun.aktorsid,
                                        lefi_json(person, period, kWantedAll)};
  }
  return question;
}

inline http::Request request_about(const contract::PersonIdentity& person, contract::Source source,
                                   const contract::Period& period = winter()) {
  auto request = wire::encode_source_request(source, question_about(person, source, period));
  if (!request) throw std::runtime_error(request.error().detail);
  return std::move(*request);
}

/// The fixtures' persons that the source's contract can be asked about.
inline bool can_ask(const Person& person, contract::Source source) {
  return wire::encode_source_request(source, question_about(person.identity, source)).has_value();
}

/// A person of the fixtures that the source knows.
inline const Person& known_to(contract::Source source) {
  for (const auto* person : fixtures().all()) {
    if (person->documents.contains(source) && can_ask(*person, source)) return *person;
  }
  throw std::runtime_error("no fixture person is known to " + std::string(code(source)));
}

/// A valid test number that no fixture has.
inline contract::PersonIdentity nobody() {
  for (int birth = 9800; birth < 10000; ++birth) {
    auto identity = contract::PersonIdentity::parse("19710101" + std::to_string(birth));
    if (identity && fixtures().person(*identity) == nullptr) return *identity;
  }
  throw std::runtime_error("every test number of that day is taken");
}

/// Every problem of a response's body against the source's schemas, one line each.
inline std::string schema_problems(contract::Source source, const http::Response& response) {
  auto documents = wire::source_document(source, response);
  if (!documents) return "unreadable: " + documents.error().detail;
  if (source == contract::Source::fk) {
    std::string lines;
    for (const auto& problem : schemas().lefi_svar().problems(documents->outer))
      lines += problem + "\n";
    return lines;
  }
  auto lines = to_string(schemas().source(source).problems(documents->outer));
  if (documents->inner) lines += to_string(schemas().skv_svar().problems(*documents->inner));
  return lines;
}

}  // namespace provbank::bastjanst::testing
