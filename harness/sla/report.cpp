#include "harness/sla/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "contract/civil_time.hpp"
#include "harness/sla/due.hpp"

namespace provbank::sla {
namespace {

using contract::Calendar;
using contract::ServiceLevels;
using std::chrono::minutes;

double as_double(std::uint64_t value) {
  return static_cast<double>(value);
}
double as_double(time::Duration value) {
  return static_cast<double>(value.count());
}

Cell plain(std::string text) {
  return {{text, text}, false};
}
Cell number(std::uint64_t value) {
  const std::string text = std::to_string(value);
  return {{text, text}, true};
}
Cell amount(double value, Unit unit) {
  return {{shown(value, unit, Language::sv), shown(value, unit, Language::en)}, true};
}
Cell head(const char* sv, const char* en, bool numbers = false) {
  return {{sv, en}, numbers};
}

Bilingual note(std::string sv, std::string en) {
  return {std::move(sv), std::move(en)};
}

Verdict at_most(double value, double target) {
  return value <= target ? Verdict::met : Verdict::not_met;
}

/// Puts the figures together, a group at a time.
class Builder {
 public:
  Builder(const Period& period, const ServiceLevels& levels, const Calendars& calendars,
          const Material& material)
      : period_(period), levels_(levels), calendars_(calendars), in_(material) {
    for (auto& kind : figure_catalogue(levels)) {
      Figure figure;
      figure.kind = std::move(kind);
      out_.figures.push_back(std::move(figure));
    }
  }

  Report build() {
    describe_input();
    if (in_.outages) count_downtime();
    if (in_.log != nullptr) count_log();
    if (in_.outages) judge_availability();
    if (in_.cases) count_cases();
    count_deviations();
    summarise_days();
    say_what_is_missing();
    return std::move(out_);
  }

 private:
  Figure& figure(std::string_view id) {
    return *std::ranges::find_if(out_.figures, [&](const Figure& f) { return f.kind.id == id; });
  }

  static void reading(Figure& to, const char* record, const char* id, std::optional<double> value,
                      Verdict verdict) {
    to.readings.push_back({&record_reading(record, id), value, verdict});
  }

  // ---- What was read ----------------------------------------------------------------------------

  void describe_input() {
    out_.month = period_.name();
    out_.interval = period_.interval;
    out_.tool_version = PROVBANK_VERSION;
    out_.log_files = in_.log_files;
    out_.cases_file = in_.cases_file;
    out_.outages_file = in_.outages_file;
    out_.limit_early = levels_.early_limit;
    out_.limit_late = levels_.late_limit;
    out_.hours = levels_.opening_hours;
    for (const auto& [month, values] : in_.earlier) {
      out_.earlier_months.push_back(
          fmt::format("{:04}-{:02}", int(month.year()), unsigned(month.month())));
    }
    if (in_.log_notes != nullptr) describe_log(*in_.log_notes);
  }

  void describe_log(const LogNotes& notes) {
    out_.lines = notes.lines;
    out_.bytes = notes.bytes;
    static const std::array<Bilingual, kBadLineKinds> kKinds = {
        {{"för lång rad", "line too long"},
         {"inte UTF-8", "not UTF-8"},
         {"går inte att tolka", "cannot be parsed"},
         {"fält saknas", "field missing"},
         {"orimligt värde", "impossible value"},
         {"okänt utfall", "unknown outcome"},
         {"okänd version", "unknown version"}}};
    Table table{"dataluckor",
                "B4-4",
                {"Rader i loggen som inte kunde användas som de stod",
                 "Lines of the log that could not be used as they stood"},
                {head("Vad", "What"), head("Rader", "Lines", true), head("De första", "The first")},
                {}};
    const auto add = [&](const Bilingual& what, std::uint64_t count, const LineNotes& lines) {
      if (count == 0) return;
      std::string examples;
      for (const auto& example : lines.examples) {
        if (!examples.empty()) examples += "; ";
        examples += fmt::format("{}:{} ({})", example.file, example.line, example.reason);
      }
      table.rows.push_back({{what, false}, number(count), plain(examples)});
    };
    for (std::size_t i = 0; i < kBadLineKinds; ++i)
      add(kKinds[i], notes.bad[i].count, notes.bad[i]);
    add({"rader som saknas (luckor i numreringen)", "lines missing (gaps in the numbering)"},
        notes.missing_lines, notes.gaps);
    add({"samma rad en gång till; räknad en gång", "the same line again; counted once"},
        notes.duplicates.count, notes.duplicates);
    add({"tidigare än raden före", "earlier than the line before"}, notes.time_back.count,
        notes.time_back);
    add({"nummer som inte är högre än det före", "number not higher than the one before"},
        notes.out_of_order.count, notes.out_of_order);
    for (const auto& [word, count] : notes.other_events) {
      table.rows.push_back({{note("händelser som rapporten inte bygger på: " + word,
                                  "events that the report does not rest on: " + word),
                             false},
                            number(count),
                            plain("")});
    }
    if (in_.log != nullptr && in_.log->totals().outside_period != 0) {
      table.rows.push_back({{note("anrop utanför månaden", "requests outside the month"), false},
                            number(in_.log->totals().outside_period),
                            plain("")});
    }
    if (!table.rows.empty()) out_.input_notes.push_back(std::move(table));
  }

  // ---- The log
  // ------------------------------------------------------------------------------------

  std::uint64_t unknown() const { return in_.log_notes ? in_.log_notes->unknown_lines() : 0; }

  void count_log() {
    const Totals& totals = in_.log->totals();
    judge_times(figure("svarstid-7s"), totals.within_early(), totals.sources_within_early);
    judge_times(figure("svarstid-12s"), totals.within_late(), totals.sources_within_late);
    describe_times(totals);
    judge_delivery(totals);
    describe_capacity(totals);
    describe_disturbance();
    add_times_table(totals);
    add_outcomes_table(totals);
  }

