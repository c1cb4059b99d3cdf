// The made-up world that the simulated services answer from: who exists, and what each source
// knows.
//
//   fixtures/persons/<id>/person.xml     who it is (urn:provbank:person:1)
//   fixtures/persons/<id>/<SOURCE>.xml   what that source answers about the person; FK.json for FK
//   fixtures/unknown/<SOURCE>.xml        what a source answers about somebody it does not know
//   fixtures/organisations.xml           who may ask (urn:provbank:organisations:1)
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/organisations.hpp"
#include "contract/person_identity.hpp"
#include "contract/schema_catalogue.hpp"
#include "contract/source.hpp"
#include "platform/base/result.hpp"
#include "platform/text/language.hpp"

namespace provbank::bastjanst {

/// A value found nowhere else, to look for where nothing of a person may remain.
struct Canary {
  std::string value;
  std::optional<contract::Source> source;  // whose answer carries it; nothing: the question itself
  std::string field{};                     // the element or member that holds it; empty: not known
};

struct Person {
  std::string id;
  contract::PersonIdentity identity;
  std::string fornamn;
  std::string efternamn;
  bool skyddad = false;
  Bilingual titel;
  Bilingual berattelse;
  std::vector<Canary> canaries;
  /// The answer documents of the sources that know the person, as they stand in the files: the
  /// source's own answer for AF, CSN, SO, TNS, MIV; the document inside `svar` for SKV; LEFI JSON
  /// for FK.
  std::map<contract::Source, std::string> documents;
};

/// Read once, then only looked at; may be shared between services.
class FixtureStore {
 public:
  /// `data_dir` holds fixtures/ and schemas/. The error lists everything that is wrong, one line a
  /// problem, each with its file and, where known, its line: person.xml against its schema, every
  /// other file for being well-formed. Persons are test persons: other numbers are refused.
  static Result<FixtureStore> load(const std::filesystem::path& data_dir);

  /// Validates what the sources are to answer against the sources' schemas (SKV: the inner
  /// document). The error is of the same kind as that of `load`.
  Result<void> check_documents(const contract::SchemaCatalogue& schemas) const;

  /// The same world in which the persons of those ids have other numbers, in their documents too:
  /// for a party that knows test persons of its own. `invalid` for an id that is not there.
  Result<FixtureStore> renumbered(
      const std::map<std::string, contract::PersonIdentity, std::less<>>& numbers) const;
  /// The same in a world where that kommun is known too, in the place of one with its number.
  FixtureStore with(contract::Kommun kommun) const;
  /// The same with these persons too. Ids and numbers must be new to it, or both those of one
  /// person, who gives way.
  FixtureStore with(std::vector<Person> more) const;

  /// The organisations alone.
  FixtureStore without_persons() const;

  /// Null when there is nobody of that id or number. The pointers live as long as the store.
  const Person* person(std::string_view id) const;
  const Person* person(const contract::PersonIdentity& identity) const;
  std::vector<const Person*> all() const;  // by id

  const std::string& unknown_document(contract::Source source) const;
  const contract::Organisations& organisations() const { return organisations_; }

 private:
  std::map<std::string, Person, std::less<>> persons_;
  std::map<contract::PersonIdentity, std::string> ids_;
  std::map<contract::Source, std::string> unknown_;
  contract::Organisations organisations_;
};

}  // namespace provbank::bastjanst
