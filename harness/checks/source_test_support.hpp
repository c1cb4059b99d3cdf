// Evidence made by hand for the role uppgiftslamnare: the bench asks one base service, and every
// answer is right in every detail until a test spoils it.
#pragma once
#include <string>

#include "harness/checks/test_support.hpp"

namespace provbank::checks::testing {

/// How one question to a base service goes.
struct SourceAskingOf {
  std::string slot = "med-uppgifter";
  std::string person = kAnna;
  evidence::SourceAsking kind = evidence::SourceAsking::question;
  time::Duration takes = 1s;
  std::string step = {};
};

/// A refusal in the source's own form, with that text.
std::string source_fault(Source source, const std::string& text = "Frågan kan inte besvaras");
/// The answer of a source's own test.
std::string source_test_answer(Source source);
/// What a source says of a person of whom it has data; of one of whom it has none.
std::string telling(Source source, const std::string& person, const std::string& case_id);
std::string silent(Source source, const std::string& person, const std::string& case_id);

class SourceScene {
 public:
  explicit SourceScene(Source source = Source::af);

  /// Asks and is answered as the slot promises. Returns the question's number from 0.
  std::size_t ask(const SourceAskingOf& asking = {});
  /// The same, refused as the source's contract says.
  std::size_t refuse(SourceAskingOf asking = {.kind = evidence::SourceAsking::altered});
  /// The source's own test, well answered.
  std::size_t test();
  /// Bytes on so many connections, of which so many were ended after that time.
  std::size_t misuse(std::size_t connections, std::size_t ended, time::Duration after);
  /// A question that could not be asked.
  void not_asked();
  /// Makes question i end without a response.
  void break_off(std::size_t i, Errc how);

  evidence::SourceQuestion& question(std::size_t i = 0) {
    return scene.evidence.source_questions.at(i);
  }
  evidence::Exchange& exchange(std::size_t i = 0) { return scene.evidence.exchanges.at(i); }
  http::Response& response(std::size_t i = 0) { return *exchange(i).response; }
  std::string& body(std::size_t i = 0) { return response(i).body; }

  evidence::Outcome run(std::string_view check, const Parameters& parameters = {}) const {
    return scene.run(check, parameters);
  }

  Scene scene;
  Source source;

 private:
  time::Duration now_{};
};

}  // namespace provbank::checks::testing
