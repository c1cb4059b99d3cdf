#include "reference-impl/eventlog/verify.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "platform/base/file.hpp"
#include "reference-impl/eventlog/checkpoint.hpp"
#include "reference-impl/eventlog/event.hpp"
#include "reference-impl/eventlog/file_store.hpp"
#include "reference-impl/eventlog/keys.hpp"
#include "reference-impl/eventlog/line_reader.hpp"

namespace provbank::eventlog {

std::string_view to_string(Trouble trouble) {
  switch (trouble) {
    case Trouble::altered:
      return "altered";
    case Trouble::unreadable:
      return "unreadable";
    case Trouble::rewritten:
      return "rewritten";
    case Trouble::removed:
      return "removed";
    case Trouble::inserted:
      return "inserted";
    case Trouble::reordered:
      return "reordered";
    case Trouble::torn:
      return "torn";
    case Trouble::bad_seal:
      return "bad_seal";
    case Trouble::foreign_seal:
      return "foreign_seal";
    case Trouble::beginning_missing:
      return "beginning_missing";
    case Trouble::truncated:
      return "truncated";
    case Trouble::contradicted:
      return "contradicted";
    case Trouble::record_forged:
      return "record_forged";
    case Trouble::record_missing:
      return "record_missing";
  }
  return "altered";
}

namespace {

namespace fs = std::filesystem;

/// Where a line stands. The name outlives the verification.
struct Place {
  const std::string* file = nullptr;
  std::uint64_t line = 0;
};

struct FileLine {
  Place place;
  std::string_view text;  // without line feed
  bool ended = true;
  bool too_long = false;
};

std::string range_words(std::uint64_t first, std::uint64_t last) {
  return first == last ? std::to_string(first) : fmt::format("{}-{}", first, last);
}

/// Goes through the lines once. What a line is can often be told only by those after it, so what
/// was said of the latest lines may be taken back or said of another: a line that jumps ahead is
/// the end of a gap when the next line follows on it, and out of place when the next line follows
/// on the one before it.
class Verifier {
 public:
  explicit Verifier(const VerifyOptions& options) : options_(options) {
    known_keys_.insert(options.keys.begin(), options.keys.end());
    for (const auto& anchor : options.anchors) {
      if (!anchor.key.empty()) known_keys_.insert(anchor.key);
      stated_.emplace(anchor.seq, Stated{.record = anchor});
    }
    now_.seq = options.begins - 1;
    now_.any = options.begins > 1;
    const auto before = stated_.find(now_.seq);
    if (now_.any && before != stated_.end()) {
      now_.any = false;
      now_.hash = before->second.record.hash;
      before->second.found = true;
      ++report_.anchors;
      sealing_.expected_key = before->second.record.key;
    }
  }

  /// For one archived file: what it follows on is not known.
  void begin_at(std::uint64_t first) {
    now_.seq = first - 1;
    now_.any = first > 1;
    report_.first = 0;
  }

  void expect_record(const HeadRecord& record, const std::string* file) {
    stated_.emplace(record.seq, Stated{.record = record, .beside = true, .file = file});
    check_record_of_nothing(record, file);
  }

  void line(const FileLine& line) {
    report_.bytes += line.text.size() + (line.ended ? 1 : 0);
    if (!line.ended) return torn(line);
    const auto link = line.too_long ? std::nullopt : read_link(line.text);
    const bool whole = link && hash_of(*link) == link->hash;
    ++report_.entries;
    whole ? good_line(line, *link) : bad_line(line, link.has_value());
    latest_ = line.place;
  }

  VerifyReport finish(bool being_written) {
    report_.being_written = being_written;
    conclude_strays();
    for (auto& [seq, stated] : stated_) conclude(stated);
    report_.head.seq = now_.seq;
    report_.head.hash = now_.any ? std::string() : now_.hash;
    report_.head.sealed = sealing_.sealed;
    report_.head.next_key = sealing_.expected_key;
    report_.sealed = sealing_.sealed;
    report_.unsealed = now_.seq > sealing_.sealed ? now_.seq - sealing_.sealed : 0;
    report_.keys_known = sealing_.trusted;
    for (auto& problem : problems_) {
      if (problem.dropped) continue;
      report_.problems.push_back(std::move(problem.problem));
    }
    report_.problems_found = report_.problems.size() + beyond_;
    return std::move(report_);
  }

