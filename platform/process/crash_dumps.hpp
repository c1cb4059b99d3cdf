// A process that holds personal data leaves none of it in a core file.
#pragma once
#include "platform/base/result.hpp"

namespace provbank::process {

/// Turns crash dumps off for this process and what it starts, also those that the kernel pipes to a
/// program (core(5)). The process's memory can still be read by its user, so that it can be searched
/// for what should be gone. Error: `io`. B3-5.9.
Result<void> refuse_crash_dumps();

}  // namespace provbank::process
