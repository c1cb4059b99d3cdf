// How much is let in at once and per second (B4-3.6.1), so that too much becomes an orderly no to
// some and never a collapse for all.
#pragma once
#include <cstddef>
#include <optional>

#include "platform/time/clock.hpp"

namespace provbank::aggregator {

/// Two limits, both counted in persons asked about: how many are under way, and a token bucket. The
/// bucket holds as many as may be under way, so a morning's first rush is let in, and refills at
/// the agreed rate.
class Capacity {
 public:
  struct Limits {
    std::size_t concurrent_max{};
    double per_second{};
  };

  /// Room for a question, given back when destroyed. Must not outlive the Capacity.
  class Slot {
   public:
    Slot(Slot&& other) noexcept;
    Slot& operator=(Slot&&) = delete;
    ~Slot();

   private:
    friend class Capacity;
    Slot(Capacity* capacity, std::size_t persons) : capacity_(capacity), persons_(persons) {}
    Capacity* capacity_;
    std::size_t persons_;
  };

  Capacity(Limits limits, time::TimePoint now);
  Capacity(const Capacity&) = delete;
  Capacity& operator=(const Capacity&) = delete;

  /// Nothing when either limit would be passed; then nothing is taken.
  std::optional<Slot> take(std::size_t persons, time::TimePoint now);

  /// After how long the bucket holds enough for so many. Zero when it is the other limit that says
  /// no.
  time::Duration wait_for(std::size_t persons) const;

  std::size_t under_way() const { return under_way_; }

 private:
  void refill(time::TimePoint now);

  Limits limits_;
  std::size_t under_way_ = 0;
  double tokens_;
  time::TimePoint refilled_;
};

}  // namespace provbank::aggregator
