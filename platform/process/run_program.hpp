// Another program, run to its end, without a shell between.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/time/clock.hpp"

namespace provbank::process {

inline constexpr std::size_t kOutputBytesMax = 32U << 20U;

struct Program {
  std::string path;  // looked for in PATH when it has no slash
  std::vector<std::string> arguments;
  time::Duration time_limit = std::chrono::seconds(60);
};

struct Ended {
  int exit_code = 0;   // 128 + the signal's number when a signal ended it
  std::string output;  // standard output
  std::string error;   // standard error
};

/// Runs the program with empty standard input and collects what it writes. Errors: `not_found` or
/// `io` when it cannot be started, `timed_out` when it has not ended within its limit (it is killed
/// with all it started), `too_large` past kOutputBytesMax. On the real clock only. Cancelling kills
/// it.
boost::asio::awaitable<Result<Ended>> run_program(Program program, time::Clock& clock);

}  // namespace provbank::process
