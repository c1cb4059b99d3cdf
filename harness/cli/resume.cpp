#include "harness/cli/resume.hpp"

#include <nlohmann/json.hpp>

#include "harness/results/reader.hpp"
#include "platform/base/file.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRunFile = "run.json";

fs::path progress_file(const fs::path& out, const std::string& id) {
  return out / "progress" / (id + ".xml");
}

std::string hash_of(const fs::path& file) {
  const auto content = read_file(file);
  return content ? crypto::sha256_hex(*content) : "";
}

}  // namespace

void note_run(const RunOptions& options) {
  nlohmann::ordered_json json = {
      {"version", PROVBANK_VERSION}, {"world", evidence::to_string(options.world)},
      {"role", options.role},        {"seed", options.seed},
      {"targets", options.targets},  {"desk", options.desk_port}};
  if (options.plan) {
    json["plan"] = fs::absolute(*options.plan).lexically_normal().string();
    json["plan-sha256"] = hash_of(*options.plan);
  }
  if (options.known) json["known"] = fs::absolute(*options.known).lexically_normal().string();
  write_file(options.out / kRunFile, json.dump(2) + "\n").value();
}

Result<RunOptions> noted_run(const fs::path& folder) {
  const auto text = read_file(folder / kRunFile);
  if (!text)
    return fail(Errc::not_found, folder.string() + ": no run was begun here (run.json is missing)");
  try {
    const auto json = nlohmann::json::parse(*text);
    if (json.at("version") != PROVBANK_VERSION)
      return fail(Errc::invalid,
                  folder.string() + ": begun with another version of Provbänk; run it anew");
    RunOptions options;
    options.out = folder;
    options.world = json.at("world") == "live" ? evidence::World::live : evidence::World::simulated;
    options.role = json.at("role");
    options.seed = json.at("seed");
    options.targets = json.at("targets").get<std::vector<std::string>>();
    options.desk_port = json.at("desk");
    if (json.contains("known")) options.known = json.at("known").get<std::string>();
    if (json.contains("plan")) {
      options.plan = json.at("plan").get<std::string>();
      if (hash_of(*options.plan) != json.at("plan-sha256")) {
        return fail(Errc::invalid, options.plan->string() +
                                       ": the plan has changed since the run began; run it anew");
      }
    }
    return options;
  } catch (const nlohmann::json::exception& error) {
    return fail(Errc::malformed, (folder / kRunFile).string() + ": " + error.what());
  }
}

void keep(const fs::path& out, const evidence::RunResult& one) {
  write_file(progress_file(out, one.scenarios.front().id), evidence::to_xml(one)).value();
}

std::optional<evidence::ScenarioEntry> kept(const fs::path& out, const std::string& id,
                                            const fs::path& data_dir) {
  const auto file = progress_file(out, id);
  std::error_code ec;
  if (!fs::exists(file, ec)) return std::nullopt;
  auto result = results::read_result(file, data_dir);
  if (!result || result->scenarios.size() != 1) return std::nullopt;
  return std::move(result->scenarios.front());
}

}  // namespace provbank::cli
