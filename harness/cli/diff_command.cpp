#include <fmt/format.h>

#include <algorithm>

#include "harness/cli/commands.hpp"
#include "harness/cli/known.hpp"
#include "harness/evidence/verdict.hpp"
#include "harness/results/diff.hpp"
#include "harness/results/known_failures.hpp"
#include "harness/results/reader.hpp"
#include "harness/sla/csv.hpp"

namespace provbank::cli {
namespace {

using evidence::RunResult;
using results::Diff;
using results::Direction;

constexpr double kSmallestTold = 0.0001;  // a smaller chance is told as smaller than this

const Bilingual& words(Direction direction) {
  static const Bilingual kWorse{"sämre", "worse"};
  static const Bilingual kBetter{"bättre", "better"};
  static const Bilingual kOther{"ändrat", "changed"};
  return direction == Direction::worse ? kWorse : direction == Direction::better ? kBetter : kOther;
}

std::string place_of(const results::CheckPlace& check) {
  return fmt::format("{}/{} {}", check.scenario, check.place, check.name);
}

/// Tells people.
class Text {
 public:
  explicit Text(Console& console) : console_(console) {}

  void tell(const Diff& diff) {
    settings(diff);
    verdicts(diff);
    one_sided(diff);
    clauses(diff);
    contents(diff);
    times(diff);
    end(diff);
  }

 private:
  std::string pick(const Bilingual& text) const { return std::string(console_.pick(text)); }
  std::string word(evidence::Verdict verdict) const { return pick(evidence::words(verdict)); }

  void heading(const Bilingual& text, std::size_t count) {
    console_.line();
    console_.line(console_.styled(fmt::format("{} ({})", pick(text), count), Style::bold));
  }

  void item(Direction direction, const std::string& text) {
    const Style style = direction == Direction::worse    ? Style::red
                        : direction == Direction::better ? Style::green
                                                         : Style::yellow;
    console_.line(
        fmt::format("  {}  {}", console_.styled(padded(pick(words(direction)), 7), style), text));
  }
  void detail(const std::string& text) { console_.line("           " + text); }

  void settings(const Diff& diff) {
    if (diff.settings.empty()) return;
    heading({"Körningarna skiljer sig", "The runs differ"}, diff.settings.size());
    for (const auto& each : diff.settings) console_.line("  " + each);
  }

  void verdicts(const Diff& diff) {
    if (diff.verdicts.empty()) return;
    heading({"Ändrade omdömen", "Changed verdicts"}, diff.verdicts.size());
    for (const auto& each : diff.verdicts) {
      std::string line =
          fmt::format("{}: {} -> {}", place_of(each.check), word(each.from), word(each.to));
      if (each.known) line += pick({" (känt fel)", " (known failure)"});
      if (each.overridden)
        line += pick({" (omprövat av granskare)", " (overridden by a reviewer)"});
      item(each.direction, line);
      if (!each.finding_sv.empty()) detail(pick({each.finding_sv, each.finding_en}));
    }
  }

  void one_sided(const Diff& diff) {
    if (diff.one_sided.empty()) return;
    heading({"Kontroller som bara den ena körde", "Checks that only one of them ran"},
            diff.one_sided.size());
    for (auto from = diff.one_sided.begin(); from != diff.one_sided.end();) {
      const auto to = std::find_if_not(from, diff.one_sided.end(),
                                       [&from](const auto& each) { return alike(*from, each); });
      one_sided(*from, static_cast<std::size_t>(to - from));
      from = to;
    }
  }

  /// Told in one line: checks of one scenario with the same fate.
  static bool alike(const results::OneSided& a, const results::OneSided& b) {
    return a.check.scenario == b.check.scenario && a.gone == b.gone && a.verdict == b.verdict &&
           a.direction == b.direction && a.not_run == b.not_run;
  }

  void one_sided(const results::OneSided& each, std::size_t count) {
    const Bilingual side =
        each.gone ? Bilingual{"försvunnen, var", "gone, was"} : Bilingual{"ny:", "new:"};
    const std::string what =
        count == 1 ? place_of(each.check)
                   : fmt::format(fmt::runtime(pick({"{}, {} kontroller", "{}, {} checks"})),
                                 each.check.scenario, count);
    item(each.direction, fmt::format("{}: {} {}", what, pick(side), word(each.verdict)));
    if (!each.not_run) return;
    const Bilingual other = each.gone ? Bilingual{"nu ej körd", "now not run"}
                                      : Bilingual{"förut ej körd", "not run before"};
    detail(fmt::format("{}: {}", pick(other), pick(*each.not_run)));
  }

  void clauses(const Diff& diff) {
    if (diff.clauses.empty()) return;
    heading({"Klausuler", "Clauses"}, diff.clauses.size());
    const auto state = [this](const std::optional<evidence::Verdict>& verdict) {
      return verdict ? word(*verdict) : pick({"prövas inte", "not tested"});
    };
    for (const auto& each : diff.clauses) {
      item(each.direction, fmt::format("{} {}: {} -> {}", each.clause, each.party, state(each.from),
                                       state(each.to)));
    }
  }

