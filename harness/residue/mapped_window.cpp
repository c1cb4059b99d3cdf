#include "harness/residue/mapped_window.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <mutex>
#include <utility>

namespace provbank::residue {
namespace {

/// What the handler may look at: lock-free atomics alone.
struct Slot {
  std::atomic<bool> taken = false;
  std::atomic<std::uintptr_t> begin = 0;
  std::atomic<std::uintptr_t> end = 0;
  std::atomic<bool> lost = false;
};
std::array<Slot, MappedWindow::kWindowsMax> slots;
struct sigaction before_us {};
std::uintptr_t page_bytes = 4096;

void leave_to_the_one_before(int signal, siginfo_t* info, void* context) {
  if ((before_us.sa_flags & SA_SIGINFO) != 0) {
    before_us.sa_sigaction(signal, info, context);
  } else if (before_us.sa_handler != SIG_DFL && before_us.sa_handler != SIG_IGN) {
    before_us.sa_handler(signal);
  } else {
    // The instruction is run again, and this time ends the program as it would have.
    ::sigaction(SIGBUS, &before_us, nullptr);
  }
}

/// Puts a page of zeros where the file has none any more; the reading instruction is run again.
void on_bus_error(int signal, siginfo_t* info, void* context) {
  const auto at = reinterpret_cast<std::uintptr_t>(info->si_addr);
  for (Slot& slot : slots) {
    if (at < slot.begin.load() || at >= slot.end.load()) continue;
    slot.lost = true;
    void* page = reinterpret_cast<void*>(at & ~(page_bytes - 1));
    if (::mmap(page, page_bytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) !=
        MAP_FAILED)
      return;
  }
  leave_to_the_one_before(signal, info, context);
}

void install_handler() {
  static std::once_flag once;
  std::call_once(once, [] {
    page_bytes = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    struct sigaction action {};
    action.sa_sigaction = on_bus_error;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(SIGBUS, &action, &before_us);
  });
}

std::optional<std::size_t> free_slot() {
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (!slots[i].taken.exchange(true)) return i;
  }
  return std::nullopt;
}

}  // namespace

std::optional<MappedWindow> MappedWindow::open(int fd, std::uint64_t from, std::size_t size) {
  install_handler();
  if (size == 0) return std::nullopt;
  const auto slot = free_slot();
  if (!slot) return std::nullopt;
  const std::uint64_t first = from & ~std::uint64_t{page_bytes - 1};
  const std::size_t lead = static_cast<std::size_t>(from - first);
  void* base = ::mmap(nullptr, lead + size, PROT_READ, MAP_PRIVATE, fd, static_cast<off_t>(first));
  if (base == MAP_FAILED) {
    slots[*slot].taken = false;
    return std::nullopt;
  }
#if defined(MADV_POPULATE_READ)
  // All pages in one go, not by a fault for every few. Older kernels say no and lose nothing.
  ::madvise(base, lead + size, MADV_POPULATE_READ);
#endif
  const auto begin = reinterpret_cast<std::uintptr_t>(base);
  Slot& ours = slots[*slot];
  ours.lost = false;
  ours.end = begin + lead + size;
  ours.begin = begin;
  auto* text = static_cast<char*>(base);
  return MappedWindow({text + lead, size}, text, *slot);
}

MappedWindow::MappedWindow(MappedWindow&& other) noexcept
    : bytes_(other.bytes_), base_(std::exchange(other.base_, nullptr)), slot_(other.slot_) {}

MappedWindow::~MappedWindow() {
  if (base_ == nullptr) return;
  Slot& ours = slots[slot_];
  const std::uintptr_t end = ours.end;
  ours.begin = 0;
  ours.end = 0;
  ::munmap(base_, static_cast<std::size_t>(end - reinterpret_cast<std::uintptr_t>(base_)));
  ours.taken = false;
}

bool MappedWindow::lost() const {
  return slots[slot_].lost;
}

}  // namespace provbank::residue
