#include "harness/sla/peak_meter.hpp"

#include <algorithm>

namespace provbank::sla {

void PeakMeter::add(time::WallTime begin, time::WallTime end) {
  if (begin < settled_) {
    ++clipped_;
    begin = settled_;
    if (end < settled_) return;
  }
  edges_.push({begin, +1});
  edges_.push({end, -1});
  latest_end_ = std::max(latest_end_, end);
  settle(latest_end_ - settings_.horizon);
  if (edges_.size() > settings_.edges_max) settle(edges_.top().at + std::chrono::nanoseconds(1));
}

void PeakMeter::settle(time::WallTime until) {
  while (!edges_.empty() && edges_.top().at < until) {
    const Edge edge = edges_.top();
    edges_.pop();
    under_way_ += edge.change;
    if (under_way_ > static_cast<std::int64_t>(peak_)) {
      peak_ = static_cast<std::uint64_t>(under_way_);
      peak_at_ = edge.at;
    }
  }
  settled_ = std::max(settled_, until);
}

}  // namespace provbank::sla
