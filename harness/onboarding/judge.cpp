#include "harness/onboarding/judge.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/onboarding/judging.hpp"

namespace provbank::onboarding {
namespace fs = std::filesystem;
using contract::to_string;
using evidence::Severity;
using evidence::Verdict;

namespace {

constexpr int kConnectingWorkingDays = 10;        // TV-9.2.7
constexpr int kNoticeMonths = 6;                  // TV-17.1
constexpr std::chrono::days kTimeToPutRight{60};  // TV-18.1
constexpr std::chrono::days kOneDay{1};

Day last_of_december(std::chrono::year year) {
  return std::chrono::sys_days(year / std::chrono::December / 31);
}

/// When notice given on that day ends the agreement (T-uppsagning-kommun, reading a).
Day end_after_notice(Day given) {
  const auto year = std::chrono::year_month_day(given).year();
  const Day same_year = last_of_december(year);
  return given <= contract::add_months(same_year, -kNoticeMonths)
             ? same_year
             : last_of_december(year + std::chrono::years(1));
}

/// Reading b: the year after.
Day end_a_year_later(Day end) {
  return last_of_december(std::chrono::year_month_day(end).year() + std::chrono::years(1));
}

// Limits

struct Limit {
  Day last{};
  std::vector<Finding::Reading> readings;
};

/// The last of the ten working days, and what other readings would make of `actual`.
Limit connecting_limit(const Case& c, Day approved, Day actual) {
  const auto& setting = c.setting();
  const Day last = setting.calendar.add_working_days(approved, kConnectingWorkingDays);
  const Day counting_first =
      setting.calendar.add_working_days(approved - kOneDay, kConnectingWorkingDays);
  const Day with_eves =
      setting.calendar_with_eves.add_working_days(approved, kConnectingWorkingDays);
  const auto outcome = [&](Day limit, const Bilingual& how) {
    const bool late = actual > limit;
    return Bilingual{fmt::format("{} vore {} sista dagen: {}.", how.sv, to_string(limit),
                                 late ? "för sent också då" : "i tid då"),
                     fmt::format("{} the last day would be {}: {}.", how.en, to_string(limit),
                                 late ? "too late then as well" : "in time then")};
  };
  Limit made{.last = last, .readings = {}};
  made.readings.push_back(
      {"T-tio-arbetsdagar",
       outcome(counting_first, {"Räknas dagen för godkännandet med (läsning b)",
                                "Counting the day of the approval (reading b)"})});
  made.readings.push_back({"T-tio-arbetsdagar",
                           {"Är tiden bara en upplysning (läsning c) finns ingen gräns: då ingen "
                            "anmärkning.",
                            "If the time is a piece of information alone (reading c) there is no "
                            "limit: then no finding."}});
  if (with_eves != last) {
    made.readings.push_back(
        {"T-roda-dagar", outcome(with_eves, {"Räknas aftnarna som lediga dagar",
                                             "Counting the eves as days off"})});
  }
  return made;
}

void check_connecting(const Case& c, StepJudgement& judged) {
  const auto approved = c.completed(Step::godkannande);
  if (c.dossier().kind != Kind::kommun || !approved) return;
  const Day actual = judged.day.value_or(c.today());
  auto limit = connecting_limit(c, *approved, actual);
  judged.due = limit.last;
  if (actual <= limit.last) return;
  const auto* entry = c.dossier().entry(Step::inkoppling);
  const std::string& why = entry == nullptr ? std::string() : entry->explanation;
  Finding finding;
  if (judged.day && !why.empty()) {
    finding = warning(
        "for-sent-med-forklaring",
        fmt::format("Inkopplingen skedde {}, efter den sista av de tio arbetsdagarna ({}). "
                    "Förklaringen i dossiern ska granskas: {}",
                    to_string(actual), to_string(limit.last), why),
        fmt::format("The connecting was done on {}, after the last of the ten working days ({}). "
                    "The explanation in the dossier is to be reviewed: {}",
                    to_string(actual), to_string(limit.last), why));
  } else if (judged.day) {
    finding = error("for-sent",
                    fmt::format("Inkopplingen skedde {}, men de tio arbetsdagarna från "
                                "godkännandet {} gick ut {}. Ingen förklaring finns.",
                                to_string(actual), to_string(*approved), to_string(limit.last)),
                    fmt::format("The connecting was done on {}, but the ten working days from the "
                                "approval on {} ended on {}. There is no explanation.",
                                to_string(actual), to_string(*approved), to_string(limit.last)));
  } else {
    finding = error("for-sent",
                    fmt::format("Inkopplingen har inte skett; de tio arbetsdagarna från "
                                "godkännandet {} gick ut {}.",
                                to_string(*approved), to_string(limit.last)),
                    fmt::format("The connecting has not been done; the ten working days from the "
                                "approval on {} ended on {}.",
                                to_string(*approved), to_string(limit.last)));
  }
  finding.readings = std::move(limit.readings);
  finding.bars_access = false;  // Driftsparten's delay; the agreement is concluded all the same
  judged.findings.push_back(std::move(finding));
}

// The way out

std::optional<Day> end_of_agreement(const Case& c) {
  if (const auto* early = c.dossier().entry(Step::fortida_upphorande)) return early->day;
  const auto* notice = c.dossier().entry(Step::uppsagning);
  if (notice == nullptr || !notice->day) return std::nullopt;
  return end_after_notice(*notice->day);  // whatever the notice itself says
}

/// What the other reading makes of the end of an agreement that notice was given of.
std::vector<Finding::Reading> readings_of_end(const Case& c, Day end) {
  if (c.dossier().entry(Step::fortida_upphorande) != nullptr) return {};
  const Day other = end_a_year_later(end);
  return {{"T-uppsagning-kommun",
           {fmt::format("Med läsning b upphör avtalet {}.", to_string(other)),
            fmt::format("Under reading b the agreement ends on {}.", to_string(other))}}};
}

void check_notice(const Case& c, StepJudgement& judged) {
  const auto* entry = c.dossier().entry(Step::uppsagning);
  if (entry == nullptr || !judged.day) return;
  const Day right = end_after_notice(*judged.day);
  if (*entry->ends == right) return;
  const bool hasty = *entry->ends < right;
  auto finding =
      hasty ? error("uppsagning-for-sen",
                    fmt::format("Uppsägningen kom {}, mindre än sex månader före {}. Avtalet "
                                "upphör {}.",
                                to_string(*judged.day), to_string(*entry->ends), to_string(right)),
                    fmt::format("Notice was given on {}, less than six months before {}. The "
                                "agreement ends on {}.",
                                to_string(*judged.day), to_string(*entry->ends), to_string(right)))
            : error("uppsagning-fel-slutdag",
                    fmt::format("Dossiern säger att avtalet upphör {}; efter uppsägning {} upphör "
                                "det {}.",
                                to_string(*entry->ends), to_string(*judged.day), to_string(right)),
                    fmt::format("The dossier says that the agreement ends on {}; after notice on "
                                "{} it ends on {}.",
                                to_string(*entry->ends), to_string(*judged.day), to_string(right)));
  finding.readings = readings_of_end(c, right);
  judged.findings.push_back(std::move(finding));
}

void check_early_end(const Case& c, StepJudgement& judged) {
  const auto* entry = c.dossier().entry(Step::fortida_upphorande);
  if (entry == nullptr || !judged.day) return;
  if (*entry->ground == Ground::decision) {
    if (!entry->decision) {
      judged.findings.push_back(
          error("beslut-saknas",
                "Dossiern nämner inget beslut som gör anslutningen omöjlig; utan det gäller "
                "uppsägningstiden.",
                "The dossier names no decision that makes the connection impossible; without one "
                "the period of notice applies."));
    }
    return;
  }
  if (!entry->reminder) {
    judged.findings.push_back(
        error("patalande-saknas", "SKR:s skriftliga påtalande av bristen finns inte i dossiern.",
              "SKR's written reminder of the failure is not in the dossier."));
    return;
  }
  judged.earliest = entry->reminder->day + kTimeToPutRight + kOneDay;
  if (*judged.day >= *judged.earliest) return;
  judged.findings.push_back(
      error("for-tidigt",
            fmt::format("Anslutningen avvecklas {}, men de 60 dagarna efter SKR:s påtalande {} har "
                        "gått först {}.",
                        to_string(*judged.day), to_string(entry->reminder->day),
                        to_string(*judged.earliest)),
            fmt::format("The connection is ended on {}, but the 60 days after SKR's reminder of {} "
                        "have not passed until {}.",
                        to_string(*judged.day), to_string(entry->reminder->day),
                        to_string(*judged.earliest))));
}

// "At once" has no figure: past the next working day a person has to look at it.
void check_word_to_skr(const Case& c, StepJudgement& judged) {
  const auto* early = c.dossier().entry(Step::fortida_upphorande);
  if (early == nullptr || early->ground != Ground::decision || !early->decision) return;
  judged.due = c.setting().calendar.add_working_days(early->decision->day, 1);
  const Day actual = judged.day.value_or(c.today());
  if (actual <= *judged.due) return;
  judged.findings.push_back(warning(
      "inte-genast",
      fmt::format("Beslutet kom {} och SKR ska få veta det genast; {} är senare än nästa "
                  "arbetsdag.",
                  to_string(early->decision->day), to_string(actual)),
      fmt::format("The decision came on {} and SKR is to be told at once; {} is later than the "
                  "next working day.",
                  to_string(early->decision->day), to_string(actual))));
}

void check_disconnection(const Case& c, StepJudgement& judged) {
  judged.earliest = end_of_agreement(c);
  if (!judged.earliest) return;
  if (judged.day && *judged.day < *judged.earliest) {
    judged.findings.push_back(
        error("for-tidigt",
              fmt::format("Bortkopplingen skedde {}, men avtalet gäller till {}.",
                          to_string(*judged.day), to_string(*judged.earliest)),
              fmt::format("The disconnection was done on {}, but the agreement holds until {}.",
                          to_string(*judged.day), to_string(*judged.earliest))));
    judged.findings.back().readings = readings_of_end(c, *judged.earliest);
  }
  if (!judged.day) judged.due = judged.earliest;
  if (judged.day || c.today() <= *judged.earliest) return;
  judged.findings.push_back(
      warning("bortkoppling-drojer",
              fmt::format("Avtalet upphörde {} men parten är inte bortkopplad.",
                          to_string(*judged.earliest)),
              fmt::format("The agreement ended on {} but the party is not disconnected.",
                          to_string(*judged.earliest))));
  judged.findings.back().readings = readings_of_end(c, *judged.earliest);
}

void check_limits(const Case& c, StepJudgement& judged) {
  switch (judged.step) {
    case Step::inkoppling:
      return check_connecting(c, judged);
    case Step::uppsagning:
      return check_notice(c, judged);
    case Step::fortida_upphorande:
      return check_early_end(c, judged);
    case Step::meddelande:
      return check_word_to_skr(c, judged);
    case Step::bortkoppling:
      return check_disconnection(c, judged);
    default:
      return;
  }
}

// Order

void check_order(const Case& c, StepJudgement& judged) {
  for (const Step earlier : c.before(judged.step)) {
    const auto day = c.completed(earlier);
    if (!day || *day <= *judged.day) continue;
    const auto& mine = describe(judged.step).title;
    const auto& other = describe(earlier).title;
    judged.findings.push_back(
        error("fel-ordning",
              fmt::format("\"{}\" är daterat {}, före \"{}\" {}.", mine.sv, to_string(*judged.day),
                          other.sv, to_string(*day)),
              fmt::format("\"{}\" is dated {}, before \"{}\" on {}.", mine.en,
                          to_string(*judged.day), other.en, to_string(*day))));
  }
}

void check_actor(const Case& c, StepJudgement& judged) {
  const auto* entry = c.dossier().entry(judged.step);
  const auto* found = rule(c.dossier().kind, judged.step);
  if (entry == nullptr || entry->by.empty() || found->actor == Actor::existing_parties) return;
  const auto* by = c.dossier().part(entry->by);
  const Role wanted = c.role_of(found->actor, judged.step);
  const bool right = by->role == wanted &&
                     (found->actor != Actor::applicant || by->id == c.dossier().applicant_id);
  if (right) return;
  const auto who = c.name_of(found->actor, judged.step);
  const auto& title = describe(judged.step).title;
  judged.findings.push_back(error(
      "fel-part",
      fmt::format("\"{}\" är gjort av {}, men det ankommer på {}.", title.sv, by->name, who.sv),
      fmt::format("\"{}\" was done by {}, but it is for {}.", title.en, by->name, who.en)));
}

void report_lacking_acceptance(const Case& c, StepJudgement& judged, Step later) {
  const auto& after = describe(later).title;
  for (const auto* part : c.lacking_acceptance()) {
    auto finding =
        error("acceptans-saknas",
              fmt::format("{} har inte meddelat SKR att den accepterar {}, ändå är \"{}\" gjort.",
                          part->name, c.dossier().applicant().name, after.sv),
              fmt::format("{} has not told SKR that it accepts {}, yet \"{}\" is done.", part->name,
                          c.dossier().applicant().name, after.en));
    finding.readings.push_back(
        {"T-tyst-part",
         {"Med läsning b räknas tystnad som acceptans: då ingen anmärkning.",
          "Under reading b silence counts as acceptance: then no finding."}});
    judged.findings.push_back(std::move(finding));
  }
  for (const auto& name : c.unlisted_parties()) {
    judged.findings.push_back(
        error("part-inte-upptagen",
              fmt::format("{} är ansluten enligt registret men står inte bland dossierns parter; "
                          "dess acceptans saknas.",
                          name),
              fmt::format("{} is connected according to the register but is not among the "
                          "dossier's parties; its acceptance is lacking.",
                          name)));
  }
}

void report_skipped(const Case& c, StepJudgement& judged, Step later) {
  if (judged.step == Step::acceptans) {
    report_lacking_acceptance(c, judged, later);
    if (!judged.findings.empty()) return;
  }
  const auto& title = describe(judged.step).title;
  const auto& after = describe(later).title;
  judged.findings.push_back(error(
      "steg-saknas", fmt::format("\"{}\" är inte gjort, ändå är \"{}\" det.", title.sv, after.sv),
      fmt::format("\"{}\" is not done, yet \"{}\" is.", title.en, after.en)));
}

// From findings to states and verdicts

State state_of(const Finding& finding) {
  const std::string_view code = finding.code;
  if (code == "fel-ordning") return State::out_of_order;
  if (code == "for-tidigt") return State::too_early;
  if (code.ends_with("-saknas") && code != "handling-saknas" && code != "underskrift-saknas") {
    return State::missing;
  }
  if (code == "part-inte-upptagen") return State::missing;
  if (code.starts_with("for-sent") || code == "uppsagning-for-sen" || code == "forsakran-for-sen" ||
      code == "inte-genast" || code == "bortkoppling-drojer") {
    return State::too_late;
  }
  return State::wrong;
}

Verdict verdict_of(const StepJudgement& judged) {
  const auto has = [&](Severity severity) {
    return std::ranges::any_of(judged.findings,
                               [=](const Finding& f) { return f.severity == severity; });
  };
  if (has(Severity::error)) return Verdict::fail;
  if (has(Severity::warning)) return Verdict::review;
  if (judged.state == State::done) return Verdict::pass;
  return judged.state == State::not_applicable ? Verdict::not_applicable : Verdict::untestable;
}

bool all_done(const Case& c, const std::vector<Step>& steps) {
  return std::ranges::all_of(steps, [&](Step step) { return c.completed(step).has_value(); });
}

State open_state(const Case& c, Step step) {
  const auto* entry = c.dossier().entry(step);
  if (entry != nullptr && entry->day && *entry->day > c.today()) return State::planned;
  return all_done(c, c.before(step)) ? State::next : State::waiting;
}

StepJudgement judge_step(const Case& c, const Rule& found) {
  StepJudgement judged{.step = found.step,
                       .clauses = found.clauses,
                       .who = c.name_of(found.actor, found.step),
                       .day = c.completed(found.step)};
  if (!c.applies(found.step)) {
    judged.state = State::not_applicable;
    judged.verdict = Verdict::not_applicable;
    judged.day.reset();
    return judged;
  }
  judged.state = judged.day ? State::done : open_state(c, found.step);
  if (judged.day) {
    check_order(c, judged);
    check_actor(c, judged);
  } else if (const auto later = c.overtaken_by(found.step)) {
    report_skipped(c, judged, *later);
  }
  if (judged.day || c.started(found.step) || found.step == Step::forsakran) c.check_papers(judged);
  check_limits(c, judged);
  if (is_exit(found.step) || found.step == Step::forsakran) {
    for (auto& finding : judged.findings) finding.bars_access = false;
  }
  if (!judged.findings.empty()) judged.state = state_of(judged.findings.front());
  judged.verdict = verdict_of(judged);
  return judged;
}

// Who acts next

void add_acceptances(const Case& c, const StepJudgement& judged, std::vector<Next>& next) {
  for (const auto* part : c.lacking_acceptance()) {
    next.push_back({.step = judged.step,
                    .who = {part->name, part->name},
                    .what = {"Meddela SKR om den nya parten accepteras",
                             "Tell SKR whether the new party is accepted"},
                    .by = std::nullopt,
                    .clauses = judged.clauses});
  }
}

void add_assurances(const Case& c, const StepJudgement& judged, std::vector<Next>& next) {
  for (const auto* person : c.lacking_assurance()) {
    next.push_back({.step = judged.step,
                    .who = judged.who,
                    .what = {"Låt " + person->name + " underteckna Försäkran",
                             "Have " + person->name + " sign the assurance"},
                    .by = person->uses_from,
                    .clauses = judged.clauses});
  }
}

void add_next(const Case& c, const StepJudgement& judged, std::vector<Next>& next) {
  const bool skipped = judged.state == State::missing && !judged.day;
  const bool late = judged.state == State::too_late && !judged.day;
  if (judged.state != State::next && !skipped && !late) {
    if (judged.verdict != Verdict::fail) return;
    const auto& title = describe(judged.step).title;
    const Bilingual explain = {"Förklara varför gränsen passerades",
                               "Explain why the limit was passed"};
    const Bilingual mend = {"Rätta: " + title.sv, "Put right: " + title.en};
    next.push_back({.step = judged.step,
                    .who = judged.who,
                    .what = judged.step == Step::inkoppling && judged.state == State::too_late
                                ? explain
                                : mend,
                    .by = std::nullopt,
                    .clauses = judged.clauses});
    return;
  }
  const std::size_t before = next.size();
  if (judged.step == Step::acceptans) add_acceptances(c, judged, next);
  if (judged.step == Step::forsakran) add_assurances(c, judged, next);
  if (next.size() != before) return;
  next.push_back({.step = judged.step,
                  .who = judged.who,
                  .what = describe(judged.step).title,
                  .by = judged.due,
                  .clauses = judged.clauses});
}

Standing standing_of(const Case& c) {
  if (c.completed(Step::bortkoppling)) return Standing::disconnected;
  if (c.started(Step::uppsagning) || c.started(Step::fortida_upphorande)) return Standing::leaving;
  return c.completed(Step::atkomst) ? Standing::connected : Standing::under_way;
}

bool barred(const Judgement& judgement) {
  return std::ranges::any_of(judgement.steps, [](const StepJudgement& judged) {
    return std::ranges::any_of(judged.findings, &Finding::bars_access);
  });
}

}  // namespace

Finding error(const char* code, std::string sv, std::string en) {
  return {.code = code,
          .severity = Severity::error,
          .message = {std::move(sv), std::move(en)},
          .readings = {},
          .bars_access = true};
}

Finding warning(const char* code, std::string sv, std::string en) {
  return {.code = code,
          .severity = Severity::warning,
          .message = {std::move(sv), std::move(en)},
          .readings = {},
          .bars_access = false};
}

Case::Case(const Dossier& dossier, const fs::path& folder, const Setting& setting, Day today)
    : dossier_(dossier), setting_(setting), today_(today), papers_(folder, setting.trust) {
  load_authority();
}

bool Case::applies(Step step) const {
  if (rule(dossier_.kind, step) == nullptr) return false;
  if (!is_exit(step)) return true;
  const auto* early = dossier_.entry(Step::fortida_upphorande);
  const bool failure = early != nullptr && early->ground == Ground::failure;
  const bool decision = early != nullptr && early->ground == Ground::decision;
  const bool cut_off = early == nullptr && started(Step::bortkoppling);  // with nothing before it
  const bool notice = dossier_.entry(Step::uppsagning) != nullptr || cut_off;
  switch (step) {
    case Step::uppsagning:
      return notice;
    case Step::fortida_upphorande:
      return early != nullptr;
    case Step::meddelande:
    case Step::bekraftelse:
      return decision || (notice && !failure);
    default:
      return notice || failure || decision;
  }
}

std::vector<Step> Case::before(Step step) const {
  std::vector<Step> earlier = rule(dossier_.kind, step)->after;
  if (step == Step::meddelande) earlier.push_back(Step::fortida_upphorande);
  std::erase_if(earlier, [this](Step one) { return !applies(one); });
  return earlier;
}

bool Case::started(Step step) const {
  const auto* entry = dossier_.entry(step);
  if (entry == nullptr) return false;
  const auto passed = [this](const Entry& one) { return one.day <= today_; };
  return by_today(entry->day) || std::ranges::any_of(entry->acceptances, passed) ||
         std::ranges::any_of(entry->assurances, passed);
}

std::optional<Day> Case::last_acceptance() const {
  const auto* entry = dossier_.entry(Step::acceptans);
  if (entry == nullptr || !lacking_acceptance().empty() || !unlisted_parties().empty()) {
    return std::nullopt;
  }
  std::optional<Day> last;
  for (const auto& one : entry->acceptances) {
    if (one.day <= today_) last = std::max(last.value_or(one.day), one.day);
  }
  return last;
}

std::optional<Day> Case::last_assurance() const {
  const auto* entry = dossier_.entry(Step::forsakran);
  if (entry == nullptr || !lacking_assurance().empty()) return std::nullopt;
  std::optional<Day> last;
  for (const auto& one : entry->assurances) {
    if (one.day <= today_) last = std::max(last.value_or(one.day), one.day);
  }
  return last;
}

std::optional<Day> Case::completed(Step step) const {
  if (step == Step::acceptans) return last_acceptance();
  if (step == Step::forsakran) return last_assurance();
  const auto* entry = dossier_.entry(step);
  return entry != nullptr && by_today(entry->day) ? entry->day : std::nullopt;
}

std::optional<Step> Case::overtaken_by(Step step) const {
  for (const auto& other : rules(dossier_.kind)) {
    if (!applies(other.step) || !started(other.step)) continue;
    const auto earlier = before(other.step);
    if (std::ranges::find(earlier, step) != earlier.end()) return other.step;
  }
  return std::nullopt;
}

bool Case::accepts(const Part& part) const {
  const auto* entry = dossier_.entry(Step::acceptans);
  if (entry == nullptr) return false;
  // Only a kommun has somebody to speak for it, and only SKR may (TV-9.2.2).
  const auto* speaks = dossier_.part(part.represented_by);
  const bool represented =
      part.role == Role::kommun && speaks != nullptr && speaks->role == Role::skr;
  return std::ranges::any_of(entry->acceptances, [&](const Entry& one) {
    if (one.day > today_) return false;
    return one.who == part.id || (represented && one.for_represented && one.who == speaks->id);
  });
}

std::vector<const Part*> Case::lacking_acceptance() const {
  const auto* applied = dossier_.entry(Step::ansokan);
  std::vector<const Part*> lacking;
  for (const auto& part : dossier_.parts) {
    const bool came_later = part.connected_later && applied != nullptr && applied->day &&
                            *part.connected_later > *applied->day;
    if (part.id != dossier_.applicant_id && !came_later && !accepts(part)) {
      lacking.push_back(&part);
    }
  }
  return lacking;
}

std::vector<std::string> Case::unlisted_parties() const {
  std::vector<std::string> names;
  const auto want = [&](Role role, const contract::OrganisationNumber& number,
                        const std::string& name) {
    const bool listed = std::ranges::any_of(dossier_.parts, [&](const Part& part) {
      return part.role == role && part.number == number;
    });
    if (!listed && number != dossier_.applicant().number) names.push_back(name);
  };
  const auto& register_of = setting_.organisations;
  for (const auto& kommun : register_of.kommuner) {
    if (kommun.ansluten) want(Role::kommun, kommun.organisationsnummer, kommun.namn);
  }
  for (const auto& one : register_of.uppgiftslamnare) {
    want(Role::uppgiftslamnare, one.organisationsnummer, one.namn);
  }
  want(Role::driftspart, register_of.driftspart, register_of.driftspart_namn);
  if (dossier_.part(Role::skr) == nullptr) names.emplace_back("SKR");
  return names;
}

std::vector<const Handlaggare*> Case::lacking_assurance() const {
  const auto* entry = dossier_.entry(Step::forsakran);
  std::vector<const Handlaggare*> lacking;
  for (const auto& person : dossier_.handlaggare) {
    const bool given =
        entry != nullptr && std::ranges::any_of(entry->assurances, [&](const Entry& one) {
          return one.who == person.account && one.day <= today_;
        });
    if (!given) lacking.push_back(&person);
  }
  return lacking;
}

Role Case::role_of(Actor actor, Step step) const {
  const auto* early = dossier_.entry(Step::fortida_upphorande);
  const bool decision = early != nullptr && early->ground == Ground::decision;
  const Role applicant = dossier_.applicant().role;
  switch (actor) {
    case Actor::applicant:
      return applicant;
    case Actor::existing_parties:
    case Actor::skr:
      return Role::skr;
    case Actor::driftspart:
      return Role::driftspart;
    case Actor::whoever_leaves:
      return decision && step != Step::bortkoppling ? applicant : Role::driftspart;
  }
  return applicant;
}

Bilingual Case::name_of(Actor actor, Step step) const {
  if (actor == Actor::existing_parties) {
    return {"De befintliga parterna", "The existing parties"};
  }
  const Role role = role_of(actor, step);
  if (role == dossier_.applicant().role) {
    return {dossier_.applicant().name, dossier_.applicant().name};
  }
  const auto* part = dossier_.part(role);
  const std::string name = part != nullptr     ? part->name
                           : role == Role::skr ? "SKR"
                                               : "Driftsparten";
  return {name, name};
}

std::string_view to_string(State state) {
  switch (state) {
    case State::done:
      return "done";
    case State::wrong:
      return "wrong";
    case State::missing:
      return "missing";
    case State::too_early:
      return "too-early";
    case State::too_late:
      return "too-late";
    case State::out_of_order:
      return "out-of-order";
    case State::next:
      return "next";
    case State::waiting:
      return "waiting";
    case State::planned:
      return "planned";
    case State::not_applicable:
      return "not-applicable";
  }
  return "unknown";
}

const Bilingual& words(State state) {
  static const std::vector<Bilingual> all = {
      {"klart", "done"},        {"felaktigt", "wrong"},
      {"saknas", "missing"},    {"för tidigt", "too early"},
      {"för sent", "too late"}, {"fel ordning", "out of order"},
      {"på tur", "next"},       {"väntar", "waiting"},
      {"planerat", "planned"},  {"gäller inte", "not applicable"}};
  return all[static_cast<std::size_t>(state)];
}

std::string_view to_string(Standing standing) {
  switch (standing) {
    case Standing::under_way:
      return "under-way";
    case Standing::connected:
      return "connected";
    case Standing::leaving:
      return "leaving";
    case Standing::disconnected:
      return "disconnected";
  }
  return "unknown";
}

const Bilingual& words(Standing standing) {
  static const std::vector<Bilingual> all = {{"anslutning pågår", "joining"},
                                             {"ansluten", "connected"},
                                             {"på väg ut", "leaving"},
                                             {"bortkopplad", "disconnected"}};
  return all[static_cast<std::size_t>(standing)];
}

std::vector<Verdict> Judgement::verdicts() const {
  std::vector<Verdict> all;
  for (const auto& judged : steps) all.push_back(judged.verdict);
  return all;
}

Result<Setting> Setting::load(const fs::path& data_dir, const std::optional<fs::path>& trust) {
  // Opening hours play no part here: only days are counted.
  constexpr contract::OpeningHours kHours{std::chrono::hours(8), std::chrono::hours(17)};
  const auto schemas = data_dir / "schemas" / "provbank";
  auto dossier = xml::Schema::load(schemas / "dossier-1.xsd");
  if (!dossier) return dossier.error();
  auto authority = xml::Schema::load(schemas / "behorighet-1.xsd");
  if (!authority) return authority.error();
  auto result = xml::Schema::load(schemas / "result-1.xsd");
  if (!result) return result.error();
  auto organisations = contract::Organisations::load(data_dir / "fixtures" / "organisations.xml");
  if (!organisations) return organisations.error();
  auto trusted = load_trust(trust.value_or(data_dir / "fixtures" / "dossiers" / "pki"));
  if (!trusted) return trusted.error();
  auto calendar = contract::Calendar::create(kHours, contract::Eves::ordinary);
  if (!calendar) return calendar.error();
  auto with_eves = contract::Calendar::create(kHours, contract::Eves::closed);
  if (!with_eves) return with_eves.error();
  return Setting{.dossier = std::move(*dossier),
                 .authority = std::move(*authority),
                 .result = std::move(*result),
                 .organisations = std::move(*organisations),
                 .trust = std::move(*trusted),
                 .calendar = std::move(*calendar),
                 .calendar_with_eves = std::move(*with_eves)};
}

Judgement judge(const Dossier& dossier, const fs::path& folder, const Setting& setting, Day today) {
  const Case c(dossier, folder, setting, today);
  Judgement judgement{.kind = dossier.kind,
                      .applicant = dossier.applicant().name,
                      .number = dossier.applicant().number,
                      .today = today};
  for (const auto& found : rules(dossier.kind)) {
    judgement.steps.push_back(judge_step(c, found));
    add_next(c, judgement.steps.back(), judgement.next);
  }
  const auto verdicts = judgement.verdicts();
  judgement.verdict = evidence::combine(verdicts);
  judgement.standing = standing_of(c);
  judgement.admitted =
      c.completed(Step::atkomst) && !c.completed(Step::bortkoppling) && !barred(judgement);
  return judgement;
}

Result<Judgement> judge_folder(const fs::path& folder, const Setting& setting, Day today) {
  const auto dossier = load_dossier(folder, setting.dossier);
  if (!dossier) return dossier.error();
  return judge(*dossier, folder, setting, today);
}

}  // namespace provbank::onboarding
