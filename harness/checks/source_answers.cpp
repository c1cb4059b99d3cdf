// source-answered, source-tells and source-orderly: the base service answered, told what it has of
// the person and nothing of one it knows nothing about, and dropped no question under load.
#include <fmt/format.h>

#include "harness/checks/cases.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/source_reply.hpp"
#include "harness/checks/statistics.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using evidence::Evidence;

std::string end_words(const SourceCase& each) {
  return words(each.reply.end).en + (each.reply.seen.empty() ? "" : " (" + each.reply.seen + ")");
}

class SourceAnswered final : public Check {
 public:
  explicit SourceAnswered(Attributes& attributes)
      : of_(attributes.text("of")), share_(attributes.share("share").value_or(1.0)) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence, claim());
    Sample sample;
    std::vector<evidence::Finding> missing;
    for (const SourceCase& each : source_cases(evidence, of_, kRightQuestions, judgement)) {
      judgement.compared();
      ++sample.trials;
      if (each.answered()) {
        ++sample.successes;
      } else {
        missing.push_back(each.finding(
            {"Källan svarade inte på frågan.", "The source did not answer the question."},
            words(SourceEnd::answered).en, end_words(each)));
      }
    }
    if (sample.trials > 0 && !reaches(sample, share_)) {
      for (auto& each : missing) judgement.violated(std::move(each));
    }
    judgement.measured("questions", static_cast<double>(sample.trials), "questions");
    judgement.measured("answered", static_cast<double>(sample.successes), "questions");
    return std::move(judgement).finish();
  }

 private:
  Bilingual claim() const {
    const Bilingual step = of_step(of_);
    if (share_ >= 1)
      return phrase({"Källan svarade på varje fråga{}.", "The source answered every question{}."},
                    {step});
    return phrase({"Källan svarade på minst {} av frågorna{}.",
                   "The source answered at least {} of the questions{}."},
                  {same(percent(share_)), step});
  }

  std::string of_;
  double share_;
};

/// What the slot of a question promises of the answer.
enum class Promise { data, nothing, nobody, unsaid };

Promise promise_of(std::string_view slot) {
  if (slot == "med-uppgifter" || slot == "annan-med-uppgifter") return Promise::data;
  if (slot == "utan-uppgifter") return Promise::nothing;
  if (slot == "okand") return Promise::nobody;
  return Promise::unsaid;
}

class SourceTells final : public Check {
 public:
  explicit SourceTells(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase(
            {"Källan lämnade uppgifter om den som den har uppgifter om, och svarade i god ordning "
             "att inget finns om de andra{}.",
             "The source disclosed data about those it has data of, and answered in good order "
             "that there is none about the others{}."},
            {of_step(of_)}));
    for (const SourceCase& each : source_cases(evidence, of_, kRightQuestions, judgement)) {
      const Promise promise = promise_of(each.question.slot);
      if (promise != Promise::unsaid) check(each, promise, judgement);
    }
    judgement.measured("answers", static_cast<double>(judgement.compared_so_far()), "messages");
    return std::move(judgement).finish();
  }

 private:
  static void check(const SourceCase& each, Promise promise, Judgement& judgement) {
    const bool refused = each.reply.end == SourceEnd::fault;
    if (!each.answered()) {
      if (promise == Promise::data || !refused) {
        judgement.hindered(
            {"Källan svarade inte, så det syns inte vad den har att berätta. Det som "
             "behövs är ett svar.",
             "The source did not answer, so it cannot be seen what it has to tell. "
             "Needed: an answer."},
            each.question.id);
        return;
      }
      judgement.compared();
      judgement.violated(each.finding(
          {"Källan svarade med ett fel i stället för att säga att inget finns.",
           "The source answered with a fault instead of saying that there is nothing."},
          "an answer without data", each.reply.seen));
      return;
    }
    judgement.compared();
    const bool tells = tells_something(*each.reply.payload);
    if (promise == Promise::data && !tells) {
      judgement.violated(each.finding({"Källan lämnade inga uppgifter om en person som den har "
                                       "uppgifter om.",
                                       "The source disclosed nothing about a person of whom it has "
                                       "data."},
                                      "data about " + each.question.slot,
                                      "an answer without data"));
    } else if (promise != Promise::data && tells) {
      judgement.violated(
          each.finding({"Källan lämnade uppgifter om en person som den inte har uppgifter om.",
                        "The source disclosed data about a person of whom it has none."},
                       "an answer without data", "data about " + each.question.slot));
    } else if (promise == Promise::nobody && names_somebody(*each.reply.payload)) {
      judgement.violated(each.finding({"Källan gav ett namn på ett nummer som ingen har.",
                                       "The source gave a name to a number that nobody bears."},
                                      "an answer without a name", "a name"));
    }
  }

  std::string of_;
};

