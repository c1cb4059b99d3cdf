// Checkpoints: entries that seal what stands before them with a signature.
//
//   {"v":2,"seq":N,"time":"...","event":"checkpoint","class":"operation","reason":"interval",
//    "from":F,"seal":S,"key":"<public>","next":"<public>","signature":"<Ed25519>","prev":...}
//
// It seals the entries from F to N-1 and, through the chain, all before them. The signature is over
// `prev` and the members before it; so whoever changes, removes or adds an entry must sign again.
// The signing key is used for one checkpoint: the next one must be signed by the key that this one
// names as `next`, whose private half is made from this one's by a function that cannot be
// reversed. When a checkpoint is on disk the key that signed it is destroyed, and nobody, whatever
// they take from the machine, can seal that stretch again.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/time/clock.hpp"
#include "reference-impl/eventlog/chain.hpp"
#include "reference-impl/eventlog/head_record.hpp"

namespace provbank::eventlog {

enum class SealReason {
  interval,  // the oldest unsealed entry is two hours old
  size,      // many bytes are unsealed
  stop,      // in good order
  rotation   // `next` is a new key that has nothing to do with this one
};
std::string_view to_string(SealReason reason);

struct Checkpoint {
  std::uint64_t seq = 0;
  std::uint64_t from = 0;
  std::uint64_t seal = 0;  // 1 for the first of a row of keys that are made from each other
  SealReason reason{};
  std::string key;        // base64
  std::string next;       // base64
  std::string signature;  // base64
};

/// `malformed` when the line (without line feed) is no checkpoint, with what is wrong.
Result<Checkpoint> read_checkpoint(std::string_view line);

/// Whether the signature in the line is that of the key in the line.
bool is_signed(std::string_view line, const Checkpoint& checkpoint);

/// The private half: a seed of 32 bytes, and how many checkpoints were made in its row before it.
struct SealKey {
  std::string seed;
  std::uint64_t seals = 0;
};
SealKey new_seal_key();
/// The key after this one. There is no way back.
SealKey next_seal_key(const SealKey& key);
/// Base64.
std::string public_key(const SealKey& key);

/// Signs checkpoints with a key that it carries forward.
class Sealer {
 public:
  /// How far a key that was left behind (by a crash, or by another process that sealed) is carried
  /// forward at a time.
  static constexpr std::uint64_t kStepsMax = 1'000'000;

  /// What lasts: told of each key that takes the place of the one before, which must then be
  /// destroyed; and asked whether a new row of keys is to begin.
  struct Keeping {
    std::function<Result<void>(const SealKey&)> keep;
    std::function<std::optional<SealKey>()> staged;
  };

  /// A key that lives in memory alone.
  explicit Sealer(SealKey key) : key_(std::move(key)) {}
  Sealer(SealKey key, Keeping keeping) : key_(std::move(key)), keeping_(std::move(keeping)) {}

  /// Carries the key forward to where the log is. `invalid` when it is not of this log.
  Result<void> follow(const Head& head);

  /// The line that seals everything up to the head. Changes nothing that lasts: the store may have
  /// to ask again.
  Result<std::string> seal(const Head& head, time::WallTime when, SealReason reason);

  /// The checkpoint is on disk: the key that made it goes.
  Result<void> sealed(const Head& head);

  /// Where the log stands, under the key that is to sign the next checkpoint. Empty when the key
  /// is not of this log.
  std::optional<HeadRecord> state(const Head& head, time::WallTime when);
  const SealKey& key() const { return key_; }

 private:
  SealKey key_;
  std::optional<SealKey> rotated_;  // the row that the latest seal() begins
  Keeping keeping_;
};

}  // namespace provbank::eventlog
