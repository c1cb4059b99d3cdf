// source-schema-valid, source-echo and source-period: what the base service says follows its own
// contract, repeats what it must repeat, and keeps to the days asked about.
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
using evidence::namespaces;
using evidence::SourceAsking;
using xml::Document;

const std::string kQuestionElement = "/soap:Envelope/soap:Body/*";

/// Ours: what is wrong with the bench's own question.
std::optional<std::string> own_question_problem(Source source, const std::string& body,
                                                const contract::SchemaCatalogue& schemas) {
  if (source == Source::fk) {
    const auto problems = schemas.lefi_fraga().problems(body);
    return problems.empty() ? std::nullopt : std::optional(problems.front());
  }
  const auto envelope = schemas.soap_envelope().problems(body);
  if (!envelope.empty()) return envelope.front().message;
  const auto document = Document::parse(body);
  const auto question = document ? document->subtree(kQuestionElement, namespaces()) : std::nullopt;
  if (!question) return "no question in the body";
  const auto problems = schemas.source(source).problems(*question);
  return problems.empty() ? std::nullopt : std::optional(problems.front().message);
}

class SourceSchemaValid final : public Check {
 public:
  explicit SourceSchemaValid(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence, phrase({"Källans svar följer källans schema{}.",
                                          "The source's answers follow the source's schema{}."},
                                         {of_step(of_)}));
    if (!evidence.schemas) throw std::runtime_error("no schemas were loaded");
    for (const SourceCase& each :
         source_cases(evidence, of_, {SourceAsking::question, SourceAsking::altered}, judgement)) {
      check_question(evidence, each);
      check_answer(evidence, each, judgement);
    }
    judgement.measured("messages", static_cast<double>(judgement.compared_so_far()), "messages");
    return std::move(judgement).finish();
  }

 private:
  /// An invalid question of ours would make every other verdict worthless.
  static void check_question(const Evidence& evidence, const SourceCase& each) {
    if (each.question.kind != SourceAsking::question || each.exchange == nullptr) return;
    const auto problem =
        own_question_problem(each.question.source, each.exchange->request.body, *evidence.schemas);
    if (problem) {
      throw std::runtime_error("the bench's own question " + each.question.id +
                               " does not follow its schema: " + *problem);
    }
  }

  static void check_answer(const Evidence& evidence, const SourceCase& each, Judgement& judgement) {
    const auto* response = each.response();
    const bool message = each.reply.payload || each.reply.end == SourceEnd::unreadable;
    if (response == nullptr || !message) return;
    judgement.compared();
    const auto problem = schema_problem(each.question.source, *response, *evidence.schemas);
    if (!problem) return;
    judgement.violated(each.finding({"Källans svar följer inte källans schema.",
                                     "The source's answer does not follow the source's schema."},
                                    "an answer that is valid against the source's schema",
                                    *problem));
  }

  std::string of_;
};

/// One value of a question and where its answer must say it again.
struct Echoed {
  std::string name;
  std::string asked;
  std::string repeated;
};

std::string joined_texts(const Document& document, const std::string& xpath) {
  std::string out;
  for (const auto& found : document.find(xpath, namespaces()).value()) out += found.text + "\n";
  return out;
}

/// Pairs of what was asked and what stands in the answer, for the sources whose contract repeats.
std::vector<Echoed> echoed_by(Source source, const Document& question, const Document& answer) {
  std::vector<Echoed> out;
  const auto pair = [&](const std::string& name, const std::string& in_question,
                        const std::string& in_answer) {
    out.push_back({name, joined_texts(question, in_question), joined_texts(answer, in_answer)});
  };
  const std::string asked = kQuestionElement;
  if (source == Source::af) {
    for (const auto& found : question.find(asked + "/af:Fraga/*", namespaces()).value())
      pair("Fraga/" + found.name, asked + "/af:Fraga/af:" + found.name,
           "/*/af:Fraga/af:" + found.name);
    pair("Svar/Referensnummer", asked + "/af:Fraga/af:Referensnummer",
         "/*/af:Svar/af:Referensnummer");
  }
  if (source == Source::so) {
    for (const auto& found : question.find(asked + "/*", namespaces()).value())
      pair(found.name, asked + "/so:" + found.name, "/*/so:" + found.name);
  }
  if (source == Source::miv)
    pair("korrelationsid", asked + "/query/korrelationsid", "/*/response/korrelationsid");
  return out;
}

