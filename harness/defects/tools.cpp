#include "harness/defects/tools.hpp"

#include <fstream>
#include <utility>

#include "harness/evidence/reading.hpp"
#include "platform/xml/document.hpp"
#include "reference-impl/wire/ssbt.hpp"

namespace provbank::defects {
namespace {

using net::awaitable;

// The frames own what the lambdas captured: a coroutine made by a lambda lives no longer than it.
awaitable<http::Response> pass(std::shared_ptr<const Around> around,
                               std::shared_ptr<const net::HttpHandler> inner, http::Request request,
                               const net::Peer& peer, time::Clock& clock) {
  Passing passing{*inner, std::move(request), peer, clock};
  auto running = (*around)(std::move(passing));
  auto response = co_await std::move(running);
  co_return response;
}

struct Ways {
  std::map<Source, net::HttpHandler> all;
};

awaitable<http::Response> call(std::shared_ptr<const AroundCall> around,
                               std::shared_ptr<const Ways> ways, Source source,
                               http::Request request, const net::Peer& peer, time::Clock& clock) {
  Calling calling{source, ways->all, std::move(request), peer, clock};
  auto running = (*around)(std::move(calling));
  auto response = co_await std::move(running);
  co_return response;
}

class AlteredLog final : public aggregator::EventLog {
 public:
  using Alter = std::function<void(std::vector<aggregator::Event>&)>;

  AlteredLog(std::unique_ptr<aggregator::EventLog> inner, Alter alter)
      : inner_(std::move(inner)), alter_(std::move(alter)) {}

  awaitable<Result<void>> append(std::vector<aggregator::Event> events) override {
    alter_(events);
    if (events.empty()) co_return Result<void>{};
    auto appended = co_await inner_->append(std::move(events));
    co_return appended;
  }

  awaitable<Result<void>> check() override { return inner_->check(); }
  awaitable<Result<void>> seal() override { return inner_->seal(); }

