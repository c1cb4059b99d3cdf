// What the aggregator takes from the event log.
#pragma once
#include "reference-impl/eventlog/event.hpp"
#include "reference-impl/eventlog/log.hpp"
#include "reference-impl/eventlog/pseudonyms.hpp"

namespace provbank::aggregator {

namespace asio = boost::asio;
using boost::asio::awaitable;

using eventlog::Event;
using eventlog::EventKind;
using eventlog::EventLog;
using eventlog::Pseudonyms;
using eventlog::SourceTiming;

}  // namespace provbank::aggregator
