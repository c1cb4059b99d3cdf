#include "reference-impl/kommun/shs_client.hpp"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <deque>

#include "reference-impl/wire/shs/management.hpp"

namespace provbank::kommun {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using wire::shs::Message;
using wire::shs::SequenceType;
using wire::shs::TransferType;

constexpr const char* kFault =
    "<soap:Envelope xmlns:soap='http://schemas.xmlsoap.org/soap/envelope/'><soap:Body><soap:Fault>"
    "<faultcode>soap:Client</faultcode><faultstring>x</faultstring></soap:Fault></soap:Body>"
    "</soap:Envelope>";

/// Notes what is sent and answers from a list.
class Scripted final : public Transport {
 public:
  using Answer = std::function<Result<http::Response>(const http::Request&)>;

  net::awaitable<Result<http::Response>> send(http::Request request) override {
    asked.push_back(request.method + " " + request.target);
    if (answers.empty()) co_return fail(Errc::refused, "nobody there");
    const auto answer = answers.front();
    if (answers.size() > 1) answers.pop_front();
    co_return answer(request);
  }

  std::vector<std::string> asked;
  std::deque<Answer> answers;
};

http::Response response(int status, std::string body = {}, http::Fields fields = {}) {
  http::Response made;
  made.status = status;
  made.body = std::move(body);
  made.fields = std::move(fields);
  return made;
}

Scripted::Answer always(http::Response made) {
  return [made = std::move(made)](const http::Request&) { return made; };
}

/// What a service answers a message with.
Scripted::Answer reply_with(std::string content) {
  return [content](const http::Request& request) {
    const auto asked = wire::shs::read_message(request.body).value();
    Message reply;
    reply.label = answer_label(asked.label, SequenceType::reply, "2026-03-02T09:00:01");
    reply.label.data.push_back({.datapart_type = "xml"});
    reply.parts.emplace_back();
    reply.parts.front().content = content;
    return response(200, write_message(reply));
  };
}

class ShsClientTest : public ::testing::Test {
 protected:
  static ShsIdentity identity() {
    return {.from = "162120009903", .from_name = "Exempelkommun", .to = "162021009986"};
  }
  template <class T>
  T run(net::awaitable<T> task) {
    std::optional<T> out;
    net::asio::co_spawn(io_, std::move(task), [&out](std::exception_ptr error, T value) {
      if (error) std::rethrow_exception(error);
      out = std::move(value);
    });
    clock_.run();
    return std::move(out.value());
  }
  Result<http::Response> through(ShsTransport::Mode mode) {
    auto under = std::make_unique<Scripted>();
    under->answers = answers_;
    under_ = under.get();
    transport_ =
        std::make_unique<ShsTransport>(std::move(under), clock_, calendar_,
                                       chance::Rng(chance::Seed{3}), identity(), mode, patience_);
    http::Request request;
    request.body = "<question/>";
    return run(transport_->send(std::move(request)));
  }

