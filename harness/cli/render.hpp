// From result.xml to the files people and CI read.
#pragma once
#include <filesystem>

#include "harness/cli/app.hpp"

namespace provbank::cli {

/// Writes report.sv.html, report.en.html and junit.xml beside result.xml. Throws ErrorException
/// when the result is not what its schema says: then the tool is broken, and no report may hide it.
void render_reports(const App& app, const std::filesystem::path& folder);

/// Writes `text` as <name>.xml into the folder and, from it, <name>.sv.html and <name>.en.html,
/// each with a link to the other. The schema is <name>-1.xsd and the stylesheet <name>.xsl. Returns
/// the page in the console's language. Throws as render_reports does.
std::filesystem::path render_pages(const App& app, const std::filesystem::path& folder,
                                   const std::string& name, const std::string& text);

/// One report as text. `format` is html, junit, avvikelser, sjalvdeklaration or csv. `party` is
/// whose self-declaration is wanted; an empty id means each that was judged.
Result<std::string> render_report(const App& app, const std::filesystem::path& result_xml,
                                  const std::string& format, Language language,
                                  const std::string& party = {});

}  // namespace provbank::cli
