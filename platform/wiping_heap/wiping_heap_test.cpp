#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace {

// What really stands at an address, asked of the kernel: reading a freed block in C++ would mean
// nothing.
std::string memory_at(std::uintptr_t address, std::size_t size) {
  const int file = open("/proc/self/mem", O_RDONLY);
  std::string bytes(size, '\0');
  const ssize_t n = pread(file, bytes.data(), size, static_cast<off_t>(address));
  close(file);
  bytes.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
  return bytes;
}

// The first bytes of a freed block are the allocator's own.
constexpr std::size_t kAllocatorBytes = 32;

std::size_t secrets_in(const std::string& bytes) {
  return static_cast<std::size_t>(std::count(bytes.begin() + kAllocatorBytes, bytes.end(), 'Q'));
}

TEST(WipingHeap, OverwritesAFreedStringOfCxx) {
  auto secret = std::make_unique<std::string>(4000, 'Q');
  const auto address = reinterpret_cast<std::uintptr_t>(secret->data());
  ASSERT_EQ(secrets_in(memory_at(address, 4000)), 4000 - kAllocatorBytes);
  secret.reset();
  EXPECT_EQ(secrets_in(memory_at(address, 4000)), 0u);
}

TEST(WipingHeap, OverwritesABlockThatReallocMoves) {
  auto* small = static_cast<char*>(std::malloc(3000));
  std::fill(small, small + 3000, 'Q');
  const auto address = reinterpret_cast<std::uintptr_t>(small);
  auto* large = static_cast<char*>(std::realloc(small, 60000));
  ASSERT_NE(reinterpret_cast<std::uintptr_t>(large), address);
  EXPECT_EQ(std::count(large, large + 3000, 'Q'), 3000);
  EXPECT_EQ(secrets_in(memory_at(address, 3000)), 0u);
  std::free(large);
}

TEST(WipingHeap, KeepsWhatIsStillHeld) {
  std::vector<std::string> held;
  for (int i = 0; i < 1000; ++i) held.emplace_back(100, static_cast<char>('a' + i % 26));
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(held[static_cast<std::size_t>(i)], std::string(100, static_cast<char>('a' + i % 26)));
  }
}

}  // namespace
