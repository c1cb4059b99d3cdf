// Values of the questions and answers that stand where they should not: what `purged` and
// `log-minimal` have in common. The log is log-minimal's where a scenario has it; elsewhere purged
// searches the log too, by the same rule, so that nothing is told twice and nothing is passed over.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "harness/checks/judgement.hpp"
#include "harness/residue/search.hpp"

namespace provbank::checks {

/// The values worth looking for; of the others it is told why not.
std::vector<residue::Canary> values_to_look_for(const evidence::Evidence& evidence,
                                                Judgement& judgement);

/// "Ett värde ur svaret från AF (efternamn) om anna finns kvar, i base64.": `stands` is "finns
/// kvar".
evidence::Finding left_value(const residue::Canary& value, const Bilingual& form,
                             const Bilingual& stands);

/// What the operator's event log holds of them, besides who asked, when and in which case. A
/// personal number in the field that the mapping declares for it, and nowhere else, is doubtful;
/// all else violates. Returns the values that were found, allowed or not.
std::set<std::string> judge_log_values(const evidence::Evidence& evidence,
                                       const residue::Searcher& searcher, const Bilingual& stands,
                                       Judgement& judgement);

}  // namespace provbank::checks
