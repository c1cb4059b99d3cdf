// provbank: the whole program is put together here.
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "contract/data_dir.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/known.hpp"
#include "harness/cli/log_reading.hpp"

namespace {

using namespace provbank;

Language default_language() {
  const char* set = std::getenv("PROVBANK_LANG");
  return set != nullptr && std::string_view(set) == "en" ? Language::en : Language::sv;
}

// The language must be known before the help is built, so it is looked for ahead of the real
// parsing.
Language requested_language(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--lang=en" ||
        (word == "--lang" && i + 1 < argc && std::string_view(argv[i + 1]) == "en")) {
      return Language::en;
    }
    if (word == "--lang=sv" ||
        (word == "--lang" && i + 1 < argc && std::string_view(argv[i + 1]) == "sv")) {
      return Language::sv;
    }
  }
  return default_language();
}

/// Everything that can be said on the command line.
struct Options {
  std::string language;
  cli::RunOptions run;
  cli::AskOptions ask;
  cli::LabOptions lab;
  cli::ReportOptions report;
  cli::LintOptions lint;
  cli::OnboardOptions onboard;
  cli::SlaOptions sla;
  cli::ProveOptions prove;
  cli::ScanOptions scan;
  cli::DiffOptions diff;
  cli::ReviewOptions review;
  cli::WhyOptions why;
  cli::RedactOptions redact;
  cli::PlanOptions plan;
  std::filesystem::path plan_file;
  cli::GenerateOptions generate;
  cli::LogReadOptions log_read;
  cli::LogVerifyOptions log_verify;
  cli::LogKeysOptions log_keys;
  std::filesystem::path log_head;
  cli::LogTraceOptions log_trace;
  cli::LogReviewOptions log_review;
  cli::LogExportOptions log_export;
  std::string log_database;
  std::optional<int> log_keep_days;
  std::string filter;
  std::vector<std::filesystem::path> files;
};

class CommandLine {
 public:
  CommandLine(Language language, Options& options) : language_(language), options_(options) {
    app_.require_subcommand(1);
    app_.name("provbank");
    app_.set_version_flag("--version", PROVBANK_VERSION);
    app_.add_option("--lang", options_.language, say("språk: sv eller en", "language: sv or en"))
        ->check(CLI::IsMember({"sv", "en"}));
    app_.footer(
        say("Utgångskoder: 0 godkänt, 1 en kontroll underkändes, 2 fel användning, "
            "3 verktyget fallerade, 4 något kunde inte prövas.",
            "Exit codes: 0 passed, 1 a check failed, 2 wrong usage, 3 the tool failed, "
            "4 something could not be proven."));
    app_.fallthrough();
    add_run();
    add_ask();
    add_lab();
    add_others();
    add_onboard();
    add_sla();
    add_prove();
    add_scan();
    add_results();
    add_certify();
    add_generate();
    add_log();
    add_log_readings();
    add_log_read();
  }

  CLI::App& app() { return app_; }
  bool chosen(const char* command) const { return app_.got_subcommand(command); }
  bool chosen_of_log(const char* command) const { return log_->got_subcommand(command); }

 private:
  std::string say(const char* sv, const char* en) const {
    return language_ == Language::sv ? sv : en;
  }

