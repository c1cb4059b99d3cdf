// Answers that wait to be fetched: encrypted on disk, each under a key of its own that exists in
// memory alone and is destroyed with the message.
#pragma once
#include <filesystem>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/crypto/sealed.hpp"
#include "platform/time/clock.hpp"
#include "reference-impl/wire/shs/label.hpp"
#include "reference-impl/wire/shs/message_list.hpp"

namespace provbank::shs {

struct MailboxLimits {
  std::size_t messages_per_address = 1000;
  std::size_t bytes = 1U << 30U;  // on disk, for all
};

/// One that waits. Nothing in it is of the content.
struct Mail {
  wire::shs::Label label;
  time::WallTime arrived;
  std::uint64_t size{};  // of the message
  bool acknowledged = false;
};

class Mailbox {
 public:
  /// Removes what an earlier process left in `folder`: nobody can open it any more. Throws
  /// ErrorException when the folder cannot be made.
  Mailbox(time::Clock& clock, std::filesystem::path folder, time::Duration kept,
          MailboxLimits limits);
  /// Keys and files are gone afterwards.
  ~Mailbox();
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  /// Takes a whole message for the address in its label's `to`. The bytes are wiped. Errors:
  /// `unavailable` when there is no room, `io`.
  Result<void> put(const wire::shs::Label& label, std::string message);

  /// Waiting and not yet fetched for that address, the oldest first.
  std::vector<const Mail*> waiting(std::string_view address) const;
  /// Of that address, fetched ones too; null when there is none.
  const Mail* find(std::string_view address, std::string_view tx_id);

  /// The message; once. `not_found` when it is not there, was fetched before, or is another
  /// address's.
  Result<std::string> fetch(std::string_view address, std::string_view tx_id);
  /// The fetched message never reached its reader: it waits again.
  void put_back(std::string_view address, std::string_view tx_id);

  /// Destroys it. False when it was acknowledged before; `not_found` as `fetch` (fetched ones can
  /// be acknowledged).
  Result<bool> acknowledge(std::string_view address, std::string_view tx_id);

  /// Destroys what has waited too long and tells of each.
  std::vector<Mail> expire();
  /// When the next one's time is over; nothing while nothing waits.
  std::optional<time::TimePoint> next_expiry() const;

  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    Mail mail;
    std::string address;
    std::filesystem::path file;
    std::optional<crypto::SealingKey> key;  // none: destroyed
    std::uint64_t stored = 0;
    time::TimePoint expires;
    bool fetched = false;
  };
  Entry* entry(std::string_view address, std::string_view tx_id);
  void destroy(Entry& entry);

  time::Clock& clock_;
  std::filesystem::path folder_;
  time::Duration kept_;
  MailboxLimits limits_;
  std::list<Entry> entries_;  // in order of arrival
  std::uint64_t stored_ = 0;
  std::uint64_t files_ = 0;
};

}  // namespace provbank::shs
