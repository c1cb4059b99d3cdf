// What is done with a result after the run: reviewing, explaining and redacting it.
#include <fmt/format.h>

#include <algorithm>

#include "harness/cli/commands.hpp"
#include "harness/cli/known.hpp"
#include "harness/cli/render.hpp"
#include "harness/results/overrides.hpp"
#include "harness/results/reader.hpp"
#include "harness/results/redact.hpp"
#include "harness/results/why.hpp"
#include "platform/base/file.hpp"

namespace provbank::cli {
namespace {

namespace fs = std::filesystem;

std::string say(const App& app, const Bilingual& text) {
  return std::string(app.console.pick(text));
}

/// False after saying why nothing may be written there.
bool is_new_folder(const App& app, const fs::path& out) {
  std::error_code ec;
  if (!fs::exists(out, ec) || (fs::is_directory(out, ec) && fs::is_empty(out, ec))) return true;
  app.console.error(fmt::format(
      fmt::runtime(
          say(app, {"{} finns redan. Ange en ny mapp med --out: resultat skrivs aldrig över.",
                    "{} exists already. Name a new folder with --out: results are never "
                    "written over."})),
      out.string()));
  return false;
}

/// So that the reviewed result stands on its own, with all that its verdicts rest on.
void copy_evidence(const fs::path& from, const fs::path& to) {
  if (!fs::is_directory(from / "evidence")) return;
  fs::copy(from / "evidence", to / "evidence", fs::copy_options::recursive);
}

/// The pages that the report points at, as far as they are there.
void bring_proof(const fs::path& from, const fs::path& to) {
  for (const char* name : results::kProofFiles) {
    if (fs::is_regular_file(from / name)) fs::copy_file(from / name, to / name);
  }
}

void print_decisions(const App& app, const results::Overrides& overrides) {
  Console& console = app.console;
  for (const auto& entry : overrides.entries) {
    console.line(fmt::format("  {}: {} -> {}  {}, {}", results::to_string(entry.address),
                             console.verdict(entry.decision.from),
                             console.verdict(entry.decision.to), entry.decision.by,
                             entry.decision.date));
    console.line("        " + entry.decision.reason);
  }
}

}  // namespace

int review(App& app, const ReviewOptions& options) {
  auto result = results::read_result(options.result, app.data_dir);
  if (!result) {
    app.console.error(result.error().detail);
    return code(Exit::usage);
  }
  if (!is_new_folder(app, options.out)) return code(Exit::usage);
  results::Problems problems;
  const auto overrides = results::load_overrides(options.overrides, app.data_dir, problems);
  if (overrides) problems = results::apply_overrides(*result, *overrides, options.today);
  if (!problems.empty()) {
    print_problems(app, problems);
    app.console.error(Bilingual{"Inget har skrivits: alla beslut måste gå att genomföra.",
                                "Nothing was written: every decision must be possible."});
    return code(Exit::usage);
  }
  fs::create_directories(options.out);
  copy_evidence(results::result_file(options.result).parent_path(), options.out);
  if (result->proof) bring_proof(results::result_file(options.result).parent_path(), options.out);
  write_file(options.out / "result.xml", evidence::to_xml(*result)).value();
  render_reports(app, options.out);
  print_decisions(app, *overrides);
  app.console.line(fmt::format("{}: {}", say(app, {"Omdöme", "Verdict"}),
                               app.console.verdict(result->verdict())));
  app.console.line(fs::absolute(options.out).lexically_normal().string());
  return result->exit_code();
}

int why(App& app, const WhyOptions& options) {
  const auto result = results::read_result(options.result, app.data_dir);
  if (!result) {
    app.console.error(result.error().detail);
    return code(Exit::usage);
  }
  const fs::path folder = results::result_file(options.result).parent_path();
  const auto lines = results::why(*result, folder, options.id, app.console.language());
  if (!lines) {
    app.console.error(fmt::format(
        fmt::runtime(say(
            app, {"Resultatet har inget {}. Närmast: {}", "The result has no {}. Nearest: {}"})),
        options.id, fmt::join(results::near_ids(*result, options.id), ", ")));
    return code(Exit::usage);
  }
  for (const std::string& line : *lines) app.console.line(line);
  return code(Exit::ok);
}

int redact(App& app, const RedactOptions& options) {
  if (!is_new_folder(app, options.out)) return code(Exit::usage);
  std::error_code ec;
  fs::remove(options.out, ec);  // an empty one is in the way of nobody
  const fs::path key_file = options.key.value_or(options.out.lexically_normal().string() + ".key");
  const auto key =
      options.key ? results::read_key_file(key_file) : results::make_key_file(key_file);
  if (!key) {
    app.console.error(key.error().detail);
    return code(Exit::usage);
  }
  const auto done = results::redact(options.from, options.out, *key, app.data_dir);
  if (!done) {
    if (!options.key) fs::remove(key_file, ec);
    app.console.error(Bilingual{"Inget avidentifierat resultat finns kvar:",
                                "No redacted result is left behind:"});
    app.console.error(done.error().detail);
    return code(Exit::usage);
  }
  render_reports(app, options.out);
  app.console.line(fmt::format(
      fmt::runtime(
          say(app, {"{} filer, {} meddelandeutbyten och {} kontroller, lika många som förut. "
                    "Utbytta: {} personer, {} namn, {} ärenden och handläggare. Listorna över "
                    "utsända värden (canaries.xml) är inte med.",
                    "{} files, {} exchanges and {} checks, as many as before. Replaced: {} "
                    "persons, {} names, {} cases and case workers. The lists of values sent "
                    "(canaries.xml) are left out."})),
      done->files, done->exchanges, done->checks, done->persons, done->names, done->identifiers));
  if (!options.key) {
    app.console.line(fmt::format(
        fmt::runtime(
            say(app, {"En ny nyckel skrevs till {} (bara du får läsa den). Dela den aldrig: "
                      "med den går det att räkna ut vem som är vem. Spara den om nästa "
                      "resultat ska få samma utbyten.",
                      "A new key was written to {} (only you may read it). Never share it: "
                      "with it one can work out who is who. Keep it if the next result is "
                      "to get the same replacements."})),
        key_file.string()));
  }
  app.console.line(fs::absolute(options.out).lexically_normal().string());
  return code(Exit::ok);
}

}  // namespace provbank::cli
