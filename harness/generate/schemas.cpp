#include "harness/generate/schemas.hpp"

#include <algorithm>
#include <array>

#include "harness/generate/json_cases.hpp"
#include "harness/generate/xsd_cases.hpp"

namespace provbank::generate {
namespace {

using contract::Source;

const std::array kSchemas = {
    SchemaEntry{"ssbt-fraga",
                "ssbt/10/ssbt.xsd",
                "hamtaBastjanstInformation",
                {"SSBTEK v10, kommunens fråga", "SSBTEK v10, the kommun's question"}},
    SchemaEntry{"ssbt-svar",
                "ssbt/10/ssbt.xsd",
                "hamtaBastjanstInformationResponse",
                {"SSBTEK v10, svaret till kommunen", "SSBTEK v10, the answer to the kommun"}},
    SchemaEntry{"ssbt-fel",
                "ssbt/10/ssbt.xsd",
                "hamtaBastjanstInformationFault",
                {"SSBTEK v10, felet", "SSBTEK v10, the fault"}},
    SchemaEntry{"ssbt-prov",
                "ssbt/10/ssbt.xsd",
                "testaBastjanstInformationResponse",
                {"SSBTEK v10, svaret på ett prov", "SSBTEK v10, the answer to a ping"}},
    SchemaEntry{"af-fraga",
                "af/2/af.xsd",
                "FragaMeddelande",
                {"Arbetsförmedlingen, frågan", "Arbetsförmedlingen, the question"}},
    SchemaEntry{"af-svar",
                "af/2/af.xsd",
                "SvarMeddelande",
                {"Arbetsförmedlingen, svaret", "Arbetsförmedlingen, the answer"}},
    SchemaEntry{
        "csn-svar", "csn/4.0/kommunfraga.xsd", "CSNSvar", {"CSN, svaret", "CSN, the answer"}},
    SchemaEntry{"lefi-fraga",
                "lefi/9/fraga.schema.json",
                "",
                {"Försäkringskassan (LEFI), frågan", "Försäkringskassan (LEFI), the question"}},
    SchemaEntry{"lefi-svar",
                "lefi/9/svar.schema.json",
                "",
                {"Försäkringskassan (LEFI), svaret", "Försäkringskassan (LEFI), the answer"}},
    SchemaEntry{"lefi-fel",
                "lefi/9/felsvar.schema.json",
                "",
                {"Försäkringskassan (LEFI), felet", "Försäkringskassan (LEFI), the fault"}},
    SchemaEntry{"skv-fraga",
                "skv/1/skv.xsd",
                "BeskattningsuppgifterRequest",
                {"Skatteverket, frågan", "Skatteverket, the question"}},
    SchemaEntry{"skv-svar",
                "skv/1/svar.xsd",
                "SvarBeskattningsuppgifterEnligtSFS2008-975",
                {"Skatteverket, svaret", "Skatteverket, the answer"}},
    SchemaEntry{"skv-fel",
                "skv/1/skv.xsd",
                "Exception",
                {"Skatteverket, felet", "Skatteverket, the fault"}},
    SchemaEntry{"so-fraga",
                "so/1/so.xsd",
                "GetUnemploymentBenefitPaymentRequest",
                {"A-kassorna, frågan", "A-kassorna, the question"}},
    SchemaEntry{"so-svar",
                "so/1/so.xsd",
                "GetUnemploymentBenefitPaymentResponse",
                {"A-kassorna, svaret", "A-kassorna, the answer"}},
    SchemaEntry{"tns-fraga",
                "tns/1/hamtauppgifterresponder.xsd",
                "HamtaUppgifter",
                {"Transportstyrelsen, frågan", "Transportstyrelsen, the question"}},
    SchemaEntry{"tns-svar",
                "tns/1/hamtauppgifterresponder.xsd",
                "HamtaUppgifterResponse",
                {"Transportstyrelsen, svaret", "Transportstyrelsen, the answer"}},
    SchemaEntry{"miv-fraga",
                "miv/1/miv.xsd",
                "findByPersonnummer",
                {"Migrationsverket, frågan", "Migrationsverket, the question"}},
    SchemaEntry{"miv-svar",
                "miv/1/miv.xsd",
                "findByPersonnummerResponse",
                {"Migrationsverket, svaret", "Migrationsverket, the answer"}},
    SchemaEntry{"miv-fel",
                "miv/1/miv.xsd",
                "SSBTEKSoapException",
                {"Migrationsverket, felet", "Migrationsverket, the fault"}},
};

std::string_view answer_name(Source source) {
  switch (source) {
    case Source::af:
      return "af-svar";
    case Source::csn:
      return "csn-svar";
    case Source::fk:
      return "lefi-svar";
    case Source::skv:
      return "skv-svar";
    case Source::so:
      return "so-svar";
    case Source::tns:
      return "tns-svar";
    case Source::miv:
      return "miv-svar";
  }
  return {};
}

}  // namespace

std::span<const SchemaEntry> schemas() {
  return kSchemas;
}

const SchemaEntry* find_schema(std::string_view name) {
  const auto found = std::ranges::find(kSchemas, name, &SchemaEntry::name);
  return found == kSchemas.end() ? nullptr : &*found;
}

const SchemaEntry& answer_schema(Source source) {
  return *find_schema(answer_name(source));
}

const SchemaEntry& question_schema() {
  return kSchemas.front();
}

Result<CaseSet> generate(const std::filesystem::path& data_dir, const SchemaEntry& schema,
                         const Example& example) {
  const auto file = data_dir / "schemas" / schema.file;
  if (schema.is_json()) return json_cases(std::string(schema.name), file, example);
  const auto model = XsdModel::load(file);
  if (!model) return model.error();
  const auto* root = model->element(model->target_name_space(), std::string(schema.root));
  if (root == nullptr)
    return fail(Errc::not_found, file.string() + ": no element " + std::string(schema.root));
  return xsd_cases(std::string(schema.name), *root, example);
}

std::vector<const Case*> chosen(const CaseSet& set, bool valid, std::size_t most,
                                std::uint64_t turn) {
  std::vector<const Case*> wanted;
  for (const Case& each : set.cases) {
    if (each.valid == valid) wanted.push_back(&each);
  }
  if (wanted.size() <= most) return wanted;
  std::vector<const Case*> out;
  for (std::size_t i = 0; i < most; ++i) {
    const std::size_t begin = i * wanted.size() / most;
    const std::size_t end = (i + 1) * wanted.size() / most;
    out.push_back(wanted[begin + turn % (end - begin)]);
  }
  return out;
}

}  // namespace provbank::generate
