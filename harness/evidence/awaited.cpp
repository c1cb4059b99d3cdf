#include "harness/evidence/awaited.hpp"

#include <fmt/format.h>

namespace provbank::evidence {

std::string_view to_string(Shows shows) {
  switch (shows) {
    case Shows::found:
      return "found";
    case Shows::nothing:
      return "nothing";
    case Shows::failed:
      return "failed";
    case Shows::unclear:
      break;
  }
  return "unclear";
}

std::string shown_as_text(const Shown& shown) {
  if (shown.how != "operator") return shown.text;
  std::string out = fmt::format("by: {}\n", shown.by);
  for (const auto& [source, shows] : shown.sources)
    out += fmt::format("{}: {}\n", contract::code(source), to_string(shows));
  if (shown.somebody_else)
    out += fmt::format("somebody else's data: {}\n", *shown.somebody_else ? "yes" : "no");
  for (const auto& file : shown.files) out += fmt::format("{} sha256 {}\n", file.name, file.sha256);
  return out;
}

}  // namespace provbank::evidence
