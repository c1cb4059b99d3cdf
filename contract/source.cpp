#include "contract/source.hpp"

#include <algorithm>
#include <bit>

namespace provbank::contract {
namespace {

struct SourceNames {
  std::string_view code;
  std::string_view name;
};

// Indexed by the enumerators.
constexpr std::array<SourceNames, kAllSources.size()> kSourceNames = {{
    {"AF", "Arbetsförmedlingen"},
    {"CSN", "Centrala studiestödsnämnden"},
    {"FK", "Försäkringskassan"},
    {"SKV", "Skatteverket"},
    {"SO", "Sveriges a-kassor"},
    {"TNS", "Transportstyrelsen"},
    {"MIV", "Migrationsverket"},
}};

struct UppgiftslamnareNames {
  std::string_view code;
  std::string_view name;
  Source source;
};

constexpr std::array<UppgiftslamnareNames, kAllUppgiftslamnare.size()> kUppgiftslamnareNames = {{
    {"AF", "Arbetsförmedlingen", Source::af},
    {"CSN", "Centrala studiestödsnämnden", Source::csn},
    {"FK", "Försäkringskassan", Source::fk},
    {"PM", "Pensionsmyndigheten", Source::fk},
    {"SKV", "Skatteverket", Source::skv},
    {"SO", "Sveriges a-kassor", Source::so},
    {"TNS", "Transportstyrelsen", Source::tns},
    {"MIV", "Migrationsverket", Source::miv},
}};

std::uint8_t bit(Source source) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(source));
}

const UppgiftslamnareNames& names_of(Uppgiftslamnare uppgiftslamnare) {
  return kUppgiftslamnareNames.at(static_cast<std::size_t>(uppgiftslamnare));
}

}  // namespace

std::string_view code(Source source) {
  return kSourceNames.at(static_cast<std::size_t>(source)).code;
}

std::string_view name(Source source) {
  return kSourceNames.at(static_cast<std::size_t>(source)).name;
}

std::optional<Source> source_from_code(std::string_view wanted) {
  for (const Source source : kAllSources) {
    if (code(source) == wanted) return source;
  }
  return std::nullopt;
}

bool has_own_period(Source source) {
  return source == Source::af || source == Source::csn || source == Source::so ||
         source == Source::tns;
}

std::string_view code(Uppgiftslamnare uppgiftslamnare) {
  return names_of(uppgiftslamnare).code;
}
std::string_view name(Uppgiftslamnare uppgiftslamnare) {
  return names_of(uppgiftslamnare).name;
}
Source source_of(Uppgiftslamnare uppgiftslamnare) {
  return names_of(uppgiftslamnare).source;
}

SourceSet::SourceSet(std::initializer_list<Source> sources) {
  for (const Source source : sources) insert(source);
}

SourceSet SourceSet::all() {
  SourceSet every;
  for (const Source source : kAllSources) every.insert(source);
  return every;
}

std::optional<SourceSet> SourceSet::parse(std::string_view words) {
  constexpr std::string_view kSpace = " \t\r\n";
  SourceSet found;
  for (auto start = words.find_first_not_of(kSpace); start != std::string_view::npos;
       start = words.find_first_not_of(kSpace, start)) {
    const auto end = std::min(words.find_first_of(kSpace, start), words.size());
    const auto word = words.substr(start, end - start);
    start = end;
    if (word == "alla") {
      found = all();
    } else if (const auto source = source_from_code(word)) {
      found.insert(*source);
    } else {
      return std::nullopt;
    }
  }
  return found;
}

void SourceSet::insert(Source source) {
  bits_ = static_cast<std::uint8_t>(bits_ | bit(source));
}
void SourceSet::erase(Source source) {
  bits_ = static_cast<std::uint8_t>(bits_ & ~bit(source));
}
bool SourceSet::contains(Source source) const {
  return (bits_ & bit(source)) != 0;
}
std::size_t SourceSet::size() const {
  return static_cast<std::size_t>(std::popcount(bits_));
}

std::vector<Source> SourceSet::in_order() const {
  std::vector<Source> sources;
  for (const Source source : kAllSources) {
    if (contains(source)) sources.push_back(source);
  }
  return sources;
}

std::string to_string(const SourceSet& sources) {
  std::string words;
  for (const Source source : sources.in_order()) {
    if (!words.empty()) words += ' ';
    words += code(source);
  }
  return words;
}

}  // namespace provbank::contract