  void exclude_refused(Figure& to) {
    to.exclusions.push_back(
        {{"avvisade för att frågan var fel", "refused because the question was wrong"},
         in_.log->totals().of(Outcome::refused)});
    if (unknown() == 0) return;
    to.exclusions.push_back({{"loggrader som inte gick att läsa eller saknas",
                              "log lines that could not be read or are missing"},
                             unknown()});
  }

  void judge_times(Figure& to, std::uint64_t within, std::uint64_t within_of_sources) {
    const Totals& totals = in_.log->totals();
    const double target = *to.kind.target;
    const ByPersons& beyond = totals.too_many_persons;
    const std::uint64_t answered = totals.answered() - beyond.answered;
    const std::uint64_t unanswered = totals.unanswered() - beyond.unanswered;
    const Share every{within, answered + unanswered, unknown()};
    const Share only_answered{within, answered, unknown()};
    const Share by_sources{within_of_sources, totals.with_sources + unanswered, unknown()};
    to.value = every.value();
    to.sample = every.all;
    to.verdict = every.at_least(target);
    exclude_refused(to);
    if (beyond.answered + beyond.unanswered != 0) {
      to.exclusions.push_back({note(fmt::format("fler än {} personer", levels_.persons_max),
                                    fmt::format("more than {} persons", levels_.persons_max)),
                               beyond.answered + beyond.unanswered});
    }
    reading(to, "T-resten-inom-12", "a", to.value, to.verdict);
    reading(to, "T-resten-inom-12", "b", only_answered.value(), only_answered.at_least(target));
    const bool measured = totals.with_sources != 0;
    reading(to, "T-svarstidens-slut", "a", to.value, to.verdict);
    reading(to, "T-svarstidens-slut", "b", measured ? by_sources.value() : std::nullopt,
            measured ? by_sources.at_least(target) : Verdict::too_few);
    if (unanswered != 0) {
      to.notes.push_back(note(fmt::format("{} anrop fick inget svar.", unanswered),
                              fmt::format("{} requests got no answer.", unanswered)));
    }
  }

  void describe_times(const Totals& totals) {
    Figure& to = figure("svarstid");
    to.sample = totals.answered();
    to.exclusions.push_back(
        {{"anrop utan svar", "requests without an answer"}, totals.unanswered()});
    exclude_refused(to);
    const auto quantile = [](const Histogram& times) -> std::optional<double> {
      if (times.count() == 0) return std::nullopt;
      return as_double(times.quantile(0.9));
    };
    to.value = quantile(totals.times);
    reading(to, "T-svarstidens-slut", "a", to.value, Verdict::no_target);
    reading(to, "T-svarstidens-slut", "b", quantile(totals.source_times), Verdict::no_target);
    if (totals.times.count() == 0) return;
    const auto words = [&](Language language) {
      const auto at = [&](double share) {
        return shown(as_double(totals.times.quantile(share)), Unit::response, language);
      };
      const auto slowest = shown(as_double(totals.times.max()), Unit::response, language);
      return language == Language::sv
                 ? fmt::format("Median {}, 95 av 100 inom {}, 99 av 100 inom {}, långsammast {}.",
                               at(0.5), at(0.95), at(0.99), slowest)
                 : fmt::format("Median {}, 95 in 100 within {}, 99 in 100 within {}, slowest {}.",
                               at(0.5), at(0.95), at(0.99), slowest);
    };
    to.notes.push_back(note(words(Language::sv), words(Language::en)));
    fill_buckets(totals);
  }

  // Steps of a quarter of a second up to twice the late limit and what is beyond, from the
  // histogram.
  void fill_buckets(const Totals& totals) {
    const time::Duration step = levels_.late_limit / 48;
    std::uint64_t before = 0;
    for (int i = 1; i <= 80; ++i) {
      const std::uint64_t within = totals.times.within(step * i);
      out_.times.push_back({step * i, within - before});
      before = within;
    }
    if (totals.times.count() > before) {
      out_.times.push_back({totals.times.max(), totals.times.count() - before});
    }
  }

  void judge_delivery(const Totals& totals) {
    Figure& all = figure("antal-anrop");
    all.value = as_double(totals.all());
    all.sample = totals.all();
    if (totals.outside_opening_hours != 0) {
      all.notes.push_back(
          note(fmt::format("Varav {} utanför öppettid.", totals.outside_opening_hours),
               fmt::format("Of which {} outside opening hours.", totals.outside_opening_hours)));
    }
    Figure& to = figure("leveransprecision");
    const std::uint64_t whole = totals.answered() + totals.unanswered();
    const Share answered{totals.answered(), whole, unknown()};
    const Share complete{totals.of(Outcome::complete), whole, unknown()};
    const Share with_faults{whole, whole, unknown()};
    to.value = answered.value();
    to.sample = whole;
    to.verdict = answered.at_least(levels_.answered_share);
    exclude_refused(to);
    reading(to, "T-besvarat-anrop", "a", to.value, to.verdict);
    reading(to, "T-besvarat-anrop", "b", complete.value(),
            complete.at_least(levels_.answered_share));
    reading(to, "T-besvarat-anrop", "c", with_faults.value(),
            with_faults.at_least(levels_.answered_share));
  }

