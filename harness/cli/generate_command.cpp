#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/cli/commands.hpp"
#include "harness/generate/schemas.hpp"
#include "platform/base/file.hpp"

namespace provbank::cli {
namespace {

using generate::CaseSet;
using generate::SchemaEntry;

constexpr std::size_t kNameColumns = 12;
constexpr std::size_t kExamplesMax = 3;  // of uncovered points, for each reason

/// A value of a semicolon-separated file.
std::string cell(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

/// Writes the documents and a list of what each of them is.
class Writing {
 public:
  Writing(const std::filesystem::path& folder, const SchemaEntry& entry)
      : folder_(folder / entry.name), extension_(entry.is_json() ? "json" : "xml") {}

  Result<void> run(const CaseSet& set) {
    std::string list = "id;file;valid;rule;names;twin\n";
    std::size_t number = 0;
    for (const auto& each : set.cases) {
      const std::string file =
          fmt::format("{}/{:05}.{}", each.valid ? "giltiga" : "ogiltiga", ++number, extension_);
      if (auto written = write_file(folder_ / file, each.document); !written) return written;
      list += fmt::format("{};{};{};{};{};{}\n", cell(each.id), file, each.valid ? 1 : 0,
                          generate::name(each.rule),
                          cell(fmt::format("{}", fmt::join(each.names, " "))), cell(each.twin));
    }
    return write_file(folder_ / "cases.csv", list);
  }

 private:
  std::filesystem::path folder_;
  std::string extension_;
};

class Coverage {
 public:
  explicit Coverage(Console& console) : console_(console) {}

  void heading() {
    console_.line(
        console_.styled(fmt::format("{}  {:>7}  {:>7}  {:>6}  {:>8}  {:>8}",
                                    padded(say("schema", "schema"), kNameColumns),
                                    say("punkter", "points"), say("täckta", "covered"), "%",
                                    say("giltiga", "valid"), say("ogiltiga", "invalid")),
                        Style::bold));
  }

  void row(const SchemaEntry& entry, const CaseSet& set) {
    const auto valid =
        static_cast<std::size_t>(std::ranges::count_if(set.cases, &generate::Case::valid));
    const double share = set.points.empty() ? 0
                                            : 100.0 * static_cast<double>(set.covered()) /
                                                  static_cast<double>(set.points.size());
    console_.line(fmt::format("{}  {:>7}  {:>7}  {:>6.1f}  {:>8}  {:>8}  {}",
                              padded(entry.name, kNameColumns), set.points.size(), set.covered(),
                              share, valid, set.cases.size() - valid, console_.pick(entry.title)));
    for (const auto& point : set.points) {
      if (!point.covered()) uncovered_[point.why_not.sv].push_back(&point);
    }
  }

  /// What is not covered, by its reason. The sets must still be there.
  void uncovered() {
    for (const auto& [reason, points] : uncovered_) {
      console_.line();
      console_.line(fmt::format(
          fmt::runtime(say("{} punkter är inte täckta: {}", "{} points are not covered: {}")),
          points.size(), console_.pick(points.front()->why_not)));
      for (std::size_t i = 0; i < points.size() && i < kExamplesMax; ++i)
        console_.line("    " + points[i]->id);
      if (points.size() > kExamplesMax) console_.line("    ...");
    }
  }

 private:
  const char* say(const char* sv, const char* en) const {
    return console_.language() == Language::sv ? sv : en;
  }

  Console& console_;
  std::map<std::string, std::vector<const generate::Point*>> uncovered_;
};

void say_which(const App& app) {
  std::string names;
  for (const auto& entry : generate::schemas())
    names += (names.empty() ? "" : ", ") + std::string(entry.name);
  app.console.error(Bilingual{"Ange ett av schemana, eller --all: " + names,
                              "Say one of the schemas, or --all: " + names});
}

}  // namespace

int generate(App& app, const GenerateOptions& options) {
  std::vector<const SchemaEntry*> wanted;
  for (const auto& entry : generate::schemas()) {
    if (options.all || entry.name == options.schema) wanted.push_back(&entry);
  }
  if (wanted.empty()) {
    say_which(app);
    return code(Exit::usage);
  }
  std::vector<CaseSet> sets;
  sets.reserve(wanted.size());
  Coverage coverage(app.console);
  coverage.heading();
  for (const auto* entry : wanted) {
    auto set = generate::generate(app.data_dir, *entry);
    if (!set) throw ErrorException(set.error());
    sets.push_back(std::move(*set));
    coverage.row(*entry, sets.back());
    if (!options.out) continue;
    if (auto written = Writing(*options.out, *entry).run(sets.back()); !written) {
      app.console.error(written.error().detail);
      return code(Exit::usage);
    }
  }
  coverage.uncovered();
  if (options.out) {
    app.console.line();
    app.console.line(
        Bilingual{fmt::format("Dokumenten: {}/<schema>/giltiga och ogiltiga; cases.csv säger vad "
                              "vart och ett visar.",
                              options.out->string()),
                  fmt::format("The documents: {}/<schema>/giltiga (valid) and ogiltiga (invalid); "
                              "cases.csv says what each shows.",
                              options.out->string())});
  }
  return code(Exit::ok);
}

}  // namespace provbank::cli