  void contents(const Diff& diff) {
    if (diff.contents.empty()) return;
    heading({"Samma omdöme på andra grunder", "The same verdict on other grounds"},
            diff.contents.size());
    for (const auto& each : diff.contents) {
      item(Direction::other, fmt::format("{}: {}", place_of(each.check), word(each.verdict)));
      for (const auto& text : each.gone) detail("- " + pick(text));
      for (const auto& text : each.added) detail("+ " + pick(text));
      for (const auto& text : each.altered) {
        detail(fmt::format("~ {} ({})", pick(text), pick({"andra värden", "other values"})));
      }
      if (each.claim) {
        detail(fmt::format("{}: {} -> {}", pick({"kravet", "the claim"}), pick(each.claim->first),
                           pick(each.claim->second)));
      }
    }
  }

  void times(const Diff& diff) {
    std::size_t few = 0;
    std::size_t shifted = 0;
    for (const auto& each : diff.times) {
      few += each.enough ? 0 : 1;
      shifted += each.shifted() ? 1 : 0;
    }
    if (diff.times.empty() && diff.times_gone.empty()) return;
    heading({"Svarstider", "Answer times"}, shifted + diff.times_gone.size());
    for (const auto& each : diff.times) {
      if (each.shifted()) shift(each);
    }
    for (const auto& each : diff.times_gone)
      item(Direction::worse, each + pick({": mäts inte längre", ": no longer measured"}));
    console_.line(fmt::format(
        fmt::runtime(
            pick({"  {} jämförelser: {} säkert förskjutna, {} utan påvisad skillnad, {} med "
                  "för få mätvärden för att säga något (minst {} på var sida).",
                  "  {} comparisons: {} certainly shifted, {} without a difference shown, "
                  "{} with too few times to tell (at least {} on each side)."})),
        diff.times.size(), shifted, diff.times.size() - few - shifted, few, results::kTimesMin));
  }

  void shift(const results::TimeShift& each) {
    const auto time = [this](time::Duration duration) {
      return human_time(duration, console_.language());
    };
    item(each.direction,
         fmt::format(fmt::runtime(pick({"{} {}: median {} -> {}, nio av tio inom {} -> {}",
                                        "{} {}: median {} -> {}, nine in ten within {} -> {}"})),
                     each.scenario, each.name, time(each.median_first), time(each.median_second),
                     time(each.late_first), time(each.late_second)));
    const std::string p = each.p_adjusted < kSmallestTold ? "p < " + figure(kSmallestTold, 4)
                                                          : "p = " + figure(each.p_adjusted, 4);
    detail(fmt::format(
        fmt::runtime(pick({"{}; en tid i den andra är längre med sannolikheten {}; {} och {} "
                           "mätvärden",
                           "{}; a time of the second is longer with probability {}; {} and {} "
                           "times"})),
        p, figure(each.test.effect, 2), each.count_first, each.count_second));
  }

  std::string figure(double value, int places) const {
    std::string text = fmt::format("{:.{}f}", value, places);
    if (console_.language() == Language::sv) std::replace(text.begin(), text.end(), '.', ',');
    return text;
  }

  void end(const Diff& diff) {
    console_.line();
    const std::string compared = fmt::format(
        fmt::runtime(pick({"{} kontroller jämförda. ", "{} checks compared. "})), diff.compared);
    const Bilingual verdict =
        diff.worse()             ? Bilingual{"Något har blivit sämre.", "Something became worse."}
        : diff.nothing_changed() ? Bilingual{"Ingen skillnad.", "No difference."}
                                 : Bilingual{"Inget har blivit sämre.", "Nothing became worse."};
    console_.line(compared + pick(verdict));
  }

  Console& console_;
};

/// One row a difference, with the same columns for all kinds; verdicts as in result.xml.
class Csv {
 public:
  explicit Csv(Language language) : language_(language) {}

