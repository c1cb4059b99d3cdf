// Plays a scenario's steps: asks as the kommuner would, and sends what no kommun should.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/evidence/evidence.hpp"
#include "harness/evidence/recorder.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/world/parties.hpp"
#include "harness/world/shs_place.hpp"
#include "reference-impl/kommun/client.hpp"
#include "reference-impl/kommun/question_builder.hpp"
#include "reference-impl/kommun/transport.hpp"

namespace provbank::world {

/// How the aggregator is reached.
struct ServicePlace {
  net::Endpoint endpoint;
  std::string server_name{kDriftspartName};
  std::string trust_pem = {};  // who vouches for it; empty: the test PKI
  std::string target{kommun::kDefaultTarget};
};

class Player {
 public:
  /// All referred to must outlive the player.
  Player(Seams seams, const Environment& environment, const TestPki& pki,
         evidence::Recorder& recorder, ServicePlace service);
  ~Player();

  /// Needed for steps with documents made from schemas; `turn` chooses among them. Outlives the
  /// player.
  void use(GeneratedAnswers& answers, std::uint64_t turn) {
    answers_ = &answers;
    turn_ = turn;
  }

  /// Needed for steps at the SHS door, and when ordinary questions go through it.
  void use(contract::Calendar calendar, chance::Rng rng, scenario::Door door,
           kommun::ShsIdentity towards);
  std::vector<evidence::ShsAct> take_shs_acts();
  std::optional<evidence::ShsPlace> shs_place() const;

  /// The first case's number; cases numbered from another are another run's.
  void number_from(std::uint64_t first) { first_case_ = first; }

  /// Needed for steps that look at what is left.
  void use(std::function<void()> look) { look_ = std::move(look); }
  const std::vector<evidence::AskedQuestion>& questions() const { return questions_; }

  /// Performs the steps in order and returns when the last answer is in. Throws ErrorException when
  /// the scenario asks for what cannot be done (a person, a certificate or an XPath that matches
  /// nothing): the tool's fault or the scenario's, never a party's.
  net::awaitable<void> play(const std::vector<scenario::Step>& steps);

  std::vector<evidence::AskedQuestion> take_questions() { return std::move(questions_); }
  /// The made questions, by exchange.
  std::map<std::string, evidence::GeneratedCase, std::less<>> take_generated() {
    return std::move(generated_);
  }

 private:
  net::awaitable<void> play_step(const scenario::Step& step);
  net::awaitable<void> play_ask(const scenario::AskStep& step);
  net::awaitable<void> play_ping(const scenario::PingStep& step);
  net::awaitable<void> play_send(const scenario::SendStep& step);
  net::awaitable<void> play_together(const scenario::TogetherStep& step);
  net::awaitable<void> play_generated(const scenario::AskGeneratedStep& step);
  net::awaitable<void> play_generated_questions(const scenario::AskGeneratedStep& step);
  net::awaitable<void> play_generated_answers(const scenario::AskGeneratedStep& step);
  net::awaitable<void> play_crowd(const scenario::AskCrowdStep& step);
  time::Duration made_gap() const;
  generate::CaseSet question_cases(const scenario::AskGeneratedStep& step);
  net::awaitable<void> ask_after(const scenario::AskStep& step, std::size_t asked,
                                 http::Request request, time::TimePoint when);
  net::awaitable<void> exchange(std::size_t asked, std::string certificate, std::string tls,
                                http::Request request, scenario::Door door);
  net::awaitable<void> play_shs(const scenario::ShsStep& step);
  net::awaitable<void> play_mailbox(const scenario::MailboxStep& step);
  const contract::Kommun& kommun(const std::string& id) const;
  ShsPost& post();

  std::size_t note(evidence::AskedQuestion question);
  /// An ordinary question that goes out in no ordinary way, and what is noted of it.
  std::pair<contract::Question, evidence::AskedQuestion> raw_question(
      const std::string& step, const std::string& kommun, const std::string& about,
      const std::string& certificate);
  std::pair<std::size_t, http::Request> prepare(const scenario::AskStep& step);
  kommun::Transport& transport(const std::string& kommun, const std::string& certificate,
                               const std::string& tls);
  kommun::ShsIdentity sender(const std::string& kommun, const std::string& certificate);
  kommun::Transport& through_shs(const std::string& kommun, const std::string& certificate,
                                 const std::string& tls);
  kommun::QuestionBuilder& builder(const std::string& kommun);
  const bastjanst::Person& person(const std::string& id) const;

  Seams seams_;
  const Environment& environment_;
  const TestPki& pki_;
  evidence::Recorder& recorder_;
  net::ClientTls tls_towards_service(const std::string& kommun, const std::string& certificate,
                                     const std::string& tls) const;

  ServicePlace service_;
  std::map<std::string, std::unique_ptr<kommun::Transport>> transports_;
  std::optional<ShsPost> post_;
  scenario::Door door_ = scenario::Door::http;
  std::map<std::string, std::unique_ptr<kommun::Transport>> through_shs_;
  std::map<std::string, kommun::QuestionBuilder> builders_;
  std::vector<evidence::AskedQuestion> questions_;
  std::map<std::string, evidence::GeneratedCase, std::less<>> generated_;
  GeneratedAnswers* answers_ = nullptr;
  std::uint64_t turn_ = 0;
  std::uint64_t first_case_ = 1;
  std::function<void()> look_;
};

/// The client's side of TLS as a kommun with that certificate would have it. `tls` is "1.2", "1.3"
/// or empty for both.
net::ClientTls client_tls(const TestPki& pki, const std::string& kommun,
                          const std::string& certificate, const std::string& tls);

/// The period asked about when nothing else is said: one that the fixtures' payments lie in.
contract::Period default_period();

}  // namespace provbank::world
