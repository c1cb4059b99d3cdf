// Who is connected: the register of organisations (urn:provbank:organisations:1).
#pragma once
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "contract/organisation_number.hpp"
#include "contract/source.hpp"
#include "platform/base/result.hpp"

namespace provbank::contract {

struct Kommun {
  std::string id;
  std::string namn;
  OrganisationNumber organisationsnummer;
  std::string aktorsid;  // towards Försäkringskassan's LEFI service
  bool ansluten = false;
  std::vector<std::string> handlaggare;
};

/// A service provider that asks on behalf of kommuner.
struct Leverantor {
  std::string id;
  std::string namn;
  OrganisationNumber organisationsnummer;
  std::set<std::string> foretrader;  // ids of kommuner
};

struct UppgiftslamnareEntry {
  Uppgiftslamnare kod{};
  std::string namn;
  OrganisationNumber organisationsnummer;
};

struct Organisations {
  std::vector<Kommun> kommuner;
  std::vector<Leverantor> leverantorer;
  std::vector<UppgiftslamnareEntry> uppgiftslamnare;
  std::string driftspart_namn;
  OrganisationNumber driftspart;

  const Kommun* kommun(std::string_view id) const;
  const Kommun* kommun(const OrganisationNumber& number) const;
  const Leverantor* leverantor(const OrganisationNumber& number) const;

  static Result<Organisations> load(const std::filesystem::path& xml);
};

}  // namespace provbank::contract
