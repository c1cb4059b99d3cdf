// schema-valid: what the aggregator sent follows its schemas. What the bench sent must too, else
// the bench is broken.
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "harness/checks/cases.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/payload.hpp"
#include "harness/checks/question_reading.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using contract::Source;
using evidence::Evidence;
using evidence::Exchange;
using evidence::namespaces;
using xml::Document;
using xml::XmlProblem;

const Bilingual kSchemaClaim = {"Meddelandena följer sina scheman{}.",
                                "The messages follow their schemas{}."};

/// What is wrong with a message, and where in it.
struct SchemaTrouble {
  std::string what;
  std::size_t line = 0;
  std::string xpath;
};
using Troubles = std::vector<SchemaTrouble>;

void add_troubles(const std::vector<XmlProblem>& problems, const std::string& xpath,
                  Troubles& out) {
  // Lines in an extracted part are not the message's.
  for (const XmlProblem& problem : problems)
    out.push_back({problem.message, xpath.empty() ? problem.line : 0, xpath});
}

/// Envelope first; with a sound envelope, each element in its body.
class EnvelopeValidation {
 public:
  EnvelopeValidation(const contract::SchemaCatalogue& schemas, const std::string& message)
      : schemas_(schemas) {
    add_troubles(schemas.soap_envelope().problems(message, kAnyAnswer), "", troubles_);
    if (!troubles_.empty()) return;
    document_ = Document::parse(message, kAnyAnswer).value();
    const auto bodies = document_->find("/soap:Envelope/soap:Body/*", namespaces()).value();
    if (bodies.size() != 1) {
      troubles_.push_back(
          {fmt::format("the SOAP body holds {} elements", bodies.size()), 0, "/Envelope/Body"});
    }
  }

  bool sound() const { return troubles_.empty(); }
  const Document& document() const { return *document_; }
  bool has(const std::string& xpath) const { return document_->has(xpath, namespaces()); }

  void part(const std::string& xpath, const xml::Schema& schema) {
    const auto subtree = document_->subtree(xpath, namespaces());
    if (subtree) add_troubles(schema.problems(*subtree, kAnyAnswer), xpath, troubles_);
  }
  void trouble(std::string what, std::string xpath) {
    troubles_.push_back({std::move(what), 0, std::move(xpath)});
  }
  Troubles take() { return std::move(troubles_); }
  const contract::SchemaCatalogue& schemas() const { return schemas_; }

 private:
  const contract::SchemaCatalogue& schemas_;
  std::optional<Document> document_;
  Troubles troubles_;
};

const std::string kBodyElement = "/soap:Envelope/soap:Body/*";

/// What a kommun may get. A question sent back is valid against the schema, and no answer.
const std::string kReply =
    "/soap:Envelope/soap:Body/*[self::soap:Fault or self::ssbt:hamtaBastjanstInformationResponse "
    "or "
    "self::ssbt:testaBastjanstInformationResponse or "
    "self::flera:hamtaBastjanstInformationFleraResponse]";

/// A message of the interface towards kommuner: question, answer, fault.
EnvelopeValidation validate_ssbt(const contract::SchemaCatalogue& schemas,
                                 const std::string& message) {
  EnvelopeValidation validation(schemas, message);
  if (!validation.sound()) return validation;
  if (validation.has("/soap:Envelope/soap:Body/soap:Fault")) {
    const std::string detail = "/soap:Envelope/soap:Body/soap:Fault/detail/ssbt:*";
    if (validation.has(detail)) validation.part(detail, schemas.ssbt());
  } else if (validation.has("/soap:Envelope/soap:Body/flera:*")) {
    validation.part(kBodyElement, schemas.flerperson());
  } else if (validation.has("/soap:Envelope/soap:Body/ssbt:*")) {
    validation.part(kBodyElement, schemas.ssbt());
  } else {
    validation.trouble("the SOAP body holds an element that is not of the interface",
                       "/Envelope/Body");
  }
  return validation;
}

