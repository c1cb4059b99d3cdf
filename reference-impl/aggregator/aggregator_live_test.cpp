// The aggregator over TLS sockets and real time, on ports of the system's choosing.
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>

#include "platform/base/file.hpp"
#include "platform/net/task_group.hpp"
#include "reference-impl/aggregator/aggregator.hpp"
#include "reference-impl/aggregator/test_world.hpp"
#include "reference-impl/eventlog/file_store.hpp"

namespace provbank::aggregator {
namespace {

using namespace std::chrono_literals;
using contract::FaultCode;
using contract::Source;
using contract::SourceData;
using contract::SourceSet;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(AggregatorLive, AnswersWithDataFromEverySource) {
  TestWorld world(Wires::live);
  const auto answer = world.ask(question_about(kDawit, SourceSet::all()));
  ASSERT_THAT(answer.results, SizeIs(7));
  for (const auto& [source, result] : answer.results) {
    EXPECT_TRUE(std::holds_alternative<SourceData>(result)) << contract::code(source);
  }
}

TEST(AggregatorLive, AnswersOverBothVersionsOfTls) {
  for (const auto version : {net::TlsVersion::tls1_2, net::TlsVersion::tls1_3}) {
    SCOPED_TRACE(version == net::TlsVersion::tls1_2 ? "1.2" : "1.3");
    TestWorld world(Wires::live);
    world.run([&]() -> awaitable<void> {
      auto tls = world.client_tls("exempelkommun");
      tls.lowest = version;
      tls.highest = version;
      net::HttpClient client(world.network(), world.clock(), world.aggregator().endpoint(),
                             std::move(tls), {});
      auto message = soap_request(wire::encode_question(question_about(kDawit, {Source::tns})));
      const auto response = co_await client.send(std::move(message));
      EXPECT_TRUE(response && response->status == 200);
    });
  }
}

TEST(AggregatorLive, TurnsAwayACertificateOfAnotherAuthority) {
  TestWorld world(Wires::live);
  world.run([&]() -> awaitable<void> {
    auto tls = world.client_tls("exempelkommun");
    crypto::CertificateRequest request;
    request.common_name = "exempelkommun.test";
    request.organisation_number = "162120009903";
    request.not_before = std::chrono::sys_days(std::chrono::year(2020) / 1 / 1);
    request.not_after = std::chrono::sys_days(std::chrono::year(2060) / 1 / 1);
    tls.credentials = crypto::self_signed(request);
    net::HttpClient client(world.network(), world.clock(), world.aggregator().endpoint(),
                           std::move(tls), {});
    auto message = soap_request(wire::encode_question(question_about(kDawit, {Source::tns})));
    const auto response = co_await client.send(std::move(message));
    EXPECT_FALSE(response);
  });
  EXPECT_THAT(world.source(Source::tns).asked, IsEmpty());
  EXPECT_THAT(world.events("incident"), testing::ElementsAre(HasSubstr("tls_rejected")));
}

TEST(AggregatorLive, MarksASourceThatWasStopped) {
  TestWorld world(Wires::live);
  world.source(Source::skv).listening = false;
  const auto answer = world.ask(question_about(kDawit, {Source::skv, Source::tns}));
  EXPECT_EQ(std::get<contract::SourceError>(answer.results.at(Source::skv)).felkod,
            contract::felkod(FaultCode::source_unreachable));
  EXPECT_TRUE(std::holds_alternative<SourceData>(answer.results.at(Source::tns)));
}

TEST(AggregatorLive, KeepsItsConnectionsTowardsTheSources) {
  TestWorld world(Wires::live);
  world.run([&]() -> awaitable<void> {
    const auto question = wire::encode_question(question_about(kDawit, SourceSet::all()));
    for (int i = 0; i < 3; ++i) {
      const auto response = co_await world.post_now(question);
      EXPECT_THAT(answer_in(response).results, SizeIs(7));
    }
  });
}

TEST(AggregatorLive, AnswersManyAtTheSameTime) {
  TestWorld world(Wires::live);
  int answered = 0;
  world.run([&]() -> awaitable<void> {
    const auto question = wire::encode_question(question_about(kDawit, SourceSet::all()));
    const auto ask = [&]() -> awaitable<void> {
      const auto response = co_await world.post_now(question);
      answered += response.status == 200 ? 1 : 0;
    };
    const auto ask_all = [&](net::TaskGroup& group) -> awaitable<void> {
      for (int i = 0; i < 20; ++i) group.spawn(ask());
      co_return;
    };
    co_await net::with_task_group(ask_all);
  });
  EXPECT_EQ(answered, 20);
}

TEST(AggregatorLive, HasItsEventsOnDiskBeforeTheAnswerLeaves) {
  std::string pattern = (std::filesystem::temp_directory_path() / "aggregator-XXXXXX").string();
  const std::filesystem::path folder = ::mkdtemp(pattern.data());
  {
    TestWorld world(Wires::live);
    const auto file = folder / "events.jsonl";
    const auto log =
        eventlog::open_file_log({.store = {.file = file}}, world.clock(), world.io().get_executor())
            .value();
    world.log_to(*log);
    world.run([&]() -> awaitable<void> {
      auto question = wire::encode_question(question_about(kDawit, {Source::tns}));
      const auto response = co_await world.post_now(std::move(question));
      EXPECT_EQ(response.status, 200);
      const auto text = read_file(file).value();
      EXPECT_THAT(text, HasSubstr("\"event\":\"question\""));
      EXPECT_THAT(text, Not(HasSubstr(kDawit)));
    });
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace provbank::aggregator
