#include "harness/evidence/reading.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "platform/json/parse.hpp"

namespace provbank::evidence {
namespace {

using contract::Source;
using xml::Document;
using xml::Found;

constexpr int kFirstHttpError = 400;

/// A source may be played answering far more than anybody should take.
constexpr xml::XmlLimits kReadingLimits{.bytes = 64U << 20U, .depth = 200};

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<Found> find(const Document& document, const std::string& xpath) {
  return document.find(xpath, namespaces()).value();
}

std::string text(const Document& document, const std::string& xpath) {
  return document.text(xpath, namespaces());
}

std::string xpath_to(const Found& found) {
  return xpath_of(found.path);
}

// ---- Replies ------------------------------------------------------------------------------------

SourceView read_source(const Document& document, const Found& element) {
  const std::string at = xpath_to(element);
  SourceView view;
  view.delivered = document.has(at + "/ssbt:data", namespaces());
  view.kalla = text(document, at + "/ssbt:error/ssbt:kalla");
  view.felkod = text(document, at + "/ssbt:error/ssbt:felkod");
  for (const Found& message : find(document, at + "/ssbt:error/ssbt:felmeddelande")) {
    view.felmeddelande.push_back(message.text);
  }
  view.line = element.line;
  view.path = element.path;
  return view;
}

AnswerView read_answer(const Document& document, const Found& element) {
  const std::string at = xpath_to(element);
  AnswerView view;
  view.path = element.path;
  view.fault = element.name == "hamtaBastjanstInformationFault";
  if (view.fault) {
    view.felkod = text(document, at + "/ssbt:felkod");
    for (const Found& message : find(document, at + "/ssbt:felmeddelande")) {
      view.felmeddelande.push_back(message.text);
    }
  }
  for (const Found& child : find(document, at + "/ssbt:svarsdata/ssbt:*")) {
    const auto source = contract::source_from_code(child.name);
    if (source) view.sources.try_emplace(*source, read_source(document, child));
  }
  return view;
}

std::map<Source, SourceView> read_ping(const Document& document, const Found& response) {
  std::map<Source, SourceView> out;
  for (const Found& child : find(document, xpath_to(response) + "/ssbt:*")) {
    const auto source = contract::source_from_code(child.name);
    if (!source) continue;
    const std::string at = xpath_to(child);
    SourceView view = read_source(document, child);
    const std::string called = text(document, "normalize-space(" + at + "/ssbt:anropad)");
    const bool failed = document.has(at + "/ssbt:error", namespaces());
    view.delivered = (called == "true" || called == "1") && !failed;
    out.try_emplace(*source, std::move(view));
  }
  return out;
}

bool delivers_all(const AnswerView& answer, const contract::SourceSet& asked) {
  if (answer.fault || answer.sources.empty()) return false;
  const auto delivered = [&](Source source) {
    const auto found = answer.sources.find(source);
    return found != answer.sources.end() && found->second.delivered;
  };
  return std::ranges::all_of(asked.in_order(), delivered) &&
         std::ranges::all_of(answer.sources,
                             [](const auto& each) { return each.second.delivered; });
}

std::string outcome_of(const std::vector<AnswerView>& answers, const AskedQuestion& question) {
  if (std::ranges::all_of(answers, &AnswerView::fault)) return "fault";
  const bool complete = answers.size() >= question.persons.size() &&
                        std::ranges::all_of(answers, [&](const AnswerView& answer) {
                          return delivers_all(answer, question.sources);
                        });
  return complete ? "answered" : "partial";
}

void read_fault(const Document& document, ReplyView& view) {
  view.outcome = "fault";
  view.fault_string = text(document, "/soap:Envelope/soap:Body/soap:Fault/faultstring");
  view.fault_code = text(document, "/soap:Envelope/soap:Body/soap:Fault/detail/ssbt:*/ssbt:felkod");
}

void unreadable(ReplyView& view, Error error) {
  const bool http_error = view.http_status.value_or(0) >= kFirstHttpError;
  view.outcome = http_error ? "fault" : "no-answer";
  view.unreadable = std::move(error);
}

void read_body(const Document& document, const AskedQuestion& question, ReplyView& view) {
  constexpr const char* kBody = "/soap:Envelope/soap:Body/";
  const auto first = [&](const char* name) {
    auto found = find(document, std::string(kBody) + name);
    return found.empty() ? std::nullopt : std::optional<Found>(std::move(found.front()));
  };
  if (first("soap:Fault")) return read_fault(document, view);
  if (const auto ping = first("ssbt:testaBastjanstInformationResponse")) {
    view.outcome = "ping";
    view.ping = read_ping(document, *ping);
    return;
  }
  if (const auto one = first("ssbt:hamtaBastjanstInformationResponse")) {
    view.answers.push_back(read_answer(document, *one));
  } else if (first("flera:hamtaBastjanstInformationFleraResponse")) {
    for (const Found& each :
         find(document, std::string(kBody) +
                            "flera:hamtaBastjanstInformationFleraResponse/flera:svar/ssbt:*")) {
      view.answers.push_back(read_answer(document, each));
    }
  }
  if (view.answers.empty()) {
    return unreadable(view, fail(Errc::invalid, "no SOAP 1.1 envelope with a known body"));
  }
  view.outcome = outcome_of(view.answers, question);
}

// ---- Questions as the sources saw them ----------------------------------------------------------

/// A person's number as people may write it, in digits alone: MIV's and FK's contracts let it be
/// any text.
std::string digits_of(std::string said) {
  std::erase_if(said,
                [](char c) { return c == '-' || c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
  return said;
}

std::string person_in_json(const std::string& body) {
  const auto json = json::parse(body, {});
  if (!json || !json->is_object()) return {};
  const auto found = json->find("personnummer");
  return found != json->end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string person_in_forfragan(const Document& question) {
  const auto inner =
      Document::parse(text(question, "//skv:BeskattningsuppgifterRequest/forfragan"));
  if (!inner) return {};
  return text(*inner, "/skvfraga:Forfragan/skvfraga:IdentitetsbeteckningFysiskPerson");
}

std::string person_in_xml(Source source, const Document& question) {
  switch (source) {
    case Source::af:
      return text(question, "//af:FragaMeddelande/af:Fraga/af:IdentitetsbeteckningFysiskPerson");
    case Source::csn:
      return text(
          question,
          "concat(//csnfraga:Fraga/csnfraga:Sekel, //csnfraga:Fraga/csnfraga:Personnummer)");
    case Source::skv:
      return person_in_forfragan(question);
    case Source::so:
      return text(question, "//so:GetUnemploymentBenefitPaymentRequest/so:IdentificationNumber");
    case Source::tns:
      return text(
          question,
          "concat(//tns:identifikation/tnsper:sekel, //tns:identifikation/tnsper:personnummer)");
    case Source::miv:
      return text(question, "//miv:findByPersonnummer/query/personnummer");
    case Source::fk:
      break;
  }
  return {};
}

bool is_af_test(const Document& question) {
  const auto said = text(question, "normalize-space(//af:FragaMeddelande/af:Fraga/af:Test)");
  return said == "true" || said == "1";
}

/// What one look at a source's question tells.
struct Subject {
  bool test = false;
  std::string
      digits;  // twelve, or ten where the century was left out; empty when it cannot be read
};

Subject subject_of(const Exchange& exchange) {
  Subject subject;
  if (exchange.leg != Leg::source || !exchange.source) return subject;
  if (exchange.request.method == "GET" ||
      exchange.request.target.find("tillgangligaInformationstyper") != std::string::npos) {
    subject.test = true;
    return subject;
  }
  std::string said;
  if (*exchange.source == Source::fk) {
    said = person_in_json(exchange.request.body);
  } else if (const auto question = Document::parse(exchange.request.body)) {
    subject.test = *exchange.source == Source::af && is_af_test(*question);
    if (!subject.test) said = person_in_xml(*exchange.source, *question);
  }
  said = digits_of(std::move(said));
  if (all_digits(said) && (said.size() == 12 || said.size() == 10))
    subject.digits = std::move(said);
  return subject;
}

bool same_person(std::string_view said, std::string_view twelve) {
  return said == twelve || (said.size() == 10 && twelve.ends_with(said));
}

// ---- Links --------------------------------------------------------------------------------------

/// A question on its way: from when to when source calls may belong to it.
struct Enquiry {
  const AskedQuestion* question = nullptr;
  std::size_t begun = 0;  // place of its exchange among all
  time::Duration started{};
  time::Duration finished{};
  std::vector<std::string> persons;
  std::vector<std::size_t> slots;  // of `persons`, in Links::linked
};

/// Whom the question is about, from its bytes; an altered one may be about others than were meant.
std::vector<std::string> persons_of(const AskedQuestion& question, const Exchange& exchange) {
  std::vector<std::string> persons;
  if (const auto document = Document::parse(exchange.request.body)) {
    for (const Found& found :
         find(*document, "//ssbt:generellaFrageparametrar/ssbt:personidentitet")) {
      persons.push_back(digits_of(found.text));
    }
  }
  if (persons.empty()) {
    for (const auto& identity : question.identities) persons.push_back(identity.digits());
  }
  return persons;
}

std::vector<Enquiry> enquiries_of(const Evidence& evidence, Links& links) {
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < evidence.exchanges.size(); ++i) places[evidence.exchanges[i].id] = i;
  std::vector<Enquiry> enquiries;
  for (const AskedQuestion& question : evidence.questions) {
    const auto place = places.find(question.exchange);
    if (question.kind == Ask::ping || place == places.end()) continue;
    const Exchange& exchange = evidence.exchanges[place->second];
    Enquiry enquiry{.question = &question,
                    .begun = place->second,
                    .started = question.started,
                    // One who hung up did not stop the aggregator from asking on.
                    .finished = exchange.response ? question.finished
                                                  : std::max(question.finished, evidence.ended),
                    .persons = persons_of(question, exchange),
                    .slots = {}};
    for (const auto& person : enquiry.persons) {
      enquiry.slots.push_back(links.linked.size());
      links.linked.push_back({.question = question.id, .person = person, .calls = {}});
    }
    enquiries.push_back(std::move(enquiry));
  }
  std::ranges::sort(enquiries, {}, &Enquiry::begun);
  return enquiries;
}

/// One question's entry for one person.
struct Candidate {
  const Enquiry* enquiry;
  std::size_t slot;
};

std::vector<Candidate> candidates_for(const Exchange& call, std::size_t place,
                                      std::string_view person,
                                      const std::vector<Enquiry>& enquiries) {
  std::vector<Candidate> candidates;
  for (const Enquiry& enquiry : enquiries) {
    if (enquiry.begun > place) break;
    if (call.started < enquiry.started || call.started > enquiry.finished) continue;
    for (std::size_t i = 0; i < enquiry.persons.size(); ++i) {
      if (same_person(person, enquiry.persons[i]))
        candidates.push_back({&enquiry, enquiry.slots[i]});
    }
  }
  return candidates;
}

bool has_call(const Linked& linked, Source source) {
  return std::ranges::any_of(linked.calls,
                             [source](const Exchange* call) { return call->source == source; });
}

/// Where each exchange stands among all.
using Places = std::unordered_map<const Exchange*, std::size_t>;

/// In simulated time a question may begin at the very instant at which the one before it ended, and
/// then times do not tell whether they overlapped. It was over if it had begun its calls before the
/// later one began, or was turned away and had none to make.
bool was_over(const Candidate& earlier, const Candidate& later, const Evidence& evidence,
              const Links& links, const Places& places) {
  if (earlier.enquiry->finished != later.enquiry->started) {
    return earlier.enquiry->finished < later.enquiry->started;
  }
  if (earlier.enquiry == later.enquiry) return false;
  const auto& calls = links.linked[earlier.slot].calls;
  if (!calls.empty()) {
    return std::ranges::any_of(
        calls, [&](const Exchange* call) { return places.at(call) < later.enquiry->begun; });
  }
  const AskedQuestion& question = *earlier.enquiry->question;
  if (evidence.readings) return evidence.readings->replies.at(question.id).outcome == "fault";
  const Exchange& carrier = evidence.exchanges[earlier.enquiry->begun];
  return read_reply(question, &carrier).outcome == "fault";
}

/// Leaves the questions that the call to `source` may belong to. One that is over stays when the
/// latest has such a call already and it has none: then something is not as it seems.
void drop_those_over(std::vector<Candidate>& candidates, Source source, const Evidence& evidence,
                     const Links& links, const Places& places) {
  const Candidate latest = candidates.back();
  const bool latest_has_one = has_call(links.linked[latest.slot], source);
  std::erase_if(candidates, [&](const Candidate& candidate) {
    if (candidate.slot == latest.slot) return false;
    if (!was_over(candidate, latest, evidence, links, places)) return false;
    const Linked& linked = links.linked[candidate.slot];
    return !latest_has_one || linked.calls.empty() || has_call(linked, source);
  });
}

/// Of several, the first that has no call to that source yet: calls begin in the order of their
/// questions.
std::size_t choose(const std::vector<Candidate>& candidates, Source source, const Links& links) {
  for (const Candidate& candidate : candidates) {
    if (!has_call(links.linked[candidate.slot], source)) return candidate.slot;
  }
  return candidates.back().slot;
}

}  // namespace

const xml::Namespaces& namespaces() {
  static const xml::Namespaces kNamespaces = {
      {"soap", "http://schemas.xmlsoap.org/soap/envelope/"},
      {"ssbt", "http://schema.forsakringskassan.se/integration/ssbt/10"},
      {"flera", "urn:provbank:flerperson:1"},
      {"af", "http://api.arbetsformedlingen.se/arbetssokande/ersattningsstod/v2"},
      {"csn", "http://schema.csn.se/v4.0/kommunfraga"},
      {"csnpers", "http://schema.csn.se/v4.0/person"},
      {"csnfraga", "urn:provbank:csn-fraga:1"},
      {"so", "http://INT014.UBPService.Schemas"},
      {"tns", "http://schema.transportstyrelsen.se/ssbtek/hamtauppgifterresponder/1"},
      {"tnsper", "http://schema.transportstyrelsen.se/ssbtek/person/1"},
      {"frdn", "http://schema.transportstyrelsen.se/ssbtek/fordon/1"},
      {"miv", "http://schema.migrationsverket.se/ssbtek/1/"},
      {"skv", "http://beskattningws.ws.service.bs.zg.rsv.se/"},
      {"skvfraga", "urn:provbank:skv-forfragan:1"},
      {"skvsvar",
       "http://xmls.skatteverket.se/se/skatteverket/zg/instans/standardiseradInformation/1.0"},
      {"skvfolk",
       "http://xmls.skatteverket.se/se/skatteverket/zg/komponent/infoForFolkbokforing/1.0"},
  };
  return kNamespaces;
}

std::string xpath_of(std::string_view path) {
  std::string out;
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    const std::string_view step = path.substr(0, path.find('/'));
    const std::string_view name = step.substr(0, step.find('['));
    out += "/*[local-name()='" + std::string(name) + "']" + std::string(step.substr(name.size()));
    path.remove_prefix(step.size());
  }
  return out;
}

ReplyView read_reply(const AskedQuestion& question, const Exchange* exchange) {
  ReplyView view;
  view.outcome = "no-answer";
  const auto failure =
      exchange != nullptr && exchange->failure ? exchange->failure : question.failure;
  if (exchange == nullptr || !exchange->response) {
    if (failure && failure->code == Errc::tls_rejected) view.outcome = "tls-rejected";
    return view;
  }
  view.http_status = exchange->response->status;
  const auto document = Document::parse(exchange->response->body, kReadingLimits);
  if (document) {
    read_body(*document, question, view);
  } else {
    unreadable(view, document.error());
  }
  return view;
}

std::optional<std::string> person_asked(const Exchange& source_exchange) {
  Subject subject = subject_of(source_exchange);
  if (subject.digits.size() != 12) return std::nullopt;
  return std::move(subject.digits);
}

bool is_source_test(const Exchange& source_exchange) {
  return subject_of(source_exchange).test;
}

const Linked* Links::find(std::string_view question, std::string_view person) const {
  const auto found = std::ranges::find_if(linked, [&](const Linked& each) {
    return each.question == question && each.person == person;
  });
  return found == linked.end() ? nullptr : &*found;
}

namespace {

Links link_anew(const Evidence& evidence) {
  Links links;
  const auto enquiries = enquiries_of(evidence, links);
  Places places;
  for (std::size_t i = 0; i < evidence.exchanges.size(); ++i) {
    const Exchange& call = evidence.exchanges[i];
    places[&call] = i;
    if (call.leg != Leg::source || !call.source) continue;
    const Subject subject = subject_of(call);
    if (subject.test) continue;
    auto candidates = candidates_for(call, i, subject.digits, enquiries);
    if (candidates.empty()) {
      links.orphans.push_back(&call);
      continue;
    }
    drop_those_over(candidates, *call.source, evidence, links, places);
    links.linked[choose(candidates, *call.source, links)].calls.push_back(&call);
    if (candidates.size() == 1) continue;
    links.ambiguous = true;
    for (const Candidate& candidate : candidates) links.linked[candidate.slot].ambiguous = true;
  }
  for (Linked& each : links.linked) {
    std::ranges::stable_sort(each.calls, {}, [](const Exchange* call) { return *call->source; });
  }
  return links;
}

}  // namespace

Links link(const Evidence& evidence) {
  return evidence.readings ? evidence.readings->links : link_anew(evidence);
}

void read_once(Evidence& evidence) {
  auto readings = std::make_shared<Readings>();
  for (const AskedQuestion& question : evidence.questions) {
    readings->replies.emplace(question.id,
                              read_reply(question, evidence.exchange(question.exchange)));
  }
  evidence.readings = readings;            // linking asks for the replies
  if (evidence.questions.empty()) return;  // the bench itself called the source
  readings->links = link_anew(evidence);
}

ReplyView reply_of(const Evidence& evidence, const AskedQuestion& question,
                   const Exchange* exchange) {
  if (evidence.readings) {
    const auto kept = evidence.readings->replies.find(question.id);
    if (kept != evidence.readings->replies.end()) return kept->second;
  }
  return read_reply(question, exchange);
}

}  // namespace provbank::evidence
