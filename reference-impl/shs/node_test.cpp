#include <gmock/gmock.h>

#include "platform/http/target.hpp"
#include "reference-impl/shs/test_support.hpp"
#include "reference-impl/wire/shs/address.hpp"

namespace provbank::shs {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using wire::shs::Actor;
using wire::shs::ErrorCode;
using wire::shs::Message;
using wire::shs::SequenceType;
using wire::shs::Status;
using wire::shs::TransferType;

std::string field(const http::Response& response, std::string_view name) {
  return std::string(response.fields.find(name).value_or(""));
}

Message read(const std::string& bytes) {
  auto message = wire::shs::read_message(bytes);
  EXPECT_TRUE(message) << (message ? "" : message.error().info);
  return message ? *message : Message{};
}

// ---- Synchronous --------------------------------------------------------------------------------

TEST(Node, AnswersASynchronousRequestWithItsOwnIdsAndTheActorsTurnedAbout) {
  TestNode test;
  test.run([&]() -> awaitable<void> {
    const auto response = co_await test.send(question(TransferType::synch));
    EXPECT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(field(response, "Content-Type"), "message/rfc822");
    const auto reply = read(response.body);
    EXPECT_EQ(reply.label.tx_id, kTxId);
    EXPECT_EQ(reply.label.corr_id, kTxId);
    EXPECT_EQ(reply.label.content_id, "c-1f0e8c52");
    EXPECT_EQ(reply.label.transfer_type, TransferType::synch);
    EXPECT_EQ(reply.label.sequence_type, SequenceType::reply);
    EXPECT_EQ(reply.label.from->address, kOperator);
    EXPECT_EQ(reply.label.from->common_name, "Driftsparten");
    EXPECT_EQ(reply.label.to->address, kKommun);
    EXPECT_EQ(reply.label.product, kQuestion);
    EXPECT_EQ(reply.label.datetime, "2026-03-02T09:00:00");
    EXPECT_THAT(reply.label.history, IsEmpty());
    EXPECT_EQ(reply.parts.front().content, "<svar><fraga/></svar>");
  });
  EXPECT_EQ(test.node->waiting(), 0);
}

struct Refused {
  std::string name;
  ErrorCode code;
  std::function<void(Message&)> change;
  std::string as = kKommun;
};

class SynchronousRefusal : public testing::TestWithParam<Refused> {};

TEST_P(SynchronousRefusal, IsHttp400WithTheCodeAndStoresNothing) {
  TestNode test;
  test.run([&]() -> awaitable<void> {
    auto message = question(TransferType::synch);
    GetParam().change(message);
    const auto response = co_await test.send(message, GetParam().as);
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(field(response, "X-shs-errorcode"), to_string(GetParam().code)) << response.body;
    EXPECT_THAT(response.body, Not(HasSubstr("fraga")));
  });
  EXPECT_EQ(test.story(), "refused(" + std::string(to_string(GetParam().code)) + ")");
  EXPECT_EQ(test.served, 0);
  EXPECT_EQ(test.node->waiting(), 0);
}

INSTANTIATE_TEST_SUITE_P(
    Node, SynchronousRefusal,
    testing::Values(
        Refused{"NoSender", ErrorCode::illegal_sender,
                [](Message& m) {
                  m.label.originator = m.label.from;
                  m.label.from.reset();
                }},
        Refused{"AnotherSenderThanTheCertificates", ErrorCode::illegal_sender, [](Message&) {},
                kNeighbour},
        Refused{"NoCertificate", ErrorCode::illegal_sender, [](Message&) {}, ""},
        Refused{"ASenderThatTheDirectoryDoesNotKnow", ErrorCode::unknown_sender,
                [](Message& m) { m.label.from->address = kStranger; }, kStranger},
        Refused{"NoReceiver", ErrorCode::unknown_receiver, [](Message& m) { m.label.to.reset(); }},
        Refused{"AReceiverThatIsNoOrganisation", ErrorCode::illegal_receiver,
                [](Message& m) { m.label.to->address = "driftsparten"; }},
        Refused{"AReceiverThatTheDirectoryDoesNotKnow", ErrorCode::unknown_receiver,
                [](Message& m) { m.label.to->address = kStranger; }},
        Refused{"AProductThatIsNone", ErrorCode::illegal_product_type,
                [](Message& m) { m.label.product = "fraga"; }},
        Refused{"AReservedProduct", ErrorCode::illegal_product_type,
                [](Message& m) { m.label.product = "confirm"; }},
        Refused{"AProductThatNobodyKnows", ErrorCode::unknown_product_type,
                [](Message& m) { m.label.product = kTxId; }},
        Refused{"AnOriginatorThatIsNoOrganisation", ErrorCode::illegal_originator,
                [](Message& m) { m.label.originator = Actor{.address = "nämnden"}; }},
        Refused{"AnEndRecipientBehindTheService", ErrorCode::illegal_end_recipient,
                [](Message& m) { m.label.end_recipient = Actor{.address = kNeighbour}; }},
        Refused{"ADirectionThatTheAgreementDoesNotHave", ErrorCode::missing_agreement,
                [](Message& m) { m.label.product = kOneWay; }},
        Refused{"AnAgreementThatDoesNotExist", ErrorCode::missing_agreement,
                [](Message& m) { m.label.agreement = kTxId; }},
        Refused{"AProductThatNothingTakes", ErrorCode::missing_delivery_address,
                [](Message& m) { m.label.product = kNoService; }},
        Refused{"ADataPartTypeOfNoProduct", ErrorCode::illegal_datapart_content,
                [](Message& m) { m.label.data.front().datapart_type = "pdf"; }},
        Refused{"TooManyDataParts", ErrorCode::illegal_datapart_content,
                [](Message& m) {
                  m.label.data.push_back(m.label.data.front());
                  m.parts.push_back(m.parts.front());
                }}),
    [](const auto& made) { return made.param.name; });

TEST(Node, RefusesWhatIsNoMessageForItsStructure) {
  TestNode test;
  test.run([&]() -> awaitable<void> {
    const auto whole = wire::shs::write_message(question(TransferType::synch));
    for (const auto& bytes : {std::string(), std::string("not a message"),
                              whole.substr(0, whole.size() - 10), std::string(5000, ' ') + whole}) {
      const auto response = co_await test.send_bytes(bytes);
      EXPECT_EQ(response.status, 400);
      EXPECT_EQ(field(response, "X-shs-errorcode"), "IllegalMessageStructure") << bytes.size();
    }
  });
  EXPECT_EQ(test.served, 0);
}

TEST(Node, ForwardsASynchronousMessageThatIsForAnotherNode) {
  TestNode test;
  test.remote_answer->body = "the neighbour's reply";
  test.run([&]() -> awaitable<void> {
    auto message = question(TransferType::synch);
    message.label.to->address = kNeighbour;
    message.label.product = kElsewhere;
    const auto response = co_await test.send(message);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "the neighbour's reply");
    EXPECT_EQ(test.forwarded_message, wire::shs::write_message(message));
  });
  EXPECT_THAT(test.forwarded, ElementsAre("https://granne.test/shs/rs"));
}

