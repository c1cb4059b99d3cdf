// The directory of an SHS node, asked over LDAP.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/time/clock.hpp"
#include "reference-impl/shs/directory.hpp"
#include "reference-impl/shs_ldap/limits.hpp"

namespace provbank::shs_ldap {

using shs::awaitable;

struct Settings {
  std::vector<std::string> servers;  // ldap://host:port or ldaps://host:port, asked in this order
  std::string base = "L=SHS";
  /// A PEM file. Given: no server is asked that has not proven by TLS to be the host of its URL.
  /// Empty: they are asked in the clear, which anybody between can answer.
  std::filesystem::path trust_anchors{};
  Limits limits{};
  /// Told why a look-up failed, for whoever tends the directory. Empty: nobody is.
  std::function<void(const Error&)> on_trouble{};
};

/// Answers, also that there is none, are kept for `Limits::cached`; failures are not. Servers are
/// asked on a thread of its own, in real time, whatever the clock: not for simulated worlds.
/// Everything else belongs to the callers' one single-threaded executor.
class LdapDirectory final : public shs::Directory {
 public:
  /// `clock` must outlive the directory; it tells how old answers are. Throws ErrorException when a
  /// server's URL is not as above, there is none or too many, or ldaps:// has no trust anchors.
  LdapDirectory(time::Clock& clock, Settings settings);
  /// No look-up may be waiting. Ends a search that is under way, within `Limits::connecting` or so.
  ~LdapDirectory() override;
  LdapDirectory(const LdapDirectory&) = delete;
  LdapDirectory& operator=(const LdapDirectory&) = delete;

  awaitable<Result<std::optional<std::string>>> organisation(std::string number) override;
  awaitable<Result<std::optional<std::string>>> address(std::string number,
                                                        std::string product) override;
  awaitable<Result<std::vector<shs::PublicAgreement>>> agreements(std::string number) override;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// Whether the target names LDAP servers rather than a file.
bool is_ldap(std::string_view target);

/// The servers of "ldap://host:port[,ldap://host:port ...]", ports filled in. `invalid` in words.
Result<std::vector<std::string>> servers_in(const std::string& target);

struct Choice {
  std::filesystem::path trust_anchors{};
  std::function<void(const Error&)> on_trouble{};
};
/// What `target` says: ldap:// or ldaps:// addresses, or else a file of
/// urn:provbank:shs-directory:1. Errors: `invalid`, `not_found`, `malformed`, with the place.
Result<std::shared_ptr<shs::Directory>> directory_from(const std::string& target,
                                                       time::Clock& clock, Choice choice = {});

}  // namespace provbank::shs_ldap