  void describe_capacity(const Totals& totals) {
    const auto second = in_.log->busiest_second();
    const auto minute = in_.log->busiest_minute();
    Figure& rate = figure("anrop-per-sekund");
    rate.sample = totals.all();
    rate.value = as_double(second.count);
    if (second.count != 0) {
      const auto at = swedish_time(second.at, calendars_.ordinary);
      const auto during = swedish_time(minute.at, calendars_.ordinary);
      rate.notes.push_back(note(
          fmt::format("Inträffade {}. Flest under en minut: {} ({}).", at, minute.count, during),
          fmt::format("At {}. Most within a minute: {} ({}).", at, minute.count, during)));
    }
    reading(rate, "T-kapacitetens-matt", "a", rate.value, Verdict::no_target);
    reading(rate, "T-kapacitetens-matt", "b", as_double(minute.count), Verdict::no_target);
    Figure& together = figure("samtidiga-anrop");
    together.sample = totals.all();
    together.value = as_double(totals.simultaneous.peak());
    if (totals.simultaneous.peak() != 0) {
      const auto at = swedish_time(totals.simultaneous.peak_at(), calendars_.ordinary);
      together.notes.push_back(note("Inträffade " + at + ".", "At " + at + "."));
    }
    if (totals.simultaneous.clipped() != 0) {
      together.exclusions.push_back(
          {{"anrop vars början låg för långt tillbaka för att placeras helt",
            "requests whose beginning lay too far back to be placed whole"},
           totals.simultaneous.clipped()});
    }
    reading(together, "T-kapacitetens-matt", "a", together.value, Verdict::no_target);
    reading(together, "T-kapacitetens-matt", "b", as_double(minute.count), Verdict::no_target);
    Figure& users = figure("anvandare");
    users.sample = totals.all();
    users.value = as_double(totals.organisations.count());
    users.value_is_floor = totals.organisations.at_least();
    const char* floor = totals.handlaggare.at_least() ? ">" : "";
    users.notes.push_back(
        note(fmt::format("Olika handläggare: {}{}.", floor, totals.handlaggare.count()),
             fmt::format("Different case workers: {}{}.", floor, totals.handlaggare.count())));
  }

  bool open_minute(std::size_t index) const {
    return calendars_.ordinary.is_open(in_.log->minute(index));
  }

  void describe_disturbance() {
    Figure& to = figure("storning");
    std::vector<bool> counted(in_.log->minute_count());
    std::uint64_t inside = 0;
    std::uint64_t outside = 0;
    std::uint64_t open = 0;
    for (std::size_t i = 0; i < counted.size(); ++i) {
      const bool is_open = open_minute(i);
      if (is_open) ++open;
      if (!in_.log->disturbed(i)) continue;
      counted[i] = is_open;
      ++(is_open ? inside : outside);
    }
    to.sample = open;
    if (in_.log->totals().source_events == 0) {
      to.notes.push_back(note("Loggen har inga anrop till källor; störning kan inte utläsas.",
                              "The log has no calls to sources; a disturbance cannot be seen."));
      return;
    }
    to.value = as_double(time::Duration(minutes(inside)));
    if (outside != 0) {
      to.exclusions.push_back(
          {{"störda minuter utanför öppettid", "disturbed minutes outside opening hours"},
           outside});
    }
    const auto sources = in_.log->disturbers(counted);
    if (sources.empty()) return;
    Table table{
        "storning-kallor",
        "B4-3.8",
        {"Källor som fallerade i störda minuter", "Sources that failed in disturbed minutes"},
        {head("Källa", "Source"), head("Minuter", "Minutes", true)},
        {}};
    for (const auto& [name, count] : sources) table.rows.push_back({plain(name), number(count)});
    out_.tables.push_back(std::move(table));
  }

  void add_times_table(const Totals& totals) {
    if (totals.by_persons.empty()) return;
    Table table{"svarstid-personer",
                "B4-3.7.1",
                {"Svarstider efter antal personer i anropet",
                 "Answer times by number of persons in the request"},
                {head("Personer", "Persons"), head("Tidig gräns", "Early limit", true),
                 head("Sen gräns", "Late limit", true), head("Besvarade", "Answered", true),
                 head("Inom tidig", "Within early", true), head("Inom sen", "Within late", true),
                 head("Utan svar", "Unanswered", true), head("Median", "Median", true),
                 head("Långsammast", "Slowest", true)},
                {}};
    for (const auto& [persons, counts] : totals.by_persons) {
      table.rows.push_back({plain(std::to_string(persons)),
                            amount(as_double(levels_.early_for(persons)), Unit::response),
                            amount(as_double(levels_.late_for(persons)), Unit::response),
                            number(counts.answered), number(counts.within_early),
                            number(counts.within_late), number(counts.unanswered),
                            amount(as_double(counts.times.quantile(0.5)), Unit::response),
                            amount(as_double(counts.times.max()), Unit::response)});
    }
    out_.tables.push_back(std::move(table));
  }

  void add_outcomes_table(const Totals& totals) {
    static const std::array<Bilingual, 6> kWords = {
        {{"fullständigt svar", "complete answer"},
         {"svar utan någon källa", "answer that lacks some source"},
         {"svar utan uppgifter", "answer without any data"},
         {"avvisat: frågan var fel", "refused: the question was wrong"},
         {"avvisat: över kapacitet", "refused: over capacity"},
         {"inget svar: tjänsten brast", "no answer: the service failed"}}};
    Table table{"utfall",
                "B4-3.9.1",
                {"Så slutade anropen", "How the requests ended"},
                {head("Utfall", "Outcome"), head("Anrop", "Requests", true)},
                {}};
    for (std::size_t i = 0; i < kWords.size(); ++i) {
      table.rows.push_back({{kWords[i], false}, number(totals.outcomes[i])});
    }
    out_.tables.push_back(std::move(table));
  }

  // ---- Availability
  // -------------------------------------------------------------------------------

  void count_downtime() {
    down_ = downtime(*in_.outages, period_.interval, calendars_.ordinary);
    counted_ = counted_outages(*in_.outages, period_.interval, calendars_.ordinary);
    add_outages_table();
    add_windows_table();
  }

