#include "reference-impl/kommun/shs_client.hpp"

#include <fmt/format.h>

#include <utility>

#include "contract/civil_time.hpp"
#include "platform/http/target.hpp"
#include "reference-impl/wire/shs/address.hpp"
#include "reference-impl/wire/shs/management.hpp"
#include "reference-impl/wire/soap.hpp"

namespace provbank::kommun {

using wire::shs::Message;
using wire::shs::SequenceType;
using wire::shs::TransferType;

namespace {

constexpr int kOk = 200;
constexpr int kUnavailable = 503;

bool is_success(const http::Response& response) {
  return response.status / 100 == 2;
}

Error refused(const http::Response& response) {
  if (response.status == kUnavailable)
    return fail(Errc::unavailable, "the SHS node asks to come again later");
  const auto code = response.fields.find("X-shs-errorcode");
  return fail(Errc::invalid, fmt::format("HTTP {}: the SHS node refused: {}", response.status,
                                         code.value_or("no error code")));
}

/// An error message instead of what was asked for.
Result<Message> unless_error(Message message) {
  if (message.label.sequence_type != SequenceType::adm ||
      message.label.product != wire::shs::kErrorProduct)
    return message;
  const auto told = wire::shs::read_management(message.parts.front().content);
  if (!told || !told->error)
    return fail(Errc::malformed, "an SHS error message that does not say which error");
  return fail(Errc::invalid,
              "the SHS node tells of an error: " + std::string(to_string(told->error->code)));
}

Result<Message> read(const http::Response& response) {
  auto message = wire::shs::read_message(response.body);
  if (!message)
    return fail(Errc::malformed,
                fmt::format("HTTP {}: {}: {}", response.status, to_string(message.error().code),
                            message.error().info));
  return unless_error(std::move(*message));
}

}  // namespace

ShsClient::ShsClient(Transport& transport, const time::Clock& clock, contract::Calendar calendar,
                     chance::Rng rng, ShsIdentity identity)
    : transport_(transport),
      clock_(clock),
      calendar_(std::move(calendar)),
      rng_(rng),
      identity_(std::move(identity)) {}

Message ShsClient::message(std::string content, TransferType transfer) {
  Message made;
  auto& label = made.label;
  label.tx_id = chance::uuid(rng_);
  label.corr_id = label.tx_id;
  label.content_id = chance::uuid(rng_);
  label.transfer_type = transfer;
  label.sequence_type = SequenceType::request;
  label.status = identity_.status;
  label.from = wire::shs::Actor{.address = identity_.from, .common_name = identity_.from_name};
  label.to = wire::shs::Actor{.address = identity_.to};
  label.product = identity_.product;
  label.datetime = contract::swedish_timestamp(clock_.wall_now(), calendar_);
  label.data.push_back(
      {.datapart_type = std::string(contract::kShsDatapartType), .filename = "fraga.xml"});
  wire::shs::DataPart part;
  part.charset = "UTF-8";
  part.filename = "fraga.xml";
  part.content = std::move(content);
  made.parts.push_back(std::move(part));
  return made;
}

http::Request ShsClient::request(const Message& message) const {
  return request(wire::shs::write_message(message));
}

http::Request ShsClient::request(std::string bytes) const {
  http::Request request;
  request.method = "POST";
  request.target = identity_.base + "/rs";
  request.fields.set("Content-Type", std::string(wire::shs::kMessageContentType));
  request.body = std::move(bytes);
  return request;
}

net::awaitable<Result<Message>> ShsClient::ask(Message message) {
  auto posted = request(message);
  const auto response = co_await transport_.send(std::move(posted));
  if (!response) co_return response.error();
  if (!is_success(*response)) co_return refused(*response);
  auto reply = read(*response);
  if (reply && reply->label.tx_id != message.label.tx_id &&
      reply->label.corr_id != message.label.corr_id)
    co_return fail(Errc::malformed, "the reply has another message's ids");
  co_return reply;
}

net::awaitable<Result<ShsReceipt>> ShsClient::send(Message message) {
  auto posted = request(message);
  auto response = co_await transport_.send(std::move(posted));
  if (!response) co_return response.error();
  if (!is_success(*response)) co_return refused(*response);
  const auto tx_id = response->fields.find("X-shs-txid");
  if (!tx_id || *tx_id != message.label.tx_id)
    co_return fail(Errc::malformed, "the receipt does not name the message");
  ShsReceipt receipt;
  receipt.tx_id = *tx_id;
  receipt.duplicate = response->fields.find("X-shs-duplicatemsg") == "yes";
  receipt.response = std::move(*response);
  co_return receipt;
}

http::Request ShsClient::mailbox_request(std::string method, std::string rest) const {
  http::Request request;
  request.method = std::move(method);
  request.target = identity_.base + "/ds/" + http::to_percent(identity_.from) + std::move(rest);
  return request;
}

http::Request ShsClient::list_request(const std::string& corr_id) const {
  return mailbox_request("GET", "?corrid=" + http::to_percent(corr_id) +
                                    "&status=" + std::string(to_string(identity_.status)));
}

http::Request ShsClient::fetch_request(const std::string& tx_id) const {
  return mailbox_request("GET", "/" + tx_id);
}

http::Request ShsClient::acknowledge_request(const std::string& tx_id) const {
  return mailbox_request("POST", "/" + tx_id + "?action=ack");
}

net::awaitable<Result<http::Response>> ShsClient::deliver(http::Request request) {
  auto response = co_await transport_.send(std::move(request));
  if (response && response->status != kOk)
    co_return fail(Errc::invalid,
                   fmt::format("HTTP {} from the delivery service", response->status));
  co_return response;
}

net::awaitable<Result<std::vector<wire::shs::ListedMessage>>> ShsClient::list(std::string corr_id) {
  auto request = list_request(corr_id);
  const auto response = co_await deliver(std::move(request));
  if (!response) co_return response.error();
  auto listed = wire::shs::read_message_list(response->body);
  if (!listed) co_return fail(Errc::malformed, "no message list: " + listed.error().info);
  co_return std::move(*listed);
}

net::awaitable<Result<Message>> ShsClient::fetch(std::string tx_id) {
  auto request = fetch_request(tx_id);
  const auto response = co_await deliver(std::move(request));
  if (!response) co_return response.error();
  co_return read(*response);
}

net::awaitable<Result<void>> ShsClient::acknowledge(std::string tx_id) {
  auto request = acknowledge_request(tx_id);
  const auto response = co_await deliver(std::move(request));
  if (!response) co_return response.error();
  co_return Result<void>();
}

net::awaitable<Result<ShsReceipt>> ShsClient::send_again(const Message& message, time::Clock& clock,
                                                         ShsPatience patience) {
  for (;; --patience.resends) {
    Message copy = message;
    auto receipt = co_await send(std::move(copy));
    // The node may have it all the same.
    const bool broke = !receipt && (receipt.error().code == Errc::reset ||
                                    receipt.error().code == Errc::truncated ||
                                    receipt.error().code == Errc::closed);
    if (!broke || patience.resends <= 0) co_return receipt;
    co_await time::sleep_for(clock, patience.look_every);
  }
}

net::awaitable<Result<Message>> ShsClient::send_and_wait(Message message, time::Clock& clock,
                                                         ShsPatience patience) {
  const std::string corr_id = message.label.corr_id;
  const auto receipt = co_await send_again(message, clock, patience);
  if (!receipt) co_return receipt.error();
  for (const auto until = clock.now() + patience.at_most; clock.now() < until;) {
    const auto listed = co_await list(corr_id);
    if (!listed) co_return listed.error();
    if (!listed->empty()) {
      const std::string tx_id = listed->front().tx_id;
      auto reply = co_await fetch(tx_id);
      const auto acknowledged = co_await acknowledge(tx_id);
      if (reply && !acknowledged) co_return acknowledged.error();
      co_return reply;
    }
    co_await time::sleep_for(clock, patience.look_every);
  }
  co_return fail(Errc::timed_out, "no answer in the mailbox in that time");
}

ShsTransport::ShsTransport(std::unique_ptr<Transport> under, time::Clock& clock,
                           contract::Calendar calendar, chance::Rng rng, ShsIdentity identity,
                           Mode mode, ShsPatience patience)
    : under_(std::move(under)),
      clock_(clock),
      client_(*under_, clock, std::move(calendar), rng, std::move(identity)),
      mode_(mode),
      patience_(patience) {}

net::awaitable<Result<http::Response>> ShsTransport::send(http::Request request) {
  const auto transfer = mode_ == Mode::synch ? TransferType::synch : TransferType::asynch;
  auto message = client_.message(std::move(request.body), transfer);
  Result<Message> reply = Message{};
  if (mode_ == Mode::synch) {
    reply = co_await client_.ask(std::move(message));
  } else {
    reply = co_await client_.send_and_wait(std::move(message), clock_, patience_);
  }
  if (!reply) co_return reply.error();
  constexpr int kFault = 500;
  http::Response response;
  response.fields.set("Content-Type", std::string(wire::kSoapContentType));
  response.body = std::move(reply->parts.front().content);
  const auto envelope = wire::read_envelope(response.body);
  if (envelope && wire::is_fault(*envelope)) response.status = kFault;
  co_return response;
}

}  // namespace provbank::kommun
