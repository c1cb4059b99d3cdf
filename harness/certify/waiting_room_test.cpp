#include "harness/certify/waiting_room.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

#include "harness/certify/test_support.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/net/http_client.hpp"
#include "platform/net/memory_network.hpp"
#include "platform/net/task_group.hpp"

namespace provbank::certify::testing {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using contract::Source;
using evidence::Shows;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

Task deed() {
  Task task;
  task.id = "KM-test.a1.fraga";
  task.kind = Task::Kind::act;
  task.text = {"Fråga om personen", "Ask about the person"};
  task.sources = {Source::af, Source::csn};
  task.facts = {{"person", kAnna}, {"case", "E-1"}};
  return task;
}

Task look() {
  Task task = deed();
  task.id = "KM-test.a1.visar";
  task.kind = Task::Kind::look;
  return task;
}

const std::string kRight =
    R"({"by": "Kim", "sources": {"AF": "found", "CSN": "failed"}, "somebody-else": false})";

// ---- Answers

struct Answers : ::testing::Test {
  ScratchFolder scratch;
  Result<TaskAnswer> parse(const std::string& text, const Task& task = look()) {
    return parse_answer(text, task, scratch.path());
  }
};

TEST_F(Answers, TellOfEachSource) {
  const auto answer = parse(kRight).value();
  EXPECT_EQ(answer.by, "Kim");
  EXPECT_EQ(answer.sources.at(Source::af), Shows::found);
  EXPECT_EQ(answer.sources.at(Source::csn), Shows::failed);
  EXPECT_EQ(answer.somebody_else, false);
}

TEST_F(Answers, ToADeedNeedANameOnly) {
  EXPECT_EQ(parse(R"({"by": "Kim"})", deed())->by, "Kim");
}

TEST_F(Answers, DoNotGuessWhatWasNotSaid) {
  EXPECT_EQ(
      parse(R"({"by": "Kim", "sources": {"AF": "nothing", "CSN": "unclear"}})")->somebody_else,
      std::nullopt);
}

TEST_F(Answers, ThatLackSomethingSayWhat) {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"", "no JSON object"},
      {"[]", "no JSON object"},
      {"{", "no JSON object"},
      {"{}", "by is missing"},
      {R"({"by": ""})", "by is missing"},
      {R"({"by": 7})", "by is missing"},
      {R"({"by": "K"})", "sources is missing"},
      {R"({"by": "K", "sources": []})", "sources is missing"},
      {R"({"by": "K", "sources": {"AF": "found"}})", "CSN is missing"},
      {R"({"by": "K", "sources": {"AF": "ja", "CSN": "found"}})", "AF must be"},
      {R"({"by": "K", "sources": {"AF": 1, "CSN": "found"}})", "AF must be"},
      {R"({"by": "K", "sources": {"AF": "found", "CSN": "found", "FK": "found"}})",
       "FK was not asked"},
      {R"({"by": "K", "sources": {"AF": "found", "CSN": "found", "XX": "found"}})",
       "XX was not asked"},
      {R"({"by": "K", "sources": {"AF": "found", "CSN": "found"}, "somebody-else": "nej"})",
       "somebody-else must be"},
      {R"({"by": "K", "sources": {"AF": "found", "CSN": "found"}, "files": "x"})", "a list"},
      {R"({"by": "K", "sources": {"AF": "found", "CSN": "found"}, "files": [1]})", "be names"},
      {R"({"by": "K", "sources": {"AF": "found", "CSN": "found"}, "files": ["ingen.png"]})",
       "ingen.png"},
  };
  for (const auto& [text, says] : wrong) {
    const auto answer = parse(text);
    ASSERT_FALSE(answer) << text;
    EXPECT_THAT(answer.error().detail, HasSubstr(says)) << text;
  }
}