TEST(Node, SaysThatAnotherNodeDidNotTakeTheMessage) {
  TestNode test;
  test.remote_answer = fail(Errc::refused, "nobody there");
  test.run([&]() -> awaitable<void> {
    auto message = question(TransferType::synch);
    message.label.to->address = kNeighbour;
    message.label.product = kElsewhere;
    const auto response = co_await test.send(message);
    EXPECT_EQ(field(response, "X-shs-errorcode"), "MissingDeliveryExecution");
  });
  EXPECT_THAT(test.forwarded, SizeIs(1)) << "who waits for an answer is not kept waiting";
}

// ---- Asynchronous -------------------------------------------------------------------------------

TEST(Node, GivesAReceiptAtOnceAndPutsTheAnswerInTheSendersMailbox) {
  TestNode test;
  test.service_time = std::chrono::seconds(5);
  test.run([&]() -> awaitable<void> {
    const auto receipt = co_await test.send(question(TransferType::asynch));
    EXPECT_EQ(receipt.status, 202);
    EXPECT_EQ(receipt.body, kTxId);
    EXPECT_EQ(field(receipt, "X-shs-txid"), kTxId);
    EXPECT_EQ(field(receipt, "X-shs-corrid"), kTxId);
    EXPECT_EQ(field(receipt, "X-shs-contentid"), "c-1f0e8c52");
    EXPECT_EQ(field(receipt, "X-shs-nodeid"), "provnod");
    EXPECT_EQ(field(receipt, "X-shs-arrivaldate"), "2026-03-02T09:00:00");
    EXPECT_EQ(field(receipt, "X-shs-duplicatemsg"), "no");
    EXPECT_TRUE(wire::shs::is_uuid(field(receipt, "X-shs-localid")));

    const auto listed = co_await test.one_waiting();
    EXPECT_EQ(listed.corr_id, kTxId);
    EXPECT_NE(listed.tx_id, kTxId);
    EXPECT_EQ(listed.sequence_type, SequenceType::reply);

    const auto fetched = co_await test.mailbox(kKommun + "/" + listed.tx_id);
    EXPECT_EQ(fetched.status, 200);
    const auto reply = read(fetched.body);
    EXPECT_EQ(reply.label.transfer_type, TransferType::asynch);
    EXPECT_EQ(reply.parts.front().content, "<svar><fraga/></svar>");
    EXPECT_EQ(listed.size, fetched.body.size());

    const auto acknowledged =
        co_await test.mailbox(kKommun + "/" + listed.tx_id + "?action=ack", "POST");
    EXPECT_EQ(acknowledged.status, 200);
    EXPECT_EQ(acknowledged.body, "OK");
    co_await time::sleep_for(test.clock(), std::chrono::seconds(1));
  });
  EXPECT_EQ(test.story(), "received stored listed fetched acknowledged confirmed");
}

