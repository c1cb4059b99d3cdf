#include "harness/residue/search.hpp"

#include <algorithm>
#include <unordered_map>

namespace provbank::residue {
namespace {

bool is_word(int byte) {
  return (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') ||
         byte >= 0x80;
}

/// The patterns of one matcher, each once, with the first value that has it.
class PatternList {
 public:
  void add(std::string bytes, Searcher::Owner owner) {
    if (!known_.emplace(bytes, owners_.size()).second) return;
    owners_.push_back(owner);
    patterns_.push_back(std::move(bytes));
  }
  std::vector<std::string> take_patterns() { return std::move(patterns_); }
  std::vector<Searcher::Owner> take_owners() { return std::move(owners_); }

 private:
  std::unordered_map<std::string, std::size_t> known_;
  std::vector<std::string> patterns_;
  std::vector<Searcher::Owner> owners_;
};

}  // namespace

Searcher::Searcher(std::vector<Canary> canaries) : canaries_(std::move(canaries)) {
  PatternList anywhere;
  PatternList in_text;
  for (std::size_t i = 0; i < canaries_.size(); ++i) {
    const std::string& value = canaries_[i].value;
    if (too_short(value)) {
      not_searched_.push_back(i);
      continue;
    }
    if (value.size() < kAnywhereBytesMin) only_in_text_.push_back(i);
    for (auto& form : forms_of(value)) {
      const bool is_long = form.bytes.size() >= kAnywhereBytesMin;
      const Owner owner{i, form.encoding, form.writing, !is_long && !form.runs_on()};
      (is_long ? anywhere : in_text).add(std::move(form.bytes), owner);
    }
  }
  anywhere_ = std::make_unique<Matcher>(anywhere.take_patterns());
  in_text_ = std::make_unique<Matcher>(in_text.take_patterns());
  owners_anywhere_ = anywhere.take_owners();
  owners_in_text_ = in_text.take_owners();
}

std::vector<const Matcher*> Searcher::matchers(bool raw) const {
  std::vector<const Matcher*> out = {anywhere_.get()};
  if (!raw) out.push_back(in_text_.get());
  return out;
}

void Search::begin(const Place& place) {
  place_ = place;
  window_.clear();
  searched_ = 0;
  window_at_ = place.base;
  before_window_ = -1;
  ++coverage_.places;
}

void Search::bytes(std::string_view chunk) {
  window_.append(chunk);
  count(place_, chunk.size());
  scan_window(false);
  // Enough is kept for whatever begins here and ends later.
  std::size_t reach = 1;
  for (const Matcher* matcher : searcher_.matchers(place_.raw))
    reach = std::max(reach, matcher->longest());
  const std::size_t kept = std::min(window_.size(), reach);
  const std::size_t dropped = window_.size() - kept;
  if (dropped > 0) before_window_ = static_cast<unsigned char>(window_[dropped - 1]);
  window_at_ += dropped;
  window_.erase(0, dropped);
  searched_ = kept;
}

void Search::end() {
  scan_window(true);
  window_.clear();
  searched_ = 0;
}

/// What ends at the window's very end waits for the byte after it.
void Search::scan_window(bool last) {
  for (const Matcher* matcher : searcher_.matchers(place_.raw)) {
    const auto found = [&](std::size_t pattern, std::size_t at) {
      const std::string& bytes = matcher->pattern(pattern);
      const std::size_t end = at + bytes.size();
      if (end < searched_ || (end == window_.size()) != last) return;
      Around around;
      around.before = at > 0 ? static_cast<unsigned char>(window_[at - 1]) : before_window_;
      if (end < window_.size()) around.after = static_cast<unsigned char>(window_[end]);
      hit(place_, searcher_.owner(*matcher, pattern), bytes, window_at_ + at, around, {});
    };
    matcher->search(window_, found);
  }
}

void Search::whole(const Place& place, std::string_view all) {
  ++coverage_.places;
  count(place, all.size());
  for (const Matcher* matcher : searcher_.matchers(place.raw)) {
    const auto found = [&](std::size_t pattern, std::size_t at) {
      const std::string& bytes = matcher->pattern(pattern);
      const std::size_t end = at + bytes.size();
      Around around;
      if (at > 0) around.before = static_cast<unsigned char>(all[at - 1]);
      if (end < all.size()) around.after = static_cast<unsigned char>(all[end]);
      hit(place, searcher_.owner(*matcher, pattern), bytes, place.base + at, around, all);
    };
    matcher->search(all, found);
  }
}

void Search::file(const Place& place, int fd, std::uint64_t from, std::uint64_t size) {
  ++coverage_.places;
  const auto matchers = searcher_.matchers(place.raw);
  const auto found = [&](const Matcher& matcher, std::size_t pattern, std::uint64_t at,
                         const Around& around) {
    hit(place, searcher_.owner(matcher, pattern), matcher.pattern(pattern), place.base + at, around,
        {});
  };
  // In pieces, for a sign of life now and then; they overlap so that nothing falls between.
  constexpr std::uint64_t kPieceBytes = 256U << 20U;
  std::uint64_t reach = 0;
  for (const Matcher* matcher : matchers)
    reach = std::max<std::uint64_t>(reach, matcher->longest());
  for (std::uint64_t done = 0; done < size; done += kPieceBytes) {
    const auto piece = std::min(size - done, kPieceBytes + reach);
    const auto in_piece = [&](const Matcher& matcher, std::size_t pattern, std::uint64_t at,
                              const Around& around) {
      if (at < kPieceBytes) found(matcher, pattern, done + at, around);
    };
    const auto read = search_file(fd, from + done, piece, matchers, in_piece);
    count(place, std::min(read.bytes, kPieceBytes));
    if (read.failed) {
      hindered({place.name(),
                {"Allt kunde inte läsas; det som gick att läsa söktes igenom.",
                 "Not all of it could be read; what could be was searched."}});
      return;
    }
  }
}

void Search::count(const Place& place, std::uint64_t bytes) {
  coverage_.bytes += bytes;
  if (told_) told_(coverage_, place);
}

void Search::hit(const Place& place, const Searcher::Owner& owner, const std::string& bytes,
                 std::uint64_t at, const Around& around, std::string_view whole_text) {
  if (owner.alone && (is_word(around.before) || is_word(around.after))) return;
  if (!seen_[owner.canary]) {
    seen_[owner.canary] = true;
    ++seen_count_;
  }
  const Key key{place.name(), owner.canary};
  auto known = findings_.find(key);
  if (known == findings_.end()) {
    if (findings_.size() >= kFindingsMax) {
      ++coverage_.findings_untold;
      return;
    }
    known = findings_.try_emplace(key).first;
    known->second.finding.canary = owner.canary;
  }
  Finding& finding = known->second.finding;
  const bool first = known->second.times.empty();
  ++known->second.times[{owner.writing, owner.encoding}];
  const auto rank = std::tuple(owner.writing, owner.encoding, at);
  if (!first && rank >= std::tuple(finding.form.writing, finding.form.encoding, finding.at)) return;
  finding.form = {owner.encoding, owner.writing, bytes};
  finding.place = place;
  finding.at = at;
  finding.line.reset();
  if (!whole_text.empty() && !place.raw) {
    const auto before = whole_text.substr(0, static_cast<std::size_t>(at - place.base));
    finding.line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
  }
  finding.allowed = place.event_log && may_stand_in_event_log(searcher_.canaries()[owner.canary]);
}

void Search::hindered(Hindrance hindrance) {
  if (coverage_.hindrances.size() >= kHindrancesMax) {
    ++coverage_.hindrances_untold;
  } else {
    coverage_.hindrances.push_back(std::move(hindrance));
  }
}

std::vector<Finding> Search::take_findings() {
  for (auto& [key, entry] : findings_)
    entry.finding.times = entry.times[{entry.finding.form.writing, entry.finding.form.encoding}];
  std::vector<Finding> out;
  for (auto first = findings_.begin(); first != findings_.end();) {
    auto end = first;
    while (end != findings_.end() && end->first.first == first->first.first) ++end;
    const auto inside_another = [&](const Finding& one) {
      return std::any_of(first, end, [&one](const auto& other) {
        const Finding& large = other.second.finding;
        return large.canary != one.canary && large.form.bytes.size() > one.form.bytes.size() &&
               large.at <= one.at &&
               one.at + one.form.bytes.size() <= large.at + large.form.bytes.size() &&
               one.times <= large.times;
      });
    };
    for (auto each = first; each != end; ++each) {
      if (!inside_another(each->second.finding)) out.push_back(each->second.finding);
    }
    first = end;
  }
  findings_.clear();
  return out;
}

}  // namespace provbank::residue