TEST_F(Answers, MayNotBeEnormous) {
  EXPECT_EQ(parse(std::string(100'000, ' ')).error().code, Errc::too_large);
}

TEST_F(Answers, HashTheFilesThatAreAttached) {
  write_file(scratch.path() / "bild.png", "pixlar").value();
  const auto answer = parse(R"({"by": "K", "files": ["bild.png"]})", deed()).value();
  ASSERT_THAT(answer.files, SizeIs(1));
  EXPECT_EQ(answer.files[0].name, "bild.png");
  EXPECT_EQ(answer.files[0].sha256, crypto::sha256_hex("pixlar"));
}

TEST_F(Answers, AttachNothingFromOutsideTheFolder) {
  write_file(scratch.path() / "under/bild.png", "x").value();
  for (const std::string name : {"../x", "/etc/hostname", "under/bild.png", "..", ".", ""})
    EXPECT_FALSE(parse(R"({"by": "K", "files": [")" + name + R"("]})", deed())) << name;
}

TEST_F(Answers, FromTheFormAreReadAsTheyStand) {
  const auto read = [&](const std::string& body) { return parse(answer_from_form(body)); };
  const auto answer =
      read("AF=found&CSN=nothing&somebody-else=true&by=Kim+%C3%85berg%26co").value();
  EXPECT_EQ(answer.by, "Kim Åberg&co");
  EXPECT_EQ(answer.sources.at(Source::csn), Shows::nothing);
  EXPECT_EQ(answer.somebody_else, true);
  for (const std::string body :
       {"", "&&&", "=", "by", "AF=&CSN=found&by=K", "sources=x&AF=found&CSN=found",
        "AF=found&sources=x&CSN=found", "by=%", "by=%4", "by=%zz%00%ff", "files=x&by=K"})
    EXPECT_FALSE(read(body)) << body;
}

TEST_F(Answers, CanBeTyped) {
  EXPECT_EQ(parse(answer_from_line("Kim Berg", deed()), deed())->by, "Kim Berg");
  EXPECT_EQ(parse(answer_from_line("", deed()), deed())->by, "terminal");
  const auto answer = parse(answer_from_line("AF=found CSN=failed annan=nej", look())).value();
  EXPECT_EQ(answer.sources.at(Source::csn), Shows::failed);
  EXPECT_EQ(answer.somebody_else, false);
  EXPECT_EQ(parse(answer_from_line("alla=failed other=yes", look()))->somebody_else, true);
  for (const std::string line : {"", "ja", "AF=found", "AF=found CSN=kanske", "= =", "AF==found",
                                 "AF=found CSN=found annan=kanske"})
    EXPECT_FALSE(parse(answer_from_line(line, look()))) << line;
}

// ---- Waiting

struct Waiting : ::testing::Test, Live {
  ScratchFolder scratch;
  fs::path folder = scratch.path() / "waiting";
  std::vector<std::string> told;

  WaitingRoomOptions options(time::Duration wait = 20s) {
    WaitingRoomOptions made;
    made.folder = folder;
    made.wait_max = wait;
    made.tell = [this](const Bilingual& what) { told.push_back(what.en); };
    return made;
  }

  /// Asks, and meanwhile lets somebody do something about it.
  template <class Somebody>
  Result<TaskAnswer> ask(Task task, Somebody somebody, WaitingRoomOptions with) {
    WaitingRoom room(network, clock, std::move(with));
    return run(asking(room, std::move(task), std::move(somebody)));
  }
  template <class Somebody>
  Result<TaskAnswer> ask(Task task, Somebody somebody) {
    return ask(std::move(task), std::move(somebody), options());
  }

  template <class Somebody>
  net::awaitable<Result<TaskAnswer>> asking(WaitingRoom& room, Task task, Somebody somebody) {
    Result<TaskAnswer> out = fail(Errc::closed, "never asked");
    auto body = [&](net::TaskGroup& group) -> net::awaitable<void> {
      group.spawn(room.run());
      group.spawn(somebody(room));
      out = co_await room.ask(std::move(task));
      room.stop();
    };
    co_await net::with_task_group(body);
    co_return out;
  }

  net::awaitable<void> until_waiting(std::string id) {
    while (!fs::exists(folder / (id + ".json"))) co_await time::sleep_for(clock, 10ms);
  }

  net::awaitable<http::Response> send(const WaitingRoom& room, http::Request request) {
    net::HttpClient client(network, clock, room.endpoint(), std::nullopt, {});
    auto response = co_await client.send(std::move(request));
    co_return std::move(response).value();
  }
  net::awaitable<http::Response> post(const WaitingRoom& room, std::string target, std::string body,
                                      std::string type = "application/json",
                                      std::string origin = {}) {
    http::Request request;
    request.method = "POST";
    request.target = std::move(target);
    request.fields.set("Content-Type", std::move(type));
    if (!origin.empty()) request.fields.set("Origin", std::move(origin));
    request.body = std::move(body);
    co_return co_await send(room, std::move(request));
  }
  net::awaitable<http::Response> get(const WaitingRoom& room, std::string target) {
    http::Request request;
    request.target = std::move(target);
    co_return co_await send(room, std::move(request));
  }
};

TEST_F(Waiting, TakesAnAnswerByFile) {
  const auto answer = ask(look(), [&](WaitingRoom&) -> net::awaitable<void> {
    co_await until_waiting("KM-test.a1.visar");
    write_file(folder / "KM-test.a1.visar.svar.json", kRight).value();
  });
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->by, "Kim");
  EXPECT_FALSE(fs::exists(folder / "KM-test.a1.visar.json")) << "the task is done";
  EXPECT_THAT(told.at(0), HasSubstr("Ask about the person"));
}

TEST_F(Waiting, WritesATaskThatAScriptCanRead) {
  nlohmann::json written;
  (void)ask(deed(), [&](WaitingRoom& room) -> net::awaitable<void> {
    co_await until_waiting("KM-test.a1.fraga");
    written = nlohmann::json::parse(read_file(folder / "KM-test.a1.fraga.json").value());
    const std::string url = written.at("answer-url");
    const std::string here = "http://" + net::to_string(room.endpoint());
    EXPECT_TRUE(url.starts_with(here)) << url;
    (void)co_await post(room, url.substr(here.size()), R"({"by": "Skript"})");
  });
  EXPECT_EQ(written.at("person"), kAnna);
  EXPECT_EQ(written.at("case"), "E-1");
  EXPECT_EQ(written.at("sources"), (nlohmann::json{"AF", "CSN"}));
  EXPECT_EQ(written.at("kind"), "act");
  EXPECT_EQ(written.at("answer-file"), "KM-test.a1.fraga.svar.json");
}

TEST_F(Waiting, DoesNotCountAnAnswerFromBeforeTheQuestion) {
  fs::create_directories(folder);
  write_file(folder / "KM-test.a1.fraga.svar.json", R"({"by": "Gammal"})").value();
  const auto answer = ask(deed(), [&](WaitingRoom&) -> net::awaitable<void> {
    co_await until_waiting("KM-test.a1.fraga");
    co_await time::sleep_for(clock, 700ms);
    write_file(folder / "KM-test.a1.fraga.svar.json", R"({"by": "Ny"})").value();
  });
  EXPECT_EQ(answer->by, "Ny");
}

TEST_F(Waiting, PutsAsideAFileThatCannotBeUsedAndSaysSo) {
  const auto answer = ask(look(), [&](WaitingRoom&) -> net::awaitable<void> {
    co_await until_waiting("KM-test.a1.visar");
    const fs::path file = folder / "KM-test.a1.visar.svar.json";
    write_file(file, R"({"by": "Kim"})").value();
    while (fs::exists(file)) co_await time::sleep_for(clock, 10ms);
    EXPECT_TRUE(fs::exists(file.string() + ".fel"));
    write_file(file, kRight).value();
  });
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_THAT(told.at(1), HasSubstr("sources is missing"));
}

TEST_F(Waiting, LetsAFileBeWrittenLittleByLittle) {
  const auto answer = ask(look(), [&](WaitingRoom&) -> net::awaitable<void> {
    co_await until_waiting("KM-test.a1.visar");
    std::ofstream file(folder / "KM-test.a1.visar.svar.json");
    for (std::size_t at = 0; at < kRight.size(); at += 20) {
      file << kRight.substr(at, 20) << std::flush;
      co_await time::sleep_for(clock, 200ms);
    }
  });
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_THAT(told, SizeIs(1)) << "nothing was put aside";
}

TEST_F(Waiting, TakesAnAnswerByHttpAndTellsWhatIsWrongWithOne) {
  const auto answer = ask(look(), [&](WaitingRoom& room) -> net::awaitable<void> {
    co_await until_waiting("KM-test.a1.visar");
    const auto wrong = co_await post(room, "/tasks/KM-test.a1.visar", "{}");
    EXPECT_EQ(wrong.status, 400);
    EXPECT_THAT(wrong.body, HasSubstr("by is missing"));
    const auto nobody = co_await post(room, "/tasks/annan", kRight);
    EXPECT_EQ(nobody.status, 404);
    const auto list = co_await get(room, "/tasks");
    EXPECT_EQ(nlohmann::json::parse(list.body).at(0).at("id"), "KM-test.a1.visar");
    EXPECT_EQ(nlohmann::json::parse(list.body).at(0).at("person"), kAnna);
    const auto elsewhere = co_await get(room, "/annat");
    EXPECT_EQ(elsewhere.status, 404);
    const auto right = co_await post(room, "/tasks/KM-test.a1.visar", kRight);
    EXPECT_EQ(right.status, 200);
    const auto second = co_await post(room, "/tasks/KM-test.a1.visar", changed(kRight, "Kim", "B"));
    EXPECT_EQ(second.status, 404) << "the first answer counts";
    const auto empty = co_await get(room, "/tasks");
    EXPECT_EQ(empty.body, "[]\n");
  });
  EXPECT_EQ(answer->by, "Kim");
}

TEST_F(Waiting, TakesAnAnswerByTheForm) {
  const std::string form = "application/x-www-form-urlencoded";
  const auto answer = ask(look(), [&](WaitingRoom& room) -> net::awaitable<void> {
    co_await until_waiting("KM-test.a1.visar");
    for (const std::string body : {"sources=x&AF=found&by=K", "AF=found", ""}) {
      const auto wrong = co_await post(room, "/tasks/KM-test.a1.visar", body, form);
      EXPECT_EQ(wrong.status, 400) << body;
    }
    const auto right = co_await post(room, "/tasks/KM-test.a1.visar",
                                     "AF=found&CSN=nothing&somebody-else=true&by=Kim", form);
    EXPECT_EQ(right.status, 303);
    EXPECT_EQ(right.fields.find("Location"), "/");
  });
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->somebody_else, true);
}

TEST_F(Waiting, TakesNoAnswerFromAnotherPageInTheBrowser) {
  const auto answer = ask(deed(), [&](WaitingRoom& room) -> net::awaitable<void> {
    co_await until_waiting("KM-test.a1.fraga");
    const std::string target = "/tasks/KM-test.a1.fraga";
    const auto strange =
        co_await post(room, target, R"({"by": "Annan"})", "text/plain", "http://example.test");
    EXPECT_EQ(strange.status, 403);
    const auto own = co_await post(room, target, "by=Kim", "application/x-www-form-urlencoded",
                                   "http://" + net::to_string(room.endpoint()));
    EXPECT_EQ(own.status, 303);
  });
  EXPECT_EQ(answer->by, "Kim");
}

TEST_F(Waiting, EscapesWhatItShowsOnThePage) {
  Task task = look();
  task.text = {"<script>alert('x')</script> & \"citat\"", "<b>&</b>"};
  std::string page;
  (void)ask(task, [&](WaitingRoom& room) -> net::awaitable<void> {
    co_await until_waiting(task.id);
    auto response = co_await get(room, "/");
    page = response.body;
    EXPECT_EQ(response.fields.find("Content-Type"), "text/html; charset=utf-8");
    (void)co_await post(room, "/tasks/" + task.id, kRight);
  });
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert('x')&lt;/script&gt; &amp; &quot;citat&quot;"));
  EXPECT_THAT(page, HasSubstr("name=\"AF\""));
  EXPECT_THAT(page, HasSubstr("name=\"CSN\""));
  EXPECT_THAT(page, Not(HasSubstr("name=\"FK\"")));
}

TEST_F(Waiting, OffersADeedsFormNoSources) {
  (void)ask(deed(), [&](WaitingRoom& room) -> net::awaitable<void> {
    co_await until_waiting("KM-test.a1.fraga");
    const auto response = co_await get(room, "/");
    EXPECT_THAT(response.body, Not(HasSubstr("name=\"AF\"")));
    (void)co_await post(room, "/tasks/KM-test.a1.fraga", "by=Kim",
                        "application/x-www-form-urlencoded");
  });
}

TEST_F(Waiting, IsOverWhenTheTimeIs) {
  const auto answer = ask(
      deed(), [](WaitingRoom&) -> net::awaitable<void> { co_return; }, options(1s));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::timed_out);
  EXPECT_FALSE(fs::exists(folder / "KM-test.a1.fraga.json"));
}