TEST(Node, TellsADuplicateAndHandlesItOnce) {
  TestNode test;
  test.run([&]() -> awaitable<void> {
    static_cast<void>(co_await test.send(question(TransferType::asynch)));
    co_await time::sleep_for(test.clock(), std::chrono::minutes(1));
    const auto again = co_await test.send(question(TransferType::asynch));
    EXPECT_EQ(again.status, 202);
    EXPECT_EQ(field(again, "X-shs-duplicatemsg"), "yes");
    EXPECT_EQ(field(again, "X-shs-arrivaldate"), "2026-03-02T09:00:00") << "of the first";
    EXPECT_EQ(field(again, "X-shs-localid"), "");
    EXPECT_THAT(co_await test.waiting(), SizeIs(1));
  });
  EXPECT_EQ(test.served, 1);
}

class AsynchronousError : public testing::TestWithParam<Refused> {};

TEST_P(AsynchronousError, ComesAsAnErrorMessageAfterTheReceipt) {
  TestNode test;
  test.run([&]() -> awaitable<void> {
    auto message = question(TransferType::asynch);
    GetParam().change(message);
    const auto receipt = co_await test.send(message);
    EXPECT_EQ(receipt.status, 202) << receipt.body;
    const auto listed = co_await test.one_waiting();
    EXPECT_EQ(listed.product, "error");
    EXPECT_EQ(listed.sequence_type, SequenceType::adm);
    const auto fetched = co_await test.mailbox(kKommun + "/" + listed.tx_id);
    const auto told = read(fetched.body);
    const auto error = wire::shs::read_management(told.parts.front().content);
    EXPECT_EQ(error->error->code, GetParam().code) << error->error->info;
    EXPECT_EQ(error->corr_id, kTxId);
    EXPECT_EQ(error->content_id, "c-1f0e8c52");
    EXPECT_EQ(told.label.from->address, kOperator);
  });
  EXPECT_THAT(test.story(), HasSubstr("quarantined(" + std::string(to_string(GetParam().code))));
}

INSTANTIATE_TEST_SUITE_P(
    Node, AsynchronousError,
    testing::Values(Refused{"NobodyIsMeantByAnyAgreement", ErrorCode::unresolved_receiver,
                            [](Message& m) {
                              m.label.to.reset();
                              m.label.product = kOneWay;
                            }},
                    Refused{"UnknownReceiver", ErrorCode::unknown_receiver,
                            [](Message& m) { m.label.to->address = kStranger; }},
                    Refused{"NoAgreement", ErrorCode::missing_agreement,
                            [](Message& m) { m.label.product = kOneWay; }},
                    Refused{"UnknownProduct", ErrorCode::unknown_product_type,
                            [](Message& m) { m.label.product = kTxId; }},
                    Refused{"NoAddress", ErrorCode::missing_delivery_address,
                            [](Message& m) { m.label.product = kNoService; }}),
    [](const auto& made) { return made.param.name; });

