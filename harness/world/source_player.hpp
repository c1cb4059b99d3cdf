// Plays a scenario's steps towards one base service: asks as the aggregator would, and sends what
// no aggregator should.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/evidence/recorder.hpp"
#include "harness/evidence/source_question.hpp"
#include "harness/world/stage.hpp"
#include "reference-impl/kommun/question_builder.hpp"
#include "reference-impl/kommun/transport.hpp"

namespace provbank::world {

/// Where the base service listens.
struct SourcePlace {
  contract::Source source{};
  net::Endpoint endpoint;
  std::string server_name;  // that its certificate must carry
  std::string target;       // its HTTP path; empty: the reference's
};

class SourcePlayer {
 public:
  /// What `setting` refers to, and the recorder, must outlive the player.
  SourcePlayer(const Setting& setting, evidence::Recorder& recorder, SourcePlace place);
  ~SourcePlayer();

  /// Performs the steps in order and returns when the last answer is in. What cannot be asked (a
  /// person the plan does not name, more than it allows) is noted as not asked, with the reason.
  /// Throws ErrorException when an alteration matches nothing: the scenario's fault.
  net::awaitable<void> play(const std::vector<scenario::Step>& steps);

  std::vector<evidence::SourceQuestion> take_questions() { return std::move(questions_); }

 private:
  net::awaitable<void> play_step(const scenario::Step& step);
  net::awaitable<void> play_ask(const scenario::AskSourceStep& step);
  net::awaitable<void> play_test(const scenario::TestSourceStep& step);
  net::awaitable<void> play_send(const scenario::SendSourceStep& step);
  net::awaitable<void> send_bytes(const scenario::SendSourceStep& step, std::size_t asked,
                                  http::Request right);
  net::awaitable<void> play_together(const scenario::TogetherStep& step);
  net::awaitable<void> ask_after(const scenario::AskSourceStep& step, std::size_t asked,
                                 http::Request request, time::TimePoint when);
  net::awaitable<void> exchange(std::size_t asked, std::string certificate, std::string tls,
                                http::Request request);

  struct Prepared {
    std::size_t asked = 0;
    http::Request request;
  };
  /// The question, ready to be sent; nothing when it had to be noted as not asked.
  std::optional<Prepared> prepare(const scenario::AskSourceStep& step, std::size_t turn);
  std::optional<Prepared> prepare_right(evidence::SourceQuestion question,
                                        const contract::Period& period);
  std::optional<Bilingual> beyond_limits(const scenario::AskSourceStep& step) const;
  std::optional<Bilingual> lacks_certificate(const std::string& name) const;
  std::optional<crypto::Credentials> certificate(const std::string& name) const;
  net::ClientTls client_tls(const std::string& certificate, const std::string& tls) const;
  kommun::Transport& transport(const std::string& certificate, const std::string& tls);
  void retarget(http::Request& request) const;
  contract::Period period_for(const scenario::AskSourceStep& step) const;
  contract::Period period() const;
  std::size_t note(evidence::SourceQuestion question);
  void note_not_asked(evidence::SourceQuestion question, Bilingual why);

  const Setting& setting_;
  evidence::Recorder& recorder_;
  SourcePlace place_;
  kommun::QuestionBuilder builder_;
  std::map<std::string, std::unique_ptr<kommun::Transport>> transports_;
  std::vector<evidence::SourceQuestion> questions_;
};

}  // namespace provbank::world
