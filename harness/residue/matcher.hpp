// Very many byte strings looked for in one pass.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace provbank::residue {

/// The shortest pattern there may be.
inline constexpr std::size_t kPatternBytesMin = 4;

/// Finds every place at which a pattern begins, for as many patterns as are given. Exact: neither
/// misses nor makes up.
///
/// Of the text only every so many bytes are looked at: a pattern of at least m bytes covers one of
/// the sampled places with four bytes of its own, however it lies, when those places are m - 3
/// bytes apart. A bit says for each four bytes whether any pattern has them there; nearly all of
/// the text ends at that bit. What remains is held, by its first bytes, against a table of the
/// patterns. The bits fit in the processor's own cache for some hundred thousand patterns.
class Matcher {
 public:
  /// Called with a pattern's index and where it begins.
  using OnMatch = std::function<void(std::size_t pattern, std::size_t at)>;

  /// Patterns are at least kPatternBytesMin bytes long. Equal ones are each reported.
  explicit Matcher(std::vector<std::string> patterns);
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;
  ~Matcher();

  /// Every occurrence that lies wholly in `text`, in no certain order. May be called from several
  /// threads at a time.
  void search(std::string_view text, const OnMatch& on_match) const;

  const std::string& pattern(std::size_t index) const { return patterns_[index]; }
  std::size_t size() const { return patterns_.size(); }
  std::size_t longest() const { return longest_; }

 private:
  class Group;
  template <class Sort>
  class Table;

  std::vector<std::string> patterns_;
  std::size_t longest_ = 0;
  std::vector<std::unique_ptr<Group>> groups_;
};

}  // namespace provbank::residue
