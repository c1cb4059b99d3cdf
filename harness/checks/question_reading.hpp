// What the bench asked, read back from the bytes that it sent.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "contract/source.hpp"
#include "harness/evidence/exchange.hpp"
#include "platform/xml/document.hpp"

namespace provbank::checks {

/// Both ends as they are written.
struct PeriodText {
  std::string from;
  std::string tom;
  friend bool operator==(const PeriodText&, const PeriodText&) = default;
};
std::string to_string(const PeriodText& period);

/// One v10 question about one person. Texts are as they stand, margins trimmed where the type lets
/// them be.
struct QuestionBytes {
  std::string xpath;  // to its element
  std::string person;
  std::string organisation;
  std::string handlaggare;
  std::string case_id;
  std::string purpose;
  std::string statute;
  std::optional<std::string> frage_tidpunkt;
  std::optional<std::string> korrelationsid;
  bool echo = false;
  contract::SourceSet included;
  PeriodText general;
  std::map<contract::Source, PeriodText> own;
  std::optional<std::string> lefi_version;
  std::string lefi_json;  // decoded

  const PeriodText& period_for(contract::Source source) const;
};

/// The questions in a message, in their order: one, or one for each person. Empty when there are
/// none to read.
std::vector<QuestionBytes> read_questions(const xml::Document& message);
/// The same from the exchange's request.
std::vector<QuestionBytes> read_questions(const evidence::Exchange& exchange);

/// The text without white space at its ends.
std::string trimmed(std::string_view text);

/// In small letters, the Swedish ones too, without white space around.
std::string plain(std::string_view text);

/// "system", "admin" and the like: the name of a handläggare that names nobody.
bool belongs_to_nobody(const std::string& name);

}  // namespace provbank::checks