Troubles validate_source_question(const Evidence& evidence, const Exchange& call) {
  const auto& schemas = *evidence.schemas;
  Troubles out;
  if (*call.source == Source::fk) {
    for (auto& problem : schemas.lefi_fraga().problems(call.request.body))
      out.push_back({std::move(problem), 0, {}});
    return out;
  }
  EnvelopeValidation validation(schemas, call.request.body);
  if (validation.sound()) validation.part(kBodyElement, schemas.source(*call.source));
  if (validation.sound() && *call.source == Source::skv) {
    const std::string inner = validation.document().text(kBodyElement + "/forfragan", namespaces());
    for (const auto& problem : schemas.skv_forfragan().problems(inner)) {
      validation.trouble("forfragan: " + problem.message,
                         "/Envelope/Body/BeskattningsuppgifterRequest/forfragan");
    }
  }
  return validation.take();
}

/// Nothing when it is sound. Faults and HTTP errors have forms of their own.
std::optional<std::string> source_answer_trouble(const Evidence& evidence, const Exchange& call) {
  const auto& schemas = *evidence.schemas;
  const auto& response = *call.response;
  if (*call.source == Source::fk && response.status != 200) {
    const auto problems = schemas.lefi_felsvar().problems(response.body);
    return problems.empty() ? std::nullopt : std::optional(problems.front());
  }
  if (*call.source != Source::fk && response.status == 500) {
    const auto problems = schemas.soap_envelope().problems(response.body);
    return problems.empty() ? std::nullopt : std::optional(problems.front().message);
  }
  return schema_problem(*call.source, response, schemas);
}

/// HTTP errors that are not about the contract's messages (404, 405 ...) may have any body; XML
/// must be the contract's.
bool is_contract_message(const http::Response& response) {
  const auto type = response.fields.find("Content-Type");
  const bool xml_type = type && type->find("xml") != std::string_view::npos;
  return response.status == 200 || response.status == 500 || (xml_type && !response.body.empty());
}

