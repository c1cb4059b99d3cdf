#include "platform/ldap_server/server.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <ldap.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

namespace provbank::ldap_server {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const std::string kEntries = R"(dn: dc=example
objectClass: dcObject
objectClass: organization
dc: example
o: The root

dn: o=First,dc=example
objectClass: organization
o: First

dn: o=Second,dc=example
objectClass: organization
o: Second
)";

Settings settings() {
  return {.suffix = "dc=example", .entries = kEntries};
}

std::unique_ptr<Server> started(Settings with = settings()) {
  auto server = Server::start(std::move(with));
  if (!server) throw ErrorException(server.error());
  return std::move(*server);
}

/// How many entries of class organization a client finds; the library's code when it fails.
int found(const Server& server) {
  LDAP* client = nullptr;
  if (ldap_initialize(&client, server.url().c_str()) != LDAP_SUCCESS) return -1;
  const int version = LDAP_VERSION3;
  ldap_set_option(client, LDAP_OPT_PROTOCOL_VERSION, &version);
  LDAPMessage* answer = nullptr;
  int outcome =
      ldap_search_ext_s(client, "dc=example", LDAP_SCOPE_SUBTREE, "(objectClass=organization)",
                        nullptr, 0, nullptr, nullptr, nullptr, LDAP_NO_LIMIT, &answer);
  if (outcome == LDAP_SUCCESS) outcome = ldap_count_entries(client, answer);
  ldap_msgfree(answer);
  ldap_unbind_ext_s(client, nullptr, nullptr);
  return outcome;
}

/// Whether it becomes true within ten seconds.
bool soon(const std::function<bool()>& what) {
  for (int tries = 0; tries < 1000; ++tries) {
    if (what()) return true;
    ::poll(nullptr, 0, 10);
  }
  return false;
}

TEST(LdapServer, AnswersQuestions) {
  const auto server = started();
  EXPECT_EQ(found(*server), 3);
}

TEST(LdapServer, RunsWithoutRootsRightsInAFolderNobodyElseMayEnter) {
  const auto server = started();
  struct stat status {};
  ASSERT_EQ(::stat(server->folder().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  EXPECT_NE(status.st_uid, 0U);
}

TEST(LdapServer, SaysWhatIsWrongWithEntriesAndSettings) {
  auto wrong = settings();
  wrong.entries +=
      "\ndn: o=Third,dc=example\nobjectClass: organization\nnoSuchThing: 1\no: Third\n";
  const auto entries = Server::start(wrong);
  ASSERT_FALSE(entries);
  EXPECT_EQ(entries.error().code, Errc::invalid);
  EXPECT_THAT(entries.error().detail, HasSubstr("noSuchThing"));

  wrong = settings();
  wrong.lines = {"noSuchSetting 1"};
  const auto lines = Server::start(wrong);
  ASSERT_FALSE(lines);
  EXPECT_THAT(lines.error().detail, HasSubstr("noSuchSetting"));
}

TEST(LdapServer, EndsAndStartsAgainAtTheSamePort) {
  const auto server = started();
  server->end();
  EXPECT_FALSE(server->running());
  EXPECT_EQ(found(*server), LDAP_SERVER_DOWN);
  ASSERT_TRUE(server->start_again());
  EXPECT_EQ(found(*server), 3);
}

TEST(LdapServer, TakesOtherEntries) {
  const auto server = started();
  const auto refilled = server->refill(
      "dn: dc=example\nobjectClass: dcObject\nobjectClass: organization\n"
      "dc: example\no: Alone\n");
  ASSERT_TRUE(refilled) << refilled.error().detail;
  EXPECT_EQ(found(*server), 1);
}

TEST(LdapServer, SeveralAtOnceAreStrangersToEachOther) {
  const auto one = started();
  const auto other = started();
  EXPECT_NE(one->port(), other->port());
  ASSERT_TRUE(
      one->refill("dn: dc=example\nobjectClass: dcObject\nobjectClass: organization\n"
                  "dc: example\no: Alone\n"));
  EXPECT_EQ(found(*one), 1);
  EXPECT_EQ(found(*other), 3);
}

TEST(LdapServer, LeavesNothingBehind) {
  fs::path folder;
  {
    const auto server = started();
    folder = server->folder();
    EXPECT_TRUE(fs::exists(folder));
  }
  EXPECT_FALSE(fs::exists(folder));
}

TEST(LdapServer, LeavesNothingBehindWhenItsOwnerIsKilled) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    const auto server = Server::start(settings());
    const std::string folder = server ? (*server)->folder().string() : "";
    if (::write(ends[1], folder.data(), folder.size()) < 0) ::_exit(1);
    ::close(ends[1]);
    ::pause();
    ::_exit(1);
  }
  ::close(ends[1]);
  std::string folder;
  char bytes[256];
  for (ssize_t got = 0; (got = ::read(ends[0], bytes, sizeof bytes)) > 0;) {
    folder.append(bytes, static_cast<std::size_t>(got));
  }
  ::close(ends[0]);
  ASSERT_FALSE(folder.empty());
  ASSERT_TRUE(process::anybody_works_in(folder));

  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(soon([&] { return !process::anybody_works_in(folder); }));
  EXPECT_TRUE(soon([&] { return !fs::exists(folder); }));
}

TEST(LdapServer, IsNotEndedByAForkOfItsOwner) {
  auto server = started();
  const pid_t child = ::fork();
  if (child == 0) {
    server.reset();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(found(*server), 3);
}

}  // namespace
}  // namespace provbank::ldap_server