  std::uint64_t open_minutes() const { return static_cast<std::uint64_t>(down_.open / minutes(1)); }

  void judge_availability() {
    Figure& available = figure("tillganglighet");
    available.sample = open_minutes();
    if (down_.open.count() > 0) {
      available.value = down_.share();
      available.verdict = at_least_share(down_);
    }
    const auto up = as_double(down_.open - down_.down);
    available.notes.push_back(
        note(fmt::format("Tillgänglig {} av {}.", shown(up, Unit::duration, Language::sv),
                         shown(as_double(down_.open), Unit::duration, Language::sv)),
             fmt::format("Available {} of {}.", shown(up, Unit::duration, Language::en),
                         shown(as_double(down_.open), Unit::duration, Language::en))));
    Figure& down = figure("otillganglighet");
    down.sample = open_minutes();
    down.value = as_double(down_.down);
    for (Figure* to : {&available, &down}) exclude_outside(*to);
    judge_year();
    other_calendars(available, down);
  }

  Verdict at_least_share(const Downtime& down) const {
    if (down.open.count() == 0) return Verdict::too_few;
    return down.share() >= levels_.available_share - 1e-12 ? Verdict::met : Verdict::not_met;
  }

  void exclude_outside(Figure& to) {
    time::Duration outside{};
    for (const auto& interval : down_.intervals) outside += interval.end - interval.begin;
    outside -= down_.down;
    if (outside.count() <= 0) return;
    to.exclusions.push_back(
        {{"minuter av avbrott utanför öppettid", "minutes of outages outside opening hours"},
         static_cast<std::uint64_t>(outside / minutes(1))});
  }

  void other_calendars(Figure& available, Figure& down) {
    const auto eves = downtime(*in_.outages, period_.interval, calendars_.eves_closed);
    const auto every =
        downtime(*in_.outages, period_.interval, calendars_.ordinary, Overruns::every);
    reading(available, "T-roda-dagar", "a", available.value, available.verdict);
    reading(available, "T-roda-dagar", "b", eves.share(), at_least_share(eves));
    reading(available, "T-servicefonster-overskridet", "a", available.value, available.verdict);
    reading(available, "T-servicefonster-overskridet", "b", every.share(), at_least_share(every));
    reading(down, "T-roda-dagar", "a", down.value, Verdict::no_target);
    reading(down, "T-roda-dagar", "b", as_double(eves.down), Verdict::no_target);
    reading(down, "T-servicefonster-overskridet", "a", down.value, Verdict::no_target);
    reading(down, "T-servicefonster-overskridet", "b", as_double(every.down), Verdict::no_target);
  }

  /// Earlier months of the same year that no report was given for.
  std::vector<std::string> missing_months() const {
    std::vector<std::string> missing;
    for (unsigned m = 1; m < unsigned(period_.month.month()); ++m) {
      const auto month = period_.month.year() / std::chrono::month(m);
      if (!in_.earlier.contains(month)) {
        missing.push_back(fmt::format("{:04}-{:02}", int(month.year()), m));
      }
    }
    return missing;
  }

  void judge_year() {
    time::Duration down = down_.down;
    std::uint64_t outages = counted_.size();
    std::uint64_t months = 1;
    for (const auto& [month, values] : in_.earlier) {
      if (month.year() != period_.month.year() || month >= period_.month) continue;
      down += values.down;
      outages += values.outages;
      ++months;
    }
    const auto missing = missing_months();
    const auto judged = [&](double value, double target) {
      const Verdict verdict = at_most(value, target);
      return verdict == Verdict::met && !missing.empty() ? Verdict::too_few : verdict;
    };
    Figure& year_down = figure("nedtid-ar");
    year_down.value = as_double(down);
    year_down.verdict = judged(*year_down.value, *year_down.kind.target);
    Figure& month_count = figure("avbrott-manad");
    month_count.value = as_double(counted_.size());
    month_count.sample = in_.outages->outages.size();
    month_count.verdict = at_most(*month_count.value, *month_count.kind.target);
    const auto listed = static_cast<std::uint64_t>(
        std::ranges::count_if(in_.outages->outages, [&](const Outage& outage) {
          return outage.begin >= period_.interval.begin && outage.begin < period_.interval.end;
        }));
    if (listed > counted_.size()) {
      month_count.exclusions.push_back(
          {{"avbrott helt utanför öppettid", "outages wholly outside opening hours"},
           listed - counted_.size()});
    }
    Figure& year_count = figure("avbrott-ar");
    year_count.value = as_double(outages);
    year_count.verdict = judged(*year_count.value, *year_count.kind.target);
    for (Figure* to : {&year_down, &year_count}) {
      to->sample = months;
      if (missing.empty()) continue;
      const auto list = fmt::format("{}", fmt::join(missing, ", "));
      to->notes.push_back(note("Uppgifter saknas för " + list + " (--year-so-far).",
                               "Nothing is known of " + list + " (--year-so-far)."));
    }
    joint_readings(year_down, year_count, month_count);
  }

  void joint_readings(Figure& year_down, Figure& year_count, Figure& month_count) {
    Figure& available = figure("tillganglighet");
    const Verdict joint = both(available.verdict, year_down.verdict);
    for (Figure* to : {&available, &year_down}) {
      reading(*to, "T-tillganglighetens-mal", "a", std::nullopt, joint);
      reading(*to, "T-tillganglighetens-mal", "b", available.value, available.verdict);
      reading(*to, "T-tillganglighetens-mal", "c", year_down.value, year_down.verdict);
    }
    const Verdict counts = both(month_count.verdict, year_count.verdict);
    for (Figure* to : {&month_count, &year_count}) {
      reading(*to, "T-avbrottens-antal", "a", std::nullopt, counts);
      reading(*to, "T-avbrottens-antal", "b", month_count.value, month_count.verdict);
      reading(*to, "T-avbrottens-antal", "c", year_count.value, year_count.verdict);
    }
  }

