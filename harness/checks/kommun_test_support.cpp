#include "harness/checks/kommun_test_support.hpp"

#include <fmt/format.h>

namespace provbank::checks::testing {

using evidence::Awaited;
using evidence::Shows;

KommunScene::KommunScene() {
  evidence.kommun = "exempelkommun";
  evidence.canaries = {{kAnna, "question", "anna"},
                       {kAnna.substr(2), "question", "anna"},
                       {"Tranbärsdotter", "AF", "anna"},
                       {kBertil, "question", "bertil"},
                       {kBertil.substr(2), "question", "bertil"},
                       {"Blåbärsson", "AF", "bertil"}};
}

void KommunScene::receive(std::size_t index) {
  question(index).received = true;
  question(index).certificate = kOrganisation;
}

Awaited& KommunScene::add_deed(const Telling& telling) {
  Awaited deed;
  deed.id = fmt::format("a{}", evidence.awaited.size() + 1);
  deed.step = telling.asking.step;
  deed.kommun = evidence.kommun;
  deed.identity = contract::PersonIdentity::parse(telling.asking.persons.front()).value();
  deed.person = telling.asking.persons.front() == kAnna ? "anna" : "bertil";
  deed.sources = telling.asking.sources;
  deed.with_data = telling.asking.sources;
  deed.from = "2025-12-01";
  deed.tom = "2026-02-28";
  deed.answer = telling.answer;
  deed.told = telling.asking.at;
  evidence.awaited.push_back(std::move(deed));
  return evidence.awaited.back();
}

std::size_t KommunScene::tell(const Telling& telling) {
  Awaited& deed = add_deed(telling);
  Asking asking = telling.asking;
  for (std::size_t i = 0; i < telling.times; ++i) {
    const std::size_t index = ask(asking);
    receive(index);
    deed.questions.push_back(question(index).id);
    asking.at += asking.takes;
  }
  deed.answered = telling.asking.at + telling.asking.takes;
  deed.ended = asking.at + 5s;
  evidence::Shown shown;
  for (const auto source : deed.sources.in_order()) shown.sources[source] = Shows::found;
  shown.whole = Shows::found;
  shown.text = "Ärende om " + kAnna + ": Tranbärsdotter, uppgifter finns";
  if (deed.person == "bertil") shown.text = "Ärende om " + kBertil + ": Blåbärsson";
  shown.how = "request";
  deed.shown = std::move(shown);
  return evidence.awaited.size() - 1;
}

std::size_t KommunScene::tell_in_vain() {
  add_deed({}).ended = 30min;
  return evidence.awaited.size() - 1;
}

std::size_t KommunScene::unbidden(const Asking& asking) {
  const std::size_t index = ask(asking);
  receive(index);
  return index;
}

std::size_t KommunScene::garbage(const std::string& bytes) {
  const std::size_t index = abuse(1, 0, 1s);
  receive(index);
  question(index).identities.clear();
  question(index).persons.clear();
  question(index).sources = {};
  exchange(index).request.method = "POST";
  exchange(index).request.body = bytes;
  return index;
}

void KommunScene::spoil(const std::string& from, const std::string& to, std::size_t index) {
  const std::string before = asked(index);
  asked(index) = replaced(before, from, to);
  EXPECT_NE(asked(index), before) << from << " is not in the question";
}

}  // namespace provbank::checks::testing
