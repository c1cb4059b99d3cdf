#include "reference-impl/bastjanst/misbehaving.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>
#include <string_view>

#include "platform/http/parser.hpp"
#include "reference-impl/wire/sources.hpp"

namespace provbank::bastjanst {

namespace {

using contract::Source;

constexpr int kOk = 200;
constexpr int kServerError = 500;
constexpr std::string_view kGarbage = "\x01 underhåll pågår { <";

pugi::xml_node find_local(const pugi::xml_node& root, std::string_view local_name) {
  return root.find_node([&](const pugi::xml_node& node) {
    std::string_view name = node.name();
    if (const auto colon = name.find(':'); colon != name.npos) name.remove_prefix(colon + 1);
    return name == local_name;
  });
}

void set_text(const pugi::xml_node& root, std::string_view local_name, const char* value) {
  find_local(root, local_name).text().set(value);
}

void break_xml(Source source, pugi::xml_document& document) {
  switch (source) {
    case Source::af:
      set_text(document, "StatusSokandeinformationKod", "noll");
      break;
    case Source::csn:
      find_local(document, "CSNSvar").attribute("schemaVersion").set_value("fyra");
      break;
    case Source::skv:
      find_local(document, "svar").parent().append_child("bilaga");
      break;
    case Source::so:
      set_text(document, "From", "i fjol");
      break;
    case Source::tns:
      set_text(document, "resultat", "KANSKE");
      break;
    case Source::miv: {
      const auto id = find_local(document, "correlationid");
      id.parent().remove_child(id);
      break;
    }
    case Source::fk:
      break;  // JSON, see break_schema
  }
}

http::Response plain_500() {
  http::Response response;
  response.status = kServerError;
  response.fields.set("Content-Type", "text/plain; charset=utf-8");
  response.body = "Internt serverfel\n";
  return response;
}

/// Half of the body is a point inside the answer whatever the source and the person.
std::size_t middle_of(const http::Response& response) {
  return http::serialize(response, true).size() - response.body.size() / 2;
}

}  // namespace

std::string break_schema(Source source, const std::string& body) {
  if (source == Source::fk) {
    auto answer = nlohmann::ordered_json::parse(body);
    answer["utlamnare"] = "FK";
    return answer.dump();
  }
  pugi::xml_document document;
  document.load_buffer(body.data(), body.size(), pugi::parse_full | pugi::parse_ws_pcdata);
  break_xml(source, document);
  std::ostringstream out;
  document.save(out, "", pugi::format_raw);
  return out.str();
}

http::Response misbehave(Misbehaviour fault, const Behaviour& behaviour, Source source,
                         const FixtureStore& fixtures, Reply reply) {
  auto& response = reply.response;
  switch (fault) {
    case Misbehaviour::none:
      break;
    case Misbehaviour::no_answer:
      response.delivery.never = true;
      break;
    case Misbehaviour::connection_refused:
      response.delivery.reset_after_bytes = 0;
      break;
    case Misbehaviour::reset:
      response.delivery.reset_after_bytes =
          behaviour.reset_after_bytes.value_or(middle_of(response));
      break;
    case Misbehaviour::http_500:
      return plain_500();
    case Misbehaviour::soap_fault:
      return wire::encode_source_fault(source);
    case Misbehaviour::schema_invalid:
      if (reply.question) response.body = break_schema(source, response.body);
      break;
    case Misbehaviour::wrong_person:
      if (reply.question) return answer_about_another(source, fixtures, std::move(*reply.question));
      break;
    case Misbehaviour::oversized:
      response.body.resize(std::max(response.body.size(), behaviour.oversized_bytes), ' ');
      break;
    case Misbehaviour::dribble:
      response.delivery.chunk_bytes = behaviour.dribble_bytes;
      response.delivery.chunk_interval = behaviour.dribble_interval;
      break;
    case Misbehaviour::truncated_body:
      response.body.resize(response.body.size() / 2);
      break;
    case Misbehaviour::not_xml:
      response.status = kOk;
      response.body = kGarbage;
      break;
    case Misbehaviour::empty:
      response.status = kOk;
      response.body.clear();
      break;
  }
  return std::move(response);
}

}  // namespace provbank::bastjanst
