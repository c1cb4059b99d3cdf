#include "contract/organisation_number.hpp"

#include <algorithm>

#include "contract/person_identity.hpp"

namespace provbank::contract {
namespace {

constexpr std::string_view kWirePrefix = "16";
constexpr std::size_t kOrganisationDigits = 10;
constexpr std::size_t kLastGroup = 4;

}  // namespace

Result<OrganisationNumber> OrganisationNumber::parse(std::string_view text) {
  std::string digits(text);
  if (digits.size() > kLastGroup && digits[digits.size() - kLastGroup - 1] == '-') {
    digits.erase(digits.size() - kLastGroup - 1, 1);
  }
  if (digits.size() == kOrganisationDigits + kWirePrefix.size() &&
      digits.starts_with(kWirePrefix)) {
    digits.erase(0, kWirePrefix.size());
  }
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (digits.size() != kOrganisationDigits || !std::ranges::all_of(digits, is_digit)) {
    return fail(Errc::malformed,
                "an organisation number is ten digits, or twelve beginning with 16");
  }
  if (digits[2] < '2') {
    return fail(Errc::malformed, "the third digit of an organisation number is at least 2");
  }
  if (luhn_check_digit(std::string_view(digits).substr(0, kOrganisationDigits - 1)) !=
      digits.back()) {
    return fail(Errc::malformed, "an organisation number has a wrong check digit");
  }
  OrganisationNumber parsed;
  parsed.wire_ = std::string(kWirePrefix) + digits;
  return parsed;
}

std::string OrganisationNumber::pretty() const {
  if (wire_.empty()) return {};
  const auto digits = ten_digits();
  return std::string(digits.substr(0, kOrganisationDigits - kLastGroup)) + "-" +
         std::string(digits.substr(kOrganisationDigits - kLastGroup));
}

}  // namespace provbank::contract
