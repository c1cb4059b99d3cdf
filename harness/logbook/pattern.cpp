#include "harness/logbook/pattern.hpp"

#include <re2/re2.h>

#include <map>

namespace provbank::logbook {

Result<Pattern> Pattern::compile(const std::string& expression) {
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_max_mem(static_cast<std::int64_t>(kPatternMemoryMax));
  auto compiled = std::make_shared<const re2::RE2>(expression, options);
  if (!compiled->ok()) return fail(Errc::malformed, compiled->error());
  if (compiled->NumberOfCapturingGroups() > kPatternGroupsMax) {
    return fail(Errc::malformed,
                "more than " + std::to_string(kPatternGroupsMax) + " groups in parentheses");
  }
  return Pattern(std::move(compiled));
}

std::optional<Match> Pattern::search(std::string_view text, std::size_t from) const {
  std::vector<re2::StringPiece> found(groups() + 1);
  const re2::StringPiece piece(text.data(), text.size());
  if (!compiled_->Match(piece, from, text.size(), re2::RE2::UNANCHORED, found.data(),
                        static_cast<int>(found.size()))) {
    return std::nullopt;
  }
  Match match;
  for (const auto& each : found) {
    match.groups.emplace_back(each.data() == nullptr ? std::optional<std::string_view>()
                                                     : std::string_view(each.data(), each.size()));
  }
  const auto& whole = *match.groups.front();
  const auto end = static_cast<std::size_t>(whole.data() + whole.size() - text.data());
  match.end = whole.empty() ? end + 1 : end;  // an empty match must not be found for ever
  return match;
}

std::optional<std::size_t> Pattern::group(const std::string& name) const {
  const auto& names = compiled_->NamedCapturingGroups();
  const auto found = names.find(name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found->second);
}

std::size_t Pattern::groups() const {
  return static_cast<std::size_t>(compiled_->NumberOfCapturingGroups());
}

}  // namespace provbank::logbook
