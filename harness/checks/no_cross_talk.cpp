// no-cross-talk: of questions under way at the same time, nothing that is one person's stood in
// another's answer or error, or in anything that the aggregator wrote.
//
// Values are found as they stand, at the borders of words, in everything that was sent back, what
// travels as base64 decoded. Long ones are also looked for in each form of residue/forms.hpp: short
// ones would be found by chance. The search is shown to work by each answer holding its own
// person's values.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <unordered_map>

#include "harness/checks/cases.hpp"
#include "harness/checks/kinds.hpp"
#include "harness/checks/payload.hpp"
#include "harness/checks/wording.hpp"
#include "harness/residue/forms.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::checks {
namespace {

using evidence::Evidence;

constexpr std::size_t kAllFormsBytesMin = 10;  // from so many bytes a coded form is no coincidence

/// Many values looked for in one pass.
class Field {
 public:
  explicit Field(const std::vector<evidence::CanaryValue>& canaries) {
    std::map<std::string, std::set<std::string>> owners;
    for (const auto& canary : canaries) owners[canary.value].insert(canary.person);
    for (const auto& canary : canaries) {
      // What two persons share is nobody's mark.
      if (owners[canary.value].size() > 1 || canary.value.size() < residue::kNeedleBytesMin)
        continue;
      add(canary, canary.value, true);
      if (canary.value.size() < kAllFormsBytesMin) continue;
      for (const auto& form : residue::forms_of(canary.value)) {
        if (form.bytes != canary.value && form.bytes.size() >= kAllFormsBytesMin)
          add(canary, form.bytes, false);
      }
    }
  }

  std::size_t size() const { return needles_.size(); }

  struct Hit {
    const evidence::CanaryValue* canary;
    std::size_t offset;
  };
  std::vector<Hit> in(std::string_view text) const {
    std::vector<Hit> hits;
    for (std::size_t at = 0; at + residue::kNeedleBytesMin <= text.size(); ++at) {
      const auto found = by_key_.find(key(text.data() + at));
      if (found == by_key_.end()) continue;
      for (const std::size_t number : found->second) {
        const Needle& needle = needles_[number];
        if (text.substr(at).starts_with(needle.bytes) &&
            (!needle.whole_word || stands_alone(text, at, needle.bytes.size())))
          hits.push_back({needle.canary, at});
      }
    }
    return hits;
  }

 private:
  struct Needle {
    const evidence::CanaryValue* canary;
    std::string bytes;
    bool whole_word;
  };

  static std::uint32_t key(const char* bytes) {
    std::uint32_t out = 0;
    std::memcpy(&out, bytes, sizeof out);
    return out;
  }

  static bool is_word(char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  }

  static bool stands_alone(std::string_view text, std::size_t at, std::size_t size) {
    const bool before = at > 0 && is_word(text[at - 1]);
    const bool after = at + size < text.size() && is_word(text[at + size]);
    return !before && !after;
  }

  void add(const evidence::CanaryValue& canary, std::string bytes, bool whole_word) {
    by_key_[key(bytes.data())].push_back(needles_.size());
    needles_.push_back({&canary, std::move(bytes), whole_word});
  }

  std::vector<Needle> needles_;
  std::unordered_map<std::uint32_t, std::vector<std::size_t>> by_key_;
};

/// All that was sent back: the values of the elements, base64 decoded where the contract has it;
/// as it stands when it is no XML.
std::string said(const std::string& body) {
  const auto document = xml::Document::parse(body, kAnyAnswer);
  if (!document) return body;
  std::string out;
  for (const auto& found : document->find("//*[not(*)] | //@*", evidence::namespaces()).value()) {
    const bool coded =
        found.name == "svar" || found.name == "lefiJsonSvar" || found.name == "lefiJsonFraga";
    const auto decoded = coded ? crypto::from_base64(found.text) : Result<std::string>(found.text);
    out += (decoded ? *decoded : found.text) + "\n";
  }
  return out;
}

class NoCrossTalk final : public Check {
 public:
  explicit NoCrossTalk(Attributes& attributes) : of_(attributes.text("of")) {}

  evidence::Outcome run(const Evidence& evidence) const override {
    Judgement judgement(evidence,
                        phrase({"Inget som är den enas stod i den andras svar eller fel, eller i "
                                "något som tjänsten skrev, när frågor om olika personer pågick "
                                "samtidigt{}.",
                                "Nothing that is one person's stood in another's answer or error, "
                                "or in anything the service wrote, while questions about "
                                "different persons were under way at the same time{}."},
                               {of_step(of_)}));
    const auto asked = cases(evidence, of_, kOrdinary, judgement);
    if (!asked.empty()) {
      const std::size_t most = at_once(asked);
      judgement.measured("at-once", static_cast<double>(most), "questions");
      if (most < 2) {
        judgement.hindered(
            {"Inga frågor om olika personer pågick samtidigt, så det fanns inget att blanda ihop. "
             "Det som behövs är flera frågor på en gång, eller källor som tar en stund.",
             "No questions about different persons were under way at the same time, so there was "
             "nothing to mix up. Needed: several questions at once, or sources that take a "
             "while."});
      } else {
        search(evidence, asked, judgement);
      }
    }
    judgement.measured("answers", static_cast<double>(judgement.compared_so_far()), "answers");
    return std::move(judgement).finish();
  }