class SourceOrderly final : public Check {
 public:
  explicit SourceOrderly(Attributes& attributes)
      : of_(attributes.text("of")), answered_(attributes.count("answered")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase(
            {"Varje fråga besvarades (minst {}) eller avvisades i god ordning, och ingen tappades "
             "bort{}.",
             "Every question was answered (at least {}) or refused in good order, and none was "
             "dropped{}."},
            {same(std::to_string(answered_)), of_step(of_)}));
    std::size_t answered = 0;
    for (const SourceCase& each : source_cases(evidence, of_, kRightQuestions, judgement)) {
      judgement.compared();
      if (each.answered()) ++answered;
      if (each.answered() || in_good_order(each)) continue;
      judgement.violated(each.finding(
          {"Frågan varken besvarades eller avvisades i god ordning.",
           "The question was neither answered nor refused in good order."},
          "an answer, a refusal in the contract's form, or HTTP 429 or 503", end_words(each)));
    }
    if (judgement.compared_so_far() > 0 && answered < answered_) {
      evidence::Finding finding;
      finding.message = {"För få frågor besvarades.", "Too few questions were answered."};
      finding.expected = fmt::format("at least {}", answered_);
      finding.received = std::to_string(answered);
      judgement.violated(std::move(finding));
    }
    judgement.measured("answered", static_cast<double>(answered), "questions",
                       static_cast<double>(answered_));
    return std::move(judgement).finish();
  }

 private:
  static bool in_good_order(const SourceCase& each) {
    constexpr int kTooManyRequests = 429;
    constexpr int kUnavailable = 503;
    if (each.reply.end == SourceEnd::fault) return true;
    const auto* response = each.response();
    return each.reply.end == SourceEnd::other_refusal && response != nullptr &&
           (response->status == kTooManyRequests || response->status == kUnavailable);
  }

  std::string of_;
  std::size_t answered_;
};

}  // namespace

CheckKind source_answered_kind() {
  return {.name = "source-answered",
          .clauses = {"B4-2.1/5", "TV-9.3.6"},
          .party = Party::uppgiftslamnare,
          .description = {"Källan svarade på frågorna, och inte med ett fel.",
                          "The source answered the questions, and not with a fault."},
          .make = make_check<SourceAnswered>};
}

CheckKind source_tells_kind() {
  return {.name = "source-tells",
          .clauses = {"B4-2.1/5"},
          .party = Party::uppgiftslamnare,
          .description =
              {"Källan lämnade de uppgifter den har, och sade i god ordning när inget finns.",
               "The source disclosed the data it has, and said in good order when there "
               "is none."},
          .make = make_check<SourceTells>};
}

CheckKind source_orderly_kind() {
  return {.name = "source-orderly",
          .clauses = {"B4-2.1/5"},
          .party = Party::uppgiftslamnare,
          .description = {"Under last besvarades eller avvisades varje fråga i god ordning.",
                          "Under load every question was answered or refused in good order."},
          .make = make_check<SourceOrderly>};
}

}  // namespace provbank::checks
