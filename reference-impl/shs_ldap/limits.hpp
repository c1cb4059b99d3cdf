// How much of a directory is listened to, and for how long.
#pragma once
#include <chrono>
#include <cstddef>

#include "platform/time/clock.hpp"

namespace provbank::shs_ldap {

struct Limits {
  std::size_t entries = 100;              // of one answer
  std::size_t values = 100;               // of one attribute of one entry
  std::size_t value_bytes = 2048;         // of one value
  std::size_t message_bytes = 1U << 20U;  // of one LDAP message, before anything of it is read
  time::Duration connecting = std::chrono::seconds(2);  // to one server
  time::Duration answering = std::chrono::seconds(4);   // one server, TLS included
  time::Duration cached = std::chrono::hours(1);        // an answer, "there is none" too
  time::Duration resting =
      std::chrono::minutes(1);            // a server that failed is asked after the others
  std::size_t cached_answers = 10'000;    // of each kind, the oldest forgotten first
  std::size_t questions_at_a_time = 200;  // waiting for a server
};
inline constexpr std::size_t kServersMax = 8;

}  // namespace provbank::shs_ldap
