#include "reference-impl/aggregator/description.hpp"

#include <utility>

#include "platform/base/file.hpp"
#include "platform/xml/writer.hpp"
#include "reference-impl/aggregator/intake.hpp"

namespace provbank::aggregator {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kWsdl = "ssbt/10/BastjanstInformation.wsdl";
constexpr std::string_view kWsdlAddress = "location=\"https://localhost/ssbtek/v10\"";
constexpr std::string_view kWsdlImport = "schemaLocation=\"ssbt.xsd\"";

bool is_published(const fs::path& file) {
  const auto extension = file.extension();
  return extension == ".xsd" || extension == ".json" || extension == ".wsdl";
}

Result<void> replace_once(std::string& text, std::string_view what, const std::string& with) {
  const auto place = text.find(what);
  if (place == std::string::npos || text.find(what, place + what.size()) != std::string::npos) {
    return fail(Errc::invalid, std::string(kWsdl) + ": holds not exactly one " + std::string(what));
  }
  text.replace(place, what.size(), with);
  return {};
}

/// The WSDL as it stands, with where this aggregator really is.
Result<std::string> addressed(std::string wsdl, const std::string& service_url) {
  const auto url = xml::escaped(service_url);
  if (auto ok = replace_once(wsdl, kWsdlAddress, "location=\"" + url + "\""); !ok)
    return ok.error();
  const auto import = "schemaLocation=\"" + url + "/schemas/ssbt/10/ssbt.xsd\"";
  if (auto ok = replace_once(wsdl, kWsdlImport, import); !ok) return ok.error();
  return wsdl;
}

}  // namespace

Result<Description> Description::load(const fs::path& data_dir, const std::string& service_url) {
  const auto root = data_dir / "schemas";
  auto wsdl = read_file(root / kWsdl);
  if (!wsdl) return wsdl.error();
  auto with_address = addressed(std::move(*wsdl), service_url);
  if (!with_address) return with_address.error();

  Description description;
  for (const auto& found : fs::recursive_directory_iterator(root)) {
    const auto name = fs::relative(found.path(), root).generic_string();
    if (!found.is_regular_file() || !is_published(found.path()) || name == kWsdl) continue;
    auto content = read_file(found.path());
    if (!content) return content.error();
    description.by_target_.emplace(std::string(kServicePath) + "/schemas/" + name,
                                   std::move(*content));
  }
  for (const std::string_view query : {"?wsdl", "?WSDL"}) {
    description.by_target_.emplace(std::string(kServicePath).append(query), *with_address);
  }
  return description;
}

std::optional<http::Response> Description::get(std::string_view target) const {
  const auto found = by_target_.find(target);
  if (found == by_target_.end()) return std::nullopt;
  http::Response response;
  const bool json = target.ends_with(".json");
  response.fields.set("Content-Type", json ? "application/json" : "text/xml; charset=utf-8");
  response.body = found->second;
  return response;
}

}  // namespace provbank::aggregator
