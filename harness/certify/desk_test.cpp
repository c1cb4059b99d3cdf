#include "harness/certify/desk.hpp"

#include "harness/certify/test_support.hpp"
#include "platform/net/http_server.hpp"
#include "platform/net/task_group.hpp"

namespace provbank::certify::testing {
namespace {

using namespace std::chrono_literals;
using contract::Source;
using evidence::Shows;
using ::testing::HasSubstr;

/// A party's own test interface.
struct Interface : ::testing::Test, Live {
  Certification party;
  std::vector<http::Request> received;
  http::Response answer;
  net::Endpoint endpoint;
  Instruction instruction{.scenario = "KM-test",
                          .step = "a1",
                          .person = contract::PersonIdentity::parse(kAnna).value(),
                          .case_id = "E-1",
                          .sources = {Source::af, Source::csn},
                          .from = "2025-12-01",
                          .tom = "2026-02-28"};

  Interface() { answer.status = 200; }

  Command command(std::string program, std::vector<std::string> arguments = {}) {
    return {std::move(program), std::move(arguments), 5s};
  }
  Command shell(std::string script) {
    return command("sh", {"-c", std::move(script), "sh", "{person}"});
  }

  Request request(std::string method, std::string target, std::string body = {}) {
    Request made;
    made.method = std::move(method);
    made.target = std::move(target);
    made.body = std::move(body);
    made.timeout = 2s;
    return made;
  }

  void shows_json(Deed deed) {
    Show show;
    show.deed = std::move(deed);
    show.of_source = Reading{Reading::As::json_pointer,
                             "/{source}",
                             {{"found", {"ja"}}, {"nothing", {"nej"}}, {"failed", {"fel"}}}};
    party.show = show;
  }

  /// Performs while the interface answers.
  template <class T>
  T with_interface(net::awaitable<T> (Desk::*what)(Instruction)) {
    auto listener = std::move(network.listen({"127.0.0.1", 0}, std::nullopt).value());
    endpoint = listener->endpoint();
    for (auto* deed :
         {party.act ? &*party.act : nullptr, party.show ? &party.show->deed : nullptr}) {
      if (deed == nullptr) continue;
      if (auto* sends = std::get_if<Request>(deed)) sends->endpoint = endpoint;
    }
    net::HttpHandler handler = [this](http::Request got,
                                      const net::Peer&) -> net::awaitable<http::Response> {
      received.push_back(std::move(got));
      co_return answer;
    };
    net::HttpServer server(std::move(listener), clock, std::move(handler), {});
    Desk desk(network, clock, party, nullptr);
    auto work = [&]() -> net::awaitable<T> {
      std::optional<T> out;
      auto body = [&](net::TaskGroup& group) -> net::awaitable<void> {
        group.spawn(server.run());
        out = co_await (desk.*what)(instruction);
        server.stop();
      };
      co_await net::with_task_group(body);
      co_return std::move(*out);
    };
    return run(work());
  }
  Result<void> act() { return with_interface(&Desk::act); }
  Result<evidence::Shown> look() { return with_interface(&Desk::look); }
};

TEST_F(Interface, IsSentTheRequestOfThePlan) {
  auto deed = request("POST", "/fragor/{case}?p={person10}",
                      R"({"person": "{person}", "kallor": {source-list}, "from": "{from}"})");
  deed.headers = {{"Content-Type", "application/json"}, {"X-Steg", "{scenario}.{step}"}};
  party.act = deed;
  ASSERT_TRUE(act());
  ASSERT_EQ(received.size(), 1u);
  EXPECT_EQ(received[0].method, "POST");
  EXPECT_EQ(received[0].target, "/fragor/E-1?p=8503149828");
  EXPECT_EQ(received[0].body,
            R"({"person": "198503149828", "kallor": ["AF", "CSN"], "from": "2025-12-01"})");
  EXPECT_EQ(received[0].fields.find("X-Steg"), "KM-test.a1");
}

TEST_F(Interface, GetsWordsThatAreEscapedForWhereTheyStand) {
  instruction.case_id = "Ä 1/\"2\"";
  auto deed = request("POST", "/a/{case}?k={sources}", R"({"arende": "{case}"})");
  deed.headers = {{"content-type", "application/json; charset=utf-8"}};
  party.act = deed;
  ASSERT_TRUE(act());
  EXPECT_EQ(received.at(0).target, "/a/%C3%84%201%2F%222%22?k=AF%20CSN");
  EXPECT_EQ(received.at(0).body, R"({"arende": "Ä 1/\"2\""})");
  party.act = request("POST", "/a", "{case}");
  ASSERT_TRUE(act());
  EXPECT_EQ(received.at(1).body, "Ä 1/\"2\"") << "no JSON, so as it is";
}

TEST_F(Interface, ThatSaysNoFailsTheDeedWithItsWords) {
  answer.status = 409;
  answer.body = "ärendet är låst";
  party.act = request("POST", "/fragor");
  const auto done = act();
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().detail, HasSubstr("HTTP 409: ärendet är låst"));
}

