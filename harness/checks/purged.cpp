// purged: no value of the question or the answers is left in anything that the aggregator wrote.
// Judged is what lies there at the end, unfolded, and every look that the scenario took on the way.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/checks/attributes.hpp"
#include "harness/checks/judgement.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/left_values.hpp"
#include "harness/checks/readings.hpp"
#include "harness/checks/wording.hpp"
#include "harness/residue/search.hpp"
#include "harness/residue/unfold.hpp"

namespace provbank::checks {
namespace {

using namespace std::chrono_literals;
using evidence::Evidence;
using evidence::Left;
using evidence::Look;
using evidence::Verdict;
using evidence::WrittenFile;

/// So long a service may take to overwrite and remove what it has just used (T-gallringens-tid a).
constexpr time::Duration kSoonAfter = 1s;
/// The outer limits of the other readings: a month, and the life of the oldest weekly backup with
/// the week in which it is replaced.
constexpr time::Duration kMonth = 31 * 24h;
constexpr time::Duration kBackupsReplaced = 14 * 24h;

const Bilingual kIsLeft = {"finns kvar", "is left"};

/// "1 min", "31 d": the unit a person would take.
Bilingual round_words(time::Duration age) {
  const auto seconds = std::chrono::round<std::chrono::seconds>(age).count();
  if (age < 1s) return words(std::chrono::round<std::chrono::milliseconds>(age));
  if (seconds < 60) return same(fmt::format("{} s", seconds));
  if (seconds < 3'600) return same(fmt::format("{} min", seconds / 60));
  if (seconds < 86'400) return same(fmt::format("{} h", seconds / 3'600));
  return {fmt::format("{} dygn", seconds / 86'400), fmt::format("{} d", seconds / 86'400)};
}

/// "residue-after-1-min"
std::string name_of_measure(time::Duration age) {
  std::string out = "residue-after-" + round_words(age).en;
  std::ranges::replace(out, ' ', '-');
  return out;
}

class Purged final : public Check {
 public:
  explicit Purged(Attributes&) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    const bool log_too = !evidence.log_minimal_judges;
    Judgement judgement(
        evidence,
        log_too
            ? Bilingual{"Inget av frågornas eller svarens värden finns kvar i något som tjänsten "
                        "skrev.",
                        "No value of the questions or answers is left in anything that the service "
                        "wrote."}
            : Bilingual{"Inget av frågornas eller svarens värden finns kvar i något som tjänsten "
                        "skrev, utom händelseloggen, som log-minimal prövar.",
                        "No value of the questions or answers is left in anything that the service "
                        "wrote, but for the event log, which log-minimal judges."});
    const auto files = files_of_driftspart(evidence, log_too);
    if (files.empty() && evidence.looks.empty()) {
      judgement.hindered(
          {"Inga filer lämnades över, så det går inte att se vad som finns kvar. Det som behövs är "
           "det som tjänsten skrev (store i planen).",
           "No files were handed over, so it cannot be seen what is left. Needed: what the service "
           "wrote (store in the plan)."});
    }
    const residue::Searcher searcher(values_to_look_for(evidence, judgement));
    const auto count = searcher.canaries().size();
    judgement.measured("canaries", static_cast<double>(count), "values");
    judgement.measured("files", static_cast<double>(files.size()), "files");
    if (count > 0) {
      search_files(searcher, files, judgement);
      Judgement of_log_minimal(evidence, {});
      const auto in_log =
          judge_log_values(evidence, searcher, kIsLeft, log_too ? judgement : of_log_minimal);
      for (const Look& look : evidence.looks) judge(look, in_log, judgement);
    }
    return with_readings(evidence, std::move(judgement).finish());
  }

 private:
  static std::vector<const WrittenFile*> files_of_driftspart(const Evidence& evidence,
                                                             bool log_too) {
    std::vector<const WrittenFile*> out;
    for (const WrittenFile& file : evidence.files) {
      if (file.party == evidence.driftspart && (log_too || !file.is_event_log))
        out.push_back(&file);
    }
    return out;
  }

  static void search_files(const residue::Searcher& searcher,
                           const std::vector<const WrittenFile*>& files, Judgement& judgement) {
    residue::Search search(searcher);
    residue::Unfolder unfolder(search);
    for (const WrittenFile* file : files) {
      if (file->is_event_log) continue;
      judgement.compared(searcher.canaries().size());
      residue::Place place{.at = file->path.generic_string()};
      unfolder.content(place, file->content);
    }
    for (const auto& hindrance : search.coverage().hindrances) {
      judgement.hindered(
          {hindrance.place + " " + hindrance.why.sv, hindrance.place + " " + hindrance.why.en});
    }
    for (const auto& finding : search.take_findings()) {
      auto told = left_value(searcher.canaries()[finding.canary], finding.form.name(), kIsLeft);
      told.where = {{.exchange = {},
                     .file = finding.place.name(),
                     .line = finding.line.value_or(0),
                     .xpath = {}}};
      judgement.violated(std::move(told));
    }
  }

  /// What was seen on the way. Before the service has had its moment to purge it is counted only.
  /// What still stands in the log at the end has been judged.
  static void judge(const Look& look, const std::set<std::string>& in_log, Judgement& judgement) {
    judgement.compared();
    for (const auto& hindrance : look.hindrances) judgement.hindered(hindrance);
    std::size_t left = 0;
    for (const Left& each : look.left) {
      if (each.allowed || (each.event_log && in_log.contains(each.value))) continue;
      ++left;
      if (each.age < kSoonAfter) continue;
      auto finding = left_value({each.value, each.field, each.origin, {}, each.person, {}, {}, {}},
                                each.form, kIsLeft);
      const auto age = round_words(each.age);
      finding.message.sv += " Det såg vi " + age.sv + " efter svaret.";
      finding.message.en += " It was seen " + age.en + " after the answer.";
      finding.where = {{.exchange = {}, .file = each.place, .line = 0, .xpath = {}}};
      judgement.violated(std::move(finding));
    }
    judgement.measured(name_of_measure(look.age), static_cast<double>(left), "values",
                       look.age < kSoonAfter ? std::nullopt : std::optional(0.0));
  }

  /// Under the readings that give more time only a look so late can say anything against the party.
  static evidence::Outcome with_readings(const Evidence& evidence, evidence::Outcome outcome) {
    const auto within = [&](time::Duration limit) {
      if (outcome.verdict != Verdict::fail) return outcome.verdict;
      const auto late = [limit](const Look& look) { return look.age >= limit; };
      const auto forbidden = [limit](const Left& left) {
        return !left.allowed && left.age >= limit;
      };
      if (std::ranges::none_of(evidence.looks, late)) return Verdict::untestable;
      const bool left = std::ranges::any_of(evidence.looks, [&](const Look& look) {
        return std::ranges::any_of(look.left, forbidden);
      });
      return left ? Verdict::fail : Verdict::pass;
    };
    const auto month = within(kMonth);
    const auto backups = within(kBackupsReplaced);
    outcome.rests_on.push_back(rests_on(kWhenPurged, {month, backups}));
    return outcome;
  }
};

}  // namespace

CheckKind purged_kind() {
  return {.name = "purged",
          .clauses = {"TV-8.3.3", "TV-8.3.4", "TV-12.5.12", "B3-5.9"},
          .party = Party::driftspart,
          .description =
              {"Inget av frågornas eller svarens värden finns kvar i något som tjänsten skrev.",
               "No value of the questions or answers is left in anything that the service wrote."},
          .make = make_check<Purged>};
}

}  // namespace provbank::checks
