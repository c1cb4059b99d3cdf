// log-minimal: the event log holds nothing of the answers, and of the questions nothing but who,
// when, which case and, under a pseudonym, whom.
#include <algorithm>
#include <set>

#include "harness/checks/attributes.hpp"
#include "harness/checks/judgement.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/log_matching.hpp"
#include "harness/checks/question_reading.hpp"
#include "harness/checks/wording.hpp"
#include "harness/residue/forms.hpp"

namespace provbank::checks {
namespace {

using evidence::CanaryValue;
using evidence::Evidence;
using evidence::WrittenFile;

/// Who asked, and in which case: what the log is for.
std::set<std::string> allowed_texts(const Evidence& evidence) {
  std::set<std::string> out;
  for (const auto& question : evidence.questions) {
    out.insert(question.case_id);
    out.insert(question.handlaggare);
    const auto* exchange = evidence.exchange(question.exchange);
    if (exchange == nullptr) continue;
    for (const auto& each : read_questions(*exchange)) {
      out.insert(each.case_id);
      out.insert(each.handlaggare);
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

class LogMinimal final : public Check {
 public:
  explicit LogMinimal(Attributes&) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        {"Händelseloggen innehåller inget av svaren, och av frågorna bara vem, när, vilket ärende "
         "och vem det gällde.",
         "The event log holds nothing of the answers, and of the questions only who, when, which "
         "case and whom it concerned."});
    if (!log_handed_over(evidence, judgement)) return std::move(judgement).finish();
    const auto& entries = evidence.event_log.log->entries;
    if (std::ranges::none_of(entries, [](const logbook::Entry& entry) {
          return entry.kind != logbook::Kind::other && entry.kind != logbook::Kind::incident;
        })) {
      judgement.hindered(
          {"Loggen säger inget om någon fråga, så det visar ingenting att inget av "
           "frågorna och svaren står där.",
           "The log says nothing of any question, so it shows nothing that nothing "
           "of the questions and answers stands there."});
      return std::move(judgement).finish();
    }
    const auto allowed = allowed_texts(evidence);
    std::size_t searched = 0;
    for (const CanaryValue& canary : evidence.canaries) {
      if (allowed.contains(canary.value)) continue;
      const auto forms = residue::forms_of(canary.value);
      if (forms.empty()) {
        judgement.note(
            {"Ett värde är kortare än fyra tecken och söks inte: det förekommer av en slump.",
             "A value is shorter than four characters and is not searched for: it occurs by "
             "chance."});
      } else if (has_travelled(evidence, forms)) {
        ++searched;
        for (const WrittenFile& file : evidence.files) {
          if (file.is_event_log && file.party == evidence.driftspart)
            search(canary, forms, file, evidence, judgement);
        }
      }
    }
    judgement.measured("canaries", static_cast<double>(searched), "values");
    return std::move(judgement).finish();
  }

 private:
  static bool has_travelled(const Evidence& evidence, const std::vector<residue::Form>& forms) {
    return std::ranges::any_of(evidence.exchanges, [&](const evidence::Exchange& exchange) {
      return residue::find_form(exchange.request.body, forms) ||
             (exchange.response && residue::find_form(exchange.response->body, forms));
    });
  }

  static void search(const CanaryValue& canary, const std::vector<residue::Form>& forms,
                     const WrittenFile& file, const Evidence& evidence, Judgement& judgement) {
    judgement.compared();
    const auto hit = residue::find_form(file.content, forms);
    if (!hit) return;
    const evidence::Where where{
        .exchange = {}, .file = file.path.generic_string(), .line = hit->line, .xpath = {}};
    if (only_in_its_field(canary, file, evidence)) {
      evidence::Finding finding;
      finding.message = {
          "Personens nummer står i klartext i loggens fält för personen. En pseudonym räcker för "
          "att spåra, och röjer ingen.",
          "The person's number stands in clear in the log's field for the person. A pseudonym is "
          "enough to trace by, and gives nobody away."};
      finding.expected = "a keyed pseudonym";
      finding.received = canary.value;
      finding.where = {where};
      judgement.doubtful(std::move(finding));
      return;
    }
    const Bilingual origin =
        canary.origin == "question"
            ? Bilingual{"frågan", "the question"}
            : Bilingual{"svaret från " + canary.origin, "the answer from " + canary.origin};
    evidence::Finding finding;
    finding.message = phrase({"Ett värde ur {} om {} står i händelseloggen, {}.",
                              "A value of {} about {} stands in the event log, {}."},
                             {origin, same(canary.person), hit->form.name()});
    finding.expected = "nothing of the question or the answers";
    finding.received = canary.value;
    finding.where = {where};
    judgement.violated(std::move(finding));
  }

  /// The party says that the log holds numbers, and this one stands nowhere else than in that
  /// field.
  static bool only_in_its_field(const CanaryValue& canary, const WrittenFile& file,
                                const Evidence& evidence) {
    if (!evidence.event_log.mapping->person_is_number) return false;
    constexpr std::size_t kTen = 10;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (canary.value.size() < kTen || !std::ranges::all_of(canary.value, is_digit)) return false;
    const std::string ten = canary.value.substr(canary.value.size() - kTen);
    std::size_t stated = 0;
    for (const auto& entry : evidence.event_log.log->entries) {
      stated += static_cast<std::size_t>(std::ranges::count_if(
          entry.persons, [&](const std::string& person) { return person.ends_with(ten); }));
    }
    const std::size_t there = occurrences(file.content, ten) +
                              occurrences(file.content, ten.substr(0, 6) + "-" + ten.substr(6)) +
                              occurrences(file.content, ten.substr(0, 6) + "+" + ten.substr(6));
    return there > 0 && there <= stated;
  }
};

}  // namespace

CheckKind log_minimal_kind() {
  return {
      .name = "log-minimal",
      .clauses = {"TV-8.3.3", "TV-8.3.4", "B3-5.9"},
      .party = Party::driftspart,
      .description = {"Händelseloggen innehåller inget av svaren, och av frågorna bara vem, när, "
                      "vilket ärende och vem det gällde.",
                      "The event log holds nothing of the answers, and of the questions only "
                      "who, when, which case and whom it concerned."},
      .make = make_check<LogMinimal>};
}

}  // namespace provbank::checks
