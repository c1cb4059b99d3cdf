// Evidence at the SHS door, right until something is spoilt.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/checks/test_support.hpp"
#include "harness/evidence/shs_test_support.hpp"

namespace provbank::checks::testing {

using evidence::ShsAct;
using evidence::shs_testing::kKommun;
using evidence::shs_testing::kOperator;
using evidence::shs_testing::Label;
using evidence::shs_testing::Part;
using Kind = ShsAct::Kind;

inline const std::string kOther = "162120009911";
inline const std::string kNewTxId = "9d2f4b16-61c7-4e0d-9b7c-0a4be1f3c955";

/// A v10 question about Anna and its answer, from ordinary evidence.
struct Soap {
  std::string question;
  std::string answer;
};
inline const Soap& soap() {
  static const Soap kSoap = [] {
    Scene scene;
    scene.ask();
    return Soap{scene.exchange().request.body, scene.answer()};
  }();
  return kSoap;
}

inline Label turned(Label label, const std::string& sequence = "reply") {
  std::swap(label.from, label.to);
  label.sequence = sequence;
  if (label.transfer == "asynch") label.tx_id = kNewTxId;
  return label;
}
inline std::string reply_to(const Label& request, const std::string& content = soap().answer) {
  return message(turned(request), {{.content = content}});
}
inline std::string error_about(const Label& request, const std::string& code) {
  Label label = turned(request, "adm");
  label.product = "error";
  return message(label, {{.content = management_xml(request, "<error errorcode=\"" + code + "\"/>"),
                          .type = "error",
                          .filename = "error.xml",
                          .media_type = "text/xml"}});
}

inline http::Response response(int status, std::string body,
                               const std::string& type = "message/rfc822") {
  http::Response made;
  made.status = status;
  made.fields.set("Content-Type", type);
  made.body = std::move(body);
  return made;
}

inline http::Response receipt(const Label& label,
                              const std::string& arrived = "2026-03-02T09:00:00") {
  auto made = response(202, label.tx_id, "text/plain");
  made.fields.set("X-shs-txid", label.tx_id);
  made.fields.set("X-shs-corrid", label.corr_id);
  made.fields.set("X-shs-contentid", label.content_id);
  made.fields.set("X-shs-nodeid", "nod");
  made.fields.set("X-shs-localid", "1");
  made.fields.set("X-shs-arrivaldate", arrived);
  made.fields.set("X-shs-duplicatemsg", "no");
  return made;
}

struct ShsScene : Scene {
  ShsScene() {
    evidence.shs_place = {kOperator, evidence::shs_testing::kProduct, "test"};
    evidence.source_leg_observable = true;
    // 09:00 in Sweden.
    evidence.began = time::WallTime{} + std::chrono::seconds(1772438400);
  }

  evidence::Exchange& exchange_of(const std::string& method, const std::string& target,
                                  const std::string& body, std::optional<http::Response> given) {
    evidence::Exchange exchange;
    exchange.id = "x" + std::to_string(evidence.exchanges.size() + 1);
    exchange.leg = evidence::Leg::shs;
    exchange.party = "exempelkommun";
    exchange.request.method = method;
    exchange.request.target = target;
    exchange.request.body = body;
    exchange.complete = given.has_value();
    exchange.response = std::move(given);
    exchange.started = now;
    exchange.finished = now + 100ms;
    now += 200ms;
    evidence.exchanges.push_back(std::move(exchange));
    return evidence.exchanges.back();
  }

  ShsAct& act(Kind kind, const std::string& step, const evidence::Exchange* exchange) {
    ShsAct made;
    made.id = "s" + std::to_string(evidence.shs.size() + 1);
    made.step = step;
    made.kind = kind;
    made.kommun = "exempelkommun";
    made.certificate = "own";
    made.letter = "question";
    made.person = "anna";
    if (exchange != nullptr) made.exchange = exchange->id;
    evidence.shs.push_back(std::move(made));
    return evidence.shs.back();
  }

  /// Sends a message; what the node gives is `given`.
  ShsAct& send(const std::string& step, const Label& label, http::Response given) {
    return send_bytes(step, label, message(label, {{.content = soap().question}}),
                      std::move(given));
  }
  ShsAct& send_bytes(const std::string& step, const Label& label, const std::string& bytes,
                     std::optional<http::Response> given) {
    auto& made = act(Kind::message, step, &exchange_of("POST", "/shs/rs", bytes, std::move(given)));
    made.synch = label.transfer == "synch";
    made.tx_id = label.tx_id;
    return made;
  }
  ShsAct& again(const std::string& step, const Label& label, http::Response given) {
    auto& made = send(step, label, std::move(given));
    made.again = true;
    made.of = "s1";
    return made;
  }
  ShsAct& list(const std::string& step, const std::vector<Label>& waiting,
               const std::string& of = "s1") {
    auto& made = act(Kind::list, step,
                     &exchange_of("GET", "/shs/ds/" + kKommun + "?status=test", "",
                                  response(200, list_xml(waiting), "application/xml")));
    made.of = of;
    return made;
  }
  ShsAct& fetch(const std::string& step, const std::string& tx_id, http::Response given,
                const std::string& of = "s1") {
    auto& made = act(Kind::fetch, step,
                     &exchange_of("GET", "/shs/ds/" + kKommun + "/" + tx_id, "", std::move(given)));
    made.of = of;
    made.tx_id = tx_id;
    return made;
  }
  ShsAct& acknowledge(const std::string& step, const std::string& tx_id,
                      http::Response given = response(200, "OK", "text/plain")) {
    auto& made = act(Kind::acknowledge, step,
                     &exchange_of("POST", "/shs/ds/" + kKommun + "/" + tx_id + "?action=ack", "",
                                  std::move(given)));
    made.of = "s1";
    made.tx_id = tx_id;
    return made;
  }

  /// One of each, all right.
  void ask_synch() { send("q", synch, response(200, reply_to(synch))); }
  void ask_asynch() {
    const std::string of = send("q", asynch, receipt(asynch)).id;
    list("l", {}, of);
    list("l", {turned(asynch)}, of);
    fetch("f", kNewTxId, response(200, reply_to(asynch)), of);
    acknowledge("k", kNewTxId);
  }

  std::string& body(std::size_t i) { return evidence.exchanges.at(i).response->body; }
  http::Response& given(std::size_t i) { return *evidence.exchanges.at(i).response; }
  void spoil(std::size_t i, const std::string& from, const std::string& to) {
    ASSERT_NE(body(i).find(from), std::string::npos) << from;
    body(i) = replaced(body(i), from, to);
  }

  Label synch;
  Label asynch{.tx_id = "0b7c6f3e-2d51-4c1a-8f5e-3a9d41c0e701", .transfer = "asynch"};
  time::Duration now{};
};

inline http::Response refusal(const std::string& code, const std::string& text = "no\n") {
  auto made = response(400, text, "text/plain");
  made.fields.set("X-shs-errorcode", code);
  return made;
}
inline http::Response not_there() {
  return response(404, "no\n", "text/plain");
}

}  // namespace provbank::checks::testing
