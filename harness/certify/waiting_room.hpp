// Where a run waits for a person: a task, and the answer to it. A task stands as a file, on a small
// local web page and on the terminal, and the first answer given anywhere counts; so the same run
// works with somebody at the keyboard, with a script, and over a restart (a scenario that was
// waiting then begins anew).
//
//   <folder>/<task>.json        what is to be done, in words and for a script, and how to answer
//   <folder>/<task>.svar.json   the answer:
//                                 {"by": "Namn", "sources": {"AF": "found", "CSN": "failed"},
//                                  "somebody-else": false, "files": ["skarmbild.png"]}
//                               {"by": "Namn"} is enough for a deed. An answer that cannot be used
//                               is put aside as <task>.svar.json.fel.
//   a typed line                "Namn" for a deed; "AF=found CSN=failed annan=nej" for what is
//   shown GET  http://127.0.0.1:<port>/            the waiting tasks as a page with a form each GET
//   http://127.0.0.1:<port>/tasks       the same as JSON POST http://127.0.0.1:<port>/tasks/<id> an
//   answer, as JSON
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "harness/certify/task_answer.hpp"
#include "platform/net/network.hpp"
#include "platform/text/language.hpp"
#include "platform/time/clock.hpp"

namespace provbank::certify {

struct WaitingRoomOptions {
  std::filesystem::path folder;
  std::uint16_t port = 0;  // of the local interface; 0: a free one
  time::Duration wait_max = std::chrono::minutes(30);
  Language language = Language::sv;
  bool terminal = false;  // also listen to what is typed on standard input
  /// Told when a task begins to wait, when an answer cannot be used, and when the wait is over.
  std::function<void(const Bilingual&)> tell = {};
};

/// One run's waiting. On the world's one thread.
class WaitingRoom {
 public:
  /// Listens at once; throws ErrorException when it cannot, or when the folder cannot be written.
  WaitingRoom(net::Network& network, time::Clock& clock, WaitingRoomOptions options);
  ~WaitingRoom();
  WaitingRoom(const WaitingRoom&) = delete;
  WaitingRoom& operator=(const WaitingRoom&) = delete;

  /// Serves the local interface until `stop`.
  net::awaitable<void> run();
  void stop();
  const net::Endpoint& endpoint() const;

  /// Waits for the answer; an answer file from before the question is removed, since it is about
  /// another. `timed_out` after `wait_max`.
  net::awaitable<Result<TaskAnswer>> ask(Task task);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace provbank::certify
