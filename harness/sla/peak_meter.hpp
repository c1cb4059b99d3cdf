// How many calls were under way at the most, from calls that come roughly in the order in which
// they ended. Exact for calls no longer than the horizon; longer ones count from there on.
#pragma once
#include <cstdint>
#include <queue>
#include <vector>

#include "platform/time/clock.hpp"

namespace provbank::sla {

class PeakMeter {
 public:
  struct Settings {
    time::Duration horizon = std::chrono::minutes(2);
    std::size_t edges_max = 400'000;  // calls under consideration, times two
  };
  PeakMeter() : PeakMeter(Settings{}) {}
  explicit PeakMeter(Settings settings) : settings_(settings) {}

  void add(time::WallTime begin, time::WallTime end);
  /// After the last.
  void finish() { settle(time::WallTime::max()); }

  std::uint64_t peak() const { return peak_; }
  time::WallTime peak_at() const { return peak_at_; }
  /// Calls whose beginning lay too far back to be placed.
  std::uint64_t clipped() const { return clipped_; }

 private:
  struct Edge {
    time::WallTime at;
    int change;  // ends (-1) come before beginnings at the same instant
    friend bool operator>(const Edge& a, const Edge& b) {
      return a.at != b.at ? a.at > b.at : a.change > b.change;
    }
  };
  void settle(time::WallTime until);

  Settings settings_;
  std::priority_queue<Edge, std::vector<Edge>, std::greater<>> edges_;
  time::WallTime settled_ = time::WallTime::min();
  time::WallTime latest_end_ = time::WallTime::min();
  std::int64_t under_way_ = 0;
  std::uint64_t peak_ = 0;
  time::WallTime peak_at_{};
  std::uint64_t clipped_ = 0;
};

}  // namespace provbank::sla
