// source-caller-accepted, source-caller-rejected, source-test-answered and source-ended-within: the
// base service lets in the one that may ask, turns away all others, answers its own test, and ends
// connections that are misused.
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "harness/checks/cases.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/source_reply.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using contract::Source;
using evidence::Evidence;
using evidence::SourceAsking;

constexpr int kOkStatus = 200;
constexpr int kUnauthorized = 401;
constexpr int kForbiddenStatus = 403;

std::string what_came(const SourceCase& each) {
  return words(each.reply.end).en + (each.reply.seen.empty() ? "" : " (" + each.reply.seen + ")");
}

class SourceCallerAccepted final : public Check {
 public:
  explicit SourceCallerAccepted(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence, phrase({"Källan släppte in Driftsparten{}.", "The source let the operator in{}."},
                         {of_step(of_)}));
    for (const SourceCase& each : source_cases(evidence, of_, kRightQuestions, judgement))
      check(each, judgement);
    judgement.measured("questions", static_cast<double>(judgement.compared_so_far()), "questions");
    return std::move(judgement).finish();
  }

 private:
  static void check(const SourceCase& each, Judgement& judgement) {
    const auto* response = each.response();
    const bool shut_out = each.reply.end == SourceEnd::tls_rejected ||
                          (response != nullptr && (response->status == kUnauthorized ||
                                                   response->status == kForbiddenStatus));
    if (!each.reply.payload && !shut_out) {
      judgement.hindered(
          {"Frågan misslyckades av något annat skäl, så det syns inte om Driftsparten "
           "hade släppts in. Det som behövs är en fråga som besvaras.",
           "The question failed for some other reason, so it cannot be seen whether "
           "the operator had been let in. Needed: a question that is answered."},
          each.question.id);
      return;
    }
    judgement.compared();
    if (!shut_out) return;
    judgement.violated(each.finding(
        {"Källan släppte inte in Driftsparten.", "The source did not let the operator in."},
        "an answer", what_came(each)));
  }

  std::string of_;
};

class SourceCallerRejected final : public Check {
 public:
  explicit SourceCallerRejected(Attributes& attributes)
      : of_(attributes.text("of")), by_(attributes.word("by", {"any", "tls"})) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence, phrase({"Källan avvisade den som inte får fråga{}{}.",
                          "The source turned away a caller who may not ask{}{}."},
                         {by_ == "tls" ? Bilingual{" i TLS-handskakningen", " in the TLS handshake"}
                                       : Bilingual{},
                          of_step(of_)}));
    for (const SourceCase& each : source_cases(evidence, of_, kRightQuestions, judgement))
      check(each, judgement);
    judgement.measured("refused", static_cast<double>(judgement.compared_so_far()), "questions");
    return std::move(judgement).finish();
  }

 private:
  void check(const SourceCase& each, Judgement& judgement) const {
    if (each.reply.end == SourceEnd::no_answer) {
      judgement.hindered(
          {"Förbindelsen bröts utan att det syns varför, så det går inte att säga att "
           "den som anropade avvisades.",
           "The connection ended without it being seen why, so it cannot be said "
           "that the caller was turned away."},
          each.question.id);
      return;
    }
    judgement.compared();
    const bool right =
        by_ == "tls" ? each.reply.end == SourceEnd::tls_rejected : each.turned_away();
    if (right) return;
    judgement.violated(each.finding(
        {"Källan avvisade inte den som anropade.", "The source did not turn the caller away."},
        by_ == "tls" ? "turned away in the TLS handshake"
                     : "turned away in the TLS handshake or refused",
        what_came(each)));
  }

  std::string of_;
  std::string by_;
};

/// What is wrong with the answer to the source's own test.
std::optional<std::string> test_problem(Source source, const http::Response& response,
                                        const contract::SchemaCatalogue& schemas) {
  if (response.status != kOkStatus) return fmt::format("HTTP {}", response.status);
  if (source == Source::fk) {
    const auto problems = schemas.lefi_tillgangliga().problems(response.body);
    return problems.empty() ? std::nullopt : std::optional(problems.front());
  }
  if (source == Source::af) return schema_problem(source, response, schemas);
  const auto document = xml::Document::parse(response.body, kAnyAnswer);
  if (!document) return document.error().detail;
  if (document->root() !=
      std::pair<std::string, std::string>{"http://schemas.xmlsoap.org/wsdl/", "definitions"})
    return "another document than a WSDL";
  return std::nullopt;
}

