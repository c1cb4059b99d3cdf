#include "harness/defects/defect.hpp"

#include <iterator>
#include <utility>

namespace provbank::defects {

std::string_view to_string(Part part) {
  switch (part) {
    case Part::aggregator:
      return "aggregator";
    case Part::event_log:
      return "event-log";
    case Part::purge:
      return "purge";
    case Part::base_service:
      return "base-service";
    case Part::kommun:
      return "kommun";
  }
  return "aggregator";
}

const Bilingual& words(Part part) {
  static const Bilingual kAggregator = {"Driftspartens tjänst", "The operator's service"};
  static const Bilingual kEventLog = {"Händelseloggen", "The event log"};
  static const Bilingual kPurge = {"Gallringen", "The purge"};
  static const Bilingual kBaseService = {"Uppgiftslämnarens bastjänst", "The base service"};
  static const Bilingual kKommun = {"Kommunens system", "The kommun's system"};
  switch (part) {
    case Part::aggregator:
      return kAggregator;
    case Part::event_log:
      return kEventLog;
    case Part::purge:
      return kPurge;
    case Part::base_service:
      return kBaseService;
    case Part::kommun:
      return kKommun;
  }
  return kAggregator;
}

std::span<const Defect> defects() {
  static const std::vector<Defect> kTable = [] {
    std::vector<Defect> all;
    for (auto* group : {&answer_defects, &call_defects, &entry_defects, &service_defects,
                        &log_defects, &purge_defects}) {
      auto list = group();
      std::move(list.begin(), list.end(), std::back_inserter(all));
    }
    return all;
  }();
  return kTable;
}

}  // namespace provbank::defects
