#include "reference-impl/shs/mailbox.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "platform/base/file.hpp"
#include "platform/base/wipe.hpp"
#include "reference-impl/wire/shs/address.hpp"

namespace provbank::shs {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExtension = ".mail";

bool write_private(const fs::path& file, const std::string& bytes) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  std::error_code ec;
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, ec);
  out << bytes;
  out.flush();
  return out.good() && !ec;
}

}  // namespace

Mailbox::Mailbox(time::Clock& clock, fs::path folder, time::Duration kept, MailboxLimits limits)
    : clock_(clock), folder_(std::move(folder)), kept_(kept), limits_(limits) {
  std::error_code ec;
  fs::create_directories(folder_, ec);
  if (!ec) fs::permissions(folder_, fs::perms::owner_all, ec);
  if (ec) throw ErrorException(fail(Errc::io, folder_.string() + ": the mailbox: " + ec.message()));
  for (const auto& file : fs::directory_iterator(folder_)) {
    if (file.path().extension() == kExtension) fs::remove(file.path(), ec);
  }
}

Mailbox::~Mailbox() {
  for (Entry& entry : entries_) destroy(entry);
}

Result<void> Mailbox::put(const wire::shs::Label& label, std::string message) {
  const WipeOnExit forget(message);
  const std::string address = label.to ? label.to->address : std::string();
  const auto of_address = std::ranges::count(entries_, address, &Entry::address);
  if (static_cast<std::size_t>(of_address) >= limits_.messages_per_address)
    return fail(Errc::unavailable, "the mailbox of the receiver is full");
  Entry made;
  made.key.emplace();
  const std::string sealed = made.key->seal(message);
  if (sealed.size() > limits_.bytes - stored_)
    return fail(Errc::unavailable, "the mailboxes are full");
  made.file = folder_ / fmt::format("{:08}{}", ++files_, kExtension);
  if (!write_private(made.file, sealed)) {
    std::error_code ec;
    fs::remove(made.file, ec);
    return fail(Errc::io, "the message could not be stored");
  }
  made.mail = {label, clock_.wall_now(), message.size()};
  made.address = address;
  made.stored = sealed.size();
  made.expires = clock_.now() + kept_;
  stored_ += made.stored;
  entries_.push_back(std::move(made));
  return {};
}

std::vector<const Mail*> Mailbox::waiting(std::string_view address) const {
  std::vector<const Mail*> out;
  for (const Entry& entry : entries_) {
    if (entry.address == address && !entry.fetched && entry.key) out.push_back(&entry.mail);
  }
  return out;
}

Mailbox::Entry* Mailbox::entry(std::string_view address, std::string_view tx_id) {
  const auto found = std::ranges::find_if(entries_, [&](const Entry& one) {
    return one.address == address && one.mail.label.tx_id == tx_id;
  });
  return found == entries_.end() ? nullptr : &*found;
}

const Mail* Mailbox::find(std::string_view address, std::string_view tx_id) {
  const Entry* const found = entry(address, tx_id);
  return found == nullptr ? nullptr : &found->mail;
}

Result<std::string> Mailbox::fetch(std::string_view address, std::string_view tx_id) {
  Entry* const found = entry(address, tx_id);
  if (found == nullptr || found->fetched || !found->key)
    return fail(Errc::not_found, "no such message waits for that address");
  const auto sealed = read_file(found->file);
  if (!sealed) return fail(Errc::io, "the message can no longer be read");
  auto message = found->key->open(*sealed);
  if (!message) return fail(Errc::io, "the stored message was altered");
  found->fetched = true;
  return message;
}

void Mailbox::put_back(std::string_view address, std::string_view tx_id) {
  if (Entry* const found = entry(address, tx_id)) found->fetched = false;
}

Result<bool> Mailbox::acknowledge(std::string_view address, std::string_view tx_id) {
  Entry* const found = entry(address, tx_id);
  if (found == nullptr) return fail(Errc::not_found, "no such message for that address");
  if (found->mail.acknowledged) return false;
  found->mail.acknowledged = true;
  destroy(*found);
  return true;
}

void Mailbox::destroy(Entry& entry) {
  entry.key.reset();
  stored_ -= std::exchange(entry.stored, 0);
  std::error_code ec;
  if (!entry.file.empty()) fs::remove(entry.file, ec);
  entry.file.clear();
}

std::vector<Mail> Mailbox::expire() {
  std::vector<Mail> out;
  const auto now = clock_.now();
  while (!entries_.empty() && entries_.front().expires <= now) {
    Entry& oldest = entries_.front();
    if (oldest.key) out.push_back(oldest.mail);
    destroy(oldest);
    entries_.pop_front();
  }
  return out;
}

std::optional<time::TimePoint> Mailbox::next_expiry() const {
  if (entries_.empty()) return std::nullopt;
  return entries_.front().expires;
}

}  // namespace provbank::shs
