// What a kommun's system asks: states-purpose, names-case, sensible-period, unique-correlation,
// only-needed, own-identity, no-retry-storm.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "harness/checks/awaitings.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/wording.hpp"

namespace provbank::checks {
namespace {

using contract::Source;
using evidence::Awaited;
using evidence::Evidence;

const std::string kGeneralPart = "/generellaFrageparametrar";
constexpr std::size_t kQuestionsPerDeedMax = 3;  // the first and two repeats

/// A finding at an element of a question.
evidence::Finding at_element(const ReadQuestion& question, const std::string& element,
                             Bilingual message, std::string expected, std::string received) {
  auto finding =
      question.received.finding(std::move(message), std::move(expected), std::move(received));
  finding.where = {question.received.where(question.bytes.xpath +
                                           (element.empty() ? "" : kGeneralPart + element))};
  return finding;
}

void measure(Judgement& judgement) {
  judgement.measured("questions", static_cast<double>(judgement.compared_so_far()), "questions");
}

class StatesPurpose final : public Check {
 public:
  explicit StatesPurpose(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase({"Varje fråga anger syfte och det lagrum som bryter sekretessen{}.",
                "Every question states its purpose and the statute that lifts secrecy{}."},
               {of_step(of_)}));
    for (const auto& each : read_received(evidence, of_, judgement)) {
      judgement.compared();
      require(each, each.bytes.purpose, "syfte",
              {"Frågan anger inget syfte.", "The question states no purpose."}, judgement);
      const std::string& statute = each.bytes.statute;
      require(each, statute, "lagtext",
              {"Frågan anger inget lagrum.", "The question states no statute."}, judgement);
      const bool names_one = statute.find("§") != std::string::npos ||
                             statute.find("kap") != std::string::npos ||
                             statute.find("lag") != std::string::npos;
      if (!statute.empty() && !names_one) {
        judgement.doubtful(at_element(each, "/lagtext",
                                      {"Lagtexten nämner varken lag, kapitel eller paragraf.",
                                       "The statute names neither act, chapter nor section."},
                                      "a statute", statute));
      }
    }
    measure(judgement);
    return std::move(judgement).finish();
  }

 private:
  static void require(const ReadQuestion& each, const std::string& text, const std::string& element,
                      const Bilingual& missing, Judgement& judgement) {
    if (!text.empty()) return;
    judgement.violated(at_element(each, "/" + element, missing, "a text", "nothing"));
  }

  std::string of_;
};

class NamesCase final : public Check {
 public:
  explicit NamesCase(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence,
                        phrase({"Varje fråga anger sitt ärende och den handläggare som frågar{}.",
                                "Every question names its case and the handläggare who asks{}."},
                               {of_step(of_)}));
    for (const auto& each : read_received(evidence, of_, judgement)) {
      judgement.compared();
      if (each.bytes.case_id.empty()) {
        judgement.violated(at_element(each, "/arendeidentitet",
                                      {"Frågan anger inget ärende.", "The question names no case."},
                                      "a case id", "nothing"));
      }
      const std::string& name = each.bytes.handlaggare;
      if (name.empty()) {
        judgement.violated(
            at_element(each, "/ingivare/handlaggare",
                       {"Frågan anger ingen handläggare.", "The question names no handläggare."},
                       "the handläggare who asks", "nothing"));
      } else if (belongs_to_nobody(name)) {
        judgement.violated(
            at_element(each, "/ingivare/handlaggare",
                       {"Frågan anger ett namn som inte är någons: det går inte att se vem som "
                        "frågade.",
                        "The question names what is nobody's name: it cannot be seen who asked."},
                       "the handläggare who asks", name));
      }
    }
    measure(judgement);
    return std::move(judgement).finish();
  }

 private:
  static bool belongs_to_nobody(std::string name) {
    std::ranges::transform(name, name.begin(), [](unsigned char c) {
      return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    });
    static constexpr std::array<std::string_view, 14> kNobody = {
        "system",  "systemet", "admin", "administrator", "user", "anvandare",   "test",
        "default", "null",     "okand", "unknown",       "-",    "handlaggare", "service"};
    return std::ranges::find(kNobody, name) != kNobody.end();
  }

  std::string of_;
};

