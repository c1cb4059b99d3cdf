#include "harness/checks/event_log_reading.hpp"

#include <algorithm>
#include <charconv>

#include "platform/json/format.hpp"
#include "platform/json/parse.hpp"

namespace provbank::checks {
namespace {

int number_at(const std::string& text, std::size_t at, std::size_t digits) {
  int value = 0;
  std::from_chars(text.data() + at, text.data() + at + digits, value);
  return value;
}

std::chrono::nanoseconds fraction_of(const std::string& text, std::size_t& at) {
  std::chrono::nanoseconds::rep value = 0;
  std::chrono::nanoseconds::rep unit = 100'000'000;
  if (at >= text.size() || text[at] != '.') return {};
  for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
    value += (text[at] - '0') * unit;
  return std::chrono::nanoseconds(value);
}

std::chrono::minutes offset_at(const std::string& text, std::size_t at) {
  if (at >= text.size() || (text[at] != '+' && text[at] != '-')) return {};
  const std::chrono::minutes offset(number_at(text, at + 1, 2) * 60 + number_at(text, at + 4, 2));
  return text[at] == '+' ? offset : -offset;
}

}  // namespace

std::optional<time::WallTime> parse_instant(const std::string& text) {
  using namespace std::chrono;
  constexpr std::size_t kToSeconds = 19;  // "2026-03-02T08:00:00"
  if (!json::is_date_time(text)) return std::nullopt;
  const year_month_day day(year(number_at(text, 0, 4)),
                           month(static_cast<unsigned>(number_at(text, 5, 2))),
                           std::chrono::day(static_cast<unsigned>(number_at(text, 8, 2))));
  time::WallTime instant = sys_days(day) + hours(number_at(text, 11, 2)) +
                           minutes(number_at(text, 14, 2)) + seconds(number_at(text, 17, 2));
  std::size_t at = kToSeconds;
  instant += fraction_of(text, at);
  return instant - offset_at(text, at);
}

std::string LoggedEvent::text(const char* name) const {
  const auto found = fields.find(name);
  return found != fields.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::size_t LoggedEvent::count() const {
  const auto found = fields.find("count");
  return found != fields.end() && found->is_number_unsigned() ? found->get<std::size_t>() : 1;
}

contract::SourceSet LoggedEvent::sources() const {
  contract::SourceSet out;
  const auto found = fields.find("sources");
  if (found == fields.end() || !found->is_array()) return out;
  for (const auto& each : *found) {
    const auto source =
        each.is_string() ? contract::source_from_code(each.get<std::string>()) : std::nullopt;
    if (source) out.insert(*source);
  }
  return out;
}

std::optional<time::WallTime> LoggedEvent::time() const {
  return parse_instant(text("time"));
}

std::string EventGroup::case_id() const {
  return questions.empty() ? std::string() : questions.front()->text("case");
}

std::size_t EventGroup::count(std::string_view kind, std::string_view source,
                              std::string_view felkod) const {
  const auto matches = [](std::string_view wanted, const std::string& there) {
    return wanted.empty() || wanted == there;
  };
  return static_cast<std::size_t>(std::ranges::count_if(others, [&](const LoggedEvent* event) {
    return event->kind() == kind && matches(source, event->text("source")) &&
           matches(felkod, event->text("felkod"));
  }));
}

EventLogReading::EventLogReading(const evidence::Evidence& evidence) {
  for (const auto& file : evidence.files) {
    if (!file.is_event_log || file.party != evidence.driftspart) continue;
    there_ = evidence.log_observable;
    if (there_) read(file);
  }
  for (const LoggedEvent& event : events_) {
    if (event.question().empty()) continue;
    auto& group = groups_[event.question()];
    (event.kind() == "question" ? group.questions : group.others).push_back(&event);
  }
}

void EventLogReading::read(const evidence::WrittenFile& file) {
  std::size_t number = 0;
  std::string_view rest = file.content;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    const evidence::Where where{
        .exchange = {}, .file = file.path.generic_string(), .line = number, .xpath = {}};
    auto parsed = json::parse(line, {});
    if (!parsed) {
      broken_.push_back({where, parsed.error().detail});
    } else if (!parsed->is_object()) {
      broken_.push_back({where, "no JSON object"});
    } else {
      events_.push_back({std::move(*parsed), where});
    }
  }
}

}  // namespace provbank::checks
