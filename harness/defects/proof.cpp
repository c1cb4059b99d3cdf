#include "harness/defects/proof.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "contract/source.hpp"

namespace provbank::defects {
namespace {

using evidence::Verdict;

const char* kDriftspart = "driftspart";
const char* kUppgiftslamnare = "uppgiftslamnare";
const char* kKommun = "kommun";
const char* kNobody = "nobody";

std::string_view kind_of(checks::Party party) {
  switch (party) {
    case checks::Party::driftspart:
      return kDriftspart;
    case checks::Party::kommun:
      return kKommun;
    case checks::Party::uppgiftslamnare:
      return kUppgiftslamnare;
  }
  return kDriftspart;
}

bool contains(const std::vector<std::string_view>& list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}

class Conclusion {
 public:
  explicit Conclusion(const Material& material) : material_(material) {
    for (const auto& kind : material.catalogue) proof_.checks.push_back({&kind, 0, {}});
    for (const char* guilty : {kDriftspart, kUppgiftslamnare, kKommun, kNobody})
      proof_.blame.push_back({guilty, 0, {}});
  }

  Proof reach() && {
    for (const auto& [name, observation] : material_.conforming) conforming(name, observation);
    for (const auto& observation : material_.sick) sick(observation);
    for (const auto& defect : material_.defects) tried(defect);
    for (const auto& party : material_.null_parties) tried(party);
    if (material_.whole) every_check();
    return std::move(proof_);
  }

 private:
  void problem(Trouble trouble, std::string subject, std::string check, Bilingual text) {
    proof_.problems.push_back({trouble, std::move(subject), std::move(check), std::move(text)});
  }

  CheckRow* row(std::string_view check) {
    const auto found = std::ranges::find_if(
        proof_.checks, [check](const CheckRow& each) { return each.kind->name == check; });
    return found == proof_.checks.end() ? nullptr : &*found;
  }

  BlameRow& blame(std::string_view guilty) {
    return *std::ranges::find(proof_.blame, guilty, &BlameRow::guilty);
  }

  /// False when nothing was observed; that is told.
  bool observed(const std::string& subject, const Observation& observation) {
    proof_.verdicts += observation.seen.size();
    if (observation.broken.empty()) return true;
    problem(Trouble::bench_broke, subject, {},
            {fmt::format("{}: inget kunde iakttas ({}). Felet är Provbänks, inte partens.", subject,
                         observation.broken),
             fmt::format("{}: nothing could be observed ({}). The fault is Provbänk's, not the "
                         "party's.",
                         subject, observation.broken)});
    return false;
  }

  bool broke_bench(const std::string& subject, const Seen& seen) {
    if (seen.verdict != Verdict::tool_error) return false;
    problem(Trouble::bench_broke, subject, seen.check,
            {fmt::format("{}: kontrollen {} i {} blev ett verktygsfel ({}). Vad en part än gör får "
                         "bänken inte gå sönder.",
                         subject, seen.check, seen.scenario, seen.received),
             fmt::format("{}: the check {} in {} became a tool-error ({}). Whatever a party does, "
                         "the bench must not break.",
                         subject, seen.check, seen.scenario, seen.received)});
    return true;
  }

  void conforming(const std::string& name, const Observation& observation) {
    if (!observed(name, observation)) return;
    BlameRow& nobody = blame(kNobody);
    nobody.runs += observation.scenarios.size();
    for (const Seen& seen : observation.seen) {
      if (broke_bench(name, seen)) continue;
      if (seen.red()) ++nobody.blamed[blamed_kind(seen.party)];
      if (seen.verdict == Verdict::pass) {
        if (CheckRow* check = row(seen.check)) ++check->conforming;
      } else if (seen.verdict != Verdict::not_applicable) {
        problem(
            Trouble::conforming_red, name, seen.check,
            {fmt::format("{}: en part som följer avtalet fick {} av kontrollen {} i {}: {} "
                         "Kontrollen eller referensen är fel.",
                         name, words(seen.verdict).sv, seen.check, seen.scenario, seen.finding.sv),
             fmt::format("{}: a conforming party was given {} by the check {} in {}: {} The "
                         "check or the reference is wrong.",
                         name, words(seen.verdict).en, seen.check, seen.scenario,
                         seen.finding.en)});
      }
    }
  }

  /// The bench knows that it made a source sick: nobody else may be blamed for it.
  void sick(const Observation& observation) {
    if (!observed("sick sources", observation)) return;
    BlameRow& sources = blame(kUppgiftslamnare);
    sources.runs += observation.scenarios.size();
    for (const Seen& seen : observation.seen) {
      if (broke_bench(seen.scenario, seen) || !seen.red()) continue;
      ++sources.blamed[blamed_kind(seen.party)];
      if (blamed_kind(seen.party) == kUppgiftslamnare) continue;
      report_blame(seen.scenario, kUppgiftslamnare, seen);
    }
  }

