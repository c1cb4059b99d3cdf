// Which of the waiting messages a list shows, and in which order. For this folder's .cpp files
// only.
#pragma once
#include <string>
#include <vector>

#include "platform/http/target.hpp"
#include "reference-impl/shs/mailbox.hpp"

namespace provbank::shs {

/// A message with its time of arrival as the filters compare it.
struct Candidate {
  const Mail* mail;
  std::string arrived;  // yyyy-MM-ddTHH:mm:ss
};

/// What the query asks for. `product` comes from the path; empty: any. `malformed` for a value that
/// cannot be; parameters that are not known are passed over.
Result<std::vector<const Mail*>> select(std::vector<Candidate> from, const http::Target& target,
                                        const std::string& product);

}  // namespace provbank::shs
