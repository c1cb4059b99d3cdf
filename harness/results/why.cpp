#include "harness/results/why.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "harness/evidence/verdict.hpp"
#include "platform/base/file.hpp"

namespace provbank::results {
namespace {

namespace fs = std::filesystem;
using evidence::CheckEntry;
using evidence::Finding;
using evidence::RunResult;
using evidence::ScenarioEntry;

/// "DP-X/3.1" taken apart; 0 where nothing was said.
struct Id {
  std::string scenario;
  std::size_t check = 0;
  std::size_t finding = 0;
};

std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value == 0) return std::nullopt;
  return value;
}

std::optional<Id> parse(const std::string& text) {
  const auto slash = text.rfind('/');
  if (slash == std::string::npos) return Id{text, 0, 0};
  const std::string_view tail = std::string_view(text).substr(slash + 1);
  const auto dot = tail.find('.');
  const auto check = number(tail.substr(0, dot));
  if (!check) return std::nullopt;
  Id id{text.substr(0, slash), *check, 0};
  if (dot == std::string_view::npos) return id;
  const auto finding = number(tail.substr(dot + 1));
  if (!finding) return std::nullopt;
  id.finding = *finding;
  return id;
}

std::string shell_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// Says things about a result, line by line.
class Teller {
 public:
  Teller(const RunResult& result, fs::path folder, Language language)
      : result_(result), folder_(std::move(folder)), language_(language) {}

  void scenario(const ScenarioEntry& scenario) {
    say(fmt::format("{}  {}  {}", scenario.id, word(scenario.verdict()), pick(scenario.title)));
    for (const Bilingual& note : scenario.notes) entry({"Observera", "Note"}, pick(note));
    for (std::size_t i = 0; i < scenario.checks.size(); ++i) summary(scenario, i);
    reproduction(scenario);
    const bool open =
        std::any_of(scenario.checks.begin(), scenario.checks.end(),
                    [](const auto& c) { return c.outcome.verdict != evidence::Verdict::pass; });
    if (open) {
      say();
      say(pick({"Fråga vidare om en kontroll: provbank why RESULTAT " + scenario.id + "/1",
                "Ask further about a check: provbank why RESULT " + scenario.id + "/1"}));
    }
  }

  void check(const ScenarioEntry& scenario, std::size_t index, std::size_t only_finding) {
    const CheckEntry& check = scenario.checks[index];
    say(fmt::format("{}/{} {}  {}", scenario.id, index + 1, check.name,
                    word(check.outcome.verdict)));
    entry({"Scenario", "Scenario"}, pick(scenario.title));
    entry({"Gäller", "Concerns"}, party(check.party));
    for (const std::string& id : check.clauses) clause_text(id);
    entry({"Regel", "Rule"}, pick(check.outcome.claim));
    if (!check.required) entry({"Krävs", "Required"}, pick({"nej, frivillig", "no, optional"}));
    reason_for_not_running(scenario, check);
    decisions(check);
    measures(check);
    interpretations(check);
    findings(scenario, index, only_finding);
    if (check.outcome.findings.empty()) reproduction(scenario);
  }

  bool clause(const std::string& id) {
    std::vector<std::pair<const ScenarioEntry*, std::size_t>> checks;
    for (const ScenarioEntry& scenario : result_.scenarios) {
      for (std::size_t i = 0; i < scenario.checks.size(); ++i) {
        const auto& clauses = scenario.checks[i].clauses;
        if (std::find(clauses.begin(), clauses.end(), id) != clauses.end())
          checks.emplace_back(&scenario, i);
      }
    }
    const bool attested = std::any_of(result_.attestations.begin(), result_.attestations.end(),
                                      [&id](const auto& each) { return each.clause == id; });
    if (checks.empty() && !attested) return to_attest(id);
    clause_text(id);
    attestations(id);
    // What did not pass first: that is what somebody asks about.
    std::stable_partition(checks.begin(), checks.end(), [](const auto& each) {
      return each.first->checks[each.second].outcome.verdict != evidence::Verdict::pass;
    });
    std::size_t passed = 0;
    for (const auto& [scenario, index] : checks) {
      if (scenario->checks[index].outcome.verdict == evidence::Verdict::pass) {
        ++passed;
      } else {
        summary(*scenario, index);
      }
    }
    if (passed > 0) {
      say(fmt::format(fmt::runtime(pick({"  {} kontroller av klausulen är godkända.",
                                         "  {} checks of the clause passed."})),
                      passed));
    }
    return true;
  }