  void report_blame(const std::string& subject, std::string_view guilty, const Seen& seen) {
    problem(Trouble::wrong_blame, subject, seen.check,
            {fmt::format("{}: {} bröt mot avtalet, men kontrollen {} i {} underkände {}.", subject,
                         guilty, seen.check, seen.scenario, seen.party),
             fmt::format("{}: {} broke the agreement, but the check {} in {} failed {}.", subject,
                         guilty, seen.check, seen.scenario, seen.party)});
  }

  void names_exist(const Defect& defect) {
    for (const auto* list : {&defect.expected, &defect.collateral}) {
      for (const auto check : *list) {
        if (row(check) != nullptr) continue;
        problem(Trouble::unknown_name, std::string(defect.id), std::string(check),
                {fmt::format("{} nämner kontrollen {}, som inte finns.", defect.id, check),
                 fmt::format("{} names the check {}, which does not exist.", defect.id, check)});
      }
    }
  }

  void tried(const Defect& defect) {
    const std::string id(defect.id);
    names_exist(defect);
    DefectRow result;
    result.defect = &defect;
    const auto found = material_.of.find(id);
    if (found == material_.of.end()) {
      problem(Trouble::vanished, id, {},
              {fmt::format("{} prövades aldrig.", id), fmt::format("{} was never tried.", id)});
      proof_.defects.push_back(std::move(result));
      return;
    }
    if (observed(id, found->second)) {
      BlameRow& guilty = blame(kind_of(defect.guilty));
      guilty.runs += found->second.scenarios.size();
      for (const Seen& seen : found->second.seen) {
        if (broke_bench(id, seen) || !seen.red()) continue;
        ++guilty.blamed[blamed_kind(seen.party)];
        if (blamed_kind(seen.party) != kind_of(defect.guilty))
          report_blame(id, kind_of(defect.guilty), seen);
        kill(result, defect, seen);
      }
      weigh(result, defect);
    }
    proof_.defects.push_back(std::move(result));
  }

  static void kill(DefectRow& result, const Defect& defect, const Seen& seen) {
    const auto known = std::ranges::find(result.kills, seen.check, &Kill::check);
    if (known != result.kills.end()) {
      ++known->times;
      return;
    }
    const auto as = contains(defect.expected, seen.check)     ? Kill::As::expected
                    : contains(defect.collateral, seen.check) ? Kill::As::collateral
                                                              : Kill::As::undeclared;
    result.kills.push_back({as, seen.check, 1, seen});
  }

  void weigh(DefectRow& result, const Defect& defect) {
    const std::string id(defect.id);
    const auto went_red = [&result](std::string_view check) {
      return std::ranges::any_of(result.kills,
                                 [check](const Kill& kill) { return kill.check == check; });
    };
    for (const auto check : defect.expected) {
      if (!went_red(check)) continue;
      result.caught = true;
      if (CheckRow* proven = row(check)) proven->killed_by.push_back(id);
    }
    if (!result.caught) {
      problem(
          Trouble::survived, id, {},
          {fmt::format("{} ({}) märktes inte av någon kontroll som ska märka den.", id,
                       defect.text.sv),
           fmt::format("{} ({}) was caught by no check that must catch it.", id, defect.text.en)});
    }
    for (const auto check : defect.expected) {
      if (went_red(check) || !result.caught) continue;
      problem(Trouble::vanished, id, std::string(check),
              {fmt::format("{}: kontrollen {} skulle ha underkänt men gjorde det inte.", id, check),
               fmt::format("{}: the check {} must have failed and did not.", id, check)});
    }
    for (const auto check : defect.collateral) {
      if (went_red(check)) continue;
      problem(
          Trouble::stale, id, std::string(check),
          {fmt::format("{}: kontrollen {} är anmäld som medföljande men underkände aldrig. Stryk "
                       "den.",
                       id, check),
           fmt::format("{}: the check {} is declared to go red too but never did. Strike it.", id,
                       check)});
    }
    for (const Kill& kill : result.kills) {
      if (kill.as != Kill::As::undeclared) continue;
      problem(
          Trouble::undeclared, id, kill.check,
          {fmt::format("{}: kontrollen {} underkände i {} utan att vara anmäld: {} (väntat: {}; "
                       "fick: {}).",
                       id, kill.check, kill.first.scenario, kill.first.finding.sv,
                       kill.first.expected, kill.first.received),
           fmt::format("{}: the check {} failed in {} without being declared: {} (expected: {}; "
                       "received: {}).",
                       id, kill.check, kill.first.scenario, kill.first.finding.en,
                       kill.first.expected, kill.first.received)});
    }
    order(result.kills);
  }

