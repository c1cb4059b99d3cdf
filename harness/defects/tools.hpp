// What defects are made of: a change of what passes one of the seams, with as little said as may
// be. What is given is copied for each scenario, so a lambda's own state begins anew there.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "contract/fault_codes.hpp"
#include "contract/source.hpp"
#include "harness/world/decorators.hpp"
#include "platform/net/http_server.hpp"
#include "reference-impl/aggregator/aggregator.hpp"
#include "reference-impl/aggregator/event_log.hpp"
#include "reference-impl/kommun/transport.hpp"

namespace provbank::defects {

using contract::Source;
using world::MakeDecorators;
using world::Scene;

using AlterRequest = std::function<void(http::Request&)>;
/// The request is as it came.
using AlterReply = std::function<void(const http::Request&, http::Response&)>;

/// One request on its way in. Everything referred to outlives the call.
struct Passing {
  const net::HttpHandler& inner;
  http::Request request;
  const net::Peer& peer;
  time::Clock& clock;
};
using Around = std::function<net::awaitable<http::Response>(Passing)>;

/// One call on its way to a source, with the ways to all of them.
struct Calling {
  Source source;
  const std::map<Source, net::HttpHandler>& all;
  http::Request request;
  const net::Peer& peer;
  time::Clock& clock;

  const net::HttpHandler& inner() const { return all.at(source); }
};
using AroundCall = std::function<net::awaitable<http::Response>(Calling)>;

MakeDecorators door_request(AlterRequest alter);
MakeDecorators door_reply(AlterReply alter);
MakeDecorators door(Around around);

/// To and from one source, or all of them.
MakeDecorators call_request(std::optional<Source> source, AlterRequest alter);
MakeDecorators call_reply(std::optional<Source> source, AlterReply alter);
MakeDecorators calls(AroundCall around);

/// To and from a base service that is judged, at its own side of the witness.
MakeDecorators service_request(AlterRequest alter);
MakeDecorators service_reply(AlterReply alter);
/// The same of one source's service alone.
MakeDecorators service_request(Source source, AlterRequest alter);
MakeDecorators service_reply(Source source, AlterReply alter);

MakeDecorators logging(std::function<void(std::vector<aggregator::Event>&)> alter);
/// What a kommun's system records of who asks.
MakeDecorators recording(std::function<void(std::vector<eventlog::Event>&)> alter);

/// How a kommun's system sends a request; the clock is the system's own.
using Sent = Result<http::Response>;
using Sending =
    std::function<net::awaitable<Sent>(kommun::Transport&, http::Request, time::Clock&)>;
MakeDecorators sending(Sending how);
/// The same of what goes over its connection at the SHS door.
MakeDecorators shs_sending(Sending how);

using Configure = std::function<void(aggregator::AggregatorConfig&, const Scene&)>;
MakeDecorators configured(Configure configure);

/// Both, each at its own seam.
MakeDecorators both(MakeDecorators one, MakeDecorators other);

/// Changes to XML, at every place that matches (prefixes as the judge's). What is no XML is left
/// alone. True when something changed.
bool set(std::string& body, const std::string& xpath, const std::string& value);
bool drop(std::string& body, const std::string& xpath);
bool insert(std::string& body, const std::string& xpath, const std::string& fragment);
/// The text at the first place that matches; empty when none does.
std::string text_at(const std::string& body, const std::string& xpath);
/// The first element that matches, as it stands, without XML declaration.
std::string element_at(const std::string& body, const std::string& xpath);

/// Plain text, the first place or every.
bool replace_first(std::string& text, std::string_view from, std::string_view to);
bool replace_all(std::string& text, std::string_view from, std::string_view to);
bool holds(const std::string& text, std::string_view part);

/// Adds to a file, as a party that leaves things behind.
void append(const std::filesystem::path& file, const std::string& text);

bool is_answer(const http::Response& response);  // about one person or several
bool is_fault(const http::Response& response);
bool is_ping_answer(const http::Response& response);
bool is_question(const http::Request& request);
/// The person that a question at the door is about (the first); empty when it cannot be seen.
std::string person_asked_about(const http::Request& request);

/// A message on its way to an SHS node, its tx.id, and a visit to a mailbox.
bool is_letter(const http::Request& request);
std::string tx_id_of(const http::Request& letter);
bool is_visit(const http::Request& request);
bool is_acknowledgement(const http::Request& request);
/// What stands between the two after `text`'s first `begin`; empty when they are not there.
std::string between(const std::string& text, std::string_view begin, std::string_view end);

http::Response soap_reply(int status, const std::string& body_content);
/// A fault with detail as the aggregator itself would send it.
http::Response fault_reply(contract::FaultCode code);

}  // namespace provbank::defects
