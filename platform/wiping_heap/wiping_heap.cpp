// Linked into a program, this makes its heap forget: every block is overwritten before it is given
// back, whichever library held it. What a parser, a TLS stack or a string left behind does not
// outlive the block (TV-8.3.4, B3-5.9).
//
// It works by standing in for glibc's free and realloc, which call on to the originals under their
// second names. Not for sanitized builds: a sanitizer stands in the same place.
#include "platform/wiping_heap/wiping_heap.hpp"

#include <malloc.h>
#include <string.h>

#include <cstddef>

namespace {

bool g_wiping = true;  // set while a program has one thread

void forget(void* block, std::size_t size) {
  if (g_wiping) explicit_bzero(block, size);
}

}  // namespace

extern "C" {

void provbank_wiping_heap(bool on) {
  g_wiping = on;
}

void __libc_free(void* block);  // NOLINT(bugprone-reserved-identifier)

void free(void* block) {
  if (block == nullptr) return;
  forget(block, malloc_usable_size(block));
  __libc_free(block);
}

// glibc's own realloc may move a block and leave its old bytes behind.
void* realloc(void* block, std::size_t size) {
  if (block == nullptr) return malloc(size);
  if (size == 0) {
    free(block);
    return nullptr;
  }
  const std::size_t held = malloc_usable_size(block);
  if (size <= held && size >= held / 2) {
    forget(static_cast<char*>(block) + size, held - size);
    return block;
  }
  void* moved = malloc(size);
  if (moved == nullptr) return nullptr;
  memcpy(moved, block, held < size ? held : size);
  free(block);
  return moved;
}
}
