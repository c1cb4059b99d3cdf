// What this folder's tests share: a server whose every answer a test scripts, in memory or behind
// real TLS.
#pragma once
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "platform/crypto/pki.hpp"
#include "platform/net/http_server.hpp"
#include "platform/net/live_network.hpp"
#include "platform/net/memory_network.hpp"
#include "platform/time/clock.hpp"
#include "reference-impl/kommun/transport.hpp"

namespace provbank::kommun::testing {

inline const std::string kServerName = "ssbtek.provbank.test";

inline http::Response text_response(std::string body, int status = 200) {
  http::Response response;
  response.status = status;
  response.fields.set("Content-Type", "text/xml; charset=utf-8");
  response.body = std::move(body);
  return response;
}

/// Certificates that are valid now.
class Pki {
 public:
  explicit Pki(const std::string& name)
      : begin_(time::SteadyClock().wall_now() - std::chrono::hours(1)),
        end_(begin_ + std::chrono::hours(48)),
        authority_(name, to_system(begin_), to_system(end_)) {}

  crypto::Credentials server() {
    auto request = wanted("Server", crypto::Purpose::server);
    request.dns_names = {kServerName};
    return authority_.issue(request);
  }
  crypto::Credentials kommun() {
    auto request = wanted("Exempelkommun", crypto::Purpose::client);
    request.organisation_number = "162120009903";
    return authority_.issue(request);
  }
  const std::string& anchor() const { return authority_.certificate_pem(); }

 private:
  static std::chrono::system_clock::time_point to_system(time::WallTime instant) {
    return std::chrono::time_point_cast<std::chrono::system_clock::duration>(instant);
  }
  crypto::CertificateRequest wanted(const std::string& name, crypto::Purpose purpose) const {
    crypto::CertificateRequest request;
    request.common_name = name;
    request.organisation_name = name;
    request.purpose = purpose;
    request.not_before = to_system(begin_);
    request.not_after = to_system(end_);
    return request;
  }

  time::WallTime begin_;
  time::WallTime end_;
  crypto::CertificateAuthority authority_;
};

/// A server on a free port of 127.0.0.1 that demands a kommun's certificate, on the test's own
/// thread.
class LiveServer {
 public:
  explicit LiveServer(net::HttpHandler handler, net::ServerTls tls_options = {},
                      const http::Limits& limits = {}) {
    tls_options.credentials = pki.server();
    tls_options.client_ca_pem = pki.anchor();
    auto listener = network_.listen(net::Endpoint{"127.0.0.1", 0}, tls_options).value();
    net::HttpServerOptions options;
    options.limits = limits;
    server_ = std::make_unique<net::HttpServer>(std::move(listener), clock, std::move(handler),
                                                std::move(options));
    boost::asio::co_spawn(io, server_->run(), boost::asio::detached);
  }
  ~LiveServer() {
    server_->stop();
    io.restart();
    io.run();
  }
  LiveServer(const LiveServer&) = delete;
  LiveServer& operator=(const LiveServer&) = delete;

  net::Endpoint endpoint() const { return server_->endpoint(); }

  /// What a kommun that does everything right connects with.
  net::ClientTls client_tls() {
    net::ClientTls tls;
    tls.credentials = pki.kommun();
    tls.server_ca_pem = pki.anchor();
    tls.server_name = kServerName;
    return tls;
  }

  /// Runs the server and `work` until `work` is done; rethrows what it throws.
  template <class T>
  T run(net::awaitable<T> work) {
    std::optional<T> result;
    std::exception_ptr failure;
    auto done = [&](std::exception_ptr error, T value) {
      failure = error;
      if (!error) result = std::move(value);
      io.stop();
    };
    boost::asio::co_spawn(io, std::move(work),
                          boost::asio::bind_cancellation_slot(cancel.slot(), done));
    io.restart();
    io.run();
    if (failure) std::rethrow_exception(failure);
    return std::move(*result);
  }

  boost::asio::io_context io{1};
  time::SteadyClock clock;
  Pki pki{"Provbank test CA"};
  boost::asio::cancellation_signal cancel;  // of the work under way

 private:
  net::LiveNetwork network_{io};
  std::unique_ptr<net::HttpServer> server_;
};

/// The same in memory, plain, with virtual time.
class MemoryServer {
 public:
  explicit MemoryServer(net::HttpHandler handler) {
    auto listener = network.listen(net::Endpoint{"ssbtek", 0}, std::nullopt).value();
    server_ = std::make_unique<net::HttpServer>(std::move(listener), clock, std::move(handler),
                                                net::HttpServerOptions{});
    boost::asio::co_spawn(io, server_->run(), boost::asio::detached);
  }
  ~MemoryServer() {
    server_->stop();
    clock.run();
  }
  MemoryServer(const MemoryServer&) = delete;
  MemoryServer& operator=(const MemoryServer&) = delete;

  net::Endpoint endpoint() const { return server_->endpoint(); }

  template <class T>
  T run(net::awaitable<T> work) {
    std::optional<T> result;
    std::exception_ptr failure;
    auto done = [&](std::exception_ptr error, T value) {
      failure = error;
      if (!error) result = std::move(value);
    };
    boost::asio::co_spawn(io, std::move(work), done);
    clock.run();
    if (failure) std::rethrow_exception(failure);
    if (!result) throw std::runtime_error("the work never came to an end");
    return std::move(*result);
  }

  boost::asio::io_context io{1};
  time::VirtualClock clock{io, time::WallTime(std::chrono::seconds(1'772'000'000))};
  net::MemoryNetwork network{io, clock};

 private:
  std::unique_ptr<net::HttpServer> server_;
};

}  // namespace provbank::kommun::testing
