// A scenario as a value: who behaves how, what is asked, what must be true afterwards.
#pragma once
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "contract/source.hpp"
#include "platform/base/result.hpp"
#include "platform/text/language.hpp"
#include "reference-impl/bastjanst/behaviour.hpp"

namespace provbank::scenario {

using Duration = std::chrono::nanoseconds;

/// The doors of the operator: v10 over HTTP, or the same in SHS messages, with the answer at once
/// or in the mailbox.
enum class Door { http, shs, shs_asynch };
std::string_view to_string(Door door);  // "http", "shs", "shs-asynch"
std::optional<Door> door_from(std::string_view text);

/// How one source is played.
struct GivenSource {
  contract::Source source{};
  bastjanst::Behaviour behaviour;
  std::string certificate = "own";  // "expired", "unknown-ca", "wrong-name": a false source
};

/// One change to the question document before it is sent. XPath with the prefixes soap, ssbt and
/// flera.
struct Alteration {
  enum class Kind { set, remove, insert } kind = Kind::set;
  std::string at;
  std::string value;  // the text to set, or the fragment to insert
};

/// A period of its own for one source.
struct SourcePeriod {
  contract::Source source{};
  std::string from;
  std::string tom;
};

/// HTTP-level deviations of one question; what is absent is as the contract wants it.
struct HttpOverride {
  std::optional<std::string> method;
  std::optional<std::string> target;
  std::optional<std::string> content_type;
};

/// Another way to write the same question.
enum class Rewrite { prefixes, default_namespace, white_space, attribute_order, member_order };

/// Ordinary questions, possibly altered ones.
struct AskStep {
  std::string id;
  std::string kommun = "exempelkommun";
  std::vector<std::string>
      persons;  // one: an ordinary question; more: one question about several persons
  contract::SourceSet sources = contract::SourceSet::all();
  std::string certificate = "own";  // a name of the test PKI
  std::size_t times = 1;
  std::optional<double> per_second;  // a steady rate; absent: one after the other
  bool at_once = false;              // all `times` at the same instant
  std::string tls;                   // "1.2" or "1.3" alone; empty: both
  bool echo = false;                 // fraganSkallInkluderasISvaret
  bool correlate = true;             // give korrelationsid and frageTidpunkt
  std::optional<std::string> from;   // the general period; default: a sensible one
  std::optional<std::string> tom;
  std::vector<SourcePeriod> periods;
  std::optional<std::string> lefi_version;
  std::optional<std::string> lefi_person;  // fixture id of somebody else
  bool lefi_empty = false;                 // asks for no group at all
  std::vector<Alteration> alterations;
  std::vector<Rewrite> rewrites;
  HttpOverride http;
};

/// Documents made from a schema, each for one point of it, one question after the other: the
/// questions themselves, or the answers of one source that ordinary questions meet.
struct AskGeneratedStep {
  std::string id;
  std::string kommun = "exempelkommun";
  std::string person = "anna";
  contract::SourceSet sources = contract::SourceSet::all();
  std::optional<contract::Source> answers_of;  // absent: the questions are made
  enum class Cases { valid, invalid, pairs } cases = Cases::invalid;  // pairs: of questions only
  std::size_t most = 100'000;  // so many, spread evenly; which ones follows from the seed
};

/// One question each about so many persons that the fixtures do not have, each with values of its
/// own in every source's answer.
struct AskCrowdStep {
  std::string id;
  std::string kommun = "exempelkommun";
  std::size_t size = 1;
  contract::SourceSet sources = contract::SourceSet::all();
  std::optional<double> per_second;
  bool at_once = false;
};

struct PingStep {
  std::string id;
  std::string kommun = "exempelkommun";
  std::string certificate = "own";
};

/// Bytes that no well-behaved client would send. `what` is one of the names in the scenario schema.
struct SendStep {
  std::string id;
  std::string what;
  std::string kommun = "exempelkommun";
  std::size_t connections = 1;
  std::string person = "anna";
};

/// A message at the SHS door, made as a kommun's own node would: a question about the person.
struct ShsStep {
  std::string id;
  std::string letter = "question";  // one of the names in the scenario schema
  bool synch = true;
  std::string kommun = "exempelkommun";
  std::string person = "anna";
  std::string certificate = "own";
  std::string again;  // id of an earlier step: its message once more, byte for byte
  std::size_t times = 1;
};

/// What the owner of a mailbox at the operator's node does there, or somebody else tries.
struct MailboxStep {
  enum class Action { list, fetch, acknowledge };

  std::string id;
  Action action = Action::list;
  std::string of;                        // id of the <shs> whose answer is meant
  std::string kommun = "exempelkommun";  // whose mailbox
  std::string by;                        // whose certificate is shown; empty: the owner's
  std::string certificate = "own";
  Duration within{};  // how long to wait for the answer to be listed, before anything else
};

/// Role kommun: the party is made to ask about somebody; the bench answers as `answer` says and
/// then looks at what the party shows.
struct AwaitStep {
  std::string id;
  std::string person;
  contract::SourceSet sources = contract::SourceSet::all();
  std::string answer = "normal";             // one of the names in the scenario schema
  Duration delay{};                          // before the answer leaves
  Duration watch = std::chrono::seconds(5);  // for repeats, after the answer
  std::optional<std::string> from;           // the period; default: a sensible one
  std::optional<std::string> tom;
};

/// Questions that the bench puts to a base service in the aggregator's place.
struct AskSourceStep {
  std::string id;
  contract::Source source{};
  std::vector<std::string> persons;  // slots (slots.hpp); several take turns
  std::string certificate = "own";   // a name of the test PKI: what the operator shows
  std::size_t times = 1;
  std::optional<double> per_second;     // a steady rate; absent: one after the other
  bool at_once = false;                 // all `times` at the same instant
  std::string tls;                      // "1.2" or "1.3" alone; empty: both
  bool later_half = false;              // asks about the later half of the period alone
  std::vector<Alteration> alterations;  // FK: `at` is a JSON pointer
  HttpOverride http;
};

/// The base service's own test.
struct TestSourceStep {
  std::string id;
  contract::Source source{};
  std::string certificate = "own";
};

/// SendStep, to a base service.
struct SendSourceStep {
  std::string id;
  contract::Source source{};
  std::string what;
  std::size_t connections = 1;
  std::string person = "med-uppgifter";  // a slot
};

struct PauseStep {
  Duration length{};
};

/// A look at what is left of the questions asked so far, at every observation point.
struct LookStep {};

struct Step;
/// Steps that run at the same time.
struct TogetherStep {
  std::vector<Step> steps;
};

struct Step : std::variant<AskStep, PingStep, SendStep, AskSourceStep, TestSourceStep,
                           SendSourceStep, AwaitStep, PauseStep, LookStep, TogetherStep,
                           AskGeneratedStep, AskCrowdStep, ShsStep, MailboxStep> {
  using variant::variant;
};

struct CheckUse {
  std::string name;
  std::map<std::string, std::string, std::less<>> parameters;
  std::size_t line{};
};

struct Scenario {
  std::string id;
  std::string role;  // driftspart, kommun, uppgiftslamnare
  Bilingual title;
  std::vector<std::string> clauses;        // that it verifies
  std::optional<contract::Source> source;  // uppgiftslamnare: the base service that is judged
  std::optional<Door> door;                // for ordinary questions; none: as the run says
  std::vector<GivenSource> given;          // sources not named answer at once and rightly
  std::vector<Step> when;
  std::vector<CheckUse> then;
  std::filesystem::path file;  // relative to the scenario folder
};

}  // namespace provbank::scenario