  VerifyReport& report() { return report_; }

  void add_problem(Problem problem) { problems_.push_back({std::move(problem), false}); }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  /// After an entry: what the next one must follow on.
  struct Stand {
    std::uint64_t seq = 0;
    std::string hash = kBeginning;
    bool any = false;  // what stood here could not be read: whatever follows is taken
  };
  struct Noted {
    Problem problem;
    bool dropped = false;
  };
  struct Gap {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::size_t problem = 0;
  };
  struct Stray {
    Place place;
    std::uint64_t after = 0;  // the entry behind which it stands
  };
  /// What is known of the keys; taken back with the checkpoint that told it.
  struct Sealing {
    std::string expected_key;  // of the next checkpoint
    bool unbroken = true;      // nothing was wrong since the latest checkpoint
    bool trusted = false;
    std::uint64_t sealed = 0;
  };
  struct Stated {
    HeadRecord record;
    bool found = false;           // and as it was stated
    std::size_t differs = kNone;  // the problem, when another entry was found in its place
    bool beside = false;          // the record beside the log, not an anchor
    const std::string* file = nullptr;
  };
  /// How many gaps and strays are remembered; more only cost precision.
  static constexpr std::size_t kRememberedMax = 10'000;

  // ---- What is said ----

  std::size_t note(Trouble trouble, const Place& place, std::uint64_t seq, std::string expected,
                   std::string found, Bilingual text) {
    sealing_.unbroken = false;
    if (problems_.size() >= VerifyReport::kProblemsMax) {
      ++beyond_;
      return kNone;
    }
    Problem problem{.trouble = trouble,
                    .file = place.file != nullptr ? *place.file : std::string(),
                    .line = place.line,
                    .seq = seq,
                    .expected = std::move(expected),
                    .found = std::move(found),
                    .text = std::move(text)};
    problems_.push_back({std::move(problem), false});
    return problems_.size() - 1;
  }

  Problem* noted(std::size_t problem) {
    return problem == kNone ? nullptr : &problems_[problem].problem;
  }
  void drop(std::size_t problem) {
    if (problem != kNone) problems_[problem].dropped = true;
  }

  std::size_t note_inserted(const Place& place, std::uint64_t seq) {
    return note(Trouble::inserted, place, seq,
                fmt::format("entry {} once, where the chain has it", seq), "one more line",
                {"Raden har skjutits in: kedjan går förbi den, eller så finns posten redan.",
                 "The line has been inserted: the chain goes past it, or the entry is there "
                 "already."});
  }

  void note_reordered(const Place& place, std::uint64_t seq, std::uint64_t after) {
    note(Trouble::reordered, place, seq, fmt::format("after entry {}", seq - 1),
         fmt::format("after entry {}", after),
         {"Posten har flyttats: den står inte där den skrevs.",
          "The entry has been moved: it does not stand where it was written."});
  }

  std::size_t note_removed(const Place& place, std::uint64_t first, std::uint64_t last) {
    return note(Trouble::removed, place, first, "entry " + range_words(first, last),
                fmt::format("entry {} at once", last + 1),
                {"Poster saknas: de har tagits bort, eller så saknas en fil.",
                 "Entries are missing: they were removed, or a file is missing."});
  }

  bool is_named(std::uint64_t seq) const {
    return std::ranges::any_of(
        problems_, [&](const Noted& each) { return !each.dropped && each.problem.seq == seq; });
  }

  // ---- One line ----

  void torn(const FileLine& line) {
    note(Trouble::torn, line.place, now_.seq + 1, "a whole line", "a line without end",
         {"Sista raden är avbruten. Stod den där när loggens program dog rättas den vid nästa "
          "start; "
          "har programmet startat sedan dess har någon kapat filen.",
          "The last line is cut off. If it stood there when the log's program died it is mended at "
          "the next start; if the program has started since, somebody cut the file."});
  }

