// What a kommun's system shows its handläggare: shows-data, shows-failure, shows-nobody-else.
#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/awaitings.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/wording.hpp"
#include "harness/residue/forms.hpp"

namespace provbank::checks {
namespace {

using contract::Source;
using evidence::Awaited;
using evidence::Evidence;
using evidence::Shows;

Bilingual shown_words(Shows shows) {
  switch (shows) {
    case Shows::found:
      return {"uppgifter", "data"};
    case Shows::nothing:
      return {"inga uppgifter", "no data"};
    case Shows::failed:
      return {"kunde inte hämtas", "could not be fetched"};
    case Shows::unclear:
      break;
  }
  return {"går inte att utläsa", "cannot be read"};
}

/// A deed with what was shown after it; hinders the judgement for those of which nothing was seen.
struct Seen {
  const Awaited& deed;
  std::vector<Case> questions;  // the first, then its repeats
  const Case& first() const { return questions.front(); }
};
std::vector<Seen> seen(const Evidence& evidence, const std::string& of, Judgement& judgement) {
  std::vector<Seen> out;
  for (const Awaited* deed : awaited(evidence, of, judgement)) {
    auto questions = questions_of(evidence, *deed);
    if (questions.empty()) continue;
    if (!deed->shown) {
      judgement.hindered(phrase({"Det gick inte att se vad parten visar: {}",
                                 "What the party shows could not be seen: {}"},
                                {same(deed->look_failed ? deed->look_failed->detail : "-")}),
                         deed->questions.front());
      continue;
    }
    out.push_back({*deed, std::move(questions)});
  }
  return out;
}

/// How the source's part of the answer ended, as the bench gave it. `various`: a repeat was
/// answered otherwise than the first.
enum class Given { data, nothing, failed, not_asked, various };

Given given(const Awaited& deed, const Case& question, Source source) {
  if (!question.question.sources.contains(source)) return Given::not_asked;
  // A message about several persons has an answer for each, in their order.
  const auto& identities = question.question.identities;
  const auto place =
      static_cast<std::size_t>(std::ranges::find(identities, deed.identity) - identities.begin());
  const auto& answers = question.reply.answers;
  if (deed.answer == "wrong-person" || place >= answers.size()) return Given::failed;
  const auto found = answers[place].sources.find(source);
  if (found == answers[place].sources.end() || !found->second.delivered) return Given::failed;
  return deed.with_data.contains(source) ? Given::data : Given::nothing;
}

Given given(const Seen& each, Source source) {
  const Given out = given(each.deed, each.first(), source);
  const bool same_always = std::ranges::all_of(each.questions, [&](const Case& question) {
    return given(each.deed, question, source) == out;
  });
  return same_always ? out : Given::various;
}

/// What may be shown of a source whose answers differed: what any of them said.
bool any_says(const Seen& each, Source source, Shows shows) {
  return std::ranges::any_of(each.questions, [&](const Case& question) {
    const Given one = given(each.deed, question, source);
    return (one == Given::data && shows == Shows::found) ||
           (one == Given::nothing && shows == Shows::nothing) ||
           (one == Given::failed && shows == Shows::failed);
  });
}

/// A source of which nothing was read is as good as unclear.
Shows shows_of(const Seen& each, Source source) {
  const auto& shown = each.deed.shown->sources;
  const auto found = shown.find(source);
  return found == shown.end() ? Shows::unclear : found->second;
}

/// The whole answer was one that a system may rightly not have taken: too late, too large, or one
/// that it could not know was waiting.
bool may_be_turned_away(const Awaited& deed) {
  return deed.answer == "enormous" || deed.answer == "lost-receipt" ||
         deed.delay > time::Duration{};
}

void unclear(const Seen& each, const Bilingual& what, Judgement& judgement) {
  judgement.hindered(phrase({"Det som visas om {} går inte att utläsa med planens ord.",
                             "What is shown of {} cannot be read with the plan's words."},
                            {what}),
                     each.first().question.id);
}

void wrong(const Seen& each, Source source, const Bilingual& message, Shows expected, Shows shown,
           Judgement& judgement) {
  judgement.violated(
      each.first().finding(phrase(message, {same(contract::name(source))}),
                           std::string(to_string(expected)) + " (" + shown_words(expected).sv + ")",
                           std::string(to_string(shown)) + " (" + shown_words(shown).sv + ")"));
}

class ShowsData final : public Check {
 public:
  explicit ShowsData(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence, phrase({"Det som källorna lämnade visas som det är: uppgifter, eller inga{}.",
                          "What the sources gave is shown as it is: data, or none{}."},
                         {of_step(of_)}));
    for (const Seen& each : seen(evidence, of_, judgement)) {
      for (const Source source : contract::kAllSources) check(each, source, judgement);
    }
    judgement.measured("sources", static_cast<double>(judgement.compared_so_far()), "sources");
    return std::move(judgement).finish();
  }