  std::string write(const Diff& diff) {
    row({"kind",         "direction",   "scenario",   "place",      "check",
         "party",        "clause",      "from",       "to",         "known",
         "overridden",   "detail",      "count_from", "count_to",   "median_from_ns",
         "median_to_ns", "p90_from_ns", "p90_to_ns",  "p_adjusted", "effect"});
    for (const auto& each : diff.settings)
      row({"setting", "", "", "", "", "", "", "", "", "", "", each});
    for (const auto& each : diff.verdicts) {
      check("verdict", each.direction, each.check, name(each.from), name(each.to), each.known,
            each.overridden, language_ == Language::sv ? each.finding_sv : each.finding_en);
    }
    for (const auto& each : diff.one_sided) {
      const std::string absent = each.not_run ? "not-run" : "absent";
      check(each.gone ? "gone" : "new", each.direction, each.check,
            each.gone ? name(each.verdict) : absent, each.gone ? absent : name(each.verdict), false,
            false, each.not_run ? each.not_run->in(language_) : "");
    }
    for (const auto& each : diff.clauses) {
      row({"clause", direction(each.direction), "", "", "", each.party, each.clause,
           each.from ? name(*each.from) : "absent", each.to ? name(*each.to) : "absent"});
    }
    for (const auto& each : diff.contents) content(each);
    for (const auto& each : diff.times_gone)
      row({"times", "worse", each.substr(0, each.find(' ')), "", each.substr(each.find(' ') + 1),
           "", "", "measured", "absent"});
    for (const auto& each : diff.times) times(each);
    return out_;
  }

 private:
  static std::string name(evidence::Verdict verdict) {
    return std::string(evidence::to_string(verdict));
  }
  static std::string direction(Direction direction) { return words(direction).en; }

  void row(std::vector<std::string> cells) {
    constexpr std::size_t kColumns = 20;
    cells.resize(kColumns);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) out_ += ';';
      // A spreadsheet takes what begins like this for a formula.
      const bool formula =
          !cells[i].empty() && std::string("=+-@").find(cells[i][0]) != std::string::npos;
      out_ += sla::csv_cell(formula ? "'" + cells[i] : cells[i]);
    }
    out_ += '\n';
  }

  void check(const char* kind, Direction way, const results::CheckPlace& place, std::string from,
             std::string to, bool known, bool overridden, std::string detail) {
    row({kind, direction(way), place.scenario, std::to_string(place.place), place.name, place.party,
         "", std::move(from), std::move(to), known ? "yes" : "", overridden ? "yes" : "",
         std::move(detail)});
  }

  void content(const results::ContentChange& each) {
    const auto finding = [&](const char* kind, const std::vector<Bilingual>& texts) {
      for (const auto& text : texts) {
        check(kind, Direction::other, each.check, name(each.verdict), name(each.verdict), false,
              false, text.in(language_));
      }
    };
    finding("finding-gone", each.gone);
    finding("finding-new", each.added);
    finding("finding-values", each.altered);
    if (each.claim) {
      check("claim", Direction::other, each.check, name(each.verdict), name(each.verdict), false,
            false, each.claim->first.in(language_) + " -> " + each.claim->second.in(language_));
    }
  }

  void times(const results::TimeShift& each) {
    const auto ns = [](time::Duration duration) { return std::to_string(duration.count()); };
    std::vector<std::string> cells = {"times", each.shifted() ? direction(each.direction) : "",
                                      each.scenario, "", each.name};
    cells.resize(11);
    cells.push_back(!each.enough ? "too-few" : each.shifted() ? "shifted" : "no-difference-shown");
    cells.push_back(std::to_string(each.count_first));
    cells.push_back(std::to_string(each.count_second));
    if (each.count_first > 0 && each.count_second > 0) {
      for (const auto value :
           {each.median_first, each.median_second, each.late_first, each.late_second})
        cells.push_back(ns(value));
      if (each.enough) {
        cells.push_back(fmt::format("{:.3g}", each.p_adjusted));
        cells.push_back(fmt::format("{:.3f}", each.test.effect));
      }
    }
    row(std::move(cells));
  }

  Language language_;
  std::string out_;
};

std::optional<RunResult> read(const App& app, const std::filesystem::path& file) {
  auto result = results::read_result(file, app.data_dir);
  if (result) return std::move(*result);
  app.console.error(result.error().detail);
  return std::nullopt;
}

/// False after saying what is wrong with the known failures.
bool mark(const App& app, const DiffOptions& options, RunResult& first, RunResult& second) {
  results::Problems problems;
  const auto known = results::load_known_failures(*options.known, app.data_dir, problems);
  if (known) {
    problems = results::expired(*known, options.today);
    // What was known of the first is no news; whether the list is tended shows in the second.
    (void)results::mark_known(first, *known);
    const auto stale = results::mark_known(second, *known);
    problems.insert(problems.end(), stale.begin(), stale.end());
  }
  print_problems(app, problems);
  return problems.empty();
}

}  // namespace

int diff(App& app, const DiffOptions& options) {
  auto first = read(app, options.first);
  auto second = read(app, options.second);
  if (!first || !second) return code(Exit::usage);
  if (options.known && !mark(app, options, *first, *second)) return code(Exit::usage);
  const Diff diff = results::compare(*first, *second);
  if (options.format == "csv") {
    const std::string text = Csv(app.console.language()).write(diff);
    std::fwrite(text.data(), 1, text.size(), stdout);
  } else {
    Text(app.console).tell(diff);
  }
  return code(diff.worse() ? Exit::check_failed : Exit::ok);
}

}  // namespace provbank::cli
