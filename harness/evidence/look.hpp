// What was seen when somebody looked for values that must be gone.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "platform/text/language.hpp"
#include "platform/time/clock.hpp"

namespace provbank::evidence {

/// A value that was still there.
struct Left {
  std::string value;
  std::string field;       // of that value; may be empty
  std::string origin;      // "question" or a source's code
  std::string person;      // fixture id
  Bilingual form;          // how it was written: "in base64"
  std::string place;       // "cache/a.tar > b.txt"
  std::string at;          // "byte 17", "address 0x7f12", "line 3"; may be empty
  time::Duration age{};    // since the answer about the person had left
  bool allowed = false;    // what an event log is there to hold
  bool event_log = false;  // it stands in the event log
};

/// One look at all observation points at one moment.
struct Look {
  time::Duration at{};   // of the world's clock
  time::Duration age{};  // since the last answer had left
  std::size_t places = 0;
  std::uint64_t bytes = 0;
  std::vector<Left> left;
  std::vector<Bilingual> hindrances;  // what could not be looked at
};

}  // namespace provbank::evidence
