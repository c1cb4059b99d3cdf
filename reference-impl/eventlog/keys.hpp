// The keys of a log as an operator keeps them. A folder that its owner alone may enter (0700), with
//
//   seal.key      the key that signs the next checkpoint (0600); replaced at each checkpoint
//   staged.key    the key that a rotation begins with, until a checkpoint has named it (0600)
//   public.json   the public halves of the keys with which a row of checkpoints begins: for
//                 whoever verifies; may be copied anywhere, and should be
//
// The key of the pseudonyms is a file of its own, which belongs somewhere else: whoever verifies
// the log must not be able to find out who the persons are.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "reference-impl/eventlog/checkpoint.hpp"

namespace provbank::eventlog {

inline constexpr const char* kSealKeyFile = "seal.key";
inline constexpr const char* kStagedKeyFile = "staged.key";
inline constexpr const char* kPublicKeysFile = "public.json";

/// Makes a folder with new keys. `invalid` when there are keys already: a log whose key is gone
/// cannot be sealed on.
Result<void> make_key_folder(const std::filesystem::path& folder);

/// Lets a new row of keys begin at the next checkpoint, which names it and is signed by the old
/// key. `invalid` when one is waiting already.
Result<void> stage_rotation(const std::filesystem::path& folder);

/// A sealer that carries the folder's key forward. `invalid` when others than the owner may read
/// the folder or a key in it; `not_found`; `malformed`.
Result<Sealer> open_key_folder(const std::filesystem::path& folder);

/// The public halves, from public.json or the folder it lies in.
Result<std::vector<std::string>> load_public_keys(const std::filesystem::path& file);
/// The text of such a file.
std::string to_public_text(const std::vector<std::string>& keys);

/// Sixteen hex digits by which people compare keys.
std::string key_id(std::string_view public_key);

/// A new key for pseudonyms, in a file that its owner alone may read. `invalid` when the file is
/// there.
Result<void> make_pseudonym_key(const std::filesystem::path& file);
/// `invalid` when others may read it.
Result<std::string> read_pseudonym_key(const std::filesystem::path& file);

}  // namespace provbank::eventlog
