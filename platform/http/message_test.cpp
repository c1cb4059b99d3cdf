#include "platform/http/message.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

#include "platform/http/parser.hpp"

namespace provbank::http {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::Optional;
using testing::Pair;
using testing::StartsWith;

TEST(HttpFields, FindsTheFirstOfANameWithoutRegardToCase) {
  const Fields fields{{"Accept", "a"}, {"accept", "b"}};
  EXPECT_THAT(fields.find("ACCEPT"), Optional(std::string_view("a")));
  EXPECT_EQ(fields.count("aCCept"), 2u);
  EXPECT_EQ(fields.find("Host"), std::nullopt);
}

TEST(HttpFields, SetReplacesEveryFieldOfTheName) {
  Fields fields{{"A", "1"}, {"b", "2"}, {"a", "3"}};
  fields.set("a", "4");
  EXPECT_THAT(fields.entries(), ElementsAre(Pair("b", "2"), Pair("a", "4")));
}

TEST(HttpSerialize, GivesARequestHostAndLength) {
  Request request;
  request.method = "POST";
  request.target = "/af";
  request.fields.add("SOAPAction", "\"\"");
  request.body = "<x/>";
  EXPECT_EQ(serialize(request, "af.test:8443"),
            "POST /af HTTP/1.1\r\nHost: af.test:8443\r\nSOAPAction: \"\"\r\nContent-Length: "
            "4\r\n\r\n<x/>");
}

TEST(HttpSerialize, GivesABodilessGetNoLengthButAnEmptyPostOne) {
  Request request;
  EXPECT_THAT(serialize(request, "a"), Not(HasSubstr("Content-Length")));
  request.method = "POST";
  EXPECT_THAT(serialize(request, "a"), HasSubstr("Content-Length: 0\r\n"));
}

TEST(HttpSerialize, GivesAResponseItsStandardPhraseAndLength) {
  Response response;
  response.status = 503;
  response.body = "no";
  EXPECT_EQ(serialize(response, true),
            "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\nno");
}

TEST(HttpSerialize, AnnouncesTheEndOfTheConnection) {
  EXPECT_THAT(serialize(Response{}, false), HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(serialize(Response{}, true), Not(HasSubstr("Connection")));
}

TEST(HttpSerialize, GivesNoLengthWhereNoneIsAllowed) {
  Response response;
  response.status = 204;
  EXPECT_THAT(serialize(response, true), Not(HasSubstr("Content-Length")));
}

TEST(HttpSerialize, LeavesFramingThatTheCallerChoseAlone) {
  Response lying;
  lying.fields.add("content-length", "99");
  lying.body = "short";
  EXPECT_EQ(serialize(lying, true), "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nshort");
  Response chunked;
  chunked.fields.add("Transfer-Encoding", "chunked");
  chunked.body = "2\r\nab\r\n0\r\n\r\n";
  EXPECT_THAT(serialize(chunked, true), EndsWith("chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"));
}

TEST(HttpSerialize, RefusesLineEndsThatWouldForgeAMessage) {
  Request target;
  target.target = "/a HTTP/1.1\r\nX: y";
  EXPECT_THROW((void)serialize(target, "a"), std::invalid_argument);
  Response value;
  value.fields.add("Location", "/\r\nSet-Cookie: a");
  EXPECT_THROW((void)serialize(value, true), std::invalid_argument);
  Response reason;
  reason.reason = "OK\n";
  EXPECT_THROW((void)serialize(reason, true), std::invalid_argument);
}

TEST(HttpReasonPhrase, KnowsTheStatusesWeUse) {
  for (const int status : {400, 408, 413, 431, 500, 503, 505}) {
    EXPECT_NE(reason_phrase(status), "Unknown") << status;
  }
  EXPECT_EQ(reason_phrase(299), "Unknown");
}

}  // namespace
}  // namespace provbank::http
