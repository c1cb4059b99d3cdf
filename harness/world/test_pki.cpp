#include "harness/world/test_pki.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <system_error>

#include "platform/base/file.hpp"

namespace provbank::world {
namespace fs = std::filesystem;

namespace {

using crypto::CertificateAuthority;
using crypto::CertificateRequest;
using std::chrono::hours;
using SystemTime = std::chrono::system_clock::time_point;

constexpr hours kDay{24};
constexpr hours kYear{24 * 365};

struct Dates {
  SystemTime now;
  SystemTime yesterday() const { return now - kDay; }
  SystemTime next_year() const { return now + kYear; }
};

Dates dates(time::WallTime now) {
  return {std::chrono::time_point_cast<SystemTime::duration>(now)};
}

CertificateRequest client_request(const std::string& name,
                                  const contract::OrganisationNumber& number, const Dates& when) {
  CertificateRequest request;
  request.common_name = name + " SSBTEK";
  request.organisation_name = name;
  request.organisation_number = number.wire();
  request.purpose = crypto::Purpose::client;
  request.not_before = when.yesterday();
  request.not_after = when.next_year();
  return request;
}

CertificateRequest server_request(const std::string& dns_name, const Dates& when) {
  CertificateRequest request;
  request.common_name = dns_name;
  request.organisation_name = "Provbänk";
  request.dns_names = {dns_name, "localhost", "127.0.0.1"};
  request.purpose = crypto::Purpose::server;
  request.not_before = when.yesterday();
  request.not_after = when.next_year();
  return request;
}

const contract::Kommun* another_connected(const contract::Organisations& organisations,
                                          const contract::Kommun& kommun) {
  for (const auto& other : organisations.kommuner) {
    if (other.ansluten && other.id != kommun.id) return &other;
  }
  return nullptr;
}

const contract::Leverantor* provider(const contract::Organisations& organisations,
                                     const contract::Kommun& kommun, bool represents) {
  for (const auto& leverantor : organisations.leverantorer) {
    if (leverantor.foretrader.contains(kommun.id) == represents) return &leverantor;
  }
  return nullptr;
}

// What everybody may show with one thing wrong, by name, made from what would be right.
std::map<std::string, crypto::Credentials> flawed_set(CertificateAuthority& authority,
                                                      CertificateAuthority& stranger,
                                                      const CertificateRequest& right,
                                                      const Dates& when) {
  std::map<std::string, crypto::Credentials> set;
  set["own"] = authority.issue(right);
  CertificateRequest request = right;
  request.not_before = when.now - kYear;
  request.not_after = when.now - kDay;
  set["expired"] = authority.issue(request);
  request = right;
  request.not_before = when.now + kDay;
  set["not-yet-valid"] = authority.issue(request);
  set["unknown-ca"] = stranger.issue(right);
  set["self-signed"] = crypto::self_signed(right);
  request = right;
  request.organisation_number.clear();
  set["no-organisation"] = authority.issue(request);
  request = right;
  request.purpose = crypto::Purpose::server;
  set["server-purpose"] = authority.issue(request);
  return set;
}

// Everything one kommun's client may show, by name.
std::map<std::string, crypto::Credentials> client_set(CertificateAuthority& authority,
                                                      CertificateAuthority& stranger,
                                                      const contract::Organisations& organisations,
                                                      const contract::Kommun& kommun,
                                                      const Dates& when) {
  auto set = flawed_set(authority, stranger,
                        client_request(kommun.namn, kommun.organisationsnummer, when), when);
  if (const auto* other = another_connected(organisations, kommun)) {
    set["wrong-organisation"] =
        authority.issue(client_request(other->namn, other->organisationsnummer, when));
  }
  if (const auto* own_provider = provider(organisations, kommun, true)) {
    set["leverantor"] = authority.issue(
        client_request(own_provider->namn, own_provider->organisationsnummer, when));
  }
  if (const auto* foreign = provider(organisations, kommun, false)) {
    set["foreign-leverantor"] =
        authority.issue(client_request(foreign->namn, foreign->organisationsnummer, when));
  }
  return set;
}

std::optional<crypto::Credentials> read_credentials(const fs::path& stem) {
  auto certificate = read_file(stem.string() + ".pem");
  auto key = read_file(stem.string() + ".key");
  if (!certificate || !key) return std::nullopt;
  return crypto::Credentials{std::move(*certificate), std::move(*key)};
}

}  // namespace

Result<void> write_credentials(const fs::path& stem, const crypto::Credentials& credentials) {
  const fs::path key = stem.string() + ".key";
  if (auto written = write_file(stem.string() + ".pem", credentials.certificate_pem); !written)
    return written;
  if (auto written = write_file(key, credentials.private_key_pem); !written) return written;
  std::error_code ec;
  fs::permissions(key, fs::perms::owner_read | fs::perms::owner_write, ec);
  if (ec) return fail(Errc::io, key.string() + ": " + ec.message());
  return {};
}

const std::vector<std::string>& client_certificate_names() {
  static const std::vector<std::string> names = {"own",
                                                 "none",
                                                 "expired",
                                                 "not-yet-valid",
                                                 "unknown-ca",
                                                 "self-signed",
                                                 "no-organisation",
                                                 "server-purpose",
                                                 "wrong-organisation",
                                                 "leverantor",
                                                 "foreign-leverantor"};
  return names;
}

const std::vector<std::string>& source_certificate_names() {
  static const std::vector<std::string> names = {"own", "expired", "unknown-ca", "wrong-name"};
  return names;
}

std::string source_name(contract::Source source) {
  std::string name(contract::code(source));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name + ".provbank.test";
}

TestPki::TestPki(const contract::Organisations& organisations, time::WallTime now) {
  const Dates when = dates(now);
  CertificateAuthority authority("Provbänk test CA", when.now - 2 * kYear, when.next_year());
  ca_pem_ = authority.certificate_pem();
  CertificateAuthority stranger("Okänd test CA", when.yesterday(), when.next_year());
  for (const auto& kommun : organisations.kommuner) {
    for (auto& [name, credentials] : client_set(authority, stranger, organisations, kommun, when)) {
      clients_[{kommun.id, name}] = std::move(credentials);
    }
  }
  driftspart_server_ = authority.issue(server_request(std::string(kDriftspartName), when));
  towards_sources_ = flawed_set(
      authority, stranger,
      client_request(organisations.driftspart_namn, organisations.driftspart, when), when);
  driftspart_client_ = towards_sources_.at("own");
  for (const auto& kommun : organisations.kommuner) {
    if (kommun.ansluten) towards_sources_["wrong-organisation"] = clients_.at({kommun.id, "own"});
  }
  for (const contract::Source source : contract::kAllSources) {
    const CertificateRequest right = server_request(source_name(source), when);
    sources_[{source, "own"}] = authority.issue(right);
    sources_[{source, "unknown-ca"}] = stranger.issue(right);
    CertificateRequest request = right;
    request.not_before = when.now - kYear;
    request.not_after = when.now - kDay;
    sources_[{source, "expired"}] = authority.issue(request);
    request = right;
    request.dns_names = {"nagon-annan.provbank.test"};
    sources_[{source, "wrong-name"}] = authority.issue(request);
  }
}

Result<void> TestPki::write(const fs::path& folder) const {
  if (auto written = write_file(folder / "ca.pem", ca_pem_); !written) return written;
  for (const auto& [who, credentials] : clients_) {
    auto written = write_credentials(folder / "kommun" / who.first / who.second, credentials);
    if (!written) return written;
  }
  for (const auto& [who, credentials] : sources_) {
    auto written = write_credentials(
        folder / "kalla" / std::string(contract::code(who.first)) / who.second, credentials);
    if (!written) return written;
  }
  for (const auto& [name, credentials] : towards_sources_) {
    auto written = write_credentials(folder / "driftspart" / name, credentials);
    if (!written) return written;
  }
  return write_credentials(folder / "driftspart" / "server", driftspart_server_);
}

Result<TestPki> TestPki::read(const fs::path& folder,
                              const contract::Organisations& organisations) {
  TestPki pki;
  auto ca = read_file(folder / "ca.pem");
  if (!ca) return fail(Errc::not_found, ca.error().detail);
  pki.ca_pem_ = std::move(*ca);
  for (const auto& kommun : organisations.kommuner) {
    for (const auto& name : client_certificate_names()) {
      if (auto found = read_credentials(folder / "kommun" / kommun.id / name))
        pki.clients_[{kommun.id, name}] = std::move(*found);
    }
  }
  for (const auto source : contract::kAllSources) {
    for (const auto& name : source_certificate_names()) {
      if (auto found =
              read_credentials(folder / "kalla" / std::string(contract::code(source)) / name))
        pki.sources_[{source, name}] = std::move(*found);
    }
  }
  for (const auto& name : client_certificate_names()) {
    if (auto found = read_credentials(folder / "driftspart" / name))
      pki.towards_sources_[name] = std::move(*found);
  }
  if (auto found = read_credentials(folder / "driftspart" / "server"))
    pki.driftspart_server_ = std::move(*found);
  if (const auto own = pki.towards_sources_.find("own"); own != pki.towards_sources_.end())
    pki.driftspart_client_ = own->second;
  return pki;
}

std::optional<crypto::Credentials> TestPki::client(const std::string& kommun,
                                                   const std::string& name) const {
  if (name == "none") return std::nullopt;
  const auto found = clients_.find({kommun, name});
  if (found == clients_.end()) {
    throw ErrorException(
        fail(Errc::not_found,
             fmt::format("the test PKI has no certificate '{}' for '{}'", name, kommun)));
  }
  return found->second;
}

std::optional<crypto::Credentials> TestPki::towards_sources(const std::string& name) const {
  if (name == "none") return std::nullopt;
  const auto found = towards_sources_.find(name);
  if (found == towards_sources_.end()) {
    throw ErrorException(
        fail(Errc::not_found,
             fmt::format("the test PKI has no certificate '{}' for the operator", name)));
  }
  return found->second;
}

const crypto::Credentials& TestPki::source(contract::Source source, const std::string& name) const {
  const auto found = sources_.find({source, name});
  if (found == sources_.end()) {
    throw ErrorException(
        fail(Errc::not_found, fmt::format("the test PKI has no server certificate '{}'", name)));
  }
  return found->second;
}

}  // namespace provbank::world
