// One question to one LDAP server. It blocks: for a thread of its own. The only part that knows
// libldap; for this folder's .cpp files only.
#pragma once
#include <atomic>
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "reference-impl/shs_ldap/limits.hpp"

namespace provbank::shs_ldap {

struct Search {
  std::string base;
  std::string filter;                   // RFC 4515; values through `escaped`
  std::vector<std::string> attributes;  // all that is given back
};

struct Entry {
  std::string dn;
  std::map<std::string, std::vector<std::string>, std::less<>> attributes{};  // as asked for
};

/// A value as it may stand in a filter (RFC 4515 section 3): whatever could mean something else is
/// written as \hh.
std::string escaped(std::string_view value);

/// Connects, asks and leaves. `url`: ldap://host:port or ldaps://host:port. `trust_anchors`: a PEM
/// file; the server must then prove to be the host of its URL, by StartTLS when the URL is ldap://.
/// Referrals are not followed. Errors: `unavailable` when this server gives no answer (another
/// may), `too_large` past a limit, `invalid` for a value that is no text. Gives up soon after
/// `stopping` becomes true.
Result<std::vector<Entry>> search(const std::string& url, const Search& search,
                                  const std::filesystem::path& trust_anchors, const Limits& limits,
                                  const std::atomic<bool>& stopping);

}  // namespace provbank::shs_ldap
