// A check's attributes as typed values.
#pragma once
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "contract/source.hpp"
#include "harness/checks/check.hpp"
#include "platform/time/clock.hpp"

namespace provbank::checks {

/// "7s", "1.5s", "300ms" in whole nanoseconds; `malformed`.
Result<time::Duration> parse_duration(std::string_view text);

/// Reads one check's attributes. The first thing wrong is kept; later reads then give harmless
/// values, so a constructor reads all it needs and its maker asks `problem` once.
class Attributes {
 public:
  explicit Attributes(const Parameters& parameters) : parameters_(parameters) {}

  std::string text(std::string_view name, std::string_view otherwise = {});
  /// One of the words; the first when absent.
  std::string word(std::string_view name, std::initializer_list<std::string_view> words);
  bool flag(std::string_view name, bool otherwise);
  time::Duration duration(std::string_view name);
  std::optional<double> share(std::string_view name);
  std::size_t count(std::string_view name);
  contract::SourceSet sources(std::string_view name);
  bool given(std::string_view name) const { return parameters_.contains(name); }

  void wrong(std::string_view name, std::string_view why);
  /// `invalid`: a value that cannot be read, one that is missing, or an attribute nobody asked for.
  std::optional<Error> problem() const;

 private:
  const std::string* find(std::string_view name);

  const Parameters& parameters_;
  std::set<std::string, std::less<>> read_;
  std::optional<Error> problem_;
};

/// What `CheckKind::make` does for a check that is built from its attributes.
template <class Kind>
Result<std::unique_ptr<Check>> make_check(const Parameters& parameters) {
  Attributes attributes(parameters);
  std::unique_ptr<Check> check = std::make_unique<Kind>(attributes);
  if (auto problem = attributes.problem()) return *std::move(problem);
  return check;
}

}  // namespace provbank::checks
