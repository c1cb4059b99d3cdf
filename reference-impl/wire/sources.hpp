// The seven base services' own contracts as bytes, both directions, no I/O. Six speak SOAP 1.1; FK
// (with PM inside) speaks LEFI REST. What their contracts leave open is ours and stands in each
// source_*.cpp.
#pragma once
#include <boost/system/result.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "contract/fault_codes.hpp"
#include "contract/question.hpp"
#include "platform/base/result.hpp"
#include "platform/http/message.hpp"

namespace provbank::wire {

inline constexpr std::string_view kLefiVersion =
    "v9";  // the one known, and the one meant when none is named

// ---- The aggregator's side (client)
// --------------------------------------------------------------------------

/// Why a source's part of the answer is an error. `detail` holds no personal data.
struct SourceFailure {
  contract::Kalla kalla = contract::Kalla::ssbt;
  contract::FaultCode code = contract::FaultCode::source_unparsable;
  std::string detail;
};
[[noreturn]] void throw_exception_from_error(const SourceFailure& failure,
                                             const boost::source_location& where);
template <class T>
using SourceOutcome = boost::system::result<T, SourceFailure>;

/// The request without Host. Fails with `source_cannot_carry` when the source's contract has no way
/// to say it (TNS before 1900, CSN samordningsnummer, LEFI text that is no question or has no
/// actor) and `lefi_version_unknown`.
SourceOutcome<http::Request> encode_source_request(contract::Source source,
                                                   const contract::Question& question);

/// What there is to validate in a response.
struct SourceDocuments {
  std::string outer;                 // the payload: CSNSvar, SvarMeddelande ...; LEFI JSON for FK
  std::optional<std::string> inner;  // SKV: the document carried as text in `svar`
};
/// Takes the response apart without judging whom it is about. SOAP fault or status >= 400: kalla
/// BT, `source_failed`. Otherwise `source_unparsable` (not readable) or `source_schema_invalid`
/// (another root element).
SourceOutcome<SourceDocuments> source_document(contract::Source source,
                                               const http::Response& response);

/// The data to hand on, unchanged in content. As `source_document`, and `source_wrong_person` where
/// the contract shows whom the answer is about (AF, SO, CSN Person, SKV inner, MIV and FK when
/// given).
SourceOutcome<contract::SourceData> decode_source_answer(contract::Source source,
                                                         const http::Response& response,
                                                         const contract::Question& question);

/// Who tests: what AF's and FK's own tests cannot do without.
struct PingCaller {
  contract::OrganisationNumber organisation;
  std::string namn;
  std::string aktorsid;
  std::chrono::year_month_day day{};  // any valid day
};
http::Request encode_source_ping(contract::Source source, const PingCaller& caller);
contract::PingResult decode_source_ping(contract::Source source, const http::Response& response);

// ---- The base service's side (server)
// ------------------------------------------------------------------------

/// "/af" and so on. FK's is "/lefi-extern-formansinformation", the start of its paths.
std::string source_path(contract::Source source);

/// What a source was asked, in one shape for all seven.
struct SourceAsk {
  bool ping = false;   // GET ?wsdl, AF Test=true, or FK tillgangligaInformationstyper: answer with
                       // encode_source_ping_answer
  std::string person;  // twelve digits as asked (ten with century joined for TNS and CSN); empty in
                       // a ping other than AF's
  std::optional<contract::PersonIdentity> identity;  // when `person` is one
  std::optional<contract::Period> period;            // AF, CSN, FK, SO
  std::string referensnummer;                        // AF, SO: Referensnummer; MIV: korrelationsid
  std::optional<contract::OrganisationNumber> organisation;  // AF, SO, MIV: who asks, when readable
  std::string handlaggare;                                   // AF, SO, MIV
  std::string payload;   // the question as sent (XML root or LEFI JSON): source of the echo fields
  std::string aktorsid;  // FK
  std::string version;   // FK: "v9"
};

/// `malformed` (unreadable), `invalid` (readable, but not that source's question; for FK also:
/// nothing asked, or more than two years), `unsupported` (method, path or LEFI version). Details
/// hold no values.
Result<SourceAsk> decode_source_request(contract::Source source, const http::Request& request);

/// The source's answer to `ask` from a document in its own public format (SKV: the inner document
/// or the whole response; FK: LEFI JSON holding everything known). Echo fields and identity are
/// those of `ask`: change `ask.person` to play a source that answers about somebody else. FK is
/// filtered to what was asked. `malformed`/`invalid` when the fixture does not fit.
Result<http::Response> encode_source_answer(contract::Source source, const SourceAsk& ask,
                                            std::string_view fixture_document);
/// 200: a WSDL, AF's answer to a test question, or FK's list of all types.
http::Response encode_source_ping_answer(contract::Source source, const SourceAsk& ask);

/// The source says that it failed: SOAP fault (with SKV's and MIV's own detail) or LefiFelsvar.
struct SourceFaultText {
  int status = 500;  // FK: 400, 403, 500. SOAP faults are always sent with 500
  std::string text = "Tekniskt fel";
};
http::Response encode_source_fault(contract::Source source, const SourceFaultText& text = {});

}  // namespace provbank::wire
