// The words in braces that a plan's deeds and readings may use.
#pragma once
#include <map>
#include <string>
#include <string_view>

namespace provbank::certify {

using Words = std::map<std::string, std::string, std::less<>>;

/// The text with each `{word}` that is known replaced by its value; other braces stay as they are,
/// so that JSON can be written as it is.
std::string filled(std::string_view text, const Words& words);

}  // namespace provbank::certify