  void bad_line(const FileLine& line, bool has_form) {
    const std::uint64_t seq = now_.seq + 1;
    const auto problem =
        has_form ? note(Trouble::altered, line.place, seq, "the bytes that the entry's hash is of",
                        "others",
                        {"Posten har ändrats sedan den skrevs.",
                         "The entry was altered after it was written."})
                 : note(Trouble::unreadable, line.place, seq, "an entry", "something else",
                        {"Raden är ingen post: den har ändrats eller förstörts.",
                         "The line is no entry: it was altered or destroyed."});
    if (report_.first == 0) report_.first = seq;
    std::swap(before_, now_);
    now_.seq = seq;
    now_.any = true;
    forget_doubts();
    bad_ = problem;
    last_bad_ = true;
  }

  void good_line(const FileLine& line, const Link& link) {
    if (report_.first == 0) return first_line(line, link);
    if (link.seq == now_.seq + 1) return next_line(line, link);
    if (last_bad_ && link.seq == before_.seq + 1 && (before_.any || link.prev == before_.hash)) {
      return after_intruder(line, link);
    }
    if (jumped_ && link.seq == before_.seq + 1 && !before_.any && link.prev == before_.hash) {
      return after_stray(line, link);
    }
    if (link.seq > now_.seq) return jump(line, link);
    backwards(line, link);
  }

  void first_line(const FileLine& line, const Link& link) {
    report_.first = link.seq;
    const bool expected = link.seq == now_.seq + 1;
    if (!expected && link.seq > now_.seq + 1) {
      note(Trouble::beginning_missing, line.place, link.seq,
           fmt::format("entry {}", options_.begins), fmt::format("entry {}", link.seq),
           {"Loggens början saknas. Är den gallrad enligt plan anges det med --begins; annars är "
            "den "
            "borttagen.",
            "The beginning of the log is missing. If it was disposed of as planned, say so with "
            "--begins; else it was removed."});
    } else if (expected && !now_.any && link.prev != now_.hash) {
      note(Trouble::rewritten, line.place, link.seq, "to follow on " + now_.hash,
           "it follows on " + std::string(link.prev),
           {"Loggens första post följer inte på det den ska.",
            "The log's first entry does not follow on what it should."});
    } else if (!expected) {
      note_inserted(line.place, link.seq);
    }
    accept(line, link);
  }

  /// The number is right.
  void next_line(const FileLine& line, const Link& link) {
    if (now_.any || link.prev == now_.hash) return accept(line, link);
    if (fork_ != kNone && link.prev == fork_hash_) {
      // Of two entries with one number the chain goes on from the second: it was the first that
      // came in between.
      if (auto* problem = noted(fork_)) {
        problem->file = latest_good_.file != nullptr ? *latest_good_.file : std::string();
        problem->line = latest_good_.line;
      }
      take_back_checkpoint(now_.seq);
      return accept(line, link);
    }
    if (mismatch_ != kNone) {
      // The entry before fits neither its neighbour in front nor the one behind.
      if (auto* problem = noted(mismatch_)) {
        problem->seq = now_.seq;
        problem->file = latest_good_.file != nullptr ? *latest_good_.file : std::string();
        problem->line = latest_good_.line;
      }
      return accept(line, link);
    }
    const auto problem = note(
        Trouble::rewritten, latest_good_, now_.seq,
        fmt::format("hash {}, which entry {} follows on", link.prev, link.seq), "hash " + now_.hash,
        {"Posten har skrivits om: den är hel i sig men är inte den som nästa post följer på. Också "
         "poster före den, tillbaka till närmaste giltiga försegling, kan ha skrivits om.",
         "The entry has been rewritten: it is whole in itself but is not the one that the next "
         "entry follows on. Entries before it, back to the last valid checkpoint, may have been "
         "rewritten too."});
    accept(line, link);
    mismatch_ = problem;
  }

  /// The line before was no entry, and the chain goes past it.
  void after_intruder(const FileLine& line, const Link& link) {
    drop(bad_);
    note_inserted(latest_, link.seq);
    const auto before = before_;
    accept(line, link);
    before_ = before;
  }

  /// The line before had jumped ahead, and this one is where that one stood.
  void after_stray(const FileLine& line, const Link& link) {
    drop(gaps_.empty() ? kNone : gaps_.back().problem);
    if (!gaps_.empty()) gaps_.pop_back();
    take_back_checkpoint(now_.seq);
    if (strays_.size() < kRememberedMax) {
      strays_[now_.seq] = {.place = latest_good_, .after = before_.seq};
    }
    const auto before = before_;
    accept(line, link);
    before_ = before;
  }

