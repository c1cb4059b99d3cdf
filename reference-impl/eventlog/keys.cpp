#include "reference-impl/eventlog/keys.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "platform/base/file.hpp"
#include "platform/base/wipe.hpp"
#include "platform/crypto/ed25519.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/json/parse.hpp"

namespace provbank::eventlog {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKeyFileBytes = 4096;
constexpr std::size_t kPseudonymKeyBytes = 32;
constexpr const char* kDraftSuffix = ".new";
constexpr mode_t kKeyMode = 0600;
constexpr mode_t kOthers = 0077;

Error key_failure(const fs::path& file, const char* doing, int number) {
  return fail(Errc::io, fmt::format("{}: {}: {}", file.string(), doing, std::strerror(number)));
}

/// A secret that others can read is none.
Result<void> check_rights(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) {
    const int number = errno;
    return fail(number == ENOENT ? Errc::not_found : Errc::io,
                fmt::format("{}: {}", file.string(), std::strerror(number)));
  }
  if ((status.st_mode & kOthers) != 0) {
    return fail(Errc::invalid,
                fmt::format("{}: others than its owner have rights to it (mode {:04o}); run: chmod "
                            "go-rwx {}",
                            file.string(), status.st_mode & 07777U, file.string()));
  }
  if (status.st_uid != ::geteuid()) {
    return fail(Errc::invalid, fmt::format("{}: it belongs to another user ({}, we are {})",
                                           file.string(), status.st_uid, ::geteuid()));
  }
  return {};
}

void sync_keys(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

/// A file that did not exist, for its owner alone, on disk.
Result<void> create(const fs::path& file, std::string_view content) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kKeyMode);
  if (descriptor < 0) return key_failure(file, "creating", errno);
  const ssize_t written = ::write(descriptor, content.data(), content.size());
  int number = written == static_cast<ssize_t>(content.size()) ? 0 : written < 0 ? errno : ENOSPC;
  if (number == 0 && ::fsync(descriptor) != 0) number = errno;
  ::close(descriptor);
  if (number == 0) return {};
  ::unlink(file.c_str());
  return key_failure(file, "writing", number);
}

/// Overwrites what an open file holds, whose name is gone already. As far as the file system writes
/// in place; docs/decisions/event-log.md says where it does not.
void destroy(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && status.st_size > 0 &&
      static_cast<std::size_t>(status.st_size) <= kKeyFileBytes) {
    const std::string nothing(static_cast<std::size_t>(status.st_size), '\0');
    if (::pwrite(descriptor, nothing.data(), nothing.size(), 0) > 0) ::fdatasync(descriptor);
  }
  ::close(descriptor);
}

void destroy_file(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
  ::unlink(file.c_str());
  if (descriptor >= 0) destroy(descriptor);
}

std::string text_of(const SealKey& key) {
  nlohmann::ordered_json out;
  out["v"] = kFormatVersion;
  out["seals"] = key.seals;
  out["seed"] = crypto::base64(key.seed);
  return out.dump() + '\n';
}

Result<SealKey> read_seal_key(const fs::path& file) {
  if (auto right = check_rights(file); !right) return right.error();
  auto text = read_file(file, kKeyFileBytes);
  if (!text) return text.error();
  const WipeOnExit forget(*text);
  const auto parsed = json::parse(*text, {});
  SealKey key;
  if (parsed && parsed->is_object() && parsed->value("v", 0) == kFormatVersion) {
    key.seals = parsed->value("seals", std::uint64_t{0});
    auto seed = crypto::from_base64(parsed->value("seed", std::string()));
    if (seed) key.seed = std::move(*seed);
  }
  if (key.seed.size() != crypto::kEd25519SeedBytes) {
    return fail(Errc::malformed, file.string() + ": no sealing key");
  }
  return key;
}

/// Whether `later` is made from `key`, or is it.
bool leads_to(SealKey key, const SealKey& later) {
  if (later.seals < key.seals || later.seals - key.seals > Sealer::kStepsMax) return false;
  while (key.seals < later.seals) key = next_seal_key(key);
  return key.seed == later.seed;
}

/// Puts the key in the place of the one before, which is destroyed.
Result<void> keep_key(const fs::path& folder, const SealKey& key) {
  const fs::path file = folder / kSealKeyFile;
  const fs::path staged_file = folder / kStagedKeyFile;
  // Another process on the same folder may have sealed meanwhile: a key never goes back.
  if (auto there = read_seal_key(file); there && leads_to(key, *there)) return {};
  auto text = text_of(key);
  const WipeOnExit forget(text);
  fs::path draft = file;
  draft += kDraftSuffix;
  ::unlink(draft.c_str());
  if (auto created = create(draft, text); !created) return created;
  const int before = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
  if (::rename(draft.c_str(), file.c_str()) != 0) {
    const int number = errno;
    if (before >= 0) ::close(before);
    ::unlink(draft.c_str());
    return key_failure(file, "replacing", number);
  }
  sync_keys(folder);
  if (before >= 0) destroy(before);
  if (auto staged = read_seal_key(staged_file); staged && leads_to(*staged, key)) {
    destroy_file(staged_file);
  }
  return {};
}

Result<void> add_public(const fs::path& folder, const std::string& key) {
  const fs::path file = folder / kPublicKeysFile;
  std::error_code ec;
  std::vector<std::string> keys;
  if (fs::exists(file, ec)) {
    auto there = load_public_keys(file);
    if (!there) return there.error();
    keys = std::move(*there);
  }
  keys.push_back(key);
  return write_file(file, to_public_text(keys));
}

