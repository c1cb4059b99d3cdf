#include "reference-impl/kommun/question_builder.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

namespace provbank::kommun {

const std::string kSyfte = "Utredning av rätten till ekonomiskt bistånd";
const std::string kLagtext = "11 kap. 11 § SoL (2001:453)";

namespace {

using contract::Question;
using contract::Source;
using Json = nlohmann::ordered_json;

const Json& fk_groups() {
  static const Json groups = {
      "FK:ABB", "FK:AS",  "FK:BOB",  "FK:BST", "FK:BTI", "FK:EJO", "FK:ET",   "FK:FP",   "FK:FSJP",
      "FK:GP",  "FK:HE",  "FK:MABB", "FK:MEK", "FK:NP",  "FK:OMV", "FK:PJOB", "FK:PROG", "FK:RBE",
      "FK:SA",  "FK:SBP", "FK:SJP",  "FK:TFP", "FK:US",  "FK:VB",  "FK:YL"};
  return groups;
}

const Json& pm_groups() {
  static const Json groups = {"PM:AP", "PM:BTI", "PM:EF"};
  return groups;
}

Json all_groups() {
  Json groups = fk_groups();
  for (const auto& group : pm_groups()) groups.push_back(group);
  return groups;
}

}  // namespace

std::string lefi_question(const contract::PersonIdentity& person, const contract::Period& period) {
  Json question;
  question["personnummer"] = person.digits();
  question["period"] = {{"from", contract::to_string(period.from)},
                        {"tom", contract::to_string(period.tom)}};
  question["formansinformation"] = fk_groups();
  question["ansprak"] = pm_groups();
  question["beslut"] = pm_groups();
  question["preliminaraUtbetalningar"] = all_groups();
  question["utbetalningar"] = all_groups();
  question["ovrigInformation"] = {"FK:GEPI", "FK:SGI", "FK:STAV", "PM:LINT", "PM:PBH", "PM:PU"};
  return question.dump();
}

QuestionBuilder::QuestionBuilder(contract::Kommun kommun, std::uint64_t first_number)
    : kommun_(std::move(kommun)), next_(first_number) {}

Question QuestionBuilder::build(const Wish& wish) {
  const auto id =
      fmt::format("{}-{}-{:06}", kommun_.id, static_cast<int>(wish.period.tom.year()), next_++);
  Question question;
  auto& general = question.general;
  general.frage_tidpunkt = wish.frage_tidpunkt;
  general.korrelationsid = id + "-k";
  general.fragan_skall_inkluderas = wish.fragan_skall_inkluderas;
  general.ingivare = {kommun_.organisationsnummer, kommun_.namn, wish.handlaggare};
  if (wish.handlaggare.empty() && !kommun_.handlaggare.empty()) {
    general.ingivare.handlaggare = kommun_.handlaggare.front();
  }
  general.person = wish.person;
  general.arendeidentitet = wish.arendeidentitet.empty() ? id : wish.arendeidentitet;
  general.period = wish.period;
  general.syfte = kSyfte;
  general.lagtext = kLagtext;
  for (const auto source : wish.sources.in_order()) {
    auto& asked = question.asked[source];
    if (source == Source::fk) {
      asked.lefi = contract::LefiQuestion{wish.lefi_version, kommun_.aktorsid,
                                          lefi_question(wish.person, wish.period)};
    }
  }
  return question;
}

std::vector<Question> QuestionBuilder::build_many(
    const Wish& wish, std::span<const contract::PersonIdentity> persons) {
  std::vector<Question> questions;
  Wish one = wish;
  for (const auto& person : persons) {
    one.person = person;
    questions.push_back(build(one));
    one.arendeidentitet = questions.front().general.arendeidentitet;
  }
  return questions;
}

}  // namespace provbank::kommun
