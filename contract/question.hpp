// One question of the v10 contract as a value, and what is answered to it.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "contract/organisation_number.hpp"
#include "contract/person_identity.hpp"
#include "contract/source.hpp"

namespace provbank::contract {

/// Calendar days, both ends included; `from <= tom` is checked by `Period::parse`.
struct Period {
  std::chrono::year_month_day from{};
  std::chrono::year_month_day tom{};

  /// From xsd:date texts without time zone.
  static Result<Period> parse(std::string_view from, std::string_view tom);
  friend bool operator==(const Period&, const Period&) = default;
};
std::string to_string(std::chrono::year_month_day day);  // "2026-03-02"
Result<std::chrono::year_month_day> parse_date(std::string_view text);

/// Who asks: the kommun, and the handläggare in whose name.
struct Ingivare {
  OrganisationNumber organisationsnummer;
  std::string namn;
  std::string handlaggare;
  friend bool operator==(const Ingivare&, const Ingivare&) = default;
};

struct Personuppgiftsbitrade {
  std::optional<std::int16_t> ordningsnummer;
  OrganisationNumber organisationsnummer;
  std::string namn;
  friend bool operator==(const Personuppgiftsbitrade&, const Personuppgiftsbitrade&) = default;
};

/// The part of a question that is the same for all sources.
struct GeneralParameters {
  std::optional<std::string> frage_tidpunkt;  // lexical xsd:dateTime: comes back unchanged
  std::optional<std::string> korrelationsid;  // comes back unchanged
  bool fragan_skall_inkluderas = false;
  Ingivare ingivare;
  PersonIdentity person;
  std::string arendeidentitet;
  Period period;
  std::vector<Personuppgiftsbitrade> personuppgiftsbitraden;
  std::string syfte;
  std::string lagtext;
  friend bool operator==(const GeneralParameters&, const GeneralParameters&) = default;
};

/// What Försäkringskassan is asked: LEFI JSON, already decoded from base64.
struct LefiQuestion {
  std::optional<std::string> version;  // "v9" when absent
  std::string aktorsid;
  std::string json;
  friend bool operator==(const LefiQuestion&, const LefiQuestion&) = default;
};

/// What one included source is asked beyond the general parameters.
struct SourceQuestion {
  std::optional<Period> period;      // AF, CSN, SO, TNS: overrides the general one
  std::optional<LefiQuestion> lefi;  // FK
  friend bool operator==(const SourceQuestion&, const SourceQuestion&) = default;
};

struct Question {
  GeneralParameters general;
  std::map<Source, SourceQuestion> asked;  // exactly the sources with inkludera="true"

  SourceSet sources() const;
  /// The period that applies to a source: its own, else the general one.
  const Period& period_for(Source source) const;
  friend bool operator==(const Question&, const Question&) = default;
};

/// Where an error arose: in the aggregator, or in the base service itself.
enum class Kalla { ssbt, bt };
std::string_view code(Kalla kalla);  // "SSBT", "BT"

struct SourceError {
  Kalla kalla = Kalla::ssbt;
  std::string felkod;
  std::vector<std::string> felmeddelande;  // at least one
  friend bool operator==(const SourceError&, const SourceError&) = default;
};

/// A source's data: an XML document (its root is what the source answered with) for AF, SKV, SO,
/// TNS, MIV; the CSNSvar document's bytes for CSN; the LEFI JSON text for FK.
struct SourceData {
  std::string document;
  friend bool operator==(const SourceData&, const SourceData&) = default;
};

using SourceResult = std::variant<SourceData, SourceError>;

/// What the aggregator puts together: one result for exactly each source asked.
struct Answer {
  std::optional<std::string> frage_tidpunkt;
  std::optional<std::string> korrelationsid;
  std::map<Source, SourceResult> results;
  friend bool operator==(const Answer&, const Answer&) = default;
};

/// A whole-question failure as it travels in a SOAP fault's detail.
struct Fault {
  std::string felkod;
  std::vector<std::string> felmeddelande;
  friend bool operator==(const Fault&, const Fault&) = default;
};

/// One source's part of the answer to the ping.
struct PingResult {
  bool anropad = false;
  std::optional<SourceError> error;
  friend bool operator==(const PingResult&, const PingResult&) = default;
};

}  // namespace provbank::contract
