// A folder of dossiers as the answer to who is connected: exactly those whose dossier says so
// today.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "contract/connections.hpp"
#include "harness/onboarding/judge.hpp"

namespace provbank::onboarding {

inline constexpr std::size_t kWatchedDossiersLimit = 2000;
inline constexpr std::size_t kWatchedFilesLimit = 20000;  // in one dossier

/// Every folder below `folder` that holds a dossier.xml is one organisation's dossier. One that
/// cannot be read admits nobody, nor does an organisation with two dossiers; neither touches what
/// the others say. `refresh` belongs to one thread, `is_connected` to any.
class DossierConnections final : public contract::Connections {
 public:
  DossierConnections(std::filesystem::path folder, std::shared_ptr<const Setting> setting);

  bool is_connected(const contract::OrganisationNumber& number) const override;

  /// Looks at the folder anew and judges what has changed since, all of it when the day has.
  /// Returns what there is to tell: who is let in or no longer, and what is wrong.
  std::vector<Bilingual> refresh(Day today);

 private:
  struct Watched {
    std::string fingerprint;  // names, sizes and times of all its files
    std::optional<contract::OrganisationNumber> number;
    std::string name;
    bool admitted = false;
  };

  Watched judge_anew(const std::filesystem::path& dossier, std::string fingerprint, Day today,
                     std::vector<Bilingual>& news) const;
  std::set<contract::OrganisationNumber> admitted_numbers(std::vector<Bilingual>& news);

  const std::filesystem::path folder_;
  const std::shared_ptr<const Setting> setting_;
  std::map<std::filesystem::path, Watched> watched_;
  std::set<contract::OrganisationNumber> in_conflict_;  // told about once
  Day judged_on_{};

  mutable std::mutex mutex_;
  std::set<contract::OrganisationNumber> connected_;  // under mutex_
};

}  // namespace provbank::onboarding
