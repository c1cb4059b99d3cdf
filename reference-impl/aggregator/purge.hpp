// Last stage: nothing of the person remains (TV-8.3.4, B3-5.9). Overwrites what held the question
// and the answers; the bytes of request and response are overwritten by those who own them (service
// and HTTP server).
#pragma once
#include <string>
#include <vector>

#include "contract/question.hpp"
#include "reference-impl/aggregator/fan_out.hpp"
#include "reference-impl/wire/ssbt.hpp"

namespace provbank::aggregator {

void purge(std::string& text) noexcept;
void purge(contract::Question& question) noexcept;
void purge(contract::Answer& answer) noexcept;
void purge(wire::HamtaRequest& request) noexcept;
void purge(wire::IncomingRequest& request) noexcept;
void purge(std::vector<SourceReports>& reports) noexcept;

/// Purges at the end of a scope, on every path. Refers to the value where it lies, because a short
/// string that is moved leaves its characters behind.
template <class T>
class PurgeOnExit {
 public:
  explicit PurgeOnExit(T& value) : value_(value) {}
  PurgeOnExit(const PurgeOnExit&) = delete;
  PurgeOnExit& operator=(const PurgeOnExit&) = delete;
  ~PurgeOnExit() { purge(value_); }

 private:
  T& value_;
};

}  // namespace provbank::aggregator
