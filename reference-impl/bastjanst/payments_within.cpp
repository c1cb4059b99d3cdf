#include "reference-impl/bastjanst/payments_within.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>
#include <string_view>
#include <vector>

namespace provbank::bastjanst {

namespace {

using Json = nlohmann::ordered_json;

/// A period as texts: ISO dates compare as they sort.
struct DateTexts {
  std::string from;
  std::string tom;

  bool excludes(std::string_view date) const {
    constexpr std::size_t kFullDate = 10;
    return date.size() == kFullDate && (date < from || date > tom);
  }
};

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const auto colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

/// The payments that `dates` excludes, gathered by a walk over the whole document.
struct ExcludedPayments final : pugi::xml_tree_walker {
  explicit ExcludedPayments(const DateTexts& period) : dates(period) {}

  bool for_each(pugi::xml_node& node) override {
    if (local_name(node) == "Utbetalningsdatum" && dates.excludes(node.child_value())) {
      payments.push_back(node.parent());
    }
    return true;
  }

  const DateTexts& dates;
  std::vector<pugi::xml_node> payments;
};

std::string without_so_payments(const std::string& document, const DateTexts& dates) {
  pugi::xml_document parsed;
  parsed.load_buffer(document.data(), document.size(),
                     pugi::parse_default | pugi::parse_declaration);
  ExcludedPayments excluded(dates);
  parsed.traverse(excluded);
  for (auto& payment : excluded.payments) payment.parent().remove_child(payment);
  std::ostringstream out;
  parsed.save(out, "", pugi::format_raw);
  return out.str();
}

void erase_outside(Json& holder, const char* list, const char* date_field, const DateTexts& dates) {
  const auto found = holder.find(list);
  if (found == holder.end() || !found->is_array()) return;
  Json kept = Json::array();
  for (auto& payment : *found) {
    const auto date = payment.is_object() ? payment.value(date_field, Json()) : Json();
    if (!date.is_string() || !dates.excludes(date.get<std::string>())) {
      kept.push_back(std::move(payment));
    }
  }
  *found = std::move(kept);
}

std::string without_lefi_payments(const std::string& document, const DateTexts& dates) {
  auto answer = Json::parse(document);
  erase_outside(answer, "utbetalningar", "utbetalningsdatum", dates);
  const auto information = answer.find("formansinformation");
  if (information != answer.end() && information->is_object()) {
    erase_outside(*information, "utbetalningsuppgift", "datum", dates);
  }
  return answer.dump();
}

}  // namespace

std::string payments_within(contract::Source source, const std::string& document,
                            const contract::Period& period) {
  const DateTexts dates{contract::to_string(period.from), contract::to_string(period.tom)};
  switch (source) {
    case contract::Source::so:
      return without_so_payments(document, dates);
    case contract::Source::fk:
      return without_lefi_payments(document, dates);
    default:
      return document;
  }
}

}  // namespace provbank::bastjanst