  void add_run() {
    auto& o = options_.run;
    auto* run = app_.add_subcommand("run", say("kör scenarier och skriv omdömen och rapport",
                                               "run scenarios; write verdicts and a report"));
    run->add_option("--plan", o.plan,
                    say("plan (XML): vilka scenarier som körs", "plan (XML): which scenarios run"));
    run->add_option("--role", o.role,
                    say("bara den rollens scenarier", "only that role's scenarios"))
        ->check(CLI::IsMember({"driftspart", "kommun", "uppgiftslamnare"}));
    run->add_option_function<std::string>(
           "--world",
           [&o](const std::string& world) {
             o.world = world == "live" ? evidence::World::live : evidence::World::simulated;
           },
           say("simulated (virtuell tid, standard) eller live (TLS, riktig tid)",
               "simulated (virtual time, default) or live (TLS, real time)"))
        ->check(CLI::IsMember({"simulated", "live"}));
    run->add_option(
           "--door", o.door,
           say("dörren som kommunernas frågor går genom: http (standard), shs eller shs-asynch",
               "the door through which the kommuner's questions go: http (default), shs or "
               "shs-asynch"))
        ->check(CLI::IsMember({"http", "shs", "shs-asynch"}));
    run->add_option("--seed", o.seed,
                    say("frö för slumpen (standard 1)", "seed of chance (default 1)"));
    run->add_option("--out", o.out,
                    say("mapp för resultat och bevis", "folder for result and evidence"));
    run->add_option("--resume", o.resume,
                    say("mappen för en avbruten körning av en plan: fortsätt den",
                        "the folder of an interrupted run of a plan: go on with it"));
    run->add_option("--desk", o.desk_port,
                    say("port för den lokala sidan där en person tillfrågas (standard: en ledig)",
                        "port of the local page where a person is asked (default: a free one)"));
    run->add_option("--proof", o.proof,
                    say("mapp från `provbank prove`: rapporten visar att kontrollerna är bevisade",
                        "folder of `provbank prove`: the report shows that the checks are proven"));
    run->add_option("--known", o.known,
                    say("kända fel (XML) som inte stoppar, var och en till sin dag",
                        "known failures (XML) that do not stop, each until its day"));
    run->add_option(
        "targets", o.targets,
        say("scenarier (id, gärna med *) eller klausuler", "scenarios (id, * allowed) or clauses"));
  }

  void add_ask() {
    auto& o = options_.ask;
    auto* ask = app_.add_subcommand(
        "ask", say("ställ en fråga som en kommun", "ask one question as a kommun"));
    ask->add_option("--lab", o.lab,
                    say("mappen från `provbank lab`; annars en egen miljö",
                        "the folder of `provbank lab`; otherwise an environment of its own"));
    ask->add_option("--kommun", o.kommun, say("frågande kommun", "the asking kommun"));
    ask->add_option(
        "--person", o.person,
        say("testperson, eller flera inom citattecken", "test person, or several in quotes"));
    ask->add_option(
        "--sources", o.sources,
        say("källor, till exempel \"AF SKV\", eller alla", "sources, such as \"AF SKV\", or alla"));
    ask->add_option("--certificate", o.certificate,
                    say("visat certifikat (own, expired, none ...)",
                        "certificate shown (own, expired, none ...)"));
    ask->add_flag("--ping", o.ping,
                  say("pröva förbindelserna i stället", "try the connections instead"));
    auto* shs = ask->add_flag(
        "--shs", o.shs,
        say("genom SHS i stället för SOAP över HTTP", "through SHS instead of SOAP over HTTP"));
    ask->add_flag("--asynch", o.asynch,
                  say("med svaret i brevlådan: skicka, lista, hämta, kvittera",
                      "with the answer in the mailbox: send, list, fetch, acknowledge"))
        ->needs(shs);
    ask->add_flag("--xml", o.xml, say("skriv svaret som det kom", "print the answer as it came"));
  }

