// What of a question an event log may hold, by the agreement.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/text/language.hpp"

namespace provbank::contract {

struct EventLogField {
  std::string name;    // in the contract of questions: "handlaggare"
  std::string clause;  // which the log would not meet without it
  Bilingual why;
};

class EventLogFields {
 public:
  /// The error names what is wrong with which field.
  static Result<EventLogFields> load(const std::filesystem::path& xml);

  /// Null when the event log may not hold the field.
  const EventLogField* find(std::string_view name) const;
  const std::vector<EventLogField>& all() const { return fields_; }

 private:
  std::vector<EventLogField> fields_;
};

}  // namespace provbank::contract
