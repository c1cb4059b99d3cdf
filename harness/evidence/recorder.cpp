#include "harness/evidence/recorder.hpp"

namespace provbank::evidence {

std::string_view to_string(Leg leg) {
  switch (leg) {
    case Leg::kommun:
      return "kommun";
    case Leg::source:
      return "source";
    case Leg::shs:
      return "shs";
  }
  return "kommun";
}
namespace {

time::Duration delivery_time(const http::Response& response) {
  const auto& delivery = response.delivery;
  if (delivery.chunk_bytes == 0) return {};
  const auto chunks = (response.body.size() + delivery.chunk_bytes - 1) / delivery.chunk_bytes;
  return delivery.chunk_interval * static_cast<std::int64_t>(chunks);
}

}  // namespace

std::size_t Recorder::begin(ExchangeStart start, const http::Request& request) {
  if (keep_ == Keep::nothing) return 0;
  Exchange exchange;
  exchange.id = "e" + std::to_string(exchanges_.size() + 1);
  exchange.leg = start.leg;
  exchange.party = std::move(start.party);
  exchange.source = start.source;
  exchange.question = std::move(start.question);
  exchange.caller_organisation = std::move(start.caller_organisation);
  exchange.request = request;
  exchange.started = exchange.finished = elapsed();
  exchanges_.push_back(std::move(exchange));
  return exchanges_.size() - 1;
}

void Recorder::finish(std::size_t ticket, const http::Response& response) {
  if (keep_ == Keep::nothing) return;
  Exchange& exchange = exchanges_.at(ticket);
  exchange.finished = elapsed() + delivery_time(response);
  if (response.delivery.never) {
    exchange.failure = fail(Errc::timed_out, "played: reads the question and never answers");
    return;
  }
  exchange.response = response;
  exchange.complete = !response.delivery.reset_after_bytes;
}

void Recorder::finish(std::size_t ticket, const Error& failure) {
  if (keep_ == Keep::nothing) return;
  Exchange& exchange = exchanges_.at(ticket);
  exchange.finished = elapsed();
  exchange.response.reset();
  exchange.failure = failure;
}

void Recorder::finish(std::size_t ticket, const Result<http::Response>& ended) {
  if (ended) {
    finish(ticket, *ended);
  } else {
    finish(ticket, ended.error());
  }
}

}  // namespace provbank::evidence
