// log-restricted: the event log can be read by those who need it and by nobody else, and written by
// its owner alone.
#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/attributes.hpp"
#include "harness/checks/judgement.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/log_matching.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using evidence::Evidence;
using evidence::FileRights;
using evidence::LogDoor;
using evidence::WrittenFile;

constexpr unsigned kOthers = 0007;
constexpr unsigned kGroupWrite = 0020;
constexpr unsigned kGroupRead = 0040;
constexpr unsigned kFolderWrite = 0022;
constexpr unsigned kOnlyOwnersRemove = 01000;
constexpr int kOk = 200;
constexpr int kRedirect = 300;

class LogRestricted final : public Check {
 public:
  explicit LogRestricted(Attributes&) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence,
                        {"Händelseloggen kan läsas av dem som behöver den och av ingen annan.",
                         "The event log can be read by those who need it and by nobody else."});
    if (!log_handed_over(evidence, judgement)) return std::move(judgement).finish();
    for (const WrittenFile& file : evidence.files) {
      if (!file.is_event_log || file.party != evidence.driftspart) continue;
      judge_file(file.path.generic_string(), file.rights, evidence.event_log.readers, judgement);
    }
    for (const auto& file : evidence.event_log.other_files)
      judge_file(file.path.generic_string(), file.rights, evidence.event_log.readers, judgement);
    for (const LogDoor& door : evidence.event_log.doors) judge_door(door, judgement);
    return std::move(judgement).finish();
  }

 private:
  static evidence::Finding finding(Bilingual message, std::string expected, std::string received,
                                   const std::string& file) {
    evidence::Finding out;
    out.message = std::move(message);
    out.expected = std::move(expected);
    out.received = std::move(received);
    out.where = {{.exchange = {}, .file = file, .line = 0, .xpath = {}}};
    return out;
  }

  static void judge_file(const std::string& name, const std::optional<FileRights>& known,
                         const std::vector<std::string>& readers, Judgement& judgement) {
    if (!known) {
      judgement.hindered({"Händelseloggens filrättigheter är inte kända.",
                          "The rights of the event log's file are not known."});
      return;
    }
    judgement.compared();
    const FileRights& rights = *known;
    const std::string mode = fmt::format("{:04o} {}:{}", rights.mode, rights.owner, rights.group);
    if ((rights.mode & kOthers) != 0) {
      judgement.violated(finding({"Andra än ägaren och gruppen kommer åt händelseloggens fil.",
                                  "Others than the owner and the group can reach the event log's "
                                  "file."},
                                 "0600 or 0640", mode, name));
    }
    if ((rights.mode & kGroupWrite) != 0) {
      judgement.violated(finding({"Gruppen får skriva i händelseloggens fil.",
                                  "The group may write to the event log's file."},
                                 "0600 or 0640", mode, name));
    }
    if ((rights.folder_mode & kFolderWrite) != 0 && (rights.folder_mode & kOnlyOwnersRemove) == 0) {
      judgement.violated(
          finding({"Andra än ägaren får skriva i mappen där händelseloggen står, och "
                   "kan därmed byta ut den.",
                   "Others than the owner may write to the folder where the event "
                   "log stands, and so can replace it."},
                  "0755 or narrower", fmt::format("{:04o}", rights.folder_mode), name));
    }
    if ((rights.mode & kGroupRead) == 0) return;
    const bool declared = std::ranges::find(readers, rights.group) != readers.end();
    if (declared) return;
    auto unknown = finding(
        phrase({"Gruppen {} får läsa händelseloggen, och planen nämner den inte bland dem som ska "
                "kunna det (readers).",
                "The group {} may read the event log, and the plan does not name it among those "
                "who should (readers)."},
               {same(rights.group)}),
        "a declared group", mode, name);
    if (readers.empty())
      judgement.doubtful(std::move(unknown));
    else
      judgement.violated(std::move(unknown));
  }

  static void judge_door(const LogDoor& door, Judgement& judgement) {
    if (!door.status) {
      if (door.failure && door.failure->code == Errc::tls_rejected) {
        judgement.compared();
      } else {
        judgement.hindered(phrase({"Loggens adress {} svarade inte, så det går inte att se vem den "
                                   "släpper in.",
                                   "The log's address {} did not answer, so it cannot be seen whom "
                                   "it lets in."},
                                  {same(door.address)}));
      }
      return;
    }
    judgement.compared();
    const bool opens = *door.status >= kOk && *door.status < kRedirect;
    if (!opens) return;
    if (door.entries > 0 || door.holds_a_question) {
      judgement.violated(
          finding({"Händelseloggen lämnas ut till den som inte har visat vem den är.",
                   "The event log is given out to one who has not shown who they "
                   "are."},
                  "401, 403 or a refused connection",
                  fmt::format("HTTP {}, {} entries", *door.status, door.entries), door.address));
      return;
    }
    judgement.note(
        phrase({"Loggens adress {} svarar den som inte har visat vem den är, men inte med "
                "några poster.",
                "The log's address {} answers one who has not shown who they are, but "
                "with no entries."},
               {same(door.address)}));
  }
};

}  // namespace

CheckKind log_restricted_kind() {
  return {.name = "log-restricted",
          .clauses = {"B3-6.3/behorighet"},
          .party = Party::driftspart,
          .description = {"Händelseloggen kan läsas av dem som behöver den och av ingen annan.",
                          "The event log can be read by those who need it and by nobody else."},
          .make = make_check<LogRestricted>};
}

}  // namespace provbank::checks
