#include "reference-impl/shs/ground.hpp"

#include "contract/civil_time.hpp"
#include "platform/base/wipe.hpp"
#include "reference-impl/shs/organisation.hpp"

namespace provbank::shs {

std::string Ground::local_time(time::WallTime instant) const {
  return contract::swedish_timestamp(instant, *settings.calendar);
}

Day Ground::today() const {
  return Day(settings.calendar->day_of(clock.wall_now()));
}

http::Response plain(int status, std::string text) {
  http::Response response;
  response.status = status;
  response.fields.set("Content-Type", "text/plain; charset=utf-8");
  response.fields.set("Cache-Control", "no-store");
  response.body = std::move(text);
  return response;
}

http::Response refusal(const wire::shs::ShsError& error) {
  constexpr int kBadRequest = 400;
  const std::string code(to_string(error.code));
  auto response = plain(kBadRequest, code + ": " + error.info + "\n");
  response.fields.set("X-shs-errorcode", code);
  return response;
}

http::Response come_again(std::string text) {
  constexpr int kUnavailable = 503;
  auto response = plain(kUnavailable, std::move(text));
  response.fields.set("Retry-After", "30");
  return response;
}

NodeEvent event_about(NodeEvent::What what, const wire::shs::Label& label) {
  NodeEvent event{.what = what, .tx_id = label.tx_id, .corr_id = label.corr_id};
  if (label.from) event.address = label.from->address;
  return event;
}

std::string caller_of(const std::optional<crypto::Certificate>& certificate) {
  return certificate ? organisation_in(certificate->organisation_number) : std::string();
}

void purge(wire::shs::Message& message) noexcept {
  for (auto& part : message.parts) wipe(part.content);
  wipe(message.label.subject);
  for (auto& meta : message.label.meta) wipe(meta.text);
}

std::string_view to_string(NodeEvent::What what) {
  using What = NodeEvent::What;
  switch (what) {
    case What::received:
      return "received";
    case What::duplicate:
      return "duplicate";
    case What::forwarded:
      return "forwarded";
    case What::stored:
      return "stored";
    case What::listed:
      return "listed";
    case What::fetched:
      return "fetched";
    case What::acknowledged:
      return "acknowledged";
    case What::confirmed:
      return "confirmed";
    case What::expired:
      return "expired";
    case What::refused:
      return "refused";
    case What::quarantined:
      return "quarantined";
  }
  return "";
}

}  // namespace provbank::shs
