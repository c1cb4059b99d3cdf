// The two languages people are spoken to in.
#pragma once
#include <string>

namespace provbank {

enum class Language { sv, en };

/// One text in both languages. Swedish is what the parties' people read; English is the fallback of
/// nobody: both are always given.
struct Bilingual {
  std::string sv;
  std::string en;

  const std::string& in(Language language) const { return language == Language::sv ? sv : en; }
  friend bool operator==(const Bilingual&, const Bilingual&) = default;
};

}  // namespace provbank
