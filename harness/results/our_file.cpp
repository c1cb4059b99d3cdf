#include "harness/results/our_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "platform/base/file.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::results {

std::string to_string(const Problem& problem, Language language) {
  return problem.line == 0
             ? fmt::format("{}: {}", problem.file.string(), problem.message.in(language))
             : fmt::format("{}:{}: {}", problem.file.string(), problem.line,
                           problem.message.in(language));
}

std::unique_ptr<OurFile> OurFile::load(const std::filesystem::path& file,
                                       const std::filesystem::path& schema, Problems& problems) {
  const auto text = read_file(file);
  if (!text) {
    problems.push_back({file, 0, {text.error().detail, text.error().detail}});
    return nullptr;
  }
  const auto compiled = xml::Schema::load(schema);
  if (!compiled) throw ErrorException(compiled.error());
  const xml::XmlLimits limits{.bytes = kFileBytesLimit};
  const auto wrong = compiled->problems(*text, limits, xml::Values::shown);
  for (const auto& problem : wrong)
    problems.push_back({file, problem.line, {problem.message, problem.message}});
  if (!wrong.empty()) return nullptr;
  auto out = std::make_unique<OurFile>();
  out->text_ = *text;
  const auto parsed = out->document_.load_buffer(out->text_.data(), out->text_.size(),
                                                 pugi::parse_default | pugi::parse_ws_pcdata_single,
                                                 pugi::encoding_utf8);
  if (!parsed) {
    problems.push_back({file, 0, {parsed.description(), parsed.description()}});
    return nullptr;
  }
  return out;
}

std::size_t OurFile::line_of(const pugi::xml_node& node) const {
  const auto offset = std::max<std::ptrdiff_t>(0, node.offset_debug());
  return static_cast<std::size_t>(std::count(text_.begin(), text_.begin() + offset, '\n')) + 1;
}

}  // namespace provbank::results