TEST(Node, FindsTheReceiverByTheAgreementWhenTheMessageNamesNone) {
  TestNode test;
  test.run([&]() -> awaitable<void> {
    auto message = question(TransferType::asynch);
    message.label.to.reset();
    static_cast<void>(co_await test.send(message));
    EXPECT_EQ((co_await test.one_waiting()).sequence_type, SequenceType::reply);
  });
}

TEST(Node, TriesAnotherNodeFiveTimesMoreEverMoreSeldom) {
  TestNode test;
  test.remote_answer = fail(Errc::refused, "nobody there");
  test.run([&]() -> awaitable<void> {
    auto message = question(TransferType::asynch);
    message.label.to->address = kNeighbour;
    message.label.product = kElsewhere;
    static_cast<void>(co_await test.send(message));
    EXPECT_EQ((co_await test.one_waiting()).product, "error");
  });
  EXPECT_THAT(test.forwarded, SizeIs(6));
  EXPECT_THAT(test.story(), HasSubstr("quarantined(MissingDeliveryExecution)"));
}

TEST(Node, AppendsItsHistoryToWhatItForwards) {
  TestNode test;
  test.run([&]() -> awaitable<void> {
    auto message = question(TransferType::asynch);
    message.label.to->address = kNeighbour;
    message.label.product = kElsewhere;
    static_cast<void>(co_await test.send(message));
    co_await time::sleep_for(test.clock(), std::chrono::minutes(1));
  });
  const auto forwarded = read(test.forwarded_message);
  ASSERT_THAT(forwarded.label.history, SizeIs(1));
  const auto& entry = forwarded.label.history.front();
  EXPECT_EQ(entry.node_id, "provnod");
  EXPECT_EQ(entry.tx_id, kTxId);
  EXPECT_EQ(entry.to, kNeighbour);
  EXPECT_EQ(entry.comment, "Received");
  EXPECT_EQ(forwarded.parts.front().content, "<fraga/>");
}

TEST(Node, AsksASenderToComeAgainWhenItHasEnoughToDo) {
  TestNode test([](NodeSettings& settings) { settings.asynch_at_a_time = 1; });
  test.service_time = std::chrono::seconds(5);
  test.run([&]() -> awaitable<void> {
    static_cast<void>(co_await test.send(question(TransferType::asynch)));
    auto other = question(TransferType::asynch);
    other.label.tx_id[0] = 'a';
    const auto refused = co_await test.send(other);
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(field(refused, "Retry-After"), "30");
    co_await time::sleep_for(test.clock(), std::chrono::seconds(30));
    EXPECT_EQ((co_await test.send(other)).status, 202);
  });
}

TEST(Node, TakesAndHandsOutNothingThatCannotBePutOnRecord) {
  TestNode test;
  test.run([&]() -> awaitable<void> {
    static_cast<void>(co_await test.send(question(TransferType::asynch)));
    const auto listed = co_await test.one_waiting();
    test.journal_works = false;
    auto other = question(TransferType::asynch);
    other.label.tx_id[0] = 'a';
    EXPECT_EQ((co_await test.send(other)).status, 503);
    EXPECT_EQ((co_await test.mailbox(kKommun + "/" + listed.tx_id)).status, 503);
    EXPECT_EQ((co_await test.mailbox(kKommun)).status, 503);
    test.journal_works = true;
    EXPECT_EQ((co_await test.mailbox(kKommun + "/" + listed.tx_id)).status, 200);
    EXPECT_EQ(field(co_await test.send(other), "X-shs-duplicatemsg"), "no");
  });
}

// ---- The mailbox --------------------------------------------------------------------------------

TEST(Node, HandsAMessageOutOnce) {
  TestNode test;
  test.run([&]() -> awaitable<void> {
    static_cast<void>(co_await test.send(question(TransferType::asynch)));
    const auto listed = co_await test.one_waiting();
    const auto place = kKommun + "/" + listed.tx_id;
    EXPECT_EQ((co_await test.mailbox(place)).status, 200);
    EXPECT_EQ((co_await test.mailbox(place)).status, 404);
    EXPECT_THAT(co_await test.waiting(), IsEmpty());
    EXPECT_EQ((co_await test.mailbox(place + "?action=ack", "POST")).status, 200);
    EXPECT_EQ((co_await test.mailbox(place + "?action=ack", "POST")).body, "OK");
  });
}

