#include "harness/defects/defect.hpp"

#include <iterator>
#include <utility>

namespace provbank::defects {

namespace {

struct PartWords {
  std::string_view name;
  Bilingual text;
};

const PartWords& described(Part part) {
  static const std::array<PartWords, kAllParts.size()> kWords = {{
      {"answers", {"Driftsparten: svaren", "The operator: the answers"}},
      {"calls", {"Driftsparten: frågorna till källorna", "The operator: the calls to the sources"}},
      {"entry",
       {"Driftsparten: vem och vad som släpps in", "The operator: who and what is let in"}},
      {"service",
       {"Driftsparten: tid, kapacitet, testanrop", "The operator: time, capacity, ping"}},
      {"shs", {"Driftsparten: SHS-dörren", "The operator: the SHS door"}},
      {"event-log", {"Driftsparten: händelseloggen", "The operator: the event log"}},
      {"purge", {"Driftsparten: gallringen", "The operator: the purge"}},
      {"base-service", {"Uppgiftslämnaren: bastjänsten", "The data source: the base service"}},
      {"kommun", {"Kommunen: verksamhetssystemet", "The kommun: the case system"}},
  }};
  return kWords[static_cast<std::size_t>(part)];
}

}  // namespace

std::string_view to_string(Part part) {
  return described(part).name;
}

const Bilingual& words(Part part) {
  return described(part).text;
}

std::span<const Defect> defects() {
  static const std::vector<Defect> kTable = [] {
    std::vector<Defect> all;
    for (auto* group : {&answer_defects, &call_defects, &entry_defects, &reading_defects,
                        &service_defects, &shs_defects, &log_defects, &purge_defects,
                        &base_service_defects, &kommun_defects, &kommun_shs_defects}) {
      auto list = group();
      std::move(list.begin(), list.end(), std::back_inserter(all));
    }
    return all;
  }();
  return kTable;
}

void Entry::operator()(std::string_view id, std::string_view clause, Bilingual text,
                       std::vector<std::string_view> expected,
                       std::vector<std::string_view> collateral,
                       world::MakeDecorators decorate) const {
  list_.push_back({.id = id,
                   .part = part_,
                   .guilty = guilty_,
                   .clause = clause,
                   .text = std::move(text),
                   .expected = std::move(expected),
                   .collateral = std::move(collateral),
                   .decorate = std::move(decorate)});
}

}  // namespace provbank::defects
