// A result folder that can be shared: the same verdicts on the same exchanges, with other persons.
#pragma once
#include <filesystem>
#include <string>

#include "platform/base/result.hpp"

namespace provbank::results {

struct Redacted {
  std::size_t files = 0;
  std::size_t exchanges = 0;
  std::size_t checks = 0;
  std::size_t persons = 0;
  std::size_t names = 0;        // different words of names
  std::size_t identifiers = 0;  // different cases and accounts
};

/// Copies result.xml and all evidence of `from` to the new folder `to` with every personal number,
/// name and case id replaced. Reports are not copied: they are made anew from the new result. Every
/// file is read back: each has its old size, each archive its exchanges, the result its checks, and
/// no original is found. When that does not hold, or anything fails, `to` is removed again.
/// `invalid` also when `to` exists or lies inside `from`.
Result<Redacted> redact(const std::filesystem::path& from, const std::filesystem::path& to,
                        const std::string& key, const std::filesystem::path& data_dir);

/// A new random key in a file of its own that only its owner may read. `io` when the file exists or
/// cannot be written.
Result<std::string> make_key_file(const std::filesystem::path& file);
/// `invalid` when it is too short to be a key.
Result<std::string> read_key_file(const std::filesystem::path& file);

}  // namespace provbank::results