TEST(Node, HandsOutAgainWhatNeverReachedItsReader) {
  TestNode test;
  test.run([&]() -> awaitable<void> {
    static_cast<void>(co_await test.send(question(TransferType::asynch)));
    const auto listed = co_await test.one_waiting();
    const auto fetched = co_await test.mailbox(kKommun + "/" + listed.tx_id);
    EXPECT_TRUE(fetched.delivery.on_failure);
    fetched.delivery.on_failure();
    EXPECT_EQ((co_await test.mailbox(kKommun + "/" + listed.tx_id)).body, fetched.body);
  });
}

TEST(Node, ShowsAMailboxToItsOwnerAlone) {
  TestNode test;
  test.run([&]() -> awaitable<void> {
    static_cast<void>(co_await test.send(question(TransferType::asynch)));
    const auto listed = co_await test.one_waiting();
    for (const auto& who : {kNeighbour, std::string(), kOperator}) {
      EXPECT_EQ((co_await test.mailbox(kKommun, "GET", who)).status, 403);
      EXPECT_EQ((co_await test.mailbox(kKommun + "/" + listed.tx_id, "GET", who)).status, 403);
      const auto place = kKommun + "/" + listed.tx_id + "?action=ack";
      EXPECT_EQ((co_await test.mailbox(place, "POST", who)).status, 403);
    }
    // Their own boxes do not hold it either.
    EXPECT_EQ((co_await test.mailbox(kNeighbour + "/" + listed.tx_id, "GET", kNeighbour)).status,
              404);
    EXPECT_THAT(co_await test.waiting(), SizeIs(1));
  });
}

TEST(Node, HasAMailboxForEachAddressOfAnOrganisation) {
  TestNode test;
  test.run([&]() -> awaitable<void> {
    auto message = question(TransferType::asynch);
    message.label.from->address = kKommun + ".enhet-1";
    static_cast<void>(co_await test.send(message));
    EXPECT_THAT(co_await test.waiting(), IsEmpty());
    const auto listed = co_await test.mailbox("urn:X-shs:" + kKommun + ".enhet-1");
    EXPECT_THAT(wire::shs::read_message_list(listed.body).value(), SizeIs(1));
  });
}

