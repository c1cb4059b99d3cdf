#include "harness/sla/simulate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "contract/civil_time.hpp"
#include "contract/fault_codes.hpp"
#include "contract/source.hpp"
#include "harness/sla/case_register.hpp"
#include "harness/sla/csv.hpp"
#include "harness/sla/outages.hpp"

namespace provbank::sla {
namespace {

using chance::Rng;
using contract::Calendar;
using contract::Day;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using time::Duration;
using time::WallTime;

constexpr std::size_t kPieceBytes = 256U << 10U;
constexpr std::uint64_t kKommuner = 290;
constexpr std::uint64_t kHandlaggarePerKommun = 12;
// How an ordinary day's questions spread over its hours, from eight to five.
constexpr std::array kHourWeights = {0.09, 0.13, 0.14, 0.11, 0.07, 0.13, 0.14, 0.12, 0.07};
constexpr unsigned kBusyFromDay = 20;  // towards the end of the month more is asked (B4-2.3)

struct Asked {
  WallTime arrived;
  WallTime over;
  unsigned persons = 1;
  std::string outcome;
  std::string felkod;
  std::vector<contract::Source> silent;
};

/// What goes wrong during the month.
struct Trouble {
  contract::Interval outage;
  contract::Interval disturbance;
  contract::Interval overrun;  // of a service window, into opening hours
  Day window_day{};
  Day restart{};
};

class Month {
 public:
  Month(const Period& period, const Calendar& calendar, const SimulationOptions& options,
        const std::function<void(std::string_view)>& log)
      : period_(period),
        calendar_(calendar),
        options_(options),
        log_(log),
        rng_(chance::Seed{options.seed}) {
    for (Day day = period.first; day <= period.last; day += days(1)) {
      if (calendar.is_working_day(day)) working_.push_back(day);
    }
  }

  SimulatedMonth run() {
    plan_trouble();
    write_start();
    for (Day day = period_.first; day <= period_.last; day += days(1)) write_day(day);
    flush();
    write_outages();
    write_register();
    return std::move(out_);
  }

 private:
  Day working(double share) const {
    const auto index = static_cast<std::size_t>(share * static_cast<double>(working_.size()));
    return working_[std::min(index, working_.size() - 1)];
  }
  WallTime at(Day day, int hour, int minute) const {
    return calendar_.instant(day, hours(hour) + minutes(minute));
  }
  std::string local(WallTime instant) const { return swedish_time(instant, calendar_); }

  void plan_trouble() {
    Rng rng = rng_.fork("trouble");
    const auto outage_day = working(0.25 + 0.1 * rng.uniform());
    const auto begin = at(outage_day, 10, static_cast<int>(rng.below(50)));
    trouble_.outage = {begin, begin + minutes(40 + rng.below(50))};
    const auto other_day = working(0.6 + 0.1 * rng.uniform());
    const auto other = at(other_day, 13, static_cast<int>(rng.below(40)));
    trouble_.disturbance = {other, other + minutes(20 + rng.below(20))};
    trouble_.window_day = working(0.45 + 0.1 * rng.uniform());
    trouble_.overrun = {at(trouble_.window_day, 7, 30), at(trouble_.window_day, 8, 25)};
    trouble_.restart = working(0.8);
  }

  // ---- The log
  // ------------------------------------------------------------------------------------

  void flush() {
    if (!text_.empty()) log_(text_);
    text_.clear();
  }

  void begin_line(std::string_view time, std::string_view event) {
    fmt::format_to(std::back_inserter(text_), R"({{"v":1,"seq":{},"time":"{}","event":"{}")",
                   ++sequence_, time, event);
    ++out_.lines;
  }
  void end_line() {
    text_ += "}\n";
    if (text_.size() >= kPieceBytes) flush();
  }

  void write_start() {
    begin_line(time::to_iso8601(period_.interval.begin), "start");
    end_line();
  }

  // A crash leaves half a line; the numbering begins anew.
  void write_restart(WallTime when) {
    begin_line(time::to_iso8601(when), "question");
    text_ += R"(,"question":"avbrut)";
    text_ += '\n';
    sequence_ = 0;
    begin_line(time::to_iso8601(when + seconds(20)), "start");
    end_line();
  }