  void add_lab() {
    auto& o = options_.lab;
    auto* lab = app_.add_subcommand(
        "lab", say("håll referensmiljön igång för egna klienter",
                   "keep the reference environment running for your own clients"));
    lab->add_option(
        "--out", o.out,
        say("mapp för certifikat och adresser", "folder for certificates and addresses"));
    lab->add_option("--port", o.port,
                    say("aggregatorns port (standard: en ledig)",
                        "the aggregator's port (default: a free one)"));
    lab->add_option("--without", o.without,
                    say("källor som inte startas, till exempel \"SKV\"",
                        "sources that are not started, such as \"SKV\""));
    lab->add_option("--dossiers", o.dossiers,
                    say("mapp med dossierer: bara de som är anslutna enligt dem släpps in",
                        "folder of dossiers: only those connected according to them are admitted"));
    lab->add_option(
        "--event-log", o.event_log,
        say("händelseloggen: en fil eller postgresql://-adress (standard: en fil i --out)",
            "the event log: a file or postgresql:// address (default: a file in --out)"));
    lab->add_option("--keys", o.keys,
                    say("mapp för loggens och pseudonymernas nycklar (standard: i --out)",
                        "folder of the log's and the pseudonyms' keys (default: in --out)"));
    lab->add_option("--shs-directory", o.shs_directory,
                    say("SHS-nodens katalog: en fil eller ldap://värd:port[,ldap://värd:port] "
                        "(standard: fixtures/shs/directory.xml)",
                        "the SHS node's directory: a file or ldap://host:port[,ldap://host:port] "
                        "(default: fixtures/shs/directory.xml)"));
    lab->add_option("--shs-directory-ca", o.shs_directory_ca,
                    say("PEM-fil: den som går i god för katalogens servrar; då krävs TLS",
                        "PEM file: who vouches for the directory's servers; TLS is then required"));
  }

  void add_onboard() {
    auto& o = options_.onboard;
    auto* onboard =
        app_.add_subcommand("onboard", say("bedöm en anslutnings- eller utträdesdossier",
                                           "judge a dossier of joining or leaving"));
    onboard->add_option("dossier", o.dossier, say("dossierns mapp", "the dossier's folder"))
        ->required();
    onboard
        ->add_option("--new", o.create,
                     say("skriv en tom dossier med anvisningar: kommun eller uppgiftslamnare",
                         "write an empty dossier with instructions: kommun or uppgiftslamnare"))
        ->check(CLI::IsMember({"kommun", "uppgiftslamnare"}));
    onboard->add_option(
        "--date", o.date,
        say("dagen som bedöms (standard: i dag)", "day of judgement (default: today)"));
    onboard->add_option(
        "--out", o.out,
        say("mapp för onboarding.xml och rapporter", "folder for onboarding.xml and reports"));
    onboard->add_option("--trust", o.trust,
                        say("mapp med ca.pem och registrator.pem; annars testvärldens",
                            "folder with ca.pem and registrator.pem; else the test world's"));
  }

  void add_others() {
    auto* list = app_.add_subcommand(
        "list", say("visa scenarier och klausuler", "show scenarios and clauses"));
    list->add_option("filter", options_.filter,
                     say("scenario eller klausul", "scenario or clause"));
    auto* validate = app_.add_subcommand(
        "validate", say("pröva filer mot deras scheman", "check files against their schemas"));
    validate->add_option("files", options_.files, say("filer eller mappar", "files or folders"))
        ->required();
    auto* report = app_.add_subcommand(
        "report", say("gör en rapport av ett resultat", "make a report of a result"));
    report
        ->add_option("result", options_.report.result,
                     say("result.xml eller dess mapp", "result.xml or its folder"))
        ->required();
    const std::vector<std::string> formats = {"html", "junit", "avvikelser", "sjalvdeklaration",
                                              "csv"};
    report
        ->add_option("--format", options_.report.format,
                     "html, junit, avvikelser, sjalvdeklaration, csv")
        ->check(CLI::IsMember(formats));
    report->add_option("--party", options_.report.party,
                       say("självdeklarationens part (id); annars alla prövade",
                           "whose self-declaration (id); otherwise each that was judged"));
    report->add_option(
        "--out", options_.report.out,
        say("fil att skriva; annars skärmen", "file to write; otherwise standard output"));
    auto* lint = app_.add_subcommand(
        "lint", say("pröva scenarier, planer, fixturer och klausulregistret utan att köra",
                    "check scenarios, plans, fixtures and the clause register without running"));
    auto* lint_files =
        lint->add_option("files", options_.lint.files,
                         say("scenariofiler; annars alla", "scenario files; otherwise all"));
    lint->add_flag("--agreement", options_.lint.agreement,
                   say("visa avtalens egna brister och hur de tolkas",
                       "show what the agreements get wrong and how it is read"))
        ->excludes(lint_files);
  }

