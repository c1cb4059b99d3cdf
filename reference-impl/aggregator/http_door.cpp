#include "reference-impl/aggregator/http_door.hpp"

#include <utility>

#include "platform/base/wipe.hpp"
#include "reference-impl/aggregator/reply.hpp"

namespace provbank::aggregator {

awaitable<http::Response> HttpDoor::handle(http::Request request, const net::Peer& peer) {
  const WipeOnExit forget(request.body);
  if (request.method == "GET") {
    if (auto described = description_.get(request.target)) co_return std::move(*described);
  }
  Visit visit{.caller = peer.certificate, .arrived = clock_.now(), .read = [&] {
                return intake_.read(request);
              }};
  auto answer = co_await service_.answer(std::move(visit));
  if (!answer) co_return reply_refusing(answer.error());
  co_return reply_with(std::move(*answer));
}

}  // namespace provbank::aggregator
