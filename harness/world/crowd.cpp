#include "harness/world/crowd.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "reference-impl/bastjanst/renewal.hpp"

namespace provbank::world {
namespace {

using bastjanst::Person;
using contract::Source;

constexpr std::size_t kTriesMax = 10'000;  // to find a number or a value that nobody has

std::size_t crowd_size(const std::vector<scenario::Step>& steps) {
  std::size_t size = 0;
  for (const auto& step : steps) {
    if (const auto* crowd = std::get_if<scenario::AskCrowdStep>(&step))
      size = std::max(size, crowd->size);
    if (const auto* together = std::get_if<scenario::TogetherStep>(&step))
      size = std::max(size, crowd_size(together->steps));
  }
  return size;
}

/// A source's answer about somebody, with the value in it that is nobody else's.
struct Pattern {
  const std::string* document = nullptr;
  std::string canary;
};

Pattern pattern_for(Source source, const bastjanst::FixtureStore& fixtures) {
  Pattern best;
  for (const Person* person : fixtures.all()) {
    const auto document = person->documents.find(source);
    if (document == person->documents.end()) continue;
    for (const auto& canary : person->canaries) {
      const bool longer = canary.value.size() > best.canary.size();
      const bool stands = document->second.find(canary.value) != std::string::npos;
      if (canary.source == source && longer && stands) best = {&document->second, canary.value};
    }
  }
  if (best.document == nullptr) {
    throw ErrorException(
        fail(Errc::invalid, fmt::format("no fixture has a canary of {}", contract::code(source))));
  }
  return best;
}

/// Makes persons, none like another.
class Crowd {
 public:
  Crowd(const bastjanst::FixtureStore& fixtures, const chance::Rng& rng)
      : fixtures_(fixtures), rng_(rng.fork("crowd")) {
    for (const Source source : contract::kAllSources)
      patterns_[source] = pattern_for(source, fixtures);
  }

  Person next(std::size_t n) {
    Person person;
    person.id = crowd_person(n);
    person.identity = identity();
    person.fornamn = "Prov";
    person.efternamn = fmt::format("Person {}", n + 1);
    person.titel = {"En i mängden", "One of the crowd"};
    person.berattelse = person.titel;
    for (const auto& [source, pattern] : patterns_) {
      const std::string value = fresh_value(pattern.canary);
      std::string document = *pattern.document;
      for (auto at = document.find(pattern.canary); at != std::string::npos;
           at = document.find(pattern.canary, at + value.size()))
        document.replace(at, pattern.canary.size(), value);
      person.documents[source] = std::move(document);
      person.canaries.push_back({value, source});
    }
    return person;
  }

 private:
  /// Born 1940 to 1999, with a birth number of the series for tests.
  contract::PersonIdentity identity() {
    for (std::size_t i = 0; i < kTriesMax; ++i) {
      const std::string ten =
          fmt::format("{:02}{:02}{:02}{:03}", 40 + rng_.below(60), 1 + rng_.below(12),
                      1 + rng_.below(28), 980 + rng_.below(20));
      const auto made =
          contract::PersonIdentity::parse("19" + ten + contract::luhn_check_digit(ten));
      if (made && made->is_test_number() && fixtures_.person(*made) == nullptr &&
          taken_.insert(made->digits()).second)
        return *made;
    }
    throw ErrorException(fail(Errc::too_large, "no test number is left for the crowd"));
  }

  std::string fresh_value(const std::string& pattern) {
    for (std::size_t i = 0; i < kTriesMax; ++i) {
      std::string value = bastjanst::alike(pattern, rng_);
      if (value != pattern && taken_.insert(value).second) return value;
    }
    throw ErrorException(fail(Errc::too_large, "no value is left for the crowd"));
  }

  const bastjanst::FixtureStore& fixtures_;
  chance::Rng rng_;
  std::map<Source, Pattern> patterns_;
  std::set<std::string> taken_;
};

}  // namespace

std::string crowd_person(std::size_t n) {
  return fmt::format("skara-{:04}", n + 1);
}

std::optional<Environment> with_crowd(const Environment& environment,
                                      const scenario::Scenario& scenario, const chance::Rng& rng) {
  const std::size_t size = crowd_size(scenario.when);
  if (size == 0) return std::nullopt;
  Environment out = environment;
  Crowd crowd(*environment.fixtures, rng);
  std::vector<Person> persons;
  for (std::size_t n = 0; n < size; ++n) persons.push_back(crowd.next(n));
  out.fixtures = std::make_shared<const bastjanst::FixtureStore>(
      environment.fixtures->with(std::move(persons)));
  return out;
}

}  // namespace provbank::world
