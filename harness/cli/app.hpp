// What every command of `provbank` shares.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/console.hpp"
#include "harness/scenario/loader.hpp"
#include "harness/world/environment.hpp"

namespace provbank::cli {

/// The exit codes that CI relies on.
enum class Exit : int { ok = 0, check_failed = 1, usage = 2, tool = 3, nothing_proven = 4 };
inline int code(Exit exit) {
  return static_cast<int>(exit);
}

struct App {
  Console& console;
  std::filesystem::path data_dir;

  std::filesystem::path scenarios_dir() const { return data_dir / "scenarios"; }
};

/// The environment, or the exit code after saying what is wrong with it.
std::optional<world::Environment> load_environment(const App& app);

/// What scenarios may name, from the environment.
scenario::Vocabulary vocabulary(const world::Environment& environment);

/// All scenarios below scenarios/, or nothing after printing every problem.
std::optional<std::vector<scenario::Scenario>> load_scenarios(const App& app,
                                                              const scenario::Loader& loader);
void print_problems(const App& app, const std::vector<scenario::Problem>& problems);

/// `id` equals the pattern, or begins with it when it ends in '*'.
bool matches(std::string_view pattern, std::string_view id);

}  // namespace provbank::cli
