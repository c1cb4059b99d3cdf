// The eight verdicts and how they add up.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "platform/text/language.hpp"

namespace provbank::evidence {

/// Untestable is not a pass, and a tool-error is never blamed on a party.
enum class Verdict : std::uint8_t {
  pass,
  fail,
  warning,
  untestable,
  not_applicable,
  review,
  not_run,
  tool_error
};

std::string_view to_string(Verdict verdict);  // "not-applicable", as in result.xml
const Bilingual& words(Verdict verdict);      // "ej tillämplig" / "not applicable"

/// The verdict of a whole made of parts. Dominance, strongest first: tool-error, fail, review,
/// untestable, warning, pass, not-run, not-applicable. An empty whole is untestable: never an empty
/// green.
Verdict combine(std::span<const Verdict> parts);

/// 0 every check that ran passed (warnings allowed); 1 a check failed; 3 the tool failed; 4
/// something was not proven: no check ran, or one could not be tested or awaits a reviewer.
/// Untestable is not a pass.
int exit_code(std::span<const Verdict> checks);

}  // namespace provbank::evidence
