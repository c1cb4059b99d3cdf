#include "reference-impl/wire/lefi.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <vector>

#include "platform/json/schema.hpp"

namespace provbank::wire {
namespace {

using Json = nlohmann::ordered_json;  // what a source sends keeps its order

/// Which lists of `formansinformation` belong to which code. The contract names codes and lists but
/// not how they go together; where the names do not say, the choice is ours. A list that stands
/// nowhere here is never disclosed.
struct ListOfCode {
  std::string_view code;
  std::string_view list;
};

constexpr std::array kFormansinformation = {
    ListOfCode{"FK:ABB", "barnbidragsarende"},
    ListOfCode{"FK:AP", "allmanpensionsarende"},
    ListOfCode{"FK:AP", "intjanandebehallning"},
    ListOfCode{"FK:AP", "intjanandeuppgift"},
    ListOfCode{"FK:AP", "levnadsintygsuppgift"},
    ListOfCode{"FK:AS", "aktivitetsstodsarende"},
    ListOfCode{"FK:BOB", "bostadsbidragsarende"},
    ListOfCode{"FK:BST", "bostadstillaggsarende"},
    ListOfCode{"FK:BTI", "bostadstillaggsarende"},
    ListOfCode{"FK:DPE", "totalforsvarspliktsarende"},
    ListOfCode{"FK:EJO", "efterlevandepensionsarende"},
    ListOfCode{"FK:FP", "foraldrapenningarende"},
    ListOfCode{"FK:FSJP", "forebyggandeSjukpenningsarende"},
    ListOfCode{"FK:GP", "graviditetspenningsarende"},
    ListOfCode{"FK:HE", "handikappersattningsarende"},
    ListOfCode{"FK:MABB", "mottagareavbarnbidrag"},
    ListOfCode{"FK:MEK", "merkostnadsersattningsarende"},
    ListOfCode{"FK:NP", "narstaendepenningarende"},
    ListOfCode{"FK:OMV", "omvardnadsbidragsarende"},
    ListOfCode{"FK:PJOB", "programjobdagar"},
    ListOfCode{"FK:PROG", "programersattningsarende"},
    ListOfCode{"FK:RBE", "rehabersattningsarende"},
    ListOfCode{"FK:SA", "sjukOchAktivitetsersattningsarende"},
    ListOfCode{"FK:SA", "sjukOchAktivitetsersattningSteglosAvrakningHistorik"},
    ListOfCode{"FK:SA", "sjukOchAktivitetsersattningSteglosAvrakningNulage"},
    ListOfCode{"FK:SBP", "smittbararersattningsarende"},
    ListOfCode{"FK:SJP", "sjukpenningarende"},
    ListOfCode{"FK:TFP", "tillfalligForaldrapenningarende"},
    ListOfCode{"FK:US", "underhallsskuld"},
    ListOfCode{"FK:US", "underhallsstodskrav"},
    ListOfCode{"FK:US", "underhallsstodsmottag"},
    ListOfCode{"FK:VB", "vardbidragsarende"},
    ListOfCode{"FK:YL", "arbetsskadeefterlevandearende"},
    ListOfCode{"FK:YL", "arbetsskadeegenlivrantearende"},
    ListOfCode{"FK:YL", "yrkesskadeefterlevandearende"},
    ListOfCode{"FK:YL", "yrkesskadeegenlivrantearende"},
};

constexpr std::array kOvrigInformation = {
    ListOfCode{"FK:GEPI", "generellPersoninformation"},
    ListOfCode{"FK:PANV", "programanvisning"},
    ListOfCode{"FK:SGI", "sjukpenninggrundandeInkomstuppgift"},
    ListOfCode{"FK:SKUP", "skatteuppgift"},
    ListOfCode{"FK:STAV", "studiemedelsavisering"},
};

struct CodeName {
  std::string_view code;
  std::string_view name;
};

constexpr std::array kFkGroups = {
    CodeName{"FK:ABB", "Barnbidrag"},
    CodeName{"FK:AP", "Allmän pension"},
    CodeName{"FK:AS", "Aktivitetsstöd"},
    CodeName{"FK:BOB", "Bostadsbidrag"},
    CodeName{"FK:BST", "BST"},
    CodeName{"FK:BTI", "Bostadstillägg"},
    CodeName{"FK:DPE", "DPE"},
    CodeName{"FK:EJO", "EJO"},
    CodeName{"FK:ET", "ET"},
    CodeName{"FK:FP", "Föräldrapenning"},
    CodeName{"FK:FSJP", "Förebyggande sjukpenning"},
    CodeName{"FK:GP", "Graviditetspenning"},
    CodeName{"FK:HE", "Handikappersättning"},
    CodeName{"FK:MABB", "Mottagare av barnbidrag"},
    CodeName{"FK:MEK", "Merkostnadsersättning"},
    CodeName{"FK:NP", "Närståendepenning"},
    CodeName{"FK:OMV", "Omvårdnadsbidrag"},
    CodeName{"FK:PJOB", "Programjobb, dagar"},
    CodeName{"FK:PROG", "Programersättning"},
    CodeName{"FK:RBE", "Rehabiliteringsersättning"},
    CodeName{"FK:SA", "Sjukersättning och aktivitetsersättning"},
    CodeName{"FK:SBP", "Smittbärarersättning"},
    CodeName{"FK:SJP", "Sjukpenning"},
    CodeName{"FK:TFP", "Tillfällig föräldrapenning"},
    CodeName{"FK:US", "Underhållsstöd"},
    CodeName{"FK:VB", "Vårdbidrag"},
    CodeName{"FK:YL", "Yrkesskadelivränta"},
};

constexpr std::array kPmGroups = {
    CodeName{"PM:AP", "Allmän pension"},
    CodeName{"PM:BTI", "Bostadstillägg och inkomststöd"},
    CodeName{"PM:EF", "Efterlevandeförmåner"},
};

constexpr std::array kOtherTypes = {
    CodeName{"FK:GEPI", "Generell personinformation"},  CodeName{"FK:PANV", "Programanvisning"},
    CodeName{"FK:SGI", "Sjukpenninggrundande inkomst"}, CodeName{"FK:SKUP", "Skatteuppgift"},
    CodeName{"FK:STAV", "Studiemedelsavisering"},       CodeName{"PM:LINT", "Levnadsintyg"},
    CodeName{"PM:PBH", "Pensionsbehållning"},           CodeName{"PM:PU", "Pensionsunderlag"},
};

constexpr std::array kAskFields = {std::string_view("formansinformation"),
                                   std::string_view("ansprak"),
                                   std::string_view("beslut"),
                                   std::string_view("preliminaraUtbetalningar"),
                                   std::string_view("utbetalningar"),
                                   std::string_view("ovrigInformation")};

using Codes = std::set<std::string, std::less<>>;

/// An object, or nothing. Depth, size and duplicate keys are checked first: two readers must not
/// see two questions.
std::optional<Json> read_object(std::string_view text) {
  if (!json::check_well_formed(text)) return std::nullopt;
  Json document = Json::parse(text, nullptr, false);
  if (!document.is_object()) return std::nullopt;
  return document;
}

std::string text_at(const Json& object, std::string_view key) {
  if (!object.is_object()) return {};
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// The object's member, or null.
const Json& member(const Json& object, std::string_view key) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}

/// Twelve digits, or ten: then the century is left out and the rest decides.
bool is_about(std::string_view number, const contract::PersonIdentity& person) {
  return number == person.digits() || number == person.ten_digits();
}

Codes codes_asked(const Json& question, std::string_view field) {
  Codes codes;
  for (const auto& code : member(question, field)) {
    if (code.is_string()) codes.insert(code.get<std::string>());
  }
  return codes;
}

bool any_of_prefix(const Json& question, std::string_view prefix) {
  return std::ranges::any_of(kAskFields, [&](std::string_view field) {
    const auto codes = codes_asked(question, field);
    const auto first = codes.lower_bound(prefix);
    return first != codes.end() && first->starts_with(prefix);
  });
}

/// The elements of a list that the predicate keeps.
template <class Keep>
Json kept(const Json& list, Keep keep) {
  Json result = Json::array();
  if (!list.is_array()) return result;
  for (const auto& item : list) {
    if (keep(item)) result.push_back(item);
  }
  return result;
}

template <std::size_t N>
bool list_is_asked(const std::array<ListOfCode, N>& table, std::string_view list,
                   const Codes& codes) {
  return std::ranges::any_of(
      table, [&](const ListOfCode& row) { return row.list == list && codes.contains(row.code); });
}

Json payments_of(const Json& list, const Codes& codes) {
  return kept(list, [&](const Json& payment) {
    return codes.contains("FK:" + text_at(member(payment, "formansfamilj"), "id"));
  });
}

/// Försäkringskassan's model: one list per kind of matter.
Json filter_formansinformation(const Json& known, const Json& question, const std::string& person) {
  const auto groups = codes_asked(question, "formansinformation");
  const auto types = codes_asked(question, "ovrigInformation");
  Json result = Json::object();
  for (const auto& [list, content] : known.items()) {
    if (list == "utbetalningsuppgift") {
      result[list] = payments_of(content, codes_asked(question, "utbetalningar"));
    } else if (list == "preliminarautbetalningar") {
      result[list] = payments_of(content, codes_asked(question, "preliminaraUtbetalningar"));
    } else if (list_is_asked(kFormansinformation, list, groups) ||
               list_is_asked(kOvrigInformation, list, types)) {
      result[list] = content;
    }
  }
  if (const auto own = result.find("generellPersoninformation");
      own != result.end() && own->is_array()) {
    for (auto& one : *own) {
      if (one.is_object() && one.contains("personnummer")) one["personnummer"] = person;
    }
  }
  return result;
}

/// Pensionsmyndigheten's model: each element names its group or type.
Json filter_pm(std::string_view field, const Json& known, const Codes& codes) {
  return kept(known, [&](const Json& item) {
    if (field == "ovrigInformation") {
      return codes.contains(text_at(member(item, "informationstyp"), "kod"));
    }
    if (field == "ansprak" || field == "beslut") {
      return codes.contains(text_at(member(item, "formansgrupp"), "kod"));
    }
    const Json& rows = member(item, "utbetalningsrader");
    return std::ranges::any_of(rows, [&](const Json& row) {
      return codes.contains(text_at(member(row, "formansgrupp"), "kod"));
    });
  });
}

Json filter_avvikelser(const Json& known, const Json& question) {
  Json result = Json::object();
  for (const auto& [field, list] : known.items()) {
    const auto codes = codes_asked(question, field);
    result[field] = kept(list, [&](const Json& item) {
      return codes.contains(text_at(member(item, "formansgrupp"), "kod")) ||
             codes.contains(text_at(member(item, "ovrigInformationstyp"), "kod"));
    });
  }
  return result;
}

Json filter_utlamnare(const Json& known, const Json& question) {
  return kept(known, [&](const Json& item) {
    return any_of_prefix(question, text_at(member(item, "utlamnare"), "kod") + ":");
  });
}

/// Two years to the day is still two years.
bool longer_than_two_years(const contract::Period& period) {
  const auto end = period.from + std::chrono::years(2);
  const auto last = end.ok() ? end : end.year() / end.month() / std::chrono::last;
  return std::chrono::sys_days(period.tom) > std::chrono::sys_days(last);
}

template <std::size_t N>
Json code_list(const std::array<CodeName, N>& names) {
  Json list = Json::array();
  for (const auto& [code, name] : names) {
    list.push_back({{"kod", std::string(code)}, {"beskrivning", std::string(name)}});
  }
  return list;
}

}  // namespace

LefiSubject lefi_question_subject(std::string_view json, const contract::PersonIdentity& person) {
  const auto question = read_object(json);
  const auto number = question ? text_at(*question, "personnummer") : std::string();
  if (number.empty()) return LefiSubject::unreadable;
  return is_about(number, person) ? LefiSubject::same : LefiSubject::other;
}

LefiSubject lefi_answer_subject(std::string_view json, const contract::PersonIdentity& person) {
  const auto answer = read_object(json);
  if (!answer) return LefiSubject::unreadable;
  for (const auto& one :
       member(member(*answer, "formansinformation"), "generellPersoninformation")) {
    const auto number = text_at(one, "personnummer");
    if (!number.empty() && !is_about(number, person)) return LefiSubject::other;
  }
  return LefiSubject::same;
}

Result<LefiAsk> read_lefi_question(std::string_view json) {
  const auto question = read_object(json);
  if (!question) return fail(Errc::malformed, "Frågan är inte ett JSON-objekt");
  LefiAsk ask{.person = text_at(*question, "personnummer"), .period = {}};
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool length_fits = ask.person.size() == 10 || ask.person.size() == 12;
  if (!length_fits || !std::ranges::all_of(ask.person, is_digit)) {
    return fail(Errc::invalid, "personnummer saknas eller har fel form");
  }
  const Json& period = member(*question, "period");
  const auto parsed = contract::Period::parse(text_at(period, "from"), text_at(period, "tom"));
  if (!parsed) return fail(Errc::invalid, "period saknas eller är fel");
  ask.period = *parsed;
  if (longer_than_two_years(ask.period)) {
    return fail(Errc::invalid, "period är längre än två år");
  }
  if (!any_of_prefix(*question, "FK:") && !any_of_prefix(*question, "PM:")) {
    return fail(Errc::invalid, "Ingen förmånsgrupp och ingen övrig information efterfrågas");
  }
  return ask;
}

Result<std::string> filter_lefi_answer(std::string_view known, std::string_view question,
                                       const std::string& person) {
  const auto all = read_object(known);
  if (!all) return fail(Errc::malformed, "the LEFI document is no JSON object");
  const auto asked = read_object(question);
  if (!asked) return fail(Errc::malformed, "the LEFI question is no JSON object");
  Json result = Json::object();
  for (const auto& [field, content] : all->items()) {
    if (field == "utlamnare") {
      result[field] = filter_utlamnare(content, *asked);
    } else if (field == "avvikelser") {
      result[field] = filter_avvikelser(content, *asked);
    } else if (field == "formansinformation") {
      if (any_of_prefix(*asked, "FK:")) {
        result[field] = filter_formansinformation(content, *asked, person);
      }
    } else if (std::ranges::find(kAskFields, field) != kAskFields.end()) {
      result[field] = filter_pm(field, content, codes_asked(*asked, field));
    }
  }
  return result.dump();
}

std::string lefi_all_types() {
  Json all_groups = code_list(kFkGroups);
  for (const auto& group : code_list(kPmGroups)) all_groups.push_back(group);
  const Json types = {{"formansinformation", code_list(kFkGroups)},
                      {"ansprak", code_list(kPmGroups)},
                      {"beslut", code_list(kPmGroups)},
                      {"preliminaraUtbetalningar", all_groups},
                      {"utbetalningar", all_groups},
                      {"ovrigInformation", code_list(kOtherTypes)}};
  return types.dump();
}

std::string lefi_error(std::string_view message) {
  return Json{{"meddelande", std::string(message)}}.dump(-1, ' ', false,
                                                         Json::error_handler_t::replace);
}

}  // namespace provbank::wire
