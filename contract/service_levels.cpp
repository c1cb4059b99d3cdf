#include "contract/service_levels.hpp"

#include <array>
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
std::chrono::minutes clock_time(double hours) {
  return std::chrono::minutes(std::llround(60 * hours));
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
      {"oppnar", "klockslag",
       [](auto& levels, double v) { levels.opening_hours.opens = clock_time(v); }},
      {"stanger", "klockslag",
       [](auto& levels, double v) { levels.opening_hours.closes = clock_time(v); }},
      {"tillganglighet-andel", "andel", [](auto& levels, double v) { levels.available_share = v; }},
      {"nedtid-ar", "h",
       [](auto& levels, double v) { levels.downtime_year_max = seconds(3600 * v); }},
      {"avbrott-manad", "st", [](auto& levels, double v) { levels.outages_month_max = count(v); }},
      {"avbrott-ar", "st", [](auto& levels, double v) { levels.outages_year_max = count(v); }},
      {"storning-kallor", "st",
       [](auto& levels, double v) { levels.disturbance_sources = count(v); }},
      {"socialnamnder", "st", [](auto& levels, double v) { levels.committees = count(v); }},
      {"andring-framforhallning", "veckor",
       [](auto& levels, double v) { levels.change_notice_weeks = count(v); }},
  };
  return kFigures;
}

constexpr std::array<std::string_view, 4> kPriorityCodes = {"kritisk", "hog", "medel", "lag"};

std::optional<TimeLimit::Unit> unit_of(std::string_view text) {
  if (text == "min") return TimeLimit::Unit::minutes;
  if (text == "h") return TimeLimit::Unit::hours;
  if (text == "dagar") return TimeLimit::Unit::days;
  if (text == "arbetsdagar") return TimeLimit::Unit::working_days;
  return std::nullopt;
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

using Given = std::map<std::string_view, pugi::xml_node>;

Result<TimeLimit> time_limit(const Given& given, const std::string& id) {
  const auto found = given.find(id);
  if (found == given.end()) return fail(Errc::invalid, id + " is missing");
  const std::string_view text = found->second.attribute("enhet").value();
  const auto unit = unit_of(text);
  if (!unit) return fail(Errc::invalid, id + ": the unit is none of min, h, dagar, arbetsdagar");
  const auto value = value_of(found->second, text);
  if (!value) return at(id, value.error());
  const bool whole = *unit == TimeLimit::Unit::days || *unit == TimeLimit::Unit::working_days;
  if (whole && *value != std::floor(*value)) return fail(Errc::invalid, id + ": days are whole");
  return TimeLimit{*value, *unit};
}

Result<std::array<SupportLimits, 4>> support_limits(const Given& given, const std::string& kind) {
  std::array<SupportLimits, 4> all{};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string id = kind + "-" + std::string(kPriorityCodes[i]);
    const auto response = time_limit(given, id + "-responstid");
    if (!response) return response.error();
    const auto resolution = time_limit(given, id + "-atgardstid");
    if (!resolution) return resolution.error();
    all[i] = {*response, *resolution};
  }
  return all;
}

Result<std::vector<Impact>> impacts_of(const pugi::xml_node& root) {
  std::vector<Impact> all;
  for (const auto element : root.children("paverkan")) {
    Impact impact;
    impact.code = element.attribute("kod").value();
    const auto priority = priority_from(element.attribute("prioritet").value());
    if (!priority) return fail(Errc::invalid, impact.code + ": no such priority");
    impact.priority = *priority;
    for (const auto name : element.children("benamning")) {
      const bool sv = std::string_view(name.attribute("xml:lang").value()) == "sv";
      (sv ? impact.name.sv : impact.name.en) = token(name.child_value());
    }
    all.push_back(std::move(impact));
  }
  return all;
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

const Impact* ServiceLevels::impact(std::string_view code) const {
  for (const Impact& impact : impacts) {
    if (impact.code == code) return &impact;
  }
  return nullptr;
}

std::string_view code(Priority priority) {
  return kPriorityCodes[static_cast<std::size_t>(priority)];
}

const Bilingual& words(Priority priority) {
  static const std::array<Bilingual, 4> kWords = {
      {{"kritisk", "critical"}, {"hög", "high"}, {"medel", "medium"}, {"låg", "low"}}};
  return kWords[static_cast<std::size_t>(priority)];
}

std::optional<Priority> priority_from(std::string_view text) {
  std::string small(text);
  for (char& c : small) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  for (const Priority priority : kAllPriorities) {
    if (small == code(priority) || small == words(priority).sv) return priority;
  }
  return std::nullopt;
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
  if (levels.opening_hours.opens >= levels.opening_hours.closes) {
    return fail(Errc::invalid, xml.string() + ": it closes before it opens");
  }
  const auto incidents = support_limits(given, "incident");
  if (!incidents) return at(xml.string(), incidents.error());
  const auto problems = support_limits(given, "problem");
  if (!problems) return at(xml.string(), problems.error());
  auto known = impacts_of(document->document_element());
  if (!known) return at(xml.string(), known.error());
  levels.incidents = *incidents;
  levels.problems = *problems;
  levels.impacts = std::move(*known);
  return levels;
}

}  // namespace provbank::contract
