#include "reference-impl/shs/agreements.hpp"

#include <gmock/gmock.h>

#include <boost/asio/detached.hpp>
#include <fstream>

#include "platform/base/file.hpp"
#include "reference-impl/shs/test_support.hpp"

namespace provbank::shs {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using wire::shs::Agreement;
using wire::shs::ErrorCode;
using wire::shs::Flow;
using wire::shs::Label;
using wire::shs::SequenceType;
using wire::shs::TransferType;

constexpr Day kToday{std::chrono::year(2026), std::chrono::March, std::chrono::day(2)};
constexpr Day kYesterday{std::chrono::year(2026), std::chrono::March, std::chrono::day(1)};
constexpr Day kTomorrow{std::chrono::year(2026), std::chrono::March, std::chrono::day(3)};

Agreement agreement() {
  return {.uuid = "a0000000-0000-4000-8000-000000000001",
          .principal = kOperator,
          .products = {kQuestion},
          .flow = Flow::from_customer,
          .valid_from = kYesterday};
}

std::string verdict(const Agreement& one, const Label& label) {
  const Agreements all({one}, {});
  const auto permitted = all.permit(label, {}, kToday);
  return permitted ? "permitted" : permitted.error().info;
}

Label label() {
  return question(TransferType::synch).label;
}

TEST(Agreements, PermitACustomerToSendInTheAgreedDirection) {
  EXPECT_EQ(verdict(agreement(), label()), "permitted");
  auto only_one = agreement();
  only_one.customer = kKommun;
  EXPECT_EQ(verdict(only_one, label()), "permitted");
  only_one.customer = kKommun.substr(2);
  EXPECT_EQ(verdict(only_one, label()), "permitted") << "ten digits or twelve";
}

TEST(Agreements, PermitNoOtherDirectionCustomerTransferOrProduct) {
  auto other = agreement();
  other.flow = Flow::to_customer;
  EXPECT_THAT(verdict(other, label()), HasSubstr("direction"));
  other = agreement();
  other.customer = kNeighbour;
  EXPECT_THAT(verdict(other, label()), HasSubstr("between these two"));
  other = agreement();
  other.transfer_type = "asynch";
  EXPECT_THAT(verdict(other, label()), HasSubstr("transfer type"));
  other = agreement();
  other.products = {kOneWay};
  EXPECT_THAT(verdict(other, label()), HasSubstr("no agreement about the product"));
}

TEST(Agreements, AreValidFromTheFirstDayToTheLast) {
  auto dated = agreement();
  dated.valid_from = kToday;
  dated.valid_to = kToday;
  EXPECT_EQ(verdict(dated, label()), "permitted");
  dated.valid_from = kTomorrow;
  dated.valid_to.reset();
  EXPECT_THAT(verdict(dated, label()), HasSubstr("not valid today"));
  dated.valid_from = kYesterday;
  dated.valid_to = kYesterday;
  EXPECT_THAT(verdict(dated, label()), HasSubstr("not valid today"));
}

TEST(Agreements, LetAReplyGoTheWayBack) {
  auto reply = answer_label(label(), SequenceType::reply, "2026-03-02T09:00:01");
  EXPECT_EQ(verdict(agreement(), reply), "permitted");
  reply.sequence_type = SequenceType::request;
  EXPECT_THAT(verdict(agreement(), reply), HasSubstr("direction"));
}

TEST(Agreements, MustBeTheOneThatTheLabelNames) {
  auto naming = label();
  naming.agreement = "A0000000-0000-4000-8000-000000000001";
  EXPECT_EQ(verdict(agreement(), naming), "permitted");
  naming.agreement = kTxId;
  EXPECT_THAT(verdict(agreement(), naming), HasSubstr("not known"));
}

TEST(Agreements, OfTheReceiverInTheDirectoryCountToo) {
  const Agreements none({}, {});
  EXPECT_TRUE(none.permit(label(), {{"x", kQuestion, ""}}, kToday));
  EXPECT_TRUE(none.permit(label(), {{"x", kQuestion, "synch"}}, kToday));
  EXPECT_FALSE(none.permit(label(), {{"x", kQuestion, "asynch"}}, kToday));
  EXPECT_FALSE(none.permit(label(), {{"x", kOneWay, ""}}, kToday));
}

TEST(Agreements, AreNotAskedForByManagementMessages) {
  auto adm = label();
  adm.sequence_type = SequenceType::adm;
  EXPECT_TRUE(Agreements({}, {}).permit(adm, {}, kToday));
}

TEST(Agreements, TellWhoIsMeantUnlessItCouldBeSeveral) {
  auto nameless = question(TransferType::asynch).label;
  nameless.to.reset();
  EXPECT_EQ(Agreements({agreement()}, {}).receiver_of(nameless, kToday).value(), kOperator);
  EXPECT_EQ(Agreements({}, {}).receiver_of(nameless, kToday).error().code,
            ErrorCode::unresolved_receiver);
  auto another = agreement();
  another.principal = kNeighbour;
  EXPECT_EQ(Agreements({agreement(), another}, {}).receiver_of(nameless, kToday).error().code,
            ErrorCode::illegal_receiver);
}

TEST(Agreements, AreReadFromAFolder) {
  const ScratchFolder folder;
  std::ofstream(folder.path() / "a.xml") << write_agreement(agreement());
  std::ofstream(folder.path() / "p.xml") << wire::shs::write_product_type(
      {.uuid = kQuestion, .principal = kOperator, .data = {{"xml"}}});
  const auto loaded = Agreements::load(folder.path());
  ASSERT_TRUE(loaded) << loaded.error().detail;
  EXPECT_THAT(loaded->all(), SizeIs(1));
  EXPECT_NE(loaded->product(kQuestion), nullptr);
  EXPECT_EQ(loaded->product(kOneWay), nullptr);

  std::ofstream(folder.path() / "b.xml") << write_agreement(agreement());
  EXPECT_THAT(Agreements::load(folder.path()).error().detail, HasSubstr("b.xml: its uuid"));
  std::ofstream(folder.path() / "b.xml") << "<nonsense>";
  EXPECT_THAT(Agreements::load(folder.path()).error().detail, HasSubstr("b.xml"));
  EXPECT_EQ(Agreements::load(folder.path() / "none").error().code, Errc::not_found);
}

TEST(Agreements, SayWhatTheyAreAboutAndWhenTheServiceIsOpen) {
  auto told = agreement();
  told.valid_to = kTomorrow;
  told.open = {{.day = "work", .hours = "office", .between = {{"08:00", "17:00"}}}};
  EXPECT_EQ(summary(told).sv, kQuestion + ": " + kOperator +
                                  " med *, gäller 2026-03-01–2026-03-03, öppet vardagar "
                                  "08:00-17:00");
  told.open.clear();
  EXPECT_THAT(summary(told).en, HasSubstr("open every day all hours"));
  told.open = {{.day = "weekend", .hours = "night"}};
  EXPECT_THAT(summary(told).sv, HasSubstr("öppet veckoslut nattetid"));
}

TEST(FixedDirectory, WithOneMoreKnowsTheOthersToo) {
  const FixedDirectory before(
      {{.number = "162120009903", .name = "A"}, {.number = "162120009911", .name = "B"}});
  const auto after = before.with({.number = "162120009929", .name = "C"})
                         ->with({.number = "162120009911", .name = "B2"});
  std::map<std::string, std::string> names;
  boost::asio::io_context io;
  const auto look = [&]() -> boost::asio::awaitable<void> {
    for (const std::string number : {"162120009903", "162120009911", "162120009929"}) {
      auto name = co_await after->organisation(number);
      names[number] = name->value_or("unknown");
    }
  };
  boost::asio::co_spawn(io, look(), boost::asio::detached);
  io.run();
  const std::map<std::string, std::string> expected = {
      {"162120009903", "A"}, {"162120009911", "B2"}, {"162120009929", "C"}};
  EXPECT_EQ(names, expected);
}

TEST(FixedDirectory, IsReadFromAFileAndItsErrorsNameTheLine) {
  const ScratchFolder folder;
  const auto file = folder.path() / "directory.xml";
  const auto write = [&](const std::string& content) {
    std::ofstream(file) << "<directory xmlns='urn:provbank:shs-directory:1'>\n"
                        << content << "</directory>";
  };
  write("<organisation number='2120009903' name='A'><address product='" + kQuestion +
        "' url='https://a.test/rs'/><agreement id='x' product='" + kQuestion +
        "'/></organisation>");
  ASSERT_TRUE(FixedDirectory::load(file)) << FixedDirectory::load(file).error().detail;
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"<organisation number='12' name='A'/>", "line 2: 12 is no organisation number"},
      {"<organisation number='2120009903'/>", "line 2: organisation needs name"},
      {"<organisation number='2120009903' name='A'/>\n<organisation number='162120009903' "
       "name='B'/>",
       "line 3: the organisation of line 2 again"},
      {"<organisation number='2120009903' name='A'><adress product='x'/></organisation>",
       "adress is not known here"},
      {"<organisation number='2120009903' name='A'><address product='x'/></organisation>",
       "address needs url"},
  };
  for (const auto& [content, message] : wrong) {
    write(content);
    const auto loaded = FixedDirectory::load(file);
    ASSERT_FALSE(loaded) << content;
    EXPECT_THAT(loaded.error().detail, HasSubstr(message));
  }
}

}  // namespace
}  // namespace provbank::shs
