#include "platform/postgres_server/server.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <functional>
#include <string>

namespace provbank::postgres_server {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::unique_ptr<Server> started(const Settings& settings = {}) {
  auto server = Server::start(settings);
  if (!server) throw ErrorException(server.error());
  return std::move(*server);
}

/// Whether it becomes true within ten seconds.
bool soon(const std::function<bool()>& what) {
  for (int tries = 0; tries < 1000; ++tries) {
    if (what()) return true;
    ::poll(nullptr, 0, 10);
  }
  return false;
}

TEST(PostgresServer, AnswersQuestions) {
  const auto server = started();
  EXPECT_EQ(server->sql("SELECT 6 * 7").value(), "42\n");
}

TEST(PostgresServer, SaysWhatIsWrongWithAStatement) {
  const auto server = started();
  const auto wrong = server->sql("SELECT nothing");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().detail, HasSubstr("\"nothing\" does not exist"));
}

TEST(PostgresServer, RunsWithoutRootsRightsInAFolderNobodyElseMayEnter) {
  const auto server = started();
  struct stat status {};
  ASSERT_EQ(::stat(server->data_folder().parent_path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  EXPECT_NE(status.st_uid, 0U);
  EXPECT_EQ(server->sql("SHOW listen_addresses").value(), "\n");
}

TEST(PostgresServer, TakesSettings) {
  const auto server = started({.fsync = true, .parameters = {"statement_timeout=1234"}});
  EXPECT_EQ(server->sql("SHOW fsync").value(), "on\n");
  EXPECT_EQ(server->sql("SHOW statement_timeout").value(), "1234ms\n");
}

TEST(PostgresServer, SaysThatASettingIsWrong) {
  const auto server = Server::start({.parameters = {"no_such_setting=1"}});
  ASSERT_FALSE(server);
  EXPECT_THAT(server.error().detail, HasSubstr("no_such_setting"));
}

TEST(PostgresServer, KeepsWhatWasCommittedHoweverItEnds) {
  const auto server = started();
  ASSERT_TRUE(server->sql("CREATE TABLE kept (n integer)"));
  for (const auto how : {End::orderly, End::immediate, End::killed}) {
    ASSERT_TRUE(server->sql("INSERT INTO kept VALUES (1)"));
    server->end(how);
    EXPECT_FALSE(server->running());
    EXPECT_FALSE(server->sql("SELECT 1"));
    const auto again = server->start_again();
    ASSERT_TRUE(again) << again.error().detail;
  }
  EXPECT_EQ(server->sql("SELECT sum(n) FROM kept").value(), "3\n");
}

TEST(PostgresServer, LeavesNothingBehind) {
  fs::path folder;
  {
    const auto server = started();
    folder = server->data_folder().parent_path();
    EXPECT_TRUE(fs::exists(folder));
  }
  EXPECT_FALSE(fs::exists(folder));
}

TEST(PostgresServer, LeavesNothingBehindWhenItsOwnerIsKilled) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    const auto server = Server::start();
    const std::string data = server ? (*server)->data_folder().string() : "";
    if (::write(ends[1], data.data(), data.size()) < 0) ::_exit(1);
    ::close(ends[1]);
    ::pause();
    ::_exit(1);
  }
  ::close(ends[1]);
  std::string data;
  char bytes[256];
  for (ssize_t got = 0; (got = ::read(ends[0], bytes, sizeof bytes)) > 0;) {
    data.append(bytes, static_cast<std::size_t>(got));
  }
  ::close(ends[0]);
  ASSERT_FALSE(data.empty());
  const std::string first_line = read_file(fs::path(data) / "postmaster.pid").value();
  const pid_t server = std::stoi(first_line);
  ASSERT_EQ(::kill(server, 0), 0);

  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  const auto works = fs::path("/proc") / std::to_string(server) / "cwd";  // not of the dead
  EXPECT_TRUE(soon([&] {
    std::error_code ec;
    static_cast<void>(fs::read_symlink(works, ec));
    return static_cast<bool>(ec);
  }));
  EXPECT_TRUE(soon([&] { return !fs::exists(fs::path(data).parent_path()); }));
}

TEST(PostgresServer, IsNotEndedByAForkOfItsOwner) {
  auto server = started();
  const pid_t child = ::fork();
  if (child == 0) {
    server.reset();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(server->sql("SELECT 1").value(), "1\n");
}

}  // namespace
}  // namespace provbank::postgres_server