  /// A row of a clause that no check can see and nobody has attested yet.
  bool to_attest(const std::string& id) {
    for (const auto& text : result_.clause_texts) {
      if (std::find(text.attested.begin(), text.attested.end(), id) == text.attested.end())
        continue;
      clause_text(text.id);
      say(fmt::format(
          fmt::runtime(pick({"  {} kan ingen kontroll se. Den måste intygas, och resultatet "
                             "bär inget intyg.",
                             "  {} cannot be seen by a check. It must be attested, and the "
                             "result carries no attestation."})),
          id));
      return true;
    }
    return false;
  }

  std::vector<std::string> take() { return std::move(lines_); }

 private:
  std::string pick(const Bilingual& text) const { return text.in(language_); }
  std::string word(evidence::Verdict verdict) const { return pick(evidence::words(verdict)); }
  void say(std::string line = {}) { lines_.push_back(std::move(line)); }

  // Later lines of a value stand under its first.
  void entry(const Bilingual& label, const std::string& value, std::size_t indent = 2) {
    const std::string head = fmt::format("{}{}: ", std::string(indent, ' '), pick(label));
    std::string line = head;
    for (const char c : value) {
      if (c != '\n') {
        line += c;
        continue;
      }
      say(std::exchange(line, std::string(indent + 4, ' ')));
    }
    say(line);
  }

  std::string party(const std::string& id) const {
    for (const auto& each : result_.parties) {
      if (each.id == id) return fmt::format("{} ({})", each.name, id);
    }
    return id;
  }

  void clause_text(const std::string& id) {
    for (const auto& text : result_.clause_texts) {
      if (text.id != id) continue;
      entry({"Klausul", "Clause"}, fmt::format("{}: {}", id, pick(text.summary)));
      if (!text.attested.empty()) {
        entry({"Måste intygas", "Must be attested"},
              fmt::format("{}", fmt::join(text.attested, ", ")));
      }
      return;
    }
    entry({"Klausul", "Clause"}, id);
  }

  void attestations(const std::string& id) {
    for (const auto& each : result_.attestations) {
      if (each.clause != id) continue;
      entry({"Intygas", "Attested"},
            fmt::format("{}, {} ({}): {}", each.by, each.date, party(each.party), each.statement));
    }
  }

  void summary(const ScenarioEntry& scenario, std::size_t index) {
    const CheckEntry& check = scenario.checks[index];
    say(fmt::format("  {}/{} {}: {}", scenario.id, index + 1, check.name,
                    word(check.outcome.verdict)));
    if (check.outcome.verdict == evidence::Verdict::pass) return;
    reason_for_not_running(scenario, check, 6);
    for (std::size_t i = 0; i < check.outcome.findings.size(); ++i) {
      say(fmt::format("      {}/{}.{}: {}", scenario.id, index + 1, i + 1,
                      pick(check.outcome.findings[i].message)));
    }
    if (check.known) say("      " + known(check));
  }

  void reason_for_not_running(const ScenarioEntry& scenario, const CheckEntry& check,
                              std::size_t indent = 2) {
    if (check.outcome.verdict != evidence::Verdict::not_run) return;
    if (check.note) {
      entry({"Kördes inte", "Not run"}, pick(*check.note), indent);
    } else {
      for (const Bilingual& note : scenario.notes)
        entry({"Kördes inte", "Not run"}, pick(note), indent);
    }
  }

  std::string known(const CheckEntry& check) const {
    return fmt::format(fmt::runtime(pick({"Känt fel till och med {}, ansvarig {}: {}",
                                          "Known failure until {}, owner {}: {}"})),
                       check.known->expires, check.known->owner, check.known->reason);
  }

  void decisions(const CheckEntry& check) {
    for (const auto& each : check.overrides) {
      entry({"Omprövat", "Overridden"},
            fmt::format("{} -> {}, {}, {}: {}", word(each.from), word(each.to), each.by, each.date,
                        each.reason));
    }
    if (check.known) say("  " + known(check));
  }

  std::string quantity(double value, const std::string& unit) const {
    std::string text = unit == "ns"      ? fmt::format("{:.3f} s", value / 1e9)
                       : unit == "share" ? fmt::format("{:.2f} %", value * 100)
                                         : fmt::format("{}", value);
    if (language_ == Language::sv) std::replace(text.begin(), text.end(), '.', ',');
    return text;
  }

  void measures(const CheckEntry& check) {
    for (const auto& each : check.outcome.measured) {
      const std::string limit = each.limit ? fmt::format(" ({} {})", pick({"gräns", "limit"}),
                                                         quantity(*each.limit, each.unit))
                                           : std::string();
      entry({"Uppmätt", "Measured"},
            fmt::format("{} {}{}", each.name, quantity(each.value, each.unit), limit));
    }
  }

