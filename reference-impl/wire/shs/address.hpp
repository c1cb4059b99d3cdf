// How SHS names actors and products: "urn:X-shs:<value>" on the wire, the value alone inside.
#pragma once
#include <string>
#include <string_view>

namespace provbank::wire::shs {

/// "urn:X-shs:" in front; not twice.
std::string to_urn(std::string_view value);
/// Without the prefix (however often), in whatever case it came; a text without it is taken as it
/// is. White space at the ends is cut off.
std::string from_urn(std::string_view text);

/// "162120009900.avdelning" is one address of the organisation 162120009900.
std::string_view organisation_of(std::string_view address);

/// 8-4-4-4-12 hexadecimal digits, in either case.
bool is_uuid(std::string_view text);
std::string lower_case(std::string_view uuid);

/// The three product names that are no UUIDs.
inline constexpr std::string_view kConfirm = "confirm";
inline constexpr std::string_view kErrorProduct = "error";
inline constexpr std::string_view kAgreementProduct = "agreement";
/// A UUID, or one of the three.
bool is_product(std::string_view value);

}  // namespace provbank::wire::shs
