#include "reference-impl/eventlog/chain.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "platform/crypto/digest.hpp"
#include "platform/json/parse.hpp"

namespace provbank::eventlog {
namespace {

constexpr std::string_view kPrevMark = R"(,"prev":")";
constexpr std::string_view kHashMark = R"(","hash":")";
constexpr std::string_view kEnd = R"("})";
constexpr std::string_view kStart = R"({"v":2,"seq":)";
constexpr std::string_view kTimeMark = R"(,"time":")";
constexpr std::string_view kEventMark = R"(","event":")";
constexpr std::size_t kTimeLength = 24;  // "2026-03-02T08:00:00.000Z"
constexpr std::size_t kTail =
    kPrevMark.size() + kHashDigits + kHashMark.size() + kHashDigits + kEnd.size();

/// The digest's context is worth keeping: a gigabyte of log has millions of entries.
std::string sha256_hex(std::string_view bytes) {
  thread_local crypto::Sha256 digest;
  return digest.hex_of(bytes);
}

bool is_hash(std::string_view text) {
  return text.size() == kHashDigits && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

bool take(std::string_view& rest, std::string_view mark) {
  if (!rest.starts_with(mark)) return false;
  rest.remove_prefix(mark.size());
  return true;
}

bool take_number(std::string_view& rest, std::uint64_t& number) {
  if (rest.empty() || rest.front() == '0') return false;  // none has leading zeros, none is zero
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc()) return false;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return true;
}

/// Behind the number.
std::optional<std::string_view> after_seq(std::string_view line) {
  std::uint64_t seq = 0;
  if (!take(line, kStart) || !take_number(line, seq)) return std::nullopt;
  return line;
}

std::optional<int> digits_at(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

/// The form that time::to_iso8601 writes, and no other.
std::optional<time::WallTime> parse_time(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00T00:00:00.000Z";
  static_assert(kForm.size() == kTimeLength);
  if (text.size() != kTimeLength) return std::nullopt;
  for (std::size_t i = 0; i < kTimeLength; ++i) {
    if (kForm[i] != '0' && text[i] != kForm[i]) return std::nullopt;
  }
  constexpr std::array<std::pair<std::size_t, std::size_t>, 7> kParts = {
      {{0, 4}, {5, 2}, {8, 2}, {11, 2}, {14, 2}, {17, 2}, {20, 3}}};
  std::array<int, kParts.size()> values{};
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    const auto value = digits_at(text, kParts[i].first, kParts[i].second);
    if (!value) return std::nullopt;
    values[i] = *value;
  }
  const std::chrono::year_month_day day(std::chrono::year{values[0]},
                                        std::chrono::month{static_cast<unsigned>(values[1])},
                                        std::chrono::day{static_cast<unsigned>(values[2])});
  if (!day.ok()) return std::nullopt;
  return std::chrono::sys_days(day) + std::chrono::hours(values[3]) +
         std::chrono::minutes(values[4]) + std::chrono::seconds(values[5]) +
         std::chrono::milliseconds(values[6]);
}

/// Of a checkpoint: what the head keeps of it.
Result<void> note_checkpoint(Head& head, std::string_view line) {
  const auto parsed = json::parse(line, {});
  if (!parsed) return at("checkpoint " + std::to_string(head.seq), parsed.error());
  const auto seals = parsed->find("seal");
  const auto next = parsed->find("next");
  const auto reason = parsed->find("reason");
  if (seals == parsed->end() || !seals->is_number_unsigned() || next == parsed->end() ||
      !next->is_string() || reason == parsed->end() || !reason->is_string()) {
    return fail(Errc::malformed,
                "checkpoint " + std::to_string(head.seq) + ": seal, next or reason is missing");
  }
  head.sealed = head.seq;
  // A rotation ends one key's row of checkpoints; the next key's begins.
  head.seals = *reason == "rotation" ? 0 : seals->get<std::uint64_t>();
  head.next_key = next->get<std::string>();
  head.unsealed_bytes = 0;
  head.unsealed_since.reset();
  return {};
}

}  // namespace

