// Where a kommun under test is made to act, and where one looks at what it shows: by a command, by
// a request to a test interface of its own, or by asking a person.
#pragma once
#include <memory>
#include <string>

#include "harness/certify/certification.hpp"
#include "harness/certify/waiting_room.hpp"
#include "harness/evidence/awaited.hpp"
#include "platform/net/network.hpp"
#include "platform/time/clock.hpp"

namespace provbank::certify {

/// What the party is to do: ask about a person.
struct Instruction {
  std::string scenario;
  std::string step;  // "a1"
  contract::PersonIdentity person;
  std::string case_id;
  contract::SourceSet sources;
  std::string from;
  std::string tom;
};

class Desk {
 public:
  /// `room` may be null where nobody can be asked: then an operator's deed fails as `unsupported`.
  /// All referred to must outlive the desk.
  Desk(net::Network& network, time::Clock& clock, const Certification& party, WaitingRoom* room);

  /// Makes the party ask. Returns when the deed is done, which may be before or after the question
  /// came. An error is about the deed (the program failed, the interface said no), never a verdict.
  net::awaitable<Result<void>> act(Instruction instruction);

  /// What the party shows about it afterwards.
  net::awaitable<Result<evidence::Shown>> look(Instruction instruction);

 private:
  net::awaitable<Result<std::string>> perform(const Deed& deed, const Instruction& instruction);

  net::Network& network_;
  time::Clock& clock_;
  const Certification& party_;
  WaitingRoom* room_;
};

}  // namespace provbank::certify
