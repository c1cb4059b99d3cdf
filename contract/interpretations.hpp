// Interpretation records: what the agreements leave unclear or say in two ways, and how the bench
// reads it.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/text/language.hpp"

namespace provbank::contract {

/// What kind of defect a record is about, the most consequential first.
enum class DefectKind { motsagelse, siffror, lucka, hanvisning, sprak };
const Bilingual& words(DefectKind kind);

struct Interpretation {
  struct Place {
    std::string clause;
    Bilingual says;  // in our own words
  };
  struct Reading {
    std::string id;  // "a", "b" ...
    Bilingual meaning;
    bool chosen = false;
  };

  std::string id;  // "T-svarstidens-slut"
  DefectKind kind{};
  Bilingual title;
  std::vector<Place> places;
  std::vector<Reading> readings;  // two or more, exactly one chosen
  Bilingual why;                  // the chosen one was chosen

  const Reading& chosen() const;
  const Reading* reading(std::string_view id) const;
};

class Interpretations {
 public:
  /// All problems at once, one a line, each with its record.
  static Result<Interpretations> load(const std::filesystem::path& xml);
  const Interpretation* find(std::string_view id) const;
  const std::vector<Interpretation>& all() const { return records_; }

 private:
  std::vector<Interpretation> records_;
};

}  // namespace provbank::contract
