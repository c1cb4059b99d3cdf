#include "reference-impl/aggregator/shs_door.hpp"

#include <fmt/format.h>

#include <utility>

#include "platform/base/wipe.hpp"
#include "reference-impl/aggregator/reply.hpp"
#include "reference-impl/wire/shs/address.hpp"

namespace provbank::aggregator {

using wire::shs::DataPart;
using wire::shs::ErrorCode;
using wire::shs::ShsError;

DataPart answer_part(std::string soap) {
  return {.media_type = "application/xml",
          .charset = "UTF-8",
          .filename = "svar.xml",
          .encoding = wire::shs::TransferEncoding::base64,
          .content = std::move(soap)};
}

shs::OrShsError<void> check_status(const wire::shs::Label& label, std::string_view product_test) {
  const bool test = label.status == wire::shs::Status::test;
  if (test == (wire::shs::lower_case(label.product) == wire::shs::lower_case(product_test)))
    return {};
  return ShsError{ErrorCode::illegal_product_type,
                  "product: test messages and production messages have one each"};
}

ShsDoor::ShsDoor(Service& service, const Intake& intake, EventLog& log, time::Clock& clock,
                 const AggregatorConfig& config)
    : service_(service),
      intake_(intake),
      log_(log),
      product_test_(config.shs->product_test),
      id_prefix_(time::to_iso8601(clock.wall_now())),
      node_(clock, config.shs->rng, settings(config)) {}

shs::NodeSettings ShsDoor::settings(const AggregatorConfig& config) {
  const ShsSettings& shs = *config.shs;
  shs::NodeSettings made;
  made.organisation = config.organisations.driftspart.wire();
  made.common_name = config.organisations.driftspart_namn;
  made.node_id = shs.node_id;
  made.base = shs.base;
  made.mail_folder = shs.mail_folder;
  made.mail_kept = shs.mail_kept;
  made.message.message_bytes = config.limits.body_bytes;
  made.message.part_bytes = config.limits.body_bytes;
  // Who comes when there is no room is told so by the service, whatever the door.
  constexpr std::size_t kWaitingForOneAnswered = 5;
  made.asynch_at_a_time = config.levels.concurrent_max * kWaitingForOneAnswered;
  made.calendar = std::make_shared<contract::Calendar>(
      contract::Calendar::create(config.levels.opening_hours).value());
  made.agreements = shs.agreements;
  made.directory = shs.directory;
  shs::LocalService service = [this](shs::Delivery delivery) { return answer(delivery); };
  if (shs.around_service) service = shs.around_service(std::move(service));
  for (const auto& product : {shs.product_production, shs.product_test})
    made.services[wire::shs::lower_case(product)] = service;
  made.forward = shs.forward;
  made.journal = [this](shs::NodeEvent event) { return note(std::move(event)); };
  return made;
}

awaitable<shs::OrShsError<ShsDoor::Parts>> ShsDoor::answer(shs::Delivery delivery) {
  if (auto fits = check_status(delivery.message.label, product_test_); !fits)
    co_return fits.error();
  std::string& question = delivery.message.parts.front().content;
  Visit visit{.caller = delivery.sender, .arrived = delivery.arrived, .read = [&] {
                return intake_.read_soap(question);
              }};
  auto soap = co_await service_.answer(std::move(visit));
  wipe(question);
  Parts parts;
  parts.push_back(answer_part(soap ? std::move(*soap) : fault_of(soap.error())));
  co_return parts;
}

awaitable<bool> ShsDoor::note(shs::NodeEvent event) {
  auto events = service_.journal().noticed(event, fmt::format("{}-shs-{}", id_prefix_, ++notes_));
  const auto logged = co_await log_.append(std::move(events));
  co_return logged.has_value();
}

}  // namespace provbank::aggregator
