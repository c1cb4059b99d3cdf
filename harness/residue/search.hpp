// What is found of whom, where, and how far the search reached.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/residue/canary.hpp"
#include "harness/residue/forms.hpp"
#include "harness/residue/line_coding.hpp"
#include "harness/residue/matcher.hpp"
#include "harness/residue/parallel.hpp"
#include "harness/residue/place.hpp"

namespace provbank::residue {

/// Different values left in different places that are told of one by one; beyond it they are
/// counted.
inline constexpr std::size_t kFindingsMax = 10'000;
/// Hindrances told of one by one.
inline constexpr std::size_t kHindrancesMax = 1'000;

/// All values with all their forms, ready to be looked for. Built once, used by any number of
/// searches.
class Searcher {
 public:
  explicit Searcher(std::vector<Canary> canaries);

  const std::vector<Canary>& canaries() const { return canaries_; }
  /// Those too short to be looked for at all, and those looked for only where text is.
  const std::vector<std::size_t>& not_searched() const { return not_searched_; }
  const std::vector<std::size_t>& only_in_text() const { return only_in_text_; }
  std::size_t patterns() const { return anywhere_->size() + in_text_->size(); }

  struct Owner {
    std::size_t canary;
    Encoding encoding;
    Writing writing;
    bool alone;  // counts only where no letter or digit stands beside it
  };
  const Owner& owner(const Matcher& matcher, std::size_t pattern) const {
    return (&matcher == anywhere_.get() ? owners_anywhere_ : owners_in_text_)[pattern];
  }
  /// What to look for in a place of that sort.
  std::vector<const Matcher*> matchers(bool raw) const;

 private:
  std::vector<Canary> canaries_;
  std::vector<std::size_t> not_searched_;
  std::vector<std::size_t> only_in_text_;
  std::unique_ptr<Matcher> anywhere_;
  std::unique_ptr<Matcher> in_text_;
  std::vector<Owner> owners_anywhere_;
  std::vector<Owner> owners_in_text_;
};

/// One value left in one place.
struct Finding {
  std::size_t canary = 0;  // its number in the searcher
  Form form;               // the plainest of the forms in which it stands there
  Place place;
  std::uint64_t at = 0;             // number of its first byte: an offset or an address
  std::optional<std::size_t> line;  // from 1, where lines were counted
  std::size_t times = 0;            // that it stands there in that form
  bool allowed = false;             // an event log's own business
};

struct Coverage {
  std::size_t places = 0;
  std::uint64_t bytes = 0;
  std::vector<Hindrance> hindrances;
  std::size_t hindrances_untold = 0;
  std::size_t findings_untold = 0;
};

/// Looks for everything in all that it is given.
class Search final : public Sink {
 public:
  /// `searcher` outlives the search.
  explicit Search(const Searcher& searcher)
      : searcher_(searcher), seen_(searcher.canaries().size(), false) {}

  /// Called now and then with what has been seen so far, and where the search is.
  void on_progress(std::function<void(const Coverage&, const Place&)> told) {
    told_ = std::move(told);
  }

  void begin(const Place& place) override;
  void bytes(std::string_view chunk) override;
  void end() override;
  void whole(const Place& place, std::string_view all) override;
  void file(const Place& place, int fd, std::uint64_t from, std::uint64_t size) override;
  void hindered(Hindrance hindrance) override;

  /// Which values have been found anywhere, in whatever way, and how many.
  const std::vector<bool>& seen() const { return seen_; }
  std::size_t seen_count() const { return seen_count_; }

  /// What was found, by place and then by value. A value that only stands inside another one's
  /// place in the bytes is not told of beside it.
  std::vector<Finding> take_findings();
  const Coverage& coverage() const { return coverage_; }

 private:
  using Key = std::pair<std::string, std::size_t>;  // place, canary
  struct Entry {
    Finding finding;
    std::map<std::pair<Writing, Encoding>, std::size_t> times;
  };

  void scan_window(bool last);
  void hit(const Place& place, const Searcher::Owner& owner, const std::string& bytes,
           std::uint64_t at, const Around& around, std::string_view whole_text);
  void count(const Place& place, std::uint64_t bytes);
  /// For what is coded in lines; nothing when the place is such a reading itself.
  LineDecoder decoder(const Place& place);
  void decoded(const Place& place, LineCoding coding, std::uint64_t at, std::string_view text);
  void line_coded_parts(const Place& place, int fd, std::uint64_t from, std::uint64_t size,
                        const std::vector<std::uint64_t>& blocks);
  std::size_t reach(const Place& place) const;

  const Searcher& searcher_;
  std::function<void(const Coverage&, const Place&)> told_;
  std::map<Key, Entry> findings_;
  Coverage coverage_;
  std::vector<bool> seen_;
  std::size_t seen_count_ = 0;
  Place place_;
  std::string window_;           // what may still be the beginning of something, then the chunk
  std::size_t searched_ = 0;     // bytes at its beginning that were searched before
  std::uint64_t window_at_ = 0;  // number of its first byte
  int before_window_ = -1;
  std::optional<LineDecoder> lines_;  // of the place that is being given
};

}  // namespace provbank::residue
