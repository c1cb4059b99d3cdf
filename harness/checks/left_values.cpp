#include "harness/checks/left_values.hpp"

#include <algorithm>

#include "harness/checks/question_reading.hpp"
#include "harness/checks/wording.hpp"
#include "harness/logbook/log.hpp"
#include "harness/logbook/mapping.hpp"
#include "harness/residue/unfold.hpp"

namespace provbank::checks {
namespace {

using evidence::CanaryValue;
using evidence::Evidence;
using evidence::WrittenFile;

residue::Canary canary_of(const CanaryValue& value) {
  return {value.value,  value.field, value.origin, value.question,
          value.person, {},          std::nullopt, value.log_clause};
}

/// Which of them stand in some message of the scenario.
std::vector<bool> travelled_of(const std::vector<residue::Canary>& canaries,
                               const Evidence& evidence) {
  const residue::Searcher searcher(canaries);
  residue::Search search(searcher);
  for (const evidence::Exchange& exchange : evidence.exchanges) {
    if (search.seen_count() == canaries.size()) break;
    search.whole({.at = "request"}, exchange.request.body);
    if (exchange.response) search.whole({.at = "response"}, exchange.response->body);
  }
  return search.seen();
}

/// Texts that the log may hold, whatever else they are the value of: who asked and in which case,
/// as far as a clause needs it there, for whom, and why.
std::set<std::string> allowed_texts(const Evidence& evidence) {
  std::set<std::string> out;
  for (const CanaryValue& value : evidence.question_values) {
    if (!value.log_clause.empty()) out.insert(value.value);
  }
  for (const auto& question : evidence.questions) {
    const auto* exchange = evidence.exchange(question.exchange);
    if (exchange == nullptr) continue;
    for (const auto& each : read_questions(*exchange)) {
      out.insert(each.organisation);
      out.insert(each.purpose);
    }
  }
  return out;
}

std::size_t occurrences(std::string_view text, std::string_view of) {
  std::size_t count = 0;
  for (auto at = text.find(of); at != std::string_view::npos; at = text.find(of, at + of.size()))
    ++count;
  return count;
}

/// The party says that the log holds numbers, and this one stands nowhere else than in that field.
bool only_in_its_field(const std::string& value, const WrittenFile& file,
                       const Evidence& evidence) {
  const auto& seen = evidence.event_log;
  if (seen.log == nullptr || seen.mapping == nullptr || !seen.mapping->person_is_number)
    return false;
  constexpr std::size_t kTen = 10;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (value.size() < kTen || !std::ranges::all_of(value, is_digit)) return false;
  const std::string ten = value.substr(value.size() - kTen);
  std::size_t stated = 0;
  for (const auto& entry : seen.log->entries) {
    stated += static_cast<std::size_t>(std::ranges::count_if(
        entry.persons, [&](const std::string& person) { return person.ends_with(ten); }));
  }
  std::size_t there = 0;
  for (const char* between : {"", "-", "+"})
    there += occurrences(file.content, ten.substr(0, 6) + between + ten.substr(6));
  return there > 0 && there <= stated;
}

evidence::Finding in_its_field(const std::string& value) {
  evidence::Finding finding;
  finding.message = {
      "Personens nummer står i klartext i loggens fält för personen. En pseudonym räcker för "
      "att spåra, och röjer ingen.",
      "The person's number stands in clear in the log's field for the person. A pseudonym is "
      "enough to trace by, and gives nobody away."};
  finding.expected = "a keyed pseudonym";
  finding.received = value;
  return finding;
}

}  // namespace

std::vector<residue::Canary> values_to_look_for(const Evidence& evidence, Judgement& judgement) {
  std::vector<residue::Canary> all;
  std::set<std::string> known;
  const auto add = [&](const CanaryValue& canary) {
    if (const auto why = residue::too_short(canary.value)) {
      judgement.note(*why);
    } else if (known.insert(canary.value).second) {
      all.push_back(canary_of(canary));
    }
  };
  for (const CanaryValue& canary : evidence.canaries) add(canary);
  for (const CanaryValue& canary : evidence.question_values) add(canary);
  const auto travelled = travelled_of(all, evidence);
  std::vector<residue::Canary> out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (travelled[i]) {
      out.push_back(std::move(all[i]));
    } else {
      judgement.note(
          {"Ett värde förekom inte i någon fråga eller något svar, så att det saknas visar "
           "ingenting.",
           "A value occurred in no question and no answer, so its absence shows nothing."});
    }
  }
  return out;
}

evidence::Finding left_value(const residue::Canary& value, const Bilingual& form,
                             const Bilingual& stands) {
  Bilingual origin = value.origin == "question" ? Bilingual{"frågan", "the question"}
                                                : Bilingual{"svaret från " + value.origin,
                                                            "the answer from " + value.origin};
  if (!value.field.empty()) {
    origin.sv += " (" + value.field + ")";
    origin.en += " (" + value.field + ")";
  }
  evidence::Finding finding;
  finding.message = phrase({"Ett värde ur {} om {} {}, {}.", "A value of {} about {} {}, {}."},
                           {origin, same(value.person), stands, form});
  finding.expected = "nothing of the question or the answers";
  finding.received = value.value;
  return finding;
}

std::set<std::string> judge_log_values(const Evidence& evidence, const residue::Searcher& searcher,
                                       const Bilingual& stands, Judgement& judgement) {
  const auto allowed = allowed_texts(evidence);
  std::set<std::string> found;
  std::size_t allowed_count = 0;
  for (const WrittenFile& file : evidence.files) {
    if (!file.is_event_log || file.party != evidence.driftspart) continue;
    residue::Search search(searcher);
    residue::Unfolder unfolder(search);
    judgement.compared(searcher.canaries().size());
    residue::Place place{.at = file.path.generic_string()};
    place.event_log = true;
    unfolder.content(place, file.content);
    for (const auto& hindrance : search.coverage().hindrances) {
      judgement.hindered(
          {hindrance.place + " " + hindrance.why.sv, hindrance.place + " " + hindrance.why.en});
    }
    for (const auto& each : search.take_findings()) {
      const auto& value = searcher.canaries()[each.canary];
      found.insert(value.value);
      if (each.allowed || allowed.contains(value.value)) {
        ++allowed_count;
        continue;
      }
      const bool doubtful = only_in_its_field(value.value, file, evidence);
      auto told =
          doubtful ? in_its_field(value.value) : left_value(value, each.form.name(), stands);
      told.where = {
          {.exchange = {}, .file = each.place.name(), .line = each.line.value_or(0), .xpath = {}}};
      if (doubtful)
        judgement.doubtful(std::move(told));
      else
        judgement.violated(std::move(told));
    }
  }
  if (allowed_count > 0)
    judgement.measured("allowed-residue", static_cast<double>(allowed_count), "values");
  return found;
}

}  // namespace provbank::checks
