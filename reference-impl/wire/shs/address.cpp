#include "reference-impl/wire/shs/address.hpp"

#include <algorithm>

#include "reference-impl/wire/tree.hpp"

namespace provbank::wire::shs {
namespace {

constexpr std::string_view kPrefix = "urn:X-shs:";

bool has_prefix(std::string_view text) {
  return text.size() >= kPrefix.size() &&
         lower_case(text.substr(0, kPrefix.size())) == lower_case(kPrefix);
}

bool is_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

}  // namespace

std::string to_urn(std::string_view value) {
  return std::string(kPrefix) + from_urn(value);
}

std::string from_urn(std::string_view text) {
  text = trimmed(text);
  while (has_prefix(text)) text = trimmed(text.substr(kPrefix.size()));
  return std::string(text);
}

std::string_view organisation_of(std::string_view address) {
  return address.substr(0, address.find('.'));
}

bool is_uuid(std::string_view text) {
  constexpr std::size_t kLength = 36;
  if (text.size() != kLength) return false;
  for (std::size_t i = 0; i < kLength; ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (hyphen ? text[i] != '-' : !is_hex_digit(text[i])) return false;
  }
  return true;
}

std::string lower_case(std::string_view uuid) {
  std::string lower(uuid);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

bool is_product(std::string_view value) {
  return value == kConfirm || value == kErrorProduct || value == kAgreementProduct ||
         is_uuid(value);
}

}  // namespace provbank::wire::shs
