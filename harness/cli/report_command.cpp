#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "harness/cli/commands.hpp"
#include "harness/cli/render.hpp"
#include "platform/base/file.hpp"
#include "reports/render.hpp"

namespace provbank::cli {
namespace fs = std::filesystem;

namespace {

std::string language_code(Language language) {
  return language == Language::sv ? "sv" : "en";
}

/// One of the files beside result.xml.
struct Kind {
  std::string name;
  std::string format;
  Language language;
  bool checks_result;  // against its schema, for all of them: it is the same file
};

/// `name` is that of the document: result, sla, onboarding.
reports::RenderOptions checking(const App& app, const std::string& name) {
  reports::RenderOptions options;
  options.schema = app.data_dir / "schemas/provbank" / (name + "-1.xsd");
  return options;
}

Result<std::string> rendered(const App& app, const fs::path& result_xml, const std::string& format,
                             Language language, const reports::RenderOptions& options,
                             const std::string& party = {}) {
  std::map<std::string, std::string> parameters = {{"lang", language_code(language)}};
  if (format == "html") {
    parameters["other"] = language == Language::sv ? "report.en.html" : "report.sv.html";
  }
  if (!party.empty()) parameters["party"] = party;
  return reports::render(result_xml, app.data_dir / "reports" / (format + ".xsl"), parameters,
                         options);
}

void write_report(const App& app, const fs::path& folder, const Kind& kind) {
  const auto options = kind.checks_result ? checking(app, "result") : reports::RenderOptions{};
  auto text = rendered(app, folder / "result.xml", kind.format, kind.language, options);
  write_file(folder / kind.name, text.value()).value();
}

}  // namespace

Result<std::string> render_report(const App& app, const fs::path& result_xml,
                                  const std::string& format, Language language,
                                  const std::string& party) {
  return rendered(app, result_xml, format, language, checking(app, "result"), party);
}

// In a process of its own, because libxslt renders one report at a time in each. Returns its id.
pid_t render_apart(const App& app, const fs::path& folder, const Kind& kind) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child != 0) return child;
  int status = 1;
  try {
    write_report(app, folder, kind);
    status = 0;
  } catch (const std::exception& error) {
    app.console.error(error.what());
  }
  std::fflush(nullptr);
  ::_exit(status);
}

void render_reports(const App& app, const fs::path& folder) {
  const std::array children = {
      render_apart(app, folder, {"report.sv.html", "html", Language::sv, false}),
      render_apart(app, folder, {"report.en.html", "html", Language::en, false}),
      render_apart(app, folder, {"junit.xml", "junit", app.console.language(), true}),
  };
  bool fine = true;
  for (const pid_t child : children) {
    int status = 0;
    fine = child > 0 && ::waitpid(child, &status, 0) == child && status == 0 && fine;
  }
  if (!fine)
    throw ErrorException(fail(Errc::invalid, folder.string() + ": a report could not be made"));
}

fs::path render_pages(const App& app, const fs::path& folder, const std::string& name,
                      const std::string& text) {
  const fs::path document = folder / (name + ".xml");
  write_file(document, text).value();
  const auto page_name = [&](Language language) {
    return name + "." + language_code(language) + ".html";
  };
  auto options = checking(app, name);
  for (const auto language : {Language::sv, Language::en}) {
    const auto other = language == Language::sv ? Language::en : Language::sv;
    const std::map<std::string, std::string> parameters = {{"lang", language_code(language)},
                                                           {"other", page_name(other)}};
    const auto page =
        reports::render(document, app.data_dir / "reports" / (name + ".xsl"), parameters, options);
    write_file(folder / page_name(language), page.value()).value();
    options = {};  // checked once: it is the same file
  }
  return fs::absolute(folder / page_name(app.console.language()));
}

int report(App& app, const ReportOptions& options) {
  fs::path result = options.result;
  if (fs::is_directory(result)) result /= "result.xml";
  auto text = render_report(app, result, options.format, app.console.language(), options.party);
  if (!text) {
    app.console.error(text.error().detail);
    return code(Exit::usage);
  }
  if (!options.out) {
    std::fwrite(text->data(), 1, text->size(), stdout);
    return code(Exit::ok);
  }
  write_file(*options.out, *text).value();
  app.console.line(fs::absolute(*options.out).string());
  return code(Exit::ok);
}

}  // namespace provbank::cli
