#include "harness/certify/task_answer.hpp"

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>

#include "platform/base/file.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::certify {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::optional<evidence::Shows> shows_from(std::string_view word) {
  if (word == "found") return evidence::Shows::found;
  if (word == "nothing") return evidence::Shows::nothing;
  if (word == "failed") return evidence::Shows::failed;
  if (word == "unclear") return evidence::Shows::unclear;
  return std::nullopt;
}

Error lacking(const std::string& what) {
  return fail(Errc::invalid,
              what + R"(; an answer looks like {"by": "Namn", "sources": {"AF": "found", "CSN": )"
                     R"("failed"}, "somebody-else": false})");
}

Result<void> read_sources(const json& answer, const Task& task, TaskAnswer& out) {
  if (!answer.contains("sources") || !answer.at("sources").is_object())
    return lacking("sources is missing");
  for (const auto& [code, word] : answer.at("sources").items()) {
    const auto source = contract::source_from_code(code);
    if (!source || !task.sources.contains(*source)) return lacking(code + " was not asked about");
    const auto shows = word.is_string() ? shows_from(word.get<std::string>()) : std::nullopt;
    if (!shows) return lacking(code + " must be found, nothing, failed or unclear");
    out.sources[*source] = *shows;
  }
  for (const auto source : task.sources.in_order()) {
    if (!out.sources.contains(source))
      return lacking(std::string(contract::code(source)) + " is missing");
  }
  if (answer.contains("somebody-else")) {
    if (!answer.at("somebody-else").is_boolean())
      return lacking("somebody-else must be true or false");
    out.somebody_else = answer.at("somebody-else").get<bool>();
  }
  return {};
}

/// An attachment is a file in the folder itself, so that the evidence is whole when it is moved.
Result<evidence::Shown::File> attachment(const json& name, const fs::path& folder) {
  if (!name.is_string()) return lacking("files must be names");
  const fs::path file(name.get<std::string>());
  if (file.has_parent_path()) return lacking("files must lie in " + folder.string());
  const auto content = read_file(folder / file);
  if (!content) return content.error();
  return evidence::Shown::File{file.string(), crypto::sha256_hex(*content), folder / file};
}

std::string unescaped_form(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%' && i + 2 < text.size()) {
      constexpr int kHex = 16;
      out +=
          static_cast<char>(std::strtol(std::string(text.substr(i + 1, 2)).c_str(), nullptr, kHex));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

std::string answer_from_form(const std::string& body) {
  json out = json::object();
  std::istringstream in(body);
  for (std::string pair; std::getline(in, pair, '&');) {
    const auto equals = pair.find('=');
    const std::string name = unescaped_form(pair.substr(0, equals));
    const std::string value =
        equals == std::string::npos ? "" : unescaped_form(pair.substr(equals + 1));
    if (name == "somebody-else")
      out[name] = value == "true" || value == "false" ? json(value == "true") : json(value);
    else if (contract::source_from_code(name))
      out["sources"][name] = value;
    else if (name == "by")
      out[name] = value;
  }
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string answer_from_line(const std::string& line, const Task& task) {
  json out = {{"by", "terminal"}};
  if (task.kind == Task::Kind::act) {
    if (!line.empty()) out["by"] = line;
    return out.dump(-1, ' ', false, json::error_handler_t::replace);
  }
  std::istringstream in(line);
  for (std::string word; in >> word;) {
    const auto equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
    if (name == "annan" || name == "other") {
      if (value == "ja" || value == "yes" || value == "nej" || value == "no")
        out["somebody-else"] = value == "ja" || value == "yes";
      else
        out["somebody-else"] = value;  // no truth, so it is refused
    } else if (name == "alla") {
      for (const auto source : task.sources.in_order())
        out["sources"][std::string(contract::code(source))] = value;
    } else {
      out["sources"][name] = value;
    }
  }
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<TaskAnswer> parse_answer(const std::string& text, const Task& task, const fs::path& folder) {
  if (text.size() > kAnswerBytesMax) return fail(Errc::too_large, "the answer is above 64 KiB");
  const json answer = json::parse(text, nullptr, false);
  if (!answer.is_object()) return lacking("the answer is no JSON object");
  TaskAnswer out;
  if (!answer.contains("by") || !answer.at("by").is_string() ||
      answer.at("by").get<std::string>().empty())
    return lacking("by is missing: who answers?");
  out.by = answer.at("by").get<std::string>();
  if (task.kind == Task::Kind::look) {
    if (auto read = read_sources(answer, task, out); !read) return read.error();
  }
  if (answer.contains("files")) {
    if (!answer.at("files").is_array()) return lacking("files must be a list");
    for (const auto& name : answer.at("files")) {
      auto file = attachment(name, folder);
      if (!file) return file.error();
      out.files.push_back(std::move(*file));
    }
  }
  return out;
}

}  // namespace provbank::certify