  std::string local(time::WallTime instant) const {
    return swedish_time(instant, calendars_.ordinary);
  }
  Cell local_cell(const std::optional<time::WallTime>& instant) const {
    return plain(instant ? local(*instant) : "–");
  }
  bool touches(time::WallTime begin, time::WallTime end) const {
    return begin < period_.interval.end && end >= period_.interval.begin;
  }

  void add_outages_table() {
    Table table{"avbrott",
                "B4-3.8",
                {"Oplanerade avbrott", "Unplanned outages"},
                {head("Id", "Id"), head("Start", "Start"), head("Slut", "End"),
                 head("Av öppettiden", "Of opening hours", true), head("Orsak", "Cause"),
                 head("Åtgärdsplan", "Plan")},
                {}};
    for (const Outage& outage : in_.outages->outages) {
      const auto end = end_of(outage, period_.interval);
      if (!touches(outage.begin, end)) continue;
      const auto lost = calendars_.ordinary.open_time(
          std::max(outage.begin, period_.interval.begin), std::min(end, period_.interval.end));
      table.rows.push_back({plain(outage.id), plain(local(outage.begin)), local_cell(outage.end),
                            amount(as_double(lost), Unit::duration), plain(outage.cause),
                            plain(outage.measures)});
    }
    if (!table.rows.empty()) out_.tables.push_back(std::move(table));
  }

  void add_windows_table() {
    Table table{
        "servicefonster",
        "B4-3.5.2",
        {"Servicefönster", "Service windows"},
        {head("Id", "Id"), head("Planerat", "Planned"), head("Slut", "End"),
         head("Överskridet", "Overran by", true), head("Besked", "Notice"), head("Avser", "About")},
        {}};
    Figure& to = figure("servicefonster-overskridet");
    std::uint64_t unannounced = 0;
    std::uint64_t every = 0;
    for (const ServiceWindow& window : in_.outages->windows) {
      const auto end = std::max(window.end.value_or(window.planned_end), window.planned_end);
      if (touches(window.planned_begin, end)) add_window_row(table, window);
      const bool ends_here =
          window.planned_end >= period_.interval.begin && window.planned_end < period_.interval.end;
      if (!ends_here) continue;
      ++to.sample;
      if (!window.overran()) continue;
      ++every;
      if (!window.overrun_announced()) ++unannounced;
    }
    to.value = as_double(unannounced);
    reading(to, "T-servicefonster-overskridet", "a", to.value, Verdict::no_target);
    reading(to, "T-servicefonster-overskridet", "b", as_double(every), Verdict::no_target);
    if (!table.rows.empty()) out_.tables.push_back(std::move(table));
  }

  void add_window_row(Table& table, const ServiceWindow& window) {
    const auto over = window.overran() ? *window.end - window.planned_end : time::Duration{};
    const Bilingual said = !window.overran()            ? Bilingual{"–", "–"}
                           : window.overrun_announced() ? Bilingual{"i tid", "in time"}
                                                        : Bilingual{"inte i tid", "not in time"};
    table.rows.push_back({plain(window.id),
                          plain(local(window.planned_begin) + " – " + local(window.planned_end)),
                          local_cell(window.end),
                          amount(as_double(over), Unit::duration),
                          {said, false},
                          plain(window.cause)});
    const auto open = calendars_.ordinary.open_time(window.planned_begin, window.planned_end);
    if (open.count() > 0) {
      deviations_.push_back(
          note(fmt::format("Servicefönstret {} planerades inom öppettid ({}).", window.id,
                           shown(as_double(open), Unit::duration, Language::sv)),
               fmt::format("Service window {} was planned inside opening hours ({}).", window.id,
                           shown(as_double(open), Unit::duration, Language::en))));
    }
  }

  // ---- Cases
  // --------------------------------------------------------------------------------------

  bool received_here(const Case& one) const {
    return one.received >= period_.interval.begin && one.received < period_.interval.end;
  }

  void count_cases() {
    for (const auto& [kind, count, response, resolution] :
         {std::tuple{CaseKind::incident, "incidenter", "incident-responstid",
                     "incident-atgardstid"},
          std::tuple{CaseKind::problem, "problem", "problem-responstid", "problem-atgardstid"}}) {
      count_kind(kind, figure(count));
      judge_cases(kind, Step::response, figure(response));
      judge_cases(kind, Step::resolution, figure(resolution));
      add_priority_table(kind);
      add_case_list(kind);
    }
    Figure& security = figure("sakerhetsincidenter");
    security.sample = in_.cases->cases.size();
    security.value = as_double(
        static_cast<std::uint64_t>(std::ranges::count_if(in_.cases->cases, [&](const Case& one) {
          return one.kind == CaseKind::incident && one.security && received_here(one);
        })));
    count_kind(CaseKind::bestallning, figure("bestallningar"));
    judge_orders();
    add_case_list(CaseKind::bestallning);
    judge_changes();
    if (in_.cases->duplicates != 0) {
      figure("incidenter")
          .notes.push_back(
              note(fmt::format("{} rader stod två gånger i registret och räknades en gång.",
                               in_.cases->duplicates),
                   fmt::format("{} rows stood twice in the register and were counted once.",
                               in_.cases->duplicates)));
    }
  }

  void count_kind(CaseKind kind, Figure& to) {
    to.sample = in_.cases->cases.size();
    to.value = as_double(
        static_cast<std::uint64_t>(std::ranges::count_if(in_.cases->cases, [&](const Case& one) {
          return one.kind == kind && received_here(one);
        })));
  }

