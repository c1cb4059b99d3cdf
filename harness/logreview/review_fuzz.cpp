// Lines from a hostile log through every kind of rule.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "harness/logreview/review.hpp"

using namespace provbank;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kCalendar = contract::Calendar::create({.opens = std::chrono::minutes(420),
                                                            .closes = std::chrono::minutes(1080)})
                                    .value();
  static const auto kRules =
      logreview::load_rules(PROVBANK_DATA_DIR "/contract/log-review-rules.xml",
                            PROVBANK_DATA_DIR "/schemas/provbank/log-review-rules-1.xsd")
          .value();
  logreview::Reviewer reviewer(kRules, kCalendar, {},
                               {.workers = 8, .persons = 8, .hits_per_rule = 2});
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    reviewer.line(rest.substr(0, end), [] { return std::string("log:1"); });
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const auto review = reviewer.finish();
  static_cast<void>(to_xml(review, "log", {}));
  static_cast<void>(to_json(review, "log", {}));
  return 0;
}