  net::asio::io_context io_;
  time::VirtualClock clock_{io_, time::WallTime(std::chrono::seconds(1'772'438'400))};
  contract::Calendar calendar_ =
      contract::Calendar::create({std::chrono::hours(8), std::chrono::hours(17)}).value();
  ShsPatience patience_;
  std::deque<Scripted::Answer> answers_;
  Scripted* under_ = nullptr;
  std::unique_ptr<ShsTransport> transport_;
};

TEST_F(ShsClientTest, SendsAMessageThatOtherNodesTake) {
  Scripted nobody;
  ShsClient client(nobody, clock_, calendar_, chance::Rng(chance::Seed{3}), identity());
  const auto made = client.message("<question/>", TransferType::synch);
  const auto request = client.request(made);
  EXPECT_EQ(request.target, "/shs/rs");
  EXPECT_EQ(request.fields.find("Content-Type"), "message/rfc822");
  const auto read = wire::shs::read_message(request.body).value();
  EXPECT_EQ(read.label.corr_id, read.label.tx_id);
  EXPECT_EQ(read.label.from->common_name, "Exempelkommun");
  EXPECT_EQ(read.label.datetime, "2026-03-02T09:00:00");
  EXPECT_EQ(read.parts.front().content, "<question/>");
  EXPECT_EQ(read.parts.front().encoding, wire::shs::TransferEncoding::base64);
  EXPECT_NE(client.message("", TransferType::synch).label.tx_id, made.label.tx_id);
}

TEST_F(ShsClientTest, GivesTheReplysDataPartAsTheAnswer) {
  answers_ = {reply_with("<answer/>")};
  const auto answer = through(ShsTransport::Mode::synch);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "<answer/>");
}

TEST_F(ShsClientTest, GivesAFaultTheStatusThatHttpGivesIt) {
  answers_ = {reply_with(kFault)};
  EXPECT_EQ(through(ShsTransport::Mode::synch)->status, 500);
}

TEST_F(ShsClientTest, TellsTheCodeOfARefusalInEitherForm) {
  answers_ = {always(response(400, "text", {{"X-shs-errorcode", "MissingAgreement"}}))};
  EXPECT_THAT(through(ShsTransport::Mode::synch).error().detail, HasSubstr("MissingAgreement"));
  answers_ = {[](const http::Request& request) {
    const auto asked = wire::shs::read_message(request.body).value();
    const auto told =
        wire::shs::error_about(asked.label, {wire::shs::ErrorCode::unknown_receiver, "x"},
                               asked.label.tx_id, "2026-03-02T09:00:01");
    return response(200, write_message(told));
  }};
  const auto refused = through(ShsTransport::Mode::synch);
  EXPECT_EQ(refused.error().code, Errc::invalid);
  EXPECT_THAT(refused.error().detail, HasSubstr("UnknownReceiver"));
  answers_ = {always(response(503))};
  EXPECT_EQ(through(ShsTransport::Mode::synch).error().code, Errc::unavailable);
}

TEST_F(ShsClientTest, TakesNoReplyToAnotherMessage) {
  answers_ = {[](const http::Request&) {
    Message reply;
    reply.label.tx_id = reply.label.corr_id = "1f0e8c52-7b3d-4e96-a5c1-d84f20b79e63";
    reply.label.content_id = "x";
    reply.label.sequence_type = SequenceType::reply;
    reply.label.transfer_type = TransferType::synch;
    reply.label.from = wire::shs::Actor{.address = "162021009986"};
    reply.label.product = contract::kShsQuestionTest;
    reply.label.datetime = "2026-03-02T09:00:01";
    reply.label.data.push_back({.datapart_type = "xml"});
    reply.parts.emplace_back();
    return response(200, write_message(reply));
  }};
  EXPECT_EQ(through(ShsTransport::Mode::synch).error().code, Errc::malformed);
  answers_ = {always(response(200, "no message"))};
  EXPECT_EQ(through(ShsTransport::Mode::synch).error().code, Errc::malformed);
}

TEST_F(ShsClientTest, SendsListsFetchesAndAcknowledges) {
  auto message = std::make_shared<std::string>();
  const auto receipt = [message](const http::Request& request) {
    const auto asked = wire::shs::read_message(request.body).value();
    Message reply;
    reply.label = answer_label(asked.label, SequenceType::reply, "2026-03-02T09:00:01");
    reply.label.tx_id = "1f0e8c52-7b3d-4e96-a5c1-d84f20b79e63";
    reply.label.data.push_back({.datapart_type = "xml"});
    reply.parts.emplace_back();
    reply.parts.front().content = "<answer/>";
    *message = write_message(reply);
    return response(202, asked.label.tx_id, {{"X-shs-txid", asked.label.tx_id}});
  };
  const auto nothing_yet = always(response(200, wire::shs::write_message_list({})));
  const auto one = [message](const http::Request&) {
    const auto label = wire::shs::read_message(*message)->label;
    return response(200, wire::shs::write_message_list({wire::shs::listed(label, 1)}));
  };
  const auto fetched = [message](const http::Request&) { return response(200, *message); };
  answers_ = {receipt, nothing_yet, one, fetched, always(response(200, "OK"))};
  const auto answer = through(ShsTransport::Mode::asynch);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->body, "<answer/>");
  const std::string box = "/shs/ds/162120009903";
  const std::string mail = box + "/1f0e8c52-7b3d-4e96-a5c1-d84f20b79e63";
  EXPECT_THAT(under_->asked, ElementsAre("POST /shs/rs", HasSubstr("GET " + box + "?corrid="),
                                         HasSubstr("GET " + box + "?corrid="), "GET " + mail,
                                         "POST " + mail + "?action=ack"));
  EXPECT_EQ(clock_.now().time_since_epoch(), ShsPatience{}.look_every);
}

TEST_F(ShsClientTest, GivesUpWhenNothingComes) {
  answers_ = {[](const http::Request& request) {
                const auto asked = wire::shs::read_message(request.body).value();
                return response(202, "", {{"X-shs-txid", asked.label.tx_id}});
              },
              always(response(200, wire::shs::write_message_list({})))};
  EXPECT_EQ(through(ShsTransport::Mode::asynch).error().code, Errc::timed_out);
  EXPECT_EQ(clock_.now().time_since_epoch(), ShsPatience{}.at_most);
}

TEST_F(ShsClientTest, SendsTheSameBytesAgainWhenTheReceiptWasLost) {
  std::vector<std::string> sent;
  const auto broken = [&sent](const http::Request& request) -> Result<http::Response> {
    sent.push_back(request.body);
    return fail(Errc::reset, "broken");
  };
  answers_ = {broken, broken, broken, broken};
  EXPECT_EQ(through(ShsTransport::Mode::asynch).error().code, Errc::reset);
  EXPECT_EQ(sent.size(), 1u) << "nobody said that it should";
  sent.clear();
  patience_.resends = 2;
  EXPECT_EQ(through(ShsTransport::Mode::asynch).error().code, Errc::reset);
  ASSERT_EQ(sent.size(), 3u);
  EXPECT_EQ(sent[0], sent[1]);
  EXPECT_EQ(sent[0], sent[2]);
  const auto refused = [](const http::Request&) -> Result<http::Response> {
    return fail(Errc::tls_rejected, "no");
  };
  sent.clear();
  answers_ = {refused, broken};
  EXPECT_EQ(through(ShsTransport::Mode::asynch).error().code, Errc::tls_rejected);
  EXPECT_TRUE(sent.empty()) << "what was never sent is not sent again";
}

TEST_F(ShsClientTest, TakesNoReceiptForAnotherMessage) {
  answers_ = {always(response(202, "x", {{"X-shs-txid", "x"}}))};
  EXPECT_EQ(through(ShsTransport::Mode::asynch).error().code, Errc::malformed);
  answers_ = {always(response(202))};
  EXPECT_EQ(through(ShsTransport::Mode::asynch).error().code, Errc::malformed);
  answers_.clear();
  EXPECT_EQ(through(ShsTransport::Mode::asynch).error().code, Errc::refused);
}

}  // namespace
}  // namespace provbank::kommun
