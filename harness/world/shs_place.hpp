// The bench at the SHS door: a kommun's node to the operator's.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "contract/calendar.hpp"
#include "harness/evidence/evidence.hpp"
#include "harness/evidence/recorder.hpp"
#include "harness/scenario/scenario.hpp"
#include "platform/chance/rng.hpp"
#include "reference-impl/kommun/shs_client.hpp"

namespace provbank::world {

/// Notes on the SHS leg what goes through a transport, byte for byte.
std::unique_ptr<kommun::Transport> witnessed_shs(kommun::Transport& under, std::string kommun,
                                                 evidence::Recorder& recorder);

/// Where the ids of messages come from: the seed in the simulated world; elsewhere no two runs may
/// use the same, or a node takes the second for a duplicate.
chance::Rng ids_of_messages(evidence::World world, const chance::Rng& rng, std::string_view whose);

/// A kommun towards the operator's SHS node.
kommun::ShsIdentity shs_identity(const contract::Organisations& organisations,
                                 const contract::Kommun& kommun);

/// Plays the steps at the SHS door and remembers what they sent. One for each player.
class ShsPost {
 public:
  /// A kommun's way to the node; the certificate is named as in ask steps. Outlives the post.
  using Reach =
      std::function<kommun::Transport&(const std::string& kommun, const std::string& certificate)>;

  struct Ground {
    time::Clock& clock;
    evidence::Recorder& recorder;
    contract::Calendar calendar;
    chance::Rng rng;
    kommun::ShsIdentity towards;  // `from` is filled in
    Reach reach;
  };

  explicit ShsPost(Ground ground);

  /// The kommun as it sends: for ordinary questions too.
  kommun::ShsIdentity identity(const contract::Kommun& kommun) const;
  const contract::Calendar& calendar() const { return ground_.calendar; }
  chance::Rng rng_of(const std::string& what) const { return ground_.rng.fork(what); }

  /// Sends the step's letter with that question; throws ErrorException for a letter that nobody
  /// knows.
  net::awaitable<void> send(const scenario::ShsStep& step, const contract::Kommun& kommun,
                            std::string soap);
  net::awaitable<void> visit(const scenario::MailboxStep& step, const contract::Kommun& kommun);

  std::vector<evidence::ShsAct> take_acts() { return std::move(acts_); }
  evidence::ShsPlace place() const;

 private:
  struct Sent {
    std::string act;
    std::string bytes;
    std::string tx_id;
    std::string corr_id;
    std::string answer;  // tx.id of what answers it, once it was listed
  };
  net::awaitable<void> go(evidence::ShsAct& act, kommun::Transport& transport,
                          http::Request request);
  net::awaitable<void> wait_for_answer(const scenario::MailboxStep& step,
                                       kommun::ShsIdentity owner);
  std::string next_id();

  Ground ground_;
  std::map<std::string, Sent> sent_;  // by step
  std::vector<evidence::ShsAct> acts_;
  std::size_t ids_ = 0;
};

}  // namespace provbank::world
