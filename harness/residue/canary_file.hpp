// The values of a scenario as a file beside its evidence; see schemas/provbank/canaries-1.xsd.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/residue/canary.hpp"
#include "platform/base/result.hpp"

namespace provbank::residue {

inline constexpr const char* kCanaryFile = "canaries.xml";

struct CanaryFile {
  std::string scenario;
  bool live = false;
  std::uint64_t seed = 0;
  std::vector<Canary> canaries;
};

std::string to_xml(const CanaryFile& file);
/// `malformed` when it is no such file. The scenario's name is put into each canary; `answered` is
/// left out of those of simulated time.
Result<CanaryFile> read_canaries(std::string_view text);

}  // namespace provbank::residue
