#include "harness/logbook/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace provbank::logbook {

std::string_view word_of(Kind kind) {
  constexpr std::array<std::string_view, 7> kWords = {"fraga", "ping",     "kallanrop", "avvikelse",
                                                      "fel",   "incident", "ovrigt"};
  return kWords[static_cast<std::size_t>(kind)];
}

std::string_view word_of(Outcome outcome) {
  constexpr std::array<std::string_view, 6> kWords = {"complete", "partial",       "nothing",
                                                      "refused",  "over-capacity", "failed"};
  return kWords[static_cast<std::size_t>(outcome)];
}

std::string Group::case_id() const {
  return questions.empty() ? std::string() : questions.front()->case_id;
}

std::size_t Group::count(Kind kind, std::string_view felkod) const {
  return static_cast<std::size_t>(std::ranges::count_if(others, [&](const Entry* entry) {
    return entry->kind == kind && (felkod.empty() || entry->felkod == felkod);
  }));
}

namespace {

template <class Fits>
std::size_t count_deviations(const Group& group, const Fits& fits) {
  std::size_t count = 0;
  for (const auto* list : {&group.questions, &group.others}) {
    for (const Entry* entry : *list)
      count += static_cast<std::size_t>(std::ranges::count_if(entry->deviations, fits));
  }
  return count;
}

}  // namespace

std::size_t Group::deviations_of(contract::Source source, std::string_view felkod) const {
  return count_deviations(*this, [&](const Deviation& each) {
    return each.source == source && (felkod.empty() || each.felkod == felkod);
  });
}

bool Group::deviates(Deviates kind) const {
  return count_deviations(*this, [&](const Deviation& each) { return each.kind == kind; }) > 0;
}

bool Group::has_felkod(std::string_view felkod) const {
  const auto has = [&](const Entry* entry) { return entry->felkod == felkod; };
  return std::ranges::any_of(questions, has) || std::ranges::any_of(others, has);
}

std::map<std::string, Group> Log::groups() const {
  std::map<std::string, Group> out;
  for (const Entry& entry : entries) {
    const bool whole = entry.kind == Kind::question;
    if (entry.question.empty() && !whole) continue;
    auto& group =
        out[entry.question.empty() ? fmt::format(":file {} line {}", entry.file + 1, entry.line)
                                   : entry.question];
    (whole ? group.questions : group.others).push_back(&entry);
  }
  return out;
}

void Log::note(Fault fault) {
  ++faults_total;
  if (faults.size() < kFaultsMax) faults.push_back(std::move(fault));
}

}  // namespace provbank::logbook
