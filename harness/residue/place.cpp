#include "harness/residue/place.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace provbank::residue {
namespace {

constexpr std::size_t kChunkBytes = 1U << 20U;

}  // namespace

Place Place::within(std::string_view step) const {
  Place out = *this;
  if (!out.inside.empty()) out.inside += " > ";
  out.inside += step;
  return out;
}

std::string Place::name() const {
  return inside.empty() ? at : at + " > " + inside;
}

void Sink::whole(const Place& place, std::string_view all) {
  begin(place);
  bytes(all);
  end();
}

void Sink::file(const Place& place, int fd, std::uint64_t from, std::uint64_t size) {
  begin(place);
  std::vector<char> buffer(static_cast<std::size_t>(std::min<std::uint64_t>(size, kChunkBytes)));
  for (std::uint64_t done = 0; done < size;) {
    const auto wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(size - done, buffer.size()));
    const ssize_t n = ::pread(fd, buffer.data(), wanted, static_cast<off_t>(from + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const std::string why = std::strerror(errno);
      hindered({place.name(), {"kunde inte läsas: " + why, "could not be read: " + why}});
    }
    if (n <= 0) break;
    bytes({buffer.data(), static_cast<std::size_t>(n)});
    done += static_cast<std::uint64_t>(n);
  }
  end();
}

}  // namespace provbank::residue
