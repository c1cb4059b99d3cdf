#include "reference-impl/shs/delivery_service.hpp"

#include "platform/base/wipe.hpp"
#include "reference-impl/shs/mail_filter.hpp"
#include "reference-impl/shs/organisation.hpp"
#include "reference-impl/wire/shs/management.hpp"
#include "reference-impl/wire/shs/message_list.hpp"

namespace provbank::shs {

using What = NodeEvent::What;

namespace {

constexpr int kBadRequest = 400;
constexpr int kForbidden = 403;
constexpr int kNotFound = 404;
constexpr int kMethodNotAllowed = 405;
constexpr const char* kNotHandedOut = "The node cannot keep its log and hands out no messages.\n";

http::Response not_there() {
  return plain(kNotFound, "No such message waits for that address.\n");
}

}  // namespace

awaitable<http::Response> DeliveryService::deliver(const http::Request& request,
                                                   const http::Target& target,
                                                   std::vector<std::string> where,
                                                   const net::Peer& peer) {
  if (!where.empty() && where.back().empty()) where.pop_back();
  if (where.empty() || where.size() > 2)
    co_return plain(kBadRequest, "The path must name an address, and may name one message.\n");
  std::string address = wire::shs::from_urn(where.front());
  NodeEvent event{.what = What::refused,
                  .caller = caller_of(peer.certificate),
                  .address = address,
                  .peer = peer.address};
  if (event.caller.empty() || event.caller != organisation_in(address)) {
    if (!co_await ground_.note(event)) co_return come_again(kNotHandedOut);
    co_return plain(kForbidden, "The client certificate is not that of the mailbox's owner.\n");
  }
  const bool one = where.size() == 2 && wire::shs::is_uuid(where[1]);
  std::string second = where.size() == 2 ? std::move(where[1]) : std::string();
  if (request.method == "GET") {
    if (one) co_return co_await fetch(std::move(address), wire::shs::lower_case(second), event);
    auto product = wire::shs::from_urn(second);
    co_return co_await list(std::move(address), target, std::move(product), event);
  }
  if (request.method == "POST") {
    const auto* action = target.find("action");
    if (!one || action == nullptr || *action != "ack")
      co_return plain(kBadRequest, "A POST must name one message, and action=ack.\n");
    co_return co_await acknowledge(std::move(address), wire::shs::lower_case(second), event);
  }
  auto refused = plain(kMethodNotAllowed, "GET or POST.\n");
  refused.fields.set("Allow", "GET, POST");
  co_return refused;
}

awaitable<http::Response> DeliveryService::list(std::string address, const http::Target& target,
                                                std::string product, NodeEvent event) {
  std::vector<Candidate> candidates;
  for (const Mail* mail : ground_.mailbox.waiting(address))
    candidates.push_back({mail, ground_.local_time(mail->arrived)});
  const auto selected = select(std::move(candidates), target, product);
  if (!selected) co_return plain(kBadRequest, selected.error().detail + "\n");
  std::vector<wire::shs::ListedMessage> messages;
  for (const Mail* mail : *selected) messages.push_back(wire::shs::listed(mail->label, mail->size));
  event.what = What::listed;
  if (!co_await ground_.note(std::move(event))) co_return come_again(kNotHandedOut);
  http::Response response;
  response.fields.set("Content-Type", "application/xml; charset=ISO-8859-1");
  response.fields.set("Cache-Control", "no-store");
  response.body = wire::shs::write_message_list(messages);
  co_return response;
}

awaitable<http::Response> DeliveryService::fetch(std::string address, std::string tx_id,
                                                 NodeEvent event) {
  auto message = ground_.mailbox.fetch(address, tx_id);
  if (!message) co_return not_there();
  event.what = What::fetched;
  event.tx_id = tx_id;
  if (!co_await ground_.note(std::move(event))) {
    wipe(*message);
    ground_.mailbox.put_back(address, tx_id);
    co_return come_again(kNotHandedOut);
  }
  http::Response response;
  response.fields.set("Content-Type", std::string(wire::shs::kMessageContentType));
  response.fields.set("Cache-Control", "no-store");
  response.body = std::move(*message);
  response.delivery.on_failure = [&mailbox = ground_.mailbox, address, tx_id] {
    mailbox.put_back(address, tx_id);
  };
  co_return response;
}

awaitable<http::Response> DeliveryService::acknowledge(std::string address, std::string tx_id,
                                                       NodeEvent event) {
  const Mail* mail = ground_.mailbox.find(address, tx_id);
  if (mail == nullptr) co_return not_there();
  const auto label = mail->label;
  event.what = What::acknowledged;
  event.tx_id = tx_id;
  if (!co_await ground_.note(std::move(event))) co_return come_again(kNotHandedOut);
  const auto first = ground_.mailbox.acknowledge(address, tx_id);
  if (!first) co_return not_there();
  if (*first && label.sequence_type != wire::shs::SequenceType::adm)
    receive_.take(wire::shs::confirmation_of(label, ground_.new_uuid(), ground_.local_time()));
  co_return plain(200, "OK");
}

}  // namespace provbank::shs
