#include "reference-impl/eventlog/checkpoint.hpp"

#include <array>
#include <cassert>
#include <nlohmann/json.hpp>
#include <utility>

#include "platform/base/wipe.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/crypto/ed25519.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/json/parse.hpp"
#include "reference-impl/eventlog/event.hpp"

namespace provbank::eventlog {
namespace {

// What is signed and hashed says first what it is, so that no signature fits anything else.
constexpr std::string_view kSealContext = "provbank event log checkpoint 2\n";
constexpr std::string_view kNextContext = "provbank event log next seal key 2\n";
constexpr std::string_view kSignatureMark = R"(,"signature":")";

constexpr std::array<std::pair<SealReason, std::string_view>, 4> kReasons = {
    {{SealReason::interval, "interval"},
     {SealReason::size, "size"},
     {SealReason::stop, "stop"},
     {SealReason::rotation, "rotation"}}};

std::optional<SealReason> reason_from(std::string_view text) {
  for (const auto& [reason, word] : kReasons) {
    if (word == text) return reason;
  }
  return std::nullopt;
}

std::string message_of(std::string_view prev, std::string_view body) {
  std::string message(kSealContext);
  message += prev;
  message += '\n';
  message += body;
  return message;
}

/// Empty when it is none; a signature under an empty key fits nothing.
std::string bytes_of(const std::string& base64) {
  auto bytes = crypto::from_base64(base64);
  return bytes ? std::move(*bytes) : std::string();
}

}  // namespace

std::string_view to_string(SealReason reason) {
  for (const auto& [known, word] : kReasons) {
    if (known == reason) return word;
  }
  return "interval";
}

Result<Checkpoint> read_checkpoint(std::string_view line) {
  const auto link = read_link(line);
  if (!link) return fail(Errc::malformed, "no entry of an event log");
  const auto parsed = json::parse(line, {});
  if (!parsed) return parsed.error();
  Checkpoint out;
  out.seq = link->seq;
  try {
    if (parsed->at("event") != to_string(EventKind::checkpoint)) {
      return fail(Errc::malformed, "no checkpoint");
    }
    out.from = parsed->at("from").get<std::uint64_t>();
    out.seal = parsed->at("seal").get<std::uint64_t>();
    const auto reason = reason_from(parsed->at("reason").get<std::string>());
    if (!reason) return fail(Errc::malformed, "an unknown reason");
    out.reason = *reason;
    out.key = parsed->at("key").get<std::string>();
    out.next = parsed->at("next").get<std::string>();
    out.signature = parsed->at("signature").get<std::string>();
  } catch (const nlohmann::json::exception&) {
    return fail(Errc::malformed, "a member of a checkpoint is missing or of another type");
  }
  return out;
}

bool is_signed(std::string_view line, const Checkpoint& checkpoint) {
  const auto link = read_link(line);
  if (!link) return false;
  const auto mark = link->hashed.rfind(kSignatureMark);
  if (mark == std::string_view::npos) return false;
  return crypto::ed25519_verify(bytes_of(checkpoint.key),
                                message_of(link->prev, link->hashed.substr(0, mark)),
                                bytes_of(checkpoint.signature));
}

SealKey new_seal_key() {
  return {.seed = crypto::random_bytes(crypto::kEd25519SeedBytes), .seals = 0};
}

SealKey next_seal_key(const SealKey& key) {
  std::string before(kNextContext);
  before += key.seed;
  const WipeOnExit forget(before);
  return {.seed = crypto::Sha256().of(before), .seals = key.seals + 1};
}

std::string public_key(const SealKey& key) {
  return crypto::base64(crypto::ed25519_public(key.seed));
}

namespace {

/// The key that stands where the head says, when it is made from that one.
std::optional<SealKey> carried_forward(SealKey key, const Head& head) {
  if (key.seals > head.seals || head.seals - key.seals > Sealer::kStepsMax) return std::nullopt;
  while (key.seals < head.seals) {
    auto next = next_seal_key(key);
    wipe(key.seed);
    key = std::move(next);
  }
  if (public_key(key) == head.next_key) return key;
  wipe(key.seed);
  return std::nullopt;
}

}  // namespace

Result<void> Sealer::follow(const Head& head) {
  if (head.next_key.empty()) return {};  // nothing is sealed yet: any key may begin
  const auto steps = key_.seals;
  auto now = carried_forward(key_, head);
  if (now && now->seals == steps) return {};
  if (!now && keeping_.staged) {
    if (auto staged = keeping_.staged()) now = carried_forward(std::move(*staged), head);
  }
  if (!now && key_.seals > head.seals) {
    return fail(Errc::invalid,
                "the log has " + std::to_string(head.seals) +
                    " checkpoints of its key and the key " + "has made " +
                    std::to_string(key_.seals) +
                    ": the log was cut back, an older copy was put in its place, or the key is of "
                    "another log. Verify it with an anchor before anything else.");
  }
  if (!now) {
    return fail(Errc::invalid,
                "the sealing key is not of this log: its next checkpoint must be "
                "signed by " +
                    head.next_key + ", the key here is " + public_key(key_));
  }
  wipe(key_.seed);
  key_ = std::move(*now);
  return keeping_.keep ? keeping_.keep(key_) : Result<void>{};
}

Result<std::string> Sealer::seal(const Head& head, time::WallTime when, SealReason reason) {
  if (auto followed = follow(head); !followed) return followed.error();
  rotated_ = keeping_.staged ? keeping_.staged() : std::nullopt;
  if (rotated_) reason = SealReason::rotation;
  nlohmann::ordered_json entry;
  entry["v"] = kFormatVersion;
  entry["seq"] = head.seq + 1;
  entry["time"] = time::to_iso8601(when);
  entry["event"] = to_string(EventKind::checkpoint);
  entry["class"] = to_string(class_of(EventKind::checkpoint));
  entry["reason"] = to_string(reason);
  entry["from"] = head.sealed + 1;
  entry["seal"] = key_.seals + 1;
  entry["key"] = public_key(key_);
  entry["next"] = public_key(rotated_ ? *rotated_ : next_seal_key(key_));
  auto body = entry.dump();
  body.pop_back();
  const auto signature = crypto::ed25519_sign(key_.seed, message_of(head.hash, body));
  body += kSignatureMark;
  body += crypto::base64(signature);
  body += '"';
  return join(head, std::move(body));
}

Result<void> Sealer::sealed(const Head& head) {
  auto next = rotated_ ? std::exchange(rotated_, std::nullopt).value() : next_seal_key(key_);
  wipe(key_.seed);
  key_ = std::move(next);
  assert(public_key(key_) == head.next_key);
  static_cast<void>(head);
  return keeping_.keep ? keeping_.keep(key_) : Result<void>{};
}

std::optional<HeadRecord> Sealer::state(const Head& head, time::WallTime when) {
  HeadRecord record{.seq = head.seq,
                    .hash = head.hash,
                    .time = time::to_iso8601(when),
                    .key = public_key(key_),
                    .signature = {}};
  if (!head.next_key.empty() && head.next_key != record.key) return std::nullopt;
  record.signature = crypto::base64(crypto::ed25519_sign(key_.seed, signed_part(record)));
  return record;
}

}  // namespace provbank::eventlog
