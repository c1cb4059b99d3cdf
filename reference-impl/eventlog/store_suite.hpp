// What every store of entries does, as typed tests: files, memory and databases give a `Place`
//
//   struct Place {
//     std::unique_ptr<EntryStore> open();        // opens the one log of the place, again and again
//     static constexpr bool kLasts = true;       // whether what was kept is there when it is
//     opened
//     std::unique_ptr<EntryStore> open_keeping(int days);  // ... and disposes of what is older;
//     only where it lasts std::unique_ptr<EntryStore> open_to_read();          // the same
//   };
//
// and then INSTANTIATE_TYPED_TEST_SUITE_P(Files, EntryStoreSuite, Place).
#pragma once
#include <gmock/gmock.h>

#include "reference-impl/eventlog/test_support.hpp"
#include "reference-impl/eventlog/verify.hpp"

namespace provbank::eventlog {

template <class Place>
class EntryStoreSuite : public testing::Test {
 protected:
  static MakeBatch batch_of(std::vector<Event> events) {
    return [events = std::move(events)](const Head& head) -> Result<Batch> {
      return to_batch(events, head);
    };
  }
  std::vector<Event> events(int count) const {
    std::vector<Event> out;
    for (int i = 0; i < count; ++i) out.push_back(question_event(clock_, "q-" + std::to_string(i)));
    return out;
  }
  static std::vector<std::string> all(EntryStore& store, std::uint64_t from = 1) {
    std::vector<std::string> out;
    const auto read = store.read(from, [&](std::string_view line) {
      out.emplace_back(line);
      return true;
    });
    EXPECT_TRUE(read);
    return out;
  }
  static VerifyReport verified(EntryStore& store, const std::vector<std::string>& keys) {
    VerifyOptions options;
    options.keys = keys;
    const auto record = store.record();
    EXPECT_TRUE(record);
    std::optional<HeadRecord> stated;
    if (record && !record->empty()) stated = head_record_from_text(*record).value();
    return verify_lines([&](const VisitLine& visit) { return store.read(1, visit); }, stated,
                        options)
        .value();
  }

  StandingClock clock_;
  Place place_;
};
TYPED_TEST_SUITE_P(EntryStoreSuite);

TYPED_TEST_P(EntryStoreSuite, BeginsWithNothing) {
  const auto store = this->place_.open();
  EXPECT_EQ(store->head().value(), Head{});
  EXPECT_THAT(this->all(*store), testing::IsEmpty());
  EXPECT_EQ(store->record().value(), "");
}

TYPED_TEST_P(EntryStoreSuite, GivesBackWhatItTook) {
  const auto store = this->place_.open();
  ASSERT_TRUE(store->append(this->batch_of(this->events(3))));
  const auto head = store->append(this->batch_of(this->events(2)));
  ASSERT_TRUE(head);
  EXPECT_EQ(head->seq, 5U);
  EXPECT_EQ(store->head().value(), *head);
  const auto lines = this->all(*store);
  ASSERT_THAT(lines, testing::SizeIs(5));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto link = read_link(std::string_view(lines[i]).substr(0, lines[i].size() - 1));
    ASSERT_TRUE(link);
    EXPECT_EQ(link->seq, i + 1);
  }
  EXPECT_EQ(this->all(*store, 4).front(), lines[3]);
}

TYPED_TEST_P(EntryStoreSuite, StopsReadingWhenToldTo) {
  const auto store = this->place_.open();
  ASSERT_TRUE(store->append(this->batch_of(this->events(3))));
  int seen = 0;
  ASSERT_TRUE(store->read(1, [&](std::string_view) { return ++seen < 2; }));
  EXPECT_EQ(seen, 2);
}

TYPED_TEST_P(EntryStoreSuite, KeepsNothingOfABatchThatCannotBeMade) {
  const auto store = this->place_.open();
  ASSERT_TRUE(store->append(this->batch_of(this->events(1))));
  const auto before = store->head().value();
  const auto failed =
      store->append([](const Head&) -> Result<Batch> { return fail(Errc::invalid, "not now"); });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().detail, "not now");
  const auto nothing = store->append(
      [](const Head& head) -> Result<Batch> { return Batch{.lines = {}, .head = head}; });
  ASSERT_TRUE(nothing);
  EXPECT_EQ(*nothing, before);
  EXPECT_THAT(this->all(*store), testing::SizeIs(1));
}

