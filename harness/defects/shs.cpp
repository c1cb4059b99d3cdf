// What the operator's node does wrong at the SHS door.
#include <map>
#include <set>
#include <utility>

#include "harness/defects/defect.hpp"
#include "harness/defects/tools.hpp"

namespace provbank::defects {
namespace {

using net::awaitable;

constexpr std::string_view kDelivery = "/ds/";
constexpr int kReceived = 202;

bool is_list(const http::Request& request, const http::Response& response) {
  return is_visit(request) && holds(response.body, "<shs.message-list");
}
bool is_fetched(const http::Request& request, const http::Response& response) {
  return is_visit(request) && holds(response.body, "<shs.label ");
}
bool is_reply(const http::Request& request, const http::Response& response) {
  return is_letter(request) && holds(response.body, "<shs.label ");
}
bool is_receipt(const http::Request& request, const http::Response& response) {
  return is_letter(request) && response.status == kReceived;
}
bool is_refusal(const http::Request& request, const http::Response& response) {
  return is_letter(request) && response.status == 400;
}

std::string address_in(const http::Request& visit) {
  const std::string path = visit.target.substr(0, visit.target.find('?')) + "/";
  return between(path, kDelivery, "/");
}

using When = bool (*)(const http::Request&, const http::Response&);

/// A change of the bytes of every response of one kind.
MakeDecorators bytes(When when, std::function<void(std::string&)> change) {
  return door_reply(
      [when, change = std::move(change)](const http::Request& request, http::Response& response) {
        if (when(request, response)) change(response.body);
      });
}
MakeDecorators replaced(When when, std::string from, std::string to) {
  return bytes(when, [from = std::move(from), to = std::move(to)](std::string& body) {
    replace_first(body, from, to);
  });
}
MakeDecorators header(When when, std::string name, std::string value) {
  return door_reply([when, name = std::move(name), value = std::move(value)](
                        const http::Request& request, http::Response& response) {
    if (!when(request, response)) return;
    response.fields.erase(name);
    if (!value.empty()) response.fields.set(name, value);
  });
}
bool is_duplicate(const http::Request& request, const http::Response& response) {
  return is_receipt(request, response) && response.fields.find("X-shs-duplicatemsg") == "yes";
}

/// The first character of the value after `attribute` another hexadecimal digit.
void other_id(std::string& body, std::string_view attribute) {
  const auto at = body.find(attribute);
  if (at == std::string::npos) return;
  char& digit = body[at + attribute.size()];
  digit = digit == 'a' ? 'b' : 'a';
}
void upper_case_id(std::string& body, std::string_view attribute) {
  for (auto at = body.find(attribute); at != std::string::npos; at = body.find(attribute, at + 1)) {
    for (std::size_t i = at + attribute.size(); body[i] != '"'; ++i)
      if (body[i] >= 'a' && body[i] <= 'f') body[i] = static_cast<char>(body[i] - 'a' + 'A');
  }
}

awaitable<http::Response> as_another(Passing passing, std::string organisation) {
  net::Peer peer = passing.peer;
  if (peer.certificate && !organisation.empty())
    peer.certificate->organisation_number = std::move(organisation);
  auto response = co_await passing.inner(std::move(passing.request), peer);
  co_return response;
}

/// Whoever the label says it is.
awaitable<http::Response> believes_label(Passing passing) {
  std::string from;
  if (is_letter(passing.request)) {
    const auto element = between(passing.request.body, "<from", "</from>");
    from = between(element + "<", "urn:X-shs:", "<");
  }
  return as_another(std::move(passing), std::move(from));
}

/// Whoever the path says it is.
awaitable<http::Response> believes_path(Passing passing) {
  std::string owner = is_visit(passing.request) ? address_in(passing.request) : std::string();
  return as_another(std::move(passing), std::move(owner));
}

/// No, and here is what you may not see.
awaitable<http::Response> tells_in_refusal(Passing passing) {
  http::Request again = passing.request;
  auto response = co_await passing.inner(std::move(passing.request), passing.peer);
  if (response.status != 403) co_return response;
  again.method = "GET";
  again.target = again.target.substr(0, again.target.find(address_in(again))) + address_in(again) +
                 "?status=test";
  net::Peer owner = passing.peer;
  if (owner.certificate) owner.certificate->organisation_number = address_in(again);
  auto shown = co_await passing.inner(std::move(again), owner);
  response.body += shown.body;
  co_return response;
}

/// What came before gets a new tx.id, and so is handled once more; the sender is told otherwise.
awaitable<http::Response> handles_again(Passing passing, std::set<std::string>& known) {
  const std::string tx_id = is_letter(passing.request) ? tx_id_of(passing.request) : std::string();
  const bool again = !tx_id.empty() && !known.insert(tx_id).second;
  if (again) {
    std::string other = "tx.id=\"" + tx_id;
    other_id(other, "tx.id=\"");
    replace_first(passing.request.body, "tx.id=\"" + tx_id, other);
  }
  auto response = co_await passing.inner(std::move(passing.request), passing.peer);
  if (again && response.status == kReceived) {
    response.body = tx_id;
    response.fields.set("X-shs-txid", tx_id);
    response.fields.set("X-shs-duplicatemsg", "yes");
  }
  co_return response;
}

/// Fetched messages are kept and given again.
awaitable<http::Response> gives_again(Passing passing, std::map<std::string, std::string>& kept) {
  const http::Request request = passing.request;
  auto response = co_await passing.inner(std::move(passing.request), passing.peer);
  if (is_fetched(request, response)) kept[request.target] = response.body;
  const auto found = kept.find(request.target);
  if (response.status == 404 && request.method == "GET" && found != kept.end()) {
    response.status = 200;
    response.body = found->second;
  }
  co_return response;
}

/// A list that once showed something shows it for ever.
awaitable<http::Response> lists_for_ever(Passing passing,
                                         std::map<std::string, std::string>& kept) {
  const http::Request request = passing.request;
  auto response = co_await passing.inner(std::move(passing.request), passing.peer);
  if (!is_list(request, response)) co_return response;
  auto& list = kept[request.target];
  if (holds(response.body, "<message ")) list = response.body;
  if (!list.empty()) response.body = list;
  co_return response;
}

awaitable<http::Response> acknowledges_once(Passing passing, std::set<std::string>& known) {
  const bool again =
      is_acknowledgement(passing.request) && !known.insert(passing.request.target).second;
  auto response = co_await passing.inner(std::move(passing.request), passing.peer);
  if (again) response.status = 404;
  co_return response;
}

void add_messages(const Entry& add) {
  add("SHS-annat-tx-id", "B4-2.1/2",
      {"Ett synkront svar har ett eget tx.id i stället för frågans.",
       "A synchronous reply has a tx.id of its own instead of the request's."},
      {"shs-conforms"}, {},
      bytes(&is_reply, [](std::string& body) { other_id(body, " tx.id=\""); }));
  add("SHS-annat-corr-id", "B4-2.1/2",
      {"Ett asynkront svar har ett annat corr.id än frågan.",
       "An asynchronous reply has another corr.id than the request."},
      {"shs-conforms"}, {"shs-answered"},
      bytes(&is_fetched, [](std::string& body) { other_id(body, " corr.id=\""); }));
  add("SHS-vander-inte-adresserna", "B4-2.1/2",
      {"Ett svar går från den som frågade till den som svarade.",
       "A reply goes from the one who asked to the one who answered."},
      {"shs-conforms"}, {}, bytes(&is_reply, [](std::string& body) {
        const auto from = between(body, "<from", "</from>");
        const auto to = between(body, "<to", "</to>");
        const auto sender = between(from + "<", "urn:X-shs:", "<");
        const auto receiver = between(to + "<", "urn:X-shs:", "<");
        replace_first(body, "urn:X-shs:" + sender + "</from>", "urn:X-shs:?</from>");
        replace_first(body, "urn:X-shs:" + receiver + "</to>", "urn:X-shs:" + sender + "</to>");
        replace_first(body, "urn:X-shs:?</from>", "urn:X-shs:" + receiver + "</from>");
      }));
  add("SHS-ingen-slutgrans", "B4-2.1/2",
      {"Gränsen som avslutar ett svar saknas.", "The boundary that closes a reply is lacking."},
      {"shs-conforms"}, {"shs-answered"}, bytes(&is_reply, [](std::string& body) {
        const auto last = body.rfind("\r\n--");
        if (last != std::string::npos) body.erase(last + 2);
      }));
  add("SHS-etiketten-for-lang", "B4-2.1/2",
      {"Svarets etikett slutar efter meddelandets första 4096 byte.",
       "The reply's label ends past the first 4096 bytes of the message."},
      {"shs-conforms"}, {}, bytes(&is_reply, [](std::string& body) {
        replace_first(body, "<shs.label ", "<!--" + std::string(4000, 'x') + "-->\r\n<shs.label ");
      }));
  add("SHS-fel-storlek", "B4-2.1/2",
      {"Etiketten säger en annan storlek än datadelens.",
       "The label says another size than the data part's."},
      {"shs-conforms"}, {}, replaced(&is_reply, "no-of-bytes=\"", "no-of-bytes=\"1"));
  add("SHS-behaller-amnet", "B4-2.1/2",
      {"Svarets etikett har ett ämne.", "The reply's label has a subject."}, {"shs-conforms"}, {},
      replaced(&is_reply, "<datetime>", "<subject>svar</subject><datetime>"));
  add("SHS-versaler-i-listan", "B4-2.1/2",
      {"Listan skriver tx.id med versaler.", "The list writes tx.ids in upper case."},
      {"shs-conforms"}, {},
      bytes(&is_list, [](std::string& body) { upper_case_id(body, " tx.id=\""); }));
  add("SHS-listan-mot-sin-dtd", "B4-2.1/2",
      {"Listan har ett element som dess DTD inte har.",
       "The list has an element that its DTD does not have."},
      {"shs-conforms"}, {},
      replaced(&is_list, "</shs.message-list>", "<antal/></shs.message-list>"));
}

void add_receipts(const Entry& add) {
  add("SHS-kvitto-utan-ankomsttid", "B4-2.1/2",
      {"Mottagningsbeviset säger inte när meddelandet kom.",
       "The receipt does not say when the message came."},
      {"shs-receipt"}, {}, header(&is_receipt, "X-shs-arrivaldate", ""));
  add("SHS-kvitto-utan-nod", "B4-2.1/2",
      {"Mottagningsbeviset säger inte vilken nod som tog emot.",
       "The receipt does not say which node received."},
      {"shs-receipt"}, {"shs-duplicate-told"}, header(&is_receipt, "X-shs-nodeid", ""));
  add("SHS-dubblett-fran-1970", "B4-2.1/2",
      {"En dubblett får ankomsttiden 1970 i stället för den förstas.",
       "A duplicate gets the time of arrival 1970 instead of the first one's."},
      {"shs-duplicate-told"}, {},
      header(&is_duplicate, "X-shs-arrivaldate", "1970-01-01T01:00:00"));
  add("SHS-dubblett-sags-inte", "B4-2.1/2",
      {"Det sägs inte att ett meddelande har kommit förut.",
       "It is not told that a message has come before."},
      {"shs-duplicate-told"}, {}, header(&is_duplicate, "X-shs-duplicatemsg", "no"));
  add("SHS-dubblett-hanteras", "B4-2.1/2",
      {"Ett meddelande som kommer igen hanteras igen, med en ny fråga till källorna.",
       "A message that comes again is handled again, with a new question to the sources."},
      {"shs-duplicate-told"}, {}, door([known = std::set<std::string>()](Passing passing) mutable {
        return handles_again(std::move(passing), known);
      }));
}

void add_refusals(const Entry& add) {
  add("SHS-tror-etiketten", "B3-5.2",
      {"Avsändaren i etiketten godtas utan att jämföras med certifikatet.",
       "The sender in the label is accepted without being compared with the certificate."},
      {"shs-refused"}, {}, door(believes_label));
  add("SHS-samma-felkod", "B4-2.1/2",
      {"Alla avvisade meddelanden får felkoden OtherError.",
       "All messages that are turned down get the code OtherError."},
      {"shs-refused"}, {}, header(&is_refusal, "X-shs-errorcode", "OtherError"));
  add("SHS-ingen-felkod", "B4-2.1/2",
      {"Avvisade meddelanden får ingen felkod.",
       "Messages that are turned down get no error code."},
      {"shs-refused", "shs-conforms"}, {}, header(&is_refusal, "X-shs-errorcode", ""));
  add("SHS-avvisar-med-fragan", "TV-12.5.10",
      {"Avvisningen återger hela meddelandet.", "The refusal tells back the whole message."},
      {"shs-refused"}, {}, door_reply([](const http::Request& request, http::Response& response) {
        if (is_refusal(request, response)) response.body += request.body;
      }));
  add("SHS-tar-hur-stort-som-helst", "B4-2.1/2",
      {"Ett meddelande på över tio megabyte tas emot och besvaras.",
       "A message of more than ten megabytes is taken and answered."},
      {"shs-refused"}, {}, configured([](aggregator::AggregatorConfig& config, const Scene&) {
        constexpr std::size_t kMuch = 64U << 20U;
        config.limits.body_bytes = kMuch;
      }));
}

void add_answers(const Entry& add) {
  add("SHS-nekar-lf", "B4-2.1/2",
      {"Meddelanden vars rader slutar med bara LF avvisas.",
       "Messages whose lines end in LF alone are turned down."},
      {"shs-answered"}, {}, door_request([](http::Request& request) {
        if (is_letter(request) && !holds(request.body, "\r\n")) request.body.clear();
      }));
  add("SHS-tappar-svaret", "B4-2.1/7",
      {"Svaret på ett asynkront meddelande syns aldrig i brevlådan.",
       "The answer to an asynchronous message is never seen in the mailbox."},
      {"shs-answered"}, {"shs-refused"}, bytes(&is_list, [](std::string& body) {
        const auto from = body.find("<message ");
        if (from != std::string::npos) body.erase(from, body.find("</shs.message-list>") - from);
      }));
}

void add_mailboxes(const Entry& add) {
  add("SHS-oppen-brevlada", "B3-5.2",
      {"Den som når en brevlåda får allt i den.",
       "Whoever reaches a mailbox gets everything in it."},
      {"shs-mailbox-private"}, {"shs-answered"}, door(believes_path));
  add("SHS-nekar-och-berattar", "TV-12.5.10",
      {"Den som nekas en brevlåda får ändå se vad som ligger i den.",
       "Whoever is refused a mailbox is shown what is in it nevertheless."},
      {"shs-mailbox-private"}, {}, door(tells_in_refusal));
  add("SHS-hamtas-igen", "TV-8.3.4",
      {"Det som hämtats går att hämta igen.", "What was fetched can be fetched again."},
      {"shs-fetched-once"}, {},
      door([kept = std::map<std::string, std::string>()](Passing passing) mutable {
        return gives_again(std::move(passing), kept);
      }));
  add("SHS-listas-for-alltid", "TV-8.3.4",
      {"Det som hämtats står kvar i listan.", "What was fetched is still listed."},
      {"shs-fetched-once"}, {},
      door([kept = std::map<std::string, std::string>()](Passing passing) mutable {
        return lists_for_ever(std::move(passing), kept);
      }));
  add("SHS-kvitteras-en-gang", "B4-2.1/2",
      {"Det som kvitterats går inte att kvittera igen.",
       "What was acknowledged cannot be acknowledged again."},
      {"shs-fetched-once"}, {}, door([known = std::set<std::string>()](Passing passing) mutable {
        return acknowledges_once(std::move(passing), known);
      }));
}

}  // namespace

std::vector<Defect> shs_defects() {
  std::vector<Defect> list;
  const Entry add(list, Part::shs, checks::Party::driftspart);
  add_messages(add);
  add_receipts(add);
  add_refusals(add);
  add_answers(add);
  add_mailboxes(add);
  return list;
}

}  // namespace provbank::defects
