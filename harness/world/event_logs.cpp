#include "harness/world/event_logs.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>

#include <array>

#include "harness/logbook/reader.hpp"

namespace provbank::world {
namespace {

constexpr unsigned kPermissions = 07777;
constexpr std::size_t kNameBytesMax = 4096;

// By number where the machine has no name.
std::string user_name(uid_t user) {
  std::array<char, kNameBytesMax> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
    return std::to_string(user);
  return found->pw_name;
}

std::string group_name(gid_t group) {
  std::array<char, kNameBytesMax> buffer{};
  ::group entry{};
  ::group* found = nullptr;
  if (::getgrgid_r(group, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
    return std::to_string(group);
  return found->gr_name;
}

}  // namespace

std::optional<evidence::FileRights> rights_of(const std::filesystem::path& file) {
  struct stat of_file {};
  struct stat of_folder {};
  const auto folder = std::filesystem::absolute(file).parent_path();
  if (::stat(file.c_str(), &of_file) != 0 || ::stat(folder.c_str(), &of_folder) != 0)
    return std::nullopt;
  return evidence::FileRights{.mode = of_file.st_mode & kPermissions,
                              .owner = user_name(of_file.st_uid),
                              .group = group_name(of_file.st_gid),
                              .folder_mode = of_folder.st_mode & kPermissions};
}

const std::string& keeper_of_log(const evidence::Evidence& evidence) {
  return evidence.kommun.empty() ? evidence.driftspart : evidence.kommun;
}

void read_event_log(evidence::Evidence& evidence, std::shared_ptr<const logbook::Mapping> mapping) {
  if (!evidence.log_observable || mapping == nullptr) return;
  auto log = std::make_shared<logbook::Log>();
  bool any = false;
  for (const auto& file : evidence.files) {
    if (!file.is_event_log || file.party != keeper_of_log(evidence)) continue;
    any = true;
    logbook::read(*mapping, file.content, file.path.generic_string(), *log, file.entries_before);
  }
  if (!any) return;
  evidence.event_log.log = std::move(log);
  evidence.event_log.mapping = std::move(mapping);
}

}  // namespace provbank::world
