// Försäkringskassan with Pensionsmyndigheten: LEFI extern förmånsinformation, REST and JSON.
//   POST /lefi-extern-formansinformation/{version}/aktorer/{aktorsId}/formansinformation/fraga
//   GET  /lefi-extern-formansinformation/{version}/aktorer/{aktorsId}/tillgangligaInformationstyper
#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "platform/http/target.hpp"
#include "platform/json/schema.hpp"
#include "reference-impl/wire/lefi.hpp"
#include "reference-impl/wire/source_codec.hpp"

namespace provbank::wire {
namespace fk_codec {
namespace {

using contract::FaultCode;

constexpr std::string_view kRoot = "lefi-extern-formansinformation";
constexpr std::string_view kJsonContentType = "application/json";

enum class Resource { fraga, types };

struct Target {
  std::string version;
  std::string aktorsid;
  Resource resource = Resource::fraga;
};

std::string target_of(std::string_view version, std::string_view aktorsid, Resource resource) {
  return "/" + std::string(kRoot) + "/" + http::to_percent(version) + "/aktorer/" +
         http::to_percent(aktorsid) +
         (resource == Resource::fraga ? "/formansinformation/fraga"
                                      : "/tillgangligaInformationstyper");
}

std::vector<std::string_view> segments_of(std::string_view target) {
  target = target.substr(0, target.find('?'));
  std::vector<std::string_view> segments;
  while (target.starts_with('/')) {
    target.remove_prefix(1);
    const auto end = std::min(target.find('/'), target.size());
    segments.push_back(target.substr(0, end));
    target.remove_prefix(end);
  }
  return segments;
}

std::optional<Target> parse_target(std::string_view text) {
  const auto segments = segments_of(text);
  constexpr std::size_t kTypesSegments = 5;
  constexpr std::size_t kFragaSegments = 6;
  if (segments.size() < kTypesSegments || segments[0] != kRoot || segments[2] != "aktorer") {
    return std::nullopt;
  }
  const bool types =
      segments.size() == kTypesSegments && segments[4] == "tillgangligaInformationstyper";
  const bool fraga = segments.size() == kFragaSegments && segments[4] == "formansinformation" &&
                     segments[5] == "fraga";
  auto version = http::from_percent(segments[1]);
  auto aktorsid = http::from_percent(segments[3]);
  if (!(types || fraga) || !version || !aktorsid || aktorsid->empty()) return std::nullopt;
  return Target{.version = std::move(*version),
                .aktorsid = std::move(*aktorsid),
                .resource = types ? Resource::types : Resource::fraga};
}

http::Response json_response(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.fields.set("Content-Type", std::string(kJsonContentType));
  response.body = std::move(body);
  return response;
}

/// What a question must be before it can go on its way.
std::optional<SourceFailure> cannot_be_sent(const contract::Question& question) {
  const auto asked = question.asked.find(contract::Source::fk);
  if (asked == question.asked.end() || !asked->second.lefi) {
    return aggregator_failure(FaultCode::source_cannot_carry, "no LEFI question");
  }
  const auto& lefi = *asked->second.lefi;
  if (lefi.version.value_or(std::string(kLefiVersion)) != kLefiVersion) {
    return aggregator_failure(FaultCode::lefi_version_unknown, "another LEFI version than v9");
  }
  if (lefi.aktorsid.empty() || lefi.aktorsid == "." || lefi.aktorsid == "..") {
    return aggregator_failure(FaultCode::source_cannot_carry, "aktorsid cannot stand in a path");
  }
  // Somebody else's question never leaves, nor one that cannot be read well enough to tell.
  if (lefi_question_subject(lefi.json, question.general.person) != LefiSubject::same) {
    return aggregator_failure(FaultCode::source_cannot_carry,
                              "lefiJsonFraga is no LEFI question about the person");
  }
  return std::nullopt;
}

}  // namespace
}  // namespace fk_codec

SourceOutcome<http::Request> fk_encode_request(const contract::Question& question) {
  if (auto failure = fk_codec::cannot_be_sent(question)) return *std::move(failure);
  const auto& lefi = *question.asked.at(contract::Source::fk).lefi;
  http::Request request;
  request.method = "POST";
  request.target = fk_codec::target_of(kLefiVersion, lefi.aktorsid, fk_codec::Resource::fraga);
  request.fields.set("Content-Type", std::string(fk_codec::kJsonContentType));
  request.fields.set("Accept", std::string(fk_codec::kJsonContentType));
  request.body = lefi.json;
  return request;
}

SourceOutcome<SourceDocuments> fk_document(const http::Response& response) {
  constexpr int kOk = 200;
  constexpr int kFirstError = 400;
  if (response.status >= kFirstError) {
    return source_said_no("HTTP status " + std::to_string(response.status));
  }
  if (response.status != kOk) {
    return aggregator_failure(contract::FaultCode::source_unparsable,
                              "HTTP status " + std::to_string(response.status));
  }
  if (const auto sound = json::check_well_formed(response.body); !sound) {
    return aggregator_failure(sound.error().code == Errc::too_large
                                  ? contract::FaultCode::source_too_large
                                  : contract::FaultCode::source_unparsable,
                              "the body is no JSON that can be read");
  }
  return SourceDocuments{.outer = response.body, .inner = std::nullopt};
}

SourceOutcome<contract::SourceData> fk_decode_answer(const http::Response& response,
                                                     const contract::Question& question) {
  auto documents = fk_document(response);
  if (!documents) return documents.error();
  switch (lefi_answer_subject(documents->outer, question.general.person)) {
    case LefiSubject::other:
      return aggregator_failure(contract::FaultCode::source_wrong_person,
                                "generellPersoninformation names another person");
    case LefiSubject::unreadable:
      return aggregator_failure(contract::FaultCode::source_schema_invalid,
                                "the body is no JSON object");
    case LefiSubject::same:
      break;
  }
  return contract::SourceData{.document = std::move(documents->outer)};
}

http::Request fk_encode_ping(const PingCaller& caller) {
  http::Request request;
  request.method = "GET";
  request.target = fk_codec::target_of(kLefiVersion, caller.aktorsid, fk_codec::Resource::types);
  request.fields.set("Accept", std::string(fk_codec::kJsonContentType));
  return request;
}

Result<SourceAsk> fk_decode_request(const http::Request& request) {
  using fk_codec::Resource;
  const auto target = fk_codec::parse_target(request.target);
  if (!target) return fail(Errc::unsupported, "Adressen finns inte");
  if (target->version != kLefiVersion) return fail(Errc::unsupported, "LEFI-versionen finns inte");
  const bool types = target->resource == Resource::types;
  if (request.method != (types ? "GET" : "POST")) {
    return fail(Errc::unsupported, "Metoden stöds inte");
  }
  SourceAsk ask;
  ask.ping = types;
  ask.aktorsid = target->aktorsid;
  ask.version = target->version;
  if (types) return ask;
  const auto question = read_lefi_question(request.body);
  if (!question) return question.error();
  set_person(ask, question->person);
  ask.period = question->period;
  ask.payload = request.body;
  return ask;
}

Result<http::Response> fk_encode_answer(const SourceAsk& ask, std::string_view fixture_document) {
  auto body = filter_lefi_answer(fixture_document, ask.payload, ask.person);
  if (!body) return body.error();
  return fk_codec::json_response(200, std::move(*body));
}

http::Response fk_encode_ping_answer() {
  return fk_codec::json_response(200, lefi_all_types());
}

http::Response fk_encode_fault(const SourceFaultText& text) {
  return fk_codec::json_response(text.status, lefi_error(text.text));
}

}  // namespace provbank::wire
