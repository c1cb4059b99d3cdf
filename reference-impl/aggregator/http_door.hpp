// The door that v10 describes: SOAP 1.1 over HTTP, and the description of it.
#pragma once
#include "platform/http/message.hpp"
#include "platform/net/byte_stream.hpp"
#include "reference-impl/aggregator/description.hpp"
#include "reference-impl/aggregator/service.hpp"

namespace provbank::aggregator {

class HttpDoor {
 public:
  /// What is given by reference must outlive the door.
  HttpDoor(Service& service, const Intake& intake, const time::Clock& clock,
           Description description)
      : service_(service), intake_(intake), clock_(clock), description_(std::move(description)) {}

  /// Answers one request; for net::HttpServer.
  awaitable<http::Response> handle(http::Request request, const net::Peer& peer);

 private:
  Service& service_;
  const Intake& intake_;
  const time::Clock& clock_;
  Description description_;
};

}  // namespace provbank::aggregator