  void add_generate() {
    auto& o = options_.generate;
    auto* generate = app_.add_subcommand(
        "generate", say("gör giltiga och ogiltiga dokument ur ett schema, ett för varje punkt",
                        "make valid and invalid documents from a schema, one for each point"));
    auto* schema = generate->add_option(
        "schema", o.schema,
        say("schemats namn, till exempel ssbt-fraga", "the schema's name, such as ssbt-fraga"));
    generate->add_flag("--all", o.all, say("alla scheman", "all schemas"))->excludes(schema);
    generate->add_option("--out", o.out,
                         say("mapp för dokumenten; annars bara täckningen",
                             "folder for the documents; otherwise only the coverage"));
  }

  void add_log_read() {
    auto& o = options_.log_read;
    auto* read = log_->add_subcommand("read", say("visa vad en mappning förstår av en logg",
                                                  "show what a mapping makes of a log"));
    read->add_option("mapping", o.mapping,
                     say("mappningsfil (loggbok, XML)", "mapping file (loggbok, XML)"))
        ->required();
    read->add_option("log", o.logs, say("loggfiler", "log files"))->required();
    read->add_option("--format", o.format,
                     say("table (standard) eller json", "table (default) or json"))
        ->check(CLI::IsMember({"table", "json"}));
    read->add_option("--limit", o.limit,
                     say("så många poster i tabellen (standard 50)",
                         "so many entries in the table (default 50)"));
  }

  void add_sla() {
    auto& o = options_.sla;
    auto* sla = app_.add_subcommand("sla", say("gör månadsrapporten om servicenivåer",
                                               "make the monthly service-level report"));
    sla->add_option("--month", o.month,
                    say("månaden, till exempel 2026-03", "the month, as 2026-03"));
    sla->add_option("--log", o.logs, say("händelseloggar", "event logs"));
    sla->add_option("--mapping", o.mapping,
                    say("mappningsfil för en annan logg än referensens",
                        "mapping file for another log than the reference's"));
    sla->add_option("--register", o.cases,
                    say("ärenderegister (CSV): incidenter, problem, beställningar, ändringar",
                        "case register (CSV): incidents, problems, orders, changes"));
    sla->add_option("--outages", o.outages,
                    say("avbrott och servicefönster (CSV)", "outages and service windows (CSV)"));
    sla->add_option("--year-so-far", o.earlier,
                    say("årets tidigare rapporter: sla.xml eller figures.csv",
                        "the year's earlier reports: sla.xml or figures.csv"));
    sla->add_option("--out", o.out, say("mapp för rapporten", "folder for the report"));
    sla->add_option("--simulate", o.simulate,
                    say("skriv i stället en påhittad månads underlag till --out",
                        "write a made-up month's material to --out instead"));
    sla->add_option("--seed", o.seed, say("frö för slumpen (standard 1)", "seed (default 1)"));
    sla->add_option("--per-day", o.per_day,
                    say("anrop per arbetsdag i en påhittad månad (standard 3000)",
                        "requests a working day of a made-up month (default 3000)"))
        ->check(CLI::Range(1, 1'000'000));
  }

