// How entries hold together. Pure: bytes in, bytes out.
//
// An entry is one line, a JSON object in ASCII, whose last two members are
//
//   ,"prev":"<hash of the entry before>","hash":"<hash>"}
//
// each 64 lower-case hex digits, the line feed after the brace. `hash` is the SHA-256 of all bytes
// of the line before `,"hash"`, so of the entry and, through `prev`, of every entry before it. The
// members in front are `"v":2,"seq":N,"time":"...","event":"..."`, in that order. The first entry
// follows on `kBeginning`.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/time/clock.hpp"

namespace provbank::eventlog {

inline constexpr int kFormatVersion = 2;
inline constexpr std::size_t kHashDigits = 64;
/// No line is longer; a reader stops there.
inline constexpr std::size_t kLineBytesMax = 64U << 10U;
inline const std::string kBeginning(kHashDigits, '0');

/// Where a log stands: all that is needed to write its next entry and to know when the next
/// checkpoint is due.
struct Head {
  std::uint64_t seq = 0;  // of the last entry; 0: none yet
  std::string hash = kBeginning;
  std::uint64_t sealed = 0;  // seq of the latest checkpoint; 0: none yet
  std::uint64_t seals = 0;   // its number among the checkpoints of its key, see checkpoint.hpp
  std::string next_key;      // public key (base64) that is to sign the next one
  std::uint64_t unsealed_bytes = 0;
  std::optional<time::WallTime> unsealed_since;  // the time of the first entry after it

  friend bool operator==(const Head&, const Head&) = default;
};

/// One line of JSON without line feed, for stores that keep the head beside the entries.
std::string to_text(const Head& head);
/// `malformed` with what is wrong.
Result<Head> head_from_text(std::string_view text);

/// The whole line (with line feed) of the entry that follows on `head`; `body` is what `to_body`
/// made with `head.seq + 1`. Does not move the head.
std::string join(const Head& head, std::string body);

/// The parts of a line that chain it. Views into the line.
struct Link {
  std::uint64_t seq = 0;
  std::string_view prev;
  std::string_view hash;
  std::string_view hashed;  // the bytes that `hash` is of
};
/// Nothing when the line (without its line feed) has not that form.
std::optional<Link> read_link(std::string_view line);

/// What the hash must be.
std::string hash_of(const Link& link);

/// Moves the head past a line that `join` made or that a store gave back. `malformed` when the line
/// has not the form of an entry; whether the chain holds is not looked at.
Result<void> move_past(Head& head, std::string_view line);

/// The member `event` of a line of that form, without parsing it: "question". Empty when it is
/// none.
std::string_view event_in(std::string_view line);

/// The member `time`, likewise; nothing when it is none.
std::optional<time::WallTime> time_in(std::string_view line);

}  // namespace provbank::eventlog
