#include "harness/world/stage.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

namespace provbank::world {
namespace {

time::Duration least_delay(const bastjanst::Latency& latency) {
  if (const auto* fixed = std::get_if<bastjanst::FixedDelay>(&latency)) return fixed->delay;
  if (const auto* uniform = std::get_if<bastjanst::UniformDelay>(&latency)) return uniform->low;
  return {};
}

// A source whose made answers break its schema is sick in a known way.
void note_generated(const std::vector<scenario::Step>& steps,
                    std::map<contract::Source, evidence::PlayedSource>& played) {
  for (const auto& step : steps) {
    const auto* made = std::get_if<scenario::AskGeneratedStep>(&step);
    if (made != nullptr && made->answers_of &&
        made->cases != scenario::AskGeneratedStep::Cases::valid)
      played[*made->answers_of].misbehaviour = to_string(bastjanst::Misbehaviour::schema_invalid);
    if (const auto* together = std::get_if<scenario::TogetherStep>(&step))
      note_generated(together->steps, played);
  }
}

}  // namespace

std::unique_ptr<Stage> make_stage(const Setting& setting) {
  if (setting.scenario.role == "driftspart") return make_driftspart_stage(setting);
  if (setting.scenario.role == "kommun") return make_kommun_stage(setting);
  if (setting.scenario.role == "uppgiftslamnare") return make_uppgiftslamnare_stage(setting);
  throw ErrorException(fail(Errc::unavailable, "no stage for the role " + setting.scenario.role));
}

std::map<contract::Source, evidence::PlayedSource> played(const scenario::Scenario& scenario) {
  std::map<contract::Source, evidence::PlayedSource> out;
  for (const contract::Source source : contract::kAllSources) out[source];
  for (const auto& given : scenario.given) {
    auto& played = out[given.source];
    played.misbehaviour = to_string(given.behaviour.fault);
    if (given.certificate != "own") played.misbehaviour = "certificate-" + given.certificate;
    played.share = given.behaviour.share;
    played.least_delay = least_delay(given.behaviour.latency);
  }
  note_generated(scenario.when, out);
  return out;
}

std::vector<evidence::CanaryValue> canaries(const Environment& environment,
                                            const std::vector<evidence::AskedQuestion>& questions) {
  std::set<std::string> ids;
  for (const auto& question : questions)
    ids.insert(question.persons.begin(), question.persons.end());
  std::vector<evidence::CanaryValue> out;
  for (const auto& id : ids) {
    const auto* person = environment.fixtures->person(std::string_view(id));
    if (person == nullptr) continue;
    out.push_back({person->identity.digits(), "question", id, "personnummer"});
    out.push_back({std::string(person->identity.ten_digits()), "question", id, "personnummer"});
    for (const auto& canary : person->canaries) {
      out.push_back({canary.value,
                     canary.source ? std::string(contract::code(*canary.source)) : "question", id,
                     canary.field});
    }
  }
  return out;
}

std::vector<evidence::CanaryValue> question_values(
    const contract::EventLogFields& loggable,
    const std::vector<evidence::AskedQuestion>& questions) {
  std::map<std::string, std::pair<const evidence::AskedQuestion*, std::string>> carriers;
  const auto note = [&carriers](const evidence::AskedQuestion& question, const std::string& field,
                                const std::string& value) {
    if (value.empty()) return;
    auto& [carrier, name] = carriers[value];
    if (carrier != nullptr && carrier->finished > question.finished) return;
    carrier = &question;
    name = field;
  };
  for (const auto& question : questions) {
    note(question, "handlaggare", question.handlaggare);
    note(question, "arendeidentitet", question.case_id);
    for (const auto& id : question.correlation_ids) note(question, "korrelationsid", id);
  }
  std::vector<evidence::CanaryValue> out;
  for (const auto& [value, carrier] : carriers) {
    const auto& [question, field] = carrier;
    const auto* loggable_field = loggable.find(field);
    out.push_back({value, "question", fmt::format("{}", fmt::join(question->persons, ", ")), field,
                   question->id, loggable_field == nullptr ? "" : loggable_field->clause});
  }
  return out;
}

}  // namespace provbank::world
