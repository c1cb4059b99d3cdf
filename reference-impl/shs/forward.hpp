// The way to other nodes.
#pragma once
#include <functional>
#include <string>

#include "platform/http/message.hpp"
#include "platform/net/network.hpp"
#include "platform/time/clock.hpp"
#include "reference-impl/shs/directory.hpp"

namespace provbank::shs {

inline constexpr std::chrono::seconds kForwardTime{30};  // a whole exchange with another node

using Forward =
    std::function<awaitable<Result<http::Response>>(std::string url, std::string message)>;

/// Posts messages over HTTPS with that certificate; a node's certificate must carry the host of its
/// URL. Errors: the network's, `timed_out`, `invalid` for a URL that is not
/// https://host[:port]/path. `network` and `clock` outlive it.
Forward forward_over(net::Network& network, time::Clock& clock, net::ClientTls tls);

}  // namespace provbank::shs
