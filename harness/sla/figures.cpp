#include "harness/sla/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace provbank::sla {
namespace {

double as_seconds(std::chrono::nanoseconds duration) {
  return static_cast<double>(duration.count()) / 1e9;
}

std::string decimal_comma(double value) {
  std::string text = fmt::format("{:g}", value);
  std::ranges::replace(text, '.', ',');
  return text;
}

Bilingual seconds_words(const char* sv, const char* en, std::chrono::nanoseconds limit) {
  return {fmt::format(fmt::runtime(sv), decimal_comma(as_seconds(limit))),
          fmt::format(fmt::runtime(en), fmt::format("{:g}", as_seconds(limit)))};
}

const Bilingual kQuestions = {"anrop", "requests"};
const Bilingual kAnswered = {"besvarade anrop", "answered requests"};
const Bilingual kOpenMinutes = {"minuter öppettid", "minutes of opening hours"};
const Bilingual kSettled = {"ärenden som avgjordes under månaden",
                            "cases settled during the month"};

void add_performance(std::vector<FigureKind>& all, const contract::ServiceLevels& levels) {
  const Bilingual formula = {
      "Anrop besvarade inom gränsen / alla anrop som inte avvisades. Gränsen växer för varje "
      "person "
      "efter den första. Tiden räknas från att anropet kom in till att svaret lämnades. Ett anrop "
      "utan svar bryter gränsen.",
      "Requests answered within the limit / all requests that were not refused. The limit grows "
      "for "
      "each person after the first. Time runs from the request's arrival until the answer left. A "
      "request without an answer breaks the limit."};
  all.push_back({"svarstid-7s",
                 {"B4-3.7.1"},
                 Unit::share,
                 seconds_words("Svar inom {} s", "Answers within {} s", levels.early_limit),
                 formula,
                 kQuestions,
                 Bound::at_least,
                 levels.early_share});
  all.push_back({"svarstid-12s",
                 {"B4-3.7.1"},
                 Unit::share,
                 seconds_words("Svar inom {} s", "Answers within {} s", levels.late_limit),
                 formula,
                 kQuestions,
                 Bound::at_least,
                 1.0});
  all.push_back(
      {"svarstid",
       {"B4-3.7"},
       Unit::response,
       {"Svarstid, nio av tio anrop", "Answer time, nine requests in ten"},
       {"Den tid inom vilken nio av tio besvarade anrop fick sitt svar; högst 0,8 % för hög.",
        "The time within which nine in ten answered requests got their answer; at most "
        "0.8 % too high."},
       kAnswered,
       Bound::none,
       {}});
  all.push_back(
      {"antal-anrop",
       {"B4-4"},
       Unit::count,
       {"Anrop", "Requests"},
       {"Anrop som kom in under månaden. Flera personer i ett anrop är ett anrop.",
        "Requests that came in during the month. Several persons in one are one request."},
       kQuestions,
       Bound::none,
       {}});
  all.push_back(
      {"leveransprecision",
       {"B4-3.9.1"},
       Unit::share,
       {"Leveransprecision", "Delivery precision"},
       {"Besvarade anrop / inkomna anrop. Ett svar som saknar uppgifter från någon källa är "
        "ett svar. Anrop som avvisades för att frågan var fel räknas inte.",
        "Answered requests / requests received. An answer that lacks some source is an "
        "answer. Requests refused because the question was wrong are not counted."},
       kQuestions,
       Bound::at_least,
       levels.answered_share});
}

void add_availability(std::vector<FigureKind>& all, const contract::ServiceLevels& levels) {
  all.push_back({"tillganglighet",
                 {"B4-3.8.1", "B4-3.8"},
                 Unit::share,
                 {"Tillgänglighet under öppettid", "Availability in opening hours"},
                 {"(Öppettid − otillgänglighet) / öppettid.",
                  "(Opening hours − unavailability) / opening hours."},
                 kOpenMinutes,
                 Bound::at_least,
                 levels.available_share});
  all.push_back(
      {"otillganglighet",
       {"B4-3.8", "B4-3.5.2"},
       Unit::duration,
       {"Otillgänglighet", "Unavailability"},
       {"Oplanerade avbrott och servicefönster som överskreds utan besked, den del som faller "
        "inom öppettid. Tid som täcks av flera räknas en gång.",
        "Unplanned outages and service windows that overran without notice, the part inside "
        "opening hours. Time covered by several counts once."},
       kOpenMinutes,
       Bound::none,
       {}});
  all.push_back(
      {"storning",
       {"B4-3.8"},
       Unit::duration,
       {"Tillgänglig med störning", "Available with disturbance"},
       {fmt::format("Minuter av öppettiden då minst {} källor hade minst ett misslyckat anrop "
                    "och inget lyckat. Räknas inte som otillgänglighet.",
                    levels.disturbance_sources),
        fmt::format("Minutes of the opening hours in which at least {} sources had at least "
                    "one failed call and none that succeeded. Not unavailability.",
                    levels.disturbance_sources)},
       kOpenMinutes,
       Bound::none,
       {}});
  all.push_back({"nedtid-ar",
                 {"B4-3.8.1"},
                 Unit::duration,
                 {"Otillgänglighet hittills i år", "Unavailability so far this year"},
                 {"Summan av månadernas otillgänglighet från januari.",
                  "The sum of the months' unavailability since January."},
                 {"av årets månader", "of the year's months"},
                 Bound::at_most,
                 static_cast<double>(levels.downtime_year_max.count())});
  all.push_back({"avbrott-manad",
                 {"B4-3.8.1", "B4-3.8"},
                 Unit::count,
                 {"Oplanerade avbrott under månaden", "Unplanned outages in the month"},
                 {"Oplanerade avbrott som började under månaden och tog av öppettiden.",
                  "Unplanned outages that began in the month and took from the opening hours."},
                 {"avbrott i listan", "outages in the list"},
                 Bound::at_most,
                 static_cast<double>(levels.outages_month_max)});
  all.push_back({"avbrott-ar",
                 {"B4-3.8.1"},
                 Unit::count,
                 {"Oplanerade avbrott hittills i år", "Unplanned outages so far this year"},
                 {"Summan av månadernas oplanerade avbrott från januari.",
                  "The sum of the months' unplanned outages since January."},
                 {"av årets månader", "of the year's months"},
                 Bound::at_most,
                 static_cast<double>(levels.outages_year_max)});
  all.push_back(
      {"servicefonster-overskridet",
       {"B4-3.5.2"},
       Unit::count,
       {"Överskridna servicefönster", "Service windows that overran"},
       {"Servicefönster med planerat slut under månaden som pågick längre än planerat utan "
        "att förlängningen hade meddelats före det planerade slutet.",
        "Service windows planned to end in the month that lasted longer without the "
        "extension having been announced before the planned end."},
       {"servicefönster", "service windows"},
       Bound::none,
       {}});
}

void add_capacity(std::vector<FigureKind>& all, const contract::ServiceLevels& levels) {
  all.push_back({"anrop-per-sekund",
                 {"B4-3.6.1"},
                 Unit::count,
                 {"Flest anrop under en sekund", "Most requests in one second"},
                 {"Anrop som kom in under den sekund då de var flest, jämfört med den volym som "
                  "tjänsten är dimensionerad för.",
                  "Requests that came in during the busiest second, against the volume that the "
                  "service is built for."},
                 kQuestions,
                 Bound::none,
                 levels.questions_per_second});
  all.push_back({"samtidiga-anrop",
                 {"B4-3.6.1"},
                 Unit::count,
                 {"Flest samtidiga anrop", "Most requests at a time"},
                 {"Anrop som hade kommit in och ännu inte var avslutade, när de var flest.",
                  "Requests that had come in and were not yet over, when they were most."},
                 kQuestions,
                 Bound::none,
                 static_cast<double>(levels.concurrent_max)});
  all.push_back(
      {"anvandare",
       {"B4-3.6.1", "B4-4"},
       Unit::count,
       {"Frågande organisationer", "Organisations that asked"},
       {"Olika organisationsnummer bland månadens anrop, jämfört med de socialnämnder som "
        "tjänsten är dimensionerad för.",
        "Different organisation numbers among the month's requests, against the committees "
        "that the service is built for."},
       kQuestions,
       Bound::none,
       static_cast<double>(levels.committees)});
}

void add_cases(std::vector<FigureKind>& all) {
  const auto count = [&](const char* id, std::vector<std::string> clauses, Bilingual name,
                         Bilingual formula) {
    all.push_back({id,
                   std::move(clauses),
                   Unit::count,
                   std::move(name),
                   std::move(formula),
                   {"rader i registret", "rows in the register"},
                   Bound::none,
                   {}});
  };
  const Bilingual response = {
      "Ärenden som påbörjades i tid / ärenden som avgjordes under månaden: då de påbörjades, eller "
      "då "
      "tiden gick ut.",
      "Cases begun in time / cases settled in the month: when they were begun, or when time ran "
      "out."};
  const Bilingual resolution = {
      "Ärenden som åtgärdades och återrapporterades i tid / ärenden som avgjordes under månaden: "
      "då de "
      "återrapporterades, eller då tiden gick ut.",
      "Cases resolved and reported back in time / cases settled in the month: when they were "
      "reported "
      "back, or when time ran out."};
  const auto share = [&](const char* id, std::vector<std::string> clauses, Bilingual name,
                         const Bilingual& formula) {
    all.push_back({id, std::move(clauses), Unit::share, std::move(name), formula, kSettled,
                   Bound::at_least, 1.0});
  };
  count("incidenter", {"B4-4"}, {"Incidenter", "Incidents"},
        {"Incidenter som togs emot under månaden.", "Incidents received in the month."});
  share("incident-responstid", {"B4-3.3.3"},
        {"Incidenter påbörjade i tid", "Incidents begun in time"}, response);
  share("incident-atgardstid", {"B4-3.3.3"},
        {"Incidenter åtgärdade i tid", "Incidents resolved in time"}, resolution);
  count(
      "sakerhetsincidenter", {"B4-3.10.1"}, {"Säkerhetsincidenter", "Security incidents"},
      {"Incidenter märkta med säkerhet som togs emot under månaden. De ingår också bland "
       "incidenterna.",
       "Incidents marked as security that were received in the month. They are among the incidents "
       "too."});
  count("problem", {"B4-4"}, {"Problem", "Problems"},
        {"Problem som togs emot under månaden.", "Problems received in the month."});
  share("problem-responstid", {"B4-3.5.1"}, {"Problem påbörjade i tid", "Problems begun in time"},
        response);
  share("problem-atgardstid", {"B4-3.5.1"},
        {"Problem åtgärdade i tid", "Problems resolved in time"}, resolution);
  count("bestallningar", {"B4-3.4"}, {"Beställningar", "Orders"},
        {"Beställningar som togs emot under månaden.", "Orders received in the month."});
  share("bestallning-ledtid", {"B4-4"},
        {"Beställningar levererade som utlovat", "Orders delivered as promised"},
        {"Beställningar avslutade senast då det utlovades / beställningar med ett löfte som "
         "avgjordes "
         "under månaden.",
         "Orders finished by the promised time / orders with a promise that were settled in the "
         "month."});
  count("andringar", {"B4-4"}, {"Planerade ändringar", "Planned changes"},
        {"Ändringar vars planerade start föll under månaden.",
         "Changes planned to start in the month."});
  share("andring-framforhallning", {"B4-3.5.5"},
        {"Ändringar meddelade i god tid", "Changes announced in good time"},
        {"Ändringar utanför releaser som meddelades tillräckligt långt före planerad start / alla "
         "sådana ändringar.",
         "Changes outside releases that were announced long enough before the planned start / all "
         "such changes."});
  all.back().sample = {"ändringar utanför releaser", "changes outside releases"};
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  constexpr std::array<std::string_view, 5> kWords = {"met", "not-met", "too-few", "nothing",
                                                      "no-target"};
  return kWords[static_cast<std::size_t>(verdict)];
}

const Bilingual& words(Verdict verdict) {
  static const std::array<Bilingual, 5> kWords = {{{"uppfyllt", "met"},
                                                   {"ej uppfyllt", "not met"},
                                                   {"underlag räcker inte", "too little to say"},
                                                   {"inget att pröva", "nothing to judge"},
                                                   {"inget mål", "no target"}}};
  return kWords[static_cast<std::size_t>(verdict)];
}

Verdict both(Verdict a, Verdict b) {
  for (const Verdict strongest :
       {Verdict::not_met, Verdict::too_few, Verdict::met, Verdict::nothing}) {
    if (a == strongest || b == strongest) return strongest;
  }
  return Verdict::no_target;
}

std::string_view to_string(Unit unit) {
  constexpr std::array<std::string_view, 4> kWords = {"share", "duration-ns", "response-ns",
                                                      "count"};
  return kWords[static_cast<std::size_t>(unit)];
}

std::vector<FigureKind> figure_catalogue(const contract::ServiceLevels& levels) {
  std::vector<FigureKind> all;
  add_performance(all, levels);
  add_availability(all, levels);
  add_capacity(all, levels);
  add_cases(all);
  all.push_back(
      {"avvikelser",
       {"B4-4.1", "B4-3.9.1"},
       Unit::count,
       {"Avvikelser", "Deviations"},
       {"Avvikelser som loggen anger, och det i underlagen som strider mot avtalet utan att "
        "vara ett mål.",
        "Deviations that the log tells of, and what in the material goes against the "
        "agreement without being a target."},
       {"avvikelser", "deviations"},
       Bound::none,
       {}});
  return all;
}

const std::vector<RecordReading>& record_readings() {
  static const std::vector<RecordReading> kAll = {
      {"T-svarstidens-slut",
       "a",
       {"till att svaret har lämnat tjänsten", "until the answer has left the service"}},
      {"T-svarstidens-slut",
       "b",
       {"till att den sista källan har svarat", "until the last source has answered"}},
      {"T-resten-inom-12",
       "a",
       {"varje anrop; ett uteblivet svar bryter gränsen",
        "every request; a missing answer breaks the limit"}},
      {"T-resten-inom-12", "b", {"bara besvarade anrop räknas", "only answered requests count"}},
      {"T-kapacitetens-matt",
       "a",
       {"anrop i sekunden, och samtidiga anrop för sig",
        "requests a second, and requests at a time apart"}},
      {"T-kapacitetens-matt",
       "b",
       {"anrop under en och samma minut", "requests within any one minute"}},
      {"T-tillganglighetens-mal",
       "a",
       {"både andelen och timmarna per år", "both the share and the hours a year"}},
      {"T-tillganglighetens-mal", "b", {"andelen ensam", "the share alone"}},
      {"T-tillganglighetens-mal", "c", {"timmarna per år ensamma", "the hours a year alone"}},
      {"T-avbrottens-antal", "a", {"både per månad och per år", "both a month and a year"}},
      {"T-avbrottens-antal", "b", {"per månad ensamt", "a month alone"}},
      {"T-avbrottens-antal", "c", {"per år ensamt", "a year alone"}},
      {"T-roda-dagar", "a", {"lagens helgdagar", "the holidays of the law"}},
      {"T-roda-dagar", "b", {"även aftnarna är stängda", "the eves are closed too"}},
      {"T-timmarnas-slag", "a", {"timmar då supporten är öppen", "hours when support is open"}},
      {"T-timmarnas-slag", "b", {"timmar dygnet runt", "hours around the clock"}},
      {"T-sex-dagar", "a", {"arbetsdagar", "working days"}},
      {"T-sex-dagar", "b", {"kalenderdagar", "calendar days"}},
      {"T-besvarat-anrop",
       "a",
       {"även ett ofullständigt svar räknas", "an incomplete answer counts too"}},
      {"T-besvarat-anrop", "b", {"bara fullständiga svar räknas", "only complete answers count"}},
      {"T-besvarat-anrop", "c", {"även ett felsvar räknas", "a fault counts too"}},
      {"T-servicefonster-overskridet",
       "a",
       {"bara oanmälda förlängningar", "only extensions without notice"}},
      {"T-servicefonster-overskridet", "b", {"varje förlängning", "every extension"}},
  };
  return kAll;
}

const RecordReading& record_reading(std::string_view record, std::string_view id) {
  return *std::ranges::find_if(record_readings(), [&](const RecordReading& reading) {
    return reading.record == record && reading.id == id;
  });
}

std::optional<double> Share::value() const {
  if (all == 0) return std::nullopt;
  return static_cast<double>(good) / static_cast<double>(all);
}

Verdict Share::at_least(double target) const {
  if (all == 0) return Verdict::too_few;
  // Free from rounding: 9 of 10 are 0.9.
  const double whole = static_cast<double>(all + unknown);
  const double needed = target * whole - 1e-9 * whole;
  if (static_cast<double>(good) >= needed) return Verdict::met;
  return static_cast<double>(good + unknown) < needed ? Verdict::not_met : Verdict::too_few;
}

}  // namespace provbank::sla
