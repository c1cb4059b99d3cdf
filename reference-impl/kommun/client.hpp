// The kommun's side of the v10 contract: questions out, answers in.
#pragma once
#include <string>
#include <vector>

#include "contract/question.hpp"
#include "platform/base/result.hpp"
#include "platform/http/message.hpp"
#include "platform/net/byte_stream.hpp"
#include "reference-impl/kommun/transport.hpp"
#include "reference-impl/wire/ssbt.hpp"

namespace provbank::kommun {

/// What came back, read and as received. `T` is an answer or the whole question's fault.
template <class T>
struct Outcome {
  T result;
  http::Response response;
};
using AskOutcome = Outcome<wire::AnswerOrFault>;
using AskManyOutcome = Outcome<wire::FleraAnswerOrFault>;
using PingOutcome = Outcome<wire::PingAnswerOrFault>;

inline constexpr std::string_view kDefaultTarget = "/ssbtek/v10";

/// A SOAP 1.1 request as the contract wants it (POST, text/xml in UTF-8, empty SOAPAction). Its
/// bytes and fields may be altered before a Transport sends it.
http::Request make_request(std::string soap_body, std::string target = std::string(kDefaultTarget));

/// Errors are the transport's, and `malformed` or `invalid` for an answer that is not of the
/// contract (its HTTP status is in the detail). A SOAP fault is no error but the outcome.
/// `transport` outlives the client.
class KommunClient {
 public:
  explicit KommunClient(Transport& transport, std::string target = std::string(kDefaultTarget));

  net::awaitable<Result<AskOutcome>> ask(contract::Question question);
  /// One to ten persons, in the order of the answers.
  net::awaitable<Result<AskManyOutcome>> ask_many(std::vector<contract::Question> questions);
  net::awaitable<Result<PingOutcome>> ping();

 private:
  Transport& transport_;
  std::string target_;
};

}  // namespace provbank::kommun
