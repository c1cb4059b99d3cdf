// The source calls of one question about one person, as the bench saw them.
#pragma once
#include <map>
#include <vector>

#include "harness/checks/cases.hpp"

namespace provbank::checks {

/// A retry on a fresh connection, after one that broke, makes two exchanges of one call: the last
/// one counts.
std::map<contract::Source, const evidence::Exchange*> last_calls(const evidence::Linked& linked);

/// When the source was done with it. One that was never answered was waited for until the answer
/// left.
time::Duration end_of_call(const evidence::Exchange& call, const evidence::AskedQuestion& question);

/// The linked entries of a question, one for each person; hinders the judgement and gives none when
/// they are ambiguous.
std::vector<const evidence::Linked*> clear_links(const evidence::Links& links, const Case& each,
                                                 Judgement& judgement);

/// Holds against a question that was turned away that no source was asked about anybody, or tested,
/// because of it.
void require_nobody_asked(const evidence::Evidence& evidence, const evidence::Links& links,
                          const Case& each, Judgement& judgement);

}  // namespace provbank::checks
