// no-personal-data-in-fault: nothing sent back in a fault or error quotes the person or the case.
//
// What counts as a quote, in whatever form it is written (residue/forms.hpp):
// - the person's number, of twelve or ten digits, with or without a hyphen;
// - the values known to be about the person (the fixture's canaries: names and the like);
// - from the question's own bytes: personidentitet, arendeidentitet, handlaggare, the LEFI
// question, and the text of any element or
//   attribute that the contract does not know, since nobody can say what it is.
// What does not count, since it says nothing of the person: who asks (organisation), for what
// (syfte, lagtext), periods and times, the LEFI version and actor, which sources; and
// korrelationsid, which the contract itself sends back.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/checks/cases.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/payload.hpp"
#include "harness/checks/question_reading.hpp"
#include "harness/checks/wording.hpp"
#include "harness/residue/forms.hpp"

namespace provbank::checks {
namespace {

using evidence::Evidence;
using evidence::namespaces;
using xml::Document;
using xml::Found;

/// The contract's own elements and attributes that do not count.
constexpr std::array<std::string_view, 13> kImpersonal = {"organisationsnummer",
                                                          "namn",
                                                          "syfte",
                                                          "lagtext",
                                                          "fromDatum",
                                                          "tomDatum",
                                                          "frageTidpunkt",
                                                          "version",
                                                          "aktorsid",
                                                          "inkludera",
                                                          "ordningsnummer",
                                                          "korrelationsid",
                                                          "fraganSkallInkluderasISvaret"};

/// A value that must not come back, and what it is.
struct Secret {
  Bilingual name;
  std::vector<residue::Form> forms;
};

class Secrets {
 public:
  void add(const Bilingual& name, const std::string& value) {
    auto forms = residue::forms_of(value);
    if (!forms.empty()) list_.push_back({name, std::move(forms)});
  }
  const std::vector<Secret>& list() const { return list_; }

 private:
  std::vector<Secret> list_;
};

void add_person(const Evidence& evidence, const Case& each, Secrets& secrets) {
  for (const auto& identity : each.question.identities) {
    secrets.add({"personnumret", "the person's number"}, identity.digits());
    secrets.add({"personnumret", "the person's number"}, std::string(identity.ten_digits()));
  }
  for (const auto& canary : evidence.canaries) {
    if (std::ranges::find(each.question.persons, canary.person) != each.question.persons.end()) {
      secrets.add({"en uppgift om personen", "a value about the person"}, canary.value);
    }
  }
}

void add_question(const Case& each, Secrets& secrets) {
  secrets.add({"ärendets beteckning", "the case id"}, each.question.case_id);
  secrets.add({"handläggaren", "the caseworker"}, each.question.handlaggare);
  if (each.exchange == nullptr) return;
  const auto document = Document::parse(each.exchange->request.body);
  if (!document) return;
  const std::string inside = "//ssbt:hamtaBastjanstInformation//*";
  for (const Found& value :
       document->find(inside + "[not(*)] | " + inside + "/@*", namespaces()).value()) {
    if (std::ranges::find(kImpersonal, value.name) != kImpersonal.end()) continue;
    secrets.add({value.name + " ur frågan", value.name + " of the question"}, trimmed(value.text));
  }
}

/// A part of a reply in which nothing of the question may stand.
struct Complaint {
  std::string text;
  std::string path;
};

class NoPersonalDataInFault final : public Check {
 public:
  explicit NoPersonalDataInFault(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase(
            {"Inget fel som sändes tillbaka återger personnummer, namn eller andra uppgifter ur "
             "frågan{}.",
             "No fault or error sent back quotes the person's number, name or other values of the "
             "question{}."},
            {of_step(of_)}));
    for (const Case& each : cases(evidence, of_, kAnyKind, judgement)) {
      const auto complaints = complaints_in(each);
      if (complaints.empty()) continue;
      Secrets secrets;
      add_person(evidence, each, secrets);
      add_question(each, secrets);
      if (secrets.list().empty()) continue;
      for (const Complaint& complaint : complaints) check(each, complaint, secrets, judgement);
    }
    judgement.measured("messages", static_cast<double>(judgement.compared_so_far()), "messages");
    return std::move(judgement).finish();
  }

 private:
  /// A fault as a whole, head and body; of an answer, its error elements.
  static std::vector<Complaint> complaints_in(const Case& each) {
    if (!each.exchange_answered()) return {};
    const auto& response = *each.exchange->response;
    if (each.reply.outcome == "fault" || each.reply.unreadable) return {{whole(response), ""}};
    std::vector<Complaint> out;
    for (const auto& answer : each.reply.answers) {
      if (answer.fault) out.push_back({said(answer.felkod, answer.felmeddelande), answer.path});
      for (const auto& [source, view] : answer.sources) add_error(view, out);
    }
    for (const auto& [source, view] : each.reply.ping) add_error(view, out);
    return out;
  }

  static void add_error(const evidence::SourceView& view, std::vector<Complaint>& out) {
    if (!view.kalla.empty())
      out.push_back({said(view.felkod, view.felmeddelande), view.path + "/error"});
  }

  static std::string said(const std::string& felkod, const std::vector<std::string>& messages) {
    return fmt::format("{}\n{}", felkod, fmt::join(messages, "\n"));
  }

  /// The bytes, and the text as a reader of XML sees it: a character written by its number is that
  /// character.
  static std::string whole(const http::Response& response) {
    std::string out = response.reason + "\n";
    for (const auto& [name, value] : response.fields.entries()) out += name + ": " + value + "\n";
    out += "\n" + response.body;
    if (const auto document = Document::parse(response.body, kAnyAnswer))
      out += "\n" + document->text("string(/)", namespaces());
    return out;
  }

  static void check(const Case& each, const Complaint& complaint, const Secrets& secrets,
                    Judgement& judgement) {
    judgement.compared();
    std::vector<std::string>
        told;  // one quote may be several values: the number, and ten digits of it
    for (const Secret& secret : secrets.list()) {
      const auto hit = residue::find_form(complaint.text, secret.forms);
      const auto holds_it = [&](const std::string& bytes) {
        return bytes.find(hit->form.bytes) != std::string::npos;
      };
      if (!hit || std::ranges::any_of(told, holds_it)) continue;
      told.push_back(hit->form.bytes);
      auto finding = each.finding(phrase({"Felet återger {}, {}.", "The fault quotes {}, {}."},
                                         {secret.name, hit->form.name()}),
                                  "nothing of the person or the case", hit->form.bytes);
      if (!finding.where.empty()) finding.where.front() = each.where(complaint.path);
      judgement.violated(std::move(finding));
    }
  }

  std::string of_;
};

}  // namespace

CheckKind no_personal_data_in_fault_kind() {
  return {
      .name = "no-personal-data-in-fault",
      .clauses = {"TV-8.3.3", "TV-8.3.4", "TV-12.5.10", "B3-5.1"},
      .party = Party::driftspart,
      .description = {"Inget fel som sändes tillbaka återger uppgifter om personen eller ärendet.",
                      "No fault or error sent back quotes anything of the person or the case."},
      .make = make_check<NoPersonalDataInFault>};
}

}  // namespace provbank::checks