TEST(Node, KeepsAMessageOnDiskThatOnlyItsMemoryCanOpenAndDestroysItWithTheAcknowledgement) {
  TestNode test;
  test.run([&]() -> awaitable<void> {
    static_cast<void>(co_await test.send(question(TransferType::asynch)));
    const auto listed = co_await test.one_waiting();
    std::size_t files = 0;
    for (const auto& file : std::filesystem::directory_iterator(test.mail_folder())) {
      ++files;
      const auto bytes = read_file(file.path()).value();
      EXPECT_THAT(bytes, Not(HasSubstr("svar")));
      EXPECT_THAT(bytes, Not(HasSubstr(kKommun)));
      EXPECT_EQ(std::filesystem::status(file.path()).permissions(),
                std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }
    EXPECT_EQ(files, 1);
    const auto place = kKommun + "/" + listed.tx_id + "?action=ack";
    static_cast<void>(co_await test.mailbox(place, "POST"));
    EXPECT_TRUE(std::filesystem::is_empty(test.mail_folder()));
    EXPECT_EQ((co_await test.mailbox(kKommun + "/" + listed.tx_id)).status, 404);
  });
}

TEST(Node, DestroysWhatNobodyFetchesWhenItsTimeIsOver) {
  TestNode test;
  test.run([&]() -> awaitable<void> {
    static_cast<void>(co_await test.send(question(TransferType::asynch)));
    co_await time::sleep_for(test.clock(), std::chrono::hours(24) - std::chrono::minutes(1));
    EXPECT_FALSE(std::filesystem::is_empty(test.mail_folder()));
    co_await time::sleep_for(test.clock(), std::chrono::minutes(2));
    EXPECT_TRUE(std::filesystem::is_empty(test.mail_folder()));
    EXPECT_EQ(test.node->waiting(), 0);
  });
  EXPECT_EQ(test.story(), "received stored expired");
}

TEST(Node, LeavesNothingOnDiskWhenItEnds) {
  TestNode test;
  test.run([&]() -> awaitable<void> {
    static_cast<void>(co_await test.send(question(TransferType::asynch)));
    co_await time::sleep_for(test.clock(), std::chrono::minutes(1));
  });
  EXPECT_FALSE(std::filesystem::is_empty(test.mail_folder()));
  test.node.reset();
  EXPECT_TRUE(std::filesystem::is_empty(test.mail_folder()));
}

TEST(Node, ListsByEveryFilterAndSortsAsAsked) {
  TestNode test;
  test.run([&]() -> awaitable<void> {
    for (const char digit : {'a', 'b', 'c'}) {
      auto message = question(TransferType::asynch);
      message.label.tx_id[0] = digit;
      message.label.corr_id = message.label.tx_id;
      message.label.content_id = std::string("content-") + digit;
      static_cast<void>(co_await test.send(message));
      co_await time::sleep_for(test.clock(), std::chrono::minutes(10));
    }
    const auto ids = [](const auto& listed) {
      std::string out;
      for (const auto& one : listed) out += one.corr_id[0];
      return out;
    };
    EXPECT_EQ(ids(co_await test.waiting()), "abc");
    EXPECT_EQ(ids(co_await test.waiting("arrivalorder=descending")), "cba");
    EXPECT_EQ(ids(co_await test.waiting("sortattribute=contentid&sortorder=DESC")), "cba");
    EXPECT_EQ(ids(co_await test.waiting("sortattribute=-corrid")), "abc");
    EXPECT_EQ(ids(co_await test.waiting("sortattribute=meta-x")), "abc");
    EXPECT_EQ(ids(co_await test.waiting("maxhits=2")), "ab");
    EXPECT_EQ(ids(co_await test.waiting("maxhits=0")), "abc");
    EXPECT_EQ(ids(co_await test.waiting("since=2026-03-02T09:05:00")), "bc");
    EXPECT_EQ(ids(co_await test.waiting("contentid=content-b")), "b");
    EXPECT_EQ(ids(co_await test.waiting("corrid=c" + kTxId.substr(1))), "c");
    EXPECT_EQ(ids(co_await test.waiting("originator=" + kOperator)), "abc");
    EXPECT_EQ(ids(co_await test.waiting("originator=" + kKommun)), "");
    EXPECT_EQ(ids(co_await test.waiting("endrecipient=x")), "");
    EXPECT_EQ(ids(co_await test.waiting("filter=noack")), "abc");
    EXPECT_EQ(ids(co_await test.waiting("status=TEST")), "");
    EXPECT_EQ(ids(co_await test.waiting("producttype=error,urn:X-shs:" + kQuestion)), "abc");
    EXPECT_EQ(ids(co_await test.waiting("producttype=error")), "");
    EXPECT_EQ(ids(co_await test.waiting("unknown=1")), "abc");
    const auto by_product = co_await test.mailbox(kKommun + "/" + kQuestion);
    EXPECT_EQ(by_product.status, 404) << "a bare UUID is always a message";
    const auto by_urn = co_await test.mailbox(kKommun + "/urn:X-shs:" + kQuestion);
    EXPECT_THAT(wire::shs::read_message_list(by_urn.body).value(), SizeIs(3));
    for (const auto* bad : {"sortattribute=size", "sortorder=up", "arrivalorder=x", "maxhits=many",
                            "status=x", "since=yesterday", "filter=ack"})
      EXPECT_EQ((co_await test.mailbox(kKommun + "?" + bad)).status, 400) << bad;
  });
}

TEST(Node, TurnsDownWhatTheServicesDoNotKnow) {
  TestNode test;
  test.run([&]() -> awaitable<void> {
    EXPECT_EQ((co_await test.mailbox("")).status, 400);
    EXPECT_EQ((co_await test.mailbox(kKommun + "/a/b")).status, 400);
    EXPECT_EQ((co_await test.mailbox(kKommun, "POST")).status, 400);
    EXPECT_EQ((co_await test.mailbox(kKommun + "/" + kTxId, "POST")).status, 400);
    EXPECT_EQ((co_await test.mailbox(kKommun, "DELETE")).status, 405);
    EXPECT_EQ((co_await test.mailbox(kKommun + "%zz")).status, 400);
  });
}

TEST(Node, ServesWhatIsBelowItsBaseAndNothingElse) {
  TestNode test;
  EXPECT_TRUE(test.node->serves("/shs/rs"));
  EXPECT_TRUE(test.node->serves("/shs/ds/x"));
  EXPECT_FALSE(test.node->serves("/shsx"));
  EXPECT_FALSE(test.node->serves("/shs"));
  EXPECT_FALSE(test.node->serves("/ssbtek/v10"));
}

}  // namespace
}  // namespace provbank::shs
