#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "harness/cli/commands.hpp"
#include "platform/base/file.hpp"
#include "platform/json/schema.hpp"
#include "platform/xml/document.hpp"
#include "platform/xml/dtd.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::cli {
namespace {

namespace fs = std::filesystem;

/// Which schema goes with which root namespace. `whole` is for a SOAP envelope around it.
struct Rule {
  std::string_view name_space;
  std::string_view schema;
  std::string_view whole;
};

constexpr std::array kRules = {
    Rule{"http://schema.forsakringskassan.se/integration/ssbt/10", "ssbt/10/ssbt.xsd",
         "ssbt/10/soap.xsd"},
    Rule{"http://api.arbetsformedlingen.se/arbetssokande/ersattningsstod/v2", "af/2/af.xsd",
         "af/2/soap.xsd"},
    Rule{"http://schema.csn.se/v4.0/kommunfraga", "csn/4.0/csn-fraga.xsd", "csn/4.0/soap.xsd"},
    Rule{"http://INT014.UBPService.Schemas", "so/1/so.xsd", "so/1/soap.xsd"},
    Rule{"http://schema.transportstyrelsen.se/ssbtek/hamtauppgifterresponder/1",
         "tns/1/hamtauppgifterresponder.xsd", "tns/1/soap.xsd"},
    Rule{"http://schema.migrationsverket.se/ssbtek/1/", "miv/1/miv.xsd", "miv/1/soap.xsd"},
    Rule{"http://beskattningws.ws.service.bs.zg.rsv.se/", "skv/1/skv.xsd", "skv/1/soap.xsd"},
    Rule{"http://xmls.skatteverket.se/se/skatteverket/zg/instans/standardiseradInformation/1.0",
         "skv/1/svar.xsd", ""},
    Rule{"urn:provbank:skv-forfragan:1", "skv/1/forfragan.xsd", ""},
    Rule{"urn:provbank:flerperson:1", "provbank/flerperson-1.xsd",
         "provbank/flerperson-1-soap.xsd"},
    Rule{"urn:provbank:scenario:1", "provbank/scenario-1.xsd", ""},
    Rule{"urn:provbank:plan:1", "provbank/plan-1.xsd", ""},
    Rule{"urn:provbank:result:1", "provbank/result-1.xsd", ""},
    Rule{"urn:provbank:known-failures:1", "provbank/known-failures-1.xsd", ""},
    Rule{"urn:provbank:overrides:1", "provbank/overrides-1.xsd", ""},
    Rule{"urn:provbank:person:1", "provbank/person-1.xsd", ""},
    Rule{"urn:provbank:organisations:1", "provbank/organisations-1.xsd", ""},
    Rule{"urn:provbank:clauses:1", "provbank/clauses-1.xsd", ""},
    Rule{"urn:provbank:interpretations:1", "provbank/interpretations-1.xsd", ""},
    Rule{"urn:provbank:dossier:1", "provbank/dossier-1.xsd", ""},
    Rule{"urn:provbank:behorighet:1", "provbank/behorighet-1.xsd", ""},
    Rule{"urn:provbank:onboarding:1", "provbank/onboarding-1.xsd", ""},
    Rule{"urn:provbank:service-levels:1", "provbank/service-levels-1.xsd", ""},
    Rule{"urn:provbank:event-log-fields:1", "provbank/event-log-fields-1.xsd", ""},
    Rule{"urn:provbank:log-mapping:1", "provbank/log-mapping-1.xsd", ""},
    Rule{"urn:provbank:logbook:1", "provbank/logbook-1.xsd", ""},
    Rule{"urn:provbank:sla:1", "provbank/sla-1.xsd", ""},
    Rule{"urn:provbank:log-review-rules:1", "provbank/log-review-rules-1.xsd", ""},
    Rule{"urn:provbank:log-review:1", "provbank/log-review-1.xsd", ""},
    Rule{"urn:provbank:shs-directory:1", "provbank/shs-directory-1.xsd", ""},
};

/// The documents of SHS have no namespace, but a document type.
struct TypeRule {
  std::string_view root;
  std::string_view dtd;
};

constexpr std::array kTypeRules = {
    TypeRule{"shs.agreement", "shs/shs-agreement-1.2.dtd"},
    TypeRule{"shs.product", "shs/shs-product-type-1.2.dtd"},
    TypeRule{"shs.label", "shs/shs-label-1.2.dtd"},
    TypeRule{"shs.management", "shs/shs-management-1.2.dtd"},
    TypeRule{"shs.message-list", "shs/shs-message-list-1.2.01.dtd"},
};

/// The rule for a document that names one of these types; null for any other.
const TypeRule* type_rule(std::string_view text) {
  constexpr std::string_view kDoctype = "<!DOCTYPE ";
  const auto at = text.find(kDoctype);
  if (at == std::string_view::npos) return nullptr;
  const auto name = text.substr(at + kDoctype.size());
  const auto found = std::ranges::find_if(kTypeRules, [&](const TypeRule& rule) {
    return name.starts_with(rule.root) && name.substr(rule.root.size()).starts_with(' ');
  });
  return found == kTypeRules.end() ? nullptr : &*found;
}

constexpr std::string_view kEnvelope = "http://schemas.xmlsoap.org/soap/envelope/";

class Validator {
 public:
  explicit Validator(const fs::path& data_dir) : schemas_(data_dir / "schemas") {}

