// All places looked at, once or again and again, for all values of a run.
#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/residue/points.hpp"
#include "harness/residue/search.hpp"
#include "platform/time/clock.hpp"

namespace provbank::residue {

/// One look at all points.
struct ScanLook {
  time::WallTime at{};
  time::Duration since_first{};
  time::Duration took{};
  std::vector<Finding> findings;
  Coverage coverage;

  std::size_t forbidden() const;
  std::size_t allowed() const;
};

enum class ScanVerdict { pass, fail, untestable };

struct Scan {
  std::string run;
  std::vector<std::string> points;
  std::vector<ScanLook> looks;
};

/// So long a service may take to overwrite and remove what it has just used; what is seen earlier
/// is told and not judged.
inline constexpr time::Duration kSoonAfterAnswer = std::chrono::seconds(1);

using OnProgress = std::function<void(const Coverage&, const Place&)>;
ScanLook look(const Searcher& searcher, std::span<const Point> points,
              const Unfolder::IsLog& is_log, const time::Clock& clock, const OnProgress& told);

/// How long the value had been answered when it was seen; nothing when that is not known.
std::optional<time::Duration> age(const Canary& canary, time::WallTime seen);
/// Fail when anything forbidden was seen a second or more after its answer; else untestable when
/// something could not be looked at that might have been, or nothing was; else pass.
ScanVerdict verdict(const Searcher& searcher, const Scan& scan);

/// The document, valid against scan-1.xsd.
std::string to_xml(const Searcher& searcher, const Scan& scan, const std::string& tool_version);

/// "1 s", "1 min", "1 h", "31 d": for both languages.
std::string short_words(time::Duration duration);

}  // namespace provbank::residue
