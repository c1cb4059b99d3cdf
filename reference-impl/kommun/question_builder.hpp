// Builds the questions that a kommun's case system would ask.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "contract/organisations.hpp"
#include "contract/question.hpp"

namespace provbank::kommun {

/// What varies between questions; the rest comes from the kommun.
struct Wish {
  contract::PersonIdentity person;
  contract::Period period;
  contract::SourceSet sources = contract::SourceSet::all();
  std::string handlaggare;      // empty: the kommun's first
  std::string arendeidentitet;  // empty: the next of the counter
  bool fragan_skall_inkluderas = false;
  std::optional<std::string> frage_tidpunkt;  // lexical xsd:dateTime
  std::optional<std::string> lefi_version;
};

/// Case and correlation ids come from a counter: "exempelkommun-2026-000001" (the year is the
/// period's last) and the same with "-k". The same wishes in the same order give the same
/// questions.
class QuestionBuilder {
 public:
  explicit QuestionBuilder(contract::Kommun kommun, std::uint64_t first_number = 1);

  contract::Question build(const Wish& wish);

  /// One question a person, alike in everything but the person and the correlation id;
  /// `wish.person` is not used.
  std::vector<contract::Question> build_many(const Wish& wish,
                                             std::span<const contract::PersonIdentity> persons);

  const contract::Kommun& kommun() const { return kommun_; }

 private:
  contract::Kommun kommun_;
  std::uint64_t next_;
};

/// The purpose and the statute that our questions state.
extern const std::string kSyfte;
extern const std::string kLagtext;

/// A LEFI v9 question that asks for every group and information type a decision on economic
/// assistance draws on.
std::string lefi_question(const contract::PersonIdentity& person, const contract::Period& period);

}  // namespace provbank::kommun
