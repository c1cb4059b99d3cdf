// A source of the bench that answers with documents made from its schema, one for each point.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "contract/person_identity.hpp"
#include "contract/source.hpp"
#include "harness/evidence/evidence.hpp"
#include "harness/generate/schemas.hpp"
#include "platform/http/message.hpp"

namespace provbank::world {

/// What the evidence says of a case.
evidence::GeneratedCase described(const generate::Case& made);

class GeneratedAnswers {
 public:
  /// `turn` chooses among the cases when not all are wanted.
  GeneratedAnswers(std::filesystem::path data_dir, std::uint64_t turn)
      : data_dir_(std::move(data_dir)), turn_(turn) {}

  /// From now on that source answers so about that person, until `end`.
  void begin(contract::Source source, const contract::PersonIdentity& person, bool valid,
             std::size_t most);
  void end() { source_.reset(); }
  /// Whether a case is left that nobody has been answered with.
  bool more() const { return !set_ || next_ < chosen_.size(); }
  std::size_t served() const { return next_; }

  /// Puts the next case's document in place of the healthy answer. Null when this is no answer of
  /// that source with data in it, or nothing is left. Throws ErrorException when the schema cannot
  /// be read.
  const generate::Case* serve(contract::Source source, http::Response& response);

 private:
  void make(const http::Response& healthy);

  std::filesystem::path data_dir_;
  std::uint64_t turn_;
  std::optional<contract::Source> source_;
  contract::PersonIdentity person_;
  bool valid_ = false;
  std::size_t most_ = 0;
  std::optional<generate::CaseSet> set_;
  std::vector<const generate::Case*> chosen_;
  std::size_t next_ = 0;
};

/// An XML document as the body of a SOAP message.
std::string in_envelope(const std::string& document);

/// The document in a source's envelope, as the source sends it.
std::string answer_body(contract::Source source, const std::string& document);

}  // namespace provbank::world
