// Work done in processes of its own, several at a time: what one breaks, no other feels.
#pragma once
#include <cstddef>
#include <functional>
#include <string>

#include "platform/base/result.hpp"

namespace provbank::defects {

/// No piece of work may take longer than this of the machine's time.
inline constexpr unsigned kProcessSecondsMax = 170;
/// Nor say more than this.
inline constexpr std::size_t kProcessBytesMax = 64U << 20U;

/// Runs work(0) to work(count - 1), each in a process forked from this one, at most `at_a_time` at
/// once; `done` is called in this process with what each returned, in the order in which they end.
/// A process that dies, throws, or takes too long is an error that says so. This process must have
/// one thread. Throws ErrorException when no process can be started.
void in_processes(std::size_t count, std::size_t at_a_time,
                  const std::function<std::string(std::size_t)>& work,
                  const std::function<void(std::size_t, Result<std::string>)>& done);

}  // namespace provbank::defects
