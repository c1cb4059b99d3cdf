// From result.xml to the files people and CI read.
#pragma once
#include <filesystem>

#include "harness/cli/app.hpp"

namespace provbank::cli {

/// Writes report.sv.html, report.en.html and junit.xml beside result.xml. Throws ErrorException
/// when the result is not what its schema says: then the tool is broken, and no report may hide it.
void render_reports(const App& app, const std::filesystem::path& folder);

/// One report as text. `format` is html or junit.
Result<std::string> render_report(const App& app, const std::filesystem::path& result_xml,
                                  const std::string& format, Language language);

}  // namespace provbank::cli
