// Swedish organisation numbers.
#pragma once
#include <string>
#include <string_view>

#include "platform/base/result.hpp"

namespace provbank::contract {

/// Ten digits with a Luhn check digit, the third at least 2; on the wire and in certificates
/// twelve, with "16" in front.
class OrganisationNumber {
 public:
  /// Takes the ten- or twelve-digit form, with or without a hyphen before the last four.
  static Result<OrganisationNumber> parse(std::string_view text);

  std::string_view ten_digits() const {
    return std::string_view(wire_).substr(wire_.empty() ? 0 : 2);
  }
  const std::string& wire() const { return wire_; }  // twelve digits
  std::string pretty() const;                        // "212000-9900"

  friend bool operator==(const OrganisationNumber&, const OrganisationNumber&) = default;
  friend auto operator<=>(const OrganisationNumber& a, const OrganisationNumber& b) {
    return a.wire_ <=> b.wire_;
  }

  OrganisationNumber() = default;

 private:
  std::string wire_;
};

}  // namespace provbank::contract