  void interpretations(const CheckEntry& check) {
    for (const auto& rests : check.outcome.rests_on) {
      std::string others;
      for (const auto& other : rests.others)
        others += fmt::format(", {} {}: {}", pick({"under läsning", "under reading"}),
                              other.reading, word(other.verdict));
      entry({"Vilar på", "Rests on"},
            fmt::format("{} ({} {}{})", rests.interpretation, pick({"läsning", "reading"}),
                        rests.reading, others));
    }
  }

  void findings(const ScenarioEntry& scenario, std::size_t index, std::size_t only) {
    const auto& findings = scenario.checks[index].outcome.findings;
    for (std::size_t i = 0; i < findings.size(); ++i) {
      if (only != 0 && only != i + 1) continue;
      const Finding& finding = findings[i];
      say();
      say(fmt::format("{}/{}.{}  {}", scenario.id, index + 1, i + 1, pick(finding.message)));
      entry({"Väntat", "Expected"}, finding.expected);
      entry({"Mottaget", "Received"}, finding.received);
      for (const auto& where : finding.where) place(scenario, where);
      reproduction(scenario);
      smaller(scenario, scenario.checks[index], finding);
      request(scenario, finding);
    }
  }

  void place(const ScenarioEntry& scenario, const evidence::Where& where) {
    std::string text;
    if (!where.exchange.empty()) {
      text += fmt::format("{} {}", pick({"utbyte", "exchange"}), where.exchange);
      for (const char* side : {"request", "response"}) {
        const auto body = body_of(scenario, where.exchange, side);
        if (body) text += fmt::format("\n{}", body->string());
      }
    }
    if (!where.file.empty()) {
      text +=
          fmt::format("{}{}", text.empty() ? "" : ", ",
                      (evidence_of(scenario) / "files" / where.file).lexically_normal().string());
    }
    if (where.line > 0) text += fmt::format(", {} {}", pick({"rad", "line"}), where.line);
    if (!where.xpath.empty()) text += fmt::format("\n{}", where.xpath);
    entry({"Bevis", "Evidence"}, text);
  }

  void reproduction(const ScenarioEntry& scenario) {
    const std::string command =
        scenario.reproduce.empty()
            ? fmt::format("provbank run --world {} --seed {} {}",
                          evidence::to_string(scenario.world), result_.seed, scenario.id)
            : scenario.reproduce;
    entry({"Upprepa", "Reproduce"}, command);
  }

  /// Another scenario that shows the same with fewer questions is the one to begin with.
  void smaller(const ScenarioEntry& scenario, const CheckEntry& check, const Finding& finding) {
    const auto shows_it = [&](const ScenarioEntry& other) {
      return std::any_of(other.checks.begin(), other.checks.end(), [&](const CheckEntry& each) {
        const auto& findings = each.outcome.findings;
        return each.name == check.name && each.party == check.party &&
               each.outcome.verdict == check.outcome.verdict &&
               std::any_of(findings.begin(), findings.end(), [&finding](const Finding& one) {
                 return one.message == finding.message;
               });
      });
    };
    const ScenarioEntry* smallest = &scenario;
    for (const ScenarioEntry& other : result_.scenarios) {
      if (other.questions_asked < smallest->questions_asked && shows_it(other)) smallest = &other;
    }
    if (smallest == &scenario) return;
    entry({"Minsta scenario som visar detsamma", "Smallest scenario that shows the same"},
          fmt::format(fmt::runtime(pick(
                          {"{} ({} frågor i stället för {})", "{} ({} questions instead of {})"})),
                      smallest->id, smallest->questions_asked, scenario.questions_asked));
    reproduction(*smallest);
  }

  fs::path evidence_of(const ScenarioEntry& scenario) const {
    return folder_ / "evidence" / scenario.id;
  }

  std::optional<fs::path> body_of(const ScenarioEntry& scenario, const std::string& exchange,
                                  const char* side) const {
    for (const char* ending : {"xml", "json", "bin"}) {
      const fs::path file =
          evidence_of(scenario) / "bodies" / fmt::format("{}-{}.{}", exchange, side, ending);
      std::error_code ec;
      if (fs::is_regular_file(file, ec)) return file;
    }
    return std::nullopt;
  }

  /// The exchange as the archive tells of it; null when there is none.
  nlohmann::json recorded(const ScenarioEntry& scenario, const std::string& exchange) {
    if (archive_of_ != scenario.id) {
      archive_of_ = scenario.id;
      const auto text = read_file(evidence_of(scenario) / "exchanges.har");
      archive_ = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
    }
    if (!archive_.is_object() || !archive_.contains("log")) return {};
    for (const auto& entry : archive_["log"].value("entries", nlohmann::json::array())) {
      if (entry.value("_id", "") == exchange) return entry;
    }
    return {};
  }