  void jump(const FileLine& line, const Link& link) {
    std::uint64_t first = now_.seq + 1;
    const std::uint64_t last = link.seq - 1;
    bool gap = false;
    // Entries that were met too early are not missing.
    for (auto stray = strays_.lower_bound(first); stray != strays_.end() && stray->first <= last;
         stray = strays_.erase(stray)) {
      if (first < stray->first) {
        note_gap(line.place, first, stray->first - 1);
        gap = true;
      }
      note_reordered(stray->second.place, stray->first, stray->second.after);
      first = stray->first + 1;
    }
    if (first <= last) {
      note_gap(line.place, first, last);
      gap = true;
    }
    accept(line, link);
    jumped_ = gap;
  }

  void note_gap(const Place& place, std::uint64_t first, std::uint64_t last) {
    const auto problem = note_removed(place, first, last);
    if (gaps_.size() < kRememberedMax) gaps_.push_back({first, last, problem});
  }

  /// An entry that should have come earlier, or came already. The chain stands where it stood.
  void backwards(const FileLine& line, const Link& link) {
    if (link.seq == now_.seq && !before_.any && link.seq == before_.seq + 1 &&
        link.prev == before_.hash && link.hash != now_.hash) {
      fork_ = note_inserted(line.place, link.seq);
      fork_hash_ = link.hash;
      read_if_checkpoint(line, link);
      compare_with_stated(link, line.place);
      return;
    }
    const auto gap = std::ranges::find_if(
        gaps_, [&](const Gap& each) { return each.first <= link.seq && link.seq <= each.last; });
    if (gap == gaps_.end()) {
      note_inserted(line.place, link.seq);
      return;
    }
    fill(static_cast<std::size_t>(gap - gaps_.begin()), link.seq);
    note_reordered(line.place, link.seq, now_.seq);
    read_if_checkpoint(line, link);
    compare_with_stated(link, line.place);
  }

  /// One entry of a gap was found elsewhere.
  void fill(std::size_t which, std::uint64_t seq) {
    const Gap gap = gaps_[which];
    gaps_.erase(gaps_.begin() + static_cast<std::ptrdiff_t>(which));
    const Problem* problem = noted(gap.problem);
    if (gap.first == gap.last) {
      drop(gap.problem);
      return;
    }
    const auto say = [&](std::uint64_t first, std::uint64_t last, std::size_t index) {
      if (auto* told = noted(index)) {
        told->seq = first;
        told->expected = "entry " + range_words(first, last);
      }
      gaps_.push_back({first, last, index});
    };
    if (gap.first < seq) say(gap.first, seq - 1, gap.problem);
    if (seq == gap.last) return;
    if (gap.first == seq) return say(seq + 1, gap.last, gap.problem);
    const auto file = problem != nullptr ? problem->file : std::string();
    const auto line = problem != nullptr ? problem->line : 0;
    const auto second = note_removed({}, seq + 1, gap.last);
    if (auto* told = noted(second)) {
      told->file = file;
      told->line = line;
    }
    say(seq + 1, gap.last, second);
  }

  void accept(const FileLine& line, const Link& link) {
    std::swap(before_, now_);
    now_.seq = link.seq;
    now_.hash.assign(link.hash);
    now_.any = false;
    forget_doubts();
    latest_good_ = line.place;
    read_if_checkpoint(line, link);
    compare_with_stated(link, line.place);
  }

  void forget_doubts() {
    last_bad_ = false;
    jumped_ = false;
    bad_ = mismatch_ = fork_ = kNone;
  }

  /// Copies of entries that were met too early and came again where they belong.
  void conclude_strays() {
    for (const auto& [seq, stray] : strays_) note_inserted(stray.place, seq);
  }

  // ---- Checkpoints ----

