#include "harness/checks/source_reply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "harness/checks/cases.hpp"
#include "harness/checks/wording.hpp"
#include "platform/json/parse.hpp"

namespace provbank::checks {
namespace {

using contract::Source;
using evidence::Evidence;
using evidence::Exchange;
using evidence::namespaces;
using evidence::SourceQuestion;
using xml::Document;
using Json = nlohmann::json;

constexpr int kHttpOk = 200;
constexpr int kFirstError = 400;
constexpr int kSoapFaultStatus = 500;
constexpr json::JsonLimits kAnyJson{.bytes = kAnyAnswer.bytes, .depth = 64, .key_bytes = 1024};

// ---- What an answer means ---------------------------------------------------------------------

/// One XPath a SOAP source: true when the answer holds data of substance.
const char* substance(Source source) {
  switch (source) {
    case Source::af:
      return "/*/af:Svar[af:Akassetillhorighet or .//af:Beslut or "
             "af:ArbetssokandeInfo[af:Arbetssokande='true' or af:Arbetssokande='1' or "
             "af:ArbetssokandeSKAT or af:ArbetssokandeRegistrerad or "
             "af:AktivetetsRapportDatum/af:SenasteAktivitetsRapportDatum]]";
    case Source::csn:
      return "//csnpers:Arende";
    case Source::skv:
      return "//skvsvar:Kapitaluppgift";
    case Source::so:
      return "//so:Utbetalningar | //so:Avstangningar | //so:AnsoktOmErsattning";
    case Source::tns:
      return "/*/tns:fordonsinnehav/*";
    case Source::miv:
      return "/*/response/svarCollection/svar/*";
    case Source::fk:
      break;
  }
  return "";
}

const char* names(Source source) {
  switch (source) {
    case Source::af:
      return "/*/af:Svar/af:Fornamn | /*/af:Svar/af:Efternamn";
    case Source::skv:
      return "//skvfolk:Fornamn | //skvfolk:Efternamn";
    case Source::miv:
      return "/*/response/fornamn | /*/response/efternamn";
    default:
      return "";
  }
}

/// SKV's answer is a document inside the answer; the others' are the answer.
bool matches(const Payload& payload, const char* xpath) {
  if (*xpath == '\0' || !payload.document) return false;
  if (payload.source != Source::skv) return payload.document->has(xpath, namespaces());
  const auto inner = Document::parse(payload.document->text("/*/svar", namespaces()), kAnyAnswer);
  return inner && inner->has(xpath, namespaces());
}

bool filled(const Json& value) {
  return value.is_structured() ? !value.empty() : !value.is_null();
}

bool lefi_tells_something(const Json& answer) {
  if (!answer.is_object()) return false;
  for (const char* list :
       {"ansprak", "beslut", "preliminaraUtbetalningar", "utbetalningar", "ovrigInformation"}) {
    if (const auto found = answer.find(list); found != answer.end() && filled(*found)) return true;
  }
  const auto information = answer.find("formansinformation");
  if (information == answer.end() || !information->is_object()) return false;
  return std::ranges::any_of(information->items(), [](const auto& member) {
    return member.key() != "generellPersoninformation" && filled(member.value());
  });
}

/// The base service answered, and says in the answer that it could not.
std::optional<std::string> lefi_trouble(const Json& answer) {
  const auto code_of = [](const Json& value) -> std::string {
    const auto code = value.is_object() ? value.find("kod") : value.end();
    return value.is_object() && code != value.end() && code->is_string() ? code->get<std::string>()
                                                                         : std::string();
  };
  const auto who = answer.is_object() ? answer.find("utlamnare") : answer.end();
  if (!answer.is_object() || who == answer.end() || !who->is_array()) return std::nullopt;
  for (const Json& each : *who) {
    if (!each.is_object() || !each.contains("tillstand")) continue;
    const std::string state = code_of(each.at("tillstand"));
    if (state.empty() || state == "OK") continue;
    const std::string name = each.contains("utlamnare") ? code_of(each.at("utlamnare")) : "?";
    return fmt::format("utlamnare {} has tillstand {}", name, state);
  }
  if (answer.contains("avvikelser") &&
      answer.at("avvikelser").dump().find("\"INTERNT_FEL\"") != std::string::npos)
    return "an avvikelse INTERNT_FEL";
  return std::nullopt;
}

std::optional<std::string> trouble_in(const Payload& payload) {
  if (payload.json) return lefi_trouble(*payload.json);
  if (payload.source == Source::tns &&
      payload.document->text("/*/tns:resultat", namespaces()) == "FEL")
    return "resultat FEL";
  if (payload.source == Source::af &&
      payload.document->text("//af:AktivitetsRapportMeddelande", namespaces()) == "502")
    return "AktivitetsRapportMeddelande 502";
  return std::nullopt;
}

// ---- How a question ended -----------------------------------------------------------------------

bool is_soap_fault(const std::string& body) {
  const auto document = Document::parse(body, kAnyAnswer);
  return document && document->has("/soap:Envelope/soap:Body/soap:Fault", namespaces());
}

bool is_felsvar(const std::string& body) {
  const auto parsed = json::parse(body, kAnyJson);
  return parsed && parsed->is_object();
}

SourceReply refused(Source source, const http::Response& response) {
  SourceReply reply;
  const bool form = source == Source::fk
                        ? is_felsvar(response.body)
                        : response.status == kSoapFaultStatus && is_soap_fault(response.body);
  reply.end = form ? SourceEnd::fault : SourceEnd::other_refusal;
  reply.seen = fmt::format("HTTP {}{}", response.status,
                           !form                  ? ""
                           : source == Source::fk ? " with JSON"
                                                  : " with a SOAP fault");
  return reply;
}

SourceReply read_response(Source source, const http::Response& response) {
  if (response.status >= kFirstError) return refused(source, response);
  SourceReply reply;
  auto payload = payload_given(source, response);
  if (!payload) {
    const bool fault = source != Source::fk && is_soap_fault(response.body);
    reply.end = fault ? SourceEnd::other_refusal : SourceEnd::unreadable;
    reply.seen = fmt::format("HTTP {}: {}", response.status, payload.error().detail);
    return reply;
  }
  const auto trouble = trouble_in(*payload);
  reply.end = trouble ? SourceEnd::troubled : SourceEnd::answered;
  reply.seen = trouble.value_or("an answer");
  reply.payload = std::move(*payload);
  return reply;
}

/// The source's own detail, where the fault has one, follows the source's schema.
std::optional<std::string> soap_fault_problem(Source source, const http::Response& response,
                                              const contract::SchemaCatalogue& schemas) {
  if (response.status != kSoapFaultStatus)
    return fmt::format("HTTP {} where a SOAP fault has 500", response.status);
  const auto problems = schemas.soap_envelope().problems(response.body, kAnyAnswer);
  if (!problems.empty()) return problems.front().message;
  const auto document = Document::parse(response.body, kAnyAnswer);
  if (!document || !document->has("/soap:Envelope/soap:Body/soap:Fault", namespaces()))
    return "no SOAP fault in the body";
  const char* own = source == Source::skv   ? "//soap:Fault/detail/skv:*"
                    : source == Source::miv ? "//soap:Fault/detail/miv:*"
                                            : nullptr;
  if (own == nullptr) return std::nullopt;
  const auto detail = document->subtree(own, namespaces());
  if (!detail) return std::nullopt;
  const auto inside = schemas.source(source).problems(*detail, kAnyAnswer);
  return inside.empty() ? std::nullopt : std::optional(inside.front().message);
}

}  // namespace

Bilingual words(SourceEnd end) {
  switch (end) {
    case SourceEnd::answered:
      return {"ett svar", "an answer"};
    case SourceEnd::troubled:
      return {"ett svar som säger att källan själv har ett fel",
              "an answer that says that the source itself failed"};
    case SourceEnd::fault:
      return {"en avvisning i kontraktets form", "a refusal in the contract's form"};
    case SourceEnd::other_refusal:
      return {"en avvisning i annan form än kontraktets",
              "a refusal in another form than the contract's"};
    case SourceEnd::unreadable:
      return {"något som inte är kontraktets svar", "something that is not the contract's answer"};
    case SourceEnd::no_answer:
      return {"inget svar", "no answer"};
    case SourceEnd::tls_rejected:
      return {"ett nej i TLS-handskakningen", "a refusal in the TLS handshake"};
  }
  return {};
}

SourceReply read_source_reply(const SourceQuestion& question, const Exchange* exchange) {
  SourceReply reply;
  if (exchange != nullptr && exchange->response && exchange->complete)
    return read_response(question.source, *exchange->response);
  const auto& failure =
      exchange != nullptr && exchange->failure ? exchange->failure : question.failure;
  reply.seen = failure ? fmt::format("{}: {}", to_string(failure->code), failure->detail)
                       : std::string("no answer");
  if (failure && failure->code == Errc::tls_rejected) reply.end = SourceEnd::tls_rejected;
  return reply;
}

bool tells_something(const Payload& payload) {
  return payload.json ? lefi_tells_something(*payload.json)
                      : matches(payload, substance(payload.source));
}

bool names_somebody(const Payload& payload) {
  if (!payload.json) return matches(payload, names(payload.source));
  return payload.json->is_object() && payload.json->contains("formansinformation") &&
         payload.json->at("formansinformation").dump().find("namn\":\"") != std::string::npos;
}

std::optional<std::string> refusal_problem(Source source, const http::Response& response,
                                           const contract::SchemaCatalogue& schemas) {
  if (source != Source::fk) return soap_fault_problem(source, response, schemas);
  if (response.status < kFirstError) return fmt::format("HTTP {}", response.status);
  const auto problems = schemas.lefi_felsvar().problems(response.body);
  return problems.empty() ? std::nullopt : std::optional(problems.front());
}

bool SourceCase::turned_away() const {
  return reply.end == SourceEnd::fault || reply.end == SourceEnd::other_refusal ||
         reply.end == SourceEnd::tls_rejected;
}

const http::Response* SourceCase::response() const {
  return exchange != nullptr && exchange->response ? &*exchange->response : nullptr;
}

evidence::Finding SourceCase::finding(Bilingual message, std::string expected,
                                      std::string received) const {
  evidence::Finding finding;
  finding.question = question.id;
  finding.message = std::move(message);
  finding.expected = std::move(expected);
  finding.received = std::move(received);
  if (!question.exchange.empty())
    finding.where.push_back({.exchange = question.exchange, .file = {}, .line = 0, .xpath = {}});
  return finding;
}

std::vector<SourceCase> source_cases(const Evidence& evidence, const std::string& of,
                                     SourceAskings kinds, Judgement& judgement) {
  std::unordered_map<std::string_view, const Exchange*> exchanges;
  for (const Exchange& exchange : evidence.exchanges) exchanges[exchange.id] = &exchange;
  std::vector<SourceCase> out;
  bool any = false;
  for (const SourceQuestion& question : evidence.source_questions) {
    const bool chosen =
        of.empty() ? std::ranges::find(kinds, question.kind) != kinds.end() : question.step == of;
    if (!chosen) continue;
    any = true;
    if (question.not_asked) {
      judgement.hindered(*question.not_asked, question.id);
      continue;
    }
    const auto found = exchanges.find(question.exchange);
    const Exchange* exchange = found == exchanges.end() ? nullptr : found->second;
    out.push_back({question, exchange, read_source_reply(question, exchange)});
  }
  if (!any) {
    judgement.hindered(phrase({"Ingen fråga ställdes till källan som kontrollen gäller{}.",
                               "No question was put to the source that the check is about{}."},
                              {of_step(of)}));
  }
  return out;
}

}  // namespace provbank::checks