/// A key at random in that file of the folder, and its public half among those for verifiers.
Result<void> add_new_key(const fs::path& folder, const fs::path& file) {
  auto key = new_seal_key();
  auto text = text_of(key);
  const WipeOnExit forget_seed(key.seed);
  const WipeOnExit forget(text);
  if (auto created = create(file, text); !created) return created;
  sync_keys(folder);
  return add_public(folder, public_key(key));
}

}  // namespace

Result<void> make_key_folder(const fs::path& folder) {
  std::error_code ec;
  fs::create_directories(folder, ec);
  if (ec) return fail(Errc::io, folder.string() + ": " + ec.message());
  const fs::path file = folder / kSealKeyFile;
  if (fs::exists(file, ec) || fs::exists(folder / kPublicKeysFile, ec)) {
    return fail(Errc::invalid, folder.string() +
                                   ": there are keys here already; they are never "
                                   "written over. Use --rotate to change them.");
  }
  fs::permissions(folder, fs::perms::owner_all, ec);
  if (ec) return fail(Errc::io, folder.string() + ": " + ec.message());
  return add_new_key(folder, file);
}

Result<void> stage_rotation(const fs::path& folder) {
  if (auto right = check_rights(folder); !right) return right;
  if (auto key = read_seal_key(folder / kSealKeyFile); !key) return key.error();
  const fs::path file = folder / kStagedKeyFile;
  std::error_code ec;
  if (fs::exists(file, ec)) {
    return fail(Errc::invalid, file.string() +
                                   ": a rotation waits already, until the next "
                                   "checkpoint");
  }
  return add_new_key(folder, file);
}

Result<Sealer> open_key_folder(const fs::path& folder) {
  if (auto right = check_rights(folder); !right) return right.error();
  auto key = read_seal_key(folder / kSealKeyFile);
  if (!key) return key.error();
  // Left by a process that died while it put a key in its place; kept, it could seal a forgery.
  destroy_file((folder / kSealKeyFile).string() + kDraftSuffix);
  const fs::path staged_file = folder / kStagedKeyFile;
  std::error_code ec;
  if (fs::exists(staged_file, ec)) {
    if (auto staged = read_seal_key(staged_file); !staged) return staged.error();
  }
  Sealer::Keeping keeping;
  keeping.keep = [folder](const SealKey& next) { return keep_key(folder, next); };
  keeping.staged = [staged_file]() -> std::optional<SealKey> {
    auto staged = read_seal_key(staged_file);
    if (!staged) return std::nullopt;
    return std::move(*staged);
  };
  return Sealer(std::move(*key), std::move(keeping));
}

Result<std::vector<std::string>> load_public_keys(const fs::path& given) {
  std::error_code ec;
  const fs::path file = fs::is_directory(given, ec) ? given / kPublicKeysFile : given;
  auto text = read_file(file, 1U << 20U);
  if (!text) return text.error();
  const auto parsed = json::parse(*text, {});
  if (!parsed) return at(file.string(), parsed.error());
  std::vector<std::string> keys;
  try {
    for (const auto& each : parsed->at("keys")) {
      auto key = each.at("key").get<std::string>();
      const auto bytes = crypto::from_base64(key);
      if (!bytes || bytes->size() != crypto::kEd25519PublicBytes) {
        return fail(Errc::malformed,
                    fmt::format("{}: key {} is no Ed25519 key", file.string(), keys.size() + 1));
      }
      keys.push_back(std::move(key));
    }
  } catch (const nlohmann::json::exception&) {
    return fail(Errc::malformed, file.string() + R"(: expected {"v":2,"keys":[{"key":"..."}]})");
  }
  if (keys.empty()) return fail(Errc::malformed, file.string() + ": no key in it");
  return keys;
}

std::string to_public_text(const std::vector<std::string>& keys) {
  nlohmann::ordered_json out;
  out["v"] = kFormatVersion;
  out["keys"] = nlohmann::ordered_json::array();
  for (const auto& key : keys) out["keys"].push_back({{"id", key_id(key)}, {"key", key}});
  return out.dump(2) + '\n';
}

std::string key_id(std::string_view public_key) {
  constexpr std::size_t kDigits = 16;
  const auto bytes = crypto::from_base64(public_key);
  return bytes ? crypto::sha256_hex(*bytes).substr(0, kDigits) : std::string();
}

Result<void> make_pseudonym_key(const fs::path& file) {
  std::error_code ec;
  if (fs::exists(file, ec)) {
    return fail(Errc::invalid, file.string() + ": it is there already, and is never written over");
  }
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), ec);
  if (ec) return fail(Errc::io, file.parent_path().string() + ": " + ec.message());
  auto text = crypto::hex(crypto::random_bytes(kPseudonymKeyBytes)) + '\n';
  const WipeOnExit forget(text);
  return create(file, text);
}

Result<std::string> read_pseudonym_key(const fs::path& file) {
  if (auto right = check_rights(file); !right) return right.error();
  auto text = read_file(file, kKeyFileBytes);
  if (!text) return text;
  while (!text->empty() && text->back() == '\n') text->pop_back();
  if (text->size() != 2 * kPseudonymKeyBytes || !std::ranges::all_of(*text, [](char c) {
        return std::isxdigit(static_cast<unsigned char>(c));
      })) {
    return fail(Errc::malformed, fmt::format("{}: no key: {} hexadecimal digits were expected",
                                             file.string(), 2 * kPseudonymKeyBytes));
  }
  return text;
}

}  // namespace provbank::eventlog
