// Speaking to people on a terminal: in their language, with colour only where it helps, and with
// signs of life.
#pragma once
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>

#include "harness/evidence/verdict.hpp"
#include "platform/text/language.hpp"

namespace provbank::cli {

enum class Style { plain, bold, dim, green, red, yellow };

class Console {
 public:
  explicit Console(Language language);

  Language language() const { return language_; }
  std::string_view pick(const Bilingual& text) const { return text.in(language_); }

  /// One line on standard output; clears a progress line first.
  void line(std::string_view text = {});
  void line(const Bilingual& text) { line(pick(text)); }
  /// One line on standard error.
  void error(std::string_view text);
  void error(const Bilingual& text) { error(pick(text)); }

  /// Replaces the progress line (standard error). On something that is no terminal it is quiet.
  void progress(std::string_view text);
  void clear_progress();

  /// The text in that style when standard output is a terminal and NO_COLOR is not set.
  std::string styled(std::string_view text, Style style) const;
  /// Sign and word of a verdict, coloured: "✔ godkänd".
  std::string verdict(evidence::Verdict verdict) const;

 private:
  Language language_;
  bool out_is_terminal_;
  bool err_is_terminal_;
  bool progress_shown_ = false;
};

/// Text cut or padded to so many columns; counts code points.
std::string padded(std::string_view text, std::size_t columns);

/// "1,23 s", "12 ms", "640 µs" (with a decimal point in English).
std::string human_time(std::chrono::nanoseconds duration, Language language);

}  // namespace provbank::cli