  static Verdict all_of(const Tally& tally) {
    if (tally.settled() == 0) return Verdict::nothing;
    return tally.late == 0 ? Verdict::met : Verdict::not_met;
  }
  static std::optional<double> share_of(const Tally& tally) {
    return Share{tally.in_time, tally.settled(), 0}.value();
  }

  static void judge(Figure& to, const Tally& tally) {
    to.value = share_of(tally);
    to.sample = tally.settled();
    to.verdict = all_of(tally);
    if (tally.open == 0) return;
    to.exclusions.push_back(
        {{"ännu inte avgjorda när månaden var slut", "not yet settled when the month was over"},
         tally.open});
  }

  Kept kept_by(CaseKind kind, Step step, const Calendar& calendar, DueRules rules = {}) const {
    return kept(*in_.cases, kind, step, period_, levels_, calendar, rules);
  }

  void judge_cases(CaseKind kind, Step step, Figure& to) {
    const auto usual = kept_by(kind, step, calendars_.ordinary).total();
    judge(to, usual);
    const auto other = [&](const char* record, const Kept& by) {
      const auto tally = by.total();
      reading(to, record, "a", to.value, to.verdict);
      reading(to, record, "b", share_of(tally), all_of(tally));
    };
    if (kind == CaseKind::incident) {
      other("T-timmarnas-slag", kept_by(kind, step, calendars_.ordinary, {.clock_hours = true}));
    } else if (step == Step::resolution) {
      other("T-sex-dagar", kept_by(kind, step, calendars_.ordinary, {.calendar_days = true}));
    }
    other("T-roda-dagar", kept_by(kind, step, calendars_.eves_closed));
  }

  void add_priority_table(CaseKind kind) {
    const auto response = kept_by(kind, Step::response, calendars_.ordinary);
    const auto resolution = kept_by(kind, Step::resolution, calendars_.ordinary);
    const bool incident = kind == CaseKind::incident;
    Table table{incident ? "incidenter-prioritet" : "problem-prioritet",
                incident ? "B4-3.3.3" : "B4-3.5.1",
                incident ? Bilingual{"Incidenter efter prioritet", "Incidents by priority"}
                         : Bilingual{"Problem efter prioritet", "Problems by priority"},
                {head("Prioritet", "Priority"), head("Mottagna", "Received", true),
                 head("Påbörjade i tid", "Begun in time", true),
                 head("Påbörjade för sent", "Begun late", true),
                 head("Åtgärdade i tid", "Resolved in time", true),
                 head("Åtgärdade för sent", "Resolved late", true), head("Öppna", "Open", true)},
                {}};
    for (const auto priority : contract::kAllPriorities) {
      const auto i = static_cast<std::size_t>(priority);
      const auto received = std::ranges::count_if(in_.cases->cases, [&](const Case& one) {
        return one.kind == kind && one.priority == priority && received_here(one);
      });
      table.rows.push_back({{contract::words(priority), false},
                            number(static_cast<std::uint64_t>(received)),
                            number(response.by_priority[i].in_time),
                            number(response.by_priority[i].late),
                            number(resolution.by_priority[i].in_time),
                            number(resolution.by_priority[i].late),
                            number(resolution.by_priority[i].open)});
    }
    out_.tables.push_back(std::move(table));
    add_missed_table(kind, response, resolution);
  }

  void add_missed_table(CaseKind kind, const Kept& response, const Kept& resolution) {
    const bool incident = kind == CaseKind::incident;
    Table table{incident ? "incidenter-forsent" : "problem-forsent",
                incident ? "B4-3.3.3" : "B4-3.5.1",
                incident
                    ? Bilingual{"Incidenter som inte hölls i tid", "Incidents not kept in time"}
                    : Bilingual{"Problem som inte hölls i tid", "Problems not kept in time"},
                {head("Id", "Id"), head("Prioritet", "Priority"), head("Mottagen", "Received"),
                 head("Vad", "What"), head("Senast", "Due"), head("Skedde", "Happened")},
                {}};
    const auto add = [&](const Kept& by, const Bilingual& what, bool begun) {
      for (const Missed& missed : by.missed) {
        const Case& one = *missed.which;
        table.rows.push_back({plain(one.id),
                              {contract::words(*one.priority), false},
                              plain(local(one.received)),
                              {what, false},
                              plain(local(missed.due)),
                              local_cell(begun ? one.begun : one.done())});
      }
    };
    add(response, {"påbörjades", "begun"}, true);
    add(resolution, {"åtgärdades", "resolved"}, false);
    if (!table.rows.empty()) out_.tables.push_back(std::move(table));
  }

  /// Cases received in the month, or open during it.
  void add_case_list(CaseKind kind) {
    static const std::map<CaseKind, Bilingual> kTitles = {
        {CaseKind::incident, {"Månadens incidenter", "The month's incidents"}},
        {CaseKind::problem, {"Månadens problem", "The month's problems"}},
        {CaseKind::bestallning, {"Månadens beställningar", "The month's orders"}}};
    static const std::map<CaseKind, std::pair<const char*, const char*>> kPlaces = {
        {CaseKind::incident, {"incidenter", "B4-4"}},
        {CaseKind::problem, {"problem", "B4-4"}},
        {CaseKind::bestallning, {"bestallningar", "B4-3.4"}}};
    const bool order = kind == CaseKind::bestallning;
    Table table{
        kPlaces.at(kind).first,
        kPlaces.at(kind).second,
        kTitles.at(kind),
        {head("Id", "Id"), order ? head("Utlovad", "Promised") : head("Prioritet", "Priority"),
         head("Mottagen", "Received"), head("Påbörjad", "Begun"), head("Klar", "Done"),
         head("Beskrivning", "Description"), head("Orsak och åtgärd", "Cause and measures")},
        {}};
    for (const Case& one : in_.cases->cases) {
      if (one.kind != kind) continue;
      const auto over = one.done().value_or(period_.interval.end);
      if (one.received >= period_.interval.end || over < period_.interval.begin) continue;
      const std::string comma = one.cause.empty() || one.measures.empty() ? "" : ". ";
      table.rows.push_back(
          {plain(one.id),
           order ? local_cell(one.promised) : Cell{contract::words(*one.priority), false},
           plain(local(one.received)), local_cell(one.begun), local_cell(one.done()),
           plain(one.description), plain(one.cause + comma + one.measures)});
    }
    if (!table.rows.empty()) out_.tables.push_back(std::move(table));
  }

