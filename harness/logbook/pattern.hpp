// A regular expression that cannot run away: RE2's time is linear in the text, whatever somebody
// wrote. Only this folder includes the library.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"

namespace re2 {
class RE2;
}

namespace provbank::logbook {

inline constexpr std::size_t kPatternMemoryMax = 8U << 20U;  // compiled, bytes
inline constexpr int kPatternGroupsMax = 32;

/// Where the groups of one match stand; views into the text. A group that took no part is absent.
struct Match {
  std::vector<std::optional<std::string_view>> groups;  // 0: the whole match
  std::size_t end = 0;                                  // where the next search begins
};

class Pattern {
 public:
  /// `malformed` with the library's reason.
  static Result<Pattern> compile(const std::string& expression);

  /// The first match from there on.
  std::optional<Match> search(std::string_view text, std::size_t from = 0) const;
  /// The number of a named group.
  std::optional<std::size_t> group(const std::string& name) const;
  std::size_t groups() const;

 private:
  explicit Pattern(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const re2::RE2> compiled_;
};

}  // namespace provbank::logbook
