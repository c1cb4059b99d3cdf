// Turns result.xml into a report: one XSLT 1.0 stylesheet, no network, nothing but the two files.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "platform/base/result.hpp"

namespace provbank::reports {

struct RenderOptions {
  /// When set, the result is validated against this schema before it is rendered.
  std::optional<std::filesystem::path> schema{};
};

/// Renders `result_xml` with `stylesheet` and returns the report's bytes. `parameters` are the
/// stylesheet's, as plain strings of any content (html.xsl: lang, other; junit.xsl: lang).
///
/// A DOCTYPE in the result is refused, so it can carry no entities; stylesheets are read from local
/// files only, and may neither load further documents nor write any. Reports are rendered one at a
/// time: libxslt's error reporting is common to the process.
///
/// Errors, each naming file and line: `not_found` or `io` (a file cannot be read), `malformed` (the
/// result or the stylesheet is not well-formed), `invalid` (the result does not follow `schema`,
/// the stylesheet does not compile or breaks off), `too_large`.
Result<std::string> render(const std::filesystem::path& result_xml,
                           const std::filesystem::path& stylesheet,
                           const std::map<std::string, std::string>& parameters,
                           const RenderOptions& options = {});

}  // namespace provbank::reports
