// Any bytes, unfolded and put together from lines: what strangers give must cost no more than the
// limits allow, and never break us.
#include <cstddef>
#include <cstdint>

#include "harness/residue/search.hpp"
#include "harness/residue/unfold.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provbank::residue;
  static const Searcher searcher(
      {{"Tranbärsdotter", "Efternamn", "AF", "q1", "anna", "DP-1", std::nullopt}});
  UnfoldLimits limits;
  limits.depth = 4;
  limits.members = 100;
  limits.held_bytes = 1U << 20U;
  limits.total_bytes = 4U << 20U;
  Search search(searcher);
  Unfolder(search, limits).content({.at = "it"}, {reinterpret_cast<const char*>(data), size});
  return 0;
}
