// Bytes that come once and cannot be asked for again, searched as they come and unfolded after.
#pragma once
#include <string>
#include <string_view>

#include "harness/residue/unfold.hpp"

namespace provbank::residue {

/// Begins the place at once and ends it when destroyed. What the first bytes show to be an archive
/// or the like is held, within the unfolder's limit, and unfolded at the end.
class Streaming {
 public:
  Streaming(const Place& place, Unfolder& unfolder) : place_(place), unfolder_(unfolder) {}
  Streaming(const Streaming&) = delete;
  Streaming& operator=(const Streaming&) = delete;

  ~Streaming() {
    if (begun_) {
      unfolder_.sink().end();
    } else {
      unfolder_.content(place_, held_);
    }
  }

  void bytes(std::string_view chunk) {
    if (begun_) return unfolder_.sink().bytes(chunk);
    held_.append(chunk);
    const bool worth_holding = held_.size() < kFirstBytes || folded(held_) != Folded::nothing;
    if (worth_holding && held_.size() <= unfolder_.limits().held_bytes) return;
    if (worth_holding) {
      unfolder_.sink().hindered({place_.name(),
                                 {"är för stor för att packas upp ur en ström",
                                  "is too large to be unpacked from a stream"}});
    }
    place_.raw = place_.raw || is_raw(held_, 0);
    unfolder_.sink().begin(place_);
    begun_ = true;
    unfolder_.sink().bytes(held_);
    held_ = {};
  }

 private:
  Place place_;
  Unfolder& unfolder_;
  std::string held_;
  bool begun_ = false;
};

}  // namespace provbank::residue