class SchemaValid final : public Check {
 public:
  explicit SchemaValid(Attributes& attributes)
      : of_(attributes.text("of")),
        what_(attributes.word(
            "what", {"all", "question", "answer", "source-questions", "source-answers"})) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence, phrase(kSchemaClaim, {phrase({" ({}){}", " ({}){}"}, {scope(), of_step(of_)})}));
    if (!evidence.schemas) throw std::runtime_error("no schemas were loaded");
    const auto selected = cases(evidence, of_, kAnyKind, judgement);
    if (asks_for("question")) check_questions(evidence, selected, judgement);
    const std::size_t before = judgement.compared_so_far();
    if (asks_for("answer")) check_answers(evidence, selected, judgement);
    if ((asks_for("source-questions") || asks_for("source-answers")) &&
        sources_seen(evidence, judgement)) {
      for (const Exchange* call : calls(evidence, selected)) check_call(evidence, *call, judgement);
    }
    const std::size_t messages = judgement.compared_so_far();
    if (what_ == "all" && messages == before && !judgement.violated()) {
      judgement.hindered({"Tjänsten sände inget meddelande som gick att pröva.",
                          "The service sent no message that could be tested."});
    }
    judgement.measured("messages", static_cast<double>(messages), "messages");
    return std::move(judgement).finish();
  }

 private:
  bool asks_for(std::string_view what) const { return what_ == "all" || what_ == what; }

  Bilingual scope() const {
    if (what_ == "question") return {"frågorna", "the questions"};
    if (what_ == "answer")
      return {"svaren och felen till kommunen", "the answers and faults to the kommun"};
    if (what_ == "source-questions")
      return {"frågorna till källorna", "the questions to the sources"};
    if (what_ == "source-answers") return {"svaren från källorna", "the answers from the sources"};
    return {"svar, fel och frågor till källorna", "answers, faults and questions to the sources"};
  }

  /// Ours: an invalid one would make every other verdict worthless.
  void check_questions(const Evidence& evidence, const std::vector<Case>& selected,
                       Judgement& judgement) const {
    for (const Case& each : selected) {
      using evidence::Ask;
      const bool ours = each.question.kind == Ask::question || each.question.kind == Ask::several ||
                        each.question.kind == Ask::ping;
      if (!ours || each.exchange == nullptr) continue;
      // More than ten persons are asked about only to see the question refused.
      if (each.question.identities.size() > evidence.levels.persons_max) continue;
      const auto troubles = validate_ssbt(*evidence.schemas, each.exchange->request.body).take();
      if (!troubles.empty()) {
        throw std::runtime_error("the bench's own question " + each.question.id +
                                 " does not follow its schema: " + troubles.front().what);
      }
      judgement.compared();
    }
  }

  void check_answers(const Evidence& evidence, const std::vector<Case>& selected,
                     Judgement& judgement) const {
    for (const Case& each : selected) {
      if (each.exchange == nullptr || !each.exchange->response) continue;
      const auto& response = *each.exchange->response;
      if (!is_contract_message(response)) continue;
      judgement.compared();
      auto validation = validate_ssbt(*evidence.schemas, response.body);
      if (validation.sound() && !validation.has(kReply)) {
        validation.trouble("the SOAP body holds a question, or something else that is no answer",
                           "/Envelope/Body");
      }
      if (validation.sound()) check_inner(evidence, each, validation.document(), judgement);
      for (const auto& trouble : validation.take()) report_answer(each, trouble, judgement);
    }
  }

  void report_answer(const Case& each, const SchemaTrouble& trouble, Judgement& judgement) const {
    auto finding = each.finding({"Svaret till kommunen följer inte sitt schema.",
                                 "The answer to the kommun does not follow its schema."},
                                "a message that is valid against its schema", trouble.what);
    if (!finding.where.empty()) finding.where.front() = each.where(trouble.xpath, trouble.line);
    judgement.violated(std::move(finding));
  }

  /// What travels as base64 or text inside the answer. A source from outside may be to blame for
  /// it.
  void check_inner(const Evidence& evidence, const Case& each, const Document& document,
                   Judgement& judgement) const {
    for (const auto& answer : each.reply.answers) {
      for (const auto& [source, view] : answer.sources) {
        if (!view.delivered) continue;
        const auto payload = payload_received(source, document, evidence::xpath_of(view.path));
        const auto trouble = payload ? inner_schema_problem(*payload, *evidence.schemas)
                                     : std::optional(payload.error().detail);
        if (!trouble) continue;
        auto finding = each.finding(
            phrase({"Uppgifterna från {} i svaret följer inte källans schema.",
                    "The data from {} in the answer does not follow the source's schema."},
                   {same(contract::code(source))}),
            "data that is valid against the source's schema", *trouble);
        if (!finding.where.empty()) finding.where.front() = each.where(view.path, view.line);
        if (played(evidence, source).own) {
          judgement.violated(std::move(finding));
        } else {
          judgement.doubtful(std::move(finding));
        }
      }
    }
  }

  std::vector<const Exchange*> calls(const Evidence& evidence,
                                     const std::vector<Case>& selected) const {
    std::vector<const Exchange*> out;
    if (of_.empty()) {
      for (const Exchange& call : evidence.exchanges) {
        if (call.leg == evidence::Leg::source && call.source) out.push_back(&call);
      }
      return out;
    }
    const auto links = evidence::link(evidence);
    for (const auto& linked : links.linked) {
      const bool chosen = std::ranges::any_of(
          selected, [&](const Case& each) { return each.question.id == linked.question; });
      if (chosen) out.insert(out.end(), linked.calls.begin(), linked.calls.end());
    }
    return out;
  }

  void check_call(const Evidence& evidence, const Exchange& call, Judgement& judgement) const {
    if (call.request.method != "POST" || evidence::is_source_test(call)) return;
    const auto troubles = validate_source_question(evidence, call);
    if (asks_for("source-questions")) check_source_question(call, troubles, judgement);
    // A source's answer repeats parts of the question: what was wrong with that is no fault of its.
    if (asks_for("source-answers") && troubles.empty())
      check_source_answer(evidence, call, judgement);
  }

  void check_source_question(const Exchange& call, const Troubles& troubles,
                             Judgement& judgement) const {
    judgement.compared();
    for (const auto& trouble : troubles) {
      evidence::Finding finding;
      finding.message = phrase({"Frågan till {} följer inte källans schema.",
                                "The question to {} does not follow the source's schema."},
                               {same(call.party)});
      finding.expected = "a question that is valid against the source's schema";
      finding.received = trouble.what;
      finding.where = {
          {.exchange = call.id, .file = {}, .line = trouble.line, .xpath = trouble.xpath}};
      judgement.violated(std::move(finding));
    }
  }

  void check_source_answer(const Evidence& evidence, const Exchange& call,
                           Judgement& judgement) const {
    const auto& source = played(evidence, *call.source);
    if (!healthy(source) || !call.complete || !call.response) return;
    const auto trouble = source_answer_trouble(evidence, call);
    if (trouble && source.own) {
      throw std::runtime_error("the bench's own answer as " + call.party + " (" + call.id +
                               ") does not follow its schema: " + *trouble);
    }
    if (trouble) {
      evidence::Finding finding;
      finding.message = phrase({"Svaret från {} följer inte källans schema.",
                                "The answer from {} does not follow the source's schema."},
                               {same(call.party)});
      finding.expected = "an answer that is valid against the source's schema";
      finding.received = *trouble;
      finding.where = {{.exchange = call.id, .file = {}, .line = 0, .xpath = {}}};
      judgement.doubtful(std::move(finding));
    }
    if (what_ == "source-answers") judgement.compared();
  }

  std::string of_;
  std::string what_;
};

