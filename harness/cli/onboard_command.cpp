#include <fmt/format.h>

#include <algorithm>

#include "harness/cli/commands.hpp"
#include "harness/cli/render.hpp"
#include "harness/onboarding/judge.hpp"
#include "harness/onboarding/judgement_xml.hpp"
#include "harness/onboarding/skeleton.hpp"
#include "platform/base/file.hpp"

namespace provbank::cli {
namespace {

namespace fs = std::filesystem;
using contract::to_string;
using evidence::Severity;
using evidence::Verdict;
using onboarding::Judgement;
using onboarding::State;
using onboarding::StepJudgement;

constexpr std::size_t kTitleColumns = 37;
constexpr std::size_t kStateColumns = 14;
constexpr std::size_t kDayColumns = 12;
constexpr std::size_t kWhoColumns = 32;

struct Look {
  const char* sign;
  Style style;
};

Look look_of(const StepJudgement& judged) {
  switch (judged.verdict) {
    case Verdict::pass:
      return {"✔", Style::green};
    case Verdict::review:
      return {"◔", Style::yellow};
    case Verdict::not_applicable:
      return {"–", Style::dim};
    case Verdict::untestable:
      return judged.state == State::next ? Look{"▸", Style::yellow} : Look{"○", Style::dim};
    default:
      return {"✘", Style::red};
  }
}

/// An unfinished dossier without faults is no verdict on anybody: it goes on.
std::string overall(const Console& console, Verdict verdict) {
  if (verdict == Verdict::untestable) {
    return console.styled(console.pick({"… pågår", "… ongoing"}), Style::yellow);
  }
  return console.verdict(verdict);
}

void print_findings(Console& console, const StepJudgement& judged) {
  for (const auto& finding : judged.findings) {
    const Style style = finding.severity == Severity::error ? Style::red : Style::yellow;
    console.line(fmt::format("      {} {}", console.styled("[" + finding.code + "]", style),
                             console.pick(finding.message)));
    for (const auto& reading : finding.readings) {
      console.line(console.styled(
          fmt::format("        {}: {}", reading.record, console.pick(reading.otherwise)),
          Style::dim));
    }
  }
}

void print_step(Console& console, const StepJudgement& judged) {
  const Look look = look_of(judged);
  const auto& about = onboarding::describe(judged.step);
  console.line(
      fmt::format("  {} {}{}{}{}{}", console.styled(look.sign, look.style),
                  padded(console.pick(about.title), kTitleColumns),
                  padded(console.pick(onboarding::words(judged.state)), kStateColumns),
                  padded(judged.day ? to_string(*judged.day) : "", kDayColumns),
                  padded(console.pick(judged.who), kWhoColumns),
                  console.styled(fmt::format("{}", fmt::join(judged.clauses, " ")), Style::dim)));
  print_findings(console, judged);
}

void print_steps(Console& console, const Judgement& judgement) {
  const bool leaving = std::ranges::any_of(judgement.steps, [](const StepJudgement& judged) {
    return onboarding::is_exit(judged.step) && judged.state != State::not_applicable;
  });
  console.line();
  for (const auto& judged : judgement.steps) {
    if (!onboarding::is_exit(judged.step)) print_step(console, judged);
  }
  if (!leaving) return;
  console.line();
  console.line(console.styled(console.pick({"Utträde", "Leaving"}), Style::bold));
  for (const auto& judged : judgement.steps) {
    if (onboarding::is_exit(judged.step) && judged.state != State::not_applicable) {
      print_step(console, judged);
    }
  }
}

/// Said of a dossier in which no step waits for anybody. reports/onboarding.xsl says the same.
Bilingual nobody_next(const Judgement& judgement) {
  const bool planned = std::ranges::any_of(
      judgement.steps, [](const StepJudgement& judged) { return judged.state == State::planned; });
  if (planned) {
    return {"Ingen just nu: det som återstår är planerat till sin dag.",
            "Nobody just now: what remains is planned for its day."};
  }
  if (judgement.verdict == Verdict::pass) {
    return {"Ingen: allt är gjort.", "Nobody: everything is done."};
  }
  return {"Inget steg återstår, men anmärkningarna ovan väntar på ett ställningstagande.",
          "No step remains, but the findings above await a decision."};
}

void print_next(Console& console, const Judgement& judgement) {
  console.line();
  console.line(console.styled(console.pick({"Vem gör vad härnäst", "Who acts next"}), Style::bold));
  for (const auto& next : judgement.next) {
    const std::string by =
        next.by ? fmt::format("{} {}", console.pick({"senast", "by"}), to_string(*next.by))
                : std::string(console.pick({"inget datum i avtalet", "no date in the agreement"}));
    console.line(fmt::format("  {} – {} ({}; {})", console.pick(next.who), console.pick(next.what),
                             by, fmt::join(next.clauses, " ")));
  }
  if (judgement.next.empty()) {
    console.line("  " + std::string(console.pick(nobody_next(judgement))));
  }
}

void print_certification_hint(Console& console, const Judgement& judgement) {
  const auto found =
      std::ranges::find(judgement.steps, onboarding::Step::certifiering, &StepJudgement::step);
  if (found == judgement.steps.end() || found->state == State::done) return;
  console.line();
  console.line(Bilingual{"En certifiering görs så här, med den sökandes system i planen:",
                         "A certification is made like this, with the applicant's system in the "
                         "plan:"});
  console.line(
      fmt::format("  provbank run --plan PLAN.xml --role {} --world live --out certifiering",
                  onboarding::code(judgement.kind)));
}

void print_judgement(Console& console, const Judgement& judgement) {
  console.line(console.styled(
      fmt::format("{}, {} ({})", judgement.applicant, judgement.number.pretty(),
                  judgement.kind == onboarding::Kind::kommun ? "kommun" : "Uppgiftslämnare"),
      Style::bold));
  console.line(
      fmt::format("{} {}: {}. {}: {}", console.pick({"Läget", "On"}), to_string(judgement.today),
                  console.pick(onboarding::words(judgement.standing)),
                  console.pick({"Omdöme", "Verdict"}), overall(console, judgement.verdict)));
  console.line(judgement.admitted
                   ? Bilingual{"Aggregatorn släpper in parten.", "The aggregator admits the party."}
                   : Bilingual{"Aggregatorn släpper inte in parten.",
                               "The aggregator does not admit the party."});
  print_steps(console, judgement);
  print_next(console, judgement);
  print_certification_hint(console, judgement);
}

int create(App& app, const OnboardOptions& options) {
  const auto organisations =
      contract::Organisations::load(app.data_dir / "fixtures" / "organisations.xml");
  if (!organisations) throw ErrorException(organisations.error());
  const auto kind =
      *options.create == "kommun" ? onboarding::Kind::kommun : onboarding::Kind::uppgiftslamnare;
  const auto written = onboarding::write_skeleton(options.dossier, kind, *organisations);
  if (!written) {
    app.console.error(
        app.console.language() == Language::sv && written.error().code == Errc::invalid
            ? (options.dossier / onboarding::kDossierFile).string() + " finns redan; den rörs inte"
            : written.error().detail);
    return code(Exit::usage);
  }
  app.console.line(fs::absolute(options.dossier / onboarding::kDossierFile).string());
  app.console.line(Bilingual{"Fyll i den; anvisningarna står i filen. Pröva den med",
                             "Fill it in; the instructions are in the file. Try it with"});
  app.console.line("  provbank onboard " + options.dossier.string());
  return code(Exit::ok);
}

}  // namespace

int onboard(App& app, const OnboardOptions& options, const time::Clock& clock) {
  if (options.create) return create(app, options);
  auto setting = onboarding::Setting::load(app.data_dir, options.trust);
  if (!setting) {
    app.console.error(setting.error().detail);
    return code(Exit::usage);
  }
  auto today = options.date.empty()
                   ? Result<contract::Day>(setting->calendar.day_of(clock.wall_now()))
                   : contract::parse_day(options.date);
  if (!today) {
    app.console.error(Bilingual{"--date ska vara en dag, till exempel 2026-03-16.",
                                "--date is a day, such as 2026-03-16."});
    return code(Exit::usage);
  }
  const auto judgement = onboarding::judge_folder(options.dossier, *setting, *today);
  if (!judgement) {
    app.console.error(Bilingual{"Mappen har ingen dossier som går att läsa:",
                                "The folder has no dossier that can be read:"});
    app.console.error(judgement.error().detail);
    return code(Exit::usage);
  }
  print_judgement(app.console, *judgement);
  if (options.out) {
    const auto text = onboarding::to_xml(
        *judgement, {.tool_version = PROVBANK_VERSION, .dossier = options.dossier.string()});
    app.console.line();
    app.console.line(render_pages(app, *options.out, "onboarding", text).string());
  }
  return evidence::exit_code(judgement->verdicts());
}

}  // namespace provbank::cli
