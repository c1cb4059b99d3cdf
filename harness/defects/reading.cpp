// How the aggregator reads what is unusual but right, and what is wrong in one point; whether the
// same question in another form gets the same answer; and whether it keeps persons apart when many
// ask at once.
#include <algorithm>
#include <memory>
#include <utility>

#include "harness/defects/defect.hpp"
#include "harness/defects/tools.hpp"
#include "platform/crypto/encoding.hpp"
#include "reference-impl/wire/ssbt.hpp"

namespace provbank::defects {
namespace {

using contract::FaultCode;
using net::awaitable;

const std::string kSoData = "//ssbt:svarsdata/ssbt:SO/ssbt:data";
constexpr int kCrowdMin = 4;  // from so many questions under way it counts as load

bool says(const http::Response& response, const std::string& at, FaultCode code) {
  return text_at(response.body, at + "/ssbt:felkod") == contract::felkod(code);
}

/// The question did not follow the schema, and was refused for it.
bool refused_by_schema(const http::Response& response) {
  return is_fault(response) && says(response, "//detail/*", FaultCode::schema_invalid);
}

/// The unemployment funds' answer did not follow its schema, and was withheld for it.
bool withheld(const http::Response& response) {
  return is_answer(response) &&
         says(response, "//ssbt:svarsdata/ssbt:SO/ssbt:error", FaultCode::source_schema_invalid);
}

/// What the source said, as the kommun gets it: under another name.
std::string as_data(std::string element) {
  const auto end = element.rfind("</");
  const auto name = element.find_first_of(" >");
  if (end == std::string::npos || name == std::string::npos) return {};
  element.replace(end, std::string::npos, "</ssbt:data>");
  element.replace(0, name, "<ssbt:data");
  return element;
}

awaitable<http::Response> reply_with(http::Response response) {
  co_return response;
}

/// Questions of a kind that are right and refused nevertheless.
MakeDecorators refuses(std::function<bool(const http::Request&)> which) {
  return door([which = std::move(which)](Passing passing) {
    if (is_question(passing.request) && which(passing.request))
      return reply_with(fault_reply(FaultCode::schema_invalid));
    return passing.inner(std::move(passing.request), passing.peer);
  });
}

/// The question mended before it is tested, so that a wrong one is taken.
MakeDecorators overlooks(const std::string& xpath) {
  return door_request([xpath](http::Request& request) {
    if (is_question(request)) drop(request.body, xpath);
  });
}

/// A source's answers of a kind that are right and read as its failure.
MakeDecorators cannot_read(std::function<bool(const std::string&)> which) {
  return call_reply(
      Source::so, [which = std::move(which)](const http::Request&, http::Response& response) {
        const bool answer = holds(response.body, "GetUnemploymentBenefitPaymentResponse");
        if (response.status == 200 && answer && which(response.body)) response.status = 503;
      });
}

bool any(const std::string& body, const std::string& xpath) {
  return !element_at(body, xpath).empty();
}

/// Asks the sources for the latest right question once more before it says no.
struct Latest {
  http::Request request;
  bool any = false;
};

awaitable<http::Response> asks_though_wrong(std::shared_ptr<Latest> latest, Passing passing) {
  http::Request came = passing.request;
  auto response = co_await passing.inner(std::move(passing.request), passing.peer);
  if (is_answer(response)) {
    latest->request = std::move(came);
    latest->any = true;
  } else if (latest->any && refused_by_schema(response)) {
    http::Request again = latest->request;
    auto ignored = co_await passing.inner(std::move(again), passing.peer);
  }
  co_return response;
}

/// How many are under way, as long as it lives.
class UnderWay {
 public:
  explicit UnderWay(std::shared_ptr<int> count) : count_(std::move(count)) { ++*count_; }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;
  ~UnderWay() { --*count_; }

  bool crowded() const { return *count_ >= kCrowdMin; }

