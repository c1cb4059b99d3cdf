// Seeded defects: ways of breaking the agreement, each put around a reference party from outside,
// and each with the checks that must notice it. The table proves the checks, not the parties.
#pragma once
#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "harness/checks/check.hpp"
#include "harness/world/decorators.hpp"
#include "platform/text/language.hpp"

namespace provbank::defects {

/// What breaks the agreement; the groups of the table. The first five are the aggregator's.
enum class Part { answers, calls, entry, service, shs, event_log, purge, base_service, kommun };
inline constexpr std::array kAllParts = {Part::answers, Part::calls,        Part::entry,
                                         Part::service, Part::shs,          Part::event_log,
                                         Part::purge,   Part::base_service, Part::kommun};
std::string_view to_string(Part part);  // "event-log"
const Bilingual& words(Part part);

struct Defect {
  std::string_view id;  // "AGG-utelamnar-kalla"; stable
  Part part = Part::answers;
  checks::Party guilty = checks::Party::driftspart;
  std::string_view clause;  // that it breaks
  Bilingual text;           // what the party does
  /// The checks that must go red somewhere in the proof set: they are proven by this defect.
  std::vector<std::string_view> expected;
  /// Checks that go red too, because the same deed breaks what they guard as well.
  std::vector<std::string_view> collateral;
  world::MakeDecorators decorate;
};

/// Puts one group's defects into its list; `list` must outlive it.
class Entry {
 public:
  Entry(std::vector<Defect>& list, Part part, checks::Party guilty)
      : list_(list), part_(part), guilty_(guilty) {}

  void operator()(std::string_view id, std::string_view clause, Bilingual text,
                  std::vector<std::string_view> expected, std::vector<std::string_view> collateral,
                  world::MakeDecorators decorate) const;

 private:
  std::vector<Defect>& list_;
  Part part_;
  checks::Party guilty_;
};

/// A party that does nothing of what it is for, and looks as if it did. No scenario as a whole may
/// pass against one.
struct NullParty {
  /// A check that it passes nevertheless, and why that is right.
  struct Excuse {
    std::string_view check;
    Bilingual why;
  };
  std::string_view id;
  checks::Party guilty = checks::Party::driftspart;
  Bilingual text;
  std::vector<Excuse> excused;
  world::MakeDecorators decorate;
};

/// All there are, in the order of the groups.
std::span<const Defect> defects();
std::span<const NullParty> null_parties();

/// The groups, one file each.
std::vector<Defect> answer_defects();   // what the aggregator answers
std::vector<Defect> call_defects();     // what it asks the sources, and how it reads them
std::vector<Defect> entry_defects();    // whom and what it lets in, and how it says no
std::vector<Defect> reading_defects();  // unusual or wrong documents, equal questions, crowds
std::vector<Defect> service_defects();  // how fast, how much, for how long
std::vector<Defect> shs_defects();      // at the SHS door
std::vector<Defect> log_defects();
std::vector<Defect> purge_defects();
std::vector<Defect> base_service_defects();
std::vector<Defect> kommun_defects();
std::vector<Defect> kommun_shs_defects();  // what a kommun sends there, and its mailbox

}  // namespace provbank::defects
