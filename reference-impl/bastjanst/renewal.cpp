#include "reference-impl/bastjanst/renewal.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>
#include <utility>
#include <vector>

namespace provbank::bastjanst {
namespace {

using contract::Source;
using Json = nlohmann::ordered_json;

constexpr int kTriesMax = 10'000;  // to find a value that nobody has

/// What may change in a value without its field ceasing to take it.
enum class Form {
  digits,        // of an amount or a number
  both,          // letters and digits alike
  surname,       // the last word
  longest_word,  // the rest is a common text
};

struct FieldRule {
  Source source;
  std::string_view name;  // of the element or member, without prefix
  Form form;
};

/// Fields in which the sources' schemas and services take any value of the form.
constexpr std::array kFields{
    FieldRule{Source::af, "Efternamn", Form::surname},
    FieldRule{Source::af, "Akassetillhorighet", Form::longest_word},
    FieldRule{Source::csn, "klartext", Form::longest_word},
    FieldRule{Source::csn, "totbelopp", Form::digits},
    FieldRule{Source::so, "SvarandeOrganisation", Form::longest_word},
    FieldRule{Source::so, "NettoEfterSkatt", Form::digits},
    FieldRule{Source::so, "NettoEfterAvdrag", Form::digits},
    FieldRule{Source::tns, "regnr", Form::both},
    FieldRule{Source::skv, "Efternamn", Form::surname},
    FieldRule{Source::skv, "SummaIntakterPaKapital", Form::digits},
    FieldRule{Source::skv, "OverskottPaKapital", Form::digits},
    FieldRule{Source::miv, "efternamn", Form::surname},
    FieldRule{Source::fk, "namn", Form::surname},
    FieldRule{Source::fk, "utdelningadress", Form::longest_word},
    FieldRule{Source::fk, "summa", Form::digits},
    FieldRule{Source::fk, "ansprakid", Form::digits},
    FieldRule{Source::fk, "beslutsid", Form::digits},
    FieldRule{Source::fk, "bruttobelopp", Form::digits},
    FieldRule{Source::fk, "nettobelopp", Form::digits},
    FieldRule{Source::fk, "pensionsgrundandeInkomst", Form::digits},
};

const FieldRule* rule_of(Source source, std::string_view name) {
  const auto* const found = std::ranges::find_if(
      kFields, [&](const FieldRule& rule) { return rule.source == source && rule.name == name; });
  return found == kFields.end() ? nullptr : found;
}

std::string_view local_name(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

char other_digit(chance::Rng& rng) {
  return static_cast<char>('1' + rng.below(9));
}

/// The same, where letters may have to stay.
std::string alike(const std::string& value, Form form, chance::Rng& rng) {
  if (form != Form::digits) return bastjanst::alike(value, rng);
  std::string out = value;
  for (char& c : out) {
    if (is_digit(c)) c = other_digit(rng);
  }
  return out;
}

/// Where in the value the part begins that changes, and how long it is.
std::pair<std::size_t, std::size_t> changing_part(const std::string& value, Form form) {
  if (form == Form::digits || form == Form::both) return {0, value.size()};
  std::pair<std::size_t, std::size_t> best{0, 0};
  for (std::size_t at = 0; at <= value.size();) {
    const auto end = std::min(value.find(' ', at), value.size());
    const bool better = form == Form::surname ? end > at : end - at > best.second;
    if (better) best = {at, end - at};
    at = end + 1;
  }
  return best;
}

/// One person at work: what each value became, so that it becomes the same everywhere.
class Change {
 public:
  Change(const Person& person, chance::Rng& rng, std::set<std::string>& taken)
      : person_(person), rng_(rng), taken_(taken) {}

  /// The value that stands in the field from now on; noted as a canary of the source.
  std::string value(const FieldRule& rule, const std::string& old) {
    const auto [from, length] = changing_part(old, rule.form);
    const std::string part = old.substr(from, length);
    const bool of_others = rule.form == Form::surname && part != person_.efternamn;
    if (length < Renewal::kBytesMin || of_others) return old;
    const auto& fresh = fresh_for(part, rule.form);
    auto& best = canaries_[{rule.source, rule.name}];
    if (best.empty()) best = fresh;
    return std::string(old).replace(from, length, fresh);
  }

  std::vector<Canary> canaries() const {
    std::vector<Canary> out;
    for (const auto& [field, fresh] : canaries_) {
      const bool told =
          std::ranges::any_of(out, [&, &value = fresh, source = field.first](auto& c) {
            return c.value == value && c.source == source;
          });
      if (!told) out.push_back({fresh, field.first, std::string(field.second)});
    }
    return out;
  }

 private:
  const std::string& fresh_for(const std::string& part, Form form) {
    const auto known = fresh_.find(part);
    if (known != fresh_.end()) return known->second;
    for (int i = 0; i < kTriesMax; ++i) {
      std::string made = alike(part, form, rng_);
      if (made != part && taken_.insert(made).second)
        return fresh_.emplace(part, std::move(made)).first->second;
    }
    throw ErrorException(fail(Errc::too_large, "no value is left that is like " + part));
  }

  const Person& person_;
  chance::Rng& rng_;
  std::set<std::string>& taken_;
  std::map<std::string, std::string> fresh_;  // by what it was
  std::map<std::pair<Source, std::string_view>, std::string> canaries_;
};

void renew_xml(Source source, std::string& document, Change& change) {
  pugi::xml_document xml;
  constexpr unsigned kAsItStands = pugi::parse_full | pugi::parse_ws_pcdata;
  if (!xml.load_buffer(document.data(), document.size(), kAsItStands)) return;
  struct Walker : pugi::xml_tree_walker {
    Source source{};
    Change* change = nullptr;
    bool for_each(pugi::xml_node& node) override {
      const auto* rule = rule_of(source, local_name(node.name()));
      if (rule != nullptr) node.text().set(change->value(*rule, node.text().get()).c_str());
      return true;
    }
  } walker;
  walker.source = source;
  walker.change = &change;
  xml.traverse(walker);
  std::ostringstream out;
  xml.save(out, "", pugi::format_raw | pugi::format_no_declaration);
  document = std::move(out).str();
}

Json renewed_value(const FieldRule& rule, const Json& old, Change& change) {
  if (old.is_string()) return change.value(rule, old.get<std::string>());
  if (old.is_number()) return Json::parse(change.value(rule, old.dump()));
  return old;
}

void renew_json(Source source, Json& node, Change& change) {
  if (!node.is_structured()) return;
  for (auto& [name, member] : node.items()) {
    const auto* rule = node.is_object() ? rule_of(source, name) : nullptr;
    if (rule == nullptr) {
      renew_json(source, member, change);
    } else if (member.is_array()) {
      for (auto& each : member) each = renewed_value(*rule, each, change);
    } else {
      member = renewed_value(*rule, member, change);
    }
  }
}

void renew_document(Source source, std::string& document, Change& change) {
  if (source != Source::fk) return renew_xml(source, document, change);
  Json json = Json::parse(document);
  renew_json(source, json, change);
  document = json.dump(2);
}

}  // namespace

std::string alike(std::string value, chance::Rng& rng) {
  for (char& c : value) {
    if (is_digit(c)) {
      c = other_digit(rng);
    } else if (c >= 'a' && c <= 'z') {
      c = static_cast<char>('a' + rng.below(26));
    } else if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>('A' + rng.below(26));
    }
  }
  return value;
}

Person Renewal::renewed(const Person& person) {
  Person out = person;
  Change change(person, rng_, taken_);
  for (auto& [source, document] : out.documents) renew_document(source, document, change);
  std::erase_if(out.canaries, [&out](const Canary& canary) {
    if (!canary.source) return false;
    const auto document = out.documents.find(*canary.source);
    return document == out.documents.end() ||
           document->second.find(canary.value) == std::string::npos;
  });
  for (auto& canary : change.canaries()) out.canaries.push_back(std::move(canary));
  return out;
}

namespace {

/// "handlaggare.lund" -> "handlaggare.qzvn5172": a run's own case worker, at the same kommun.
std::string another_case_worker(const std::string& name, chance::Rng& rng) {
  const auto part = name.rfind('.') + 1;  // the whole name when there is no point
  return name.substr(0, part) + bastjanst::alike(name.substr(part) + "0000", rng);
}

}  // namespace

FixtureStore renewed(const FixtureStore& store, const chance::Rng& rng) {
  Renewal renewal(rng.fork("canaries"));
  std::vector<Person> persons;
  for (const Person* person : store.all()) persons.push_back(renewal.renewed(*person));
  FixtureStore out = store.with(std::move(persons));
  auto names = rng.fork("case-workers");
  for (contract::Kommun kommun : store.organisations().kommuner) {
    for (auto& name : kommun.handlaggare) name = another_case_worker(name, names);
    out = out.with(std::move(kommun));
  }
  return out;
}

}  // namespace provbank::bastjanst