  /// One line a problem, without the file's name.
  std::vector<std::string> problems(const fs::path& file, Language language) {
    const auto text = read_file(file);
    if (!text) return {text.error().detail};
    return file.extension() == ".json" ? json_problems(*text, language)
                                       : xml_problems(*text, language);
  }

 private:
  static std::string unknown(Language language, const std::string& what) {
    return (language == Language::sv ? "inget känt schema för " : "no known schema for ") + what;
  }

  std::vector<std::string> xml_problems(const std::string& text, Language language) {
    if (const auto* rule = type_rule(text)) return type_problems(*rule, text);
    const auto document = xml::Document::parse(text);
    if (!document) return {document.error().detail};
    auto [name_space, name] = document->root();
    const bool envelope = name_space == kEnvelope;
    if (envelope) {
      name_space =
          document->text("namespace-uri(/s:Envelope/s:Body/*[1])", {{"s", std::string(kEnvelope)}});
    }
    const auto rule = std::find_if(
        kRules.begin(), kRules.end(),
        [&name_space = name_space](const Rule& r) { return r.name_space == name_space; });
    if (rule == kRules.end() || (envelope && rule->whole.empty())) {
      return {unknown(language, "{" + name_space + "}" + name)};
    }
    const std::string file(envelope ? rule->whole : rule->schema);
    std::vector<std::string> out;
    for (const auto& problem : schema(file).problems(text, {}, xml::Values::shown)) {
      out.push_back(fmt::format("{}:{}: {}", problem.line, problem.column, problem.message));
    }
    return out;
  }

  std::vector<std::string> type_problems(const TypeRule& rule, const std::string& text) const {
    const auto dtd = xml::Dtd::load(schemas_ / rule.dtd, std::string(rule.root)).value();
    std::vector<std::string> out;
    for (const auto& problem : dtd.problems(text))
      out.push_back(fmt::format("{}:{}: {}", problem.line, problem.column, problem.message));
    return out;
  }

  std::vector<std::string> json_problems(const std::string& text, Language language) {
    if (auto fine = json::check_well_formed(text); !fine) return {fine.error().detail};
    const auto value = nlohmann::json::parse(text);
    std::string file;
    if (value.contains("utlamnare"))
      file = "svar";
    else if (value.contains("period"))
      file = "fraga";
    else if (value.contains("meddelande"))
      file = "felsvar";
    if (file.empty()) return {unknown(language, "JSON")};
    auto schema = json::JsonSchema::load(schemas_ / "lefi/9" / (file + ".schema.json")).value();
    return schema.problems(text);
  }

  const xml::Schema& schema(const std::string& file) {
    const auto known = loaded_.find(file);
    if (known != loaded_.end()) return known->second;
    return loaded_.emplace(file, xml::Schema::load(schemas_ / file).value()).first->second;
  }

  fs::path schemas_;
  std::map<std::string, xml::Schema> loaded_;
};

bool is_document(const fs::path& file) {
  return file.extension() == ".xml" || file.extension() == ".json";
}

std::vector<fs::path> expand(const std::vector<fs::path>& given) {
  std::vector<fs::path> files;
  for (const auto& path : given) {
    if (!fs::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      if (entry.is_regular_file() && is_document(entry.path())) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

int validate(App& app, const std::vector<fs::path>& given) {
  Validator validator(app.data_dir);
  const auto files = expand(given);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    app.console.progress(fmt::format("[{}/{}] {}", i + 1, files.size(), files[i].string()));
    const auto problems = validator.problems(files[i], app.console.language());
    wrong += problems.empty() ? 0 : 1;
    for (const auto& problem : problems)
      app.console.line(fmt::format("{}:{}", files[i].string(), problem));
  }
  const bool sv = app.console.language() == Language::sv;
  app.console.line(fmt::format(
      fmt::runtime(sv ? "{} filer prövade, {} med fel." : "{} files checked, {} with problems."),
      files.size(), wrong));
  if (files.empty()) return code(Exit::nothing_proven);
  return code(wrong == 0 ? Exit::ok : Exit::check_failed);
}

}  // namespace provbank::cli