 private:
  std::unique_ptr<aggregator::EventLog> inner_;
  Alter alter_;
};

template <class Change>
bool change(std::string& body, const Change& how) {
  auto document = xml::Document::parse(body);
  if (!document) return false;
  if (how(*document).value() == 0) return false;
  body = document->serialize();
  return true;
}

}  // namespace

MakeDecorators door(Around around) {
  return [around = std::move(around)](const Scene& scene) {
    world::Decorators made;
    auto mine = std::make_shared<const Around>(around);
    time::Clock& clock = scene.clock;
    made.door = [mine, &clock](net::HttpHandler service) -> net::HttpHandler {
      auto inner = std::make_shared<const net::HttpHandler>(std::move(service));
      return [mine, inner, &clock](http::Request request, const net::Peer& peer) {
        return pass(mine, inner, std::move(request), peer, clock);
      };
    };
    return made;
  };
}

MakeDecorators door_request(AlterRequest alter) {
  return door([alter = std::move(alter)](Passing passing) mutable -> awaitable<http::Response> {
    alter(passing.request);
    return passing.inner(std::move(passing.request), passing.peer);
  });
}

namespace {

awaitable<http::Response> reply_altered(const net::HttpHandler& inner, http::Request request,
                                        const net::Peer& peer, AlterReply& alter) {
  const http::Request came = request;
  auto response = co_await inner(std::move(request), peer);
  alter(came, response);
  co_return response;
}

}  // namespace

MakeDecorators door_reply(AlterReply alter) {
  return door([alter = std::move(alter)](Passing passing) mutable {
    return reply_altered(passing.inner, std::move(passing.request), passing.peer, alter);
  });
}

MakeDecorators calls(AroundCall around) {
  return [around = std::move(around)](const Scene& scene) {
    world::Decorators made;
    auto mine = std::make_shared<const AroundCall>(around);
    auto ways = std::make_shared<Ways>();
    time::Clock& clock = scene.clock;
    made.calls = [mine, ways, &clock](Source source, net::HttpHandler service) -> net::HttpHandler {
      ways->all[source] = std::move(service);
      return [mine, ways, source, &clock](http::Request request, const net::Peer& peer) {
        return call(mine, ways, source, std::move(request), peer, clock);
      };
    };
    return made;
  };
}

MakeDecorators call_request(std::optional<Source> source, AlterRequest alter) {
  return calls([source, alter = std::move(alter)](Calling calling) mutable {
    if (!source || *source == calling.source) alter(calling.request);
    return calling.inner()(std::move(calling.request), calling.peer);
  });
}

MakeDecorators call_reply(std::optional<Source> source, AlterReply alter) {
  return calls([source, alter = std::move(alter)](Calling calling) mutable {
    if (source && *source != calling.source) {
      return calling.inner()(std::move(calling.request), calling.peer);
    }
    return reply_altered(calling.inner(), std::move(calling.request), calling.peer, alter);
  });
}

namespace {

/// What stands around calls, around the base services instead.
MakeDecorators at_the_service(MakeDecorators calls) {
  return [calls = std::move(calls)](const Scene& scene) {
    world::Decorators made = calls(scene);
    made.base_service = std::exchange(made.calls, nullptr);
    return made;
  };
}

}  // namespace

MakeDecorators service_request(AlterRequest alter) {
  return at_the_service(call_request(std::nullopt, std::move(alter)));
}

MakeDecorators service_reply(AlterReply alter) {
  return at_the_service(call_reply(std::nullopt, std::move(alter)));
}

MakeDecorators service_request(Source source, AlterRequest alter) {
  return at_the_service(call_request(source, std::move(alter)));
}

MakeDecorators service_reply(Source source, AlterReply alter) {
  return at_the_service(call_reply(source, std::move(alter)));
}

MakeDecorators logging(std::function<void(std::vector<aggregator::Event>&)> alter) {
  return [alter = std::move(alter)](const Scene&) {
    world::Decorators made;
    made.event_log = [alter](std::unique_ptr<aggregator::EventLog> log) {
      return std::make_unique<AlteredLog>(std::move(log), alter);
    };
    return made;
  };
}

MakeDecorators recording(std::function<void(std::vector<eventlog::Event>&)> alter) {
  return [alter = std::move(alter)](const Scene&) {
    world::Decorators made;
    made.history = [alter](std::unique_ptr<eventlog::EventLog> log) {
      return std::make_unique<AlteredLog>(std::move(log), alter);
    };
    return made;
  };
}

namespace {

class AlteredTransport final : public kommun::Transport {
 public:
  AlteredTransport(std::unique_ptr<kommun::Transport> inner, Sending sending, time::Clock& clock)
      : inner_(std::move(inner)), sending_(std::move(sending)), clock_(clock) {}

  net::awaitable<Sent> send(http::Request request) override {
    auto running = sending_(*inner_, std::move(request), clock_);
    auto sent = co_await std::move(running);
    co_return sent;
  }