  void write_day(Day day) {
    Rng rng = rng_.fork("day " + contract::to_string(day));
    const bool open = calendar_.is_working_day(day);
    const bool busy = unsigned(std::chrono::year_month_day(day).day()) >= kBusyFromDay;
    double amount = static_cast<double>(options_.questions_per_day);
    amount *= open ? (busy ? 1.3 : 0.85) * (0.92 + 0.16 * rng.uniform()) : 0.004;
    std::vector<Asked> asked;
    for (auto left = std::llround(amount); left > 0; --left) {
      const auto when = arrival(day, open, rng);
      if (inside(when, trouble_.overrun)) continue;
      if (inside(when, trouble_.outage) && rng.uniform() > 0.03) continue;
      asked.push_back(question(when, rng));
    }
    std::ranges::sort(asked, {}, &Asked::over);
    bool restarted = day != trouble_.restart;
    for (const Asked& one : asked) {
      if (!restarted && one.over > at(day, 14, 0)) {
        write_restart(one.over);
        restarted = true;
      }
      write_question(one, rng);
    }
  }

  static bool inside(WallTime instant, const contract::Interval& interval) {
    return interval.begin <= instant && instant < interval.end;
  }

  WallTime arrival(Day day, bool open, Rng& rng) const {
    if (!open || rng.uniform() < 0.01) {  // somebody is up late
      return at(day, 6, 0) + milliseconds(rng.below(15 * 3'600'000ULL));
    }
    double pick = rng.uniform();
    std::size_t hour = 0;
    while (hour + 1 < kHourWeights.size() && pick > kHourWeights[hour])
      pick -= kHourWeights[hour++];
    return at(day, 8 + static_cast<int>(hour), 0) + milliseconds(rng.below(3'600'000));
  }

  Asked question(WallTime when, Rng& rng) const {
    Asked one;
    one.arrived = when;
    const double many = rng.uniform();
    one.persons = many < 0.82 ? 1 : many < 0.96 ? 2 : 3 + static_cast<unsigned>(rng.below(3));
    Duration length = rng.lognormal(milliseconds(1900), milliseconds(8200)) +
                      (one.persons - 1) * milliseconds(700);
    const Duration longest = seconds(12) + (one.persons - 1) * milliseconds(1500);
    const double fate = rng.uniform();
    if (inside(when, trouble_.outage)) {
      one.outcome = "failed";
      one.felkod = contract::felkod(contract::FaultCode::internal);
      length = seconds(30);
    } else if (fate < 0.006) {
      one.outcome = "refused";
      one.felkod = contract::felkod(contract::FaultCode::period_invalid);
      length = milliseconds(4);
    } else if (fate < 0.0062) {
      one.outcome = "refused";
      one.felkod = contract::felkod(contract::FaultCode::over_capacity);
      length = milliseconds(1);
    } else if (inside(when, trouble_.disturbance)) {
      one.silent = {contract::Source::csn, contract::Source::tns};
      length = seconds(7) - milliseconds(300) + milliseconds(rng.below(200));
    } else if (fate < 0.06 || length > longest) {
      one.silent = {contract::kAllSources[rng.below(contract::kAllSources.size())]};
      length = std::min(length, longest - milliseconds(40));
    }
    if (one.outcome.empty()) one.outcome = one.silent.empty() ? "complete" : "partial";
    one.over = when + length;
    return one;
  }

