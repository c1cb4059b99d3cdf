#include "harness/world/kommun_answers.hpp"

#include "reference-impl/kommun/client.hpp"
#include "reference-impl/kommun/question_builder.hpp"
#include "reference-impl/wire/ssbt.hpp"

namespace provbank::world {
namespace {

constexpr std::size_t kEnormousBytes = 24U << 20U;
constexpr std::string_view kEndOfBody = "</";

http::Response text_response(int status, const std::string& type, std::string body) {
  http::Response response;
  response.status = status;
  response.fields.set("Content-Type", type);
  response.body = std::move(body);
  return response;
}

}  // namespace

bool is_canned(std::string_view how) {
  return how == "none" || how == "fault" || how == "http-500" || how == "not-xml" ||
         how == "empty" || how == "shs-error";
}

http::Response spoiled(std::string_view how, http::Response right) {
  const std::string xml(wire::kSoapContentType);
  if (how == "fault") {
    return text_response(500, xml,
                         wire::encode_fault(contract::make_fault(contract::FaultCode::internal),
                                            wire::Operation::hamta));
  }
  if (how == "none") {
    http::Response silence;
    silence.delivery.never = true;
    return silence;
  }
  if (how == "http-500" || how == "shs-error")
    return text_response(500, "text/plain", "Internal Server Error");
  if (how == "not-xml") return text_response(200, xml, "Tjänsten är tillfälligt stängd.");
  if (how == "empty") return text_response(200, xml, "");
  if (how == "truncated") {
    right.body.resize(right.body.size() / 2);
    right.fields.erase("Content-Length");
  }
  if (how == "enormous") {
    // White space before the last end tag: the same answer, and a great deal of it.
    const auto end = right.body.rfind(kEndOfBody);
    if (end != std::string::npos) right.body.insert(end, kEnormousBytes, ' ');
    right.fields.erase("Content-Length");
  }
  return right;
}

http::Request about_another(const http::Request& request, const contract::PersonIdentity& other,
                            const contract::Kommun& kommun) {
  const auto decoded = wire::decode_request(request.body);
  if (!decoded) return request;
  const auto* hamta = std::get_if<wire::HamtaRequest>(&*decoded);
  if (hamta == nullptr) return request;
  contract::Question question = hamta->question;
  question.general.person = other;
  if (const auto fk = question.asked.find(contract::Source::fk);
      fk != question.asked.end() && fk->second.lefi) {
    fk->second.lefi->json = kommun::lefi_question(other, question.general.period);
    fk->second.lefi->aktorsid = kommun.aktorsid;
  }
  http::Request out = request;
  out.body = wire::encode_question(question);
  out.fields.erase("Content-Length");
  return out;
}

}  // namespace provbank::world
