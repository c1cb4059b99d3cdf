#include "harness/evidence/verdict.hpp"

#include <algorithm>
#include <array>

namespace provbank::evidence {
namespace {

struct Entry {
  Verdict verdict;
  std::string_view name;
  Bilingual words;
};

const std::array<Entry, 8>& table() {
  static const std::array<Entry, 8> entries = {{
      {Verdict::pass, "pass", {"godkänd", "passed"}},
      {Verdict::fail, "fail", {"underkänd", "failed"}},
      {Verdict::warning, "warning", {"varning", "warning"}},
      {Verdict::untestable, "untestable", {"ej prövbar", "untestable"}},
      {Verdict::not_applicable, "not-applicable", {"ej tillämplig", "not applicable"}},
      {Verdict::review, "review", {"granskas", "under review"}},
      {Verdict::not_run, "not-run", {"ej körd", "not run"}},
      {Verdict::tool_error, "tool-error", {"verktygsfel", "tool error"}},
  }};
  return entries;
}

const Entry& entry(Verdict verdict) {
  return table()[static_cast<std::size_t>(verdict)];
}

// Strongest first.
constexpr std::array kDominance = {Verdict::tool_error, Verdict::fail,          Verdict::review,
                                   Verdict::untestable, Verdict::warning,       Verdict::pass,
                                   Verdict::not_run,    Verdict::not_applicable};

bool any(std::span<const Verdict> parts, Verdict wanted) {
  return std::find(parts.begin(), parts.end(), wanted) != parts.end();
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  return entry(verdict).name;
}
const Bilingual& words(Verdict verdict) {
  return entry(verdict).words;
}

Verdict combine(std::span<const Verdict> parts) {
  for (const Verdict verdict : kDominance) {
    if (any(parts, verdict)) return verdict;
  }
  return Verdict::untestable;
}

int exit_code(std::span<const Verdict> checks) {
  if (any(checks, Verdict::tool_error)) return 3;
  if (any(checks, Verdict::fail)) return 1;
  if (any(checks, Verdict::untestable) || any(checks, Verdict::review)) return 4;
  const bool proven = any(checks, Verdict::pass) || any(checks, Verdict::warning);
  return proven ? 0 : 4;
}

}  // namespace provbank::evidence