  void read_if_checkpoint(const FileLine& line, const Link& link) {
    if (event_in(line.text) != to_string(EventKind::checkpoint)) return;
    ++report_.checkpoints;
    sealing_before_ = sealing_;
    latest_checkpoint_ = link.seq;
    problems_before_ = problems_.size();
    const auto checkpoint = read_checkpoint(line.text);
    if (!checkpoint || !is_signed(line.text, *checkpoint)) {
      sealing_.trusted = false;
      note(Trouble::bad_seal, line.place, link.seq,
           checkpoint ? fmt::format("the signature of key {}", key_id(checkpoint->key))
                      : std::string("a checkpoint"),
           checkpoint ? std::string("another") : checkpoint.error().detail,
           {fmt::format("Förseglingen håller inte: något av posterna {} har skrivits om av någon "
                        "utan nyckeln.",
                        range_words(sealing_.sealed + 1, link.seq)),
            fmt::format("The seal does not hold: some of the entries {} were rewritten by somebody "
                        "without the key.",
                        range_words(sealing_.sealed + 1, link.seq))});
      if (checkpoint) sealing_.expected_key = checkpoint->next;
      sealing_.unbroken = false;
      return;
    }
    judge_key(line.place, *checkpoint);
    sealing_.expected_key = checkpoint->next;
    sealing_.unbroken = true;
  }

  /// The latest line, a checkpoint perhaps, does not belong where it stands: what it says of keys
  /// counts where it belongs.
  void take_back_checkpoint(std::uint64_t seq) {
    if (latest_checkpoint_ != seq) return;
    for (std::size_t i = problems_before_; i < problems_.size(); ++i) {
      const bool of_seal = problems_[i].problem.trouble == Trouble::foreign_seal;
      if (of_seal && problems_[i].problem.seq == seq) problems_[i].dropped = true;
    }
    sealing_ = sealing_before_;
    sealing_.unbroken = false;
    --report_.checkpoints;
    latest_checkpoint_ = 0;
  }

  void judge_key(const Place& place, const Checkpoint& checkpoint) {
    const bool known = known_keys_.contains(checkpoint.key);
    const bool led_to = !sealing_.expected_key.empty() && checkpoint.key == sealing_.expected_key;
    // Where entries before it are missing, the checkpoint that names its key may be among them;
    // that has been said, and what it seals is not taken as proven.
    const bool may_have_been_named = !sealing_.unbroken && !led_to && !known;
    const bool begins_a_row = sealing_.expected_key.empty() && known_keys_.empty();
    if (led_to) {
      sealing_.trusted = sealing_.trusted || known;
    } else if (known && sealing_.expected_key.empty()) {
      sealing_.trusted = true;
    } else if (begins_a_row) {
      sealing_.trusted = false;
    } else if (may_have_been_named) {
      sealing_.trusted = false;
      return;
    } else {
      sealing_.trusted = false;
      note(Trouble::foreign_seal, place, checkpoint.seq,
           sealing_.expected_key.empty() ? std::string("one of the known keys")
                                         : "key " + key_id(sealing_.expected_key),
           "key " + key_id(checkpoint.key),
           {fmt::format(
                "Förseglingen är gjord med en nyckel som inte är loggens: posterna {} kan vara "
                "skrivna av någon annan.",
                range_words(sealing_.sealed + 1, checkpoint.seq)),
            fmt::format("The seal is made with a key that is not the log's: the entries {} may be "
                        "somebody else's.",
                        range_words(sealing_.sealed + 1, checkpoint.seq))});
      return;
    }
    sealing_.sealed = std::max(sealing_.sealed, checkpoint.seq);
  }

  // ---- Statements ----

  void compare_with_stated(const Link& link, const Place& place) {
    if (stated_.empty()) return;
    const auto [from, to] = stated_.equal_range(link.seq);
    for (auto each = from; each != to; ++each) {
      Stated& stated = each->second;
      if (stated.found) continue;
      if (stated.record.hash != link.hash) {
        if (stated.differs != kNone) continue;
        stated.differs = note(
            Trouble::contradicted, place, link.seq, "hash " + stated.record.hash,
            "hash " + std::string(link.hash),
            {fmt::format("{} säger att posten var en annan: loggen har skrivits om.",
                         stated.beside ? "Bredvid loggen står" : "Ett ankare"),
             fmt::format("{} that the entry was another one: the log has been rewritten.",
                         stated.beside ? "The record beside the log says" : "An anchor says")});
        continue;
      }
      stated.found = true;
      drop(stated.differs);
      if (!stated.beside) ++report_.anchors;
      check_signer(stated);
    }
  }

