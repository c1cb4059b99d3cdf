#include "contract/service_levels.hpp"

#include <charconv>
#include <cmath>
#include <functional>
#include <map>
#include <string_view>
#include <vector>

#include "contract/xml_file.hpp"

namespace provbank::contract {
namespace {

/// One figure of the file: what it must be called, its unit, and where its value goes.
struct Figure {
  std::string_view id;
  std::string_view unit;
  std::function<void(ServiceLevels&, double)> store;
};

std::chrono::nanoseconds seconds(double value) {
  return std::chrono::nanoseconds(std::llround(value * 1e9));
}
std::size_t count(double value) {
  return static_cast<std::size_t>(std::llround(value));
}

const std::vector<Figure>& figures() {
  static const std::vector<Figure> kFigures = {
      {"svarstid-tidig", "s", [](auto& levels, double v) { levels.early_limit = seconds(v); }},
      {"svarstid-tidig-andel", "andel", [](auto& levels, double v) { levels.early_share = v; }},
      {"svarstid-sen", "s", [](auto& levels, double v) { levels.late_limit = seconds(v); }},
      {"svarstid-per-extra-person", "s",
       [](auto& levels, double v) { levels.extra_per_person = seconds(v); }},
      {"personer-hogst", "st", [](auto& levels, double v) { levels.persons_max = count(v); }},
      {"anrop-per-sekund", "anrop/s",
       [](auto& levels, double v) { levels.questions_per_second = v; }},
      {"samtidiga-anrop-hogst", "st",
       [](auto& levels, double v) { levels.concurrent_max = count(v); }},
      {"besvarade-andel", "andel", [](auto& levels, double v) { levels.answered_share = v; }},
  };
  return kFigures;
}

/// A finite number above zero; a share is at most one, a count is whole.
Result<double> value_of(const pugi::xml_node& element, std::string_view unit) {
  const std::string_view text = element.attribute("varde").value();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value) ||
      value <= 0) {
    return fail(Errc::invalid, "varde is not a number above zero");
  }
  if (unit == "andel" && value > 1) return fail(Errc::invalid, "a share is at most 1");
  if (unit == "st" && value != std::floor(value)) return fail(Errc::invalid, "a count is whole");
  return value;
}

std::chrono::nanoseconds extra(const ServiceLevels& levels, std::size_t persons) {
  const auto more = persons > 1 ? persons - 1 : 0;
  return levels.extra_per_person * static_cast<std::chrono::nanoseconds::rep>(more);
}

}  // namespace

std::chrono::nanoseconds ServiceLevels::early_for(std::size_t persons) const {
  return early_limit + extra(*this, persons);
}

std::chrono::nanoseconds ServiceLevels::late_for(std::size_t persons) const {
  return late_limit + extra(*this, persons);
}

Result<ServiceLevels> ServiceLevels::load(const std::filesystem::path& xml) {
  const auto document =
      load_xml_file(xml, {.name = "servicenivaer", .name_space = "urn:provbank:service-levels:1"});
  if (!document) return document.error();
  std::map<std::string_view, pugi::xml_node> given;
  for (const auto element : document->document_element().children("niva")) {
    const std::string_view id = element.attribute("id").value();
    if (!given.emplace(id, element).second) {
      return fail(Errc::invalid, xml.string() + ": " + std::string(id) + " is given twice");
    }
  }
  ServiceLevels levels;
  for (const Figure& figure : figures()) {
    const std::string place = xml.string() + ": " + std::string(figure.id);
    const auto found = given.find(figure.id);
    if (found == given.end()) return fail(Errc::invalid, place + " is missing");
    if (found->second.attribute("enhet").value() != figure.unit) {
      return fail(Errc::invalid, place + ": the unit is not " + std::string(figure.unit));
    }
    const auto value = value_of(found->second, figure.unit);
    if (!value) return at(place, value.error());
    figure.store(levels, *value);
  }
  return levels;
}

}  // namespace provbank::contract
