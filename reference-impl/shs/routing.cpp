#include "reference-impl/shs/routing.hpp"

#include <algorithm>

#include "platform/base/wipe.hpp"
#include "platform/http/ascii.hpp"
#include "reference-impl/shs/organisation.hpp"

namespace provbank::shs {

using wire::shs::Actor;
using wire::shs::ErrorCode;
using wire::shs::Label;
using wire::shs::SequenceType;
using wire::shs::ShsError;
using wire::shs::TransferType;

namespace {

ShsError directory_trouble(const Error& error) {
  return {ErrorCode::other_error, "the directory: " + std::string(to_string(error.code))};
}

/// The organisation is in the directory; its name where the label has none.
awaitable<OrShsError<void>> know(const Ground& ground, Actor& actor, ErrorCode unknown,
                                 std::string_view role) {
  auto name = co_await ground.settings.directory->organisation(organisation_in(actor.address));
  if (!name) co_return directory_trouble(name.error());
  if (!*name) co_return ShsError{unknown, "the " + std::string(role) + " is not in the directory"};
  if (actor.common_name.empty()) actor.common_name = **name;
  co_return OrShsError<void>();
}

OrShsError<void> check_addresses(const Ground& ground, const Label& label) {
  if (organisation_in(label.to->address).empty())
    return ShsError{ErrorCode::illegal_receiver, "to: not an organisation number"};
  if (label.originator && organisation_in(label.originator->address).empty())
    return ShsError{ErrorCode::illegal_originator, "originator: not an organisation number"};
  if (!label.end_recipient) return {};
  const auto& last = label.end_recipient->address;
  if (organisation_in(last).empty())
    return ShsError{ErrorCode::illegal_end_recipient, "end-recipient: not an organisation number"};
  // Nobody stands behind us for whom we would take messages.
  if (is_for_us(ground, label) && !same_organisation(last, label.to->address))
    return ShsError{ErrorCode::illegal_end_recipient,
                    "end-recipient: not the receiver, who takes messages for itself alone"};
  return {};
}

OrShsError<void> check_product(const Ground& ground, const Label& label) {
  if (label.sequence_type == SequenceType::adm) return {};
  if (!wire::shs::is_uuid(label.product))
    return ShsError{ErrorCode::illegal_product_type,
                    "product: reserved for messages of sequence type adm"};
  if (ground.settings.agreements->product(label.product) == nullptr)
    return ShsError{ErrorCode::unknown_product_type, "product: no such product type"};
  return {};
}

}  // namespace

bool is_for_us(const Ground& ground, const Label& label) {
  return label.to && same_organisation(label.to->address, ground.settings.organisation);
}

OrShsError<void> check_sender(const Label& label,
                              const std::optional<crypto::Certificate>& certificate) {
  if (!label.from) return ShsError{ErrorCode::illegal_sender, "from: missing"};
  const auto sender = organisation_in(label.from->address);
  if (sender.empty())
    return ShsError{ErrorCode::illegal_sender, "from: not an organisation number"};
  const auto caller = caller_of(certificate);
  if (caller.empty())
    return ShsError{ErrorCode::illegal_sender,
                    "from: nobody can be told to be it without a client certificate"};
  if (caller != sender)
    return ShsError{ErrorCode::illegal_sender,
                    "from: not the organisation of the client certificate"};
  return {};
}

awaitable<OrShsError<void>> vet(const Ground& ground, Label& label) {
  if (!label.to && label.transfer_type == TransferType::asynch) {
    auto receiver = ground.settings.agreements->receiver_of(label, ground.today());
    if (!receiver) co_return receiver.error();
    label.to = Actor{.address = std::move(*receiver)};
  }
  if (!label.to) co_return ShsError{ErrorCode::unknown_receiver, "to: missing"};
  if (auto addresses = check_addresses(ground, label); !addresses) co_return addresses.error();
  if (auto known = co_await know(ground, *label.from, ErrorCode::unknown_sender, "sender"); !known)
    co_return known.error();
  if (auto known = co_await know(ground, *label.to, ErrorCode::unknown_receiver, "receiver");
      !known)
    co_return known.error();
  if (auto product = check_product(ground, label); !product) co_return product.error();
  auto offered = co_await ground.settings.directory->agreements(organisation_in(label.to->address));
  if (!offered) co_return directory_trouble(offered.error());
  co_return ground.settings.agreements->permit(label, *offered, ground.today());
}

OrShsError<void> check_parts(const wire::shs::Message& message,
                             const wire::shs::ProductType& product) {
  const auto illegal = [](std::string info) {
    return ShsError{ErrorCode::illegal_datapart_content, std::move(info)};
  };
  for (std::size_t i = 0; i < message.parts.size(); ++i) {
    const auto& entry = message.label.data[i];
    const auto place = "data part " + std::to_string(i + 1) + ": ";
    if (entry.bytes && *entry.bytes != message.parts[i].content.size())
      return illegal(place + "not as many bytes as no-of-bytes says");
    const bool known = std::ranges::any_of(product.data, [&](const auto& one) {
      return http::equals_ignoring_case(one.datapart_type, entry.datapart_type);
    });
    if (!known) return illegal(place + "a datapartType that the product type does not have");
  }
  for (const auto& wanted : product.data) {
    const auto count = std::ranges::count_if(message.label.data, [&](const auto& entry) {
      return http::equals_ignoring_case(wanted.datapart_type, entry.datapart_type);
    });
    if (count < static_cast<std::ptrdiff_t>(wanted.min_occurs) ||
        count > static_cast<std::ptrdiff_t>(wanted.max_occurs))
      return illegal("not as many data parts of datapartType " + wanted.datapart_type +
                     " as the product type says");
  }
  return {};
}

awaitable<OrShsError<http::Response>> forward(const Ground& ground, const Label& label,
                                              std::string message, bool patient) {
  const WipeOnExit forget(message);
  constexpr int kTries = 5;
  auto url = co_await ground.settings.directory->address(organisation_in(label.to->address),
                                                         label.product);
  if (!url) co_return directory_trouble(url.error());
  if (!*url || !ground.settings.forward)
    co_return ShsError{ErrorCode::missing_delivery_address,
                       "the directory has no address of the receiver for the product"};
  time::Duration pause = std::chrono::seconds(1);
  for (int left = patient ? kTries : 0;; --left, pause *= 2) {
    auto response = co_await ground.settings.forward(**url, message);
    if (response && response->status / 100 == 2) co_return std::move(*response);
    if (response)
      co_return ShsError{ErrorCode::missing_delivery_execution,
                         "the receiver's node answered " + std::to_string(response->status)};
    if (left == 0)
      co_return ShsError{ErrorCode::missing_delivery_execution,
                         "the receiver's node could not be reached: " +
                             std::string(to_string(response.error().code))};
    co_await time::sleep_for(ground.clock, pause);
  }
}

}  // namespace provbank::shs