  void add_certify() {
    auto& p = options_.plan;
    auto* plan = app_.add_subcommand(
        "plan", say("skriv en plan för att certifiera någon", "write a plan to certify somebody"));
    plan->add_option("--new", p.create,
                     say("rollen: driftspart, kommun eller uppgiftslamnare",
                         "the role: driftspart, kommun or uppgiftslamnare"))
        ->required()
        ->check(CLI::IsMember({"driftspart", "kommun", "uppgiftslamnare"}));
    plan->add_option("--source", p.source,
                     say("uppgiftslamnare: vilken källa", "uppgiftslamnare: which source"));
    plan->add_option("--out", p.out, say("ny mapp", "new folder"));
    auto* preflight =
        app_.add_subcommand("preflight", say("pröva en plans inställningar utan att bedöma någon",
                                             "try a plan's settings without judging anybody"));
    preflight->add_option("plan", options_.plan_file, "plan.xml")->required();
    auto* party = app_.add_subcommand(
        "party", say("starta referensparten som planen beskriver, som en egen process",
                     "start the reference party that the plan describes, as a process of its own"));
    party->add_option("plan", options_.plan_file, "plan.xml")->required();
  }

  void add_prove() {
    auto& o = options_.prove;
    auto* prove = app_.add_subcommand(
        "prove", say("bevisa att kontrollerna kan underkänna: pröva dem mot inplanterade brister",
                     "prove that the checks can fail: try them against seeded defects"));
    prove->add_option("--out", o.out,
                      say("mapp för prove.xml och sidorna (standard: provbank-prove)",
                          "folder for prove.xml and the pages (default: provbank-prove)"));
    prove->add_option("--defect", o.defect,
                      say("bara den bristen (gärna med *)", "that defect alone (* allowed)"));
    prove
        ->add_option("--jobs", o.jobs,
                     say("processer åt gången (standard: en per kärna)",
                         "processes at a time (default: one a core)"))
        ->check(CLI::Range(1, 64));
  }

  void add_scan() {
    auto& o = options_.scan;
    auto* scan = app_.add_subcommand(
        "scan", say("sök efter vad en körning sände, i allt som ett system kan ha sparat",
                    "look for what a run sent, in whatever a system may have kept"));
    scan->add_option("--run", o.run, say("mappen som körningen skrev", "folder the run wrote"))
        ->required();
    scan->add_option("--at", o.at,
                     say("plats: en sökväg, sqlite:FIL, postgresql://..., pid:N, http(s)://..., "
                         "command:KOMMANDO eller - (standard in); utan den planens platser",
                         "place: a path, sqlite:FILE, postgresql://..., pid:N, http(s)://..., "
                         "command:COMMAND or - (standard input); without it those of the plan"));
    scan->add_option(
        "--process", o.processes,
        say("processnummer: minne och öppna filer", "process number: its memory and open files"));
    scan->add_option(
        "--event-log", o.event_logs,
        say("händelseloggen, som får säga vem som frågade, när och i vilket ärende: en fil, "
            "eller table:SCHEMA.TABELL i en PostgreSQL-plats; planens räknas alltid",
            "the event log, which may tell who asked, when and in which case: a file, "
            "or table:SCHEMA.TABLE of a PostgreSQL place; the plan's always counts"));
    scan->add_option("--certificate", o.access.certificate,
                     say("https-platser: vårt klientcertifikat (PEM)",
                         "https places: our client certificate (PEM)"))
        ->check(CLI::ExistingFile);
    scan->add_option("--key", o.access.key,
                     say("https-platser: dess nyckel (PEM); annars i samma fil",
                         "https places: its key (PEM); else in the same file"))
        ->check(CLI::ExistingFile);
    scan->add_option("--trust", o.access.trust,
                     say("https-platser: vem som går i god för servern (PEM); annars systemets",
                         "https places: who vouches for the server (PEM); else the system's"))
        ->check(CLI::ExistingFile);
    scan->add_flag("--decay", o.decay,
                   say("titta igen efter 1 s, 1 min, 1 h ... och rita hur det avtar",
                       "look again after 1 s, 1 min, 1 h ... and plot how it decays"));
    scan->add_option("--decay-until", o.decay_until,
                     say("så länge (standard 1min)", "for so long (default 1min)"));
    scan->add_option("--out", o.out,
                     say("mapp för scan.xml och sidorna (standard: körningens)",
                         "folder for scan.xml and the pages (default: the run's)"));
  }

