#include "reference-impl/shs/directory.hpp"

#include <fmt/format.h>

#include "platform/base/file.hpp"
#include "platform/xml/tree.hpp"
#include "reference-impl/shs/organisation.hpp"

namespace provbank::shs {
namespace {

constexpr std::string_view kNamespace = "urn:provbank:shs-directory:1";

/// The attribute, or the error that it is missing.
Result<std::string> required(const xml::TreeElement& element, std::string_view name) {
  const auto* value = element.attribute(name);
  if (value == nullptr || value->empty())
    return fail(Errc::invalid,
                fmt::format("line {}: {} needs {}", element.line, element.name, name));
  return *value;
}

Result<FixedDirectory::Organisation> organisation_from(const xml::TreeElement& element) {
  const auto number = required(element, "number");
  if (!number) return number.error();
  FixedDirectory::Organisation out{.number = organisation_in(*number), .name = {}};
  if (out.number.empty())
    return fail(Errc::invalid,
                fmt::format("line {}: {} is no organisation number", element.line, *number));
  const auto name = required(element, "name");
  if (!name) return name.error();
  out.name = *name;
  for (const auto& child : element.children) {
    const auto product = required(child, "product");
    if (!product) return product.error();
    if (child.name == "address") {
      const auto url = required(child, "url");
      if (!url) return url.error();
      if (!out.addresses.emplace(wire::shs::lower_case(*product), *url).second)
        return fail(Errc::invalid,
                    fmt::format("line {}: a second address for one product", child.line));
    } else if (child.name == "agreement") {
      const auto id = required(child, "id");
      if (!id) return id.error();
      const auto* transfer = child.attribute("transfer-type");
      out.agreements.push_back({*id, *product, transfer == nullptr ? "" : *transfer});
    } else {
      return fail(Errc::invalid,
                  fmt::format("line {}: {} is not known here", child.line, child.name));
    }
  }
  return out;
}

}  // namespace

FixedDirectory::FixedDirectory(std::vector<Organisation> organisations) {
  for (auto& one : organisations) {
    one.number = organisation_in(one.number);
    by_number_.insert_or_assign(one.number, std::move(one));
  }
}

std::shared_ptr<FixedDirectory> FixedDirectory::with(Organisation organisation) const {
  std::vector<Organisation> all;
  for (const auto& [number, known] : by_number_) all.push_back(known);
  all.push_back(std::move(organisation));
  return std::make_shared<FixedDirectory>(std::move(all));
}

Result<std::shared_ptr<FixedDirectory>> FixedDirectory::load(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) return text.error();
  const auto tree = xml::parse_tree(*text);
  if (!tree) return at(file.string(), tree.error());
  if (tree->name_space != kNamespace || tree->name != "directory")
    return fail(Errc::invalid, fmt::format("{}: line {}: not a directory of {}", file.string(),
                                           tree->line, kNamespace));
  std::vector<Organisation> organisations;
  std::map<std::string, std::size_t> lines;
  for (const auto& child : tree->children) {
    auto organisation = organisation_from(child);
    if (!organisation) return at(file.string(), organisation.error());
    const auto [known, added] = lines.emplace(organisation->number, child.line);
    if (!added)
      return fail(Errc::invalid, fmt::format("{}: line {}: the organisation of line {} again",
                                             file.string(), child.line, known->second));
    organisations.push_back(std::move(*organisation));
  }
  return std::make_shared<FixedDirectory>(std::move(organisations));
}

awaitable<Result<std::optional<std::string>>> FixedDirectory::organisation(std::string number) {
  const auto found = by_number_.find(organisation_in(number));
  if (found == by_number_.end()) co_return std::nullopt;
  co_return found->second.name;
}

awaitable<Result<std::optional<std::string>>> FixedDirectory::address(std::string number,
                                                                      std::string product) {
  const auto found = by_number_.find(organisation_in(number));
  if (found == by_number_.end()) co_return std::nullopt;
  const auto address = found->second.addresses.find(wire::shs::lower_case(product));
  if (address == found->second.addresses.end()) co_return std::nullopt;
  co_return address->second;
}

awaitable<Result<std::vector<PublicAgreement>>> FixedDirectory::agreements(std::string number) {
  const auto found = by_number_.find(organisation_in(number));
  if (found == by_number_.end()) co_return std::vector<PublicAgreement>();
  co_return found->second.agreements;
}

}  // namespace provbank::shs
