// What a kommun's system asks: states-purpose, names-case, sensible-period, unique-correlation,
// only-needed, own-identity, no-retry-storm.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

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

/// The question inside the question that Försäkringskassan reads; nothing when there is none.
std::optional<nlohmann::json> lefi(const ReadQuestion& question) {
  if (!question.bytes.included.contains(Source::fk) || question.bytes.lefi_json.empty())
    return std::nullopt;
  auto json = nlohmann::json::parse(question.bytes.lefi_json, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  return json;
}

std::string text_of(const nlohmann::json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
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
      static constexpr std::array<std::string_view, 7> kSigns = {"§",          "kap", "lag", "balk",
                                                                 "förordning", "sol", "sfs"};
      const bool names_one = std::ranges::any_of(kSigns, [&](std::string_view sign) {
        return plain(statute).find(sign) != std::string::npos;
      });
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
      if (trimmed(each.bytes.case_id).empty()) {
        judgement.violated(at_element(each, "/arendeidentitet",
                                      {"Frågan anger inget ärende.", "The question names no case."},
                                      "a case id", "nothing"));
      }
      const std::string name = trimmed(each.bytes.handlaggare);
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
      if (const auto json = lefi(each); json && json->contains("period")) {
        const auto& period = json->at("period");
        if (period.is_object())
          check(each, told, {text_of(period, "from"), text_of(period, "tom")},
                {"Frågan till FK (LEFI)", "The question to FK (LEFI)"}, judgement);
      }
    }
    measure(judgement);
    return std::move(judgement).finish();
  }

 private:
  /// The date of an xsd:date, without the time zone that it may carry; such dates compare as texts.
  static std::optional<std::string> date(const std::string& text) {
    constexpr std::size_t kDate = std::string_view("2026-01-31").size();
    const std::string day = text.substr(0, kDate);
    const std::string rest = text.substr(std::min(kDate, text.size()));
    const bool zone = rest.empty() || rest == "Z" ||
                      (rest.size() == std::string_view("+01:00").size() &&
                       (rest.front() == '+' || rest.front() == '-'));
    if (!zone || !contract::Period::parse(day, day)) return std::nullopt;
    return day;
  }

  static void check(const ReadQuestion& each, const PeriodText& told, const PeriodText& asked,
                    const Bilingual& what, Judgement& judgement) {
    const auto from = date(asked.from);
    const auto tom = date(asked.tom);
    if (!from || !tom) {
      return judgement.hindered(
          phrase({"{} anger inga datum som går att läsa.", "{} states no dates that can be read."},
                 {what}),
          each.received.question.id);
    }
    judgement.compared();
    const auto finding = [&](const Bilingual& message) {
      return at_element(each, "/tidsperiod", phrase(message, {what}), to_string(told),
                        to_string(asked));
    };
    if (*from > *tom) {
      judgement.violated(finding({"{} gäller en tid som slutar innan den börjar.",
                                  "{} is about a period that ends before it begins."}));
    } else if (*from < told.from || *tom > told.tom) {
      judgement.violated(finding(
          {"{} gäller längre tid än den skulle.", "{} is about a longer period than it should."}));
    } else if (*from != told.from || *tom != told.tom) {
      judgement.doubtful(finding({"{} gäller kortare tid än parten ombads fråga om.",
                                  "{} is about a shorter period than the party was told."}));
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
      if (!each.bytes.korrelationsid || trimmed(*each.bytes.korrelationsid).empty()) {
        judgement.doubtful(at_element(
            each, "",
            {"Frågan har inget korrelationsid: svaret och loggarna går inte att knyta till den.",
             "The question has no correlation id: answer and logs cannot be tied to it."},
            "an id of its own", "none"));
        continue;
      }
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
    auto questions = read_received(evidence, of_, judgement);
    if (!of_.empty()) {
      // What nobody asked for belongs to no step.
      for (auto& each : read_unbidden(evidence)) questions.push_back(std::move(each));
    }
    for (const auto& each : questions) {
      const Awaited* deed = deed_of(evidence, each.received.question);
      if (deed == nullptr && repeats(evidence, each)) continue;  // no-retry-storm counts it
      judgement.compared();
      if (deed == nullptr) {
        judgement.violated(each.received.finding(
            {"En fråga kom om någon som parten inte ombads fråga om.",
             "A question came about somebody whom the party was not told to ask about."},
            "no such question", "a question"));
        continue;
      }
      if (each.bytes.person != deed->identity.digits() || fk_is_asked_about_another(each, *deed)) {
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
  /// About somebody whom the party was told to ask about, when that was over; unless it came
  /// instead of a question that was wanted then.
  static bool repeats(const Evidence& evidence, const ReadQuestion& each) {
    const auto came = each.received.question.started;
    const bool instead = std::ranges::any_of(evidence.awaited, [came](const Awaited& deed) {
      return deed.questions.empty() && deed.told <= came && came <= deed.ended;
    });
    return !instead && std::ranges::any_of(evidence.awaited, [&each, came](const Awaited& deed) {
      return deed.identity.digits() == each.bytes.person && deed.ended <= came;
    });
  }

  static bool fk_is_asked_about_another(const ReadQuestion& each, const Awaited& deed) {
    const auto json = lefi(each);
    const std::string person = json ? text_of(*json, "personnummer") : "";
    return !person.empty() && person != deed.identity.digits();
  }

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
      if (are_one(shown, each.bytes.organisation) ||
          represents(evidence, shown, each.bytes.organisation))
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
  /// A certificate may write its number with ten digits or a hyphen.
  static bool are_one(const std::string& one, const std::string& other) {
    const auto a = contract::OrganisationNumber::parse(one);
    const auto b = contract::OrganisationNumber::parse(other);
    return a && b ? a->wire() == b->wire() : one == other;
  }

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
      const auto questions = all_of(evidence, *deed);
      most = std::max(most, questions.size());
      if (questions.size() <= kQuestionsPerDeedMax) continue;
      const auto took = questions.back()->finished - deed->told;
      evidence::Finding finding;
      finding.question = questions.back()->id;
      finding.message =
          phrase({"Parten frågade {} gånger om samma sak på {} sekunder.",
                  "The party asked {} times about the same in {} seconds."},
                 {same(std::to_string(questions.size())),
                  same(fmt::format("{:.0f}", std::chrono::duration<double>(took).count()))});
      finding.expected = fmt::format("at most {}", kQuestionsPerDeedMax);
      finding.received = std::to_string(questions.size());
      judgement.violated(std::move(finding));
    }
    judgement.measured("questions-per-deed", static_cast<double>(most), "questions",
                       static_cast<double>(kQuestionsPerDeedMax));
    return std::move(judgement).finish();
  }

 private:
  /// Those that came for the deed, and those about the same person that came when it was over and
  /// nothing else was going on that they could belong to.
  static std::vector<const evidence::AskedQuestion*> all_of(const Evidence& evidence,
                                                            const Awaited& deed) {
    std::vector<const evidence::AskedQuestion*> out;
    for (const auto& question : evidence.questions) {
      if (!question.received) continue;
      const Awaited* came_for = deed_of(evidence, question);
      if (came_for == &deed || (came_for == nullptr && last_before(evidence, question) == &deed))
        out.push_back(&question);
    }
    return out;
  }

  static const Awaited* last_before(const Evidence& evidence,
                                    const evidence::AskedQuestion& question) {
    const Awaited* last = nullptr;
    for (const auto& deed : evidence.awaited) {
      const bool about =
          std::ranges::find(question.identities, deed.identity) != question.identities.end();
      if (!about || deed.questions.empty() || deed.ended > question.started) continue;
      if (last == nullptr || deed.ended >= last->ended) last = &deed;
    }
    return last;
  }

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
