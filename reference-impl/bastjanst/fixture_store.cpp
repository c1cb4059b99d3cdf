#include "reference-impl/bastjanst/fixture_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/algorithm/string/replace.hpp>
#include <pugixml.hpp>
#include <set>

#include "contract/xml_file.hpp"
#include "platform/base/file.hpp"
#include "platform/json/schema.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::bastjanst {

namespace {

namespace fs = std::filesystem;
using contract::Source;

constexpr std::string_view kPersonFile = "person.xml";

std::string file_name(Source source) {
  return fmt::format("{}.{}", code(source), source == Source::fk ? "json" : "xml");
}

std::string person_place(std::string_view id, std::string_view file) {
  return fmt::format("fixtures/persons/{}/{}", id, file);
}

/// Everything that is wrong, gathered so that it can be told at once.
class Problems {
 public:
  void add(std::string_view place, std::string_view problem) {
    lines_.push_back(fmt::format("{}: {}", place, problem));
  }
  void add(std::string_view place, const std::vector<xml::XmlProblem>& problems) {
    for (const auto& problem : problems) {
      add(place, fmt::format("line {}: {}", problem.line, problem.message));
    }
  }
  bool empty() const { return lines_.empty(); }
  Error error() const { return fail(Errc::invalid, fmt::format("{}", fmt::join(lines_, "\n"))); }

 private:
  std::vector<std::string> lines_;
};

std::size_t line_of(std::string_view text, const pugi::xml_node& node) {
  const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0));
  return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, offset), '\n'));
}

Bilingual bilingual(const pugi::xml_node& parent, const char* name) {
  Bilingual text;
  for (const auto& node : parent.children(name)) {
    const std::string_view language = node.attribute("xml:lang").value();
    (language == "sv" ? text.sv : text.en) = contract::token(node.text().get());
  }
  return text;
}

/// PM answers inside FK's service, so its canaries are FK's.
std::optional<Source> canary_source(std::string_view uppgiftslamnare) {
  for (const auto candidate : contract::kAllUppgiftslamnare) {
    if (code(candidate) == uppgiftslamnare) return source_of(candidate);
  }
  return std::nullopt;
}

/// Reads a person.xml that its schema has accepted, and checks what the schema cannot.
Person read_person(std::string_view folder, const std::string& text, Problems& problems) {
  const auto place = person_place(folder, kPersonFile);
  pugi::xml_document document;
  document.load_buffer(text.data(), text.size());
  const auto root = document.child("person");

  Person person;
  person.id = root.attribute("id").value();
  person.fornamn = contract::token(root.child("namn").child_value("fornamn"));
  person.efternamn = contract::token(root.child("namn").child_value("efternamn"));
  person.skyddad = root.child("skyddad").text().as_bool();
  person.titel = bilingual(root, "titel");
  person.berattelse = bilingual(root, "berattelse");
  for (const auto& node : root.children("kanarie")) {
    person.canaries.push_back(Canary{
        contract::token(node.text().get()), canary_source(node.attribute("source").value()), {}});
  }

  const auto at_line = [&](const pugi::xml_node& node, std::string_view problem) {
    problems.add(place, fmt::format("line {}: {}", line_of(text, node), problem));
  };
  if (person.id != folder) at_line(root, fmt::format("id is not the folder's name, {}", folder));
  const auto identitet = root.child("identitet");
  auto identity = contract::PersonIdentity::parse(contract::token(identitet.text().get()));
  if (!identity) {
    at_line(identitet, identity.error().detail);
  } else if (!identity->is_test_number()) {
    at_line(identitet, "identitet is outside the series of test numbers");
  } else {
    person.identity = *identity;
  }
  return person;
}

std::optional<std::string> read_document(const fs::path& file, Source source,
                                         std::string_view place, Problems& problems) {
  auto text = read_file(file);
  if (!text) {
    problems.add(place, text.error().detail);
    return std::nullopt;
  }
  const auto sound =
      source == Source::fk ? json::check_well_formed(*text) : xml::check_well_formed(*text);
  if (!sound) problems.add(place, sound.error().detail);
  return std::move(*text);
}

/// The folder's documents. A file that is nobody's is a misspelt one: refused, not ignored.
void read_documents(const fs::path& folder, Person& person, Problems& problems) {
  const auto id = folder.filename().string();
  std::vector<std::string> expected = {std::string(kPersonFile)};
  for (const auto source : contract::kAllSources) {
    const auto name = file_name(source);
    expected.push_back(name);
    if (!fs::exists(folder / name)) continue;
    auto text = read_document(folder / name, source, person_place(id, name), problems);
    if (text) person.documents.emplace(source, std::move(*text));
  }
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    if (std::ranges::find(expected, name) == expected.end()) {
      problems.add(person_place(id, name), "no source answers from a file of that name");
    }
  }
}

std::vector<fs::path> folders_in(const fs::path& parent) {
  std::vector<fs::path> folders;
  std::error_code none_there;
  for (const auto& entry : fs::directory_iterator(parent, none_there)) {
    if (entry.is_directory()) folders.push_back(entry.path());
  }
  std::ranges::sort(folders);
  return folders;
}