std::string to_text(const Head& head) {
  nlohmann::ordered_json out;
  out["seq"] = head.seq;
  out["hash"] = head.hash;
  out["sealed"] = head.sealed;
  out["seals"] = head.seals;
  out["next_key"] = head.next_key;
  out["unsealed_bytes"] = head.unsealed_bytes;
  if (head.unsealed_since) out["unsealed_since"] = time::to_iso8601(*head.unsealed_since);
  return out.dump();
}

Result<Head> head_from_text(std::string_view text) {
  const auto parsed = json::parse(text, {});
  if (!parsed) return at("head of the log", parsed.error());
  Head head;
  try {
    head.seq = parsed->at("seq").get<std::uint64_t>();
    head.hash = parsed->at("hash").get<std::string>();
    head.sealed = parsed->at("sealed").get<std::uint64_t>();
    head.seals = parsed->at("seals").get<std::uint64_t>();
    head.next_key = parsed->at("next_key").get<std::string>();
    head.unsealed_bytes = parsed->at("unsealed_bytes").get<std::uint64_t>();
    if (const auto since = parsed->find("unsealed_since"); since != parsed->end()) {
      head.unsealed_since = parse_time(since->get<std::string>());
    }
  } catch (const nlohmann::json::exception& error) {
    return fail(Errc::malformed, std::string("head of the log: ") + error.what());
  }
  if (!is_hash(head.hash)) return fail(Errc::malformed, "head of the log: its hash is none");
  return head;
}

std::string join(const Head& head, std::string body) {
  body += kPrevMark;
  body += head.hash;
  body += '"';
  const auto hash = sha256_hex(body);
  body += kHashMark.substr(1);
  body += hash;
  body += kEnd;
  body += '\n';
  return body;
}

std::optional<Link> read_link(std::string_view line) {
  if (line.size() < kTail || line.size() > kLineBytesMax) return std::nullopt;
  Link link;
  auto front = line;
  if (!take(front, kStart) || !take_number(front, link.seq)) return std::nullopt;
  auto tail = line.substr(line.size() - kTail);
  if (!take(tail, kPrevMark)) return std::nullopt;
  link.prev = tail.substr(0, kHashDigits);
  tail.remove_prefix(kHashDigits);
  if (!take(tail, kHashMark)) return std::nullopt;
  link.hash = tail.substr(0, kHashDigits);
  if (tail.substr(kHashDigits) != kEnd || !is_hash(link.prev) || !is_hash(link.hash)) {
    return std::nullopt;
  }
  link.hashed = line.substr(0, line.size() - kEnd.size() - kHashDigits - (kHashMark.size() - 1));
  return link;
}

std::string hash_of(const Link& link) {
  return sha256_hex(link.hashed);
}

Result<void> move_past(Head& head, std::string_view line) {
  const std::size_t bytes = line.size();
  if (line.ends_with('\n')) line.remove_suffix(1);
  const auto link = read_link(line);
  if (!link) return fail(Errc::malformed, "no entry of an event log");
  head.seq = link->seq;
  head.hash = link->hash;
  if (event_in(line) == "checkpoint") return note_checkpoint(head, line);
  head.unsealed_bytes += bytes;
  if (!head.unsealed_since) head.unsealed_since = time_in(line);
  return {};
}

std::optional<time::WallTime> time_in(std::string_view line) {
  auto rest = after_seq(line);
  if (!rest || !take(*rest, kTimeMark)) return std::nullopt;
  return parse_time(rest->substr(0, kTimeLength));
}

std::string_view event_in(std::string_view line) {
  auto rest = after_seq(line);
  if (!rest || !take(*rest, kTimeMark) || rest->size() < kTimeLength) return {};
  rest->remove_prefix(kTimeLength);
  if (!take(*rest, kEventMark)) return {};
  return rest->substr(0, std::min(rest->find('"'), rest->size()));
}

}  // namespace provbank::eventlog
