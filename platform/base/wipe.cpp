#include "platform/base/wipe.hpp"

#include <string.h>

#include <algorithm>

namespace provbank {

void wipe(std::string& text) noexcept {
  text.resize(text.capacity());  // never reallocates: the size becomes what is already owned
  explicit_bzero(text.data(), text.size());
  text.clear();
}

void wipe(std::span<char> bytes) noexcept {
  if (!bytes.empty()) explicit_bzero(bytes.data(), bytes.size());  // an empty span may have no address
}

void append_wiping(std::string& to, std::string_view bytes) {
  const std::size_t needed = to.size() + bytes.size();
  if (needed > to.capacity()) {
    std::string larger;
    larger.reserve(std::max(needed, 2 * to.capacity()));
    larger.append(to);
    to.swap(larger);
    wipe(larger);
  }
  to.append(bytes);
}

}  // namespace provbank
