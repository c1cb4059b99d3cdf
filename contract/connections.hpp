// Who is connected right now: asked for every question, so that a party can come and go without a
// restart.
#pragma once
#include "contract/organisation_number.hpp"

namespace provbank::contract {

class Connections {
 public:
  virtual ~Connections() = default;

  /// Safe from any thread, and quick: it reads what is known and waits for nothing.
  virtual bool is_connected(const OrganisationNumber& number) const = 0;
};

}  // namespace provbank::contract
