#include "harness/logbook/tamper.hpp"

#include <algorithm>

namespace provbank::logbook {
namespace {

using evidence::Tampering;

/// With their line ends.
std::vector<std::string> lines_of(std::string_view content) {
  std::vector<std::string> out;
  while (!content.empty()) {
    const auto end = std::min(content.find('\n'), content.size() - 1) + 1;
    out.emplace_back(content.substr(0, end));
    content.remove_prefix(end);
  }
  return out;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const auto& line : lines) out += line;
  return out;
}

char another(char c) {
  if (c >= '0' && c < '9') return static_cast<char>(c + 1);
  if (c == '9') return '0';
  return c == 'x' ? 'y' : 'x';
}

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Another case, or else another case worker or organisation: what somebody who covers up a look
/// would write. False when the line holds none of them.
bool alter(std::string& line, const Entry& entry) {
  for (const auto* fact :
       {&entry.case_id, &entry.handlaggare, &entry.organisation, &entry.question}) {
    const auto at = fact->empty() ? std::string::npos : line.find(*fact);
    if (at == std::string::npos || !is_plain(fact->back())) continue;
    char& last = line[at + fact->size() - 1];
    last = another(last);
    return true;
  }
  return false;
}

}  // namespace

std::vector<AlteredCopy> altered_copies(const Log& log, std::size_t file,
                                        std::string_view content) {
  std::vector<const Entry*> entries;
  for (const Entry& entry : log.entries) {
    if (entry.file == file) entries.push_back(&entry);
  }
  auto lines = lines_of(content);
  const bool apart = std::ranges::adjacent_find(entries, [](const Entry* a, const Entry* b) {
                       return a->line >= b->line;
                     }) == entries.end();
  if (entries.size() < kTamperEntriesMin || entries.back()->line > lines.size() ||
      entries.front()->line == 0)
    return {};
  // Whose facts can be altered, and not the last.
  std::size_t chosen = entries.size() / 2;
  for (std::size_t i = 0; i + 1 < entries.size(); ++i) {
    const std::size_t candidate = (entries.size() / 2 + i) % (entries.size() - 1);
    std::string line = lines[entries[candidate]->line - 1];
    chosen = candidate;
    if (alter(line, *entries[candidate])) break;
  }
  const std::size_t at = entries[chosen]->line;
  const std::size_t next = entries[chosen + 1]->line;
  const std::size_t last = entries.back()->line;

  std::vector<AlteredCopy> out;
  out.push_back({.what = Tampering::none, .line = 0, .content = std::string(content)});
  auto altered = lines;
  const bool could = alter(altered[at - 1], *entries[chosen]);
  out.push_back(
      {.what = Tampering::altered, .line = at, .content = joined(altered), .made = could});
  auto removed = lines;
  removed.erase(removed.begin() + static_cast<std::ptrdiff_t>(at - 1));
  out.push_back(
      {.what = Tampering::removed, .line = at, .content = joined(removed), .made = apart});
  auto swapped = lines;
  std::swap(swapped[at - 1], swapped[next - 1]);
  out.push_back(
      {.what = Tampering::swapped, .line = at, .content = joined(swapped), .made = apart});
  auto inserted = lines;
  inserted.insert(inserted.begin() + static_cast<std::ptrdiff_t>(at), lines[at - 1]);
  out.push_back(
      {.what = Tampering::inserted, .line = at + 1, .content = joined(inserted), .made = apart});
  auto cut = lines;
  cut.erase(cut.begin() + static_cast<std::ptrdiff_t>(last - 1));
  out.push_back({.what = Tampering::cut, .line = last, .content = joined(cut), .made = apart});
  return out;
}

}  // namespace provbank::logbook