 private:
  std::unique_ptr<kommun::Transport> inner_;
  Sending sending_;
  time::Clock& clock_;
};

auto around_transport(Sending how, time::Clock& clock) {
  return [how = std::move(how), &clock](std::unique_ptr<kommun::Transport> inner) {
    return std::make_unique<AlteredTransport>(std::move(inner), how, clock);
  };
}

}  // namespace

MakeDecorators sending(Sending how) {
  return [how = std::move(how)](const Scene& scene) {
    world::Decorators made;
    made.transport = around_transport(how, scene.clock);
    return made;
  };
}

MakeDecorators shs_sending(Sending how) {
  return [how = std::move(how)](const Scene& scene) {
    world::Decorators made;
    made.shs_connection = around_transport(how, scene.clock);
    return made;
  };
}

MakeDecorators configured(Configure configure) {
  return [configure = std::move(configure)](const Scene& scene) {
    world::Decorators made;
    made.configuration = [configure, scene](aggregator::AggregatorConfig& config) {
      configure(config, scene);
    };
    return made;
  };
}

MakeDecorators both(MakeDecorators one, MakeDecorators other) {
  return [one = std::move(one), other = std::move(other)](const Scene& scene) {
    world::Decorators made = one(scene);
    world::Decorators more = other(scene);
    if (more.door) made.door = std::move(more.door);
    if (more.calls) made.calls = std::move(more.calls);
    if (more.base_service) made.base_service = std::move(more.base_service);
    if (more.base_service_server) made.base_service_server = std::move(more.base_service_server);
    if (more.transport) made.transport = std::move(more.transport);
    if (more.case_system) made.case_system = std::move(more.case_system);
    if (more.event_log) made.event_log = std::move(more.event_log);
    if (more.history) made.history = std::move(more.history);
    if (more.network) made.network = std::move(more.network);
    if (more.configuration) made.configuration = std::move(more.configuration);
    return made;
  };
}

bool set(std::string& body, const std::string& xpath, const std::string& value) {
  return change(body, [&](xml::Document& document) {
    return document.set_text(xpath, evidence::namespaces(), value);
  });
}

bool drop(std::string& body, const std::string& xpath) {
  return change(body, [&](xml::Document& document) {
    return document.remove(xpath, evidence::namespaces());
  });
}

bool insert(std::string& body, const std::string& xpath, const std::string& fragment) {
  return change(body, [&](xml::Document& document) {
    return document.insert(xpath, evidence::namespaces(), fragment);
  });
}

std::string text_at(const std::string& body, const std::string& xpath) {
  const auto document = xml::Document::parse(body);
  return document ? document->text(xpath, evidence::namespaces()) : std::string();
}

std::string element_at(const std::string& body, const std::string& xpath) {
  const auto document = xml::Document::parse(body);
  if (!document) return {};
  return document->canonical(xpath, evidence::namespaces()).value_or("");
}

bool replace_first(std::string& text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == std::string::npos) return false;
  text.replace(at, from.size(), to);
  return true;
}

bool replace_all(std::string& text, std::string_view from, std::string_view to) {
  bool changed = false;
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
    changed = true;
  }
  return changed;
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

void append(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::app | std::ios::binary) << text;
}

bool is_answer(const http::Response& response) {
  return holds(response.body, "hamtaBastjanstInformationResponse") ||
         holds(response.body, "hamtaBastjanstInformationFleraResponse");
}

bool is_fault(const http::Response& response) {
  return holds(response.body, ":Fault>");
}

bool is_ping_answer(const http::Response& response) {
  return holds(response.body, "testaBastjanstInformationResponse");
}

bool is_question(const http::Request& request) {
  return holds(request.body, "hamtaBastjanstInformation");
}

std::string person_asked_about(const http::Request& request) {
  return text_at(request.body, "//ssbt:personidentitet");
}

bool is_letter(const http::Request& request) {
  return request.method == "POST" && request.target.ends_with("/rs");
}
bool is_visit(const http::Request& request) {
  return holds(request.target, "/ds/");
}
bool is_acknowledgement(const http::Request& request) {
  return is_visit(request) && holds(request.target, "action=ack");
}
std::string between(const std::string& text, std::string_view begin, std::string_view end) {
  const auto from = text.find(begin);
  if (from == std::string::npos) return {};
  const auto to = text.find(end, from + begin.size());
  return to == std::string::npos ? std::string()
                                 : text.substr(from + begin.size(), to - from - begin.size());
}
std::string tx_id_of(const http::Request& letter) {
  return between(letter.body, " tx.id=\"", "\"");
}

http::Response soap_reply(int status, const std::string& body_content) {
  http::Response response;
  response.status = status;
  response.fields.set("Content-Type", "text/xml; charset=utf-8");
  response.body =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
      "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>" +
      body_content + "</soap:Body></soap:Envelope>";
  return response;
}

http::Response fault_reply(contract::FaultCode code) {
  http::Response response;
  response.status = 500;
  response.fields.set("Content-Type", "text/xml; charset=utf-8");
  response.body = wire::encode_fault(contract::make_fault(code), wire::Operation::hamta);
  return response;
}

}  // namespace provbank::defects
