#include "platform/chance/rng.hpp"

#include <cassert>
#include <cmath>
#include <numbers>

namespace provbank::chance {
namespace {

// SplitMix64: a counter through a mixing function. Small, fast, well spread for nearby seeds.
constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15ULL;

std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31U);
}

std::uint64_t hash(std::string_view name) {
  std::uint64_t h = 0xCBF29CE484222325ULL;  // FNV-1a
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return h;
}

std::chrono::nanoseconds nanoseconds(double count) {
  return std::chrono::nanoseconds(std::llround(count));
}

}  // namespace

Rng::Rng(Seed seed) : origin_(mix(seed.value + kStep)), state_(origin_) {}

Rng Rng::fork(std::string_view name) const {
  return Rng(Seed{origin_ ^ hash(name)});
}

std::uint64_t Rng::next() {
  state_ += kStep;
  return mix(state_);
}

double Rng::uniform() {
  return static_cast<double>(next() >> 11U) * 0x1.0p-53;
}

std::uint64_t Rng::below(std::uint64_t bound) {
  assert(bound > 0);
  return static_cast<std::uint64_t>(uniform() * static_cast<double>(bound));
}

double Rng::normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

std::chrono::nanoseconds Rng::lognormal(std::chrono::nanoseconds median,
                                        std::chrono::nanoseconds p99) {
  assert(median.count() > 0 && p99 > median);
  constexpr double kNormal99 = 2.3263478740408408;
  const double mu = std::log(static_cast<double>(median.count()));
  const double sigma = (std::log(static_cast<double>(p99.count())) - mu) / kNormal99;
  return nanoseconds(std::exp(mu + sigma * normal()));
}

std::chrono::nanoseconds Rng::exponential(std::chrono::nanoseconds mean) {
  return nanoseconds(-std::log(1.0 - uniform()) * static_cast<double>(mean.count()));
}

std::chrono::nanoseconds Rng::between(std::chrono::nanoseconds low, std::chrono::nanoseconds high) {
  assert(low <= high);
  const auto span = static_cast<std::uint64_t>((high - low).count()) + 1;
  return low + std::chrono::nanoseconds(static_cast<std::int64_t>(below(span)));
}

}  // namespace provbank::chance