class SourceEcho final : public Check {
 public:
  explicit SourceEcho(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence, phrase({"Svaret upprepar det ur frågan som källans kontrakt säger{}.",
                          "The answer repeats of the question what the source's contract says{}."},
                         {of_step(of_)}));
    for (const SourceCase& each : source_cases(evidence, of_, kRightQuestions, judgement)) {
      if (!each.reply.payload || !each.reply.payload->document) continue;
      const auto question = Document::parse(each.exchange->request.body);
      if (!question) continue;
      for (const Echoed& echoed :
           echoed_by(each.question.source, *question, *each.reply.payload->document)) {
        judgement.compared();
        if (echoed.asked == echoed.repeated) continue;
        judgement.violated(
            each.finding(phrase({"Svaret upprepar inte frågans {} så som det ställdes.",
                                 "The answer does not repeat the question's {} as it was put."},
                                {same(echoed.name)}),
                         echoed.asked, echoed.repeated));
      }
    }
    judgement.measured("values", static_cast<double>(judgement.compared_so_far()), "values");
    return std::move(judgement).finish();
  }

 private:
  std::string of_;
};

void add_dates(const nlohmann::json& holder, const char* list, const char* field,
               std::vector<std::string>& out) {
  const auto payments = holder.is_object() ? holder.find(list) : holder.end();
  if (!holder.is_object() || payments == holder.end() || !payments->is_array()) return;
  for (const auto& payment : *payments) {
    const auto date = payment.is_object() ? payment.find(field) : payment.end();
    if (payment.is_object() && date != payment.end() && date->is_string())
      out.push_back(date->get<std::string>());
  }
}

/// The days on which money was paid, as the answer says, for the sources whose question has a
/// period and whose answer has payments of a day.
std::vector<std::string> payment_days(const Payload& payload) {
  std::vector<std::string> out;
  if (payload.json) {
    add_dates(*payload.json, "utbetalningar", "utbetalningsdatum", out);
    if (payload.json->is_object() && payload.json->contains("formansinformation"))
      add_dates(payload.json->at("formansinformation"), "utbetalningsuppgift", "datum", out);
  } else if (payload.source == Source::so) {
    for (const auto& found : payload.document->find("//so:Utbetalningsdatum", namespaces()).value())
      out.push_back(found.text);
  }
  return out;
}

class SourcePeriod final : public Check {
 public:
  explicit SourcePeriod(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence, phrase({"Varje utbetalning i svaret ligger i den period som frågan gällde{}.",
                          "Every payment in the answer lies in the period asked about{}."},
                         {of_step(of_)}));
    for (const SourceCase& each : source_cases(evidence, of_, kRightQuestions, judgement)) {
      if (!each.reply.payload || !each.question.period) continue;
      const std::string from = contract::to_string(each.question.period->from);
      const std::string tom = contract::to_string(each.question.period->tom);
      for (const std::string& day : payment_days(*each.reply.payload)) {
        judgement.compared();
        if (day >= from && day <= tom) continue;
        judgement.violated(each.finding({"Svaret innehåller en utbetalning utanför den period som "
                                         "frågan gällde.",
                                         "The answer holds a payment outside the period asked "
                                         "about."},
                                        from + " – " + tom, day));
      }
    }
    judgement.measured("payments", static_cast<double>(judgement.compared_so_far()), "values");
    return std::move(judgement).finish();
  }

 private:
  std::string of_;
};

}  // namespace

CheckKind source_schema_valid_kind() {
  return {.name = "source-schema-valid",
          .clauses = {"TV-9.3.6"},
          .party = Party::uppgiftslamnare,
          .description = {"Källans svar följer källans schema.",
                          "The source's answers follow the source's schema."},
          .make = make_check<SourceSchemaValid>};
}

CheckKind source_echo_kind() {
  return {.name = "source-echo",
          .clauses = {"TV-9.3.6"},
          .party = Party::uppgiftslamnare,
          .description = {"Svaret upprepar det ur frågan som källans kontrakt säger.",
                          "The answer repeats of the question what the source's contract says."},
          .make = make_check<SourceEcho>};
}

CheckKind source_period_kind() {
  return {.name = "source-period",
          .clauses = {"TV-8.2.6"},
          .party = Party::uppgiftslamnare,
          .description = {"Utbetalningarna i svaret ligger i den period som frågan gällde.",
                          "The payments in the answer lie in the period asked about."},
          .make = make_check<SourcePeriod>};
}

}  // namespace provbank::checks