 private:
  static void check(const Seen& each, Source source, Judgement& judgement) {
    const Given truth = given(each, source);
    if (truth == Given::failed || truth == Given::not_asked) return;
    const Shows shows = shows_of(each, source);
    if (shows == Shows::unclear) return unclear(each, same(contract::code(source)), judgement);
    if (shows == Shows::failed && may_be_turned_away(each.deed)) return;
    judgement.compared();
    if (truth == Given::various) {
      if (any_says(each, source, shows)) return;
      return wrong(each, source,
                   {"{} svarade, men inget av svaren är det som visas.",
                    "{} answered, but none of the answers is what is shown."},
                   Shows::found, shows, judgement);
    }
    const Shows expected = truth == Given::data ? Shows::found : Shows::nothing;
    if (shows == expected) return;
    wrong(each, source,
          truth == Given::data ? Bilingual{"{} lämnade uppgifter, men det är inte det som visas.",
                                           "{} gave data, but that is not what is shown."}
                               : Bilingual{"{} hade inga uppgifter, men det är inte det som visas.",
                                           "{} had no data, but that is not what is shown."},
          expected, shows, judgement);
  }

  std::string of_;
};

class ShowsFailure final : public Check {
 public:
  explicit ShowsFailure(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase(
            {"Det som inte gick att hämta visas som just det, aldrig som att uppgifter saknas{}.",
             "What could not be fetched is shown as that, never as if there were no data{}."},
            {of_step(of_)}));
    for (const Seen& each : seen(evidence, of_, judgement)) {
      for (const Source source : contract::kAllSources) check(each, source, judgement);
      check_whole(each, judgement);
    }
    judgement.measured("failures", static_cast<double>(judgement.compared_so_far()), "failures");
    return std::move(judgement).finish();
  }

 private:
  static void check(const Seen& each, Source source, Judgement& judgement) {
    const Given truth = given(each, source);
    // shows-data tells of a source that failed at first and then did not.
    if (truth == Given::not_asked || truth == Given::various) return;
    const Shows shows = shows_of(each, source);
    if (truth != Given::failed) {
      // Turned away: then it must be said, and never as "no data".
      if (!may_be_turned_away(each.deed) || truth != Given::data) return;
      if (shows == Shows::unclear) return unclear(each, same(contract::code(source)), judgement);
      judgement.compared();
      if (shows == Shows::nothing)
        wrong(each, source,
              {"{} lämnade uppgifter, men \"inga uppgifter\" visas.",
               "{} gave data, but \"no data\" is shown."},
              Shows::failed, shows, judgement);
      return;
    }
    if (shows == Shows::unclear) return unclear(each, same(contract::code(source)), judgement);
    judgement.compared();
    if (shows == Shows::failed) return;
    wrong(each, source,
          shows == Shows::nothing
              ? Bilingual{"{} gick inte att nå, men det visas som att den inte har några "
                          "uppgifter. Den som "
                          "handlägger tror då att personen saknar inkomst eller bidrag.",
                          "{} could not be reached, but it is shown as having no data. Whoever "
                          "handles the "
                          "case will then believe that the person has no income or benefit."}
              : Bilingual{"{} gick inte att nå, men uppgifter visas.",
                          "{} could not be reached, but data is shown."},
          Shows::failed, shows, judgement);
  }

