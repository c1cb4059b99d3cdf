// What a kommun's system sends at the SHS door, and what it does with its mailbox.
#include <utility>

#include "harness/defects/defect.hpp"
#include "harness/defects/tools.hpp"

namespace provbank::defects {
namespace {

using net::awaitable;

/// A change of every message before it is sent.
MakeDecorators writing(AlterRequest alter) {
  return shs_sending([alter = std::move(alter)](kommun::Transport& connection,
                                                http::Request request, time::Clock&) mutable {
    if (is_letter(request)) alter(request);
    return connection.send(std::move(request));
  });
}

awaitable<Sent> answered_here(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.body = std::move(body);
  co_return response;
}

using Is = bool (*)(const http::Request&);

/// A visit of one kind that never leaves the system, which believes that all went well.
MakeDecorators omitting(Is omitted) {
  return shs_sending([omitted](kommun::Transport& connection, http::Request request, time::Clock&) {
    return omitted(request) ? answered_here(200, "OK") : connection.send(std::move(request));
  });
}

bool is_fetch(const http::Request& request) {
  return request.method == "GET" && is_visit(request) && !holds(request.target, "?");
}

void other_ids(http::Request& letter) {
  for (const std::string attribute : {" tx.id=\"", " content.id=\""}) {
    const auto at = letter.body.find(attribute);
    if (at == std::string::npos) continue;
    char& digit = letter.body[at + attribute.size()];
    digit = digit == 'a' ? 'b' : 'a';
  }
}

/// Looks into the neighbour's mailbox as well, while it is at it.
awaitable<Sent> prying(kommun::Transport& connection, http::Request request) {
  if (is_visit(request)) {
    http::Request other = request;
    replace_first(other.target, "162120009903", "162120009911");
    auto ignored = co_await connection.send(std::move(other));
  }
  auto sent = co_await connection.send(std::move(request));
  co_return sent;
}

}  // namespace

std::vector<Defect> kommun_shs_defects() {
  std::vector<Defect> list;
  const Entry add(list, Part::kommun, checks::Party::kommun);

  add("KOM-SHS-fel-avsandare", "TV-9.2.10/programvara",
      {"Etiketten säger att en annan kommun sänder.", "The label says that another kommun sends."},
      {"shs-question-conforms"}, {}, writing([](http::Request& letter) {
        replace_first(letter.body, "162120009903", "162120009911");
      }));
  add("KOM-SHS-person-utanpa", "TV-9.2.10/programvara",
      {"Personnumret står i etikettens rubrik, där varje nod på vägen kan läsa det.",
       "The personal number stands in the label's subject, where every node on the way can read "
       "it."},
      {"shs-question-conforms"}, {}, writing([](http::Request& letter) {
        replace_first(letter.body, "<datetime>", "<subject>198503149828</subject><datetime>");
      }));
  add("KOM-SHS-versaler", "TV-9.2.10/programvara",
      {"Meddelandets id skrivs med stora bokstäver.", "The message's id is in capital letters."},
      {"shs-question-conforms"}, {"shows-data", "shs-mailbox-emptied"},
      writing([](http::Request& letter) {
        const std::string id = tx_id_of(letter);
        std::string upper = id;
        for (char& c : upper) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
        replace_first(letter.body, " tx.id=\"" + id, " tx.id=\"" + upper);
      }));
  add("KOM-SHS-skarpt-prov", "TV-9.2.10/programvara",
      {"Provets produkt används i ett meddelande som är märkt production.",
       "The test's product is used in a message that is marked production."},
      {"shs-question-conforms"}, {"shs-mailbox-emptied"}, writing([](http::Request& letter) {
        replace_first(letter.body, " status=\"test\"", " status=\"production\"");
      }));
  add("KOM-SHS-fel-datadel", "TV-9.2.10/programvara",
      {"Datadelen sägs vara något annat än produkttypen har, vilket märks först efter kvittot.",
       "The data part is said to be what the product type does not have, which is noticed only "
       "after the receipt."},
      {"shs-question-conforms"}, {}, writing([](http::Request& letter) {
        replace_first(letter.body, "datapartType=\"xml\"", "datapartType=\"txt\"");
      }));
  add("KOM-SHS-samma-corrid", "TV-9.2.10/programvara",
      {"Alla meddelanden har samma corr.id och content.id.",
       "All messages have the same corr.id and content.id."},
      {"shs-question-conforms"}, {"shows-data"},
      writing([corr = std::string(), content = std::string()](http::Request& letter) mutable {
        const auto mine = between(letter.body, " corr.id=\"", "\"");
        const auto mine_too = between(letter.body, " content.id=\"", "\"");
        if (corr.empty()) {
          corr = mine;
          content = mine_too;
        }
        replace_first(letter.body, " corr.id=\"" + mine, " corr.id=\"" + corr);
        replace_first(letter.body, " content.id=\"" + mine_too, " content.id=\"" + content);
      }));
  add("KOM-SHS-samma-txid", "TV-9.2.10/programvara",
      {"Alla meddelanden har samma tx.id.", "All messages have the same tx.id."},
      {"shs-question-conforms"}, {},
      writing([first = std::string()](http::Request& letter) mutable {
        if (first.empty()) first = tx_id_of(letter);
        replace_first(letter.body, " tx.id=\"" + tx_id_of(letter), " tx.id=\"" + first);
      }));
  add("KOM-SHS-sander-om-som-nytt", "TV-9.2.10/programvara",
      {"När kvittot uteblir sänds frågan om under ett nytt tx.id.",
       "When the receipt does not come the question is sent again under a new tx.id."},
      {"shs-question-conforms"}, {"shs-mailbox-emptied"},
      writing([last = std::string()](http::Request& letter) mutable {
        const std::string id = tx_id_of(letter);
        if (std::exchange(last, id) == id) other_ids(letter);
      }));
  add("KOM-SHS-kvitterar-inte", "TV-9.2.10/programvara",
      {"Svaret hämtas men kvitteras aldrig.", "The answer is fetched but never acknowledged."},
      {"shs-mailbox-emptied"}, {}, omitting(is_acknowledgement));
  add("KOM-SHS-hamtar-inte", "TV-9.2.10/programvara",
      {"Svaret listas och kvitteras utan att hämtas.",
       "The answer is listed and acknowledged without being fetched."},
      {"shs-mailbox-emptied"}, {"shows-data"}, omitting(is_fetch));
  add("KOM-SHS-nyfiken", "TV-9.2.10/programvara",
      {"Systemet ser efter i en annan kommuns brevlåda också.",
       "The system looks into another kommun's mailbox as well."},
      {"shs-mailbox-emptied"}, {},
      shs_sending([](kommun::Transport& connection, http::Request request, time::Clock&) {
        return prying(connection, std::move(request));
      }));
  return list;
}

}  // namespace provbank::defects
