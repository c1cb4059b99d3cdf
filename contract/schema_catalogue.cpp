#include "contract/schema_catalogue.hpp"

#include <array>
#include <cassert>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace provbank::contract {
namespace {

enum class Xsd { envelope, ssbt, flerperson, af, csn, skv, so, tns, miv, forfragan, skv_svar };

constexpr std::array kXsdFiles = {
    std::pair{Xsd::envelope, "soap/1.1/envelope.xsd"},
    std::pair{Xsd::ssbt, "ssbt/10/ssbt.xsd"},
    std::pair{Xsd::flerperson, "provbank/flerperson-1.xsd"},
    std::pair{Xsd::af, "af/2/af.xsd"},
    std::pair{Xsd::csn, "csn/4.0/csn-fraga.xsd"},
    std::pair{Xsd::skv, "skv/1/skv.xsd"},
    std::pair{Xsd::so, "so/1/so.xsd"},
    std::pair{Xsd::tns, "tns/1/hamtauppgifterresponder.xsd"},
    std::pair{Xsd::miv, "miv/1/miv.xsd"},
    std::pair{Xsd::forfragan, "skv/1/forfragan.xsd"},
    std::pair{Xsd::skv_svar, "skv/1/svar.xsd"},
};

enum class Lefi { fraga, svar, felsvar, tillgangliga };

constexpr std::array kLefiFiles = {
    std::pair{Lefi::fraga, "lefi/9/fraga.schema.json"},
    std::pair{Lefi::svar, "lefi/9/svar.schema.json"},
    std::pair{Lefi::felsvar, "lefi/9/felsvar.schema.json"},
    std::pair{Lefi::tillgangliga, "lefi/9/tillgangliga-informationstyper.schema.json"},
};

enum class Shs { label, management, message_list };

struct ShsFile {
  Shs key;
  const char* file;
  const char* root;
};
constexpr std::array kShsFiles = {
    ShsFile{Shs::label, "shs/shs-label-1.2.dtd", "shs.label"},
    ShsFile{Shs::management, "shs/shs-management-1.2.dtd", "shs.management"},
    ShsFile{Shs::message_list, "shs/shs-message-list-1.2.01.dtd", "shs.message-list"},
};

Xsd xsd_of(Source source) {
  switch (source) {
    case Source::af:
      return Xsd::af;
    case Source::csn:
      return Xsd::csn;
    case Source::skv:
      return Xsd::skv;
    case Source::so:
      return Xsd::so;
    case Source::tns:
      return Xsd::tns;
    case Source::miv:
      return Xsd::miv;
    case Source::fk:
      break;
  }
  assert(false && "FK answers in JSON");
  return Xsd::envelope;
}

}  // namespace

struct SchemaCatalogue::State {
  std::map<Xsd, xml::Schema> xsd;
  std::map<Lefi, json::JsonSchema> lefi;
  std::map<Shs, xml::Dtd> shs;
};

SchemaCatalogue::SchemaCatalogue() : state_(std::make_unique<State>()) {}
SchemaCatalogue::~SchemaCatalogue() = default;

Result<std::shared_ptr<const SchemaCatalogue>> SchemaCatalogue::load(
    const std::filesystem::path& data_dir) {
  const auto root = data_dir / "schemas";
  std::shared_ptr<SchemaCatalogue> catalogue(new SchemaCatalogue);
  for (const auto& [key, file] : kXsdFiles) {
    auto schema = xml::Schema::load(root / file);
    if (!schema) return at(file, schema.error());
    catalogue->state_->xsd.emplace(key, std::move(*schema));
  }
  for (const auto& [key, file] : kLefiFiles) {
    auto schema = json::JsonSchema::load(root / file);
    if (!schema) return at(file, schema.error());
    catalogue->state_->lefi.emplace(key, std::move(*schema));
  }
  for (const auto& [key, file, element] : kShsFiles) {
    auto dtd = xml::Dtd::load(root / file, element);
    if (!dtd) return at(file, dtd.error());
    catalogue->state_->shs.emplace(key, std::move(*dtd));
  }
  return std::shared_ptr<const SchemaCatalogue>(std::move(catalogue));
}

const xml::Schema& SchemaCatalogue::soap_envelope() const {
  return state_->xsd.at(Xsd::envelope);
}
const xml::Schema& SchemaCatalogue::ssbt() const {
  return state_->xsd.at(Xsd::ssbt);
}
const xml::Schema& SchemaCatalogue::flerperson() const {
  return state_->xsd.at(Xsd::flerperson);
}
const xml::Schema& SchemaCatalogue::source(Source source) const {
  return state_->xsd.at(xsd_of(source));
}
const xml::Schema& SchemaCatalogue::skv_forfragan() const {
  return state_->xsd.at(Xsd::forfragan);
}
const xml::Schema& SchemaCatalogue::skv_svar() const {
  return state_->xsd.at(Xsd::skv_svar);
}
const json::JsonSchema& SchemaCatalogue::lefi_fraga() const {
  return state_->lefi.at(Lefi::fraga);
}
const json::JsonSchema& SchemaCatalogue::lefi_svar() const {
  return state_->lefi.at(Lefi::svar);
}
const json::JsonSchema& SchemaCatalogue::lefi_felsvar() const {
  return state_->lefi.at(Lefi::felsvar);
}
const json::JsonSchema& SchemaCatalogue::lefi_tillgangliga() const {
  return state_->lefi.at(Lefi::tillgangliga);
}
const xml::Dtd& SchemaCatalogue::shs_label() const {
  return state_->shs.at(Shs::label);
}
const xml::Dtd& SchemaCatalogue::shs_management() const {
  return state_->shs.at(Shs::management);
}
const xml::Dtd& SchemaCatalogue::shs_message_list() const {
  return state_->shs.at(Shs::message_list);
}

}  // namespace provbank::contract
