#include "harness/world/played_shs_door.hpp"

#include <utility>

#include "contract/shs.hpp"
#include "reference-impl/aggregator/shs_door.hpp"
#include "reference-impl/kommun/client.hpp"
#include "reference-impl/wire/shs/address.hpp"
#include "reference-impl/wire/soap.hpp"

namespace provbank::world {
namespace {

using evidence::ShsAsking;
using wire::shs::ShsError;
using wire::shs::TransferType;

constexpr int kOk = 200;
constexpr int kReceived = 202;

/// Only HTTP can say it, or keep silent like that.
bool is_of_http(const http::Response& response) {
  return response.delivery.never ||
         (response.status != kOk &&
          response.fields.find("Content-Type") != std::string(wire::kSoapContentType));
}

/// Of an answer, after what it answers.
std::string mail_name(const std::string& corr_id, const std::string& content_id) {
  return corr_id + " " + content_id.substr(0, evidence::kShsContentIdMax);
}

}  // namespace

PlayedShsDoor::PlayedShsDoor(const net::asio::any_io_executor& executor,
                             evidence::Recorder& recorder, Bench bench)
    : recorder_(recorder), bench_(std::move(bench)), closed_(executor) {}

shs::LocalService PlayedShsDoor::service() {
  return [this](shs::Delivery delivery) { return take(delivery); };
}

bool PlayedShsDoor::serves(std::string_view target) {
  return target.starts_with(std::string(contract::kShsBase) + "/");
}

net::awaitable<http::Response> PlayedShsDoor::handle(http::Request request, net::Peer peer,
                                                     const net::HttpHandler& node,
                                                     std::string party) {
  const auto asking = evidence::shs_asking(request.method, request.target);
  evidence::ExchangeStart start;
  start.leg = evidence::Leg::shs;
  start.party = std::move(party);
  if (peer.certificate) start.caller_organisation = peer.certificate->organisation_number;
  const std::size_t ticket = recorder_.begin(std::move(start), request);
  const std::string message = asking.what == ShsAsking::What::message ? request.body : "";
  auto response = co_await node(std::move(request), peer);
  if (asking.what == ShsAsking::What::message) spoil(message, response);
  if (response.delivery.reset_after_bytes) {
    recorder_.finish(ticket, fail(Errc::reset, "the bench broke the connection on purpose"));
    co_return response;
  }
  recorder_.finish(ticket, response);
  if (asking.what == ShsAsking::What::fetch && response.status == kOk)
    hand_out(asking, ticket, response);
  if (asking.what == ShsAsking::What::acknowledge && response.status == kOk) {
    if (const auto mail = fetched_.find(asking.tx_id); mail != fetched_.end())
      bench_.mail(mail->second, Mail::acknowledged);
  }
  co_return response;
}

void PlayedShsDoor::hand_out(const ShsAsking& fetch, std::size_t ticket, http::Response& response) {
  const auto label = evidence::scan_shs_label(response.body);
  if (!label) return;
  const std::string mail = mail_name(label->corr_id, label->content_id);
  fetched_.insert_or_assign(fetch.tx_id, mail);
  bench_.mail(mail, Mail::fetched);
  response.delivery.on_failure = [this, ticket, mail,
                                  puts_back = std::move(response.delivery.on_failure)] {
    if (puts_back) puts_back();
    recorder_.finish(ticket, fail(Errc::reset, "the connection broke while it was sent"));
    bench_.mail(mail, Mail::returned);
  };
}

void PlayedShsDoor::spoil(const std::string& message, http::Response& response) {
  if (const auto label = evidence::scan_shs_label(message)) {
    if (auto instead = instead_.extract(wire::shs::lower_case(label->tx_id)))
      response = std::move(instead.mapped());
  }
  const bool taken = response.status == kReceived &&
                     response.fields.find("X-shs-duplicatemsg") == std::string("no");
  if (taken && bench_.loses_receipt(message)) response.delivery.reset_after_bytes = 0;
}

net::awaitable<shs::OrShsError<PlayedShsDoor::Parts>> PlayedShsDoor::take(shs::Delivery delivery) {
  const auto& label = delivery.message.label;
  if (auto fits = aggregator::check_status(label, contract::kShsQuestionTest); !fits)
    co_return fits.error();
  const bool synch = label.transfer_type == TransferType::synch;
  auto question = kommun::make_request(delivery.message.parts.front().content);
  net::Peer peer;
  peer.certificate = delivery.sender;
  std::string mail = synch ? std::string() : mail_name(label.corr_id, label.content_id);
  auto answer = co_await bench_.answer(std::move(question), std::move(peer), std::move(mail));
  const bool silent = answer.response.delivery.never;
  const bool carried = !answer.told_by_node && !is_of_http(answer.response);
  if (carried) {
    Parts parts;
    parts.push_back(aggregator::answer_part(std::move(answer.response.body)));
    co_return parts;
  }
  if (!answer.told_by_node && synch)
    instead_.insert_or_assign(wire::shs::lower_case(label.tx_id), std::move(answer.response));
  if (silent && !synch) co_await closed_.wait();
  co_return ShsError{wire::shs::ErrorCode::missing_delivery_execution,
                     "the service behind the node does not answer"};
}

void PlayedShsDoor::close() {
  closed_.set();
}

}  // namespace provbank::world
