#include "harness/onboarding/steps.hpp"

#include <algorithm>
#include <set>

namespace provbank::onboarding {
namespace {

const Bilingual kNoLimit = {"Avtalet sätter inget datum.", "The agreement sets no date."};

const std::vector<Description>& descriptions() {
  static const std::vector<Description> all = {
      {Step::ansokan,
       "ansokan",
       {"Ansökan", "Application"},
       {"Den som vill ansluta meddelar SKR det; en kommun godtar samtidigt anslutningsavtalets "
        "villkor.",
        "Whoever wants to join tells SKR so; a kommun accepts the terms of the connection "
        "agreement at the same time."},
       kNoLimit},
      {Step::kvalificering,
       "kvalificering",
       {"Kvalificering", "Qualification"},
       {"De befintliga parterna prövar, var och en efter sina egna regler, om de kan ta emot den "
        "nya.",
        "The existing parties consider, each under its own rules, whether they can take the new "
        "one."},
       {"Efter ansökan.", "After the application."}},
      {Step::acceptans,
       "acceptans",
       {"Acceptans från alla parter", "Acceptance by every party"},
       {"Varje befintlig part meddelar SKR att den accepterar den nya parten.",
        "Every existing party tells SKR that it accepts the new one."},
       {"Efter kvalificeringen, före samordningen.",
        "After the qualification, before the coordination."}},
      {Step::fullmakt,
       "fullmakt",
       {"Fullmakt", "Power of attorney"},
       {"Den sökande lämnar fullmakt; en kommun ger SKR rätt att företräda den i "
        "myndighetssamverkan.",
        "The applicant gives a power of attorney; a kommun lets SKR represent it towards the "
        "authorities."},
       {"En kommuns fullmakt före samordningen; annars senast med begäran.",
        "A kommun's before the coordination; otherwise with the request at the latest."}},
      {Step::samordning,
       "samordning",
       {"Samordning och uppdrag", "Coordination and go-ahead"},
       {"SKR ger Driftsparten i uppdrag att börja ansluta den nya parten.",
        "SKR tells Driftsparten to begin connecting the new party."},
       {"Först när alla befintliga parter har accepterat.",
        "Not until every existing party has accepted."}},
      {Step::avtal,
       "avtal",
       {"Anslutningsavtal", "Connection agreement"},
       {"En behörig företrädare undertecknar anslutningsavtalet.",
        "An authorised signatory signs the connection agreement."},
       {"Senast med begäran.", "With the request at the latest."}},
      {Step::bestallning,
       "bestallning",
       {"Beställningsformulär", "Order form"},
       {"En behörig företrädare för kommunen undertecknar beställningsformuläret.",
        "An authorised signatory of the kommun signs the order form."},
       {"Senast med begäran.", "With the request at the latest."}},
      {Step::behorighet,
       "behorighet",
       {"Behörighetshandling", "Proof of authority"},
       {"En handling visar vem som får underteckna för den sökande.",
        "A document shows who may sign for the applicant."},
       {"Senast med begäran.", "With the request at the latest."}},
      {Step::begaran,
       "begaran",
       {"Begäran om teknisk integration", "Request for technical integration"},
       {"Den sökande begär teknisk integration hos Driftsparten, med alla handlingar bifogade.",
        "The applicant asks Driftsparten for technical integration, with all documents attached."},
       {"Efter samordningen.", "After the coordination."}},
      {Step::godkannande,
       "godkannande",
       {"Godkännande av begäran", "Approval of the request"},
       {"Driftsparten godkänner begäran.", "Driftsparten approves the request."},
       {"Efter begäran.", "After the request."}},
      {Step::tekniska_forutsattningar,
       "tekniska-forutsattningar",
       {"Tekniska förutsättningar", "Technical prerequisites"},
       {"Den sökande har den utrustning och programvara som de tekniska specifikationerna kräver.",
        "The applicant has the equipment and software that the technical specifications demand."},
       {"Före inkopplingen.", "Before the connecting."}},
      {Step::certifiering,
       "certifiering",
       {"Teknisk certifiering", "Technical certification"},
       {"En körning av Provbänk visar att den sökandes system håller avtalet.",
        "A run of Provbänk shows that the applicant's system keeps the agreement."},
       {"Högst 90 dagar gammal vid inkopplingen (Provbänks gräns).",
        "At most 90 days old when connecting (Provbänk's limit)."}},
      {Step::inkoppling,
       "inkoppling",
       {"Inkoppling", "Connecting"},
       {"Driftsparten ansluter den sökande till tjänstens tekniska infrastruktur.",
        "Driftsparten connects the applicant to the technical infrastructure of the service."},
       {"En kommun: i regel inom tio arbetsdagar från godkännandet.",
        "A kommun: as a rule within ten working days of the approval."}},
      {Step::forsakran,
       "forsakran",
       {"Försäkran från varje Handläggare", "Assurance by every Handläggare"},
       {"Varje Handläggare undertecknar en Försäkran; SKR kan begära in dem.",
        "Every Handläggare signs an assurance (Försäkran); SKR may ask to have them."},
       {"Innan Handläggaren använder tjänsten.", "Before the Handläggare uses the service."}},
      {Step::kontaktuppgifter,
       "kontaktuppgifter",
       {"Kontaktuppgifter", "Contact details"},
       {"Aktuella kontaktuppgifter finns registrerade hos Driftsparten.",
        "Current contact details are registered with Driftsparten."},
       {"Före åtkomsten (Provbänks gräns).", "Before access (Provbänk's limit)."}},
      {Step::sammanstallning,
       "sammanstallning",
       {"Sammanställning av uppgiftstyper", "List of the kinds of data"},
       {"Uppgiftslämnaren sänder SKR en sammanställning av de typer av personuppgifter den kan "
        "lämna.",
        "The Uppgiftslämnare sends SKR a list of the kinds of personal data it can disclose."},
       {"Före åtkomsten (Provbänks gräns).", "Before access (Provbänk's limit)."}},
      {Step::atkomst,
       "atkomst",
       {"Åtkomst: avtalet är träffat", "Access: the agreement is concluded"},
       {"Driftsparten gör åtkomsten möjlig; i det ögonblicket är anslutningsavtalet träffat.",
        "Driftsparten makes access possible; at that moment the connection agreement is "
        "concluded."},
       {"Efter inkopplingen.", "After the connecting."}},
      {Step::uppsagning,
       "uppsagning",
       {"Uppsägning", "Notice"},
       {"Parten säger upp sin anslutning skriftligen hos Driftsparten.",
        "The party gives Driftsparten notice in writing."},
       {"Senast den 30 juni för att upphöra den 31 december samma år.",
        "By 30 June, to end on 31 December of the same year."}},
      {Step::fortida_upphorande,
       "fortida-upphorande",
       {"Förtida upphörande", "Early end"},
       {"Anslutningen upphör i förtid: ett beslut gör den omöjlig, eller en väsentlig brist har "
        "inte åtgärdats.",
        "The connection ends early: a decision makes it impossible, or an essential failure was "
        "not put right."},
       {"Vid brist: tidigast 60 dagar efter SKR:s skriftliga påtalande.",
        "For a failure: at the earliest 60 days after SKR's written reminder."}},
      {Step::meddelande,
       "meddelande",
       {"Meddelande till SKR", "Word to SKR"},
       {"SKR får veta: av Driftsparten vid uppsägning, genast av parten själv vid ett beslut.",
        "SKR is told: by Driftsparten upon notice, at once by the party itself upon a decision."},
       {"Efter uppsägningen; vid ett beslut genast.",
        "After the notice; upon a decision at once."}},
      {Step::bekraftelse,
       "bekraftelse",
       {"SKR:s bekräftelse", "SKR's confirmation"},
       {"SKR bekräftar att parten ska kopplas bort.",
        "SKR confirms that the party is to be disconnected."},
       {"Efter meddelandet.", "After the word to SKR."}},
      {Step::bortkoppling,
       "bortkoppling",
       {"Bortkoppling", "Disconnection"},
       {"Driftsparten kopplar bort parten från den tekniska infrastrukturen.",
        "Driftsparten disconnects the party from the technical infrastructure."},
       {"Efter bekräftelsen, och inte innan avtalet har upphört.",
        "After the confirmation, and not before the agreement has ended."}}};
  return all;
}

std::vector<Rule> kommun_rules() {
  using enum Step;
  return {
      {ansokan, {"TV-9.1.1", "TV-9.2.1"}, Actor::applicant, Paper::letter, {}},
      {kvalificering, {"TV-9.1.2"}, Actor::existing_parties, Paper::none, {ansokan}},
      {acceptans,
       {"TV-9.1.2", "TV-9.1.4"},
       Actor::existing_parties,
       Paper::one_each,
       {kvalificering}},
      {fullmakt,
       {"TV-9.2.2", "TV-9.2.6", "DA-1/fullmakt"},
       Actor::applicant,
       Paper::signed_letter,
       {}},
      {samordning, {"TV-9.1.5", "TV-9.2.3"}, Actor::skr, Paper::none, {acceptans, fullmakt}},
      {avtal, {"TV-9.2.4"}, Actor::applicant, Paper::signed_letter, {}},
      {bestallning, {"TV-9.2.4", "TV-9.2.5"}, Actor::applicant, Paper::signed_letter, {}},
      {behorighet, {"TV-9.2.6"}, Actor::applicant, Paper::authority, {}},
      {begaran,
       {"TV-9.2.3", "TV-9.2.4"},
       Actor::applicant,
       Paper::none,
       {samordning, avtal, bestallning, behorighet}},
      {godkannande, {"TV-9.2.7"}, Actor::driftspart, Paper::none, {begaran}},
      {tekniska_forutsattningar, {"TV-9.2.10"}, Actor::applicant, Paper::none, {}},
      {certifiering,
       {"TV-9.2.10", "DA-5.2"},
       Actor::applicant,
       Paper::certification,
       {tekniska_forutsattningar}},
      {inkoppling,
       {"TV-9.2.7", "DA-5.2"},
       Actor::driftspart,
       Paper::none,
       {godkannande, certifiering}},
      {forsakran, {"TV-9.2.9", "TV-12.4.3", "TV-12.4.9"}, Actor::applicant, Paper::signed_each, {}},
      {kontaktuppgifter, {"TV-12.4.6"}, Actor::applicant, Paper::letter, {}},
      {atkomst, {"TV-9.2.8"}, Actor::driftspart, Paper::none, {inkoppling, kontaktuppgifter}},
  };
}

std::vector<Rule> uppgiftslamnare_rules() {
  using enum Step;
  return {
      {ansokan, {"TV-9.1.1", "TV-9.3.1"}, Actor::applicant, Paper::letter, {}},
      {kvalificering, {"TV-9.1.2"}, Actor::existing_parties, Paper::none, {ansokan}},
      {acceptans,
       {"TV-9.1.2", "TV-9.1.4"},
       Actor::existing_parties,
       Paper::one_each,
       {kvalificering}},
      {fullmakt, {"TV-9.3.5"}, Actor::applicant, Paper::signed_letter, {}},
      {samordning, {"TV-9.1.5", "TV-9.3.2"}, Actor::skr, Paper::none, {acceptans}},
      {avtal, {"TV-9.3.3", "TV-9.3.4"}, Actor::applicant, Paper::signed_letter, {}},
      {behorighet, {"TV-9.3.5"}, Actor::applicant, Paper::authority, {}},
      {begaran,
       {"TV-9.3.2", "TV-9.3.3"},
       Actor::applicant,
       Paper::none,
       {samordning, fullmakt, avtal, behorighet}},
      {godkannande, {"TV-9.3.7"}, Actor::driftspart, Paper::none, {begaran}},
      {tekniska_forutsattningar, {"TV-9.3.6"}, Actor::applicant, Paper::none, {}},
      {certifiering,
       {"TV-9.3.6", "DA-5.2"},
       Actor::applicant,
       Paper::certification,
       {tekniska_forutsattningar}},
      {inkoppling,
       {"TV-9.3.7", "DA-5.2"},
       Actor::driftspart,
       Paper::none,
       {godkannande, certifiering}},
      {kontaktuppgifter, {"TV-12.2.2"}, Actor::applicant, Paper::letter, {}},
      {sammanstallning, {"TV-12.2.1"}, Actor::applicant, Paper::letter, {}},
      {atkomst,
       {"TV-9.3.8"},
       Actor::driftspart,
       Paper::none,
       {inkoppling, kontaktuppgifter, sammanstallning}},
  };
}

// The same for both; which of them apply depends on how the party leaves.
void add_exit(std::vector<Rule>& rules) {
  using enum Step;
  rules.push_back(
      {uppsagning, {"TV-17.1", "DA-5.2.1"}, Actor::applicant, Paper::letter, {atkomst}});
  rules.push_back({fortida_upphorande,
                   {"TV-17.3", "TV-18.1"},
                   Actor::whoever_leaves,
                   Paper::letter,
                   {atkomst}});
  rules.push_back(
      {meddelande, {"TV-17.3", "DA-5.2.1"}, Actor::whoever_leaves, Paper::letter, {uppsagning}});
  rules.push_back({bekraftelse, {"DA-5.2.1"}, Actor::skr, Paper::letter, {meddelande}});
  rules.push_back({bortkoppling,
                   {"TV-17.1", "TV-18.1", "DA-5.2.1"},
                   Actor::driftspart,
                   Paper::none,
                   {bekraftelse, fortida_upphorande}});
}

std::vector<Rule> with_exit(std::vector<Rule> rules) {
  add_exit(rules);
  return rules;
}

CatalogueEntry entry(const Description& description) {
  std::set<std::string> clauses;
  for (const Kind kind : {Kind::kommun, Kind::uppgiftslamnare}) {
    if (const auto* found = rule(kind, description.step)) {
      clauses.insert(found->clauses.begin(), found->clauses.end());
    }
  }
  return {.name = description.name,
          .clauses = {clauses.begin(), clauses.end()},
          .description = description.what};
}

}  // namespace

std::string_view code(Kind kind) {
  return kind == Kind::kommun ? "kommun" : "uppgiftslamnare";
}

const Description& describe(Step step) {
  return descriptions()[static_cast<std::size_t>(step)];
}

std::optional<Step> step_from_name(std::string_view name) {
  const auto found = std::ranges::find(descriptions(), name, &Description::name);
  if (found == descriptions().end()) return std::nullopt;
  return found->step;
}

const std::vector<Rule>& rules(Kind kind) {
  static const std::vector<Rule> kommun = with_exit(kommun_rules());
  static const std::vector<Rule> uppgiftslamnare = with_exit(uppgiftslamnare_rules());
  return kind == Kind::kommun ? kommun : uppgiftslamnare;
}

const Rule* rule(Kind kind, Step step) {
  const auto& all = rules(kind);
  const auto found = std::ranges::find(all, step, &Rule::step);
  return found == all.end() ? nullptr : &*found;
}

bool is_exit(Step step) {
  return step >= Step::uppsagning;
}

const std::vector<CatalogueEntry>& steps() {
  static const std::vector<CatalogueEntry> all = [] {
    std::vector<CatalogueEntry> entries;
    for (const auto& description : descriptions()) entries.push_back(entry(description));
    return entries;
  }();
  return all;
}

}  // namespace provbank::onboarding
