#include "reference-impl/shs/forward.hpp"

#include <optional>

#include "platform/net/http_client.hpp"
#include "platform/net/with_timeout.hpp"
#include "platform/text/number.hpp"
#include "reference-impl/wire/shs/message.hpp"

namespace provbank::shs {
namespace {

struct Place {
  net::Endpoint endpoint;
  std::string path;
};

std::optional<Place> place_of(std::string_view url) {
  constexpr std::string_view kScheme = "https://";
  constexpr std::uint16_t kHttps = 443;
  if (!url.starts_with(kScheme)) return std::nullopt;
  url.remove_prefix(kScheme.size());
  const auto slash = url.find('/');
  if (slash == std::string_view::npos || slash == 0) return std::nullopt;
  const auto host = url.substr(0, slash);
  const auto colon = host.rfind(':');
  Place place{{std::string(host.substr(0, colon)), kHttps}, std::string(url.substr(slash))};
  if (colon == std::string_view::npos) return place;
  const auto port = text::whole_in(host.substr(colon + 1));
  if (!port || *port == 0 || *port > UINT16_MAX || colon == 0) return std::nullopt;
  place.endpoint.port = static_cast<std::uint16_t>(*port);
  return place;
}

awaitable<Result<http::Response>> post(net::Network& network, time::Clock& clock,
                                       net::ClientTls tls, std::string url, std::string message) {
  auto place = place_of(url);
  if (!place)
    co_return fail(Errc::invalid, "the address of a node is not https://host[:port]/path");
  net::HttpClientOptions options;
  options.limits.body_bytes = wire::shs::MessageLimits{}.message_bytes;
  options.idle_connections = 0;
  net::HttpClient client(network, clock, place->endpoint, std::move(tls), options);
  http::Request request;
  request.method = "POST";
  request.target = std::move(place->path);
  request.fields.set("Host", net::to_string(place->endpoint));
  request.fields.set("Content-Type", std::string(wire::shs::kMessageContentType));
  request.body = std::move(message);
  auto sending = client.send(std::move(request));
  auto response =
      co_await net::with_deadline(std::move(sending), clock, clock.now() + kForwardTime);
  if (!response) co_return fail(Errc::timed_out, "the node did not answer");
  co_return std::move(*response);
}

}  // namespace

Forward forward_over(net::Network& network, time::Clock& clock, net::ClientTls tls) {
  return [&network, &clock, tls = std::move(tls)](std::string url, std::string message) {
    return post(network, clock, tls, std::move(url), std::move(message));
  };
}

}  // namespace provbank::shs
