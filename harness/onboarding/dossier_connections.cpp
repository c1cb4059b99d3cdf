#include "harness/onboarding/dossier_connections.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace provbank::onboarding {
namespace fs = std::filesystem;

namespace {

/// The folders with a dossier, in order; links are not followed.
std::vector<fs::path> dossiers_below(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code ec;
  for (fs::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec)) {
    std::error_code none;
    if (it->is_symlink(none) || !it->is_directory(none)) continue;
    if (!fs::exists(it->path() / kDossierFile, none)) continue;
    if (found.size() == kWatchedDossiersLimit) break;
    found.push_back(it->path());
  }
  std::ranges::sort(found);
  return found;
}

/// Another text as soon as any file below comes, goes or is written.
std::string fingerprint_of(const fs::path& dossier) {
  std::vector<std::string> lines;
  std::error_code ec;
  for (fs::recursive_directory_iterator it(dossier, ec), end; !ec && it != end; it.increment(ec)) {
    std::error_code none;
    if (!it->is_regular_file(none)) continue;
    if (lines.size() == kWatchedFilesLimit) break;
    const auto size = it->file_size(none);
    const auto written = it->last_write_time(none).time_since_epoch().count();
    lines.push_back(fmt::format("{} {} {}", it->path().string(), size, written));
  }
  std::ranges::sort(lines);
  return fmt::format("{}", fmt::join(lines, "\n"));
}

Bilingual one_of(bool admitted, const std::string& name) {
  return admitted
             ? Bilingual{fmt::format("{} släpps in.", name), fmt::format("{} is admitted.", name)}
             : Bilingual{fmt::format("{} släpps inte in.", name),
                         fmt::format("{} is not admitted.", name)};
}

}  // namespace

DossierConnections::DossierConnections(fs::path folder, std::shared_ptr<const Setting> setting)
    : folder_(std::move(folder)), setting_(std::move(setting)) {}

bool DossierConnections::is_connected(const contract::OrganisationNumber& number) const {
  const std::lock_guard lock(mutex_);
  return connected_.contains(number);
}

DossierConnections::Watched DossierConnections::judge_anew(const fs::path& dossier,
                                                           std::string fingerprint, Day today,
                                                           std::vector<Bilingual>& news) const {
  Watched seen{.fingerprint = std::move(fingerprint), .number = std::nullopt, .name = {}};
  const auto judgement = judge_folder(dossier, *setting_, today);
  if (!judgement) {
    news.push_back({fmt::format("Dossiern går inte att läsa och släpper inte in någon: {}",
                                judgement.error().detail),
                    fmt::format("The dossier cannot be read and admits nobody: {}",
                                judgement.error().detail)});
    return seen;
  }
  seen.number = judgement->number;
  seen.name = judgement->applicant;
  seen.admitted = judgement->admitted;
  return seen;
}

std::set<contract::OrganisationNumber> DossierConnections::admitted_numbers(
    std::vector<Bilingual>& news) {
  std::map<contract::OrganisationNumber, int> dossiers;
  for (const auto& [path, seen] : watched_) {
    if (seen.number) ++dossiers[*seen.number];
  }
  std::set<contract::OrganisationNumber> admitted;
  std::set<contract::OrganisationNumber> conflicts;
  for (const auto& [path, seen] : watched_) {
    if (!seen.number) continue;
    if (dossiers.at(*seen.number) == 1) {
      if (seen.admitted) admitted.insert(*seen.number);
      continue;
    }
    if (conflicts.insert(*seen.number).second && !in_conflict_.contains(*seen.number)) {
      news.push_back(
          {fmt::format("{} har mer än en dossier och släpps därför inte in.", seen.name),
           fmt::format("{} has more than one dossier and is therefore not admitted.", seen.name)});
    }
  }
  in_conflict_ = std::move(conflicts);
  return admitted;
}

std::vector<Bilingual> DossierConnections::refresh(Day today) {
  std::vector<Bilingual> news;
  const bool new_day = today != judged_on_;
  judged_on_ = today;
  std::map<fs::path, Watched> now;
  std::map<contract::OrganisationNumber, std::string> names;
  for (const auto& [path, seen] : watched_) {
    if (seen.number) names[*seen.number] = seen.name;
  }
  for (const auto& dossier : dossiers_below(folder_)) {
    std::string fingerprint = fingerprint_of(dossier);
    const auto known = watched_.find(dossier);
    const bool unchanged =
        !new_day && known != watched_.end() && known->second.fingerprint == fingerprint;
    now[dossier] =
        unchanged ? known->second : judge_anew(dossier, std::move(fingerprint), today, news);
    if (now[dossier].number) names[*now[dossier].number] = now[dossier].name;
  }
  watched_ = std::move(now);
  auto admitted = admitted_numbers(news);
  const std::lock_guard lock(mutex_);
  for (const auto& [number, name] : names) {
    if (admitted.contains(number) != connected_.contains(number)) {
      news.push_back(one_of(admitted.contains(number), name));
    }
  }
  connected_ = std::move(admitted);
  return news;
}

}  // namespace provbank::onboarding
