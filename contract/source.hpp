// The seven Bastjänster that one question can reach, and the eight Uppgiftslämnare behind them.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace provbank::contract {

/// In the order in which the v10 schema lists them.
enum class Source : std::uint8_t { af, csn, fk, skv, so, tns, miv };

inline constexpr std::array kAllSources = {Source::af, Source::csn, Source::fk, Source::skv,
                                           Source::so, Source::tns, Source::miv};

std::string_view code(Source source);  // "AF": also the element's name in the contract
std::string_view name(Source source);  // "Arbetsförmedlingen"
std::optional<Source> source_from_code(std::string_view code);

/// Whether the question may carry a period of its own for that source (AF, CSN, SO, TNS).
bool has_own_period(Source source);

/// The organisations that disclose. Pensionsmyndigheten answers inside Försäkringskassan's service.
enum class Uppgiftslamnare : std::uint8_t { af, csn, fk, pm, skv, so, tns, miv };

inline constexpr std::array kAllUppgiftslamnare = {
    Uppgiftslamnare::af,  Uppgiftslamnare::csn, Uppgiftslamnare::fk,  Uppgiftslamnare::pm,
    Uppgiftslamnare::skv, Uppgiftslamnare::so,  Uppgiftslamnare::tns, Uppgiftslamnare::miv};

std::string_view code(Uppgiftslamnare uppgiftslamnare);
std::string_view name(Uppgiftslamnare uppgiftslamnare);
Source source_of(Uppgiftslamnare uppgiftslamnare);

/// A set of sources that iterates in schema order.
class SourceSet {
 public:
  SourceSet() = default;
  SourceSet(std::initializer_list<Source> sources);
  static SourceSet all();
  /// "AF CSN" or "alla"; nothing when a word is not a code.
  static std::optional<SourceSet> parse(std::string_view words);

  void insert(Source source);
  void erase(Source source);
  bool contains(Source source) const;
  std::size_t size() const;
  bool empty() const { return bits_ == 0; }
  std::vector<Source> in_order() const;

  friend bool operator==(const SourceSet&, const SourceSet&) = default;

 private:
  std::uint8_t bits_ = 0;
};

std::string to_string(const SourceSet& sources);  // "AF CSN"

}  // namespace provbank::contract