TEST_F(Waiting, HasNothingToShowWhenNothingWaits) {
  WaitingRoom room(network, clock, options());
  auto work = [&]() -> net::awaitable<bool> {
    auto body = [&](net::TaskGroup& group) -> net::awaitable<void> {
      group.spawn(room.run());
      const auto page = co_await get(room, "/");
      EXPECT_THAT(page.body, HasSubstr("Inget väntar på dig"));
      const auto late = co_await post(room, "/tasks/KM-test.a1.fraga", R"({"by": "K"})");
      EXPECT_EQ(late.status, 404);
      room.stop();
    };
    co_await net::with_task_group(body);
    co_return true;
  };
  EXPECT_TRUE(run(work()));
}

TEST_F(Waiting, SaysWhenItCannotListenOrWrite) {
  WaitingRoom first(network, clock, options());
  auto taken = options();
  taken.port = first.endpoint().port;
  EXPECT_THROW(WaitingRoom(network, clock, taken), ErrorException);
  write_file(scratch.path() / "fil", "x").value();
  auto blocked = options();
  blocked.folder = scratch.path() / "fil/mapp";
  EXPECT_THROW(WaitingRoom(network, clock, blocked), ErrorException);
}

// A wait of half an hour costs no time in the simulated world.
TEST(WaitingInVirtualTime, LastsAsLongAsItIsTold) {
  boost::asio::io_context io(1);
  time::VirtualClock clock(io, time::WallTime{});
  net::MemoryNetwork network(io, clock);
  ScratchFolder scratch;
  WaitingRoom room(network, clock, {.folder = scratch.path()});
  std::optional<Result<TaskAnswer>> answer;
  boost::asio::co_spawn(io, room.ask(deed()), [&](std::exception_ptr, Result<TaskAnswer> got) {
    answer = std::move(got);
  });
  const auto begun = clock.now();
  clock.run();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->error().code, Errc::timed_out);
  EXPECT_GE(clock.now() - begun, 30min);
  EXPECT_LT(clock.now() - begun, 30min + 1s);
}

}  // namespace
}  // namespace provbank::certify::testing
