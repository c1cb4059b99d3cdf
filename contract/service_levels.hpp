// The figures of the agreement, read from contract/service-levels.xml and never written as literals
// in code.
#pragma once
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>

#include "platform/base/result.hpp"

namespace provbank::contract {

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

  /// The limit for a question about so many persons.
  std::chrono::nanoseconds early_for(std::size_t persons) const;
  std::chrono::nanoseconds late_for(std::size_t persons) const;

  static Result<ServiceLevels> load(const std::filesystem::path& xml);
};

}  // namespace provbank::contract
