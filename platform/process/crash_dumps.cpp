#include "platform/process/crash_dumps.hpp"

#include <sys/resource.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace provbank::process {

Result<void> refuse_crash_dumps() {
  // 0 forbids core files, but a dump that is piped to a program heeds no limit except 1, which the
  // kernel takes for the program's own crash and drops.
  constexpr rlimit kNone{1, 1};
  if (::setrlimit(RLIMIT_CORE, &kNone) != 0)
    return fail(Errc::io, std::string("turning crash dumps off: ") + std::strerror(errno));
  return {};
}

}  // namespace provbank::process