  void order(std::vector<Kill>& kills) const {
    const auto place = [this](const Kill& kill) {
      return std::ranges::find(material_.catalogue, kill.check, &checks::CheckKind::name) -
             material_.catalogue.begin();
    };
    std::ranges::sort(kills, {}, place);
  }

  void tried(const NullParty& party) {
    const std::string id(party.id);
    NullRow result;
    result.party = &party;
    const auto found = material_.of.find(id);
    if (found == material_.of.end() || !observed(id, found->second)) {
      proof_.null_parties.push_back(std::move(result));
      return;
    }
    const Observation& observation = found->second;
    for (const Seen& seen : observation.seen) {
      if (!broke_bench(id, seen) && seen.verdict == Verdict::pass) ++result.passes[seen.check];
    }
    result.scenarios = observation.scenarios.size();
    for (const auto& [scenario, verdict] : observation.scenarios) {
      if (verdict != Verdict::pass && verdict != Verdict::warning) continue;
      ++result.passed;
      problem(Trouble::null_scenario, id, {},
              {fmt::format("{} ({}) godkändes i hela scenariot {}: det prövar ingenting.", id,
                           party.text.sv, scenario),
               fmt::format("{} ({}) passed the whole scenario {}: it tests nothing.", id,
                           party.text.en, scenario)});
    }
    excuse(result, party);
    proof_.null_parties.push_back(std::move(result));
  }

  void excuse(const NullRow& result, const NullParty& party) {
    const std::string id(party.id);
    for (const auto& [check, times] : result.passes) {
      if (std::ranges::any_of(party.excused,
                              [&check](const auto& each) { return each.check == check; }))
        continue;
      problem(Trouble::null_check, id, check,
              {fmt::format("{} ({}) godkändes {} gånger av kontrollen {}, utan anmält skäl.", id,
                           party.text.sv, times, check),
               fmt::format("{} ({}) passed the check {} {} times, without a declared reason.", id,
                           party.text.en, check, times)});
    }
    for (const auto& each : party.excused) {
      if (result.passes.contains(std::string(each.check))) continue;
      problem(
          Trouble::null_excuse_stale, id, std::string(each.check),
          {fmt::format("{}: undantaget för kontrollen {} används inte. Stryk det.", id, each.check),
           fmt::format("{}: the excuse for the check {} is not used. Strike it.", id, each.check)});
    }
  }

  void every_check() {
    for (const CheckRow& check : proof_.checks) {
      const std::string name(check.kind->name);
      if (check.conforming == 0) {
        problem(
            Trouble::no_conforming, {}, name,
            {fmt::format("Kontrollen {} har inte godkänt någon part i bevisscenarierna. Lägg till "
                         "ett fall som följer avtalet.",
                         name),
             fmt::format("The check {} has passed no party in the proof set. Add a case that "
                         "conforms.",
                         name)});
      }
      if (check.killed_by.empty()) {
        problem(Trouble::never_killed, {}, name,
                {fmt::format("Ingen brist märks av kontrollen {}: att den kan underkänna är inte "
                             "bevisat. Lägg till en brist.",
                             name),
                 fmt::format("No defect is caught by the check {}: that it can fail is not proven. "
                             "Add a defect.",
                             name)});
      }
    }
  }

  const Material& material_;
  Proof proof_;
};

}  // namespace

std::string_view to_string(Trouble trouble) {
  switch (trouble) {
    case Trouble::conforming_red:
      return "conforming-red";
    case Trouble::no_conforming:
      return "no-conforming";
    case Trouble::bench_broke:
      return "bench-broke";
    case Trouble::survived:
      return "survived";
    case Trouble::vanished:
      return "vanished";
    case Trouble::undeclared:
      return "undeclared";
    case Trouble::stale:
      return "stale";
    case Trouble::never_killed:
      return "never-killed";
    case Trouble::null_scenario:
      return "null-scenario";
    case Trouble::null_check:
      return "null-check";
    case Trouble::null_excuse_stale:
      return "null-excuse-stale";
    case Trouble::wrong_blame:
      return "wrong-blame";
    case Trouble::unknown_name:
      return "unknown-name";
  }
  return "bench-broke";
}

std::string blamed_kind(std::string_view party) {
  if (party == kDriftspart) return kDriftspart;
  if (contract::source_from_code(party)) return kUppgiftslamnare;
  return kKommun;
}

Proof conclude(const Material& material) {
  return Conclusion(material).reach();
}

}  // namespace provbank::defects
