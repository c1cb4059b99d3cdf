#include "harness/certify/placeholders.hpp"

namespace provbank::certify {

std::string filled(std::string_view text, const Words& words) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto open = text.find('{', at);
    const auto close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) break;
    const auto found = words.find(text.substr(open + 1, close - open - 1));
    out += text.substr(at, open - at);
    if (found == words.end()) {
      out += '{';
      at = open + 1;
    } else {
      out += found->second;
      at = close + 1;
    }
  }
  out += text.substr(at);
  return out;
}

}  // namespace provbank::certify
