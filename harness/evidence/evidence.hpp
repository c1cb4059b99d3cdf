// Everything a check may look at: one scenario's evidence, and the truth about what the bench
// played.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "contract/organisations.hpp"
#include "contract/person_identity.hpp"
#include "contract/schema_catalogue.hpp"
#include "contract/service_levels.hpp"
#include "harness/evidence/awaited.hpp"
#include "harness/evidence/event_log.hpp"
#include "harness/evidence/exchange.hpp"
#include "harness/evidence/look.hpp"
#include "harness/evidence/source_question.hpp"
#include "platform/text/language.hpp"

namespace provbank::evidence {

enum class World { simulated, live };
std::string_view to_string(World world);

/// What kind of step put the question on the wire.
enum class Ask { question, several, ping, altered, raw };

/// One thing the bench sent as a kommun, or that a kommun under test sent to the bench, and when it
/// came to an end.
struct AskedQuestion {
  std::string id;    // "q1"
  std::string step;  // the scenario step's id, may be empty
  Ask kind = Ask::question;
  std::string kommun;  // id
  std::string handlaggare;
  std::string case_id;
  std::vector<std::string> correlation_ids;  // one for each person, where any were given
  std::string certificate;                   // "own", "expired", "unknown-ca", "none" ...
  std::vector<std::string> persons;          // fixture ids, in order
  std::vector<contract::PersonIdentity> identities;
  contract::SourceSet sources;  // asked for; empty when it cannot be said
  time::Duration started{};
  time::Duration finished{};
  std::string exchange;  // its exchange on the kommun leg; empty for connections without one
  std::optional<Error> failure;
  bool received = false;          // by the bench, from a kommun under test
  std::size_t connections = 0;    // raw steps: how many connections were opened ...
  std::size_t ended_by_peer = 0;  // ... and how many the peer ended
};

/// How the bench made one source behave: what the checks may not blame on the party under test.
struct PlayedSource {
  std::string misbehaviour = "none";  // the scenario language's word
  double share = 1.0;                 // of its answers
  time::Duration least_delay{};       // no answer came sooner than this
  bool own = true;                    // played by the bench; false: a party from outside
};

/// A value that must be gone after the answer.
struct CanaryValue {
  std::string value;
  std::string origin;        // "question" or a source's code
  std::string person;        // fixture id
  std::string field{};       // path or name of the field that holds it; empty: not known
  std::string question{};    // AskedQuestion::id; empty: every question about the person
  std::string log_clause{};  // that lets an event log hold it; empty: none does
};

/// A file that a party wrote while the scenario ran, read back when it had ended.
struct WrittenFile {
  std::string party;
  std::filesystem::path path;
  std::string content;
  bool is_event_log = false;
  std::optional<FileRights> rights{};  // of an event log
  std::size_t entries_before = 0;      // of the event log, there before the scenario began
};

/// A document that was made from a schema to show one point of it, and put on the wire by the
/// bench: a question of its own, or the answer of a source it played.
struct GeneratedCase {
  std::string id;    // "so-svar:/.../From@type-"
  std::string path;  // of the point in the schema
  std::string rule;  // "type"
  Bilingual words;   // what is wrong, or special, there
  bool valid{};
  std::string twin;                // of an invalid one: the valid case that differs there alone
  std::vector<std::string> names;  // what a refusal for that reason may name
};

/// One thing the bench did at the SHS door by a step of its own, in a kommun's place.
struct ShsAct {
  enum class Kind { message, list, fetch, acknowledge };

  std::string id;    // "s1"
  std::string step;  // the scenario step's id
  Kind kind = Kind::message;
  std::string kommun;  // whose address
  std::string
      certificate;      // shown: "own", "provstad" ... (the kommun whose it is, or as asked steps)
  std::string letter;   // message: "question", or the name of what is wrong or special about it
  bool synch = true;    // message
  bool again = false;   // message: sent before, byte for byte
  std::string of{};     // the act whose message it is about: sent again, or answered by what waits
  std::string tx_id{};  // message: as sent; fetch, acknowledge: of the mail, empty when none waited
  std::string exchange{};  // on Leg::shs; empty when there was none
  std::string person{};    // message: fixture id
  std::optional<Error> failure{};
};

/// Who stands at the SHS door, as labels name them.
struct ShsPlace {
  std::string organisation;  // the operator's, twelve digits
  std::string product;       // of the bench's questions
  std::string status;        // "test" or "production"
};

struct Readings;

struct Evidence {
  std::string scenario;
  World world = World::simulated;
  std::string driftspart = "driftspart";  // party ids that verdicts name
  std::string kommun;                     // role kommun: the one that is judged
  std::string door;                       // ... and by which its questions come: "http", "shs" ...
  std::vector<Exchange> exchanges;        // in the order they began
  std::vector<AskedQuestion> questions;
  std::vector<Awaited> awaited;                  // role kommun: what the party was made to do
  std::string uppgiftslamnare;                   // the same, where a base service is judged
  std::optional<contract::Source> source;        // which contract it speaks
  std::vector<SourceQuestion> source_questions;  // put to the base service that is judged
  std::vector<ShsAct> shs;                       // in the order they were begun
  std::optional<ShsPlace> shs_place;             // none: nothing went that way
  std::map<contract::Source, PlayedSource> played;
  std::vector<CanaryValue> canaries;         // of the persons asked about
  std::vector<CanaryValue> question_values;  // of who asked and in which case
  std::vector<WrittenFile> files;
  std::vector<Look> looks;                                      // taken on the way, in order
  std::map<std::string, GeneratedCase, std::less<>> generated;  // by exchange id
  bool log_observable = false;      // an event log was handed over at all
  bool log_minimal_judges = false;  // the scenario has log-minimal, whose matter the log then is
  EventLogSeen event_log;
  std::optional<time::WallTime> began{};  // the bench's clock when the times count from zero
  bool reference_aggregator = true;       // our fault codes apply
  bool source_leg_observable = true;      // the bench plays the sources and sees their traffic
  contract::ServiceLevels levels;
  contract::Organisations organisations;
  std::shared_ptr<const contract::SchemaCatalogue> schemas;
  time::Duration ended{};
  std::shared_ptr<const Readings> readings;  // see reading.hpp

  const Exchange* exchange(std::string_view id) const;
};

}  // namespace provbank::evidence