  void add_results() {
    auto& d = options_.diff;
    auto* diff = app_.add_subcommand("diff", say("jämför två resultat: vad blev annorlunda?",
                                                 "compare two results: what changed?"));
    const auto result = say("result.xml eller dess mapp", "result.xml or its folder");
    diff->add_option("first", d.first, result)->required();
    diff->add_option("second", d.second, result)->required();
    diff->add_option("--format", d.format, "text, csv")->check(CLI::IsMember({"text", "csv"}));
    diff->add_option("--known", d.known,
                     say("kända fel (XML) som inte räknas som sämre",
                         "known failures (XML) that do not count as worse"));
    auto& r = options_.review;
    auto* review = app_.add_subcommand("review", say("för in granskares beslut i ett nytt resultat",
                                                     "enter reviewers' decisions in a new result"));
    review->add_option("result", r.result, result)->required();
    review
        ->add_option("--overrides", r.overrides,
                     say("besluten (XML): omdöme, namn, skäl, datum",
                         "the decisions (XML): verdict, name, reason, date"))
        ->required();
    review->add_option("--out", r.out, say("ny mapp", "new folder"))->required();
    auto* why = app_.add_subcommand("why", say("förklara ett omdöme och hur det upprepas",
                                               "explain a verdict and how to see it again"));
    why->add_option("result", options_.why.result, result)->required();
    why->add_option("id", options_.why.id,
                    say("kontroll (DP-X/3), anmärkning (DP-X/3.1), scenario eller klausul",
                        "check (DP-X/3), finding (DP-X/3.1), scenario or clause"))
        ->required();
    auto* redact = app_.add_subcommand(
        "redact", say("gör en avidentifierad kopia av ett resultat med bevis",
                      "make a copy of a result and its evidence without persons"));
    redact
        ->add_option("result", options_.redact.from, say("resultatets mapp", "the result's folder"))
        ->required();
    redact->add_option("--out", options_.redact.out, say("ny mapp", "new folder"))->required();
    redact->add_option("--key", options_.redact.key,
                       say("nyckelfil; annars skrivs en ny bredvid --out",
                           "key file; otherwise a new one is written beside --out"));
  }

  void add_log() {
    log_ = app_.add_subcommand(
        "log", say("pröva och sköt en händelselogg", "verify and look after an event log"));
    log_->require_subcommand(1);
    const auto place = say("loggens mapp eller fil", "the log's folder or file");
    auto& v = options_.log_verify;
    auto* verify = log_->add_subcommand(
        "verify", say("är loggen vad som skrevs? (0 ja, 1 nej, 4 går inte att säga)",
                      "is the log what was written? (0 yes, 1 no, 4 cannot be told)"));
    verify->add_option("log", v.log, place)->required();
    verify->add_option("--keys", v.keys,
                       say("publika nycklar: public.json, hämtad någon annanstans än hos loggen",
                           "public keys: public.json, fetched from elsewhere than the log"));
    verify->add_option("--anchor", v.anchors,
                       say("vad `log head` skrev tidigare och som har förvarats skilt från loggen",
                           "what `log head` printed earlier and was kept apart from the log"));
    verify->add_option("--begins", v.begins,
                       say("första posten som finns kvar efter gallring (standard 1)",
                           "the first entry still kept after disposal (default 1)"));
    verify->add_option("--format", v.format, "text, json")->check(CLI::IsMember({"text", "json"}));
    auto* head = log_->add_subcommand(
        "head", say("skriv var loggen står, att förvara skilt från den (ett ankare)",
                    "print where the log stands, to be kept apart from it (an anchor)"));
    head->add_option("log", options_.log_head, place)->required();
    auto& k = options_.log_keys;
    auto* keys = log_->add_subcommand(
        "keys", say("gör, byt eller visa loggens nycklar", "make, change or show a log's keys"));
    auto* which = keys->add_option_group("what");
    which->require_option(1);
    which->add_option("--new", k.make,
                      say("en mapp för nya förseglingsnycklar", "a folder for new sealing keys"));
    which->add_option("--rotate", k.rotate,
                      say("nyckelmappen vars nyckel byts vid nästa försegling",
                          "the key folder whose key is changed at the next checkpoint"));
    which->add_option("--public", k.show,
                      say("skriv mappens publika nycklar", "print the folder's public keys"));
    which->add_option("--pseudonym", k.pseudonym,
                      say("en fil för en ny pseudonymnyckel; förvara den skilt från loggen",
                          "a file for a new pseudonym key; keep it apart from the log"));
  }

