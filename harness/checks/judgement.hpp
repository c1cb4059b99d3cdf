// How a verdict comes about: what was compared, what was wrong, and what could not be seen.
#pragma once
#include <string>
#include <vector>

#include "harness/evidence/evidence.hpp"
#include "harness/evidence/finding.hpp"

namespace provbank::checks {

inline constexpr std::size_t kFindingsMax = 20;

/// One outcome in the making. Fail when anything was violated; else untestable when something that
/// matters could not be seen, or when nothing at all was compared; else a warning when something is
/// doubtful; else pass.
class Judgement {
 public:
  /// `evidence` must outlive the judgement.
  Judgement(const evidence::Evidence& evidence, Bilingual claim);

  /// Something was held against the claim.
  void compared(std::size_t count = 1) { compared_ += count; }
  void violated(evidence::Finding finding);
  void doubtful(evidence::Finding finding);
  /// The claim cannot be shown. `why` says what is lacking and what is needed. The same reason is
  /// told once.
  void hindered(const Bilingual& why, const std::string& question = {});
  /// Worth knowing; changes nothing.
  void note(const Bilingual& what, const std::string& question = {});
  void measured(std::string name, double value, std::string unit,
                std::optional<double> limit = std::nullopt);

  bool violated() const { return !errors_.empty(); }
  std::size_t compared_so_far() const { return compared_; }
  evidence::Outcome finish() &&;

 private:
  struct Told {
    evidence::Finding finding;
    std::size_t times = 1;
  };
  static void tell_once(std::vector<Told>& list, const Bilingual& message,
                        const std::string& question);
  evidence::Verdict verdict() const;

  const evidence::Evidence& evidence_;
  evidence::Outcome outcome_;
  std::size_t compared_ = 0;
  std::vector<evidence::Finding> errors_;
  std::vector<evidence::Finding> warnings_;
  std::vector<Told> hindrances_;
  std::vector<Told> notes_;
};

}  // namespace provbank::checks
