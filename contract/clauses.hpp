// The clause register: the address of everything a verdict can be about, and how each clause of the
// agreements is handled.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/text/language.hpp"

namespace provbank::contract {

/// How hard a clause binds.
enum class Force { ska, bor, far, malsattning, definition, bakgrund };
std::string_view to_string(Force force);  // "malsattning", as in the file
const Bilingual& words(Force force);      // "målsättning" / "goal"

/// Judged by checks in scenarios, by steps of a dossier, or both.
struct Checked {
  std::vector<std::string> checks;
  std::vector<std::string> steps;
};
/// Shown by figures of the monthly report.
struct Measured {
  std::vector<std::string> figures;
};
/// Answered for by a party, with evidence.
struct Attested {
  std::string by;
  Bilingual question;
  Bilingual evidence;
};
/// Nothing to test, or no duty.
struct Context {
  Bilingual reason;
};
using Handling = std::variant<Checked, Measured, Attested, Context>;
const Bilingual& words(const Handling& handling);  // "prövas" / "checked" ...

struct Clause {
  std::string id;                    // "B4-3.7.1", "B4-3.3.3/kritisk"
  std::vector<std::string> parties;  // who is bound: SKR, Kommun, Uppgiftslamnare, Driftspart,
                                     // Samtliga
  Force force{};
  Bilingual summary;  // in our own words
  Handling handling;
};

/// As people write it: "Uppgiftslämnare". Another word is given back as it is.
std::string_view party_name(std::string_view party);

/// The clause itself or one below it: "B4-3.7" holds "B4-3.7.1" and "B4-3.7/x", not "B4-3.71";
/// "B4-" holds all of the document.
bool clause_within(std::string_view clause, std::string_view prefix);

/// The number a row, an item or a sentence stands under: "B4-3.3.3" of "B4-3.3.3/kritisk". A clause
/// with a number of its own is its own.
std::string_view number_of(std::string_view clause);

class ClauseRegister {
 public:
  /// Every *.xml in the folder. All problems at once, one a line, each with its file and clause.
  static Result<ClauseRegister> load(const std::filesystem::path& folder);
  const Clause* find(std::string_view id) const;
  /// As printed: document by document (TV, B1 to B4, DA), and in each from beginning to end.
  const std::vector<Clause>& all() const { return clauses_; }

 private:
  std::vector<Clause> clauses_;
  std::map<std::string, std::size_t, std::less<>> places_;
};

}  // namespace provbank::contract
