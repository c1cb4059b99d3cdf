#include "reference-impl/aggregator/description.hpp"

#include <utility>

#include "platform/base/file.hpp"
#include "platform/xml/writer.hpp"
#include "reference-impl/aggregator/intake.hpp"

namespace provbank::aggregator {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSchemasPath = "/schemas/";
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

Result<std::shared_ptr<const PublishedFiles>> PublishedFiles::load(const fs::path& data_dir) {
  const auto root = data_dir / "schemas";
  PublishedFiles files;
  std::error_code ec;
  for (fs::recursive_directory_iterator entry(root, ec), end; entry != end; entry.increment(ec)) {
    if (!entry->is_regular_file(ec) || !is_published(entry->path())) continue;
    auto content = read_file(entry->path());
    if (!content) return content.error();
    files.by_name_.emplace(entry->path().lexically_relative(root).generic_string(),
                           std::move(*content));
  }
  if (ec) return fail(Errc::io, root.string() + ": " + ec.message());
  return std::make_shared<const PublishedFiles>(std::move(files));
}

const std::string* PublishedFiles::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &found->second;
}

Result<Description> Description::create(std::shared_ptr<const PublishedFiles> files,
                                        const std::string& service_url) {
  const auto* wsdl = files->find(kWsdl);
  if (wsdl == nullptr) return fail(Errc::not_found, std::string(kWsdl) + ": is missing");
  auto with_address = addressed(*wsdl, service_url);
  if (!with_address) return with_address.error();
  return Description(std::move(files), std::move(*with_address));
}

Description::Description(std::shared_ptr<const PublishedFiles> files, std::string wsdl)
    : files_(std::move(files)), wsdl_(std::move(wsdl)) {}

std::optional<http::Response> Description::get(std::string_view target) const {
  if (!target.starts_with(kServicePath)) return std::nullopt;
  target.remove_prefix(kServicePath.size());
  const std::string* content = nullptr;
  if (target == "?wsdl" || target == "?WSDL") {
    content = &wsdl_;
  } else if (target.starts_with(kSchemasPath)) {
    const auto name = target.substr(kSchemasPath.size());
    // The WSDL is served with its address filled in, or not at all.
    if (name != kWsdl) content = files_->find(name);
  }
  if (content == nullptr) return std::nullopt;
  http::Response response;
  const bool json = target.ends_with(".json");
  response.fields.set("Content-Type", json ? "application/json" : "text/xml; charset=utf-8");
  response.body = *content;
  return response;
}

}  // namespace provbank::aggregator
