// A kommun at an SHS node: sends messages, looks into its mailbox, fetches, acknowledges.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contract/calendar.hpp"
#include "contract/shs.hpp"
#include "platform/chance/uuid.hpp"
#include "reference-impl/kommun/transport.hpp"
#include "reference-impl/wire/shs/message.hpp"
#include "reference-impl/wire/shs/message_list.hpp"

namespace provbank::kommun {

/// Who sends to whom, and what. Addresses without the URN prefix.
struct ShsIdentity {
  std::string from;
  std::string from_name;
  std::string to;
  std::string product{contract::kShsQuestionTest};
  wire::shs::Status status = wire::shs::Status::test;
  std::string base{contract::kShsBase};  // {base}/rs and {base}/ds
};

/// What the node says when it takes a message for later.
struct ShsReceipt {
  std::string tx_id;
  bool duplicate = false;
  http::Response response;
};

/// How long an asynchronous answer is waited for, and how surely the question is sent.
struct ShsPatience {
  time::Duration look_every = std::chrono::milliseconds(500);
  time::Duration at_most = std::chrono::seconds(60);
  /// How often the same bytes go again when the connection broke before the receipt: the node tells
  /// duplicates.
  int resends = 0;
};

/// `transport` and `clock` outlive the client.
class ShsClient {
 public:
  ShsClient(Transport& transport, const time::Clock& clock, contract::Calendar calendar,
            chance::Rng rng, ShsIdentity identity);

  /// A request with that content as its data part, under new ids.
  wire::shs::Message message(std::string content, wire::shs::TransferType transfer);
  /// As it goes to the receive service; its bytes and fields may be altered before it is sent.
  http::Request request(const wire::shs::Message& message) const;
  /// The same of a message that is written already, whatever it is.
  http::Request request(std::string bytes) const;
  http::Request list_request(const std::string& corr_id) const;
  http::Request fetch_request(const std::string& tx_id) const;
  http::Request acknowledge_request(const std::string& tx_id) const;

  /// The reply to a synchronous message. Errors: the transport's, `invalid` for a refusal or an
  /// error message (its code is in the detail), `malformed` for what is no reply to that message.
  net::awaitable<Result<wire::shs::Message>> ask(wire::shs::Message message);

  /// Errors: the transport's, `invalid` for a refusal, `unavailable` when the node asks to come
  /// again, `malformed` for what is no receipt. May be repeated with the same message: the node
  /// tells duplicates.
  net::awaitable<Result<ShsReceipt>> send(wire::shs::Message message);

  /// What waits that answers that message.
  net::awaitable<Result<std::vector<wire::shs::ListedMessage>>> list(std::string corr_id);
  net::awaitable<Result<wire::shs::Message>> fetch(std::string tx_id);
  net::awaitable<Result<void>> acknowledge(std::string tx_id);

  /// `send`, then `list` every now and then, then `fetch` and `acknowledge`. An error message that
  /// comes instead of the reply is `invalid`. `timed_out` when nothing came in that time.
  net::awaitable<Result<wire::shs::Message>> send_and_wait(wire::shs::Message message,
                                                           time::Clock& clock,
                                                           ShsPatience patience);

 private:
  http::Request mailbox_request(std::string method, std::string rest) const;
  net::awaitable<Result<http::Response>> deliver(http::Request request);
  net::awaitable<Result<ShsReceipt>> send_again(const wire::shs::Message& message,
                                                time::Clock& clock, ShsPatience patience);

  Transport& transport_;
  const time::Clock& clock_;
  contract::Calendar calendar_;
  chance::Rng rng_;
  ShsIdentity identity_;
};

/// v10's SOAP through the SHS door, as any transport carries it: what comes back is the reply's
/// data part with the status that HTTP would have had. A refusal of the node is an error
/// (`invalid`).
class ShsTransport final : public Transport {
 public:
  enum class Mode { synch, asynch };

  ShsTransport(std::unique_ptr<Transport> under, time::Clock& clock, contract::Calendar calendar,
               chance::Rng rng, ShsIdentity identity, Mode mode, ShsPatience patience = {});

  net::awaitable<Result<http::Response>> send(http::Request request) override;

 private:
  std::unique_ptr<Transport> under_;
  time::Clock& clock_;
  ShsClient client_;
  Mode mode_;
  ShsPatience patience_;
};

}  // namespace provbank::kommun
