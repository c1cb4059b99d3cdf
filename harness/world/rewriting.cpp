#include "harness/world/rewriting.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "platform/crypto/encoding.hpp"
#include "platform/xml/tree.hpp"

namespace provbank::world {
namespace {

using scenario::Rewrite;
using Json = nlohmann::ordered_json;

bool has(const std::vector<Rewrite>& rewrites, Rewrite one) {
  return std::ranges::find(rewrites, one) != rewrites.end();
}

Json members_reversed(const Json& value) {
  if (!value.is_object()) return value;
  std::vector<std::pair<std::string, Json>> members;
  for (const auto& [name, inside] : value.items()) members.emplace_back(name, inside);
  Json out = Json::object();
  for (auto it = members.rbegin(); it != members.rend(); ++it)
    out[it->first] = members_reversed(it->second);
  return out;
}

/// How many LEFI questions were found.
std::size_t reorder_lefi(xml::TreeElement& element) {
  if (element.name == "lefiJsonFraga") {
    const auto text = crypto::from_base64(element.text);
    if (!text) return 0;
    element.text = crypto::base64(members_reversed(Json::parse(*text)).dump(2));
    return 1;
  }
  std::size_t found = 0;
  for (auto& child : element.children) found += reorder_lefi(child);
  return found;
}

}  // namespace

std::string rewritten(const std::string& soap, const std::vector<Rewrite>& rewrites) {
  if (rewrites.empty()) return soap;
  auto root = xml::parse_tree(soap).value();
  if (has(rewrites, Rewrite::member_order) && reorder_lefi(root) == 0) {
    throw ErrorException(
        fail(Errc::invalid, "the question holds no LEFI question whose members could be moved"));
  }
  using Style = xml::TreeStyle;
  Style style;
  if (has(rewrites, Rewrite::prefixes)) style.prefixes = Style::Prefixes::strange;
  if (has(rewrites, Rewrite::default_namespace)) style.prefixes = Style::Prefixes::defaulted;
  if (has(rewrites, Rewrite::white_space)) style.blanks = Style::Blanks::many;
  style.attributes_reversed = has(rewrites, Rewrite::attribute_order);
  return xml::write_tree(root, style);
}

}  // namespace provbank::world