TYPED_TEST_P(EntryStoreSuite, GoesOnWhereItStoodWhenItIsOpenedAgain) {
  if (!TypeParam::kLasts) return;
  {
    const auto store = this->place_.open();
    ASSERT_TRUE(store->append(this->batch_of(this->events(3))));
  }
  const auto store = this->place_.open();
  EXPECT_EQ(store->head().value().seq, 3U);
  ASSERT_TRUE(store->append(this->batch_of(this->events(1))));
  EXPECT_TRUE(this->verified(*store, {}).holds());
  EXPECT_THAT(store->take_recoveries(), testing::IsEmpty());
}

TYPED_TEST_P(EntryStoreSuite, HoldsASealedLogAcrossRestarts) {
  if (!TypeParam::kLasts) return;
  SealKey key = test_key();
  const auto root = public_key(key);
  asio::io_context io;
  for (int life = 0; life < 3; ++life) {
    auto log = StoredEventLog::in_place({.store = this->place_.open(),
                                         .sealer = Sealer(key),  // carried forward from the root
                                         .clock = &this->clock_})
                   .value();
    append_at_once(io, *log, this->clock_, 2);
    ASSERT_TRUE(seal_now(io, *log));
  }
  const auto store = this->place_.open();
  const auto report = this->verified(*store, {root});
  EXPECT_TRUE(report.proven());
  EXPECT_EQ(report.checkpoints, 3U);
  EXPECT_EQ(report.unsealed, 0U);
}

TYPED_TEST_P(EntryStoreSuite, KeepsTheLatestStatementOfWhereItStands) {
  const auto store = this->place_.open();
  ASSERT_TRUE(store->append(this->batch_of(this->events(2))));
  const auto head = store->head().value();
  const HeadRecord record{.seq = head.seq,
                          .hash = head.hash,
                          .time = "2026-03-02T08:00:00.000Z",
                          .key = "",
                          .signature = ""};
  ASSERT_TRUE(store->keep_record(record));
  EXPECT_EQ(head_record_from_text(store->record().value()).value(), record);
}

TYPED_TEST_P(EntryStoreSuite, DisposesAtACheckpointOfWhatItNeedNotKeepAndSaysSo) {
  if constexpr (TypeParam::kLasts) {
    constexpr int kDays = 30;
    const auto day = std::chrono::hours(24);
    // In the past, however late it is where the test runs: no store goes by a later time.
    this->clock_.pass(-1000 * day);
    asio::io_context io;
    auto log = StoredEventLog::in_place({.store = this->place_.open_keeping(kDays),
                                         .sealer = Sealer(test_key()),
                                         .clock = &this->clock_})
                   .value();
    const auto sealed_day = [&] {
      append_at_once(io, *log, this->clock_, 2);
      EXPECT_TRUE(seal_now(io, *log));
    };
    sealed_day();                 // 1 to 3
    this->clock_.pass(20 * day);  // 4 to 6, of which all are to be kept
    sealed_day();
    EXPECT_THAT(this->all(*this->place_.open_to_read()), testing::SizeIs(6));
    this->clock_.pass(20 * day);  // 7 to 9: the first are 40 days old, the next 20
    sealed_day();
    append_at_once(io, *log, this->clock_, 1);
    ASSERT_TRUE(seal_now(io, *log));
    log.reset();
    const auto store = this->place_.open_to_read();
    const auto lines = this->all(*store);
    ASSERT_FALSE(lines.empty());
    EXPECT_THAT(lines.front(), testing::HasSubstr("\"seq\":4,"));
    EXPECT_THAT(
        lines, testing::Contains(testing::AllOf(testing::HasSubstr("\"event\":\"weeding\""),
                                                testing::HasSubstr("\"detail\":\"entries 1 to 3\""),
                                                testing::HasSubstr("\"count\":3"))));
    VerifyOptions options;
    options.begins = 4;  // a later key of the row signs there than the first one
    options.record_required = false;
    const auto report = verify_lines([&](const VisitLine& visit) { return store->read(1, visit); },
                                     std::nullopt, options);
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->holds());
  }
}

REGISTER_TYPED_TEST_SUITE_P(EntryStoreSuite, BeginsWithNothing, GivesBackWhatItTook,
                            StopsReadingWhenToldTo, KeepsNothingOfABatchThatCannotBeMade,
                            GoesOnWhereItStoodWhenItIsOpenedAgain, HoldsASealedLogAcrossRestarts,
                            KeepsTheLatestStatementOfWhereItStands,
                            DisposesAtACheckpointOfWhatItNeedNotKeepAndSaysSo);

}  // namespace provbank::eventlog
