#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/logreview/review.hpp"
#include "platform/xml/writer.hpp"

namespace provbank::logreview {
namespace {

using Json = nlohmann::ordered_json;
using xml::Writer;

void put(Writer& out, const char* name, const std::string& text) {
  if (!text.empty()) out.attribute(name, xml::printable(text));
}

void put(Json& to, const char* name, const std::string& text) {
  if (!text.empty()) to[name] = text;
}

void words(Writer& out, const Bilingual& text) {
  out.element("sv", xml::printable(text.sv)).element("en", xml::printable(text.en));
}

void write_hit(Writer& out, const Hit& hit) {
  out.start("hit")
      .attribute("day", contract::to_string(hit.day))
      .attribute("first", time::to_iso8601(hit.first))
      .attribute("last", time::to_iso8601(hit.last))
      .attribute("count", std::to_string(hit.count));
  put(out, "handlaggare", hit.handlaggare);
  put(out, "organisation", hit.organisation);
  put(out, "caller", hit.caller);
  put(out, "reader", hit.reader);
  put(out, "person", hit.person);
  out.attribute("seq", fmt::format("{}", fmt::join(hit.seqs, " ")));
  words(out, hit.why);
  out.end();
}

Json json_of(const Hit& hit, const Rule& rule) {
  Json one;
  one["rule"] = rule.id;
  one["day"] = contract::to_string(hit.day);
  one["first"] = time::to_iso8601(hit.first);
  one["last"] = time::to_iso8601(hit.last);
  one["count"] = hit.count;
  put(one, "handlaggare", hit.handlaggare);
  put(one, "organisation", hit.organisation);
  put(one, "caller", hit.caller);
  put(one, "reader", hit.reader);
  put(one, "person", hit.person);
  one["why"] = {{"sv", hit.why.sv}, {"en", hit.why.en}};
  one["seq"] = hit.seqs;
  return one;
}

std::uint64_t hits_of(const Review& review, std::size_t rule) {
  auto count = review.hits_beyond[rule];
  for (const auto& hit : review.hits) count += hit.rule == rule ? 1U : 0U;
  return count;
}

}  // namespace

std::string to_xml(const Review& review, const std::string& log, time::WallTime made) {
  Writer out;
  out.start("log-review", "urn:provbank:log-review:1")
      .attribute("log", xml::printable(log))
      .attribute("made", time::to_iso8601(made))
      .attribute("tool-version", PROVBANK_VERSION)
      .attribute("lines", std::to_string(review.lines))
      .attribute("questions", std::to_string(review.questions))
      .attribute("hits", std::to_string(review.hit_count()))
      .attribute("bad-lines", std::to_string(review.bad_lines))
      .attribute("back-in-time", std::to_string(review.back_in_time))
      .attribute("unwatched", std::to_string(review.unwatched));
  if (review.first) out.attribute("first", time::to_iso8601(*review.first));
  if (review.last) out.attribute("last", time::to_iso8601(*review.last));
  if (review.from) out.attribute("from", contract::to_string(*review.from));
  if (review.to) out.attribute("to", contract::to_string(*review.to));
  for (std::size_t i = 0; i < review.rules.size(); ++i) {
    const auto& rule = review.rules[i];
    out.start("rule")
        .attribute("id", rule.id)
        .attribute("clause", rule.clause)
        .attribute("hits", std::to_string(hits_of(review, i)));
    words(out, rule.text);
    for (const auto& hit : review.hits) {
      if (hit.rule == i) write_hit(out, hit);
    }
    out.end();
  }
  for (const auto& bad : review.bad_examples) {
    out.start("bad-line")
        .attribute("place", xml::printable(bad.place))
        .attribute("reason", xml::printable(bad.reason))
        .end();
  }
  out.end();
  return out.finish();
}

std::string to_json(const Review& review, const std::string& log, time::WallTime made) {
  Json all;
  all["log"] = log;
  all["made"] = time::to_iso8601(made);
  all["lines"] = review.lines;
  all["questions"] = review.questions;
  all["bad_lines"] = review.bad_lines;
  all["back_in_time"] = review.back_in_time;
  all["unwatched"] = review.unwatched;
  if (review.first) all["first"] = time::to_iso8601(*review.first);
  if (review.last) all["last"] = time::to_iso8601(*review.last);
  if (review.from) all["from"] = contract::to_string(*review.from);
  if (review.to) all["to"] = contract::to_string(*review.to);
  all["rules"] = Json::array();
  for (std::size_t i = 0; i < review.rules.size(); ++i) {
    const auto& rule = review.rules[i];
    all["rules"].push_back({{"id", rule.id},
                            {"clause", rule.clause},
                            {"text", {{"sv", rule.text.sv}, {"en", rule.text.en}}},
                            {"hits", hits_of(review, i)}});
  }
  all["hits"] = Json::array();
  for (const auto& hit : review.hits) all["hits"].push_back(json_of(hit, review.rules[hit.rule]));
  all["bad_line_examples"] = Json::array();
  for (const auto& bad : review.bad_examples) {
    all["bad_line_examples"].push_back({{"place", bad.place}, {"reason", bad.reason}});
  }
  return all.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + '\n';
}

}  // namespace provbank::logreview
