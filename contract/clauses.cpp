#include "contract/clauses.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "contract/xml_file.hpp"

namespace provbank::contract {
namespace {

namespace fs = std::filesystem;

struct ForceName {
  Force force;
  std::string_view name;
  Bilingual words;
};

const std::array<ForceName, 6>& forces() {
  static const std::array<ForceName, 6> kForces = {{
      {Force::ska, "ska", {"ska", "shall"}},
      {Force::bor, "bor", {"bör", "should"}},
      {Force::far, "far", {"får", "may"}},
      {Force::malsattning, "malsattning", {"målsättning", "goal"}},
      {Force::definition, "definition", {"definition", "definition"}},
      {Force::bakgrund, "bakgrund", {"bakgrund", "background"}},
  }};
  return kForces;
}

std::optional<Force> force_from(std::string_view name) {
  for (const auto& each : forces()) {
    if (each.name == name) return each.force;
  }
  return std::nullopt;
}

/// The words of a list, as xsd:list: parted by blanks.
std::vector<std::string> split(std::string_view list) {
  const std::string tidy = token(list);
  std::vector<std::string> words;
  for (std::size_t from = 0; from < tidy.size();) {
    const auto to = std::min(tidy.find(' ', from), tidy.size());
    words.push_back(tidy.substr(from, to - from));
    from = to + 1;
  }
  return words;
}

/// Reads one file; what is wrong goes to `problems`, with the file and the clause.
class Reader {
 public:
  Reader(const fs::path& file, std::string& problems) : file_(file), problems_(problems) {}

  std::vector<Clause> read() {
    const auto document =
        load_xml_file(file_, {.name = "klausuler", .name_space = "urn:provbank:clauses:1"});
    std::vector<Clause> clauses;
    if (!document) {
      problems_ += document.error().detail + "\n";
      return clauses;
    }
    for (const auto element : document->document_element().children("klausul"))
      clauses.push_back(read_clause(element));
    return clauses;
  }

 private:
  Clause read_clause(const pugi::xml_node& element) {
    clause_ = element.attribute("id").value();
    Clause clause;
    clause.id = clause_;
    clause.parties = split(element.attribute("part").value());
    clause.summary = text_of(element, "sammanfattning");
    if (clause.id.empty() || clause.parties.empty()) wrong("lacks its id or its party");
    const auto force = force_from(element.attribute("kraft").value());
    if (!force) wrong("has no known force (kraft)");
    clause.force = force.value_or(Force::bakgrund);
    clause.handling = handling_of(element);
    return clause;
  }

  Bilingual text_of(const pugi::xml_node& element, const char* name) {
    const auto in = [&](const char* language) {
      return token(element.find_child_by_attribute(name, "xml:lang", language).text().get());
    };
    Bilingual text{in("sv"), in("en")};
    if (text.sv.empty() || text.en.empty())
      wrong("lacks <" + std::string(name) + "> in both languages");
    return text;
  }

  Handling handling_of(const pugi::xml_node& element) {
    constexpr std::array kWays = {"provas", "mats", "intygas", "sammanhang"};
    const auto given = [&](const char* way) { return !element.child(way).empty(); };
    if (std::ranges::count_if(kWays, given) != 1) {
      wrong("is not handled in exactly one way (provas, mats, intygas, sammanhang)");
      return Context{};
    }
    if (const auto checked = element.child("provas")) {
      Checked handling{split(checked.attribute("kontroller").value()),
                       split(checked.attribute("steg").value())};
      if (handling.checks.empty() && handling.steps.empty())
        wrong("is called checked but names no check and no step");
      return handling;
    }
    if (const auto measured = element.child("mats")) {
      Measured handling{split(measured.attribute("matetal").value())};
      if (handling.figures.empty()) wrong("is called measured but names no figure");
      return handling;
    }
    if (const auto attested = element.child("intygas")) {
      Attested handling{attested.attribute("av").value(), text_of(attested, "fraga"),
                        text_of(attested, "underlag")};
      if (handling.by.empty()) wrong("does not say who attests it (av)");
      return handling;
    }
    return Context{text_of(element.child("sammanhang"), "skal")};
  }

  void wrong(const std::string& what) {
    problems_ += file_.string() + ": clause \"" + clause_ + "\" " + what + "\n";
  }

  const fs::path& file_;
  std::string& problems_;
  std::string clause_;  // being read
};

/// The files in the order of the agreements, whatever the folder's own order is.
std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(folder, ec)) {
    if (entry.path().extension() == ".xml") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::size_t document_order(const Clause& clause) {
  constexpr std::array<std::string_view, 6> kDocuments = {"TV-", "B1-", "B2-", "B3-", "B4-", "DA-"};
  const auto place = std::ranges::find_if(
      kDocuments, [&](std::string_view document) { return clause.id.starts_with(document); });
  return static_cast<std::size_t>(place - kDocuments.begin());
}

}  // namespace

std::string_view to_string(Force force) {
  return forces().at(static_cast<std::size_t>(force)).name;
}

const Bilingual& words(Force force) {
  return forces().at(static_cast<std::size_t>(force)).words;
}

const Bilingual& words(const Handling& handling) {
  static const std::array<Bilingual, 4> kWords = {{{"prövas", "checked"},
                                                   {"mäts", "measured"},
                                                   {"intygas", "attested"},
                                                   {"sammanhang", "context"}}};
  return kWords.at(handling.index());
}

std::string_view party_name(std::string_view party) {
  return party == "Uppgiftslamnare" ? "Uppgiftslämnare" : party;
}

bool clause_within(std::string_view clause, std::string_view prefix) {
  if (!clause.starts_with(prefix)) return false;
  if (clause.size() == prefix.size() || prefix.ends_with('-')) return true;
  return clause[prefix.size()] == '.' || clause[prefix.size()] == '/';
}

std::string_view number_of(std::string_view clause) {
  return clause.substr(0, clause.find('/'));
}

Result<ClauseRegister> ClauseRegister::load(const fs::path& folder) {
  ClauseRegister loaded;
  std::string problems;
  for (const auto& file : files_in(folder)) {
    for (auto& clause : Reader(file, problems).read()) loaded.clauses_.push_back(std::move(clause));
  }
  if (loaded.clauses_.empty() && problems.empty())
    problems = folder.string() + ": holds no clause\n";
  std::ranges::stable_sort(loaded.clauses_, {}, document_order);
  for (std::size_t place = 0; place < loaded.clauses_.size(); ++place) {
    const auto& id = loaded.clauses_[place].id;
    if (!loaded.places_.emplace(id, place).second)
      problems += folder.string() + ": clause \"" + id + "\" is given twice\n";
  }
  if (problems.empty()) return loaded;
  problems.pop_back();
  return fail(Errc::invalid, std::move(problems));
}

const Clause* ClauseRegister::find(std::string_view id) const {
  const auto found = places_.find(id);
  return found == places_.end() ? nullptr : &clauses_[found->second];
}

}  // namespace provbank::contract
