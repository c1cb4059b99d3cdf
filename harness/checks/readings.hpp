// Verdicts under other readings of the agreements (contract/interpretations.xml): a check judges
// the same evidence once more, as the other reading has it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "harness/evidence/finding.hpp"

namespace provbank::checks {

/// The names by which checks refer to the records; a test holds them against the data.
inline constexpr std::string_view kEndOfAnswerTime = "T-svarstidens-slut";
inline constexpr std::string_view kRestWithinLate = "T-resten-inom-12";
inline constexpr std::string_view kWhenPurged = "T-gallringens-tid";
inline constexpr std::string_view kCapacityMeasure = "T-kapacitetens-matt";
inline constexpr std::string_view kTenPersons = "T-tio-personer";
inline constexpr std::string_view kWhatIsAnswered = "T-besvarat-anrop";
inline constexpr std::string_view kSourceInTime = "T-bastjanstens-svar-i-tid";
inline constexpr std::string_view kHowLongLogged = "T-loggarnas-tid";
inline constexpr std::string_view kWhatHistoryTells = "T-historikens-innehall";
inline constexpr std::string_view kControllersDuty = "T-ansvarets-innehall";

/// Reading a was taken; `others` begin with reading b.
inline evidence::RestsOn rests_on(std::string_view interpretation,
                                  std::initializer_list<evidence::Verdict> others) {
  evidence::RestsOn out;
  out.interpretation = interpretation;
  out.reading = "a";
  char reading = 'b';
  for (const auto verdict : others) out.others.push_back({std::string(1, reading++), verdict});
  return out;
}

}  // namespace provbank::checks
