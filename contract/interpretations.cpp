#include "contract/interpretations.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "contract/xml_file.hpp"

namespace provbank::contract {
namespace {

struct KindName {
  DefectKind kind;
  std::string_view name;
  Bilingual words;
};

const std::array<KindName, 5>& kinds() {
  static const std::array<KindName, 5> kKinds = {{
      {DefectKind::motsagelse, "motsagelse", {"regler som säger emot varandra", "rules at odds"}},
      {DefectKind::siffror, "siffror", {"siffror som inte går ihop", "figures that disagree"}},
      {DefectKind::lucka, "lucka", {"något som inte sägs", "something not said"}},
      {DefectKind::hanvisning, "hanvisning", {"hänvisning som leder fel", "misplaced reference"}},
      {DefectKind::sprak, "sprak", {"språk och skrivfel", "wording"}},
  }};
  return kKinds;
}

Bilingual text_of(const pugi::xml_node& element, const char* name) {
  const auto in = [&](const char* language) {
    return token(element.find_child_by_attribute(name, "xml:lang", language).text().get());
  };
  return {in("sv"), in("en")};
}

bool is_silent(const Bilingual& text) {
  return text.sv.empty() || text.en.empty();
}

Interpretation read(const pugi::xml_node& element, std::string& problems) {
  Interpretation record;
  record.id = element.attribute("id").value();
  const auto wrong = [&](const std::string& what) {
    problems += "interpretation \"" + record.id + "\" " + what + "\n";
  };
  const std::string_view kind = element.attribute("slag").value();
  const auto known = std::ranges::find(kinds(), kind, &KindName::name);
  if (known == kinds().end()) {
    wrong("is of no known kind (slag)");
  } else {
    record.kind = known->kind;
  }
  record.title = text_of(element, "rubrik");
  record.why = text_of(element, "skal");
  bool silent = is_silent(record.title) || is_silent(record.why);
  for (const auto place : element.children("stalle")) {
    record.places.push_back({place.attribute("klausul").value(), text_of(place, "innebord")});
    silent = silent || is_silent(record.places.back().says);
  }
  for (const auto reading : element.children("lasning")) {
    record.readings.push_back({reading.attribute("id").value(), text_of(reading, "innebord"),
                               std::string_view(reading.attribute("vald").value()) == "ja"});
    silent = silent || is_silent(record.readings.back().meaning);
  }
  if (silent) wrong("lacks a text in one of the languages");
  if (record.places.empty()) wrong("names no place in the agreements");
  std::set<std::string> ids;
  for (const auto& reading : record.readings) ids.insert(reading.id);
  if (ids.size() < 2 || ids.size() != record.readings.size())
    wrong("needs at least two readings, each with its own id");
  if (std::ranges::count(record.readings, true, &Interpretation::Reading::chosen) != 1)
    wrong("must choose exactly one reading");
  return record;
}

}  // namespace

const Bilingual& words(DefectKind kind) {
  return kinds().at(static_cast<std::size_t>(kind)).words;
}

const Interpretation::Reading& Interpretation::chosen() const {
  return *std::ranges::find(readings, true, &Reading::chosen);
}

const Interpretation::Reading* Interpretation::reading(std::string_view wanted) const {
  const auto found = std::ranges::find(readings, wanted, &Reading::id);
  return found == readings.end() ? nullptr : &*found;
}

Result<Interpretations> Interpretations::load(const std::filesystem::path& xml) {
  const auto document =
      load_xml_file(xml, {.name = "tolkningar", .name_space = "urn:provbank:interpretations:1"});
  if (!document) return document.error();
  Interpretations loaded;
  std::string problems;
  std::set<std::string> ids;
  for (const auto element : document->document_element().children("tolkning")) {
    loaded.records_.push_back(read(element, problems));
    if (!ids.insert(loaded.records_.back().id).second)
      problems += "interpretation \"" + loaded.records_.back().id + "\" is given twice\n";
  }
  if (loaded.records_.empty()) problems += "holds no record\n";
  if (problems.empty()) return loaded;
  problems.pop_back();
  return at(xml.string(), fail(Errc::invalid, std::move(problems)));
}

const Interpretation* Interpretations::find(std::string_view id) const {
  const auto found = std::ranges::find(records_, id, &Interpretation::id);
  return found == records_.end() ? nullptr : &*found;
}

}  // namespace provbank::contract