TEST_F(Interface, ThatIsSilentFailsTheDeedInTime) {
  answer.delivery.never = true;
  auto deed = request("GET", "/tyst");
  deed.timeout = 300ms;
  party.act = deed;
  const auto done = act();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::timed_out);
}

TEST_F(Interface, ThatIsNotThereFailsTheDeed) {
  auto deed = request("GET", "/");
  auto listener = std::move(network.listen({"127.0.0.1", 0}, std::nullopt).value());
  deed.endpoint = listener->endpoint();
  listener->close();
  listener.reset();
  party.act = deed;
  Desk desk(network, clock, party, nullptr);
  const auto done = run(desk.act(instruction));
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().detail, HasSubstr("GET http://127.0.0.1:"));
}

TEST_F(Interface, IsReadWithThePlansWords) {
  shows_json(request("GET", "/arenden/{case}"));
  answer.body = R"({"AF": "ja", "CSN": "fel"})";
  const auto shown = look().value();
  EXPECT_EQ(received.at(0).target, "/arenden/E-1");
  EXPECT_EQ(shown.sources.at(Source::af), Shows::found);
  EXPECT_EQ(shown.sources.at(Source::csn), Shows::failed);
  EXPECT_EQ(shown.how, "request");
  EXPECT_EQ(shown.text, answer.body);
}

TEST_F(Interface, ThatShowsWhatCannotBeReadIsNotGuessedAt) {
  shows_json(request("GET", "/arenden/{case}"));
  answer.body = "<html>Logga in</html>";
  EXPECT_EQ(look().error().code, Errc::malformed);
}

TEST_F(Interface, CanBeACommand) {
  party.act = shell("test \"$1\" = 198503149828");
  EXPECT_TRUE(act());
  shows_json(shell("printf '{\"AF\": \"ja\", \"CSN\": \"nej\"}'"));
  const auto shown = look().value();
  EXPECT_EQ(shown.sources.at(Source::csn), Shows::nothing);
  EXPECT_EQ(shown.how, "command");
}

TEST_F(Interface, GivesNoArgumentToAShell) {
  instruction.case_id = "$(exit 7); `exit 7`";
  party.act = command("test", {"{case}", "=", "$(exit 7); `exit 7`"});
  EXPECT_TRUE(act());
}

TEST_F(Interface, ThatIsACommandThatFailsSaysWhy) {
  party.act = shell("echo det gick inte >&2; exit 3");
  const auto done = act();
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().detail, HasSubstr("ended with 3: det gick inte"));
  party.act = command("/finns/inte");
  EXPECT_FALSE(act());
  auto slow = shell("sleep 30");
  slow.timeout = 300ms;
  party.act = slow;
  EXPECT_EQ(act().error().code, Errc::timed_out);
}

TEST_F(Interface, CannotAskAPersonWhereThereIsNone) {
  party.act = Operator{};
  EXPECT_EQ(act().error().code, Errc::unsupported);
  party.show = Show{Operator{}, {}, {}};
  EXPECT_EQ(look().error().code, Errc::unsupported);
}

TEST_F(Interface, CanBeAPerson) {
  party.act = Operator{};
  party.show = Show{Operator{}, {}, {}};
  ScratchFolder scratch;
  WaitingRoom room(network, clock, {.folder = scratch.path(), .wait_max = 20s});
  Desk desk(network, clock, party, &room);
  auto person = [&]() -> net::awaitable<void> {
    for (const std::string task : {"KM-test.a1.fraga", "KM-test.a1.visar"}) {
      while (!std::filesystem::exists(scratch.path() / (task + ".json")))
        co_await time::sleep_for(clock, 10ms);
      EXPECT_THAT(read_file(scratch.path() / (task + ".json")).value(), HasSubstr(kAnna));
      write_file(scratch.path() / (task + ".svar.json"),
                 R"({"by": "Kim", "sources": {"AF": "found", "CSN": "nothing"}})")
          .value();
    }
  };
  auto work = [&]() -> net::awaitable<Result<evidence::Shown>> {
    Result<evidence::Shown> out = fail(Errc::closed, "");
    auto body = [&](net::TaskGroup& group) -> net::awaitable<void> {
      group.spawn(person());
      const auto acted = co_await desk.act(instruction);
      EXPECT_TRUE(acted);
      out = co_await desk.look(instruction);
    };
    co_await net::with_task_group(body);
    co_return out;
  };
  const auto shown = run(work()).value();
  EXPECT_EQ(shown.how, "operator");
  EXPECT_EQ(shown.by, "Kim");
  EXPECT_EQ(shown.somebody_else, std::nullopt);
  EXPECT_EQ(shown.sources.at(Source::csn), Shows::nothing);
}

}  // namespace
}  // namespace provbank::certify::testing
