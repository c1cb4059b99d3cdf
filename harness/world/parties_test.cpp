// What the parties cannot be made of.
#include "harness/world/parties.hpp"

#include <gmock/gmock.h>

#include "platform/base/file.hpp"
#include "platform/net/memory_network.hpp"
#include "platform/time/clock.hpp"

namespace provbank::world {
namespace {

using ::testing::HasSubstr;

struct PartiesTest : testing::Test {
  /// What was wrong; empty when they could be made.
  std::string made_with(const std::string& directory, evidence::World world) {
    static const Environment kEnvironment = Environment::load(PROVBANK_DATA_DIR).value();
    static const time::WallTime kNow{std::chrono::hours(24 * 365 * 56)};
    static const TestPki kPki(kEnvironment.organisations(), kNow);
    net::asio::io_context io(1);
    time::VirtualClock clock(io, kNow);
    net::MemoryNetwork network(io, clock);
    evidence::Recorder recorder(clock);
    try {
      const Parties parties(
          {io, clock, network, world}, kEnvironment, kPki, recorder, chance::Rng(chance::Seed{7}),
          {.given = {}, .driftspart_dir = scratch.path(), .shs_directory = directory});
      return {};
    } catch (const ErrorException& wrong) {
      return wrong.error.detail;
    }
  }
  ScratchFolder scratch;
};

TEST_F(PartiesTest, HaveNoDirectoryOverLdapInTheSimulatedWorld) {
  for (const char* target :
       {"ldap://localhost", "ldap://a:389,ldap://b:389", "ldaps://localhost"}) {
    SCOPED_TRACE(target);
    EXPECT_THAT(made_with(target, evidence::World::simulated), HasSubstr("asked in real time"));
  }
}

TEST_F(PartiesTest, HaveADirectoryInAFileThere) {
  EXPECT_EQ(made_with(PROVBANK_DATA_DIR "/fixtures/shs/directory.xml", evidence::World::simulated),
            "");
}

TEST_F(PartiesTest, HaveADirectoryOverLdapInTheLiveWorld) {
  // Nobody is asked before somebody sends a message.
  EXPECT_EQ(made_with("ldap://localhost:1", evidence::World::live), "");
}

}  // namespace
}  // namespace provbank::world
