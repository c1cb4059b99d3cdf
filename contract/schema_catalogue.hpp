// Every schema of the v10 contract and of SHS, compiled once: which schema a message must follow.
#pragma once
#include <filesystem>
#include <memory>
#include <string_view>

#include "contract/source.hpp"
#include "platform/base/result.hpp"
#include "platform/json/schema.hpp"
#include "platform/xml/dtd.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::contract {

/// Immutable after loading; validation may run in several threads.
class SchemaCatalogue {
 public:
  /// `data_dir` holds schemas/. Fails with the schema's name when one does not compile.
  static Result<std::shared_ptr<const SchemaCatalogue>> load(const std::filesystem::path& data_dir);
  ~SchemaCatalogue();

  const xml::Schema& soap_envelope() const;
  /// Documents whose root is any global element of ssbt v10 (question, answer, fault, ping).
  const xml::Schema& ssbt() const;
  /// The envelope of several persons and, inside it, ordinary v10 elements.
  const xml::Schema& flerperson() const;
  /// The body of a source's question or answer (its root element); not for FK.
  const xml::Schema& source(Source source) const;
  /// SKV's documents inside the text: question (ours) and answer.
  const xml::Schema& skv_forfragan() const;
  const xml::Schema& skv_svar() const;
  const json::JsonSchema& lefi_fraga() const;
  const json::JsonSchema& lefi_svar() const;
  const json::JsonSchema& lefi_felsvar() const;
  const json::JsonSchema& lefi_tillgangliga() const;
  /// SHS 1.2: a message's label, what a confirmation or an error says, what a mailbox holds.
  const xml::Dtd& shs_label() const;
  const xml::Dtd& shs_management() const;
  const xml::Dtd& shs_message_list() const;

 private:
  SchemaCatalogue();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace provbank::contract
