// The target of a request (RFC 9110, 3986) taken apart.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace provbank::http {

/// "%C3%B6" -> "ö". Nothing when a percent sign is not followed by two hexadecimal digits.
std::optional<std::string> from_percent(std::string_view text);
/// Everything but letters, digits and "-._~" escaped.
std::string to_percent(std::string_view text);

/// "/a/b?x=1&y" -> {"a", "b"} and {{"x", "1"}, {"y", ""}}, decoded; "+" is a blank in the query.
struct Target {
  std::vector<std::string> path;
  std::vector<std::pair<std::string, std::string>> query;

  /// The first of that name; null when there is none.
  const std::string* find(std::string_view name) const;
};
/// Nothing for a target that does not begin with "/" or is wrongly escaped.
std::optional<Target> parse_target(std::string_view target);

}  // namespace provbank::http
