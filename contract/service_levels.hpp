// The figures of the agreement, read from contract/service-levels.xml and never written as literals
// in code.
#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/calendar.hpp"
#include "platform/base/result.hpp"
#include "platform/text/language.hpp"

namespace provbank::contract {

enum class Priority : std::uint8_t { kritisk, hog, medel, lag };
inline constexpr std::array kAllPriorities = {Priority::kritisk, Priority::hog, Priority::medel,
                                              Priority::lag};
std::string_view code(Priority priority);  // "hog"
const Bilingual& words(Priority priority);
/// The code, or the Swedish word in any case ("hög", "Hög").
std::optional<Priority> priority_from(std::string_view text);

/// How long something may take, in the unit that the agreement gives it in.
struct TimeLimit {
  enum class Unit : std::uint8_t { minutes, hours, days, working_days };
  double amount{};
  Unit unit{};
};

struct SupportLimits {
  TimeLimit response;
  TimeLimit resolution;
};

/// What an incident does to the users (B4-3.3.3), and the priority that follows.
struct Impact {
  std::string code;
  Priority priority{};
  Bilingual name;
};

struct ServiceLevels {
  // Answer times, B4-3.7.1.
  std::chrono::nanoseconds early_limit{};       // 7 s ...
  double early_share{};                         // ... for at least this share (0.90)
  std::chrono::nanoseconds late_limit{};        // 12 s for the rest
  std::chrono::nanoseconds extra_per_person{};  // 1.5 s for each person after the first
  std::size_t persons_max{};                    // 10
  // Capacity, B4-3.6.1.
  double questions_per_second{};  // 3
  std::size_t concurrent_max{};   // 200
  // Delivery precision, B4-3.9.1.
  double answered_share{};  // 0.95
  // Opening hours, B4-3.1.1; support is open at the same time (B4-3.3.2).
  OpeningHours opening_hours;  // 08.00-17.00
  // Availability, B4-3.8 and B4-3.8.1.
  double available_share{};                      // 0.90
  std::chrono::nanoseconds downtime_year_max{};  // 62 h
  std::size_t outages_month_max{};               // 1
  std::size_t outages_year_max{};                // 4
  std::size_t disturbance_sources{};             // 2 sources that fail at once
  // Support, B4-3.3.3 and B4-3.5.1; by priority.
  std::array<SupportLimits, 4> incidents{};
  std::array<SupportLimits, 4> problems{};
  std::vector<Impact> impacts;
  // Changes and users.
  std::size_t change_notice_weeks{};  // 4, B4-3.5.5
  std::size_t committees{};           // 290 socialnämnder, B4-3.6.1

  const SupportLimits& incident(Priority priority) const {
    return incidents[static_cast<std::size_t>(priority)];
  }
  const SupportLimits& problem(Priority priority) const {
    return problems[static_cast<std::size_t>(priority)];
  }
  const Impact* impact(std::string_view code) const;

  /// The limit for a question about so many persons.
  std::chrono::nanoseconds early_for(std::size_t persons) const;
  std::chrono::nanoseconds late_for(std::size_t persons) const;

  static Result<ServiceLevels> load(const std::filesystem::path& xml);
};

}  // namespace provbank::contract