  void write_question(const Asked& asked, Rng& rng) {
    ++out_.questions;
    const auto time = time::to_iso8601(asked.over);
    const auto kommun = rng.below(kKommuner);
    const auto handlaggare = rng.below(kHandlaggarePerKommun);
    const double length =
        std::chrono::duration<double, std::milli>(asked.over - asked.arrived).count();
    const std::string id = fmt::format("{}-{}", time, out_.questions);
    const char* operation = asked.persons > 1 ? "flera" : "hamta";
    for (unsigned person = 0; person < asked.persons; ++person) {
      const std::string pseudonym = fmt::format("{:016x}{:016x}", rng.next(), rng.next());
      begin_line(time, "question");
      fmt::format_to(std::back_inserter(text_),
                     R"(,"question":"{}","operation":"{}","caller":"162120009900",)"
                     R"("organisation":"16212{:07}","handlaggare":"handl{:03}-{:02}",)"
                     R"("case":"{}","person":"{}")",
                     id, operation, kommun, kommun, handlaggare, rng.below(100'000), pseudonym);
      fmt::format_to(std::back_inserter(text_), R"(,"outcome":"{}")", asked.outcome);
      if (!asked.felkod.empty()) {
        fmt::format_to(std::back_inserter(text_), R"(,"felkod":"{}")", asked.felkod);
      }
      fmt::format_to(std::back_inserter(text_), R"(,"duration_ms":{:.1f})", length);
      end_line();
      if (asked.felkod.empty()) write_sources(asked, id, time, pseudonym, length, rng);
    }
  }

  void write_sources(const Asked& asked, const std::string& id, const std::string& time,
                     const std::string& pseudonym, double length, Rng& rng) {
    const auto slowest = rng.below(contract::kAllSources.size());
    for (std::size_t i = 0; i < contract::kAllSources.size(); ++i) {
      const auto source = contract::kAllSources[i];
      const bool silent = std::ranges::find(asked.silent, source) != asked.silent.end();
      const double share =
          silent || (asked.silent.empty() && i == slowest) ? 0.99 : 0.1 + 0.6 * rng.uniform();
      for (const char* event : {"source", "deviation"}) {
        if (!silent && std::string_view(event) == "deviation") continue;
        begin_line(time, event);
        fmt::format_to(std::back_inserter(text_),
                       R"(,"question":"{}","person":"{}","source":"{}","outcome":"{}",)"
                       R"("duration_ms":{:.1f})",
                       id, pseudonym, contract::code(source), silent ? "timeout" : "data",
                       share * length);
        end_line();
      }
    }
  }

  // ---- The two lists
  // ------------------------------------------------------------------------------

  static void row(std::string& to, const std::vector<std::string>& header,
                  const std::map<std::string, std::string>& cells) {
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (i != 0) to += ';';
      const auto found = cells.find(header[i]);
      if (found != cells.end()) to += csv_cell(found->second);
    }
    to += '\n';
  }

  void write_outages() {
    auto& to = out_.outages_csv;
    const auto& header = OutageList::header();
    to = fmt::format("{}\n", fmt::join(header, ";"));
    row(to, header,
        {{"typ", "avbrott"},
         {"id", "AVB-1"},
         {"start", local(trouble_.outage.begin)},
         {"slut", local(trouble_.outage.end)},
         {"orsak", "Diskfel i databasservern"},
         {"atgardsplan", "Byte av disk; övervakning av ledigt utrymme"}});
    const auto window = trouble_.window_day;
    row(to, header,
        {{"typ", "servicefonster"},
         {"id", "SF-1"},
         {"planerad_start", local(at(window, 5, 0))},
         {"planerad_slut", local(trouble_.overrun.begin)},
         {"slut", local(trouble_.overrun.end)},
         {"meddelad", contract::to_string(window - days(35))},
         {"orsak", "Uppgradering av databas"}});
    const auto calm = working(0.1);
    row(to, header,
        {{"typ", "servicefonster"},
         {"id", "SF-2"},
         {"planerad_start", local(at(calm, 18, 0))},
         {"planerad_slut", local(at(calm, 21, 0))},
         {"slut", local(at(calm, 21, 40))},
         {"meddelad", contract::to_string(calm - days(40))},
         {"forlangning_meddelad", local(at(calm, 20, 30))},
         {"orsak", "Byte av certifikat"}});
  }

  using Cells = std::map<std::string, std::string>;

  void incident(const std::string& id, const char* impact, WallTime received, Duration response,
                Duration resolution, const char* description, Cells more = {}) {
    Cells cells = {{"typ", "incident"},
                   {"id", id},
                   {"paverkan", impact},
                   {"mottagen", local(received)},
                   {"paborjad", local(received + response)},
                   {"beskrivning", description}};
    const auto resolved = received + resolution;
    if (resolved < period_.interval.end) {
      cells["atgardad"] = local(resolved);
      cells["aterrapporterad"] = local(resolved + minutes(10));
    }
    cells.merge(more);
    row(out_.register_csv, CaseRegister::header(), cells);
  }

  void write_register() {
    out_.register_csv = fmt::format("{}\n", fmt::join(CaseRegister::header(), ";"));
    Rng rng = rng_.fork("register");
    incident("INC-1", "inga-anrop", trouble_.outage.begin + minutes(6), minutes(9),
             trouble_.outage.end - trouble_.outage.begin, "Inga svar från tjänsten",
             {{"orsak", "Diskfel"}, {"atgardsplan", "Se AVB-1"}});
    incident("INC-2", "langsamma-svar", trouble_.disturbance.begin + minutes(12), minutes(25),
             hours(3), "Långa svarstider; CSN och TNS svarar inte");
    incident("INC-3", "inga-anrop", trouble_.overrun.begin + minutes(40), minutes(8), minutes(20),
             "Tjänsten nås inte på morgonen", {{"orsak", "Servicefönster SF-1 drog över"}});
    for (int i = 4; i < 10; ++i) {
      const auto day = working(rng.uniform());
      const auto received =
          at(day, 8 + static_cast<int>(rng.below(7)), static_cast<int>(rng.below(60)));
      // One of them is not looked at until two days later.
      const Duration response = i == 7 ? Duration(days(6)) : Duration(minutes(10 + rng.below(100)));
      incident(fmt::format("INC-{}", i), i % 3 == 0 ? "fel-innehall" : "enstaka-anrop", received,
               response, response + hours(20 + rng.below(60)),
               i % 3 == 0 ? "Fel belopp i ett svar" : "Enstaka frågor får inget svar",
               i == 5 ? Cells{{"sakerhet", "ja"}} : Cells{});
    }
    problem("PRB-1", "hog", at(working(0.3), 9, 0), "Återkommande diskfel",
            "Grundorsak: fel i styrkortets mikrokod");
    order("BES-1", at(working(0.05), 9, 30), 3, 4, "Ny kommun: anslutning");
    order("BES-2", at(working(0.2), 11, 0), 5, 2, "Behörighet för ny beställare");
    order("BES-3", at(working(0.4), 14, 15), 5, 4, "Fråga om statistik");
    change("AND-1", at(working(0.45), 5, 0), 35, false, "Uppgradering av databas");
    change("AND-2", at(working(0.7), 18, 0), 12, false, "Ny lastbalanserare");
    change("AND-3", at(working(0.85), 18, 0), 20, true, "Release 10.2");
  }

  void problem(const char* id, const char* priority, WallTime received, const char* description,
               const char* cause) {
    const auto day = calendar_.day_of(received);
    const auto done = at(calendar_.add_working_days(day, 9), 15, 0);
    Cells cells = {{"typ", "problem"},
                   {"id", id},
                   {"prioritet", priority},
                   {"mottagen", local(received)},
                   {"paborjad", local(at(calendar_.add_working_days(day, 2), 10, 0))},
                   {"beskrivning", description},
                   {"orsak", cause}};
    if (done < period_.interval.end) {
      cells["atgardad"] = cells["aterrapporterad"] = local(done);
    }
    row(out_.register_csv, CaseRegister::header(), cells);
  }

  void order(const char* id, WallTime received, int promised_days, int took_days,
             const char* description) {
    const auto day = calendar_.day_of(received);
    row(out_.register_csv, CaseRegister::header(),
        {{"typ", "bestallning"},
         {"id", id},
         {"mottagen", local(received)},
         {"utlovad", local(at(calendar_.add_working_days(day, promised_days), 17, 0))},
         {"atgardad", local(at(calendar_.add_working_days(day, took_days), 15, 0))},
         {"beskrivning", description}});
  }

  void change(const char* id, WallTime start, int notice_days, bool release,
              const char* description) {
    const auto told = calendar_.day_of(start) - days(notice_days);
    row(out_.register_csv, CaseRegister::header(),
        {{"typ", "andring"},
         {"id", id},
         {"planerad_start", local(start)},
         {"planerad_slut", local(start + hours(2))},
         {"meddelad", contract::to_string(told)},
         {"release", release ? "ja" : "nej"},
         {"status", "genomford"},
         {"beskrivning", description}});
  }

  const Period& period_;
  const Calendar& calendar_;
  SimulationOptions options_;
  const std::function<void(std::string_view)>& log_;
  Rng rng_;
  std::vector<Day> working_;
  Trouble trouble_;
  std::string text_;
  std::uint64_t sequence_ = 0;
  SimulatedMonth out_;
};

}  // namespace

SimulatedMonth simulate(const Period& period, const Calendar& calendar,
                        const SimulationOptions& options,
                        const std::function<void(std::string_view)>& log) {
  return Month(period, calendar, options, log).run();
}

}  // namespace provbank::sla
