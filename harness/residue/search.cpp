#include "harness/residue/search.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <unordered_map>

namespace provbank::residue {
namespace {

bool is_word(int byte) {
  return (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') ||
         byte >= 0x80;
}

/// What is looked at for line coding a second time, and searched so where some shows.
constexpr std::uint64_t kLineCodedPartBytes = 64U << 10U;

/// How many bytes came; fewer at the end, or when the system gives no more.
std::size_t read_at(int fd, std::uint64_t from, char* to, std::uint64_t count) {
  std::size_t done = 0;
  while (done < count) {
    const ssize_t n = ::pread(fd, to + done, static_cast<std::size_t>(count) - done,
                              static_cast<off_t>(from + done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  return done;
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
  lines_.emplace(decoder(place_));
}

void Search::bytes(std::string_view chunk) {
  window_.append(chunk);
  count(place_, chunk.size());
  scan_window(false);
  lines_->bytes(chunk);
  // Enough is kept for whatever begins here and ends later.
  const std::size_t kept = std::min(window_.size(), reach(place_));
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
  lines_->end();
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
  if (may_be_line_coded(all)) {
    auto lines = decoder(place);
    lines.bytes(all);
    lines.end();
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
  std::vector<std::uint64_t> line_coded;
  for (std::uint64_t done = 0; done < size; done += kPieceBytes) {
    const auto piece = std::min(size - done, kPieceBytes + reach);
    const auto in_piece = [&](const Matcher& matcher, std::size_t pattern, std::uint64_t at,
                              const Around& around) {
      if (at < kPieceBytes) found(matcher, pattern, done + at, around);
    };
    const auto read = search_file(fd, from + done, piece, matchers, in_piece, &may_be_line_coded);
    count(place, std::min(read.bytes, kPieceBytes));
    for (const std::uint64_t block : read.noted) line_coded.push_back(done + block);
    if (read.failed) {
      hindered({place.name(),
                {"Allt kunde inte läsas; det som gick att läsa söktes igenom.",
                 "Not all of it could be read; what could be was searched."}});
      break;
    }
  }
  line_coded_parts(place, fd, from, size, line_coded);
}

std::size_t Search::reach(const Place& place) const {
  std::size_t out = 1;
  for (const Matcher* matcher : searcher_.matchers(place.raw))
    out = std::max(out, matcher->longest());
  return out;
}

LineDecoder Search::decoder(const Place& place) {
  return LineDecoder([this, place](LineCoding coding, std::uint64_t at,
                                   std::string_view text) { decoded(place, coding, at, text); },
                     reach(place));
}

void Search::decoded(const Place& place, LineCoding coding, std::uint64_t at,
                     std::string_view text) {
  std::string step = coding == LineCoding::base64 ? "base64 in lines" : "quoted-printable";
  if (place.numbered && place.addressed)
    step += fmt::format(" from address {:#x}", place.base + at);
  if (place.numbered && !place.addressed) step += fmt::format(" from byte {}", place.base + at);
  Place reading = place.within(step);
  reading.numbered = false;
  reading.reading_of = place.name();
  for (const Matcher* matcher : searcher_.matchers(place.raw)) {
    const auto found = [&](std::size_t pattern, std::size_t where) {
      const std::string& bytes = matcher->pattern(pattern);
      const std::size_t end = where + bytes.size();
      Around around;
      if (where > 0) around.before = static_cast<unsigned char>(text[where - 1]);
      if (end < text.size()) around.after = static_cast<unsigned char>(text[end]);
      hit(reading, searcher_.owner(*matcher, pattern), bytes, where, around, {});
    };
    matcher->search(text, found);
  }
}

/// The blocks once more: of each, the parts in which something shows, with what a line may reach
/// over their ends.
void Search::line_coded_parts(const Place& place, int fd, std::uint64_t from, std::uint64_t size,
                              const std::vector<std::uint64_t>& blocks) {
  constexpr std::uint64_t kMargin = 2 * kCodedLineBytesMax;
  std::vector<std::uint64_t> parts;
  std::vector<char> buffer(kLineCodedPartBytes + kCodedLineBytesMin);
  const auto read = [&](std::uint64_t at, std::uint64_t wanted) {
    return read_at(fd, from + at, buffer.data(), std::min<std::uint64_t>(wanted, buffer.size()));
  };
  for (const std::uint64_t block : blocks) {
    for (std::uint64_t at = block; at < std::min(size, block + kBlockBytes);
         at += kLineCodedPartBytes) {
      // One that was looked at for the block before.
      if (!parts.empty() && at <= parts.back()) continue;
      const std::size_t n = read(at, size - at);
      if (may_be_line_coded({buffer.data(), n})) parts.push_back(at);
    }
  }
  for (std::size_t i = 0; i < parts.size();) {
    const std::uint64_t begin = parts[i] - std::min(parts[i], kMargin);
    std::uint64_t end = 0;
    for (; i < parts.size() && (end == 0 || parts[i] <= end + kMargin); ++i)
      end = std::min(size, parts[i] + kLineCodedPartBytes + kMargin);
    Place part = place;
    part.base += begin;
    auto lines = decoder(part);
    for (std::uint64_t at = begin; at < end;) {
      const std::size_t n = read(at, end - at);
      if (n == 0) break;  // cut short meanwhile; what could not be read was told of before
      lines.bytes({buffer.data(), n});
      at += n;
    }
    lines.end();
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
  finding.allowed = place.event_log && !searcher_.canaries()[owner.canary].log_clause.empty();
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
      const Finding& finding = each->second.finding;
      // Told of where it stands as it is; the same bytes read in another way add nothing.
      const bool told = !finding.place.reading_of.empty() &&
                        findings_.contains({finding.place.reading_of, finding.canary});
      if (!told && !inside_another(finding)) out.push_back(finding);
    }
    first = end;
  }
  findings_.clear();
  return out;
}

}  // namespace provbank::residue