class SensiblePeriod final : public Check {
 public:
  explicit SensiblePeriod(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence, phrase({"Frågorna gäller den tid som ärendet kräver och ingen annan{}.",
                          "The questions are about the period that the case needs and no other{}."},
                         {of_step(of_)}));
    for (const auto& each : read_received(evidence, of_, judgement)) {
      const Awaited* deed = deed_of(evidence, each.received.question);
      if (deed == nullptr) continue;
      const PeriodText told{deed->from, deed->tom};
      check(each, told, each.bytes.general, {"Frågan", "The question"}, judgement);
      for (const auto& [source, period] : each.bytes.own) {
        check(each, told, period,
              phrase({"Frågan till {}", "The question to {}"}, {same(contract::code(source))}),
              judgement);
      }
    }
    measure(judgement);
    return std::move(judgement).finish();
  }

 private:
  // Dates of xsd:date compare as texts.
  static void check(const ReadQuestion& each, const PeriodText& told, const PeriodText& asked,
                    const Bilingual& what, Judgement& judgement) {
    judgement.compared();
    if (asked.from > asked.tom) {
      judgement.violated(at_element(each, "/tidsperiod",
                                    phrase({"{} gäller en tid som slutar innan den börjar.",
                                            "{} is about a period that ends before it begins."},
                                           {what}),
                                    to_string(told), to_string(asked)));
    } else if (asked.from < told.from || asked.tom > told.tom) {
      judgement.violated(at_element(each, "/tidsperiod",
                                    phrase({"{} gäller längre tid än den skulle.",
                                            "{} is about a longer period than it should."},
                                           {what}),
                                    to_string(told), to_string(asked)));
    }
  }

  std::string of_;
};

class UniqueCorrelation final : public Check {
 public:
  explicit UniqueCorrelation(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence, phrase({"Varje fråga har ett korrelationsid som ingen annan fråga har{}.",
                          "Every question has a correlation id that no other question has{}."},
                         {of_step(of_)}));
    std::map<std::string, const ReadQuestion*> seen;
    const auto questions = read_received(evidence, of_, judgement);
    for (const auto& each : questions) {
      if (!each.bytes.korrelationsid || each.bytes.korrelationsid->empty()) continue;
      const auto [first, fresh] = seen.emplace(*each.bytes.korrelationsid, &each);
      if (fresh) continue;
      judgement.compared();
      judgement.violated(at_element(each, "/korrelationsid",
                                    phrase({"Frågan har samma korrelationsid som {}.",
                                            "The question has the correlation id of {}."},
                                           {same(first->second->received.question.id)}),
                                    "an id of its own", *each.bytes.korrelationsid));
    }
    if (seen.size() > 1) {
      judgement.compared(seen.size());
    } else if (!judgement.violated()) {
      judgement.hindered(
          {"Det behövs minst två frågor med korrelationsid för att se om de är olika.",
           "At least two questions with a correlation id are needed to see whether they differ."});
    }
    judgement.measured("ids", static_cast<double>(seen.size()), "questions");
    return std::move(judgement).finish();
  }

 private:
  std::string of_;
};

class OnlyNeeded final : public Check {
 public:
  explicit OnlyNeeded(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence, phrase({"Parten frågar om dem den ombads fråga om, de källor den "
                                          "ombads fråga, och inget mer{}.",
                                          "The party asks about those it was told to ask about, of "
                                          "the sources it was told, and nothing more{}."},
                                         {of_step(of_)}));
    for (const auto& each : read_received(evidence, of_, judgement)) {
      judgement.compared();
      const Awaited* deed = deed_of(evidence, each.received.question);
      if (deed == nullptr) {
        judgement.violated(each.received.finding(
            {"En fråga kom om någon som parten inte ombads fråga om.",
             "A question came about somebody whom the party was not told to ask about."},
            "no such question", "a question"));
        continue;
      }
      if (each.bytes.person != deed->identity.digits()) {
        judgement.violated(
            each.received.finding({"Frågan gäller också någon annan än den skulle.",
                                   "The question is also about somebody else than it should be."},
                                  "one person", "several"));
      }
      compare_sources(each, *deed, judgement);
    }
    measure(judgement);
    return std::move(judgement).finish();
  }

 private:
  static void compare_sources(const ReadQuestion& each, const Awaited& deed, Judgement& judgement) {
    contract::SourceSet beyond;
    contract::SourceSet lacking;
    for (const Source source : contract::kAllSources) {
      if (each.bytes.included.contains(source) && !deed.sources.contains(source))
        beyond.insert(source);
      if (!each.bytes.included.contains(source) && deed.sources.contains(source))
        lacking.insert(source);
    }
    if (!beyond.empty()) {
      judgement.violated(at_element(each, "",
                                    {"Frågan går till källor som ärendet inte kräver.",
                                     "The question goes to sources that the case does not need."},
                                    to_string(deed.sources), to_string(each.bytes.included)));
    }
    if (!lacking.empty()) {
      judgement.doubtful(
          at_element(each, "",
                     {"Frågan går inte till alla källor som parten ombads fråga.",
                      "The question does not go to all sources that the party was told to ask."},
                     to_string(deed.sources), to_string(each.bytes.included)));
    }
  }

  std::string of_;
};

