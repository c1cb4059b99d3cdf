#include "reference-impl/shs/node.hpp"

#include "platform/http/target.hpp"
#include "platform/net/event.hpp"
#include "platform/net/task_group.hpp"
#include "platform/net/with_timeout.hpp"
#include "reference-impl/shs/delivery_service.hpp"
#include "reference-impl/shs/ground.hpp"
#include "reference-impl/shs/receive_service.hpp"

namespace provbank::shs {

struct Node::State {
  State(time::Clock& clock, chance::Rng rng, NodeSettings settings)
      : ground{clock,
               rng,
               settings,
               {clock, settings.mail_folder, settings.mail_kept, settings.mailbox}},
        receive(ground),
        deliver(ground, receive),
        base_segments(http::parse_target(ground.settings.base)->path.size()) {}

  awaitable<http::Response> handle(http::Request request, const net::Peer& peer) {
    auto target = http::parse_target(request.target);
    if (!target) co_return plain(kBadRequest, "The target cannot be read.\n");
    auto where = target->path;
    where.erase(where.begin(), where.begin() + static_cast<std::ptrdiff_t>(base_segments));
    const std::string service = where.empty() ? std::string() : where.front();
    if (service == "rs" && where.size() == 1) {
      if (request.method == "POST") co_return co_await receive.receive(std::move(request), peer);
      auto refused = plain(kMethodNotAllowed, "Messages are sent with POST.\n");
      refused.fields.set("Allow", "POST");
      co_return refused;
    }
    if (service == "ds") {
      where.erase(where.begin());
      co_return co_await deliver.deliver(request, *target, std::move(where), peer);
    }
    co_return plain(kNotFound, "The receive service is at rs, the delivery service at ds.\n");
  }

  /// Nothing waits longer than its time, whether or not anybody comes by.
  awaitable<void> expire() {
    while (!stopped) {
      for (const Mail& mail : ground.mailbox.expire())
        static_cast<void>(co_await ground.note(event_about(NodeEvent::What::expired, mail.label)));
      const auto next = ground.mailbox.next_expiry();
      if (next) {
        static_cast<void>(co_await net::with_deadline(changed(), ground.clock, *next));
      } else {
        co_await ground.changed->wait();
      }
    }
  }
  awaitable<bool> changed() {
    co_await ground.changed->wait();
    co_return true;
  }

  awaitable<void> run() {
    const NoLonger end{ground.changed};
    ground.changed.emplace(co_await net::asio::this_coro::executor);
    const auto work = [this](net::TaskGroup& group) -> awaitable<void> {
      group.spawn(expire());
      co_await receive.run();
    };
    co_await net::with_task_group(work);
  }

  /// What waits on the executor goes when `run` does: the executor may be gone before the node.
  struct NoLonger {
    std::optional<net::Event>& event;
    ~NoLonger() { event.reset(); }
  };

  static constexpr int kBadRequest = 400;
  static constexpr int kNotFound = 404;
  static constexpr int kMethodNotAllowed = 405;

  Ground ground;
  ReceiveService receive;
  DeliveryService deliver;
  const std::size_t base_segments;
  bool stopped = false;
};

Node::Node(time::Clock& clock, chance::Rng rng, NodeSettings settings) {
  if (!settings.agreements || !settings.directory || !settings.calendar)
    throw ErrorException(
        fail(Errc::invalid, "shs node: it needs agreements, a directory and a calendar"));
  if (!http::parse_target(settings.base) || settings.base.ends_with('/'))
    throw ErrorException(fail(Errc::invalid, "shs node: a base that is no path: " + settings.base));
  state_ = std::make_unique<State>(clock, rng, std::move(settings));
}

Node::~Node() = default;

bool Node::serves(std::string_view target) const {
  const std::string& base = state_->ground.settings.base;
  return target.starts_with(base) && target.substr(base.size()).starts_with('/');
}

awaitable<http::Response> Node::handle(http::Request request, const net::Peer& peer) {
  return state_->handle(std::move(request), peer);
}

awaitable<void> Node::run() {
  return state_->run();
}

void Node::stop() {
  state_->stopped = true;
  state_->receive.stop();
  state_->ground.notify();
}

std::size_t Node::waiting() const {
  return state_->ground.mailbox.size();
}

}  // namespace provbank::shs