  void judge_orders() {
    Figure& to = figure("bestallning-ledtid");
    judge(to, kept_promises(*in_.cases, period_).total());
    std::vector<int> days;
    std::uint64_t without = 0;
    for (const Case& one : in_.cases->cases) {
      if (one.kind != CaseKind::bestallning || !one.done()) continue;
      if (*one.done() < period_.interval.begin || *one.done() >= period_.interval.end) continue;
      if (!one.promised) ++without;
      days.push_back(calendars_.ordinary.working_days_between(
          calendars_.ordinary.day_of(one.received), calendars_.ordinary.day_of(*one.done())));
    }
    if (without != 0) {
      to.exclusions.push_back(
          {{"avslutade utan utlovad tid", "finished without a promised time"}, without});
    }
    if (days.empty()) return;
    std::ranges::sort(days);
    const int median = days[(days.size() - 1) / 2];
    to.notes.push_back(
        note(fmt::format("Från mottagen till avslutad: median {} arbetsdagar, längst {} ({} "
                         "beställningar).",
                         median, days.back(), days.size()),
             fmt::format("From received to finished: median {} working days, longest {} ({} "
                         "orders).",
                         median, days.back(), days.size())));
  }

  void judge_changes() {
    static const std::array<Bilingual, 4> kStatus = {{{"planerad", "planned"},
                                                      {"genomförd", "carried out"},
                                                      {"inställd", "cancelled"},
                                                      {"misslyckad", "failed"}}};
    Figure& count = figure("andringar");
    Figure& notice = figure("andring-framforhallning");
    Table table{
        "andringar",
        "B4-3.5.2",
        {"Månadens planerade ändringar", "The month's planned changes"},
        {head("Id", "Id"), head("Planerad start", "Planned start"), head("Meddelad", "Announced"),
         head("Release", "Release"), head("Status", "Status"), head("Beskrivning", "Description")},
        {}};
    Tally tally;
    std::uint64_t left_out = 0;
    std::uint64_t all = 0;
    for (const Case& one : in_.cases->cases) {
      if (one.kind != CaseKind::andring || !one.planned_start) continue;
      if (*one.planned_start < period_.interval.begin || *one.planned_start >= period_.interval.end)
        continue;
      ++all;
      table.rows.push_back({plain(one.id),
                            plain(local(*one.planned_start)),
                            local_cell(one.announced),
                            {one.release ? Bilingual{"ja", "yes"} : Bilingual{"nej", "no"}, false},
                            {kStatus[static_cast<std::size_t>(one.status)], false},
                            plain(one.description)});
      if (one.release || one.status == ChangeStatus::installd)
        ++left_out;
      else
        ++(announced_in_time(one) ? tally.in_time : tally.late);
      planned_inside(one);
    }
    count.sample = in_.cases->cases.size();
    count.value = as_double(all);
    judge(notice, tally);
    if (left_out != 0) {
      notice.exclusions.push_back(
          {{"i releaser eller inställda", "in releases or cancelled"}, left_out});
    }
    if (!table.rows.empty()) out_.tables.push_back(std::move(table));
  }

  bool announced_in_time(const Case& change) const {
    if (!change.announced) return false;
    const auto told = calendars_.ordinary.day_of(*change.announced);
    const auto starts = calendars_.ordinary.day_of(*change.planned_start);
    return told + std::chrono::weeks(levels_.change_notice_weeks) <= starts;
  }

  void planned_inside(const Case& change) {
    const auto end = change.planned_end.value_or(*change.planned_start + minutes(1));
    const auto open = calendars_.ordinary.open_time(*change.planned_start, end);
    if (open.count() == 0 || change.status == ChangeStatus::installd) return;
    deviations_.push_back(
        note(fmt::format("Ändringen {} planerades inom öppettid.", change.id),
             fmt::format("Change {} was planned inside opening hours.", change.id)));
  }

  // ---- Deviations
  // ---------------------------------------------------------------------------------

  void count_deviations() {
    Figure& to = figure("avvikelser");
    if (in_.log != nullptr) {
      find_mute_minutes();
      find_empty_days();
      const Totals& totals = in_.log->totals();
      to.value = as_double(totals.deviations_total + deviations_.size());
      to.sample = static_cast<std::uint64_t>(*to.value);
      if (!totals.deviations.empty()) {
        Table table{"avvikelser",
                    "B4-4.1",
                    {"Avvikelser som loggen anger", "Deviations that the log tells of"},
                    {head("Slag i loggen", "Kind in the log"), head("Antal", "Count", true)},
                    {}};
        for (const auto& [word, count] : totals.deviations) {
          table.rows.push_back({plain(word.empty() ? "–" : word), number(count)});
        }
        out_.tables.push_back(std::move(table));
      }
    } else if (in_.outages || in_.cases) {
      to.value = as_double(deviations_.size());
      to.sample = deviations_.size();
    }
    to.notes = std::move(deviations_);
  }

  bool listed_down(time::WallTime instant) const {
    return std::ranges::any_of(down_.intervals, [&](const contract::Interval& interval) {
      return interval.begin <= instant && instant < interval.end;
    });
  }

