// Finding and replacing what points out a person, in bytes of any form: XML, JSON, one inside the
// other, percent and base64. Nothing is parsed as a whole, since evidence holds broken messages
// too.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/results/pseudonyms.hpp"

namespace provbank::results {

/// First all texts are shown to `collect`, then `prepare` is called once, then `rewrite` may be.
class Redactor {
 public:
  explicit Redactor(std::string key) : pseudonyms_(std::move(key)) {}

  void collect(std::string_view text, int depth = 0);
  void prepare();
  /// As many bytes as before.
  std::string rewrite(std::string_view text, int depth = 0);

  /// An original that still stands in the text, described without being told; empty when none.
  /// Searches in another way than `rewrite` does, so that a fault of that is found.
  std::string remaining(std::string_view text, int depth = 0) const;

  std::size_t persons() const { return pseudonyms_.persons().size(); }
  std::size_t names() const { return names_.size(); }
  std::size_t identifiers() const { return identifiers_.size(); }

 private:
  struct Value {
    std::string from;
    std::string to;
    bool whole_word;
  };

  void add_values(const std::string& original, const std::string& replacement, bool whole_word);
  void replace_base64(std::string_view text, std::string& out, int depth);
  void replace_numbers(std::string_view text, std::string& out);
  void replace_fields(std::string_view text, std::string& out);
  void replace_values(std::string_view text, std::string& out) const;

  Pseudonyms pseudonyms_;
  std::set<std::string> names_;        // single words
  std::set<std::string> identifiers_;  // case ids, accounts of case workers, numbers that are wrong
  std::vector<Value> values_;
  std::array<std::vector<std::uint32_t>, 65536>
      by_start_;  // into values_, by their first two bytes
};

}  // namespace provbank::results
