#include "reference-impl/shs_ldap/test_support.hpp"

#include <fmt/format.h>

#include "platform/crypto/encoding.hpp"

namespace provbank::shs_ldap {
namespace {

/// One line of an entry; base64, so that any value may stand there.
std::string line(const std::string& attribute, const std::string& value) {
  return attribute + ":: " + crypto::base64(value) + "\n";
}

std::string rdn(const std::string& attribute, const std::string& value) {
  std::string out = attribute + "=";
  for (const char c : value) out += fmt::format("\\{:02x}", static_cast<unsigned char>(c));
  return out;
}

std::string entry(const std::string& dn, const std::vector<std::string>& classes) {
  std::string out = "\n" + line("dn", dn);
  for (const auto& name : classes) out += line("objectClass", name);
  return out;
}

}  // namespace

std::string empty_tree() {
  return "dn: L=SHS\nobjectClass: locality\nl: SHS\n";
}

std::string entries_of(const Organisation& organisation) {
  const auto& [number, name, agreements, addresses] = organisation;
  const std::string place = rdn("o", name) + ",L=SHS";
  std::string out = entry(place, {"organization", "shsOrgExtension"}) + line("o", name) +
                    line("organizationNumber", number);
  for (const char* folder : {"Agreements", "Addresses"}) {
    out += entry(rdn("ou", folder) + "," + place, {"organizationalUnit"}) + line("ou", folder);
  }
  for (const auto& agreement : agreements) {
    out += entry(rdn("serialNumber", agreement.id) + ",ou=Agreements," + place, {"shsAgreement"}) +
           line("serialNumber", agreement.id) + line("principal", "urn:X-shs:" + number) +
           line("shsProductID", agreement.product);
    if (!agreement.transfer_type.empty()) out += line("shsTransferType", agreement.transfer_type);
  }
  for (const auto& [product, url] : addresses) {
    out += entry(rdn("organizationNumber", number) + "+" + rdn("serialNumber", product) +
                     ",ou=Addresses," + place,
                 {"shsAddresses"}) +
           line("organizationNumber", number) + line("serialNumber", product) +
           line("shsDeliveryMethods", url);
  }
  return out;
}

std::string ldif_of(const std::vector<Organisation>& organisations) {
  std::string out = empty_tree();
  for (const auto& organisation : organisations) out += entries_of(organisation);
  return out;
}

std::unique_ptr<ldap_server::Server> server_with(const std::string& ldif,
                                                 std::optional<crypto::Credentials> tls) {
  auto server = ldap_server::Server::start(
      {.suffix = "L=SHS",
       .schemas = {std::filesystem::path(PROVBANK_DATA_DIR) / "schemas/shs/shs-directory.schema"},
       .entries = ldif,
       .tls = std::move(tls)});
  if (!server) throw ErrorException(server.error());
  return std::move(*server);
}

}  // namespace provbank::shs_ldap