  // The log against the list: failures that no outage in the list explains.
  void find_mute_minutes() {
    std::uint64_t unlisted = 0;
    std::optional<time::WallTime> first;
    for (std::size_t i = 0; i < in_.log->minute_count(); ++i) {
      if (!in_.log->mute(i) || !open_minute(i) || listed_down(in_.log->minute(i))) continue;
      ++unlisted;
      if (!first) first = in_.log->minute(i);
    }
    if (unlisted == 0) return;
    deviations_.push_back(note(
        fmt::format(
            "I {} minuter av öppettiden, den första {}, blev inget anrop besvarat och minst "
            "ett utan svar, utan att avbrottslistan nämner dem.",
            unlisted, local(*first)),
        fmt::format("In {} minutes of the opening hours, the first {}, no request was answered and "
                    "at least one was not, and the list of outages does not mention them.",
                    unlisted, local(*first))));
  }

  void find_empty_days() {
    const auto days = questions_by_day();
    std::vector<std::string> empty;
    for (const auto& [day, questions] : days) {
      if (questions == 0 && calendars_.ordinary.is_working_day(day)) {
        empty.push_back(contract::to_string(day));
      }
    }
    if (empty.empty()) return;
    const auto list = fmt::format("{}", fmt::join(empty, ", "));
    const auto said = note("Loggen har inga anrop dessa öppna dagar: " + list + ".",
                           "The log has no requests on these open days: " + list + ".");
    deviations_.push_back(said);
    figure("antal-anrop").notes.push_back(said);
    if (in_.log_is_of_the_whole_service) doubt_the_log(said);
  }

  /// What is not in the log can have gone either way, and a day without requests may be an outage
  /// that nobody listed.
  void doubt_the_log(const Bilingual& why) {
    const auto doubt = [](Verdict& verdict) {
      if (verdict == Verdict::met) verdict = Verdict::too_few;
    };
    for (const char* id : {"svarstid-7s", "svarstid-12s", "leveransprecision", "tillganglighet",
                           "avbrott-manad", "nedtid-ar", "avbrott-ar"}) {
      Figure& to = figure(id);
      doubt(to.verdict);
      for (auto& reading : to.readings) doubt(reading.verdict);
      to.notes.push_back(why);
    }
  }

  std::map<contract::Day, std::uint64_t> questions_by_day() const {
    std::map<contract::Day, std::uint64_t> days;
    for (auto day = period_.first; day <= period_.last; day += std::chrono::days(1)) days[day] = 0;
    if (in_.log == nullptr) return days;
    const auto& each_hour = in_.log->by_hour();
    for (std::size_t i = 0; i < each_hour.size(); ++i) {
      days[calendars_.ordinary.day_of(in_.log->hour(i))] += each_hour[i];
    }
    return days;
  }

  // ---- Series
  // -------------------------------------------------------------------------------------

  void summarise_days() {
    const auto questions = questions_by_day();
    for (const auto& [day, count] : questions) {
      DaySummary one;
      one.day = day;
      one.questions = count;
      if (const auto open = calendars_.ordinary.opening(day)) one.open = open->end - open->begin;
      if (const auto lost = down_.by_day.find(day); lost != down_.by_day.end()) {
        one.down = lost->second;
      }
      out_.days.push_back(one);
    }
    if (in_.log == nullptr) return;
    for (std::size_t i = 0; i < in_.log->minute_count(); ++i) {
      if (!in_.log->disturbed(i) || !open_minute(i)) continue;
      const auto day = calendars_.ordinary.day_of(in_.log->minute(i));
      out_.days[static_cast<std::size_t>((day - period_.first).count())].disturbed += minutes(1);
    }
    const auto& each_hour = in_.log->by_hour();
    for (std::size_t i = 0; i < each_hour.size(); ++i) {
      if (each_hour[i] == 0) continue;
      const auto text = swedish_time(in_.log->hour(i), calendars_.ordinary);
      const auto hour = static_cast<std::size_t>((text[11] - '0') * 10 + (text[12] - '0'));
      out_.by_hour[hour] += each_hour[i];
    }
  }

  void say_what_is_missing() {
    for (Figure& one : out_.figures) {
      const bool judged = one.kind.bound != Bound::none;
      if (judged && one.verdict == Verdict::no_target) one.verdict = Verdict::too_few;
      if (one.value || one.verdict == Verdict::nothing || !one.notes.empty()) continue;
      one.notes.push_back(note("Underlag saknas.", "The material is missing."));
    }
  }

  const Period& period_;
  const ServiceLevels& levels_;
  const Calendars& calendars_;
  const Material& in_;
  Report out_;
  Downtime down_;
  std::vector<const Outage*> counted_;
  std::vector<Bilingual> deviations_;
};

}  // namespace

Result<Calendars> Calendars::create(const ServiceLevels& levels) {
  const auto ordinary = Calendar::create(levels.opening_hours, contract::Eves::ordinary);
  if (!ordinary) return ordinary.error();
  const auto closed = Calendar::create(levels.opening_hours, contract::Eves::closed);
  if (!closed) return closed.error();
  return Calendars{*ordinary, *closed};
}

const Figure* Report::figure(std::string_view id) const {
  const auto found =
      std::ranges::find_if(figures, [&](const Figure& f) { return f.kind.id == id; });
  return found == figures.end() ? nullptr : &*found;
}

Verdict Report::verdict() const {
  Verdict sum = Verdict::no_target;
  for (const Figure& one : figures) sum = both(sum, one.verdict);
  return sum;
}

int Report::exit_code() const {
  switch (verdict()) {
    case Verdict::met:
      return 0;
    case Verdict::not_met:
      return 1;
    default:
      return 4;
  }
}

Report make_report(const Period& period, const ServiceLevels& levels, const Calendars& calendars,
                   const Material& material) {
  return Builder(period, levels, calendars, material).build();
}

}  // namespace provbank::sla
