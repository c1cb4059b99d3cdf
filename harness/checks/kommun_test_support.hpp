// A kommun under test that was told to ask, asked, got an answer and showed it: all as it should
// be, until a test spoils one thing.
#pragma once
#include <map>
#include <string>

#include "harness/checks/test_support.hpp"
#include "harness/evidence/awaited.hpp"

namespace provbank::checks::testing {

/// One deed in the making. `asking` is the question that came of it.
struct Telling {
  Asking asking = {};
  std::size_t times = 1;  // that the question came
  std::string answer = "normal";
};

/// A scene with a kommun in the place of the judged.
class KommunScene : public Scene {
 public:
  KommunScene();

  /// Told, asked, answered and shown, everything right. The number of the deed from 0.
  std::size_t tell(const Telling& telling = {});
  /// Told, and nothing came.
  std::size_t tell_in_vain();
  /// A question that nobody asked the party for.
  std::size_t unbidden(const Asking& asking);
  /// Bytes that are no question.
  std::size_t garbage(const std::string& bytes = "garbage");

  evidence::Awaited& deed(std::size_t i = 0) { return evidence.awaited.at(i); }
  evidence::Shown& shown(std::size_t i = 0) { return *deed(i).shown; }
  std::string& asked(std::size_t question = 0) { return exchange(question).request.body; }
  /// Replaces in the bytes of a question.
  void spoil(const std::string& from, const std::string& to, std::size_t question = 0);

 private:
  evidence::Awaited& add_deed(const Telling& telling);
  void receive(std::size_t question);
};

}  // namespace provbank::checks::testing
