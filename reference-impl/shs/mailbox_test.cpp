#include "reference-impl/shs/mailbox.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "reference-impl/shs/test_support.hpp"

namespace provbank::shs {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class MailboxTest : public testing::Test {
 protected:
  static wire::shs::Label label(char id = '1', const std::string& to = kKommun) {
    auto made = question(wire::shs::TransferType::asynch).label;
    made.tx_id[0] = id;
    made.to->address = to;
    return made;
  }
  std::unique_ptr<Mailbox> mailbox(MailboxLimits limits = {}) {
    return std::make_unique<Mailbox>(clock_, folder_.path() / "mail", std::chrono::hours(1),
                                     limits);
  }

  ScratchFolder folder_;
  asio::io_context io_;
  time::VirtualClock clock_{io_, {}};
};

TEST_F(MailboxTest, IsFullAtItsLimits) {
  auto few = mailbox({.messages_per_address = 2, .bytes = 1'000});
  EXPECT_TRUE(few->put(label('1'), "one"));
  EXPECT_TRUE(few->put(label('2'), "two"));
  EXPECT_EQ(few->put(label('3'), "three").error().code, Errc::unavailable);
  EXPECT_TRUE(few->put(label('3', kNeighbour), "three"));
  EXPECT_EQ(few->put(label('4', kNeighbour), std::string(1'000, 'x')).error().code,
            Errc::unavailable);
}

TEST_F(MailboxTest, HasRoomAgainWhenMessagesAreDestroyed) {
  auto box = mailbox({.messages_per_address = 10, .bytes = 100});
  EXPECT_TRUE(box->put(label('1'), std::string(60, 'x')));
  EXPECT_FALSE(box->put(label('2'), std::string(60, 'x')));
  EXPECT_TRUE(box->acknowledge(kKommun, label('1').tx_id).value());
  EXPECT_TRUE(box->put(label('2'), std::string(60, 'x')));
}

TEST_F(MailboxTest, RemovesWhatAnEarlierProcessLeftAndNobodyCanOpen) {
  std::filesystem::create_directories(folder_.path() / "mail");
  std::ofstream(folder_.path() / "mail" / "00000001.mail") << "sealed";
  std::ofstream(folder_.path() / "mail" / "readme.txt") << "somebody's";
  const auto box = mailbox();
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "mail" / "00000001.mail"));
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "mail" / "readme.txt"));
}

TEST_F(MailboxTest, SaysWhenAStoredMessageWasAltered) {
  auto box = mailbox();
  ASSERT_TRUE(box->put(label(), "text"));
  for (const auto& file : std::filesystem::directory_iterator(folder_.path() / "mail"))
    std::ofstream(file.path(), std::ios::app) << "x";
  EXPECT_EQ(box->fetch(kKommun, label().tx_id).error().code, Errc::io);
}

TEST_F(MailboxTest, GivesAFetchedMessageNoMoreTime) {
  auto box = mailbox();
  ASSERT_TRUE(box->put(label(), "text"));
  ASSERT_TRUE(box->fetch(kKommun, label().tx_id));
  EXPECT_THAT(box->waiting(kKommun), IsEmpty());
  clock_.run_until(clock_.now());
  EXPECT_THAT(box->expire(), IsEmpty());
  EXPECT_EQ(box->next_expiry(), clock_.now() + std::chrono::hours(1));
}

TEST_F(MailboxTest, CannotBeMadeWhereNoFolderCanBe) {
  std::ofstream(folder_.path() / "file") << "";
  EXPECT_THROW(
      Mailbox(clock_, folder_.path() / "file" / "mail", std::chrono::hours(1), MailboxLimits{}),
      ErrorException);
}

}  // namespace
}  // namespace provbank::shs
