// What a kommun under test was made to do, and what it then showed its handläggare.
#pragma once
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "contract/person_identity.hpp"
#include "contract/source.hpp"
#include "platform/base/result.hpp"
#include "platform/time/clock.hpp"

namespace provbank::evidence {

/// So long the bench waits for an answer in a mailbox to be fetched and acknowledged: who asks at a
/// desk looks sooner.
inline constexpr std::chrono::minutes kMailboxTime{2};

/// What the party shows of one source, or of the whole. `unclear`: what it shows fits none of the
/// words that the plan gives, or several of them.
enum class Shows { found, nothing, failed, unclear };
std::string_view to_string(Shows shows);

/// What was seen on the party's side after an answer.
struct Shown {
  std::map<contract::Source, Shows> sources;  // of those that could be asked about
  std::optional<Shows> whole;                 // found: answered
  std::string text;                           // as it came; empty when a person told us
  std::string how;                            // "command", "request" or "operator"
  std::string by;                             // the person who told us
  std::optional<bool> somebody_else;          // a person's word: it showed another person's data
  struct File {
    std::string name;
    std::string sha256;
    std::filesystem::path at{};  // where it lies until it is stored with the evidence
  };
  std::vector<File> files;  // that the person attached
};

/// One deed: the party was told to ask about somebody, asked (or did not), got an answer that the
/// bench chose, and showed something.
struct Awaited {
  std::string id;    // "a1"
  std::string step;  // the scenario step's id
  std::string kommun;
  std::string person;  // the scenario's name
  contract::PersonIdentity identity;
  std::string case_id;            // that it was told, if any
  contract::SourceSet sources;    // that it was told to ask
  contract::SourceSet with_data;  // that have something to tell about the person
  std::string from;               // the period it was told
  std::string tom;
  std::string answer = "normal";            // how the bench answered: the scenario language's word
  time::Duration delay{};                   // added to it
  bool receipt_lost = false;                // lost-receipt: it came to that
  std::optional<std::string> about_person;  // wrong-person: whose data it was given instead
  std::vector<std::string> questions;  // those that came for it, in order: the first, then repeats
  time::Duration told{};
  time::Duration answered{};         // when the first answer had been sent, or was given up
  time::Duration ended{};            // until then it was watched
  std::optional<Error> deed_failed;  // the party could not be made to act
  std::optional<Shown> shown;
  std::optional<Error> look_failed;  // what it shows could not be seen
};

/// What was seen, as the evidence folder keeps it: the text as it came, or a person's word.
std::string shown_as_text(const Shown& shown);

}  // namespace provbank::evidence