  /// The exchange on the kommun's leg that the finding is about: its own, or its question's.
  nlohmann::json asked(const ScenarioEntry& scenario, const Finding& finding) {
    std::vector<std::string> candidates;
    for (const auto& where : finding.where) candidates.push_back(where.exchange);
    for (const auto& question : scenario.questions) {
      if (question.id == finding.question) candidates.push_back(question.exchange);
    }
    for (const std::string& candidate : candidates) {
      if (candidate.empty()) continue;
      auto entry = recorded(scenario, candidate);
      if (entry.is_object() && entry.value("_leg", "") == "kommun") return entry;
    }
    return {};
  }

  void request(const ScenarioEntry& scenario, const Finding& finding) {
    const auto entry = asked(scenario, finding);
    if (!entry.is_object() || !entry.contains("request")) return;
    const auto& request = entry["request"];
    std::string line = "curl --cert KOMMUN-CERT.pem --key KOMMUN-KEY.pem --cacert CA.pem";
    const std::string method = request.value("method", "POST");
    if (method != "POST") line += " -X " + shell_quoted(method);
    for (const auto& header : request.value("headers", nlohmann::json::array())) {
      const std::string name = header.value("name", "");
      if (name == "Host" || name == "Content-Length" || name == "Connection") continue;
      line += " -H " + shell_quoted(name + ": " + header.value("value", ""));
    }
    const auto body = body_of(scenario, entry.value("_id", ""), "request");
    if (body) line += " --data-binary " + shell_quoted("@" + body->string());
    line += " " + shell_quoted(request.value("url", ""));
    entry_line(line, body.has_value() || request.value("bodySize", 0) == 0);
  }

  void entry_line(const std::string& line, bool body_at_hand) {
    entry({"Samma begäran", "Same request"}, line);
    say(pick(
        {"    (byt KOMMUN-CERT.pem, KOMMUN-KEY.pem och CA.pem mot era egna, och värdnamnet mot "
         "den adress som prövas)",
         "    (replace KOMMUN-CERT.pem, KOMMUN-KEY.pem and CA.pem by your own, and the host by "
         "the address that is tested)"}));
    if (!body_at_hand) {
      say(
          pick({"    (begärans innehåll står bara i exchanges.har: spara det till en fil och lägg "
                "till --data-binary @FIL)",
                "    (the request's body stands in exchanges.har alone: save it to a file and add "
                "--data-binary @FILE)"}));
    }
  }

  const RunResult& result_;
  fs::path folder_;
  Language language_;
  std::vector<std::string> lines_;
  std::string archive_of_;
  nlohmann::json archive_;
};

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
      corner = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<std::vector<std::string>> why(const RunResult& result, const fs::path& folder,
                                            const std::string& id, Language language) {
  Teller teller(result, folder, language);
  const auto parsed = parse(id);
  if (parsed) {
    for (const ScenarioEntry& scenario : result.scenarios) {
      if (scenario.id != parsed->scenario) continue;
      if (parsed->check == 0) {
        teller.scenario(scenario);
        return teller.take();
      }
      if (parsed->check > scenario.checks.size()) return std::nullopt;
      const auto& findings = scenario.checks[parsed->check - 1].outcome.findings;
      if (parsed->finding > findings.size()) return std::nullopt;
      teller.check(scenario, parsed->check - 1, parsed->finding);
      return teller.take();
    }
  }
  if (teller.clause(id)) return teller.take();
  return std::nullopt;
}

std::vector<std::string> near_ids(const RunResult& result, const std::string& id) {
  std::vector<std::string> ids;
  const auto parsed = parse(id);
  for (const ScenarioEntry& scenario : result.scenarios) {
    ids.push_back(scenario.id);
    // A number that is too high: the checks there are.
    const bool meant = parsed && parsed->scenario == scenario.id;
    for (std::size_t i = 0; meant && i < scenario.checks.size(); ++i) {
      ids.push_back(fmt::format("{}/{}", scenario.id, i + 1));
      for (std::size_t j = 0; j < scenario.checks[i].outcome.findings.size(); ++j)
        ids.push_back(fmt::format("{}/{}.{}", scenario.id, i + 1, j + 1));
    }
  }
  for (const auto& text : result.clause_texts) ids.push_back(text.id);
  std::stable_sort(ids.begin(), ids.end(), [&id](const std::string& a, const std::string& b) {
    return distance(a, id) < distance(b, id);
  });
  ids.resize(std::min(ids.size(), kNearMax));
  return ids;
}

}  // namespace provbank::results
