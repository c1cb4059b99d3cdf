// Where bytes come from, and who takes them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/text/language.hpp"

namespace provbank::residue {

/// A run of bytes in some place of a system.
struct Place {
  std::string at;        // a file's path, "process 417", a database's address without its password
  std::string inside{};  // what of it: archive members, table and column, a mapping's name
  std::uint64_t base = 0;  // the first byte's number: an offset, or an address
  bool addressed = false;  // base is an address
  bool raw = false;        // no text: memory, pages, random bytes. Short values prove nothing there
  bool numbered = true;    // bytes have numbers that mean something to whoever goes there
  bool event_log = false;  // declared as the event log, which may hold who asked, when and why
  std::string reading_of{};  // these bytes are those of the place with that name, decoded

  /// The same place, one step further in: "a.tar > b/c.txt".
  Place within(std::string_view step) const;
  /// "a.tar > b/c.txt", without the number of the byte.
  std::string name() const;
};

/// Something that could not be looked at, and why.
struct Hindrance {
  std::string place;
  Bilingual why;
  /// Nobody can look there with these means (a kernel's buffers, memory closed to reading): worth
  /// knowing, but nothing to mend.
  bool inherent = false;
};

/// Takes what is seen of places: for each, `begin`, its bytes in order, `end`.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void begin(const Place& place) = 0;
  virtual void bytes(std::string_view chunk) = 0;
  virtual void end() = 0;
  virtual void hindered(Hindrance hindrance) = 0;

  /// A place all of whose bytes are at hand.
  virtual void whole(const Place& place, std::string_view all);
  /// `size` bytes of an open file from `from` on; place.base is the first one's number.
  virtual void file(const Place& place, int fd, std::uint64_t from, std::uint64_t size);
};

}  // namespace provbank::residue
