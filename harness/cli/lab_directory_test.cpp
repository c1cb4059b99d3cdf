// The lab with its SHS node's directory on an LDAP server.
#include <gmock/gmock.h>

#include "harness/cli/app.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/console.hpp"
#include "harness/world/lab.hpp"
#include "platform/base/file.hpp"
#include "platform/ldap_server/server.hpp"

namespace provbank::cli {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

const fs::path kData = PROVBANK_DATA_DIR;

struct LabDirectory : testing::Test {
  Console console{Language::en};
  App app{console, kData};
  ScratchFolder scratch;

  static std::unique_ptr<ldap_server::Server> ldap() {
    auto server = ldap_server::Server::start(
        {.suffix = "L=SHS",
         .schemas = {kData / "schemas/shs/shs-directory.schema"},
         .entries = read_file(kData / "fixtures/shs/directory.ldif").value()});
    if (!server) throw ErrorException(server.error());
    return std::move(*server);
  }
  int asks_over_shs() {
    AskOptions options;
    options.lab = scratch.path();
    options.shs = true;
    return ask(app, options);
  }
};

TEST_F(LabDirectory, IsAskedOverLdap) {
  const auto server = ldap();
  const auto environment = load_environment(app);
  ASSERT_TRUE(environment);
  std::vector<std::string> troubles;  // by the lab's thread, which ends before it is read
  int without = 0;
  int with = 0;
  {
    world::Lab lab(*environment, {.folder = scratch.path(),
                                  .port = 0,
                                  .without = {},
                                  .shs_directory = server->url(),
                                  .on_directory_trouble = [&](const Error& error) {
                                    troubles.push_back(error.detail);
                                  }});
    ASSERT_TRUE(world::write_lab_folder(scratch.path(), lab.pki(), environment->organisations(),
                                        lab.address()));
    server->end();
    without = asks_over_shs();
    ASSERT_TRUE(server->start_again());
    with = asks_over_shs();
  }
  EXPECT_EQ(without, code(Exit::check_failed));
  EXPECT_EQ(with, code(Exit::ok));
  EXPECT_THAT(troubles, ElementsAre(HasSubstr("Connection refused")));
}

TEST_F(LabDirectory, ThatCannotBeUsedIsWrongUsage) {
  const auto exit_of = [&](const std::string& directory, const fs::path& ca = {}) {
    LabOptions options;
    options.out = scratch.path() / "lab";
    options.shs_directory = directory;
    options.shs_directory_ca = ca;
    return lab(app, options);
  };
  EXPECT_EQ(exit_of("/no/such/file.xml"), code(Exit::usage));
  EXPECT_EQ(exit_of("http://localhost"), code(Exit::usage));
  EXPECT_EQ(exit_of("ldaps://localhost"), code(Exit::usage));
  EXPECT_EQ(exit_of("ldap://localhost", "/no/such/ca.pem"), code(Exit::usage));
  EXPECT_EQ(exit_of("", "/no/such/ca.pem"), code(Exit::usage));
}

}  // namespace
}  // namespace provbank::cli
