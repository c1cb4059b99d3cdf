#include "harness/cli/console.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace provbank::cli {
namespace {

const char* code(Style style) {
  switch (style) {
    case Style::bold:
      return "\033[1m";
    case Style::dim:
      return "\033[2m";
    case Style::green:
      return "\033[32m";
    case Style::red:
      return "\033[1;31m";
    case Style::yellow:
      return "\033[33m";
    case Style::plain:
      break;
  }
  return "";
}

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

struct VerdictLook {
  const char* sign;
  Style style;
};

VerdictLook look(evidence::Verdict verdict) {
  using enum evidence::Verdict;
  switch (verdict) {
    case pass:
      return {"✔", Style::green};
    case fail:
      return {"✘", Style::red};
    case tool_error:
      return {"‼", Style::red};
    case warning:
      return {"▲", Style::yellow};
    case untestable:
      return {"?", Style::yellow};
    case review:
      return {"◔", Style::yellow};
    case not_applicable:
      return {"–", Style::dim};
    case not_run:
      return {"○", Style::dim};
  }
  return {"?", Style::plain};
}

}  // namespace

Console::Console(Language language)
    : language_(language),
      out_is_terminal_(isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr),
      err_is_terminal_(isatty(STDERR_FILENO) == 1) {}

void Console::line(std::string_view text) {
  clear_progress();
  fmt::print(stdout, "{}\n", text);
  std::fflush(stdout);
}

void Console::error(std::string_view text) {
  clear_progress();
  fmt::print(stderr, "{}\n", text);
}

void Console::progress(std::string_view text) {
  if (!err_is_terminal_) return;
  fmt::print(stderr, "\r\033[K{}", text);
  std::fflush(stderr);
  progress_shown_ = true;
}

void Console::clear_progress() {
  if (!progress_shown_) return;
  fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
  progress_shown_ = false;
}

std::string Console::styled(std::string_view text, Style style) const {
  if (!out_is_terminal_ || style == Style::plain) return std::string(text);
  return fmt::format("{}{}\033[0m", code(style), text);
}

std::string Console::verdict(evidence::Verdict verdict) const {
  const VerdictLook seen = look(verdict);
  return styled(fmt::format("{} {}", seen.sign, pick(evidence::words(verdict))), seen.style);
}

std::string padded(std::string_view text, std::size_t columns) {
  std::size_t seen = 0;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (!begins_character(text[at])) continue;
    if (seen == columns) break;
    ++seen;
  }
  std::string out(text.substr(0, at));
  out.append(columns - std::min(columns, seen), ' ');
  return out;
}

std::string human_time(std::chrono::nanoseconds duration, Language language) {
  const double ns = static_cast<double>(duration.count());
  std::string text = ns >= 1e9   ? fmt::format("{:.2f} s", ns / 1e9)
                     : ns >= 1e6 ? fmt::format("{:.0f} ms", ns / 1e6)
                                 : fmt::format("{:.0f} µs", ns / 1e3);
  if (language == Language::sv) std::replace(text.begin(), text.end(), '.', ',');
  return text;
}

}  // namespace provbank::cli
