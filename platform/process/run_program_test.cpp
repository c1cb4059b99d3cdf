#include "platform/process/run_program.hpp"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace provbank::process {
namespace {

using testing::HasSubstr;

Result<Ended> run(Program program) {
  boost::asio::io_context io(1);
  time::SteadyClock clock;
  Result<Ended> out = fail(Errc::none, "");
  boost::asio::co_spawn(io, run_program(std::move(program), clock),
                        [&out](std::exception_ptr error, Result<Ended> ended) {
                          if (error) std::rethrow_exception(error);
                          out = std::move(ended);
                        });
  io.run();
  return out;
}

TEST(RunProgram, GivesWhatWasWrittenAndTheExitCode) {
  const auto ended = run({.path = "sh", .arguments = {"-c", "echo ut; echo fel >&2; exit 3"}});
  ASSERT_TRUE(ended) << ended.error().detail;
  EXPECT_EQ(ended->output, "ut\n");
  EXPECT_EQ(ended->error, "fel\n");
  EXPECT_EQ(ended->exit_code, 3);
}

TEST(RunProgram, PassesArgumentsAsTheyStand) {
  const auto ended = run({.path = "printf", .arguments = {"%s|", "a b", "$HOME", "'\""}});
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->output, "a b|$HOME|'\"|");
}

TEST(RunProgram, SaysThatTheProgramIsNotThere) {
  const auto ended = run({.path = "/nowhere/at-all", .arguments = {}});
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, Errc::not_found);
  EXPECT_THAT(ended.error().detail, HasSubstr("/nowhere/at-all"));
}

TEST(RunProgram, KillsWhatDoesNotEnd) {
  const auto ended = run({.path = "sh",
                          .arguments = {"-c", "sleep 600 & sleep 600"},
                          .time_limit = std::chrono::milliseconds(200)});
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, Errc::timed_out);
}

TEST(RunProgram, StopsTakingEndlessOutput) {
  const auto ended = run({.path = "cat", .arguments = {"/dev/zero"}});
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, Errc::too_large);
}

TEST(RunProgram, TellsASignal) {
  const auto ended = run({.path = "sh", .arguments = {"-c", "kill -TERM $$"}});
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->exit_code, 128 + 15);
}

}  // namespace
}  // namespace provbank::process
