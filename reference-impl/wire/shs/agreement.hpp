// SHS agreements 1.2: who may exchange which products, in which direction, when.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference-impl/wire/shs/label.hpp"

namespace provbank::wire::shs {

enum class Flow { to_customer, from_customer, any };

/// QoS/open: when the service behind the agreement is open, in the words of the DTD.
struct OpenHours {
  std::string day = "every";
  std::string hours = "all";
  std::vector<std::pair<std::string, std::string>> between{};  // HH:mm
};

struct Agreement {
  std::string uuid;
  std::string transfer_type = "any";  // asynch, synch, any
  std::string principal;              // without the URN prefix
  std::string principal_name{};
  std::vector<std::string> products;
  std::optional<std::string> customer{};  // none: anybody
  Flow flow = Flow::any;
  bool confirm_required = true;
  std::string description{};
  std::optional<std::chrono::year_month_day> valid_from{};  // always there once read
  std::optional<std::chrono::year_month_day> valid_to{};    // last day
  std::vector<OpenHours> open{};  // the DTD has room for one; none is written as always open
};

/// Needs valid_from.
std::string write_agreement(const Agreement& agreement);
/// Needs no version, schedule or QoS. Errors: `malformed` (not XML), `invalid` (an agreement that
/// lacks what it must have, or has a date, a UUID or a word that is none); both with the line.
Result<Agreement> read_agreement(std::string_view xml);

}  // namespace provbank::wire::shs
