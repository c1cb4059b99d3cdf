#include "harness/checks/attributes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace provbank::checks {
namespace {

constexpr std::size_t kCountMax = 100'000;

/// A decimal number without sign or exponent; nothing when it is not one.
std::optional<double> decimal(std::string_view text) {
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + text.size() || std::signbit(value)) {
    return std::nullopt;
  }
  return value;
}

constexpr std::array<std::pair<std::string_view, double>, 6> kUnits = {
    {{"ns", 1.0}, {"us", 1e3}, {"ms", 1e6}, {"min", 60e9}, {"s", 1e9}, {"h", 3600e9}}};

}  // namespace

Result<time::Duration> parse_duration(std::string_view text) {
  const auto unit_at = text.find_first_not_of("0123456789.");
  if (unit_at != std::string_view::npos && unit_at > 0) {
    const auto unit =
        std::ranges::find(kUnits, text.substr(unit_at), [](const auto& u) { return u.first; });
    const auto number = decimal(text.substr(0, unit_at));
    if (unit != kUnits.end() && number) {
      return time::Duration(std::llround(*number * unit->second));
    }
  }
  return fail(Errc::malformed, "\"" + std::string(text) + "\" is no duration");
}

const std::string* Attributes::find(std::string_view name) {
  read_.emplace(name);
  const auto found = parameters_.find(name);
  return found == parameters_.end() ? nullptr : &found->second;
}

void Attributes::wrong(std::string_view name, std::string_view why) {
  if (!problem_) problem_ = fail(Errc::invalid, std::string(name) + ": " + std::string(why));
}

std::string Attributes::text(std::string_view name, std::string_view otherwise) {
  const std::string* value = find(name);
  return value != nullptr ? *value : std::string(otherwise);
}

std::string Attributes::word(std::string_view name, std::initializer_list<std::string_view> words) {
  const std::string* value = find(name);
  if (value == nullptr) return std::string(*words.begin());
  if (std::ranges::find(words, *value) == words.end())
    wrong(name, "\"" + *value + "\" is not known");
  return *value;
}

bool Attributes::flag(std::string_view name, bool otherwise) {
  const std::string* value = find(name);
  if (value == nullptr) return otherwise;
  const bool yes = *value == "true" || *value == "1";
  if (!yes && *value != "false" && *value != "0") wrong(name, "neither true nor false");
  return yes;
}

time::Duration Attributes::duration(std::string_view name) {
  const std::string* value = find(name);
  if (value == nullptr) {
    wrong(name, "is missing");
    return {};
  }
  const auto parsed = parse_duration(*value);
  if (!parsed) wrong(name, parsed.error().detail);
  return parsed ? *parsed : time::Duration{};
}

std::optional<double> Attributes::share(std::string_view name) {
  const std::string* value = find(name);
  if (value == nullptr) return std::nullopt;
  const auto number = decimal(*value);
  if (!number || *number <= 0 || *number > 1) wrong(name, "not above 0 and at most 1");
  return number.value_or(1.0);
}

std::size_t Attributes::count(std::string_view name) {
  const std::string* value = find(name);
  if (value == nullptr) {
    wrong(name, "is missing");
    return 0;
  }
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), number);
  const bool whole = error == std::errc() && end == value->data() + value->size();
  if (!whole || number == 0 || number > kCountMax) wrong(name, "not a number from 1 to 100000");
  return number;
}

contract::SourceSet Attributes::sources(std::string_view name) {
  const std::string* value = find(name);
  if (value == nullptr) return {};
  const auto parsed = contract::SourceSet::parse(*value);
  if (!parsed || parsed->empty()) wrong(name, "names no source");
  return parsed.value_or(contract::SourceSet{});
}

std::optional<Error> Attributes::problem() const {
  if (problem_) return problem_;
  for (const auto& [name, value] : parameters_) {
    if (!read_.contains(name))
      return fail(Errc::invalid, name + ": the check has no such attribute");
  }
  return std::nullopt;
}

}  // namespace provbank::checks