std::optional<Person> load_person(const fs::path& folder, const xml::Schema& schema,
                                  Problems& problems) {
  const auto id = folder.filename().string();
  const auto place = person_place(id, kPersonFile);
  auto text = read_file(folder / kPersonFile);
  if (!text) {
    problems.add(place, text.error().detail);
    return std::nullopt;
  }
  if (const auto wrong = schema.problems(*text); !wrong.empty()) {
    problems.add(place, wrong);
    return std::nullopt;
  }
  Person person = read_person(id, *text, problems);
  read_documents(folder, person, problems);
  return person;
}

}  // namespace

Result<FixtureStore> FixtureStore::load(const fs::path& data_dir) {
  auto schema = xml::Schema::load(data_dir / "schemas/provbank/person-1.xsd");
  if (!schema) return schema.error();

  FixtureStore store;
  Problems problems;
  auto organisations = contract::Organisations::load(data_dir / "fixtures/organisations.xml");
  if (organisations) {
    store.organisations_ = std::move(*organisations);
  } else {
    problems.add("fixtures/organisations.xml", organisations.error().detail);
  }
  for (const auto& folder : folders_in(data_dir / "fixtures/persons")) {
    auto person = load_person(folder, *schema, problems);
    if (!person) continue;
    const auto [other, fresh] = store.ids_.emplace(person->identity, person->id);
    if (!fresh && !person->identity.digits().empty()) {
      problems.add(person_place(person->id, kPersonFile),
                   fmt::format("identitet is also that of {}", other->second));
    }
    store.persons_.emplace(person->id, std::move(*person));
  }
  if (store.persons_.empty()) problems.add("fixtures/persons", "holds no person");
  for (const auto source : contract::kAllSources) {
    const auto place = "fixtures/unknown/" + file_name(source);
    auto text = read_document(data_dir / place, source, place, problems);
    if (text) store.unknown_.emplace(source, std::move(*text));
  }
  if (!problems.empty()) return problems.error();
  return store;
}

Result<void> FixtureStore::check_documents(const contract::SchemaCatalogue& schemas) const {
  Problems problems;
  const auto check = [&](std::string_view place, Source source, const std::string& document) {
    if (source == Source::fk) {
      for (const auto& problem : schemas.lefi_svar().problems(document))
        problems.add(place, problem);
      return;
    }
    const auto& schema = source == Source::skv ? schemas.skv_svar() : schemas.source(source);
    problems.add(place, schema.problems(document));
  };
  for (const auto& [id, person] : persons_) {
    for (const auto& [source, document] : person.documents) {
      check(person_place(id, file_name(source)), source, document);
    }
  }
  for (const auto& [source, document] : unknown_) {
    check("fixtures/unknown/" + file_name(source), source, document);
  }
  if (!problems.empty()) return problems.error();
  return {};
}

Result<FixtureStore> FixtureStore::renumbered(
    const std::map<std::string, contract::PersonIdentity, std::less<>>& numbers) const {
  FixtureStore out = *this;
  std::set<contract::PersonIdentity> taken;
  for (const auto& [id, number] : numbers) {
    if (!taken.insert(number).second) return fail(Errc::invalid, id + " has the number of another");
    const auto found = persons_.find(id);
    if (found == persons_.end()) return fail(Errc::invalid, "no fixture is called " + id);
    // All old numbers go before any new one comes: one may be given that another had.
    out.ids_.erase(found->second.identity);
  }
  for (const auto& [id, number] : numbers) {
    const auto found = out.persons_.find(id);
    Person& person = found->second;
    const auto renumber = [&person, &number](std::string& text) {
      boost::algorithm::replace_all(text, person.identity.digits(), number.digits());
      boost::algorithm::replace_all(text, person.identity.ten_digits(), number.ten_digits());
    };
    for (auto& [source, document] : person.documents) renumber(document);
    for (auto& canary : person.canaries) renumber(canary.value);
    person.identity = number;
    out.ids_[number] = id;
  }
  return out;
}

FixtureStore FixtureStore::with(contract::Kommun kommun) const {
  FixtureStore store = *this;
  auto& kommuner = store.organisations_.kommuner;
  std::erase_if(kommuner, [&kommun](const auto& known) {
    return known.organisationsnummer == kommun.organisationsnummer;
  });
  kommuner.push_back(std::move(kommun));
  return store;
}

FixtureStore FixtureStore::with(std::vector<Person> more) const {
  FixtureStore store = *this;
  for (auto& person : more) {
    const std::string id = person.id;
    store.ids_.insert_or_assign(person.identity, id);
    store.persons_.insert_or_assign(id, std::move(person));
  }
  return store;
}

FixtureStore FixtureStore::without_persons() const {
  FixtureStore store;
  store.unknown_ = unknown_;
  store.organisations_ = organisations_;
  return store;
}

const Person* FixtureStore::person(std::string_view id) const {
  const auto found = persons_.find(id);
  return found == persons_.end() ? nullptr : &found->second;
}

const Person* FixtureStore::person(const contract::PersonIdentity& identity) const {
  const auto found = ids_.find(identity);
  return found == ids_.end() ? nullptr : person(found->second);
}

std::vector<const Person*> FixtureStore::all() const {
  std::vector<const Person*> persons;
  for (const auto& [id, person] : persons_) persons.push_back(&person);
  return persons;
}

const std::string& FixtureStore::unknown_document(Source source) const {
  return unknown_.at(source);
}

}  // namespace provbank::bastjanst
