// Questions through the door that the agreement names: SHS messages in, SHS messages out.
#include <gmock/gmock.h>

#include "contract/data_dir.hpp"
#include "platform/base/file.hpp"
#include "reference-impl/aggregator/test_world.hpp"
#include "reference-impl/wire/shs/address.hpp"
#include "reference-impl/wire/shs/message_list.hpp"

namespace provbank::aggregator {
namespace {

using namespace std::chrono_literals;
using contract::Source;
using contract::SourceSet;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using wire::shs::Actor;
using wire::shs::Message;
using wire::shs::TransferType;

const std::filesystem::path kFixtures =
    std::filesystem::path(PROVBANK_DATA_DIR) / "fixtures" / "shs";
const std::string kOperator = "162021009986";
const std::string kTxId = "1f0e8c52-7b3d-4e96-a5c1-d84f20b79e63";

class ShsDoorTest : public testing::Test {
 protected:
  ShsDoorTest() {
    ShsSettings shs{.rng = chance::Rng(chance::Seed{11})};
    shs.agreements =
        std::make_shared<shs::Agreements>(shs::Agreements::load(kFixtures / "agreements").value());
    shs.directory = shs::FixedDirectory::load(kFixtures / "directory.xml").value();
    shs.mail_folder = mail_folder();
    world_.config().shs = std::move(shs);
  }

  static Message message(std::string soap, const std::string& from = "162120009903") {
    Message made;
    auto& label = made.label;
    label.tx_id = kTxId;
    label.corr_id = kTxId;
    label.content_id = "fraga-1";
    label.transfer_type = TransferType::synch;
    label.sequence_type = wire::shs::SequenceType::request;
    label.status = wire::shs::Status::test;
    label.from = Actor{.address = from, .common_name = "Exempelkommun"};
    label.to = Actor{.address = kOperator};
    label.product = contract::kShsQuestionTest;
    label.datetime = "2026-03-02T09:00:00";
    label.data.push_back({.datapart_type = "xml", .filename = "fraga.xml"});
    made.parts.push_back({.filename = "fraga.xml", .content = std::move(soap)});
    return made;
  }

  static http::Request post(const Message& made) {
    http::Request request;
    request.method = "POST";
    request.target = "/shs/rs";
    request.fields.set("Content-Type", "message/rfc822");
    request.body = wire::shs::write_message(made);
    return request;
  }

  static std::string question(SourceSet sources = SourceSet::all()) {
    return wire::encode_question(question_about(kDawit, sources));
  }

  std::filesystem::path mail_folder() const { return folder_.path() / "mail"; }

  ScratchFolder folder_;
  TestWorld world_;
};

TEST_F(ShsDoorTest, AnswersAsTheOtherDoorDoes) {
  const auto response = world_.send(post(message(question())));
  ASSERT_EQ(response.status, 200) << response.body;
  const auto reply = wire::shs::read_message(response.body).value();
  const auto answer = wire::decode_answer(reply.parts.front().content);
  ASSERT_TRUE(answer);
  EXPECT_THAT(std::get<contract::Answer>(*answer).results, SizeIs(7));

  TestWorld other;
  EXPECT_EQ(reply.parts.front().content, other.post(question()).body);
}

TEST_F(ShsDoorTest, CarriesTheFaultOfTheServiceInTheReply) {
  const auto response = world_.send(post(message("<not soap")));
  ASSERT_EQ(response.status, 200) << response.body;
  const auto reply = wire::shs::read_message(response.body).value();
  EXPECT_THAT(reply.parts.front().content, HasSubstr("SSBTEK-1"));
  EXPECT_THAT(world_.events("refusal"), SizeIs(1));
}

TEST_F(ShsDoorTest, LogsWhoAskedWhateverTheDoor) {
  static_cast<void>(world_.send(post(message(question()))));
  const auto questions = world_.events("question");
  ASSERT_THAT(questions, SizeIs(1));
  EXPECT_THAT(questions.front(), HasSubstr("162120009903"));
  EXPECT_THAT(questions.front(), HasSubstr("complete"));
}

TEST_F(ShsDoorTest, LogsASenderThatIsNotWhoItSaysAsADeviation) {
  const auto response = world_.send(post(message(question(), "162120009911")));
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.fields.find("X-shs-errorcode"), "IllegalSender");
  ASSERT_THAT(world_.events("refusal"), SizeIs(1));
  EXPECT_THAT(world_.events("refusal").front(), HasSubstr("IllegalSender"));
  EXPECT_THAT(world_.events("refusal").front(), HasSubstr(kTxId));
  EXPECT_THAT(world_.events("deviation"), SizeIs(1));
  EXPECT_THAT(world_.events("question"), IsEmpty());
}

TEST_F(ShsDoorTest, KeepsTestAndProductionApart) {
  auto mixed = message(question());
  mixed.label.status = wire::shs::Status::production;
  EXPECT_EQ(world_.send(post(mixed)).fields.find("X-shs-errorcode"), "IllegalProductType");
}

TEST_F(ShsDoorTest, PutsAnAsynchronousAnswerInTheMailboxWithoutAWordOfItOnDisk) {
  world_.run([&]() -> awaitable<void> {
    auto asked = message(question());
    asked.label.transfer_type = TransferType::asynch;
    auto request = post(asked);
    const auto receipt = co_await world_.request(std::move(request), "exempelkommun");
    EXPECT_EQ(receipt->status, 202);
    co_await time::sleep_for(world_.clock(), 1min);

    for (const auto& file : std::filesystem::directory_iterator(mail_folder()))
      EXPECT_THAT(read_file(file.path()).value(), Not(HasSubstr("Envelope")));

    http::Request list;
    list.target = "/shs/ds/162120009903?status=test";
    const auto listed = co_await world_.request(std::move(list), "exempelkommun");
    const auto waiting = wire::shs::read_message_list(listed->body).value();
    EXPECT_EQ(waiting.size(), 1U);
    http::Request fetch;
    fetch.target = "/shs/ds/162120009903/" + waiting.front().tx_id;
    const auto fetched = co_await world_.request(std::move(fetch), "exempelkommun");
    const auto reply = wire::shs::read_message(fetched->body).value();
    EXPECT_EQ(reply.label.corr_id, kTxId);
    EXPECT_TRUE(wire::decode_answer(reply.parts.front().content));
  });
  EXPECT_THAT(world_.events("message"), SizeIs(4));  // received stored listed fetched
}

TEST_F(ShsDoorTest, IsClosedUnlessThereAreSettingsForIt) {
  TestWorld without;
  EXPECT_EQ(without.send(post(message(question()))).status, 404);
}

}  // namespace
}  // namespace provbank::aggregator
