#include "harness/world/shs_place.hpp"

#include <cstring>
#include <utility>

#include "harness/world/letters.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/http/target.hpp"

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
    if (response) {
      recorder_.finish(ticket, *response);
    } else {
      recorder_.finish(ticket, response.error());
    }
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

aggregator::ShsSettings reference_node(const std::filesystem::path& data_dir,
                                       const std::filesystem::path& mail_folder, chance::Rng rng) {
  const auto fixtures = data_dir / "fixtures" / "shs";
  aggregator::ShsSettings made{.rng = rng};
  made.agreements =
      std::make_shared<shs::Agreements>(shs::Agreements::load(fixtures / "agreements").value());
  made.directory = shs::FixedDirectory::load(fixtures / "directory.xml").value();
  made.mail_folder = mail_folder;
  return made;
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
net::awaitable<Result<http::Response>> ShsPost::go(ShsAct& act, kommun::Transport& transport,
                                                   http::Request request) {
  evidence::ExchangeStart start;
  start.leg = evidence::Leg::shs;
  start.party = act.kommun;
  const std::size_t ticket = ground_.recorder.begin(std::move(start), request);
  act.exchange = ground_.recorder.id(ticket);
  auto response = co_await transport.send(std::move(request));
  if (response) {
    ground_.recorder.finish(ticket, *response);
  } else {
    ground_.recorder.finish(ticket, response.error());
    act.failure = response.error();
  }
  co_return response;
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
  http::Request request;
  request.method = "POST";
  request.target = ground_.towards.base + "/rs";
  request.fields.set("Content-Type", std::string(wire::shs::kMessageContentType));
  request.body = sent.bytes;
  sent_[step.id] = std::move(sent);
  const auto response = co_await go(act, transport, std::move(request));
  acts_.push_back(std::move(act));
}

http::Request ShsPost::mailbox_request(std::string method, const std::string& address,
                                       std::string rest) const {
  http::Request request;
  request.method = std::move(method);
  request.target = ground_.towards.base + "/ds/" + http::to_percent(address) + std::move(rest);
  return request;
}

/// As the owner, until the answer is listed or the time is over. Its tx.id is remembered.
net::awaitable<void> ShsPost::wait_for_answer(const scenario::MailboxStep& step,
                                              std::string address) {
  Sent& sent = sent_[step.of];
  auto& transport = ground_.reach(step.kommun, "own");
  auto watched = witnessed_shs(transport, step.kommun, ground_.recorder);
  auto who = ground_.towards;
  who.from = std::move(address);
  kommun::ShsClient client(*watched, ground_.clock, ground_.calendar, ground_.rng, who);
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
  const std::string address = kommun.organisationsnummer.wire();
  if (step.within.count() > 0) co_await wait_for_answer(step, address);
  const Sent& sent = sent_[step.of];
  ShsAct act;
  act.id = next_id();
  act.step = step.id;
  act.kommun = step.kommun;
  act.certificate = step.by.empty() || step.by == step.kommun ? step.certificate : step.by;
  act.of = sent.act;
  auto& transport = ground_.reach(step.by.empty() ? step.kommun : step.by, step.certificate);
  http::Request request;
  switch (step.action) {
    case Action::list:
      act.kind = ShsAct::Kind::list;
      request = mailbox_request("GET", address,
                                "?corrid=" + http::to_percent(sent.corr_id) +
                                    "&status=" + std::string(to_string(ground_.towards.status)));
      break;
    case Action::fetch:
      act.kind = ShsAct::Kind::fetch;
      request = mailbox_request("GET", address, "/" + sent.answer);
      break;
    case Action::acknowledge:
      act.kind = ShsAct::Kind::acknowledge;
      request = mailbox_request("POST", address, "/" + sent.answer + "?action=ack");
      break;
  }
  if (act.kind != ShsAct::Kind::list) act.tx_id = sent.answer;
  if (act.kind == ShsAct::Kind::list || !sent.answer.empty())
    static_cast<void>(co_await go(act, transport, std::move(request)));
  acts_.push_back(std::move(act));
}

}  // namespace provbank::world
