#include "harness/checks/payload.hpp"

#include <algorithm>

#include "harness/checks/question_reading.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/json/parse.hpp"

namespace provbank::checks {
namespace {

using contract::Source;
using evidence::namespaces;
using Json = nlohmann::json;
using xml::Document;
using xml::Found;

constexpr int kHttpOk = 200;

/// The root of the source's answer, as an XPath step.
const char* answer_root(Source source) {
  switch (source) {
    case Source::af:
      return "af:SvarMeddelande";
    case Source::csn:
      return "csn:CSNSvar";
    case Source::skv:
      return "skv:BeskattningsuppgifterResponse";
    case Source::so:
      return "so:GetUnemploymentBenefitPaymentResponse";
    case Source::tns:
      return "tns:HamtaUppgifterResponse";
    case Source::miv:
      return "miv:findByPersonnummerResponse";
    case Source::fk:
      break;
  }
  return "";
}

Result<Payload> json_payload(const std::string& text) {
  auto parsed = json::parse(text, {.bytes = kAnyAnswer.bytes, .depth = 64, .key_bytes = 1024});
  if (!parsed) return parsed.error();
  return Payload{.source = Source::fk, .document = {}, .json = std::move(*parsed)};
}

Result<Payload> xml_payload(Source source, const std::string& text) {
  auto parsed = Document::parse(text, kAnyAnswer);
  if (!parsed) return parsed.error();
  return Payload{.source = source, .document = std::move(*parsed), .json = {}};
}

std::string digits_only(const std::string& text) {
  std::string out;
  std::ranges::copy_if(text, std::back_inserter(out), [](char c) { return c >= '0' && c <= '9'; });
  return out;
}

void add_texts(const Document& document, const std::string& xpath, std::vector<std::string>& out) {
  for (const Found& found : document.find(xpath, namespaces()).value()) {
    if (auto digits = digits_only(found.text); !digits.empty()) out.push_back(std::move(digits));
  }
}

void add_csn_persons(const Document& document, std::vector<std::string>& out) {
  const auto persons = document.find("//csn:Personer/csn:Person", namespaces()).value();
  for (const Found& person : persons) {
    const std::string at = evidence::xpath_of(person.path);
    out.push_back(digits_only(
        document.text("concat(" + at + "/@sekel, " + at + "/@personnummer)", namespaces())));
  }
}

void add_skv_persons(const Document& document, std::vector<std::string>& out) {
  const auto inner = Document::parse(document.text("/*/svar", namespaces()));
  if (inner) add_texts(*inner, "//skvfolk:IdentitetsbeteckningFysiskPerson", out);
}

void add_lefi_persons(const Json& value, std::vector<std::string>& out) {
  const Json none = Json::object();
  const auto& about = value.is_object() ? value : none;
  const auto information = about.find("formansinformation");
  if (information == about.end() || !information->is_object()) return;
  const auto persons = information->find("generellPersoninformation");
  if (persons == information->end() || !persons->is_array()) return;
  for (const auto& person : *persons) {
    const auto number = person.is_object() ? person.find("personnummer") : person.end();
    if (number != person.end() && number->is_string())
      out.push_back(digits_only(number->get<std::string>()));
  }
}

// ---- Comparison ---------------------------------------------------------------------------------

/// Elements without elements, and attributes: what has a value. In document order.
std::vector<Found> values_below(const Document& document, const std::string& at) {
  const std::string all = at + "/descendant-or-self::*";
  return document.find(all + "[not(*)] | " + all + "/@*", namespaces()).value();
}

void drop_indentation(Document& document, const std::string& at) {
  document
      .remove(
          at + "//text()[normalize-space()='' and (preceding-sibling::* or following-sibling::*)]",
          namespaces())
      .value();
}

/// The path below the compared element's own.
std::string below(const Found& found, std::size_t own_path_bytes) {
  return found.path.size() > own_path_bytes ? found.path.substr(own_path_bytes) : "/";
}

std::string say(const Found& found) {
  return found.name + " = \"" + found.text + "\"";
}

std::optional<Difference> first_value_apart(const std::vector<Found>& given, std::size_t given_path,
                                            const std::vector<Found>& received,
                                            std::size_t received_path) {
  const std::size_t both = std::min(given.size(), received.size());
  for (std::size_t i = 0; i < both; ++i) {
    const std::string place = below(given[i], given_path);
    if (place == below(received[i], received_path) && given[i].text == received[i].text) continue;
    return Difference{below(received[i], received_path), place + ": " + say(given[i]),
                      say(received[i])};
  }
  if (given.size() > both) return Difference{below(given[both], given_path), say(given[both]), "–"};
  if (received.size() > both) {
    return Difference{below(received[both], received_path), "–", say(received[both])};
  }
  return std::nullopt;
}

std::size_t path_bytes(const Document& document, const std::string& at) {
  const auto found = document.find(at, namespaces()).value();
  return found.empty() ? 0 : found.front().path.size();
}

/// Whether the two elements say the same, prefixes and indentation apart.
bool equal_children(const Document& given, const std::string& given_at, const Document& received,
                    const std::string& received_at) {
  const auto count = [](const Document& document, const std::string& at) {
    return document.find(at + "/*", namespaces()).value().size();
  };
  const std::size_t children = count(given, given_at);
  if (children != count(received, received_at)) return false;
  for (std::size_t i = 1; i <= children; ++i) {
    const std::string child = "/*[" + std::to_string(i) + "]";
    if (given.comparable(given_at + child, namespaces()) !=
        received.comparable(received_at + child, namespaces())) {
      return false;
    }
  }
  // What stands outside the children: nothing in a sound document, and so not in the other.
  return given.text("string(" + given_at + ")", namespaces()) ==
         received.text("string(" + received_at + ")", namespaces());
}

Comparison compare_roots(Document& given, Document& received) {
  drop_indentation(given, "/*");
  drop_indentation(received, "/*");
  const auto wanted = values_below(given, "/*");
  Comparison out{.values = wanted.size(), .first = {}};
  if (given.comparable("/*", namespaces()) == received.comparable("/*", namespaces())) return out;
  out.first = first_value_apart(wanted, 0, values_below(received, "/*"), 0);
  if (!out.first)
    out.first = Difference{"/", "the document as the source gave it", "another document"};
  return out;
}

std::size_t leaves(const Json& value) {
  if (!value.is_structured()) return 1;
  std::size_t sum = 0;
  for (const auto& child : value) sum += leaves(child);
  return sum;
}

std::optional<Difference> first_apart(const Json& given, const Json& received,
                                      const std::string& place) {
  if (given == received) return std::nullopt;
  if (given.is_object() && received.is_object()) {
    for (const auto& [name, value] : given.items()) {
      const std::string at = place + json::pointer_step(name);
      const auto other = received.find(name);
      if (other == received.end()) return Difference{at, value.dump(), "–"};
      if (auto apart = first_apart(value, *other, at)) return apart;
    }
    for (const auto& [name, value] : received.items()) {
      if (!given.contains(name))
        return Difference{place + json::pointer_step(name), "–", value.dump()};
    }
  }
  if (given.is_array() && received.is_array() && given.size() == received.size()) {
    for (std::size_t i = 0; i < given.size(); ++i) {
      if (auto apart = first_apart(given[i], received[i], place + "/" + std::to_string(i)))
        return apart;
    }
  }
  return Difference{place.empty() ? "/" : place, given.dump(), received.dump()};
}

Comparison compare_svar(const Document& given, const Document& received) {
  Comparison out{.values = 1, .first = {}};
  const std::string wanted = given.text("/*/svar", namespaces());
  const std::string got = received.text("/*/svar", namespaces());
  if (wanted == got) return out;
  std::size_t at = 0;
  while (at < std::min(wanted.size(), got.size()) && wanted[at] == got[at]) ++at;
  const std::size_t from = at > 40 ? at - 40 : 0;
  out.first = Difference{"/svar", wanted.substr(from, 120), got.substr(from, 120)};
  return out;
}

}  // namespace

Result<Payload> payload_given(Source source, const http::Response& response) {
  if (response.status != kHttpOk)
    return fail(Errc::invalid, "HTTP " + std::to_string(response.status));
  if (source == Source::fk) return json_payload(response.body);
  auto envelope = Document::parse(response.body, kAnyAnswer);
  if (!envelope) return envelope.error();
  if (envelope->has("/soap:Envelope/soap:Body/soap:Fault", namespaces())) {
    return fail(Errc::invalid, "a SOAP fault");
  }
  const auto data = envelope->subtree(
      std::string("/soap:Envelope/soap:Body/") + answer_root(source), namespaces());
  if (!data) return fail(Errc::invalid, "no SOAP body with the contract's answer");
  return xml_payload(source, *data);
}

Result<Payload> payload_received(Source source, const Document& answer,
                                 const std::string& element) {
  const std::string data = element + "/ssbt:data";
  if (source == Source::csn || source == Source::fk) {
    const bool csn = source == Source::csn;
    auto decoded = crypto::from_base64(
        answer.text(data + (csn ? "/ssbt:svar" : "/ssbt:lefiJsonSvar"), namespaces()));
    if (!decoded) return decoded.error();
    return csn ? xml_payload(source, *decoded) : json_payload(*decoded);
  }
  const auto subtree = answer.subtree(data, namespaces());
  if (!subtree) return fail(Errc::invalid, "no data element");
  return xml_payload(source, *subtree);
}

std::vector<std::string> persons_named(const Payload& payload) {
  std::vector<std::string> out;
  if (payload.json) add_lefi_persons(*payload.json, out);
  if (!payload.document) return out;
  const Document& document = *payload.document;
  switch (payload.source) {
    case Source::af:
      add_texts(document, "/*/af:Fraga/af:IdentitetsbeteckningFysiskPerson", out);
      add_texts(document, "/*/af:Svar/af:IdentitetsbeteckningFysiskPerson", out);
      break;
    case Source::csn:
      add_csn_persons(document, out);
      break;
    case Source::skv:
      add_skv_persons(document, out);
      break;
    case Source::so:
      add_texts(document, "/*/so:IdentificationNumber", out);
      break;
    case Source::miv:
      add_texts(document, "/*/response/personnummer", out);
      break;
    case Source::tns:
    case Source::fk:
      break;
  }
  return out;
}

std::optional<std::string> somebody_else(const Payload& payload, std::string_view twelve_digits) {
  for (auto& named : persons_named(payload)) {
    const bool same =
        named == twelve_digits || (named.size() == 10 && twelve_digits.ends_with(named));
    if (!same) return std::move(named);
  }
  return std::nullopt;
}

std::optional<std::string> inner_schema_problem(const Payload& payload,
                                                const contract::SchemaCatalogue& schemas) {
  if (payload.json) {
    const auto problems = schemas.lefi_svar().problems(payload.json->dump());
    return problems.empty() ? std::nullopt : std::optional(problems.front());
  }
  if (!payload.document) return std::nullopt;
  std::vector<xml::XmlProblem> problems;
  if (payload.source == Source::csn) {
    problems = schemas.source(Source::csn).problems(payload.document->serialize(), kAnyAnswer);
  } else if (payload.source == Source::skv) {
    problems =
        schemas.skv_svar().problems(payload.document->text("/*/svar", namespaces()), kAnyAnswer);
  }
  return problems.empty() ? std::nullopt : std::optional(problems.front().message);
}

std::optional<std::string> schema_problem(Source source, const http::Response& response,
                                          const contract::SchemaCatalogue& schemas) {
  if (source == Source::fk) {
    const auto problems = schemas.lefi_svar().problems(response.body);
    return problems.empty() ? std::nullopt : std::optional(problems.front());
  }
  const auto envelope = schemas.soap_envelope().problems(response.body, kAnyAnswer);
  if (!envelope.empty()) return envelope.front().message;
  const auto payload = payload_given(source, response);
  if (!payload) return payload.error().detail;
  const auto problems = schemas.source(source).problems(payload->document->serialize(), kAnyAnswer);
  if (!problems.empty()) return problems.front().message;
  return inner_schema_problem(*payload, schemas);
}

Comparison compare_content(Document& given, const std::string& given_at, Document& received,
                           const std::string& received_at) {
  drop_indentation(given, given_at);
  drop_indentation(received, received_at);
  const auto wanted = values_below(given, given_at + "/*");
  Comparison out{.values = wanted.size(), .first = {}};
  if (equal_children(given, given_at, received, received_at)) return out;
  out.first = first_value_apart(wanted, path_bytes(given, given_at),
                                values_below(received, received_at + "/*"),
                                path_bytes(received, received_at));
  if (!out.first)
    out.first = Difference{"/", "the content as it was given", "other names or namespaces"};
  return out;
}

Comparison compare(Payload& given, Payload& received) {
  if (given.json && received.json) {
    return {.values = leaves(*given.json), .first = first_apart(*given.json, *received.json, "")};
  }
  switch (given.source) {
    case Source::csn:
      return compare_roots(*given.document, *received.document);
    case Source::skv:
      return compare_svar(*given.document, *received.document);
    default:
      return compare_content(*given.document, "/*", *received.document, "/*");
  }
}

}  // namespace provbank::checks