class OwnIdentity final : public Check {
 public:
  explicit OwnIdentity(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(
        evidence,
        phrase(
            {"Den som frågar är den som certifikatet säger, eller den som företräder kommunen{}.",
             "The asker is who the certificate says, or one that represents the kommun{}."},
            {of_step(of_)}));
    for (const auto& each : read_received(evidence, of_, judgement)) {
      const std::string& shown = each.received.question.certificate;
      if (shown.empty()) {
        judgement.hindered({"Certifikatet som visades säger inte vilken organisation det gäller.",
                            "The certificate shown does not say of which organisation it is."});
        continue;
      }
      judgement.compared();
      if (shown == each.bytes.organisation || represents(evidence, shown, each.bytes.organisation))
        continue;
      judgement.violated(at_element(
          each, "/ingivare/organisationsnummer",
          {"Frågan ställs i en annan organisations namn än certifikatets.",
           "The question is asked in the name of another organisation than the certificate's."},
          shown, each.bytes.organisation));
    }
    measure(judgement);
    return std::move(judgement).finish();
  }

 private:
  static bool represents(const Evidence& evidence, const std::string& provider,
                         const std::string& kommun) {
    const auto number = contract::OrganisationNumber::parse(provider);
    const auto asked = contract::OrganisationNumber::parse(kommun);
    if (!number || !asked) return false;
    const auto* found = evidence.organisations.leverantor(*number);
    const auto* represented = evidence.organisations.kommun(*asked);
    return found != nullptr && represented != nullptr &&
           found->foretrader.contains(represented->id);
  }

  std::string of_;
};

class NoRetryStorm final : public Check {
 public:
  explicit NoRetryStorm(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence,
                        phrase({"Ett dåligt svar får inte parten att fråga om och om igen{}.",
                                "A bad answer does not make the party ask over and over{}."},
                               {of_step(of_)}));
    std::size_t most = 0;
    for (const Awaited* deed : awaited(evidence, of_, judgement)) {
      judgement.compared();
      most = std::max(most, deed->questions.size());
      if (deed->questions.size() <= kQuestionsPerDeedMax) continue;
      evidence::Finding finding;
      finding.question = deed->questions.back();
      finding.message =
          phrase({"Parten frågade {} gånger om samma sak på {} sekunder.",
                  "The party asked {} times about the same in {} seconds."},
                 {same(std::to_string(deed->questions.size())),
                  same(fmt::format(
                      "{:.0f}", std::chrono::duration<double>(deed->ended - deed->told).count()))});
      finding.expected = fmt::format("at most {}", kQuestionsPerDeedMax);
      finding.received = std::to_string(deed->questions.size());
      judgement.violated(std::move(finding));
    }
    judgement.measured("questions-per-deed", static_cast<double>(most), "questions",
                       static_cast<double>(kQuestionsPerDeedMax));
    return std::move(judgement).finish();
  }

 private:
  std::string of_;
};

template <class Kind>
CheckKind kommun_kind(std::string_view name, std::vector<std::string_view> clauses,
                      Bilingual description) {
  return {.name = name,
          .clauses = std::move(clauses),
          .party = Party::kommun,
          .description = std::move(description),
          .make = make_check<Kind>};
}

}  // namespace

CheckKind states_purpose_kind() {
  return kommun_kind<StatesPurpose>(
      "states-purpose", {"TV-9.2.10/programvara"},
      {"Varje fråga anger syfte och det lagrum som bryter sekretessen.",
       "Every question states its purpose and the statute that lifts secrecy."});
}
CheckKind names_case_kind() {
  return kommun_kind<NamesCase>("names-case", {"TV-12.4.2/arende", "TV-12.4.4/i-fragan"},
                                {"Varje fråga anger sitt ärende och den handläggare som frågar.",
                                 "Every question names its case and the handläggare who asks."});
}
CheckKind sensible_period_kind() {
  return kommun_kind<SensiblePeriod>("sensible-period", {"TV-12.4.2/arende"},
                                     {"Frågorna gäller den tid som ärendet kräver och ingen annan.",
                                      "The questions are about the period that the case needs."});
}
CheckKind unique_correlation_kind() {
  return kommun_kind<UniqueCorrelation>(
      "unique-correlation", {"TV-9.2.10/programvara"},
      {"Varje fråga har ett korrelationsid som ingen annan fråga har.",
       "Every question has a correlation id that no other question has."});
}
CheckKind only_needed_kind() {
  return kommun_kind<OnlyNeeded>(
      "only-needed", {"TV-12.4.2/arende"},
      {"Parten frågar inte om fler personer eller fler källor än den ombads.",
       "The party asks about no more persons and of no more sources than it was told."});
}
CheckKind own_identity_kind() {
  return kommun_kind<OwnIdentity>(
      "own-identity", {"TV-9.2.10/programvara"},
      {"Den som frågar är den som certifikatet säger, eller den som företräder kommunen.",
       "The asker is who the certificate says, or one that represents the kommun."});
}
CheckKind no_retry_storm_kind() {
  return kommun_kind<NoRetryStorm>("no-retry-storm", {"TV-9.2.10/programvara"},
                                   {"Ett dåligt svar får inte parten att fråga om och om igen.",
                                    "A bad answer does not make the party ask over and over."});
}

}  // namespace provbank::checks
