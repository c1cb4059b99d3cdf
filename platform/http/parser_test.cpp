#include "platform/http/parser.hpp"

#include <gmock/gmock.h>

namespace provbank::http {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

constexpr std::string_view kHost = "Host: a\r\n";

Limits small_limits() {
  Limits limits;
  limits.header_bytes = 256;
  limits.header_fields = 8;
  limits.body_bytes = 64;
  return limits;
}

/// What came of feeding some pieces one after another, in words that compare.
struct Outcome {
  std::string verdict;  // "done", "more", or the error's code
  std::string detail;
  std::string start;  // method and target, or status and reason
  Fields fields;
  std::string body;
  std::string rest;  // what was not consumed
  bool keep_alive = false;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

void PrintTo(const Outcome& o, std::ostream* out) {
  *out << o.verdict << " '" << o.detail << "' start='" << o.start << "' body='" << o.body
       << "' rest='" << o.rest << "' keep_alive=" << o.keep_alive;
}

std::string start_of(const Request& request) {
  return request.method + " " + request.target;
}
std::string start_of(const Response& response) {
  return std::to_string(response.status) + " " + response.reason;
}

template <class Parser>
Outcome finished(Parser& parser, std::string rest) {
  Outcome outcome;
  outcome.keep_alive = parser.keep_alive();
  auto message = parser.take();
  outcome.verdict = "done";
  outcome.start = start_of(message);
  outcome.fields = message.fields;
  outcome.body = message.body;
  outcome.rest = std::move(rest);
  return outcome;
}

Outcome failed(const Error& error) {
  Outcome outcome;
  outcome.verdict = to_string(error.code);
  outcome.detail = error.detail;
  return outcome;
}

template <class Parser>
Outcome feed_all(const std::vector<std::string_view>& pieces, bool then_end) {
  Parser parser(small_limits());
  std::string rest;
  for (const auto piece : pieces) {
    if (parser.done()) {
      rest += piece;
      continue;
    }
    const auto used = parser.feed(piece);
    if (!used) return failed(used.error());
    rest += piece.substr(*used);
  }
  if (!parser.done() && then_end) {
    if (const auto ended = parser.feed_end(); !ended) return failed(ended.error());
  }
  if (parser.done()) return finished(parser, rest);
  Outcome more;
  more.verdict = "more";
  return more;
}

/// The outcome for the bytes in one piece, after proving that every split, and one byte at a time,
/// gives the same.
template <class Parser>
Outcome outcome_of(std::string_view bytes, bool then_end = false) {
  const Outcome whole = feed_all<Parser>({bytes}, then_end);
  for (std::size_t at = 0; at <= bytes.size(); ++at) {
    EXPECT_EQ(feed_all<Parser>({bytes.substr(0, at), bytes.substr(at)}, then_end), whole)
        << "split at " << at;
  }
  std::vector<std::string_view> single;
  for (std::size_t at = 0; at < bytes.size(); ++at) single.push_back(bytes.substr(at, 1));
  EXPECT_EQ(feed_all<Parser>(single, then_end), whole) << "byte by byte";
  return whole;
}

std::string with_host(std::string_view start, std::string_view rest) {
  return std::string(start) + "\r\n" + std::string(kHost) + std::string(rest);
}

TEST(HttpRequestParser, ReadsAPostWithALength) {
  const auto outcome = outcome_of<RequestParser>(
      with_host("POST /ssbtek/v10?x=1 HTTP/1.1", "Content-Length: 5\r\nX-Y:  z \r\n\r\nhello"));
  EXPECT_EQ(outcome.verdict, "done") << outcome.detail;
  EXPECT_EQ(outcome.start, "POST /ssbtek/v10?x=1");
  EXPECT_THAT(outcome.fields.entries(),
              ElementsAre(Pair("Host", "a"), Pair("Content-Length", "5"), Pair("X-Y", "z")));
  EXPECT_EQ(outcome.body, "hello");
  EXPECT_TRUE(outcome.keep_alive);
}

TEST(HttpRequestParser, ReadsChunksAndDropsExtensionsAndTrailers) {
  const auto outcome = outcome_of<RequestParser>(
      with_host("POST / HTTP/1.1",
                "Transfer-Encoding: Chunked\r\n\r\n5;a=b;c=\"d\"\r\nhello\r\n06\r\n "
                "world\r\n0\r\nX-Sum: 1\r\n\r\n"));
  EXPECT_EQ(outcome.verdict, "done") << outcome.detail;
  EXPECT_EQ(outcome.body, "hello world");
  EXPECT_EQ(outcome.fields.find("X-Sum"), std::nullopt);
}

TEST(HttpRequestParser, ReadsAnEmptyChunkedBody) {
  const auto outcome = outcome_of<RequestParser>(
      with_host("POST / HTTP/1.1", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
  EXPECT_EQ(outcome.verdict, "done") << outcome.detail;
  EXPECT_THAT(outcome.body, IsEmpty());
}

TEST(HttpRequestParser, LeavesTheNextMessageAlone) {
  const std::string first = with_host("GET /1 HTTP/1.1", "\r\n");
  const std::string second = with_host("GET /2 HTTP/1.1", "\r\n");
  EXPECT_EQ(outcome_of<RequestParser>(first + second).rest, second);
  const std::string chunked =
      with_host("POST / HTTP/1.1", "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n");
  EXPECT_EQ(outcome_of<RequestParser>(chunked + second).rest, second);
}

TEST(HttpRequestParser, PassesOneEmptyLineBeforeTheRequestLine) {
  EXPECT_EQ(outcome_of<RequestParser>("\r\n" + with_host("GET / HTTP/1.1", "\r\n")).verdict,
            "done");
  EXPECT_EQ(outcome_of<RequestParser>("\r\n\r\n" + with_host("GET / HTTP/1.1", "\r\n")).verdict,
            "malformed");
}

TEST(HttpRequestParser, FollowsTheConnectionField) {
  EXPECT_FALSE(outcome_of<RequestParser>(with_host("GET / HTTP/1.1", "Connection: close\r\n\r\n"))
                   .keep_alive);
  EXPECT_FALSE(outcome_of<RequestParser>("GET / HTTP/1.0\r\n\r\n").keep_alive);
  EXPECT_TRUE(
      outcome_of<RequestParser>("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keep_alive);
}

TEST(HttpRequestParser, ExpectsToBeToldToContinueUntilTheBodyComes) {
  RequestParser parser(small_limits());
  const std::string head =
      with_host("POST / HTTP/1.1", "Content-Length: 2\r\nExpect: 100-Continue\r\n\r\n");
  ASSERT_TRUE(parser.feed(head));
  EXPECT_TRUE(parser.head_done());
  EXPECT_TRUE(parser.expects_continue());
  ASSERT_TRUE(parser.feed("a"));
  EXPECT_FALSE(parser.expects_continue());
}

TEST(HttpRequestParser, RefusesATooLongBodyBeforeItIsSent) {
  RequestParser parser(small_limits());
  const auto used = parser.feed(with_host("POST / HTTP/1.1", "Content-Length: 65\r\n\r\n"));
  ASSERT_FALSE(used);
  EXPECT_EQ(used.error().code, Errc::too_large);
  EXPECT_TRUE(parser.head_done());
}

struct Refusal {
  std::string name;
  std::string bytes;
  Errc code;
  std::string detail;  // a part of the explanation
};

void PrintTo(const Refusal& refusal, std::ostream* out) {
  *out << refusal.name;
}

class HttpRequestRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(HttpRequestRefusal, IsTheSameAtEverySplitAndQuotesNothing) {
  const auto& [name, bytes, code, detail] = GetParam();
  const auto outcome = outcome_of<RequestParser>(bytes);
  EXPECT_EQ(outcome.verdict, to_string(code)) << outcome.detail;
  EXPECT_THAT(outcome.detail, AllOf(HasSubstr(detail), Not(HasSubstr("hemlig"))));
}

std::vector<Refusal> request_refusals() {
  const auto get = [](std::string_view rest) { return with_host("GET / HTTP/1.1", rest); };
  const auto post = [](std::string_view rest) { return with_host("POST / HTTP/1.1", rest); };
  const auto chunks = [&](std::string_view rest) {
    return post("Transfer-Encoding: chunked\r\n\r\n" + std::string(rest));
  };
  return {
      {"LengthWithChunked", post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"),
       Errc::malformed, "Transfer-Encoding"},
      {"ChunkedWithLength", post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n"),
       Errc::malformed, "Content-Length"},
      {"TwoDifferentLengths", post("Content-Length: 3\r\nContent-Length: 4\r\n\r\n"),
       Errc::malformed, "several"},
      {"TwoEqualLengths", post("Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
       Errc::malformed, "several"},
      {"LengthList", post("Content-Length: 3, 3\r\n\r\nabc"), Errc::malformed, "Content-Length"},
      {"LengthWithSign", post("Content-Length: +3\r\n\r\nabc"), Errc::malformed, "Content-Length"},
      {"LengthInHex", post("Content-Length: 0x3\r\n\r\nabc"), Errc::malformed, "Content-Length"},
      {"LengthThatOverflows", post("Content-Length: 99999999999999999999999\r\n\r\n"),
       Errc::malformed, "Content-Length"},
      {"LengthEmpty", post("Content-Length: \r\n\r\n"), Errc::malformed, "Content-Length"},
      {"CodingNotChunked", post("Transfer-Encoding: gzip\r\n\r\n"), Errc::malformed,
       "other than chunked"},
      {"CodingBesideChunked", post("Transfer-Encoding: gzip, chunked\r\n\r\n"), Errc::malformed,
       "other than chunked"},
      {"CodingTwice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"),
       Errc::malformed, "Transfer-Encoding"},
      {"CodingInHttp10", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", Errc::malformed,
       "before HTTP/1.1"},
      {"NoHost", "GET / HTTP/1.1\r\n\r\n", Errc::malformed, "Host"},
      {"TwoHosts", get("Host: b\r\n\r\n"), Errc::malformed, "Host"},
      {"FoldedField", get("X: hemlig\r\n mer\r\n\r\n"), Errc::malformed, "folded"},
      {"FoldedFirstField", "GET / HTTP/1.1\r\n X: hemlig\r\n\r\n", Errc::malformed, "folded"},
      {"BareLineFeed", "GET / HTTP/1.1\nHost: a\n\n", Errc::malformed, "bare"},
      {"BareCarriageReturn", get("X: hem\rlig\r\n\r\n"), Errc::malformed, "bare"},
      {"NulInField", get(std::string("X: a\0b\r\n\r\n", 10)), Errc::malformed, "control"},
      {"SpaceBeforeColon", get("X : hemlig\r\n\r\n"), Errc::malformed, "field name"},
      {"FieldWithoutColon", get("hemlig\r\n\r\n"), Errc::malformed, "field name"},
      {"EmptyFieldName", get(": hemlig\r\n\r\n"), Errc::malformed, "field name"},
      {"TargetWithoutSlash", with_host("GET hemlig HTTP/1.1", "\r\n"), Errc::malformed, "target"},
      {"TargetNotAscii", with_host("GET /\xc3\xa5 HTTP/1.1", "\r\n"), Errc::malformed, "target"},
      {"TargetWithFragment", with_host("GET /a#b HTTP/1.1", "\r\n"), Errc::malformed, "target"},
      {"MethodNotToken", with_host("G(T / HTTP/1.1", "\r\n"), Errc::malformed, "method"},
      {"Http2", "PRI * HTTP/2.0\r\n\r\n", Errc::unsupported, "version"},
      {"Http09", "GET /\r\n\r\n", Errc::malformed, "target"},
      {"LowerCaseVersion", with_host("GET / http/1.1", "\r\n"), Errc::malformed, "version"},
      {"TlsHello", std::string("\x16\x03\x01\x02\x00\x01", 6), Errc::malformed, "control"},
      {"HeadTooLong", get("X: " + std::string(300, 'h') + "\r\n\r\n"), Errc::too_large,
       "header_bytes (256)"},
      {"TooManyFields", get("A: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\nE: 1\r\nF: 1\r\nG: 1\r\nH: 1\r\n\r\n"),
       Errc::too_large, "header_fields (8)"},
      {"BodyTooLong", post("Content-Length: 65\r\n\r\n"), Errc::too_large, "body_bytes (64)"},
      {"ChunkTooLong", chunks("41\r\n"), Errc::too_large, "body_bytes (64)"},
      {"ChunksTooLong", chunks("3f\r\n" + std::string(63, 'h') + "\r\n2\r\n"), Errc::too_large,
       "body_bytes (64)"},
      {"ChunkSizeThatOverflows", chunks("fffffffffffffffff\r\n"), Errc::malformed, "chunk"},
      {"ChunkSizeMissing", chunks("\r\nhemlig"), Errc::malformed, "chunk"},
      {"ChunkSizeNegative", chunks("-1\r\nhemlig"), Errc::malformed, "chunk"},
      {"ChunkLongerThanItsSize", chunks("3\r\nhemlig\r\n0\r\n\r\n"), Errc::malformed, "chunk"},
      {"ChunkExtensionGarbage", chunks("3 hemlig\r\nabc\r\n0\r\n\r\n"), Errc::malformed, "chunk"},
      {"ChunkExtensionEndless", chunks("3;a=" + std::string(400, 'h')), Errc::too_large,
       "header_bytes (256)"},
      {"TrailerEndless", chunks("0\r\nX: " + std::string(400, 'h')), Errc::too_large,
       "header_bytes (256)"},
      {"LengthInTrailer", chunks("0\r\nContent-Length: 3\r\n\r\n"), Errc::malformed,
       "Content-Length"},
  };
}

INSTANTIATE_TEST_SUITE_P(Vectors, HttpRequestRefusal, testing::ValuesIn(request_refusals()),
                         [](const auto& row) { return row.param.name; });

TEST(HttpRequestParser, TellsACleanEndFromATruncatedMessage) {
  EXPECT_EQ(outcome_of<RequestParser>("", true).verdict, "closed");
  const std::string whole = with_host("POST / HTTP/1.1", "Content-Length: 5\r\n\r\nhello");
  for (std::size_t length = 1; length < whole.size(); ++length) {
    EXPECT_EQ(feed_all<RequestParser>({std::string_view(whole).substr(0, length)}, true).verdict,
              "truncated")
        << length;
  }
  EXPECT_EQ(outcome_of<RequestParser>(whole, true).verdict, "done");
}

TEST(HttpRequestParser, AcceptsExactlyTheLimits) {
  const std::string body(64, 'x');
  EXPECT_EQ(
      outcome_of<RequestParser>(with_host("POST / HTTP/1.1", "Content-Length: 64\r\n\r\n" + body))
          .body,
      body);
  const std::string start = with_host("GET / HTTP/1.1", "X: ");
  const std::string filler(256 - start.size() - 4, 'x');
  EXPECT_EQ(outcome_of<RequestParser>(start + filler + "\r\n\r\n").verdict, "done");
  EXPECT_EQ(outcome_of<RequestParser>(start + filler + "x\r\n\r\n").verdict, "too_large");
}

TEST(HttpResponseParser, ReadsALengthABodyToTheEndAndNone) {
  const auto sized =
      outcome_of<ResponseParser>("HTTP/1.1 200 Allt v\xc3\xa4l\r\nContent-Length: 2\r\n\r\nok");
  EXPECT_EQ(sized.verdict, "done") << sized.detail;
  EXPECT_EQ(sized.start, "200 Allt v\xc3\xa4l");
  EXPECT_TRUE(sized.keep_alive);
  const auto to_end = outcome_of<ResponseParser>("HTTP/1.1 200 OK\r\n\r\nall of it", true);
  EXPECT_EQ(to_end.body, "all of it");
  EXPECT_FALSE(to_end.keep_alive);
  EXPECT_EQ(outcome_of<ResponseParser>("HTTP/1.1 200 OK\r\n\r\n", true).verdict, "done");
  EXPECT_EQ(outcome_of<ResponseParser>("HTTP/1.1 204 No Content\r\n\r\n").verdict, "done");
}

TEST(HttpResponseParser, ReadsPastInterimResponses) {
  const auto outcome = outcome_of<ResponseParser>(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
  EXPECT_EQ(outcome.verdict, "done") << outcome.detail;
  EXPECT_EQ(outcome.start, "200 OK");
  EXPECT_EQ(outcome.fields.find("Link"), std::nullopt);
}

TEST(HttpResponseParser, ExpectsNoBodyAfterHead) {
  ResponseParser parser(small_limits(), "HEAD");
  ASSERT_TRUE(parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"));
  EXPECT_TRUE(parser.done());
  EXPECT_TRUE(parser.keep_alive());
}

class HttpResponseRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(HttpResponseRefusal, IsTheSameAtEverySplitAndQuotesNothing) {
  const auto& [name, bytes, code, detail] = GetParam();
  const auto outcome = outcome_of<ResponseParser>(bytes);
  EXPECT_EQ(outcome.verdict, to_string(code)) << outcome.detail;
  EXPECT_THAT(outcome.detail, AllOf(HasSubstr(detail), Not(HasSubstr("hemlig"))));
}

std::vector<Refusal> response_refusals() {
  const auto ok = [](std::string_view rest) { return "HTTP/1.1 200 OK\r\n" + std::string(rest); };
  std::string interim;
  for (int i = 0; i < 9; ++i) interim += "HTTP/1.1 100 Continue\r\n\r\n";
  return {
      {"LengthWithChunked", ok("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"),
       Errc::malformed, "Transfer-Encoding"},
      {"TwoEqualLengths", ok("Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"), Errc::malformed,
       "several"},
      {"CodingNotChunked", ok("Transfer-Encoding: hemlig\r\n\r\n"), Errc::malformed,
       "other than chunked"},
      {"FoldedField", ok("X: hemlig\r\n\tmer\r\n\r\n"), Errc::malformed, "folded"},
      {"LeadingEmptyLine", "\r\n" + ok("\r\n"), Errc::malformed, "grammar"},
      {"StatusNotANumber", "HTTP/1.1 2x0 hemlig\r\n\r\n", Errc::malformed, "status"},
      {"StatusTooSmall", "HTTP/1.1 099 hemlig\r\n\r\n", Errc::malformed, "status"},
      {"StatusTooLarge", "HTTP/1.1 600 hemlig\r\n\r\n", Errc::malformed, "status"},
      {"Http2", "HTTP/2.0 200 OK\r\n\r\n", Errc::unsupported, "version"},
      {"NotHttp", "SSH-2.0-hemlig\r\n\r\n", Errc::malformed, "version"},
      {"SwitchOfProtocols", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
       Errc::malformed, "switch"},
      {"InterimWithoutEnd", interim, Errc::malformed, "interim"},
      {"HeadTooLong", ok("X: " + std::string(300, 'h')), Errc::too_large, "header_bytes (256)"},
      {"BodyTooLong", ok("Content-Length: 65\r\n\r\n"), Errc::too_large, "body_bytes (64)"},
      {"BodyToTheEndTooLong", ok("\r\n" + std::string(65, 'h')), Errc::too_large,
       "body_bytes (64)"},
  };
}

INSTANTIATE_TEST_SUITE_P(Vectors, HttpResponseRefusal, testing::ValuesIn(response_refusals()),
                         [](const auto& row) { return row.param.name; });

TEST(HttpResponseParser, NeverTakesATruncatedBodyForAWholeOne) {
  EXPECT_EQ(
      outcome_of<ResponseParser>("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", true).verdict,
      "truncated");
  EXPECT_EQ(outcome_of<ResponseParser>(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n", true)
                .verdict,
            "truncated");
  EXPECT_EQ(outcome_of<ResponseParser>("HTTP/1.1 100 Continue\r\n\r\n", true).verdict, "truncated");
}

TEST(HttpParser, ReadsBackWhatIsSerialized) {
  Request request;
  request.method = "POST";
  request.target = "/fk";
  request.fields.add("Accept", "application/json");
  request.body = std::string("\0\r\n\xff", 4);
  const auto read = outcome_of<RequestParser>(serialize(request, "a"));
  EXPECT_EQ(read.start, "POST /fk");
  EXPECT_EQ(read.body, request.body);
  Response response;
  response.status = 500;
  response.body = "<fault/>";
  const auto answered = outcome_of<ResponseParser>(serialize(response, false));
  EXPECT_EQ(answered.start, "500 Internal Server Error");
  EXPECT_EQ(answered.body, "<fault/>");
  EXPECT_FALSE(answered.keep_alive);
}

}  // namespace
}  // namespace provbank::http
