#include "harness/world/abuse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "platform/http/parser.hpp"
#include "platform/net/task_group.hpp"
#include "platform/net/with_timeout.hpp"

namespace provbank::world {
namespace {

constexpr time::Duration kAbusePatience =
    std::chrono::seconds(120);  // with a peer that never ends one

using namespace std::chrono_literals;
using http::Request;

constexpr std::size_t kReceivedBytesMax = 64U << 10U;

std::string with_prolog(const std::string& doctype, const std::string& document) {
  const auto after_declaration = document.find("?>");
  const std::string body =
      after_declaration == std::string::npos ? document : document.substr(after_declaration + 2);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + doctype + body;
}

// Ten entities, each ten of the one before: ten thousand million characters if anybody expands
// them.
std::string bomb_doctype() {
  std::string out = "<!DOCTYPE bomb [<!ENTITY e0 \"0123456789\">";
  for (int i = 1; i < 10; ++i) {
    out += fmt::format("<!ENTITY e{} \"", i);
    for (int n = 0; n < 10; ++n) out += fmt::format("&e{};", i - 1);
    out += "\">";
  }
  return out + "]>";
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto found = text.find(from);
  if (found != std::string::npos) text.replace(found, from.size(), to);
  return text;
}

std::string nested(std::size_t depth) {
  std::string out;
  for (std::size_t i = 0; i < depth; ++i) out += "<d>";
  for (std::size_t i = 0; i < depth; ++i) out += "</d>";
  return out;
}

std::string as_utf16(const std::string& ascii) {
  std::string out = "\xFF\xFE";
  for (const char c : ascii) {
    out += c;
    out += '\0';
  }
  return out;
}

std::function<Request(Request)> body(std::function<std::string(std::string)> change) {
  return [change](Request right) {
    right.body = change(std::move(right.body));
    return right;
  };
}

std::function<Request(Request)> field(std::string name, std::string value) {
  return [name, value](Request right) {
    right.fields.set(name, value);
    return right;
  };
}

std::vector<Abuse> make_abuses() {
  std::vector<Abuse> list;
  const auto whole = [&list](std::string_view name, Bilingual text,
                             std::function<Request(Request)> spoil) {
    Abuse abuse;
    abuse.name = name;
    abuse.description = std::move(text);
    abuse.spoil = std::move(spoil);
    list.push_back(std::move(abuse));
  };
  whole("empty-body", {"tomt anrop", "no body at all"},
        body([](std::string) { return std::string(); }));
  whole("not-xml", {"text som inte är XML", "text that is not XML"},
        body([](std::string) { return std::string("fråga: alla uppgifter, tack"); }));
  whole("truncated-xml", {"XML som tar slut mitt i", "XML that ends in the middle"},
        body([](std::string b) { return b.substr(0, b.size() / 2); }));
  whole("entity-bomb", {"entitetsbomb", "an entity bomb"}, body([](std::string b) {
          return replaced(with_prolog(bomb_doctype(), b), "><", ">&e9;<");
        }));
  whole("external-entity",
        {"extern entitet som pekar på en fil", "an external entity that names a file"},
        body([](std::string b) {
          return replaced(
              with_prolog("<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>", b), "><",
              ">&f;<");
        }));
  whole("doctype", {"dokumenttypsdeklaration", "a document type declaration"},
        body([](std::string b) { return with_prolog("<!DOCTYPE x>", b); }));
  whole("deep-nesting", {"tiotusen nivåer djup XML", "XML ten thousand levels deep"},
        body([](std::string b) { return replaced(b, "</", nested(10'000) + "</"); }));
  whole("oversized", {"ett anrop på över tio megabyte", "a body of more than ten megabytes"},
        body([](std::string b) { return b + std::string(11U << 20U, ' '); }));
  whole("soap-1.2", {"SOAP 1.2-kuvert", "a SOAP 1.2 envelope"}, body([](std::string b) {
          return replaced(b, "http://schemas.xmlsoap.org/soap/envelope/",
                          "http://www.w3.org/2003/05/soap-envelope");
        }));
  whole("utf-16", {"UTF-16 i stället för UTF-8", "UTF-16 instead of UTF-8"}, [](Request right) {
    right.body = as_utf16(replaced(right.body, "UTF-8", "UTF-16"));
    right.fields.set("Content-Type", "text/xml; charset=utf-16");
    return right;
  });
  whole("latin-1", {"ISO 8859-1 i stället för UTF-8", "ISO 8859-1 instead of UTF-8"},
        [](Request right) {
          right.body = replaced(right.body, "UTF-8", "ISO-8859-1");
          right.fields.set("Content-Type", "text/xml; charset=iso-8859-1");
          return right;
        });
  whole("invalid-utf-8", {"bytes som inte är UTF-8", "bytes that are not UTF-8"},
        body([](std::string b) { return replaced(b, "</", "\xC3\x28</"); }));
  whole("json-content-type", {"fel innehållstyp", "the wrong content type"},
        field("Content-Type", "application/json"));
  whole("get-method", {"GET i stället för POST", "GET instead of POST"}, [](Request right) {
    right.method = "GET";
    right.body.clear();
    right.fields.erase("Content-Type");
    return right;
  });
  whole("unknown-path", {"okänd adress", "an unknown path"}, [](Request right) {
    right.target = "/finns-inte";
    return right;
  });
  whole("unknown-operation", {"en operation som inte finns", "an operation that does not exist"},
        body([](std::string b) {
          std::string out = b;
          for (auto at = out.find("hamtaBastjanstInformation"); at != std::string::npos;
               at = out.find("hamtaBastjanstInformation", at + 1)) {
            out.replace(at, 25, "raderaBastjanstInformatio");
          }
          return out;
        }));
  whole("no-envelope", {"fråga utan SOAP-kuvert", "a question without its SOAP envelope"},
        body([](std::string) { return std::string("<hamtaBastjanstInformation/>"); }));

  const auto raw = [&list](std::string_view name, Bilingual text,
                           std::function<std::string(const std::string&)> bytes) -> Abuse& {
    Abuse abuse;
    abuse.name = name;
    abuse.description = std::move(text);
    abuse.bytes = std::move(bytes);
    list.push_back(std::move(abuse));
    return list.back();
  };
  raw("garbage-bytes", {"bytes som inte är HTTP", "bytes that are not HTTP"},
      [](const std::string&) { return std::string("\x01\x02\x03 inte http\r\n\r\n", 18); });
  raw("two-lengths", {"två olika längder i samma anrop", "two different lengths in one request"},
      [](const std::string& right) {
        return replaced(right, "\r\n", "\r\nContent-Length: 5\r\n");
      });
  raw("length-and-chunked", {"längd och chunked tillsammans", "a length together with chunked"},
      [](const std::string& right) {
        return replaced(right, "\r\n", "\r\nTransfer-Encoding: chunked\r\n");
      });
  raw("huge-header",
      {"ett huvud på över hundra kilobyte", "a header of more than a hundred kilobytes"},
      [](const std::string& right) {
        return replaced(right, "\r\n", "\r\nX-Fyllnad: " + std::string(120U << 10U, 'x') + "\r\n");
      });
  raw("half-request", {"ett anrop som aldrig blir färdigt", "a request that is never finished"},
      [](const std::string& right) { return right.substr(0, right.size() - 40); });
  Abuse& slow = raw("slow-header", {"ett huvud, en byte i sekunden", "a header, one byte a second"},
                    [](const std::string& right) { return right.substr(0, 20); });
  slow.endless = true;
  slow.filler = "x";
  Abuse& endless = raw("endless-body", {"ett anrop som aldrig tar slut", "a body that never ends"},
                       [](const std::string& right) {
                         const std::string request_line = right.substr(0, right.find("\r\n"));
                         return request_line +
                                "\r\nHost: driftspart\r\nContent-Type: text/xml; charset=utf-8\r\n"
                                "Transfer-Encoding: chunked\r\n\r\n";
                       });
  endless.endless = true;
  endless.filler = "a\r\n<x>1</x>  \r\n";
  endless.filler_interval = 500ms;
  raw("idle-connection", {"en anslutning som inget säger", "a connection that says nothing"},
      [](const std::string&) { return std::string(); });
  Abuse& half = raw("half-open-tls",
                    {"en anslutning som aldrig börjar TLS", "a connection that never begins TLS"},
                    [](const std::string&) { return std::string(); });
  half.shaken = false;
  return list;
}

struct Conversation {
  std::unique_ptr<net::ByteStream> stream;
  AbuseEnd end;
};

net::awaitable<void> read_until_end(Conversation& conversation) {
  std::string buffer(4096, '\0');
  for (;;) {
    auto n = co_await conversation.stream->read_some(std::span(buffer.data(), buffer.size()));
    if (!n) {
      conversation.end.failure = n.error();
      break;
    }
    if (*n == 0) break;
    const std::size_t room =
        kReceivedBytesMax - std::min(kReceivedBytesMax, conversation.end.received.size());
    conversation.end.received.append(buffer, 0, std::min(*n, room));
  }
  conversation.end.ended_by_peer = true;
}

net::awaitable<void> write_on(Conversation& conversation, const Abuse& abuse, time::Clock& clock) {
  const std::string filler(abuse.filler);
  while (abuse.endless && !conversation.end.ended_by_peer) {
    co_await time::sleep_for(clock, abuse.filler_interval);
    auto written = co_await conversation.stream->write(filler);
    if (!written) break;  // the reader sees the end too
  }
}

net::awaitable<bool> converse(Conversation& conversation, const Abuse& abuse, time::Clock& clock,
                              std::string opening) {
  auto written = co_await conversation.stream->write(opening);
  if (!written) conversation.end.failure = written.error();
  auto body = [&conversation, &abuse, &clock](net::TaskGroup& group) -> net::awaitable<void> {
    group.spawn(write_on(conversation, abuse, clock));
    co_await read_until_end(conversation);
    group.cancel();
  };
  try {
    co_await net::with_task_group(body);
  } catch (const boost::system::system_error& error) {
    // Ending the reader cancels the writer; a cancellation from outside goes on outwards.
    if (!conversation.end.ended_by_peer) throw;
  }
  co_return true;
}

}  // namespace

std::span<const Abuse> abuses() {
  static const std::vector<Abuse> list = make_abuses();
  return list;
}

const Abuse* find_abuse(std::string_view name) {
  const auto list = abuses();
  const auto found = std::find_if(list.begin(), list.end(),
                                  [name](const Abuse& abuse) { return abuse.name == name; });
  return found == list.end() ? nullptr : &*found;
}

net::awaitable<AbuseEnd> abuse_connection(const Abuse& abuse, net::Network& network,
                                          time::Clock& clock, net::Endpoint to, net::ClientTls tls,
                                          std::string right_bytes, time::Duration patience) {
  Conversation conversation;
  std::optional<net::ClientTls> settings;
  if (abuse.shaken) settings = std::move(tls);
  auto stream = co_await network.connect(std::move(to), std::move(settings));
  if (!stream) {
    conversation.end.failure = stream.error();
    conversation.end.ended_by_peer = true;
    co_return std::move(conversation.end);
  }
  conversation.stream = std::move(*stream);
  auto talk = converse(conversation, abuse, clock, abuse.bytes(right_bytes));
  (void)co_await net::with_deadline(std::move(talk), clock, clock.now() + patience);
  co_return std::move(conversation.end);
}

net::awaitable<AbuseEnds> abuse_connections(const Abuse& abuse, net::Network& network,
                                            time::Clock& clock, net::Endpoint to,
                                            net::ClientTls tls, std::string right_bytes,
                                            std::size_t connections) {
  AbuseEnds ends;
  auto one = [&]() -> net::awaitable<void> {
    auto end =
        co_await abuse_connection(abuse, network, clock, to, tls, right_bytes, kAbusePatience);
    ends.ended_by_peer += end.ended_by_peer ? 1 : 0;
    if (ends.received.empty()) ends.received = std::move(end.received);
  };
  auto body = [&one, connections](net::TaskGroup& group) -> net::awaitable<void> {
    for (std::size_t i = 0; i < connections; ++i) group.spawn(one());
    co_return;
  };
  co_await net::with_task_group(body);
  co_return ends;
}

Result<http::Response> as_response(const std::string& received) {
  if (received.empty()) return fail(Errc::closed, "the connection ended without an answer");
  http::ResponseParser parser(http::Limits{});
  if (parser.feed(received) && parser.done()) return parser.take();
  return fail(Errc::closed, "the answer was not HTTP");
}

}  // namespace provbank::world
