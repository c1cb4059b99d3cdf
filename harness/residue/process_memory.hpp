// What a running process holds, as far as the system lets us see.
#pragma once
#include <sys/types.h>

#include "harness/residue/unfold.hpp"

namespace provbank::residue {

/// Gives the unfolder's sink every readable mapping of the process (pages that are there or in
/// swap; absent ones hold nothing of their own), its command line, its environment and the content
/// of its open files, deleted ones too. What cannot be read is told of: the reader must be the
/// process's owner, with leave to trace it, or root. `is_log` says which open file is
/// the event log.
void read_process(pid_t pid, Unfolder& unfolder, const Unfolder::IsLog& is_log = {});

}  // namespace provbank::residue
