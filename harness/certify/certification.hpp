// Everything that a plan says about a party from outside: where it is, who it is, how it is made to
// act, and where it may be watched. A value; plan_file.hpp reads it.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "contract/organisation_number.hpp"
#include "contract/person_identity.hpp"
#include "contract/question.hpp"
#include "contract/source.hpp"
#include "harness/logbook/mapping.hpp"
#include "harness/residue/points.hpp"
#include "harness/scenario/scenario.hpp"
#include "platform/crypto/pki.hpp"
#include "platform/net/network.hpp"
#include "platform/text/language.hpp"
#include "platform/time/clock.hpp"

namespace provbank::certify {

enum class Role { driftspart, kommun, uppgiftslamnare };
std::string_view code(Role role);  // "driftspart"

/// The party's place on the network, when it is the one that is called.
struct Address {
  net::Endpoint endpoint;
  std::string server_name;  // that its certificate must carry
  std::string target;       // the HTTP path, "/ssbtek/v10"
};

/// Its SHS node, at the same address.
struct ShsNode {
  std::string base;     // {base}/rs and {base}/ds
  std::string product;  // under which it takes questions
  bool test = true;     // the status of the messages
};

/// A person that the party knows, under the name that scenarios use.
struct TestPerson {
  std::string as;  // "anna", "med-uppgifter" ...
  contract::PersonIdentity identity;
  std::string case_id;  // the party's own, where it has one
  /// A value in the party's answer about this person and about nobody else ("QVI38A"): the only
  /// sign of whom Transportstyrelsen's answer is about.
  std::string telltale{};
};

/// What Provbank shows and whom it trusts, read from the files that the plan names.
struct Certificates {
  std::filesystem::path folder;                       // as `provbank plan --new` writes it
  crypto::Credentials ours;                           // shown where nothing else is asked for
  std::map<std::string, crypto::Credentials> others;  // by the scenario's word: "expired" ...
  std::string trust_pem;                              // who vouches for the party
};

/// The kommun in whose name the bench asks a base service: one that the party knows.
struct Asker {
  contract::OrganisationNumber organisation;
  std::string name;
  std::string aktorsid;  // FK
};

/// How hard the party may be driven; what a scenario asks for beyond it is not run.
struct Limits {
  double per_second_max = 3;
  std::size_t at_once_max = 200;
  time::Duration wait_max = std::chrono::minutes(30);  // for the party to act
};

/// A program and its arguments, run without a shell. `{person}`, `{case}` and the like stand for
/// what is asked for (see plan-1.xsd).
struct Command {
  std::string program;
  std::vector<std::string> arguments;
  time::Duration timeout{};
};

/// An HTTP request to the party's own test interface, with the same words in URL and body.
struct Request {
  std::string method;
  net::Endpoint endpoint;
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  time::Duration timeout{};
};

/// A person is asked to do it.
struct Operator {};

using Deed = std::variant<Command, Request, Operator>;

/// How a state is read from what the party shows. Words are those that mean the state.
struct Reading {
  enum class As { xpath, json_pointer, text } as{};
  std::string at;  // with {source} and {name}; unused for text
  std::map<std::string, std::vector<std::string>, std::less<>> words;  // by state
};

/// How what the party shows its handläggare is found out. States of a source: found, nothing,
/// failed. States of the whole: answered, failed.
struct Show {
  Deed deed;
  std::optional<Reading> of_source;
  std::optional<Reading> of_whole;
};

/// Where an event log can be read over the network.
struct LogAddress {
  std::string text;  // as the plan has it
  net::Endpoint endpoint;
  std::string target;
  bool tls = false;
};

/// What the party lets us read while the run goes on.
struct Observed {
  std::optional<std::filesystem::path> event_log;  // a file, or a folder of its files
  std::string event_log_names{};  // of a folder: which of its files, with * and ?; empty: all
  std::shared_ptr<const logbook::Mapping> log_mapping{};  // null: it has the reference's form
  std::vector<std::string> log_readers{};                 // groups that may read it
  std::optional<Command> log_verify{};  // the party's own verification; consent to altered copies
  std::optional<LogAddress> log_address{};  // where it can be read over the network
  std::vector<std::filesystem::path> stores;
  std::vector<residue::Point> points;  // what else may be looked at
};

/// What the party says of a clause that no check can see.
struct Attestation {
  struct File {
    std::string name;  // as the plan has it
    std::string sha256;
  };
  std::string clause;
  std::string by;
  std::string date;  // xsd:date
  std::string statement;
  std::vector<File> evidence;
};

struct Certification {
  Role role{};
  std::string contract = "v10";
  std::string party;  // its id in results
  std::string name;
  contract::OrganisationNumber organisation;
  std::optional<contract::Source> source;  // uppgiftslamnare: which of the seven contracts
  std::optional<Address> address;          // driftspart, uppgiftslamnare
  std::optional<ShsNode> shs{};            // driftspart; absent: it is not judged at that door
  Certificates certificates;
  std::vector<TestPerson> persons;
  std::optional<contract::Period> period{};  // in which the persons have data; absent: 90 days back
  /// CSN and SKV: the part of the question that is not public, as the party wants it, with
  /// {twelve}, {century}, {ten}, {from} and {tom} for what the question is about. CSN: the content
  /// of SBNUppgEkBistandBegar; SKV: the text of forfragan. Absent: the bench's own form.
  std::optional<std::string> inner_question{};
  std::optional<Asker> on_behalf_of{};  // uppgiftslamnare; absent: the fixtures' Exempelkommun
  Limits limits;
  std::string contact;                                // for deviations; may be empty
  std::map<contract::Source, net::Endpoint> sources;  // driftspart: where our sources answer
  std::optional<net::Endpoint> aggregator;            // kommun: where our aggregator answers
  scenario::Door door = scenario::Door::http;         // ... and by which door its questions come
  std::optional<Deed> act;                            // kommun
  std::optional<Show> show;                           // kommun
  Observed observed;
  std::vector<Attestation> attestations;

  /// Null when the plan names nobody for it.
  const TestPerson* person(std::string_view as) const;
};

}  // namespace provbank::certify
