#include "reference-impl/shs/receive_service.hpp"

#include <utility>

#include "platform/base/wipe.hpp"
#include "reference-impl/shs/organisation.hpp"
#include "reference-impl/shs/routing.hpp"
#include "reference-impl/wire/shs/management.hpp"

namespace provbank::shs {

using wire::shs::ErrorCode;
using wire::shs::Label;
using wire::shs::Message;
using wire::shs::SequenceType;
using wire::shs::ShsError;
using wire::shs::TransferType;
using What = NodeEvent::What;

namespace {

constexpr const char* kNotTaken = "The node cannot keep its log and takes no messages.\n";

http::Response message_response(std::string body) {
  http::Response response;
  response.fields.set("Content-Type", std::string(wire::shs::kMessageContentType));
  response.fields.set("Cache-Control", "no-store");
  response.body = std::move(body);
  return response;
}

}  // namespace

awaitable<http::Response> ReceiveService::receive(http::Request request, const net::Peer& peer) {
  const WipeOnExit forget(request.body);
  const auto arrived = ground_.clock.now();
  auto label = wire::shs::scan_label(request.body);
  if (!label) co_return co_await refuse(label.error(), nullptr, peer);
  if (auto right = wire::shs::check_label(*label); !right)
    co_return co_await refuse(right.error(), &*label, peer);
  if (auto sender = check_sender(*label, peer.certificate); !sender)
    co_return co_await refuse(sender.error(), &*label, peer);
  if (label->transfer_type == TransferType::synch)
    co_return co_await synch(std::move(*label), request.body, peer, arrived);
  co_return co_await asynch(std::move(*label), request.body, peer, arrived);
}

awaitable<http::Response> ReceiveService::refuse(ShsError error, const Label* label,
                                                 const net::Peer& peer) {
  NodeEvent event =
      label == nullptr ? NodeEvent{.what = What::refused} : event_about(What::refused, *label);
  event.caller = caller_of(peer.certificate);
  event.error_code = to_string(error.code);
  event.peer = peer.address;
  if (!co_await ground_.note(std::move(event))) co_return come_again(kNotTaken);
  co_return refusal(error);
}

awaitable<http::Response> ReceiveService::synch(Label label, const std::string& body,
                                                const net::Peer& peer, time::TimePoint arrived) {
  const Label as_sent = label;
  auto answered = co_await answer(std::move(label), body, peer, arrived);
  if (!answered) co_return co_await refuse(answered.error(), &as_sent, peer);
  co_return std::move(*answered);
}

awaitable<OrShsError<http::Response>> ReceiveService::answer(Label label, const std::string& body,
                                                             const net::Peer& peer,
                                                             time::TimePoint arrived) {
  if (auto passed = co_await vet(ground_, label); !passed) co_return passed.error();
  auto message = wire::shs::read_message(body, ground_.settings.message);
  if (!message) co_return message.error();
  const PurgeOnExit forget(*message);
  if (!is_for_us(ground_, label)) {
    auto passed_on = co_await forward(ground_, label, body, false);
    if (!passed_on) co_return passed_on.error();
    if (!co_await ground_.note(event_about(What::forwarded, label)))
      co_return come_again(kNotTaken);
    co_return message_response(std::move(passed_on->body));
  }
  message->label = std::move(label);
  const Delivery delivery{*message, peer.certificate, arrived};
  auto reply = co_await serve(delivery);
  if (!reply) co_return reply.error();
  const PurgeOnExit forget_reply(*reply);
  co_return message_response(wire::shs::write_message(*reply));
}

/// What the service of the product answers, as a message with the request's own ids.
awaitable<OrShsError<Message>> ReceiveService::serve(Delivery delivery) {
  const Label request = delivery.message.label;
  const auto service = ground_.settings.services.find(wire::shs::lower_case(request.product));
  if (service == ground_.settings.services.end())
    co_return ShsError{ErrorCode::missing_delivery_address,
                       "nothing at this node takes messages of the product"};
  const auto* product = ground_.settings.agreements->product(request.product);
  if (auto parts = check_parts(delivery.message, *product); !parts) co_return parts.error();
  auto parts = co_await service->second(delivery);
  if (!parts) co_return parts.error();
  Message reply;
  reply.label = answer_label(request, SequenceType::reply, ground_.local_time());
  if (reply.label.from->common_name.empty())
    reply.label.from->common_name = ground_.settings.common_name;
  for (const auto& part : *parts) {
    const auto& described = product->reply_data.empty() ? product->data : product->reply_data;
    reply.label.data.push_back({.datapart_type = described.front().datapart_type,
                                .filename = part.filename,
                                .bytes = part.content.size()});
  }
  reply.parts = std::move(*parts);
  co_return reply;
}

awaitable<http::Response> ReceiveService::asynch(Label scanned, const std::string& body,
                                                 const net::Peer& peer, time::TimePoint arrived) {
  auto message = wire::shs::read_message(body, ground_.settings.message);
  if (!message) co_return co_await refuse(message.error(), &scanned, peer);
  const PurgeOnExit forget(*message);
  const Label label = message->label;
  const std::string now = ground_.local_time();
  const auto known = known_.find(label.tx_id);
  const bool duplicate = known != known_.end();
  const std::string first = duplicate ? known->second : now;
  if (!duplicate && jobs_.size() >= ground_.settings.asynch_at_a_time)
    co_return come_again("The node has as many messages under way as it can take.\n");

  auto event = event_about(duplicate ? What::duplicate : What::received, label);
  event.caller = caller_of(peer.certificate);
  if (!co_await ground_.note(std::move(event))) co_return come_again(kNotTaken);

  constexpr int kAccepted = 202;
  auto receipt = plain(kAccepted, label.tx_id);
  receipt.fields.set("X-shs-txid", label.tx_id);
  receipt.fields.set("X-shs-corrid", label.corr_id);
  receipt.fields.set("X-shs-contentid", label.content_id);
  receipt.fields.set("X-shs-nodeid", ground_.settings.node_id);
  receipt.fields.set("X-shs-arrivaldate", first);
  // The same message may have come a second time while the first was being put on record.
  const bool news = !duplicate && know(label.tx_id, now);
  receipt.fields.set("X-shs-duplicatemsg", news ? "no" : "yes");
  if (!news) co_return receipt;
  receipt.fields.set("X-shs-localid", ground_.new_uuid());
  message->label.history.push_back({.node_id = ground_.settings.node_id,
                                    .content_id = label.content_id,
                                    .tx_id = label.tx_id,
                                    .to = label.to ? label.to->address : std::string(),
                                    .local_id = label.tx_id,
                                    .agreement = label.agreement,
                                    .datetime = now,
                                    .comment = "Received"});
  enqueue({std::move(*message), peer.certificate, arrived});
  co_return receipt;
}

/// False when it was known already.
bool ReceiveService::know(const std::string& tx_id, const std::string& arrived) {
  if (!known_.emplace(tx_id, arrived).second) return false;
  known_in_order_.push_back(tx_id);
  if (known_in_order_.size() > ground_.settings.known_tx_ids) {
    known_.erase(known_in_order_.front());
    known_in_order_.pop_front();
  }
  return true;
}

void ReceiveService::take(Message message) {
  enqueue({std::move(message), std::nullopt, ground_.clock.now()});
}

void ReceiveService::enqueue(Job job) {
  waiting_.push_back(jobs_.insert(jobs_.end(), std::move(job)));
  ground_.notify();
}

void ReceiveService::stop() {
  stopped_ = true;
  ground_.notify();
}

awaitable<void> ReceiveService::run() {
  const auto work = [this](net::TaskGroup& group) -> awaitable<void> {
    while (!stopped_ || !jobs_.empty()) {
      for (; !waiting_.empty(); waiting_.pop_front()) group.spawn(handle(waiting_.front()));
      if (!stopped_ || !jobs_.empty()) co_await ground_.changed->wait();
    }
  };
  co_await net::with_task_group(work);
}

awaitable<void> ReceiveService::handle(std::list<Job>::iterator job) {
  const Label label = job->message.label;
  auto done = co_await carry_out(*job);
  if (!done) co_await quarantine(label, done.error());
  purge(job->message);
  jobs_.erase(job);
  ground_.notify();
}

awaitable<OrShsError<void>> ReceiveService::carry_out(Job& job) {
  Label& label = job.message.label;
  if (auto passed = co_await vet(ground_, label); !passed) co_return passed.error();
  if (!is_for_us(ground_, label)) co_return co_await send(job.message);
  if (label.sequence_type == SequenceType::adm) {
    // About a message that was ours, of which nothing is kept but the log.
    static_cast<void>(co_await ground_.note(event_about(What::confirmed, label)));
    co_return OrShsError<void>();
  }
  const Delivery delivery{job.message, job.sender, job.arrived};
  auto reply = co_await serve(delivery);
  if (!reply) co_return reply.error();
  reply->label.tx_id = ground_.new_uuid();
  co_return co_await send(std::move(*reply));
}

/// To the receiver's node when the directory names one, else into the receiver's mailbox here.
awaitable<OrShsError<void>> ReceiveService::send(Message message) {
  const PurgeOnExit forget(message);
  const Label label = message.label;
  auto forwarded = co_await forward(ground_, label, wire::shs::write_message(message), true);
  if (forwarded) {
    static_cast<void>(co_await ground_.note(event_about(What::forwarded, label)));
    co_return OrShsError<void>();
  }
  // Only what this node's owner has to say waits here: others have their own nodes.
  const bool ours =
      label.from && same_organisation(label.from->address, ground_.settings.organisation);
  if (!ours) co_return forwarded.error();
  if (auto stored = ground_.mailbox.put(label, wire::shs::write_message(message)); !stored)
    co_return ShsError{ErrorCode::missing_delivery_execution, stored.error().detail};
  static_cast<void>(co_await ground_.note(event_about(What::stored, label)));
  ground_.notify();
  co_return OrShsError<void>();
}

awaitable<void> ReceiveService::quarantine(const Label& label, ShsError error) {
  auto event = event_about(What::quarantined, label);
  event.error_code = to_string(error.code);
  static_cast<void>(co_await ground_.note(std::move(event)));
  if (label.sequence_type == SequenceType::adm || !label.from) co_return;
  auto told = wire::shs::error_about(label, error, ground_.new_uuid(), ground_.local_time());
  // The node speaks for itself: what was refused may have been meant for anybody.
  told.label.from = {.address = ground_.settings.organisation,
                     .common_name = ground_.settings.common_name};
  static_cast<void>(co_await send(std::move(told)));
}

}  // namespace provbank::shs