 private:
  std::shared_ptr<int> count_;
};

/// What a scenario's questions have in common where they should have nothing.
struct Shared {
  std::shared_ptr<int> under_way = std::make_shared<int>(0);
  std::string body;  // the latest answer
  std::string person;
};

using AlterCrowded = std::function<void(Shared&, const http::Request&, http::Response&)>;

awaitable<http::Response> crowded_reply(std::shared_ptr<Shared> shared,
                                        std::shared_ptr<const AlterCrowded> alter,
                                        const net::HttpHandler& inner, http::Request request,
                                        const net::Peer& peer) {
  const UnderWay one(shared->under_way);
  const http::Request came = request;
  auto response = co_await inner(std::move(request), peer);
  if (one.crowded()) (*alter)(*shared, came, response);
  co_return response;
}

/// A change of replies while many questions are under way.
MakeDecorators crowded_door(AlterCrowded alter) {
  return [alter = std::move(alter)](const Scene& scene) {
    auto shared = std::make_shared<Shared>();
    auto mine = std::make_shared<const AlterCrowded>(alter);
    return door([shared, mine](Passing passing) {
      return crowded_reply(shared, mine, passing.inner, std::move(passing.request), passing.peer);
    })(scene);
  };
}

/// The same of what a source answers.
MakeDecorators crowded_calls(Source source, AlterCrowded alter) {
  return [source, alter = std::move(alter)](const Scene& scene) {
    auto shared = std::make_shared<Shared>();
    auto mine = std::make_shared<const AlterCrowded>(alter);
    return calls([shared, mine, source](Calling calling) {
      if (calling.source != source)
        return calling.inner()(std::move(calling.request), calling.peer);
      return crowded_reply(shared, mine, calling.inner(), std::move(calling.request), calling.peer);
    })(scene);
  };
}

using Add = std::function<void(Part, std::string_view, std::string_view, Bilingual,
                               std::vector<std::string_view>, std::vector<std::string_view>,
                               MakeDecorators)>;

void add_questions(const Add& add) {
  // ---- What is wrong in one point
  // -----------------------------------------------------------------
  add(Part::entry, "AGG-godtar-vad-som-helst", "TV-12.5.10",
      {"En fråga som bryter mot schemat besvaras som om inget vore frågat.",
       "A question that breaks the schema is answered as if nothing had been asked."},
      {"refused-for", "refused"}, {"log-sufficient"},
      door_reply([](const http::Request&, http::Response& response) {
        if (!refused_by_schema(response)) return;
        response.status = 200;
        response.body = wire::encode_answer(contract::Answer{}, nullptr);
      }));
  add(Part::entry, "AGG-forbiser-attribut", "TV-4.1",
      {"Attribut som schemat inte har förbises i stället för att avvisas.",
       "Attributes that the schema does not have are ignored instead of refused."},
      {"refused-for"}, {}, overlooks("//ssbt:*/@*[local-name() != 'inkludera']"));
  add(Part::entry, "AGG-laser-den-forsta", "TV-4.1",
      {"När ett element står två gånger läses det första, i stället för att frågan avvisas.",
       "When an element stands twice the first is read, instead of the question being refused."},
      {"refused-for"}, {},
      overlooks("//ssbt:generellaFrageparametrar//*[local-name() = "
                "local-name(preceding-sibling::*[1])]"));
  add(Part::entry, "AGG-skyller-pa-personen", "TV-12.5.10",
      {"Varje fråga som bryter mot schemat avvisas med att personnumret är fel.",
       "Every question that breaks the schema is refused because the person's number is wrong."},
      {"refused-for", "refused"}, {"log-sufficient"},
      door_reply([](const http::Request&, http::Response& response) {
        if (refused_by_schema(response)) {
          set(response.body, "//detail/*/ssbt:felkod",
              std::string(contract::felkod(FaultCode::person_invalid)));
        }
      }));
  add(Part::entry, "AGG-fragar-fast-fragan-ar-fel", "TV-12.5.10",
      {"Källorna tillfrågas om den senaste rätta frågan igen innan en felaktig avvisas.",
       "The sources are asked for the latest right question again before a wrong one is refused."},
      {"refused-for"}, {}, [](const Scene& scene) {
        auto latest = std::make_shared<Latest>();
        return door([latest](Passing passing) {
          return asks_though_wrong(latest, std::move(passing));
        })(scene);
      });

  // ---- What is unusual and right
  // ------------------------------------------------------------------
  add(Part::entry, "AGG-nekar-utan-korrelationsid", "B3-4.1",
      {"En fråga utan korrelationsid avvisas, fast schemat låter det utelämnas.",
       "A question without a correlation id is refused, although the schema lets it be left out."},
      {"accepted"}, {},
      refuses([](const http::Request& request) { return !holds(request.body, "korrelationsid"); }));
  add(Part::entry, "AGG-nekar-siffra-som-sant", "TV-4.1",
      {"Ja och nej skrivna som 1 och 0 avvisas.", "Yes and no written as 1 and 0 are refused."},
      {"accepted"}, {}, refuses([](const http::Request& request) {
        return any(request.body,
                   "//ssbt:*[@inkludera[.='1' or .='0']] | "
                   "//ssbt:fraganSkallInkluderasISvaret[.='1' or .='0']");
      }));
  add(Part::entry, "AGG-nekar-mellanslag-om-varden", "TV-4.1",
      {"Ett värde med mellanslag omkring avvisas, också där schemat säger att de inte räknas.",
       "A value with spaces around it is refused, also where the schema says they do not count."},
      {"accepted"}, {}, refuses([](const http::Request& request) {
        return any(request.body,
                   "//ssbt:*[@inkludera[. != normalize-space(.)]] | "
                   "//ssbt:*[not(*)][. != normalize-space(.)]");
      }));

  // ---- The same question in another form
  // ----------------------------------------------------------
  add(Part::entry, "AGG-laser-prefix", "TV-4.1",
      {"Bara frågor med det vanliga prefixet känns igen.",
       "Only questions with the usual prefix are recognised."},
      {"same-answer", "accepted"}, {}, refuses([](const http::Request& request) {
        return !holds(request.body, "<ssbt:hamtaBastjanstInformation");
      }));
  add(Part::entry, "AGG-laser-dubbla-citattecken", "B3-4.1",
      {"Attribut inom enkla citattecken läses inte, så ingen källa anses vald.",
       "Attributes in single quotes are not read, and so no source is taken as chosen."},
      {"same-answer"}, {}, door_request([](http::Request& request) {
        replace_all(request.body, "inkludera='true'", "inkludera='false'");
      }));
  add(Part::entry, "AGG-laser-rad-for-rad", "TV-4.1",
      {"En fråga med tomma rader mellan elementen förstås inte.",
       "A question with empty lines between its elements is not understood."},
      {"same-answer"}, {},
      refuses([](const http::Request& request) { return holds(request.body, "\n\n"); }));
  add(Part::entry, "AGG-laser-lefi-efter-plats", "B3-4.1",
      {"Frågan till Försäkringskassan förstås bara när dess medlemmar står i den vanliga "
       "ordningen.",
       "The question to Försäkringskassan is understood only when its members stand in the usual "
       "order."},
      {"same-answer"}, {}, refuses([](const http::Request& request) {
        const auto lefi = crypto::from_base64(text_at(request.body, "//ssbt:lefiJsonFraga"));
        return lefi && !lefi->empty() && !lefi->starts_with("{\"personnummer\"");
      }));
  add(Part::answers, "AGG-en-till-andrar", "B4-2.1/6",
      {"När Transportstyrelsen tillfrågas också lämnas a-kassornas belopp i hela kronor.",
       "When Transportstyrelsen is asked as well, the unemployment funds' amounts are given in "
       "whole kronor."},
      {"same-answer"}, {"faithful"}, door_reply([](const http::Request&, http::Response& response) {
        if (!is_answer(response) || !holds(response.body, ":TNS>")) return;
        const std::string at = "(//so:NettoEfterSkatt)[1]";
        const std::string amount = text_at(response.body, at);
        if (!amount.empty()) set(response.body, at, amount.substr(0, amount.find('.')));
      }));
}

void add_answers(const Add& add) {
  add(Part::calls, "AGG-kraver-utbetalning", "B4-2.1/6",
      {"Ett svar från a-kassorna utan utbetalningar läses som att källan felade.",
       "An answer of the unemployment funds without payments is read as the source having failed."},
      {"handed-on"}, {"withheld-for", "answered", "ping-answered"},
      cannot_read([](const std::string& body) { return !holds(body, "Utbetalningar"); }));
  add(Part::calls, "AGG-laser-kallans-prefix", "TV-4.1",
      {"A-kassornas svar läses bara när det har det vanliga prefixet.",
       "The unemployment funds' answer is read only when it has the usual prefix."},
      {"handed-on"}, {"withheld-for", "ping-answered"}, cannot_read([](const std::string& body) {
        return !holds(body, "<so:GetUnemploymentBenefitPaymentResponse");
      }));
  add(Part::calls, "AGG-provar-inte-akassans-svar", "TV-12.5.8",
      {"A-kassornas svar lämnas vidare som det kom, också när det bryter mot schemat.",
       "The unemployment funds' answer is handed on as it came, also when it breaks the schema."},
      {"withheld-for"}, {}, [](const Scene& scene) {
        auto raw = std::make_shared<std::string>();
        return both(call_reply(Source::so,
                               [raw](const http::Request&, http::Response& response) {
                                 *raw = as_data(element_at(response.body, "//so:*"));
                               }),
                    door_reply([raw](const http::Request&, http::Response& response) {
                      if (raw->empty() || !withheld(response)) return;
                      drop(response.body, "//ssbt:SO/ssbt:error");
                      insert(response.body, "//ssbt:SO", *raw);
                    }))(scene);
      });
  add(Part::calls, "AGG-fyller-i-ogiltigt", "B4-2.1/6",
      {"I stället för ett ogiltigt svar från a-kassorna lämnas det senaste giltiga.",
       "Instead of an invalid answer of the unemployment funds the latest valid one is given."},
      {"withheld-for"}, {}, [](const Scene& scene) {
        auto latest = std::make_shared<std::string>();
        return door_reply([latest](const http::Request&, http::Response& response) {
          const std::string data = element_at(response.body, kSoData);
          if (!data.empty()) *latest = data;
          if (latest->empty() || !withheld(response)) return;
          drop(response.body, "//ssbt:SO/ssbt:error");
          insert(response.body, "//ssbt:SO", *latest);
        })(scene);
      });
  add(Part::calls, "AGG-ogiltigt-drar-med-sig", "TV-12.5.8",
      {"När a-kassornas svar bryter mot schemat blir Transportstyrelsen ett fel också.",
       "When the unemployment funds' answer breaks the schema, Transportstyrelsen becomes an error "
       "too."},
      {"withheld-for"}, {}, door_reply([](const http::Request&, http::Response& response) {
        if (!withheld(response)) return;
        const std::string error = element_at(response.body, "//ssbt:SO/ssbt:error");
        drop(response.body, "//ssbt:TNS/ssbt:data");
        insert(response.body, "//ssbt:TNS[not(*)]", error);
      }));
}

void add_crowd(const Add& add) {
  add(Part::service, "AGG-blandar-under-last", "TV-12.5.8",
      {"När många frågor pågår får vart tredje svar från a-kassorna den föregåendes uppgifter.",
       "While many questions are under way, every third answer of the unemployment funds gets the "
       "data of the one before."},
      {"no-cross-talk"}, {},
      crowded_calls(Source::so, [count = 0](Shared& shared, const http::Request&,
                                            http::Response& response) mutable {
        const std::string person = text_at(response.body, "//so:IdentificationNumber");
        if (response.status != 200 || person.empty()) return;
        const std::string own = response.body;
        if (++count % 3 == 0) {
          response.body = shared.body;
          replace_all(response.body, shared.person, person);
        }
        shared.body = own;
        shared.person = person;
      }));
  add(Part::service, "AGG-svarar-fel-kommun", "TV-12.5.10",
      {"När många frågor pågår går vart fjärde svar till den som frågade om någon annan.",
       "While many questions are under way, every fourth answer goes to whoever asked about "
       "somebody else."},
      {"no-cross-talk"}, {},
      crowded_door(
          [count = 0](Shared& shared, const http::Request&, http::Response& response) mutable {
            if (!is_answer(response)) return;
            const std::string own = response.body;
            if (++count % 4 == 0) response.body = shared.body;
            shared.body = own;
          }));
  add(Part::service, "AGG-fel-om-en-annan", "TV-12.5.8",
      {"När många frågor pågår nämner felet för en källa den som någon annan frågade om.",
       "While many questions are under way, a source's error names the person somebody else asked "
       "about."},
      {"no-cross-talk"}, {},
      crowded_door([](Shared& shared, const http::Request& request, http::Response& response) {
        const std::string before = std::exchange(shared.person, person_asked_about(request));
        if (!before.empty() && is_answer(response))
          set(response.body, "//ssbt:svarsdata//ssbt:felmeddelande", "Inget svar om " + before);
      }));
  add(Part::service, "AGG-skriver-uppgifter-under-last", "B3-5.1",
      {"När många frågor pågår skrivs a-kassornas svar i en fil, för felsökning.",
       "While many questions are under way, the unemployment funds' answers are written to a file, "
       "for debugging."},
      {"no-cross-talk"}, {}, [](const Scene& scene) {
        const auto file = scene.driftspart_dir / "last.log";
        return crowded_calls(Source::so,
                             [file](Shared&, const http::Request&, http::Response& response) {
                               append(file, response.body + "\n");
                             })(scene);
      });
}

}  // namespace

std::vector<Defect> reading_defects() {
  std::vector<Defect> list;
  const Add add = [&list](Part part, std::string_view id, std::string_view clause, Bilingual text,
                          std::vector<std::string_view> expected,
                          std::vector<std::string_view> collateral, MakeDecorators decorate) {
    list.push_back({.id = id,
                    .part = part,
                    .guilty = checks::Party::driftspart,
                    .clause = clause,
                    .text = std::move(text),
                    .expected = std::move(expected),
                    .collateral = std::move(collateral),
                    .decorate = std::move(decorate)});
  };
  add_questions(add);
  add_answers(add);
  add_crowd(add);
  return list;
}

}  // namespace provbank::defects