  /// When its entry has been passed, so that the key of that moment is known.
  void check_signer(const Stated& stated) {
    const HeadRecord& record = stated.record;
    const bool sealed_log = !sealing_.expected_key.empty();
    if (record.key.empty() && !sealed_log) return;
    const bool right_key = sealed_log ? record.key == sealing_.expected_key
                                      : known_keys_.empty() || known_keys_.contains(record.key);
    if (is_signed(record) && right_key) return;
    if (!stated.beside) return;  // an anchor is trusted for where it was kept
    note_forged(record, stated.file);
  }

  void check_record_of_nothing(const HeadRecord& record, const std::string* file) {
    if (record.seq == 0 && record.hash != kBeginning) note_forged(record, file);
  }

  void note_forged(const HeadRecord& record, const std::string* file) {
    note(Trouble::record_forged, {.file = file, .line = 0}, record.seq,
         sealing_.expected_key.empty() ? std::string("one of the known keys")
                                       : "a signature of key " + key_id(sealing_.expected_key),
         record.key.empty() ? std::string("no signature") : "key " + key_id(record.key),
         {"Uppgiften om var loggen står är inte skriven av den som skriver loggen.",
          "The record of where the log stands was not written by whoever writes the log."});
  }

  void conclude(Stated& stated) {
    const HeadRecord& record = stated.record;
    if (stated.found || stated.differs != kNone || record.seq == 0) return;
    if (record.seq > now_.seq) {
      note(Trouble::truncated, {.file = latest_.file, .line = latest_.line}, record.seq,
           fmt::format("entries up to {}", record.seq), fmt::format("the last one is {}", now_.seq),
           {fmt::format("Slutet av loggen saknas: {} säger att den hade poster till och med {}.",
                        stated.beside ? "uppgiften bredvid den" : "ett ankare", record.seq),
            fmt::format("The end of the log is missing: {} says that it had entries up to {}.",
                        stated.beside ? "the record beside it" : "an anchor", record.seq)});
      return;
    }
    if (report_.first != 0 && record.seq < report_.first) return;  // disposed of: not to be told
    const bool known_missing = std::ranges::any_of(
        gaps_, [&](const Gap& gap) { return gap.first <= record.seq && record.seq <= gap.last; });
    if (known_missing || is_named(record.seq)) return;
    note(Trouble::contradicted, {.file = stated.file, .line = 0}, record.seq, "hash " + record.hash,
         "no such entry that is whole",
         {"Den post som angavs som loggens sista finns inte hel.",
          "The entry that was stated as the log's last is not there whole."});
  }

  const VerifyOptions& options_;
  std::set<std::string, std::less<>> known_keys_;
  std::multimap<std::uint64_t, Stated> stated_;
  VerifyReport report_;
  std::vector<Noted> problems_;
  std::uint64_t beyond_ = 0;

  Stand now_;
  Stand before_;
  Place latest_;
  Place latest_good_;
  bool last_bad_ = false;
  bool jumped_ = false;
  std::size_t bad_ = kNone;
  std::size_t mismatch_ = kNone;
  std::size_t fork_ = kNone;
  std::string fork_hash_;
  std::vector<Gap> gaps_;
  std::map<std::uint64_t, Stray> strays_;

