#include "harness/generate/pattern.hpp"

#include <cctype>
#include <charconv>
#include <map>
#include <regex>

namespace provbank::generate {
namespace {

constexpr std::size_t kRepeatsMax = 1000;
constexpr std::size_t kPatternDepthMax = 20;

/// Reads a pattern and writes what it reads, as short as it may be.
class Shortest {
 public:
  explicit Shortest(std::string_view pattern) : rest_(pattern) {}

  Result<std::string> run() {
    auto text = alternatives(0);
    if (text && !rest_.empty()) return unsupported();
    return text;
  }

 private:
  Error unsupported() const {
    return fail(Errc::unsupported, "a regular expression that the generator cannot read, at \"" +
                                       std::string(rest_.substr(0, 10)) + "\"");
  }

  // The first one counts; the others are only read.
  Result<std::string> alternatives(std::size_t depth) {
    if (depth > kPatternDepthMax) return unsupported();
    auto first = sequence(depth);
    while (first && rest_.starts_with('|')) {
      rest_.remove_prefix(1);
      if (auto other = sequence(depth); !other) return other;
    }
    return first;
  }

  Result<std::string> sequence(std::size_t depth) {
    std::string out;
    while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      auto one = atom(depth);
      if (!one) return one;
      const auto times = quantifier();
      if (!times) return times.error();
      for (std::size_t i = 0; i < *times; ++i) out += *one;
    }
    return out;
  }

  Result<std::string> atom(std::size_t depth) {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    switch (c) {
      case '^':
      case '$':
        return std::string();
      case '(': {
        if (rest_.starts_with("?:")) rest_.remove_prefix(2);
        auto inside = alternatives(depth + 1);
        if (!inside) return inside;
        if (!rest_.starts_with(')')) return unsupported();
        rest_.remove_prefix(1);
        return inside;
      }
      case '[':
        return character_class();
      case '\\':
        return escape();
      case '.':
        return std::string("a");
      case '*':
      case '+':
      case '?':
      case '{':
        return unsupported();
      default:
        return std::string(1, c);
    }
  }

  Result<std::string> escape() {
    if (rest_.empty()) return unsupported();
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == 'd') return std::string("0");
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) return unsupported();
    return std::string(1, c);
  }

  Result<std::string> character_class() {
    if (rest_.starts_with('^')) return unsupported();
    const auto end = rest_.find(']');
    if (end == std::string_view::npos || end == 0) return unsupported();
    std::string first(1, rest_.front());
    if (rest_.front() == '\\') {
      rest_.remove_prefix(1);
      auto one = escape();
      if (!one) return one;
      first = *one;
    }
    rest_.remove_prefix(rest_.find(']') + 1);
    return first;
  }

  Result<std::size_t> quantifier() {
    if (rest_.empty()) return std::size_t{1};
    const char c = rest_.front();
    if (c == '?' || c == '*' || c == '+') {
      rest_.remove_prefix(1);
      return c == '+' ? std::size_t{1} : std::size_t{0};
    }
    if (c != '{') return std::size_t{1};
    std::size_t times = 0;
    const auto [end, error] = std::from_chars(rest_.data() + 1, rest_.data() + rest_.size(), times);
    const auto close = rest_.find('}');
    if (error != std::errc() || close == std::string_view::npos || times > kRepeatsMax)
      return unsupported();
    rest_.remove_prefix(close + 1);
    return times;
  }

  std::string_view rest_;
};

const std::regex& compiled(const std::string& pattern) {
  thread_local std::map<std::string, std::regex> known;
  const auto found = known.find(pattern);
  return found != known.end() ? found->second
                              : known.emplace(pattern, std::regex(pattern)).first->second;
}

}  // namespace

Result<std::string> shortest_match(std::string_view pattern) {
  auto text = Shortest(pattern).run();
  if (!text) return at(pattern, text.error());
  return text;
}

bool pattern_matches(const std::string& pattern, const std::string& text, Anchors anchors) {
  const std::regex& expression = compiled(pattern);
  return anchors == Anchors::whole ? std::regex_match(text, expression)
                                   : std::regex_search(text, expression);
}

}  // namespace provbank::generate
