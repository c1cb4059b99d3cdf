#include "harness/world/shs_place.hpp"

#include <cstring>
#include <utility>

#include "harness/world/letters.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::world {

using evidence::ShsAct;

namespace {

class Witness final : public kommun::Transport {
 public:
  Witness(kommun::Transport& under, std::string kommun, evidence::Recorder& recorder)
      : under_(under), kommun_(std::move(kommun)), recorder_(recorder) {}

  net::awaitable<Result<http::Response>> send(http::Request request) override {
    evidence::ExchangeStart start;
    start.leg = evidence::Leg::shs;
    start.party = kommun_;
    const std::size_t ticket = recorder_.begin(std::move(start), request);
    auto response = co_await under_.send(std::move(request));
    recorder_.finish(ticket, response);
    co_return response;
  }

 private:
  kommun::Transport& under_;
  std::string kommun_;
  evidence::Recorder& recorder_;
};

/// How long between two looks into a mailbox.
constexpr std::chrono::milliseconds kLookEvery{250};

}  // namespace

std::unique_ptr<kommun::Transport> witnessed_shs(kommun::Transport& under, std::string kommun,
                                                 evidence::Recorder& recorder) {
  return std::make_unique<Witness>(under, std::move(kommun), recorder);
}

chance::Rng ids_of_messages(evidence::World world, const chance::Rng& rng, std::string_view whose) {
  if (world == evidence::World::simulated) return rng.fork(whose);
  const auto bytes = crypto::random_bytes(sizeof(std::uint64_t));
  chance::Seed seed;
  std::memcpy(&seed.value, bytes.data(), sizeof seed.value);
  return chance::Rng(seed);
}

kommun::ShsIdentity shs_identity(const contract::Organisations& organisations,
                                 const contract::Kommun& kommun) {
  return {.from = kommun.organisationsnummer.wire(),
          .from_name = kommun.namn,
          .to = organisations.driftspart.wire()};
}

ShsPost::ShsPost(Ground ground) : ground_(std::move(ground)) {}

kommun::ShsIdentity ShsPost::identity(const contract::Kommun& kommun) const {
  auto made = ground_.towards;
  made.from = kommun.organisationsnummer.wire();
  made.from_name = kommun.namn;
  return made;
}

evidence::ShsPlace ShsPost::place() const {
  return {ground_.towards.to, ground_.towards.product,
          std::string(to_string(ground_.towards.status))};
}

std::string ShsPost::next_id() {
  return "s" + std::to_string(++ids_);
}

/// The act's one exchange, with the witness at the door.
net::awaitable<void> ShsPost::go(ShsAct& act, kommun::Transport& transport, http::Request request) {
  evidence::ExchangeStart start;
  start.leg = evidence::Leg::shs;
  start.party = act.kommun;
  const std::size_t ticket = ground_.recorder.begin(std::move(start), request);
  act.exchange = ground_.recorder.id(ticket);
  const auto response = co_await transport.send(std::move(request));
  ground_.recorder.finish(ticket, response);
  if (!response) act.failure = response.error();
}

net::awaitable<void> ShsPost::send(const scenario::ShsStep& step, const contract::Kommun& kommun,
                                   std::string soap) {
  const Letter* letter = find_letter(step.letter);
  if (letter == nullptr)
    throw ErrorException(fail(Errc::invalid, "nothing is known of the letter " + step.letter));
  auto& transport = ground_.reach(step.kommun, step.certificate);
  const std::string id = next_id();
  kommun::ShsClient client(transport, ground_.clock, ground_.calendar, ground_.rng.fork(id),
                           identity(kommun));
  ShsAct act;
  act.id = id;
  act.step = step.id;
  act.kommun = step.kommun;
  act.certificate = step.certificate;
  act.letter = step.letter;
  act.synch = step.synch;
  act.again = !step.again.empty();
  act.person = step.person;
  Sent sent;
  if (act.again) {
    sent = sent_[step.again];
    act.of = sent.act;
  } else {
    auto message = client.message(std::move(soap), step.synch ? wire::shs::TransferType::synch
                                                              : wire::shs::TransferType::asynch);
    sent = {id, {}, message.label.tx_id, message.label.corr_id, {}};
    sent.bytes = written(*letter, std::move(message));
  }
  act.tx_id = sent.tx_id;
  auto request = client.request(sent.bytes);
  sent_[step.id] = std::move(sent);
  co_await go(act, transport, std::move(request));
  acts_.push_back(std::move(act));
}

/// As the owner, until the answer is listed or the time is over. Its tx.id is remembered.
net::awaitable<void> ShsPost::wait_for_answer(const scenario::MailboxStep& step,
                                              kommun::ShsIdentity owner) {
  Sent& sent = sent_[step.of];
  auto& transport = ground_.reach(step.kommun, "own");
  auto watched = witnessed_shs(transport, step.kommun, ground_.recorder);
  kommun::ShsClient client(*watched, ground_.clock, ground_.calendar, ground_.rng,
                           std::move(owner));
  const auto until = ground_.clock.now() + step.within;
  while (sent.answer.empty()) {
    const auto listed = co_await client.list(sent.corr_id);
    if (listed && !listed->empty()) sent.answer = listed->front().tx_id;
    if (!sent.answer.empty() || ground_.clock.now() >= until) break;
    co_await time::sleep_for(ground_.clock, kLookEvery);
  }
}

net::awaitable<void> ShsPost::visit(const scenario::MailboxStep& step,
                                    const contract::Kommun& kommun) {
  using Action = scenario::MailboxStep::Action;
  if (step.within.count() > 0) co_await wait_for_answer(step, identity(kommun));
  const Sent& sent = sent_[step.of];
  ShsAct act;
  act.id = next_id();
  act.step = step.id;
  act.kommun = step.kommun;
  act.certificate = step.by.empty() || step.by == step.kommun ? step.certificate : step.by;
  act.of = sent.act;
  auto& transport = ground_.reach(step.by.empty() ? step.kommun : step.by, step.certificate);
  const kommun::ShsClient client(transport, ground_.clock, ground_.calendar, ground_.rng,
                                 identity(kommun));
  http::Request request;
  switch (step.action) {
    case Action::list:
      act.kind = ShsAct::Kind::list;
      request = client.list_request(sent.corr_id);
      break;
    case Action::fetch:
      act.kind = ShsAct::Kind::fetch;
      request = client.fetch_request(sent.answer);
      break;
    case Action::acknowledge:
      act.kind = ShsAct::Kind::acknowledge;
      request = client.acknowledge_request(sent.answer);
      break;
  }
  if (act.kind != ShsAct::Kind::list) act.tx_id = sent.answer;
  if (act.kind == ShsAct::Kind::list || !sent.answer.empty())
    co_await go(act, transport, std::move(request));
  acts_.push_back(std::move(act));
}

}  // namespace provbank::world
