// How the judge reads bytes: with libxml2 and XPath, never with the parsers of those it judges.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/source.hpp"
#include "harness/evidence/evidence.hpp"
#include "platform/base/result.hpp"
#include "platform/xml/document.hpp"

namespace provbank::evidence {

/// Prefixes for XPath: soap, ssbt, flera, af, csn (kommunfraga), csnpers, csnfraga, so, tns,
/// tnsper, frdn, miv, skv, skvfraga (ours), skvsvar, skvfolk.
const xml::Namespaces& namespaces();

/// The XPath, in local names, of a node whose path `xml::Found` (or a view below) gives:
/// "/Envelope/Body/AF[2]".
std::string xpath_of(std::string_view path);

/// One source's part of an answer as the kommun got it.
struct SourceView {
  bool delivered = false;  // a data element
  std::string kalla;       // with an error element
  std::string felkod;
  std::vector<std::string> felmeddelande;
  std::size_t line = 0;
  std::string path;  // of the source's element, for findings
};

/// One v10 answer (or fault) about one person.
struct AnswerView {
  bool fault = false;
  std::string felkod;
  std::vector<std::string> felmeddelande;
  std::map<contract::Source, SourceView> sources;
  std::string path;  // XPath of the answer's element inside the envelope
};

/// What came back for one question: its kind as result.xml names it, and what it holds.
struct ReplyView {
  /// answered (data from every source asked), partial, fault (the whole question failed), refused
  /// (a fault or an HTTP error before any source was asked is a matter for the checks: here both
  /// are "fault"), no-answer, tls-rejected, ping.
  std::string outcome;
  std::optional<int> http_status;
  std::string fault_code;  // of the whole reply
  std::string fault_string;
  std::vector<AnswerView>
      answers;  // one; as many as persons for several; none for a ping or a fault
  std::map<contract::Source, SourceView> ping;  // delivered = anropad without error
  std::optional<Error> unreadable;              // not XML, no SOAP envelope, unknown body
};
ReplyView read_reply(const AskedQuestion& question, const Exchange* exchange);

/// The person a source was asked about, as its twelve digits, from the bytes it received. Nothing
/// for tests (pings) and for bytes that cannot be read.
std::optional<std::string> person_asked(const Exchange& source_exchange);
/// True for a source's own test (GET, AF's Test, FK's tillgangligaInformationstyper).
bool is_source_test(const Exchange& source_exchange);

/// Which source exchanges belong to which question and person. Bytes carry no common id, so they
/// are connected by person and time: an exchange belongs to the question about its person that was
/// under way when it began.
struct Linked {
  std::string question;                // AskedQuestion::id
  std::string person;                  // twelve digits
  std::vector<const Exchange*> calls;  // in schema order of the source
  bool ambiguous = false;  // another question about the person was under way at the same time
};
struct Links {
  std::vector<Linked> linked;
  std::vector<const Exchange*>
      orphans;  // belong to no question (their person was asked about by nobody at that time)
  bool ambiguous = false;  // two questions about one person were under way at once: see Linked
  const Linked* find(std::string_view question, std::string_view person) const;
};
Links link(const Evidence& evidence);

/// What every check would read again: read once when the evidence is complete, and kept with it.
struct Readings {
  std::map<std::string, ReplyView, std::less<>> replies;  // by question id
  Links links;
};
/// Fills `evidence.readings`. The exchanges must not change or be copied afterwards: links point at
/// them.
void read_once(Evidence& evidence);
/// The kept reply of a question, or a fresh reading.
ReplyView reply_of(const Evidence& evidence, const AskedQuestion& question,
                   const Exchange* exchange);

}  // namespace provbank::evidence