/// valid-question: what a kommun under test sent.
class ValidQuestion final : public Check {
 public:
  explicit ValidQuestion(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence,
                        phrase({"Frågorna som kommunens system sände följer schemat{}.",
                                "The questions that the kommun's system sent follow the schema{}."},
                               {of_step(of_)}));
    if (!evidence.schemas) throw std::runtime_error("no schemas were loaded");
    auto received = cases(evidence, of_, kAnyKind, judgement);
    if (!of_.empty()) {
      // Bytes that cannot be read belong to no step.
      for (const auto& question : evidence.questions) {
        if (!question.step.empty() || question.kind != evidence::Ask::raw) continue;
        const auto* exchange = evidence.exchange(question.exchange);
        received.push_back({question, exchange, evidence::reply_of(evidence, question, exchange)});
      }
    }
    for (const Case& each : received) {
      if (!each.question.received || each.exchange == nullptr) continue;
      judgement.compared();
      for (const auto& trouble :
           validate_ssbt(*evidence.schemas, each.exchange->request.body).take()) {
        auto finding = each.finding(
            {"Frågan följer inte schemat.", "The question does not follow the schema."},
            "a question that is valid against the schema", trouble.what);
        finding.where.front() = each.where(trouble.xpath, trouble.line);
        judgement.violated(std::move(finding));
      }
    }
    judgement.measured("questions", static_cast<double>(judgement.compared_so_far()), "questions");
    return std::move(judgement).finish();
  }

 private:
  std::string of_;
};

}  // namespace

CheckKind valid_question_kind() {
  return {.name = "valid-question",
          .clauses = {"TV-9.2.10/programvara"},
          .party = Party::kommun,
          .description = {"Frågorna som kommunens system sänder följer schemat.",
                          "The questions that the kommun's system sends follow the schema."},
          .make = make_check<ValidQuestion>};
}

CheckKind schema_valid_kind() {
  return {
      .name = "schema-valid",
      .clauses = {"TV-4.1", "B3-4.1", "B4-2.1", "B4-2.1/6"},
      .party = Party::driftspart,
      .description =
          {"Det som tjänsten sände (svar, fel, frågor till källorna) följer sina scheman.",
           "What the service sent (answers, faults, questions to sources) follows its schemas."},
      .make = make_check<SchemaValid>};
}

}  // namespace provbank::checks
