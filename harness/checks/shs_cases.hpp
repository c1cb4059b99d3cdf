// What went through the SHS door, read by the judge: each exchange with what it asked for and what
// it gave.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/checks/cases.hpp"
#include "harness/evidence/shs_reading.hpp"

namespace provbank::checks {

inline constexpr int kShsOk = 200;
inline constexpr int kShsReceived = 202;  // taken for later
inline constexpr int kShsRefused = 400;
inline constexpr int kShsNotThere = 404;

/// Refers into the evidence.
struct ShsSeen {
  const evidence::Exchange* exchange = nullptr;
  const evidence::ShsAct* act = nullptr;  // null: an ordinary question's, or a look meanwhile
  evidence::ShsAsking asking;
  std::optional<evidence::ShsLabelView> sent;       // of a message that was sent, when it has one
  std::optional<evidence::ShsMessageView> message;  // that came back: a reply, or what was fetched
  std::optional<evidence::ShsListView> list;

  int status() const;  // 0: no response
  bool ok() const { return status() / 100 == 2; }
  bool asked(evidence::ShsAsking::What what) const { return asking.what == what; }
  /// The mailbox's owner showed its own certificate.
  bool by_owner() const;
  /// The first of that name; empty when absent.
  std::string field(std::string_view name) const;
  evidence::Finding finding(Bilingual message, std::string expected, std::string received) const;
  evidence::Finding finding(const evidence::ShsProblem& problem) const;
};

/// What is wrong with its bytes. Of a sender what every node takes is a doubt.
enum class Strictness { all, what_nodes_cannot_take };
void tell(const ShsSeen& seen, const evidence::ShsProblems& problems, Strictness strictness,
          Judgement& judgement);

/// A message tells of an error when it is adm and its product is "error".
bool is_shs_error(const evidence::ShsLabelView& label);
/// The code it tells; empty when that cannot be read.
std::string error_told(const evidence::ShsMessageView& message,
                       const contract::SchemaCatalogue& schemas);
/// content.id as nodes that keep to 36 characters copy it.
std::string_view copied_content_id(const evidence::ShsLabelView& of);
bool answers(const evidence::ShsLabelView& answer, const evidence::ShsLabelView& request);

class ShsTraffic {
 public:
  /// `evidence` must outlive it. Nothing through that door: the judgement is hindered.
  ShsTraffic(const evidence::Evidence& evidence, Judgement& judgement);

  const std::vector<ShsSeen>& all() const { return all_; }
  /// The one act's exchange; null when it had none.
  const ShsSeen* of(const evidence::ShsAct& act) const;
  /// The acts of that step and kind (all steps when empty); none: the judgement is hindered.
  std::vector<const evidence::ShsAct*> acts(const std::string& step,
                                            std::initializer_list<evidence::ShsAct::Kind> kinds,
                                            Judgement& judgement) const;
  const evidence::ShsAct* act(std::string_view id) const;

  /// Those that came back and answer, in the order they came: in a reply or fetched.
  std::vector<const ShsSeen*> answers_to(const evidence::ShsLabelView& request) const;

  /// How the owner found an answer in the mailbox.
  struct Listing {
    const ShsSeen* first = nullptr;            // the list that showed it
    std::optional<time::Duration> not_before;  // a list begun then did not show it
    std::size_t looks = 0;                     // lists that would have shown it
    std::vector<std::string> tx_ids;           // of all that answered, in lower case
  };
  Listing listing_of(const evidence::ShsLabelView& request) const;

 private:
  const evidence::Evidence& evidence_;
  std::vector<ShsSeen> all_;
};

/// A list asked for so would show a message of that label, were it there.
bool would_show(const evidence::ShsAsking& list, const evidence::ShsLabelView& label);

/// When an asynchronous answer was in the mailbox, from the message's start: not yet when somebody
/// last looked in vain, and then when it was first listed.
struct ShsAnswerTime {
  std::optional<time::Duration> not_before;
  time::Duration by{};
};
/// Of the ordinary questions that went that way, by their exchange on the kommun leg.
std::map<std::string, ShsAnswerTime> shs_answer_times(const evidence::Evidence& evidence);
extern const Bilingual kNobodyLookedThen;

/// Whom a message is about, in twelve digits each: what it says, or for one that cannot be read
/// what the bench meant.
std::vector<std::string> persons_asked_about(const evidence::Evidence& evidence,
                                             const ShsSeen& message);

/// How often the sources may be asked about each person: once for each question and for each
/// message that counts, however often the same message came.
std::map<std::string, std::size_t> enquiries(
    const evidence::Evidence& evidence, const ShsTraffic& traffic,
    const std::function<bool(const evidence::ShsAct&)>& counts);

}  // namespace provbank::checks
