// A small case system (Verksamhetssystem): asks when its handläggare wants to know, and shows what
// came back. It is the reference party on the kommun's side.
//
//   POST /fragor
//     {"person": "198503149828", "arende": "E-1", "kallor": ["AF"],
//      "from": "2025-12-01", "tom": "2026-02-28"}
//     Without kallor all are asked. 201 when the answer is in.
//   GET /arenden/<arende>
//     What the handläggare sees:
//     {"arende", "status": "besvarad" | "misslyckades", "meddelande",
//      "kallor": {"AF": {"visar": "uppgifter" | "inga uppgifter" | "kunde inte hämtas", "text"}}}
//
// Who asks is recorded before anything is asked (TV-12.4.4): a question that cannot be recorded is
// not put.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "contract/organisations.hpp"
#include "platform/http/message.hpp"
#include "platform/net/byte_stream.hpp"
#include "platform/time/clock.hpp"
#include "reference-impl/eventlog/log.hpp"
#include "reference-impl/eventlog/pseudonyms.hpp"
#include "reference-impl/kommun/client.hpp"
#include "reference-impl/kommun/question_builder.hpp"
#include "reference-impl/kommun/transport.hpp"

namespace provbank::kommun {

/// What is known about one source in one case.
enum class Known { data, nothing, failed };

/// One case as its handläggare sees it.
struct CaseView {
  bool failed = false;  // no answer at all
  std::string message;
  struct Source {
    Known known{};
    std::string text;  // the data, or why there is none
  };
  std::map<contract::Source, Source> sources;
};

/// Reads what came back about `person`. An answer in which a source names somebody else is not
/// shown. A fault, a broken connection or an answer that cannot be read is a failure of the
/// whole, never "nothing found".
CaseView view_of(const Result<AskOutcome>& outcome, const contract::PersonIdentity& person,
                 const contract::SourceSet& asked);
std::string to_json(const std::string& case_id, const CaseView& view);

/// The processing history (behandlingshistorik): which handläggare asked, when, in which case and,
/// under a pseudonym, about whom. Nothing of what came back. The log must outlive the system.
struct History {
  eventlog::EventLog& log;
  eventlog::Pseudonyms pseudonyms;
};

class CaseSystem {
 public:
  /// `transport` and `clock` outlive it. Questions go to `target` at the transport's other end.
  /// Without a history nothing is recorded.
  CaseSystem(contract::Kommun kommun, Transport& transport, time::Clock& clock,
             std::string target = std::string(kDefaultTarget),
             std::optional<History> history = std::nullopt);
  CaseSystem(const CaseSystem&) = delete;
  CaseSystem& operator=(const CaseSystem&) = delete;

  /// Its own interface, for net::HttpServer; 400 with the reason for what it cannot do.
  net::awaitable<http::Response> handle(http::Request request, const net::Peer& peer);

 private:
  net::awaitable<http::Response> ask(std::string body);
  net::awaitable<Result<void>> record(const contract::Question& question);
  http::Response show(std::string_view case_id) const;

  KommunClient client_;
  QuestionBuilder builder_;
  time::Clock& clock_;
  std::optional<History> history_;
  std::map<std::string, CaseView, std::less<>> cases_;  // the latest answer of each
};

}  // namespace provbank::kommun