  Sealing sealing_;
  Sealing sealing_before_;  // the latest checkpoint
  std::uint64_t latest_checkpoint_ = 0;
  std::size_t problems_before_ = 0;  // the latest checkpoint was judged
};

/// Whoever writes the log holds a lock on its record; asking for it takes none.
bool is_locked(const fs::path& record) {
  const int descriptor = ::open(record.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  struct flock lock {};
  lock.l_type = F_RDLCK;
  lock.l_whence = SEEK_SET;
  const bool locked = ::fcntl(descriptor, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  ::close(descriptor);
  return locked;
}

std::optional<std::pair<dev_t, ino_t>> identity(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return std::nullopt;
  return std::pair(status.st_dev, status.st_ino);
}

Result<void> go_through(Verifier& verifier, LineReader& reader, const std::string& name,
                        bool last_may_be_unfinished) {
  LineReader::Line line;
  for (;;) {
    const auto more = reader.next(line);
    if (!more) return at(name, more.error());
    if (!*more) return {};
    if (!line.ended && last_may_be_unfinished) return {};
    verifier.line({.place = {.file = &name, .line = line.number},
                   .text = line.text,
                   .ended = line.ended,
                   .too_long = line.too_long});
  }
}

}  // namespace

Result<VerifyReport> verify(const fs::path& log, const VerifyOptions& options) {
  std::error_code ec;
  auto files = files_of_log(log);
  if (!files) return files.error();
  Verifier verifier(options);
  std::vector<std::string> names;  // what problems point at: never moved once verifying begins
  const bool folder = fs::is_directory(log, ec);
  if (!folder) {
    if (const auto archive = archive_of(log)) {
      auto reader = LineReader::open(log);
      if (!reader) return reader.error();
      const std::string name = log.filename().string();
      verifier.begin_at(archive->first);
      if (auto read = go_through(verifier, *reader, name, false); !read) return read.error();
      verifier.report().files = 1;
      return verifier.finish(false);
    }
  }
  // In this order: the record is never ahead of the entries, and a file that is archived meanwhile
  // is still open.
  const bool being_written = is_locked(files->record);
  const auto record_text = read_file(files->record, kHeadRecordBytes * 2);
  auto active = LineReader::open(files->active);
  if (!active && active.error().code != Errc::not_found) return active.error();
  const auto active_identity = active ? identity(files->active) : std::nullopt;
  files = files_of_log(log);
  if (!files) return files.error();
  if (active_identity) {
    std::erase_if(files->archives, [&](const LogFiles::Archive& archive) {
      return identity(archive.file) == active_identity;
    });
  }
  if (!active && files->archives.empty()) {
    return fail(Errc::not_found, files->active.string() + ": no event log here");
  }
  const std::string record_name = files->record.filename().string();
  if (record_text && !record_text->empty()) {
    const auto record = head_record_from_text(*record_text);
    if (record) {
      verifier.expect_record(*record, &record_name);
    } else if (!being_written) {
      verifier.add_problem({.trouble = Trouble::record_forged,
                            .file = record_name,
                            .expected = "a record of where the log stands",
                            .found = record.error().detail,
                            .text = {"Uppgiften om var loggen står går inte att läsa.",
                                     "The record of where the log stands cannot be read."}});
    }
  } else if (options.record_required && !being_written) {
    verifier.add_problem(
        {.trouble = Trouble::record_missing,
         .file = record_name,
         .expected = "a record of where the log stands",
         .found = "none",
         .text = {"Uppgiften om var loggen står saknas. Utan den syns inte om slutet har "
                  "tagits bort, annat än med ett ankare.",
                  "The record of where the log stands is missing. Without it one cannot "
                  "see that the end was removed, except with an anchor."}});
  }
  names.reserve(files->archives.size() + 1);
  for (const auto& archive : files->archives) {
    auto reader = LineReader::open(archive.file);
    if (!reader) return reader.error();
    names.push_back(archive.file.filename().string());
    if (auto read = go_through(verifier, *reader, names.back(), false); !read) return read.error();
  }
  if (active) {
    names.push_back(files->active.filename().string());
    if (auto read = go_through(verifier, *active, names.back(), being_written); !read) {
      return read.error();
    }
  }
  verifier.report().files = names.size();
  return verifier.finish(being_written);
}

Result<VerifyReport> verify_lines(const GiveLines& give, const std::optional<HeadRecord>& record,
                                  const VerifyOptions& options) {
  Verifier verifier(options);
  const std::string nowhere;
  if (record) verifier.expect_record(*record, &nowhere);
  std::uint64_t number = 0;
  const auto given = give([&](std::string_view line) {
    const bool ended = line.ends_with('\n');
    if (ended) line.remove_suffix(1);
    verifier.line({.place = {.file = &nowhere, .line = ++number},
                   .text = line,
                   .ended = ended,
                   .too_long = line.size() > kLineBytesMax});
    return true;
  });
  if (!given) return given.error();
  return verifier.finish(false);
}

}  // namespace provbank::eventlog