class SourceTestAnswered final : public Check {
 public:
  explicit SourceTestAnswered(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence, phrase({"Källans eget test svarade som det ska{}.",
                                          "The source's own test answered as it should{}."},
                                         {of_step(of_)}));
    if (!evidence.schemas) throw std::runtime_error("no schemas were loaded");
    for (const SourceCase& each : source_cases(evidence, of_, {SourceAsking::test}, judgement)) {
      if (each.question.kind != SourceAsking::test) continue;
      judgement.compared();
      const auto* response = each.response();
      const auto problem = response == nullptr
                               ? std::optional(each.reply.seen)
                               : test_problem(each.question.source, *response, *evidence.schemas);
      if (!problem) continue;
      judgement.violated(
          each.finding({"Källans eget test svarade inte som det ska.",
                        "The source's own test did not answer as it should."},
                       each.question.source == Source::fk ? "200 with the list of information types"
                       : each.question.source == Source::af ? "200 with a SvarMeddelande"
                                                            : "200 with the WSDL",
                       *problem));
    }
    judgement.measured("tests", static_cast<double>(judgement.compared_so_far()), "questions");
    return std::move(judgement).finish();
  }

 private:
  std::string of_;
};

class SourceEndedWithin final : public Check {
 public:
  explicit SourceEndedWithin(Attributes& attributes)
      : of_(attributes.text("of")), limit_(attributes.duration("limit")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence, phrase({"Källan avslutade varje missbrukad anslutning inom {}{}.",
                                          "The source ended every misused connection within {}{}."},
                                         {words(limit_), of_step(of_)}));
    for (const SourceCase& each : source_cases(evidence, of_, {SourceAsking::raw}, judgement)) {
      const auto& question = each.question;
      // The player marks raw bytes with a method of their own: what was sent need not be HTTP.
      if (each.exchange == nullptr || each.exchange->request.method != "RAW") continue;
      judgement.compared(question.connections);
      if (question.ended_by_peer < question.connections) {
        judgement.violated(each.finding(
            {"Källan avslutade inte alla anslutningar.",
             "The source did not end every connection."},
            fmt::format("{} ended", question.connections),
            fmt::format("{} ended after {}", question.ended_by_peer, words(each.duration()).en)));
      } else if (each.duration() > limit_) {
        judgement.violated(each.finding({"Källan avslutade anslutningarna för sent.",
                                         "The source ended the connections too late."},
                                        "at most " + words(limit_).en, words(each.duration()).en));
      }
    }
    return std::move(judgement).finish();
  }

 private:
  std::string of_;
  time::Duration limit_;
};

}  // namespace

CheckKind source_caller_accepted_kind() {
  return {.name = "source-caller-accepted",
          .clauses = {"TV-9.3.6"},
          .party = Party::uppgiftslamnare,
          .description = {"Källan släppte in Driftsparten.", "The source let the operator in."},
          .make = make_check<SourceCallerAccepted>};
}

CheckKind source_caller_rejected_kind() {
  return {.name = "source-caller-rejected",
          .clauses = {"TV-8.2.6", "TV-8.2.7"},
          .party = Party::uppgiftslamnare,
          .description = {"Källan avvisade den som inte får fråga.",
                          "The source turned away a caller who may not ask."},
          .make = make_check<SourceCallerRejected>};
}

CheckKind source_test_answered_kind() {
  return {.name = "source-test-answered",
          .clauses = {"TV-9.3.6"},
          .party = Party::uppgiftslamnare,
          .description = {"Källans eget test svarade som det ska.",
                          "The source's own test answered as it should."},
          .make = make_check<SourceTestAnswered>};
}

CheckKind source_ended_within_kind() {
  return {.name = "source-ended-within",
          .clauses = {"B4-2.1/5"},
          .party = Party::uppgiftslamnare,
          .description = {"Missbrukade anslutningar avslutades av källan inom en viss tid.",
                          "Misused connections were ended by the source within a certain time."},
          .make = make_check<SourceEndedWithin>};
}

}  // namespace provbank::checks
