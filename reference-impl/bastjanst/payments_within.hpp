// A source discloses the payments of the period it is asked about, not the ones before and after.
#pragma once
#include <string>

#include "contract/question.hpp"
#include "contract/source.hpp"

namespace provbank::bastjanst {

/// The document without the payments that were made outside the period: SO's Utbetalningar by
/// Utbetalningsdatum, FK's utbetalningsuppgift by datum, PM's utbetalningar by utbetalningsdatum. A
/// payment without a full date stays. The other sources' documents come back as they are. The
/// document must be well-formed.
std::string payments_within(contract::Source source, const std::string& document,
                            const contract::Period& period);

}  // namespace provbank::bastjanst
