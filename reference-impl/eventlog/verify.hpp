// Is a log what was written? Reads the lines alone, of any size, in bounded memory.
//
// What the lines can show by themselves is where the chain does not hold. Who wants to know that
// nobody made a new chain needs the checkpoints' public keys; who wants to know that nothing was
// cut off at the end needs a statement of where the log stood (head_record.hpp): the one beside the
// log, or an anchor that was kept elsewhere.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/text/language.hpp"
#include "reference-impl/eventlog/chain.hpp"
#include "reference-impl/eventlog/head_record.hpp"
#include "reference-impl/eventlog/store.hpp"

namespace provbank::eventlog {

/// Every way in which a log can be wrong.
enum class Trouble {
  altered,            // the entry's bytes are not those that its hash is of
  unreadable,         // no entry, where one should be
  rewritten,          // whole in itself, but not the entry that the next one follows on
  removed,            // entries are not there
  inserted,           // an entry that the chain goes past, or the same entry again
  reordered,          // an entry stands elsewhere than where it was written
  torn,               // the last line has no end
  bad_seal,           // a checkpoint's signature is not its key's
  foreign_seal,       // ... or its key is not the one that had to sign
  beginning_missing,  // the log begins later than it should
  truncated,          // the log ends before an entry that was stated
  contradicted,       // another entry stands where one was stated
  record_forged,      // the statement beside the log is not the key's
  record_missing      // there is none
};
std::string_view to_string(Trouble trouble);

struct Problem {
  Trouble trouble{};
  std::string file;        // its name; empty when it is about none
  std::uint64_t line = 0;  // 0: about no line
  std::uint64_t seq = 0;   // the entry's number as far as it can be told
  std::string expected;
  std::string found;
  Bilingual text{};  // what it means and what to do
};

struct VerifyOptions {
  /// Public keys (base64) that are known to be the log's, from somewhere else than the log. Empty:
  /// the checkpoints are held against each other alone.
  std::vector<std::string> keys;
  /// Statements of where the log stood, kept elsewhere.
  std::vector<HeadRecord> anchors;
  /// The first entry that is still kept; earlier ones were disposed of when their time was over.
  std::uint64_t begins = 1;
  /// Whether a statement must lie beside the log.
  bool record_required = true;
};

struct VerifyReport {
  static constexpr std::size_t kProblemsMax = 1000;

  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
  std::size_t files = 0;
  std::uint64_t first = 0;
  Head head;  // where the log stands by its last entry
  std::uint64_t checkpoints = 0;
  std::uint64_t sealed = 0;    // up to this entry the log is sealed by a checkpoint that holds
  std::uint64_t unsealed = 0;  // entries after it
  std::size_t anchors = 0;     // anchors that the log agrees with
  bool keys_known = false;     // a checkpoint was signed by a key of `keys`, or one that it led to
  bool being_written = false;  // by a process that held the log's lock
  std::vector<Problem> problems;     // the first kProblemsMax, in the order of the log
  std::uint64_t problems_found = 0;  // all of them

  bool holds() const { return problems_found == 0; }
  /// It holds, and somebody who can rewrite everything in the folder could not have made it so:
  /// there are known keys, and something is sealed.
  bool proven() const { return holds() && keys_known && sealed > 0; }
};

/// `log` is a folder, its active file, or one archived file. Errors are about reading: `not_found`
/// when there is no log, `io`.
Result<VerifyReport> verify(const std::filesystem::path& log, const VerifyOptions& options);

/// The same for entries that lie elsewhere, which a source gives in their order.
using GiveLines = std::function<Result<void>(const VisitLine& visit)>;
Result<VerifyReport> verify_lines(const GiveLines& give, const std::optional<HeadRecord>& record,
                                  const VerifyOptions& options);

}  // namespace provbank::eventlog
