// Questions and documents for this folder's tests and benchmark.
#pragma once
#include <filesystem>
#include <stdexcept>
#include <string>

#include "contract/question.hpp"
#include "platform/base/file.hpp"

namespace provbank::wire {

inline constexpr std::string_view kSampleLefi =
    R"({"personnummer":"198503149828","period":{"from":"2025-12-01","tom":"2026-02-28"},)"
    R"("formansinformation":["FK:BOB","FK:ABB"],"utbetalningar":["FK:BOB"],"ovrigInformation":["FK:GEPI"]})";

/// All seven sources about Anna of the fixtures, with every optional field in use.
inline contract::Question sample_question() {
  using contract::Source;
  contract::Question question;
  auto& general = question.general;
  general.frage_tidpunkt = "2026-03-02T09:15:00.123+01:00";
  general.korrelationsid = "b2c1 <&> \"å\"";
  general.fragan_skall_inkluderas = true;
  general.ingivare = {
      .organisationsnummer = contract::OrganisationNumber::parse("162120009903").value(),
      .namn = "Exempelkommun <IFO & co>",
      .handlaggare = "handlaggare.lund"};
  general.person = contract::PersonIdentity::parse("198503149828").value();
  general.arendeidentitet = "EK-2026-0001";
  general.period = contract::Period::parse("2025-12-01", "2026-02-28").value();
  general.personuppgiftsbitraden = {
      {.ordningsnummer = 1,
       .organisationsnummer = contract::OrganisationNumber::parse("164499009902").value(),
       .namn = "Ärendebygge"},
      {.ordningsnummer = std::nullopt,
       .organisationsnummer = contract::OrganisationNumber::parse("162021009986").value(),
       .namn = "Driftsparten"}};
  general.syfte = "Handläggning av ekonomiskt bistånd";
  general.lagtext = "11 kap. 11 § SoL";
  for (const Source source : contract::kAllSources) question.asked[source];
  question.asked[Source::tns].period = contract::Period::parse("2026-01-01", "2026-01-31").value();
  question.asked[Source::fk].lefi = contract::LefiQuestion{
      .version = "v9", .aktorsid = "EXK-SOC", .json = std::string(kSampleLefi)};
  return question;
}

inline std::string data_file(const std::filesystem::path& name) {
  auto text = read_file(std::filesystem::path(PROVBANK_DATA_DIR) / name);
  if (!text) throw std::runtime_error(text.error().detail);
  return std::move(*text);
}

inline std::string fixture_name(contract::Source source) {
  return std::string(contract::code(source)) + (source == contract::Source::fk ? ".json" : ".xml");
}

}  // namespace provbank::wire
