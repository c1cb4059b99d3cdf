// The commands of `provbank`, each a function from its options to an exit code.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "contract/calendar.hpp"
#include "harness/cli/app.hpp"
#include "harness/evidence/evidence.hpp"
#include "harness/residue/points.hpp"
#include "platform/time/clock.hpp"

namespace provbank::cli {

struct RunOptions {
  std::optional<std::filesystem::path> plan;
  std::string role;  // empty: all
  evidence::World world = evidence::World::simulated;
  std::uint64_t seed = 1;
  std::optional<std::string> door;  // for the ordinary questions of kommuner; http unless told
  std::filesystem::path out = "provbank-out";
  std::vector<std::string> targets;             // scenario ids (with '*') or clause ids; empty: all
  std::optional<std::filesystem::path> known;   // failures that do not make the exit code 1
  contract::Day today;                          // by which they expire
  std::optional<std::filesystem::path> resume;  // the folder of an interrupted run: goes on with it
  std::uint16_t desk_port = 0;  // of the page where a person is asked; 0: a free one
  std::optional<std::filesystem::path>
      proof;  // folder of `provbank prove`; the report points at it
};
int run(App& app, const RunOptions& options);

struct PlanOptions {
  std::string create;  // driftspart, kommun or uppgiftslamnare
  std::string source;  // uppgiftslamnare: which
  std::filesystem::path out = "provbank-plan";
};
int plan(App& app, const PlanOptions& options);
/// Tries the plan's settings and judges nobody.
int preflight(App& app, const std::filesystem::path& plan);
/// Starts the reference party that the plan describes, until Ctrl-C.
int party(App& app, const std::filesystem::path& plan);

struct AskOptions {
  std::string kommun = "exempelkommun";
  std::string person = "anna";  // one id, or several separated by blanks
  std::string sources = "alla";
  std::string certificate = "own";
  std::optional<std::filesystem::path>
      lab;  // a running lab's folder; else an environment of its own
  bool ping = false;
  bool shs = false;     // through the SHS door
  bool asynch = false;  // ... with the answer in the mailbox
  bool xml = false;     // print the answer's bytes
};
int ask(App& app, const AskOptions& options);

struct LabOptions {
  std::filesystem::path out = "provbank-lab";
  std::uint16_t port = 0;
  std::string without;                            // sources that are not started
  std::optional<std::filesystem::path> dossiers;  // who is connected; else the register says
  std::string event_log;                          // file or postgresql://; else a file in `out`
  std::filesystem::path keys;                     // of the log and the pseudonyms; else in `out`
  std::string shs_directory;                      // file or ldap://...; else the made-up world's
  std::filesystem::path shs_directory_ca;         // who vouches for the LDAP servers
};
int lab(App& app, const LabOptions& options);

int list(App& app, const std::string& filter);

int validate(App& app, const std::vector<std::filesystem::path>& files);

struct ReportOptions {
  std::filesystem::path result;
  std::string format = "html";
  std::string party;                         // sjalvdeklaration: whose; empty: each that was judged
  std::optional<std::filesystem::path> out;  // default: standard output
};
int report(App& app, const ReportOptions& options);

struct LintOptions {
  std::vector<std::filesystem::path> files;  // empty: everything of ours
  bool agreement = false;                    // what the agreements get wrong, instead
};
int lint(App& app, const LintOptions& options);

struct DiffOptions {
  std::filesystem::path first;
  std::filesystem::path second;
  std::string format = "text";  // or csv
  std::optional<std::filesystem::path> known;
  contract::Day today;  // by which known failures expire
};
/// 0 nothing became worse, 1 something did, 2 a result or the list of known failures is wrong.
int diff(App& app, const DiffOptions& options);

struct ReviewOptions {
  std::filesystem::path result;
  std::filesystem::path overrides;
  std::filesystem::path out;
  contract::Day today;  // later than which no decision is dated
};
/// The reviewed result's exit code; 2 when a decision cannot be applied, and then nothing is
/// written.
int review(App& app, const ReviewOptions& options);

struct WhyOptions {
  std::filesystem::path result;
  std::string id;
};
int why(App& app, const WhyOptions& options);

struct RedactOptions {
  std::filesystem::path from;
  std::filesystem::path out;
  std::optional<std::filesystem::path> key;  // else a new one is written beside `out`
};
int redact(App& app, const RedactOptions& options);
struct GenerateOptions {
  std::string schema;  // one of ours by name
  bool all = false;
  std::optional<std::filesystem::path> out;  // where the documents are written; none: only counted
};
int generate(App& app, const GenerateOptions& options);

/// `provbank log read`: what a mapping makes of a log.
struct LogReadOptions {
  std::filesystem::path mapping;
  std::vector<std::filesystem::path> logs;
  std::string format = "table";
  std::size_t limit = 50;  // entries in the table
};
int log_read(App& app, const LogReadOptions& options);

struct OnboardOptions {
  std::filesystem::path dossier;
  std::optional<std::string> create;  // kommun or uppgiftslamnare: write a skeleton instead
  std::string date;                   // empty: today by the clock
  std::optional<std::filesystem::path> out;
  std::optional<std::filesystem::path> trust;  // ca.pem and registrator.pem; else the test world's
};
int onboard(App& app, const OnboardOptions& options, const time::Clock& clock);

struct SlaOptions {
  std::string month;  // "2026-03"
  std::vector<std::filesystem::path> logs;
  std::optional<std::filesystem::path> mapping;
  std::optional<std::filesystem::path> cases;
  std::optional<std::filesystem::path> outages;
  std::vector<std::filesystem::path> earlier;  // reports of earlier months of the year
  std::filesystem::path out = "provbank-sla";
  std::string simulate;  // a month to make up instead
  std::uint64_t seed = 1;
  std::uint64_t per_day = 3000;
};
int sla(App& app, const SlaOptions& options);

struct ProveOptions {
  std::optional<std::filesystem::path> out;  // default: provbank-prove, when everything is tried
  std::string defect;                        // one defect or null party, or several with '*'
  std::size_t jobs = 0;                      // processes at a time; 0: one a core
};
int prove(App& app, const ProveOptions& options, const time::Clock& clock);

struct ScanOptions {
  std::filesystem::path run;                 // the folder of a run
  std::vector<std::string> at;               // places; see residue/points.hpp
  std::vector<int> processes;                // by number
  std::vector<std::string> event_logs;       // files, and "table:SCHEMA.TABLE" of databases
  residue::WebAccess access{};               // of the https places named here
  bool decay = false;                        // look again and again
  std::string decay_until;                   // "2h"; default: a minute
  std::optional<std::filesystem::path> out;  // default: the run's folder
};
int scan(App& app, const ScanOptions& options);

struct LogVerifyOptions {
  std::filesystem::path log;                     // a folder or a file
  std::optional<std::filesystem::path> keys{};   // public.json or its folder
  std::vector<std::filesystem::path> anchors{};  // what `log head` printed earlier
  std::uint64_t begins = 1;                      // the first entry that is still kept
  std::string format = "text";                   // or json
};
/// 0 the log holds and is sealed by a known key, 1 something is wrong with it, 2 no log or a wrong
/// file, 4 nothing is wrong and nothing proven: no known key, or nothing sealed.
int log_verify(App& app, const LogVerifyOptions& options);
/// Prints where the log stands, to be kept elsewhere.
int log_head(App& app, const std::filesystem::path& log);

struct LogKeysOptions {
  std::optional<std::filesystem::path> make{};       // a folder for new keys
  std::optional<std::filesystem::path> rotate{};     // the folder whose key is to be replaced
  std::optional<std::filesystem::path> show{};       // the folder whose public keys are printed
  std::optional<std::filesystem::path> pseudonym{};  // a file for a new key of pseudonyms
};
int log_keys(App& app, const LogKeysOptions& options);

}  // namespace provbank::cli
