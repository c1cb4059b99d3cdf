// For tests: a disk that is full.
#pragma once
#include <sys/resource.h>

#include <csignal>

namespace provbank::eventlog {

/// A disk with room for so many bytes more in any one file.
class FullDisk {
 public:
  explicit FullDisk(rlim_t file_bytes) : previous_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &previous_);
    const rlimit now{file_bytes, previous_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &previous_);
    std::signal(SIGXFSZ, previous_handler_);
  }

 private:
  rlimit previous_{};
  void (*previous_handler_)(int);
};

}  // namespace provbank::eventlog
