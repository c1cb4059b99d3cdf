// faithful: what the kommun got equals what the source gave, value for value. How values are
// compared stands in payload.hpp.
#include <fmt/format.h>

#include "harness/checks/calls.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/payload.hpp"
#include "harness/checks/question_reading.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using contract::Source;
using evidence::Evidence;
using evidence::Exchange;
using xml::Document;

/// One source's data in one person's answer.
struct Delivery {
  const Case& each;
  Source source;
  const evidence::SourceView& view;
  const std::string& person;  // twelve digits
  const Exchange* call;       // the source's last; may be absent
};

class Faithful final : public Check {
 public:
  explicit Faithful(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence,
                        phrase({"Uppgifterna i svaret är exakt de som källorna lämnade{}.",
                                "The data in the answer is exactly what the sources gave{}."},
                               {of_step(of_)}));
    Tally tally;
    if (sources_seen(evidence, judgement)) {
      const auto links = evidence::link(evidence);
      for (const Case& each : cases(evidence, of_, kOrdinary, judgement)) {
        check(evidence, links, each, tally, judgement);
      }
    }
    judgement.measured("sources", static_cast<double>(judgement.compared_so_far()), "sources");
    judgement.measured("values", static_cast<double>(tally.values), "values");
    judgement.measured("differences", static_cast<double>(tally.differences), "differences", 0);
    return std::move(judgement).finish();
  }

 private:
  struct Tally {
    std::size_t values = 0;
    std::size_t differences = 0;
  };

  static void check(const Evidence& evidence, const evidence::Links& links, const Case& each,
                    Tally& tally, Judgement& judgement) {
    if (!each.answered()) return;
    const auto linked = clear_links(links, each, judgement);
    if (linked.size() != each.reply.answers.size()) {
      if (linked.empty()) return;
      judgement.hindered({"Svaret har inte lika många delar som frågan har personer, så delarna "
                          "kan inte jämföras.",
                          "The answer has not as many parts as the question has persons, so they "
                          "cannot be compared."},
                         each.question.id);
      return;
    }
    const auto answer = Document::parse(each.exchange->response->body, kAnyAnswer).value();
    for (std::size_t i = 0; i < linked.size(); ++i) {
      const auto calls = last_calls(*linked[i]);
      for (const auto& [source, view] : each.reply.answers[i].sources) {
        if (!view.delivered) continue;
        const auto call = calls.find(source);
        const Delivery delivery{each, source, view, linked[i]->person,
                                call == calls.end() ? nullptr : call->second};
        check_delivery(evidence, answer, delivery, tally, judgement);
      }
    }
  }

  static void check_delivery(const Evidence& evidence, const Document& answer,
                             const Delivery& delivery, Tally& tally, Judgement& judgement) {
    judgement.compared();
    auto received =
        payload_received(delivery.source, answer, evidence::xpath_of(delivery.view.path));
    if (!received) {
      report(delivery, kUnreadable, "data that can be read", received.error().detail, "/data",
             judgement);
      return;
    }
    auto given = usable(evidence, delivery);
    if (!given) {
      ++tally.differences;
      report(delivery, kNotUsable, "an error in place of data", given.error().detail, "/data",
             judgement);
      return;
    }
    const auto comparison = compare(*given, *received);
    tally.values += comparison.values;
    if (!comparison.first) return;
    ++tally.differences;
    const auto& apart = *comparison.first;
    report(delivery, kChanged, apart.given, apart.received, "/data" + apart.place, judgement);
  }

  /// What the source gave, if anybody may hand it on: whole, readable, by its schema, about the
  /// person asked about.
  static Result<Payload> usable(const Evidence& evidence, const Delivery& delivery) {
    const Exchange* call = delivery.call;
    if (call == nullptr) return fail(Errc::not_found, "the source was never asked");
    if (!call->response || !call->complete)
      return fail(Errc::truncated, "the source gave no whole answer");
    auto given = payload_given(delivery.source, *call->response);
    if (!given) return given.error();
    // A healthy source of ours is sound by construction, and schema-valid tells when it is not.
    if (healthy(played(evidence, delivery.source)) || !evidence.schemas) return given;
    if (const auto problem = schema_problem(delivery.source, *call->response, *evidence.schemas)) {
      return fail(Errc::invalid, "the source's answer does not follow its schema: " + *problem);
    }
    if (const auto other = somebody_else(*given, delivery.person)) {
      return fail(Errc::invalid, "the source's answer is about another person: " + *other);
    }
    return given;
  }

  static void report(const Delivery& delivery, const Bilingual& what, std::string expected,
                     std::string received, const std::string& place, Judgement& judgement) {
    auto finding = delivery.each.finding(phrase(what, {same(contract::code(delivery.source))}),
                                         std::move(expected), std::move(received));
    if (!finding.where.empty())
      finding.where.front() = delivery.each.where(delivery.view.path + place, delivery.view.line);
    if (delivery.call != nullptr)
      finding.where.push_back({.exchange = delivery.call->id, .file = {}, .line = 0, .xpath = {}});
    judgement.violated(std::move(finding));
  }

  static const Bilingual kUnreadable;
  static const Bilingual kNotUsable;
  static const Bilingual kChanged;

  std::string of_;
};

const Bilingual Faithful::kUnreadable = {"Uppgifterna från {} i svaret går inte att läsa.",
                                         "The data from {} in the answer cannot be read."};
const Bilingual Faithful::kNotUsable = {
    "Svaret innehåller uppgifter från {} fast källan inte lämnade några som får lämnas vidare.",
    "The answer holds data from {} although the source gave none that may be handed on."};
const Bilingual Faithful::kChanged = {"Uppgifterna från {} är inte de som källan lämnade.",
                                      "The data from {} is not what the source gave."};

}  // namespace

CheckKind faithful_kind() {
  return {
      .name = "faithful",
      .clauses = {"TV-4.1", "TV-12.5.8", "B3-4.1", "B4-2.1", "B4-2.1/6"},
      .party = Party::driftspart,
      .description = {"Uppgifterna i svaret är exakt de som källorna lämnade, värde för värde.",
                      "The data in the answer is exactly what the sources gave, value for value."},
      .make = make_check<Faithful>};
}

}  // namespace provbank::checks