  /// What reads a log; each reading stands in the log.
  void add_log_readings() {
    const auto place = say("loggens mapp, fil eller postgresql://-adress",
                           "the log's folder, file or postgresql:// address");
    const auto reason =
        say("varför loggen läses; skrivs i loggen", "why the log is read; written in the log");
    auto& t = options_.log_trace;
    auto* trace = log_->add_subcommand(
        "trace", say("finn en persons händelser med pseudonymnyckeln (läsningen loggas)",
                     "find a person's events with the pseudonym key (the reading is logged)"));
    trace->add_option("log", t.log, place)->required();
    auto* who = trace->add_option_group("who");
    who->require_option(1);
    who->add_option("--person", t.person,
                    say("personnumret, eller - för standard in (kommandorader syns för andra)",
                        "the personal number, or - for standard input (others see command lines)"));
    who->add_option("--person-file", t.person_file,
                    say("fil med personnumret", "file with the personal number"));
    trace->add_option("--key", t.key, say("pseudonymnyckelns fil", "the pseudonym key's file"))
        ->required();
    trace->add_option("--reason", t.reason, reason);
    trace->add_option("--format", t.format, "text, json, csv")
        ->check(CLI::IsMember({"text", "json", "csv"}));
    auto& r = options_.log_review;
    auto* review = log_->add_subcommand(
        "review", say("granska loggen efter det ovanliga, enligt regler (läsningen loggas)",
                      "review the log for the unusual, by rules (the reading is logged)"));
    review->add_option("log", r.log, place)->required();
    review->add_option("--rules", r.rules,
                       say("regelfil (XML); annars contract/log-review-rules.xml",
                           "file of rules (XML); else contract/log-review-rules.xml"));
    review->add_option("--from", r.from, say("första dagen som visas", "the first day shown"));
    review->add_option("--to", r.to, say("sista dagen som visas", "the last day shown"));
    review->add_option("--reason", r.reason, reason);
    review->add_option("--format", r.format, "text, json, html")
        ->check(CLI::IsMember({"text", "json", "html"}));
    review->add_option("--out", r.out, say("html: mapp för sidorna", "html: folder for the pages"));
    auto& e = options_.log_export;
    auto* exporting = log_->add_subcommand(
        "export", say("skriv hela loggen till en fil (läsningen loggas)",
                      "write the whole log to a file (the reading is logged)"));
    exporting->add_option("log", e.log, place)->required();
    exporting->add_option("--out", e.out, say("ny fil", "new file"))->required();
    exporting->add_option("--reason", e.reason, reason);
    auto* database =
        log_->add_subcommand("database", say("gör eller uppdatera platsen för en logg i PostgreSQL",
                                             "make or update the place for a log in PostgreSQL"));
    database
        ->add_option("target", options_.log_database,
                     say("postgresql://-adress, som den som får göra roller",
                         "postgresql:// address, as one who may make roles"))
        ->required();
    database
        ->add_option("--keep-days", options_.log_keep_days,
                     say("gallra poster som är äldre (standard: som förut; från början aldrig)",
                         "dispose of older entries (default: as before; at first never)"))
        ->check(CLI::Range(1, 36'500));
  }

  Language language_;
  Options& options_;
  CLI::App app_;
  CLI::App* log_ = nullptr;
};

/// What is judged by the day it is gets that day here.
void tell_the_day(const CommandLine& line, Options& options) {
  if (!options.run.known && !options.diff.known && !line.chosen("review")) return;
  const time::SteadyClock clock;
  const auto today = cli::today_in_sweden(clock);
  options.run.today = options.diff.today = options.review.today = today;
}

int dispatch(const CommandLine& line, Options& options, cli::App& app) {
  tell_the_day(line, options);
  if (line.chosen("run")) return cli::run(app, options.run);
  if (line.chosen("ask")) return cli::ask(app, options.ask);
  if (line.chosen("lab")) return cli::lab(app, options.lab);
  if (line.chosen("list")) return cli::list(app, options.filter);
  if (line.chosen("validate")) return cli::validate(app, options.files);
  if (line.chosen("sla")) return cli::sla(app, options.sla);
  if (line.chosen("generate")) return cli::generate(app, options.generate);
  if (line.chosen("report")) return cli::report(app, options.report);
  if (line.chosen("diff")) return cli::diff(app, options.diff);
  if (line.chosen("review")) return cli::review(app, options.review);
  if (line.chosen("why")) return cli::why(app, options.why);
  if (line.chosen("redact")) return cli::redact(app, options.redact);
  if (line.chosen("plan")) return cli::plan(app, options.plan);
  if (line.chosen("preflight")) return cli::preflight(app, options.plan_file);
  if (line.chosen("party")) return cli::party(app, options.plan_file);
  if (line.chosen("log")) {
    if (line.chosen_of_log("read")) return cli::log_read(app, options.log_read);
    if (line.chosen_of_log("verify")) return cli::log_verify(app, options.log_verify);
    if (line.chosen_of_log("head")) return cli::log_head(app, options.log_head);
    time::SteadyClock clock;
    if (line.chosen_of_log("trace")) {
      return cli::log_trace(app, options.log_trace, clock, std::cin);
    }
    if (line.chosen_of_log("review")) return cli::log_review(app, options.log_review, clock);
    if (line.chosen_of_log("export")) return cli::log_export(app, options.log_export, clock);
    if (line.chosen_of_log("database"))
      return cli::log_database(app, options.log_database, options.log_keep_days);
    return cli::log_keys(app, options.log_keys);
  }
  if (line.chosen("onboard")) {
    const time::SteadyClock clock;
    return cli::onboard(app, options.onboard, clock);
  }
  if (line.chosen("scan")) return cli::scan(app, options.scan);
  if (line.chosen("prove")) {
    const time::SteadyClock clock;
    return cli::prove(app, options.prove, clock);
  }
  return cli::lint(app, options.lint);
}

}  // namespace

int main(int argc, char** argv) {
  // Thousands of documents are built and thrown away: joining freed blocks at once costs less than
  // glibc's sweeps over the small ones.
  mallopt(M_MXFAST, 0);
  const Language language = requested_language(argc, argv);
  cli::Console console(language);
  try {
    Options options;
    CommandLine line(language, options);
    try {
      line.app().parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return line.app().exit(error) == 0 ? cli::code(cli::Exit::ok) : cli::code(cli::Exit::usage);
    }
    auto data_dir = contract::find_data_dir();
    if (!data_dir) {
      console.error(data_dir.error().detail);
      return cli::code(cli::Exit::usage);
    }
    cli::App app{console, *data_dir};
    return dispatch(line, options, app);
  } catch (const std::exception& error) {
    console.error(Bilingual{"Provbänk fallerade (det säger inget om någon part):",
                            "Provbänk itself failed (which says nothing about any party):"});
    console.error(error.what());
    return cli::code(cli::Exit::tool);
  }
}
