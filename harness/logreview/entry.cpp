#include "harness/logreview/entry.hpp"

#include <fmt/format.h>

#include <charconv>

#include "contract/civil_time.hpp"

namespace provbank::logreview {
namespace {

constexpr std::size_t kHalfDigits = 16;

std::optional<std::uint64_t> hex_in(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> whole_in(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Pseudonym> parse_pseudonym(std::string_view hex) {
  if (hex.size() != 2 * kHalfDigits) return std::nullopt;
  const auto high = hex_in(hex.substr(0, kHalfDigits));
  const auto low = hex_in(hex.substr(kHalfDigits));
  if (!high || !low) return std::nullopt;
  return Pseudonym{*high, *low};
}

std::string to_string(const Pseudonym& person) {
  return fmt::format("{:016x}{:016x}", person.high, person.low);
}

EntryReader::EntryReader(const contract::Calendar& calendar)
    : calendar_(calendar),
      json_({"seq", "time", "event", "organisation", "handlaggare", "caller", "peer", "person",
             "outcome", "reader", "count"}) {}

std::string_view EntryReader::text(Field field) {
  const auto& found = json_.field(field);
  if (found.kind != sla::JsonLine::Kind::text) return {};
  return sla::JsonLine::text_of(found.raw, scratch_[field]);
}

bool EntryReader::read_time(Entry& entry) {
  const auto civil = contract::parse_civil_time(text(Field::time));
  if (!civil) return false;
  entry.time = contract::in_utc(*civil);
  if (entry.time < day_span_.begin || entry.time >= day_span_.end) {
    day_ = calendar_.day_of(entry.time);
    day_span_ = {calendar_.instant(day_, std::chrono::minutes(0)),
                 calendar_.instant(day_ + std::chrono::days(1), std::chrono::minutes(0))};
    working_day_ = calendar_.is_working_day(day_);
  }
  entry.day = day_;
  entry.working_day = working_day_;
  // A day with a clock change has 23 or 25 hours: what the clocks show is its distance from the
  // end when the beginning lies before the change. Nearer than the hour is not needed at night.
  entry.clock = std::chrono::floor<std::chrono::minutes>(entry.time - day_span_.begin);
  const auto shown = calendar_.instant(day_, entry.clock);
  entry.clock += std::chrono::floor<std::chrono::minutes>(entry.time) -
                 std::chrono::floor<std::chrono::minutes>(shown);
  return true;
}

const char* EntryReader::read(std::string_view line, Entry& entry) {
  if (const char* wrong = json_.scan(line)) return wrong;
  entry = Entry{};
  if (json_.field(Field::seq).kind != sla::JsonLine::Kind::number) return "no number (seq)";
  const auto number = whole_in(json_.field(Field::seq).raw);
  if (!number) return "a number (seq) that is none";
  entry.seq = *number;
  if (!read_time(entry)) return "no time, or one that is none";
  const auto word = text(Field::event);
  if (word.empty()) return "no event";
  if (word == "question") entry.kind = EventKind::question;
  if (word == "refusal") entry.kind = EventKind::refusal;
  // In a database a reading is told of twice: as it begins, and with what it found.
  if (word == "reading" && text(Field::outcome) != "begun") entry.kind = EventKind::reading;
  if (word == "incident" && text(Field::outcome) == "tls_rejected") {
    entry.kind = EventKind::tls_refused;
  }
  if (entry.kind == EventKind::other) return nullptr;
  entry.organisation = text(Field::organisation);
  entry.handlaggare = text(Field::handlaggare);
  entry.caller = text(Field::caller);
  if (entry.caller.empty()) entry.caller = text(Field::peer);
  entry.reader = text(Field::reader);
  if (const auto hex = text(Field::person); !hex.empty()) {
    entry.person = parse_pseudonym(hex);
    if (!entry.person) return "a person that is no pseudonym";
  }
  if (json_.field(Field::count).kind == sla::JsonLine::Kind::number) {
    const auto times = whole_in(json_.field(Field::count).raw);
    if (!times) return "a count that is none";
    entry.count = *times;
  }
  return nullptr;
}

}  // namespace provbank::logreview
