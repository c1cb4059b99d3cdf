// A plan folder to spoil, and a world to run a coroutine in.
#pragma once
#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <string>

#include "contract/person_identity.hpp"
#include "harness/certify/skeleton.hpp"
#include "harness/scenario/loader.hpp"
#include "platform/base/file.hpp"
#include "platform/net/live_network.hpp"
#include "platform/time/clock.hpp"

namespace provbank::certify::testing {

inline const std::string kAnna = "198503149828";
inline const std::string kBertil = "195807169874";

inline SkeletonParty skeleton_party(Role role, std::optional<contract::Source> source = {}) {
  SkeletonParty party;
  party.role = role;
  party.source = source;
  party.organisation = contract::OrganisationNumber::parse("162120009903").value();
  party.name = "Exempelparten";
  if (role == Role::kommun) {
    party.persons = {{"anna", contract::PersonIdentity::parse(kAnna).value(), {}, {}},
                     {"bertil", contract::PersonIdentity::parse(kBertil).value(), {}, {}}};
  }
  if (role == Role::uppgiftslamnare)
    party.persons = {{"med-uppgifter", contract::PersonIdentity::parse(kAnna).value(), {}, {}}};
  return party;
}

/// The text with the one place changed.
inline std::string changed(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from << " is not there";
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

/// Drives the work on the real network and the real clock to its end.
struct Live {
  boost::asio::io_context io{1};
  net::LiveNetwork network{io};
  time::SteadyClock clock;

  template <class T>
  T run(net::awaitable<T> work) {
    std::optional<T> out;
    boost::asio::co_spawn(io, std::move(work), [&](std::exception_ptr failure, T value) {
      if (failure) std::rethrow_exception(failure);
      out.emplace(std::move(value));
    });
    io.restart();
    io.run();
    return std::move(*out);
  }
};

}  // namespace provbank::certify::testing
