// A dossier as it stands in dossier.xml (urn:provbank:dossier:1). Nothing is judged here.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/calendar.hpp"
#include "contract/organisation_number.hpp"
#include "harness/onboarding/steps.hpp"
#include "platform/base/result.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::onboarding {

using contract::Day;

inline constexpr std::size_t kDossierBytesLimit = 4U << 20U;
inline constexpr const char* kDossierFile = "dossier.xml";

enum class Role : std::uint8_t { kommun, uppgiftslamnare, skr, driftspart };

struct Part {
  std::string id{};
  Role role{};
  std::string name{};
  contract::OrganisationNumber number{};
  std::string represented_by{};          // the id of a part; may be empty
  std::optional<Day> connected_later{};  // after the application: its acceptance is not needed
};

struct Handlaggare {
  std::string account{};
  std::string name{};
  std::optional<Day> uses_from{};
};

struct Document {
  std::string id{};
  std::string file{};
  std::string sha256{};
  std::string signature_file{};  // may be empty
};

/// What one party said, one Handläggare signed, or once happened.
struct Entry {
  std::string who{};  // the id of a part, or an account; may be empty
  Day day{};
  std::string document{};  // may be empty
  bool for_represented = false;
};

enum class Ground : std::uint8_t { decision, failure };  // TV-17.3, TV-18.1

struct StepEntry {
  Step step{};
  std::optional<Day> day{};
  std::string by{};        // the id of a part; may be empty
  std::string document{};  // may be empty
  std::string explanation{};
  std::optional<Day> ends{};       // uppsagning
  std::optional<Ground> ground{};  // fortida-upphorande
  std::vector<Entry> acceptances{};
  std::vector<Entry> assurances{};
  std::optional<Entry> reminder{};  // SKR's patalande
  std::optional<Entry> decision{};
};

struct Dossier {
  Kind kind{};
  std::string applicant_id{};
  std::vector<Part> parts{};
  std::vector<Handlaggare> handlaggare{};
  std::vector<Document> documents{};
  std::vector<StepEntry> steps{};

  const Part* part(std::string_view id) const;
  const Part* part(Role role) const;  // the first of that role besides the applicant
  const Part& applicant() const;
  const Document* document(std::string_view id) const;
  const StepEntry* entry(Step step) const;
};

/// The values of a text that follows the schema. `malformed` or `invalid` for one that does not:
/// whatever the bytes are, it never crashes.
Result<Dossier> read_dossier(std::string_view text);

/// dossier.xml of that folder, held against the schema first. The error names the file and every
/// line that is wrong.
Result<Dossier> load_dossier(const std::filesystem::path& folder, const xml::Schema& schema);

}  // namespace provbank::onboarding