  // No answer at all, or one that is no answer: then the whole must not pass for an answer.
  static void check_whole(const Seen& each, Judgement& judgement) {
    if (!each.deed.shown->whole) return;
    const bool answered = std::ranges::any_of(each.questions, &Case::answered);
    if (answered || each.deed.answer == "wrong-person") return;
    if (*each.deed.shown->whole == Shows::unclear)
      return unclear(each, {"frågan som helhet", "the question as a whole"}, judgement);
    judgement.compared();
    if (*each.deed.shown->whole == Shows::failed) return;
    judgement.violated(
        each.first().finding({"Frågan fick inget svar, men den visas som besvarad.",
                              "The question was not answered, but is shown as answered."},
                             "failed", "answered"));
  }

  std::string of_;
};

class ShowsNobodyElse final : public Check {
 public:
  explicit ShowsNobodyElse(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence,
                        phrase({"Uppgifter om någon annan än den som frågan gäller visas inte{}.",
                                "Data about anybody but the one asked about is not shown{}."},
                               {of_step(of_)}));
    for (const Seen& each : seen(evidence, of_, judgement)) check(evidence, each, judgement);
    judgement.measured("values", static_cast<double>(judgement.compared_so_far()), "values");
    return std::move(judgement).finish();
  }

 private:
  static void check(const Evidence& evidence, const Seen& each, Judgement& judgement) {
    const auto& shown = *each.deed.shown;
    if (shown.how == "operator") {
      if (!shown.somebody_else)
        return judgement.hindered(
            {"Den som svarade sade inte om någon annans uppgifter visas.",
             "Whoever answered did not say whether anybody else's data is shown."},
            each.first().question.id);
      judgement.compared();
      if (*shown.somebody_else)
        report(each, {"den som svarade säger det", "whoever answered says so"}, judgement);
      return;
    }
    if (trimmed(shown.text).empty()) {
      return judgement.hindered({"Parten visar ingenting, så det går inte att säga vems det är.",
                                 "The party shows nothing, so it cannot be said whose it is."},
                                each.first().question.id);
    }
    for (const auto& canary : evidence.canaries) {
      if (canary.person == each.deed.person || canary.value.size() < residue::kNeedleBytesMin ||
          is_their_own(evidence, each.deed.person, canary.value))
        continue;
      judgement.compared();
      if (!residue::find_form(shown.text, residue::forms_of(canary.value))) continue;
      report(each,
             phrase({"ett värde ur uppgifterna om {}", "a value from the data about {}"},
                    {same(canary.person)}),
             judgement);
      return;
    }
  }

  /// A value that two persons have in common says nothing.
  static bool is_their_own(const Evidence& evidence, const std::string& person,
                           const std::string& value) {
    return std::ranges::any_of(evidence.canaries, [&](const auto& canary) {
      return canary.person == person && canary.value.find(value) != std::string::npos;
    });
  }

  static void report(const Seen& each, const Bilingual& why, Judgement& judgement) {
    judgement.violated(
        each.first().finding({"Uppgifter om någon annan än den som frågan gäller visas.",
                              "Data about somebody else than the one asked about is shown."},
                             "nobody else's data", why.en));
  }

  std::string of_;
};

}  // namespace

CheckKind shows_data_kind() {
  return {.name = "shows-data",
          .clauses = {"TV-9.2.10/programvara"},
          .party = Party::kommun,
          .description = {"Det som källorna lämnade visas som det är: uppgifter, eller inga.",
                          "What the sources gave is shown as it is: data, or none."},
          .make = make_check<ShowsData>};
}
CheckKind shows_failure_kind() {
  return {.name = "shows-failure",
          .clauses = {"TV-9.2.10/programvara", "TV-12.4.8/syns"},
          .party = Party::kommun,
          .description =
              {"Det som inte gick att hämta visas som just det, aldrig som att uppgifter saknas.",
               "What could not be fetched is shown as that, never as if there were no data."},
          .make = make_check<ShowsFailure>};
}
CheckKind shows_nobody_else_kind() {
  return {.name = "shows-nobody-else",
          .clauses = {"TV-9.2.10/programvara"},
          .party = Party::kommun,
          .description = {"Uppgifter om någon annan än den som frågan gäller visas inte.",
                          "Data about anybody but the one asked about is not shown."},
          .make = make_check<ShowsNobodyElse>};
}

}  // namespace provbank::checks
