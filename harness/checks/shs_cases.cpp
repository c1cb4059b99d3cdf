#include "harness/checks/shs_cases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "harness/checks/question_reading.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {

using evidence::Evidence;
using evidence::Exchange;
using evidence::ShsAct;
using evidence::ShsAsking;
using evidence::ShsLabelView;
using evidence::ShsMessageView;

const Bilingual kNobodyLookedThen = {
    "Ingen såg efter i brevlådan när tiden gick ut, så det syns inte om svaret kom i tid. Det som "
    "behövs är att någon ser efter oftare.",
    "Nobody looked into the mailbox when the time was out, so it cannot be seen whether the answer "
    "came in time. Needed: somebody who looks more often."};

namespace {

std::string lowered(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

/// What a node gave: a message wherever one is due, or one that came where none was.
bool may_be_message(const ShsSeen& seen) {
  if (!seen.ok() || seen.status() == kShsReceived) return false;
  return seen.asked(ShsAsking::What::message) || seen.asked(ShsAsking::What::fetch);
}

ShsSeen read(const Exchange& exchange, const contract::SchemaCatalogue& schemas) {
  ShsSeen seen;
  seen.exchange = &exchange;
  seen.asking = evidence::shs_asking(exchange.request.method, exchange.request.target);
  if (seen.asked(ShsAsking::What::message)) {
    seen.sent = evidence::scan_shs_label(exchange.request.body);
    if (!seen.sent) seen.sent = evidence::read_shs_message(exchange.request.body, schemas).label;
  }
  if (!exchange.response) return seen;
  const std::string& body = exchange.response->body;
  if (may_be_message(seen)) seen.message = evidence::read_shs_message(body, schemas);
  if (seen.ok() && seen.asked(ShsAsking::What::list))
    seen.list = evidence::read_shs_list(body, schemas);
  return seen;
}

}  // namespace

int ShsSeen::status() const {
  return exchange->response ? exchange->response->status : 0;
}

bool ShsSeen::by_owner() const {
  return act == nullptr || act->certificate == "own" || act->certificate == act->kommun;
}

std::string ShsSeen::field(std::string_view name) const {
  if (!exchange->response) return {};
  return trimmed(exchange->response->fields.find(name).value_or(""));
}

evidence::Finding ShsSeen::finding(Bilingual message_told, std::string expected,
                                   std::string received) const {
  evidence::Finding finding;
  finding.message = std::move(message_told);
  finding.expected = std::move(expected);
  finding.received = std::move(received);
  finding.where.push_back({.exchange = exchange->id, .file = {}, .line = 0, .xpath = {}});
  return finding;
}

evidence::Finding ShsSeen::finding(const evidence::ShsProblem& problem) const {
  auto made = finding(problem.what, problem.expected, problem.received);
  made.where.front().line = problem.line;
  made.where.front().xpath = problem.xpath;
  return made;
}

void tell(const ShsSeen& seen, const evidence::ShsProblems& problems, Strictness strictness,
          Judgement& judgement) {
  for (const auto& problem : problems) {
    const bool forgiven = strictness == Strictness::what_nodes_cannot_take && problem.taken;
    if (problem.severity == evidence::Severity::error && !forgiven) {
      judgement.violated(seen.finding(problem));
    } else {
      judgement.doubtful(seen.finding(problem));
    }
  }
}

bool is_shs_error(const ShsLabelView& label) {
  return label.sequence_type == "adm" && label.product == "error";
}

std::string error_told(const ShsMessageView& message, const contract::SchemaCatalogue& schemas) {
  if (message.parts.empty()) return {};
  return evidence::read_shs_management(message.parts.front().content, schemas).error_code;
}

std::string_view copied_content_id(const ShsLabelView& of) {
  return std::string_view(of.content_id).substr(0, evidence::kShsContentIdMax);
}

bool answers(const ShsLabelView& answer, const ShsLabelView& request) {
  return answer.corr_id == request.corr_id && answer.content_id == copied_content_id(request);
}

bool would_show(const ShsAsking& list, const ShsLabelView& label) {
  const auto told = [&](std::string_view name) {
    const auto* value = list.find(name);
    return value == nullptr ? std::string() : *value;
  };
  const std::string status = lowered(told("status"));
  if (label.status != (status.empty() ? "production" : status)) return false;
  if (!list.product.empty() && list.product != label.product) return false;
  const std::string corr_id = told("corrid");
  const std::string content_id = told("contentid");
  if (!corr_id.empty() && corr_id != label.corr_id) return false;
  if (!content_id.empty() && content_id != copied_content_id(label)) return false;
  // What a list with other demands would show, is not judged.
  constexpr std::array kJudged = {"status",        "corrid",    "contentid",   "filter",
                                  "sortattribute", "sortorder", "arrivalorder"};
  return std::ranges::all_of(list.query, [&](const auto& each) {
    return std::ranges::find(kJudged, each.first) != kJudged.end();
  });
}

std::map<std::string, ShsAnswerTime> shs_answer_times(const Evidence& evidence) {
  std::map<std::string, ShsAnswerTime> out;
  Judgement nobody(evidence, {});
  const ShsTraffic traffic(evidence, nobody);
  for (const ShsSeen& seen : traffic.all()) {
    if (!seen.sent || seen.sent->synch() || seen.act != nullptr) continue;
    const auto listing = traffic.listing_of(*seen.sent);
    if (listing.first == nullptr) continue;
    ShsAnswerTime time{.not_before = listing.not_before,
                       .by = listing.first->exchange->finished - seen.exchange->started};
    if (time.not_before) *time.not_before -= seen.exchange->started;
    const auto view = evidence::read_shs_message(seen.exchange->request.body, *evidence.schemas);
    for (const Exchange& soap : evidence.exchanges) {
      const bool its = soap.leg == evidence::Leg::kommun && !out.contains(soap.id) &&
                       !view.parts.empty() && soap.request.body == view.parts.front().content;
      if (!its) continue;
      out.emplace(soap.id, time);
      break;
    }
  }
  return out;
}

std::vector<std::string> persons_asked_about(const Evidence& evidence, const ShsSeen& message) {
  std::vector<std::string> persons;
  const auto view = evidence::read_shs_message(message.exchange->request.body, *evidence.schemas);
  for (const auto& part : view.parts) {
    const auto soap = xml::Document::parse(part.content);
    if (!soap) continue;
    for (const auto& question : read_questions(*soap)) persons.push_back(question.person);
  }
  if (!persons.empty() || message.act == nullptr) return persons;
  for (const auto& question : evidence.questions) {
    if (question.step != message.act->step || !persons.empty()) continue;
    for (const auto& identity : question.identities) persons.push_back(identity.digits());
  }
  return persons;
}

std::map<std::string, std::size_t> enquiries(const Evidence& evidence, const ShsTraffic& traffic,
                                             const std::function<bool(const ShsAct&)>& counts) {
  std::map<std::string, std::size_t> out;
  std::set<std::string> known;  // by tx.id
  for (const ShsSeen& seen : traffic.all()) {
    // Ordinary questions stand among the links.
    if (!seen.asked(ShsAsking::What::message) || seen.act == nullptr) continue;
    if (!counts(*seen.act)) continue;
    if (seen.sent && !seen.sent->synch() && !known.insert(seen.sent->tx_id).second) continue;
    for (const auto& person : persons_asked_about(evidence, seen)) ++out[person];
  }
  const auto links = evidence::link(evidence);
  for (const auto& linked : links.linked) ++out[linked.person];
  return out;
}

ShsTraffic::ShsTraffic(const Evidence& evidence, Judgement& judgement) : evidence_(evidence) {
  for (const Exchange& exchange : evidence.exchanges) {
    if (exchange.leg != evidence::Leg::shs) continue;
    ShsSeen seen = read(exchange, *evidence.schemas);
    for (const ShsAct& each : evidence.shs) {
      if (each.exchange == exchange.id) seen.act = &each;
    }
    all_.push_back(std::move(seen));
  }
  if (all_.empty() && evidence.shs.empty()) {
    judgement.hindered(
        {"Ingenting gick genom SHS-dörren. Det som behövs är frågor eller "
         "meddelanden den vägen.",
         "Nothing went through the SHS door. Needed: questions or messages that "
         "way."});
  }
}

const ShsSeen* ShsTraffic::of(const ShsAct& act) const {
  const auto found = std::ranges::find(all_, &act, &ShsSeen::act);
  return found == all_.end() ? nullptr : &*found;
}

const ShsAct* ShsTraffic::act(std::string_view id) const {
  const auto found = std::ranges::find(evidence_.shs, id, &ShsAct::id);
  return found == evidence_.shs.end() ? nullptr : &*found;
}

std::vector<const ShsAct*> ShsTraffic::acts(const std::string& step,
                                            std::initializer_list<ShsAct::Kind> kinds,
                                            Judgement& judgement) const {
  std::vector<const ShsAct*> out;
  for (const ShsAct& each : evidence_.shs) {
    const bool kind = std::ranges::find(kinds, each.kind) != kinds.end();
    if (kind && (step.empty() || each.step == step)) out.push_back(&each);
  }
  if (out.empty()) {
    judgement.hindered(phrase({"Ingenting gjordes vid SHS-dörren som kontrollen gäller{}.",
                               "Nothing was done at the SHS door that the check is about{}."},
                              {of_step(step)}));
  }
  return out;
}

std::vector<const ShsSeen*> ShsTraffic::answers_to(const ShsLabelView& request) const {
  std::vector<const ShsSeen*> out;
  for (const ShsSeen& seen : all_) {
    if (seen.message && seen.message->label && answers(*seen.message->label, request))
      out.push_back(&seen);
  }
  return out;
}

ShsTraffic::Listing ShsTraffic::listing_of(const ShsLabelView& request) const {
  Listing listing;
  for (const ShsSeen& seen : all_) {
    if (!seen.list || !seen.list->readable || !seen.by_owner()) continue;
    if (request.from && seen.asking.address != *request.from) continue;
    const bool looks = would_show(seen.asking, request);
    if (looks) ++listing.looks;
    bool shown = false;
    for (const auto& each : seen.list->messages) {
      if (each.corr_id != request.corr_id || each.content_id != copied_content_id(request))
        continue;
      shown = true;
      std::string tx_id = lowered(each.tx_id);
      if (std::ranges::find(listing.tx_ids, tx_id) == listing.tx_ids.end())
        listing.tx_ids.push_back(std::move(tx_id));
    }
    if (shown && listing.first == nullptr) listing.first = &seen;
    if (looks && !shown && listing.first == nullptr) listing.not_before = seen.exchange->started;
  }
  return listing;
}

}  // namespace provbank::checks
