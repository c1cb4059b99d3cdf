// Figures and places in words, in both languages.
#pragma once
#include <string>
#include <string_view>

#include "harness/evidence/evidence.hpp"
#include "platform/text/language.hpp"
#include "platform/time/clock.hpp"

namespace provbank::checks {

/// "1,5 s" and "1.5 s"; three decimals at most, in the unit that suits.
Bilingual words(time::Duration duration);
/// "90 %", "99.5 %".
std::string percent(double share);
/// Puts the part into both languages where "{}" stands; several parts in their order.
Bilingual phrase(const Bilingual& pattern, std::initializer_list<Bilingual> parts);
Bilingual same(std::string_view text);

/// Results name no person by number. Every valid personal number of twelve digits, and the ten
/// digits of those asked about, become "19900118-****" (and the fixture's id, where it is known).
std::string without_identities(const std::string& text, const evidence::Evidence& evidence);

}  // namespace provbank::checks
