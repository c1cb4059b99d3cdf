// The directory's entries (base `L=SHS`), of which these are read:
//   o=NAME                      class shsOrgExtension: organizationNumber
//   ou=Agreements, o=NAME       class shsAgreement: serialNumber, principal (URN), shsProductID,
//                               shsTransferType
//   ou=Addresses, o=NAME        class shsAddresses: organizationNumber + serialNumber (a product),
//                               shsDeliveryMethods (the URL of a receive service)
#include "reference-impl/shs_ldap/answers.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <string_view>

#include "reference-impl/wire/shs/address.hpp"

namespace provbank::shs_ldap {
namespace {

constexpr const char* kName = "o";
constexpr const char* kSerialNumber = "serialNumber";
constexpr const char* kUrl = "shsDeliveryMethods";
constexpr const char* kProduct = "shsProductID";
constexpr const char* kTransferType = "shsTransferType";
constexpr std::array kTransferTypes = {"any", "asynch", "synch"};

std::string equals(std::string_view attribute, std::string_view value) {
  return fmt::format("({}={})", attribute, escaped(value));
}

/// Ten digits or twelve.
std::string number_is(const std::string& organisation) {
  constexpr std::size_t kCentury = 2;
  return fmt::format("(|{}{})", equals("organizationNumber", organisation),
                     equals("organizationNumber", organisation.substr(kCentury)));
}

std::vector<std::string> values_of(const Entry& entry, std::string_view attribute) {
  const auto found = entry.attributes.find(attribute);
  return found == entry.attributes.end() ? std::vector<std::string>() : found->second;
}

Error two_things(std::string_view attribute, const std::string& one, const std::string& other) {
  if (one == other)
    return fail(Errc::invalid, fmt::format("the directory: {}: two values of {}", one, attribute));
  return fail(Errc::invalid,
              fmt::format("the directory: {} and {} answer the same question, with different {}",
                          one, other, attribute));
}

/// The one value that all entries have; nothing when none has any.
Result<std::optional<std::string>> only_value(const std::vector<Entry>& entries,
                                              std::string_view attribute) {
  std::optional<std::string> out;
  const Entry* said_by = nullptr;
  for (const auto& entry : entries) {
    for (const auto& value : values_of(entry, attribute)) {
      if (out && *out != value) return two_things(attribute, said_by->dn, entry.dn);
      if (!out) said_by = &entry;
      out = value;
    }
  }
  return out;
}

Result<std::string> required(const Entry& entry, std::string_view attribute) {
  const auto value = only_value({entry}, attribute);
  if (!value) return value.error();
  if (!*value || (*value)->empty())
    return fail(Errc::invalid, fmt::format("the directory: {}: it has no {}", entry.dn, attribute));
  return **value;
}

Result<std::string> transfer_type_of(const Entry& entry) {
  const auto value = only_value({entry}, kTransferType);
  if (!value) return value.error();
  if (!*value || (*value)->empty()) return std::string();
  const auto said = wire::shs::lower_case(**value);
  for (const char* known : kTransferTypes) {
    if (said == known) return said;
  }
  return fail(Errc::invalid, fmt::format("the directory: {}: {} is none of any, asynch and synch",
                                         entry.dn, kTransferType));
}

}  // namespace

Search organisation_search(const std::string& base, const std::string& organisation) {
  return {.base = base,
          .filter = "(&" + equals("objectClass", "shsOrgExtension") + number_is(organisation) + ")",
          .attributes = {kName}};
}

Search address_search(const std::string& base, const std::string& organisation,
                      const std::string& product) {
  return {.base = base,
          .filter = "(&" + equals("objectClass", "shsAddresses") + number_is(organisation) +
                    equals(kSerialNumber, wire::shs::lower_case(product)) + ")",
          .attributes = {kUrl}};
}

Search agreements_search(const std::string& base, const std::string& organisation) {
  constexpr std::size_t kCentury = 2;
  std::string filter = "(&" + equals("objectClass", "shsAgreement") + "(|";
  for (const auto& number : {organisation, organisation.substr(kCentury)})
    filter += equals("principal", wire::shs::to_urn(number)) + equals("principal", number);
  return {.base = base,
          .filter = filter + "))",
          .attributes = {kSerialNumber, kProduct, kTransferType}};
}

Result<std::optional<std::string>> name_in(const std::vector<Entry>& entries) {
  return only_value(entries, kName);
}

Result<std::optional<std::string>> address_in(const std::vector<Entry>& entries) {
  return only_value(entries, kUrl);
}

Result<std::vector<shs::PublicAgreement>> agreements_in(const std::vector<Entry>& entries) {
  struct Read {
    const Entry* entry;
    shs::PublicAgreement agreement;
  };
  std::map<std::string, Read> by_id;
  for (const auto& entry : entries) {
    const auto id = required(entry, kSerialNumber);
    if (!id) return id.error();
    const auto product = required(entry, kProduct);
    if (!product) return product.error();
    auto transfer = transfer_type_of(entry);
    if (!transfer) return transfer.error();
    shs::PublicAgreement agreement{*id, wire::shs::lower_case(wire::shs::from_urn(*product)),
                                   std::move(*transfer)};
    const auto [known, added] = by_id.try_emplace(*id, Read{&entry, agreement});
    if (added) continue;
    if (known->second.agreement.product != agreement.product)
      return two_things(kProduct, known->second.entry->dn, entry.dn);
    if (known->second.agreement.transfer_type != agreement.transfer_type)
      return two_things(kTransferType, known->second.entry->dn, entry.dn);
  }
  std::vector<shs::PublicAgreement> out;
  for (auto& [id, read] : by_id) out.push_back(std::move(read.agreement));
  return out;
}

}  // namespace provbank::shs_ldap
