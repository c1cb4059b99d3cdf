// The witness: notes every exchange at the bench's own ends, byte for byte.
#pragma once
#include <string>
#include <vector>

#include "harness/evidence/exchange.hpp"

namespace provbank::evidence {

/// What is known when an exchange begins.
struct ExchangeStart {
  Leg leg = Leg::kommun;
  std::string party;
  std::optional<contract::Source> source;
  std::string question;
  std::optional<std::string> caller_organisation;
};

/// On the world's one thread; times count from its construction.
class Recorder {
 public:
  /// A lab runs for days and judges nobody, so its witness keeps nothing.
  enum class Keep { everything, nothing };

  explicit Recorder(time::Clock& clock, Keep keep = Keep::everything)
      : clock_(clock), zero_(clock.now()), keep_(keep) {}

  /// Returns a ticket for `finish`. An exchange that is never finished stays incomplete, without a
  /// response.
  std::size_t begin(ExchangeStart start, const http::Request& request);
  /// On the source leg `response.delivery` tells how it goes out; the end is reckoned with its
  /// pauses.
  void finish(std::size_t ticket, const http::Response& response);
  /// In the place of a response too that turned out not to get through.
  void finish(std::size_t ticket, const Error& failure);
  void finish(std::size_t ticket, const Result<http::Response>& ended);

  const std::string& id(std::size_t ticket) const { return exchanges_.at(ticket).id; }
  time::Duration elapsed() const { return clock_.now() - zero_; }
  std::vector<Exchange> take() { return std::move(exchanges_); }

 private:
  time::Clock& clock_;
  time::TimePoint zero_;
  Keep keep_;
  std::vector<Exchange> exchanges_;
};

}  // namespace provbank::evidence
