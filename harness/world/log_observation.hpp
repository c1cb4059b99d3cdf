// What a party from outside writes to its event log while a scenario runs.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/certify/certification.hpp"
#include "harness/evidence/evidence.hpp"
#include "harness/logbook/mapping.hpp"

namespace provbank::world {

/// Notes what the log holds when it is made, and tells afterwards what has come since. The log is a
/// file, or a folder in which a file is rotated, renamed and compressed: what stood there before is
/// known again by its beginning and its end, whatever its file is called by then. A log that has
/// become shorter was begun anew and counts from its beginning.
class LogObservation {
 public:
  /// Without a log in the plan there is nothing to tell. Both outlive the observation.
  LogObservation(const certify::Certification& party, const logbook::Mapping& mapping);

  /// New entries in order of time, each file's for itself; and the log's other files. Throws
  /// ErrorException, naming the file, when the log cannot be read.
  void hand_over(std::vector<evidence::WrittenFile>& files, evidence::EventLogSeen& seen) const;

 private:
  /// A file as it was.
  struct Before {
    std::filesystem::path path;
    std::uint64_t size = 0;
    std::string head;
    std::string tail;
    std::size_t entries = 0;  // of a document, which cannot be read from its middle on
  };
  struct Since {
    std::string content;
    std::size_t entries_before = 0;
    bool any = true;
  };

  bool is_document() const;
  std::size_t entries_in(const std::string& content) const;
  Before noted(const std::filesystem::path& path) const;
  bool unchanged(const Before& now) const;
  /// The one that the content goes on from; null when it is all new.
  const Before* continued(const std::filesystem::path& path, const std::string& content) const;
  Since since(const std::filesystem::path& path) const;

  const certify::Certification& party_;
  const logbook::Mapping& mapping_;
  std::vector<Before> before_;
};

/// The party's own mapping, or the reference's.
const logbook::Mapping& mapping_of(const certify::Certification& party,
                                   const std::shared_ptr<const logbook::Mapping>& reference);

/// Whether the file is of the party's event log: what LogObservation reads, and what is searched as a
/// log.
bool is_event_log_of(const certify::Certification& party, const std::filesystem::path& file);

}  // namespace provbank::world