 private:
  /// The largest number of questions about different persons under way at one time.
  static std::size_t at_once(const std::vector<Case>& asked) {
    std::size_t most = 0;
    for (const Case& each : asked) {
      std::set<std::string> persons;
      for (const Case& other : asked) {
        // In simulated time an answer may take no time at all: those that began together count.
        const bool together = other.question.started == each.question.started ||
                              (other.question.started <= each.question.started &&
                               other.question.finished > each.question.started);
        if (together) persons.insert(other.question.persons.begin(), other.question.persons.end());
      }
      most = std::max(most, persons.size());
    }
    return most;
  }

  static void search(const Evidence& evidence, const std::vector<Case>& asked,
                     Judgement& judgement) {
    const Field field(evidence.canaries);
    std::size_t own = 0;
    for (const Case& each : asked) own += search_reply(field, each, judgement);
    if (own == 0) {
      judgement.hindered(
          {"Inget svar innehöll något av sin egen persons kännetecken, så att "
           "andras saknas visar ingenting.",
           "No answer held any of its own person's marks, so that others' are "
           "missing shows nothing."});
    }
    for (const auto& file : evidence.files) {
      for (const auto& hit : field.in(file.content)) {
        evidence::Finding finding;
        finding.message =
            phrase({"Ett värde ur {} om {} står i något som tjänsten skrev.",
                    "A value of {} about {} stands in something that the service wrote."},
                   {origin(*hit.canary), same(hit.canary->person)});
        finding.expected = "nothing of any person";
        finding.received = hit.canary->value;
        const auto line =
            1 + std::count(file.content.begin(),
                           file.content.begin() + static_cast<std::ptrdiff_t>(hit.offset), '\n');
        finding.where = {{.exchange = {},
                          .file = file.path.generic_string(),
                          .line = static_cast<std::size_t>(line),
                          .xpath = {}}};
        judgement.violated(std::move(finding));
      }
    }
  }

  static bool delivered_any(const Case& each) {
    return std::ranges::any_of(each.reply.answers, [](const evidence::AnswerView& answer) {
      return std::ranges::any_of(answer.sources,
                                 [](const auto& view) { return view.second.delivered; });
    });
  }

  /// How many of its own person's marks it held.
  static std::size_t search_reply(const Field& field, const Case& each, Judgement& judgement) {
    if (!each.exchange_answered()) return 0;
    std::size_t own = 0;
    std::set<std::string> told;
    for (const auto& hit : field.in(said(each.exchange->response->body))) {
      const auto& persons = each.question.persons;
      if (std::ranges::find(persons, hit.canary->person) != persons.end()) {
        own += hit.canary->origin != "question" ? 1U : 0U;
      } else if (told.insert(hit.canary->value).second) {
        judgement.violated(each.finding(
            phrase({"I svaret eller felet om en person står ett värde ur {} om {}.",
                    "In the answer or error about one person stands a value of {} about {}."},
                   {origin(*hit.canary), same(hit.canary->person)}),
            "only what is about " + fmt::format("{}", fmt::join(persons, " ")), hit.canary->value));
      }
    }
    // An answer of errors alone has nothing to find in it, and may not hold others' either.
    if (own == 0 && delivered_any(each) && told.empty()) {
      judgement.hindered({"Ett svar innehöll inget av sin egen persons kännetecken, så att andras "
                          "saknas visar ingenting. Det som behövs är personer med kännetecken i "
                          "källornas svar.",
                          "An answer held none of its own person's marks, so that others' are "
                          "missing shows nothing. Needed: persons with marks in the sources' "
                          "answers."},
                         each.question.id);
      return own;
    }
    judgement.compared();
    return own;
  }

  static Bilingual origin(const evidence::CanaryValue& canary) {
    if (canary.origin == "question") return {"frågan", "the question"};
    return {"svaret från " + canary.origin, "the answer from " + canary.origin};
  }

  std::string of_;
};

}  // namespace

CheckKind no_cross_talk_kind() {
  return {
      .name = "no-cross-talk",
      .clauses = {"TV-12.5.8", "TV-12.5.10", "B3-5.1"},
      .party = Party::driftspart,
      .description = {"Inget som är den enas stod i den andras svar eller fel när många frågade "
                      "samtidigt.",
                      "Nothing that is one person's stood in another's answer or error while "
                      "many asked at once."},
      .make = make_check<NoCrossTalk>};
}

}  // namespace provbank::checks
