// Directories of both kinds with the same content, for this folder's tests.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <vector>

#include "platform/ldap_server/server.hpp"
#include "platform/time/clock.hpp"
#include "reference-impl/shs_ldap/ldap_directory.hpp"

namespace provbank::shs_ldap {

using Organisation = shs::FixedDirectory::Organisation;

inline const std::string kKommun = "162120009903";
inline const std::string kOperator = "162021009929";
inline const std::string kStranger = "165560009999";
inline const std::string kQuestion = "5e1f9d40-8a63-4c27-b0d5-7f2c91e6a384";
inline const std::string kOther = "0d94b7c2-61fe-4a38-92c5-e83f1b6d7a50";

/// Everything that the two kinds promise can be told from these.
inline std::vector<Organisation> organisations() {
  return {{.number = kKommun, .name = "Exempelkommun (test) * \\ & å"},
          {.number = kOperator,
           .name = "Driftsparten",
           .agreements = {{"a-1", kQuestion, "synch"}, {"a-2", kOther, ""}},
           .addresses = {{kQuestion, "https://shs.example/shs/rs"},
                         {"confirm", "https://shs.example/confirm/rs"}}}};
}

/// "L=SHS" and nothing in it, as LDIF.
std::string empty_tree();
/// One organisation's entries, as directories in use have them.
std::string entries_of(const Organisation& organisation);
/// The tree and its organisations.
std::string ldif_of(const std::vector<Organisation>& organisations);

/// A server with the SHS classes.
std::unique_ptr<ldap_server::Server> server_with(const std::string& ldif,
                                                 std::optional<crypto::Credentials> tls = {});

/// Runs a look-up to its end; virtual time stands still meanwhile.
class Bench {
 public:
  template <class T>
  T get(awaitable<T> look_up) {
    std::optional<T> out;
    std::exception_ptr thrown;
    boost::asio::co_spawn(io, std::move(look_up), [&](std::exception_ptr error, T value) {
      thrown = error;
      out = std::move(value);
    });
    io.restart();
    io.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*out);
  }
  void pass(time::Duration time) { clock.run_until(clock.now() + time); }

  boost::asio::io_context io;
  time::VirtualClock clock{io, time::WallTime{}};
};

}  // namespace provbank::shs_ldap
