#include "harness/logbook/mapping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "platform/xml/document.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::logbook {
namespace {

const xml::Namespaces kNamespaces = {{"l", "urn:provbank:logbook:1"}};

struct MeaningNames {
  std::string_view word;
  Bilingual name;
};

const std::array<MeaningNames, kMeanings>& meanings() {
  static const std::array<MeaningNames, kMeanings> kNames = {{
      {"tid", {"tiden", "the time"}},
      {"handelse", {"slaget av händelse", "the kind of event"}},
      {"fraga", {"frågans id", "the question's id"}},
      {"organisation", {"organisationen som frågade", "the organisation that asked"}},
      {"handlaggare", {"handläggaren", "the case worker"}},
      {"anropare", {"certifikatets organisation", "the certificate's organisation"}},
      {"person", {"personen", "the person"}},
      {"arende", {"ärendet", "the case"}},
      {"andamal", {"ändamålet", "the purpose"}},
      {"kallor", {"källorna", "the sources"}},
      {"kalla", {"källan", "the source"}},
      {"utfall", {"utfallet", "the outcome"}},
      {"avvikelse", {"avvikelsen", "the deviation"}},
      {"felkod", {"felkoden", "the fault code"}},
      {"lopnummer", {"löpnumret", "the sequence number"}},
      {"antal", {"antalet", "the count"}},
  }};
  return kNames;
}

std::optional<Meaning> meaning_from(std::string_view word) {
  for (std::size_t i = 0; i < kMeanings; ++i) {
    if (meanings()[i].word == word) return static_cast<Meaning>(i);
  }
  return std::nullopt;
}

template <class Enum>
std::optional<Enum> from_word(std::string_view word, std::size_t how_many) {
  for (std::size_t i = 0; i < how_many; ++i) {
    if (word_of(static_cast<Enum>(i)) == word) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

std::optional<Deviates> deviates_from(std::string_view word) {
  if (word == "sent") return Deviates::late;
  if (word == "avvisad") return Deviates::turned_away;
  if (word == "ingen") return Deviates::nothing;
  return std::nullopt;
}

Form form_from(std::string_view word) {
  if (word == "xml-rader") return Form::xml_lines;
  if (word == "xml") return Form::xml;
  if (word == "text") return Form::text;
  return word == "csv" ? Form::csv : Form::json_lines;
}

bool of_deviations(Meaning meaning) {
  return meaning == Meaning::source || meaning == Meaning::deviation || meaning == Meaning::felkod;
}

class MappingReader {
 public:
  MappingReader(const xml::Document& document, std::vector<MappingProblem>& problems)
      : document_(document), problems_(problems) {}

  Mapping read() {
    const auto root = place("/l:loggbok");
    mapping_.form = form_from(text(root, "@form"));
    const auto delimiter = text(root, "@avgransare");
    if (!delimiter.empty()) mapping_.delimiter = delimiter == "tab" ? '\t' : delimiter.front();
    for (const auto& each : places("/l:loggbok/l:namnrymd"))
      mapping_.namespaces[text(each, "@prefix")] = text(each, "@namn");
    read_entry();
    for (const auto& each : places("/l:loggbok/l:falt")) {
      const auto meaning = *meaning_from(text(each, "@betydelse"));
      mapping_.fields[meaning] = field(each, meaning, mapping_.entry_pattern);
      if (meaning == Meaning::time) read_time(each);
      if (meaning == Meaning::person) mapping_.person_is_number = text(each, "@som") == "nummer";
    }
    for (const auto& each : places("/l:loggbok/l:avvikelser")) read_inner(each);
    for (const auto& each : places("/l:loggbok/l:ord")) read_word(each);
    check_whole(root);
    return std::move(mapping_);
  }

 private:
  std::vector<xml::Place> places(const std::string& xpath, const xml::Place& from = {}) const {
    return document_.places(xpath, kNamespaces, from).value();
  }
  xml::Place place(const std::string& xpath) const { return places(xpath).front(); }
  std::string text(const xml::Place& from, const std::string& xpath) const {
    const auto texts = document_.texts(xpath, kNamespaces, from).value();
    return texts.empty() ? std::string() : texts.front();
  }
  void problem(const xml::Place& where, Bilingual message) {
    problems_.push_back({where.line, std::move(message)});
  }

  std::optional<Pattern> pattern(const xml::Place& where) {
    const auto expression = text(where, "@uttryck");
    if (expression.empty()) return std::nullopt;
    auto compiled = Pattern::compile(expression);
    if (compiled) return std::move(*compiled);
    problem(where, {fmt::format("uttryck går inte att förstå: {}. Skriv ett reguljärt uttryck som "
                                "RE2 kan: utan tillbakablickar (\\1) och utan (?=...)",
                                compiled.error().detail),
                    fmt::format("uttryck cannot be understood: {}. Write a regular expression that "
                                "RE2 knows: without back references (\\1) and without (?=...)",
                                compiled.error().detail)});
    return std::nullopt;
  }

  void read_entry() {
    const auto posts = places("/l:loggbok/l:post");
    const auto root = place("/l:loggbok");
    if (!posts.empty()) {
      mapping_.entry_xpath = text(posts.front(), "@vid");
      mapping_.entry_pattern = pattern(posts.front());
      mapping_.others_write_too = text(posts.front(), "@annat") == "hoppa-over";
    }
    const auto& where = posts.empty() ? root : posts.front();
    if (mapping_.form == Form::xml) {
      if (mapping_.entry_xpath.empty())
        problem(where, {"form=\"xml\" behöver post vid=\"...\": en XPath som väljer posterna",
                        "form=\"xml\" needs post vid=\"...\": an XPath that selects the entries"});
      else
        check_xpath(where, mapping_.entry_xpath);
    }
    const bool has_expression = !posts.empty() && !text(posts.front(), "@uttryck").empty();
    if (mapping_.form == Form::text && !has_expression)
      problem(where, {"form=\"text\" behöver post uttryck=\"...\": ett reguljärt uttryck med namn "
                      "på grupperna, (?P<tid>...)",
                      "form=\"text\" needs post uttryck=\"...\": a regular expression with names "
                      "for its groups, (?P<tid>...)"});
    if (mapping_.form != Form::text && has_expression)
      problem(where, {"post uttryck hör till form=\"text\"", "post uttryck is for form=\"text\""});
  }

  /// `groups`: the pattern whose groups `vid` names, when it names groups.
  Field field(const xml::Place& where, Meaning meaning, const std::optional<Pattern>& groups,
              bool names_groups = false) {
    Field out;
    out.at = text(where, "@vid");
    out.pattern = pattern(where);
    out.separator = text(where, "@avgransare");
    if (out.pattern && out.pattern->groups() > 1)
      problem(where, {"uttryck i falt får ha en grupp inom parentes, inte flera; skriv (?:...) för "
                      "dem som inte ska läsas",
                      "uttryck in falt may have one group in parentheses, not several; write "
                      "(?:...) for those that are not to be read"});
    if (names_groups || mapping_.form == Form::text)
      check_group(where, out, meaning, groups);
    else
      check_at(where, out.at);
    if (!out.separator.empty() && meaning != Meaning::sources && meaning != Meaning::person)
      problem(where, {"avgransare delar kallor och person, inget annat",
                      "avgransare parts kallor and person, nothing else"});
    return out;
  }

  void check_group(const xml::Place& where, const Field& field, Meaning meaning,
                   const std::optional<Pattern>& groups) {
    if (field.at.empty() && !field.pattern) {
      problem(where, {fmt::format("{}: vid eller uttryck saknas", word_of(meaning)),
                      fmt::format("{}: vid or uttryck is missing", word_of(meaning))});
    } else if (!field.at.empty() && groups && !groups->group(field.at)) {
      problem(where,
              {fmt::format("ingen grupp heter {0}; skriv (?P<{0}>...) i uttryck", field.at),
               fmt::format("no group is called {0}; write (?P<{0}>...) in uttryck", field.at)});
    }
  }

  void check_at(const xml::Place& where, const std::string& at) {
    if (at.empty()) {
      problem(where,
              {"vid saknas: säg var uppgiften står", "vid is missing: say where the fact stands"});
      return;
    }
    switch (mapping_.form) {
      case Form::json_lines:
        check_pointer(where, at);
        return;
      case Form::xml:
      case Form::xml_lines:
        check_xpath(where, at);
        return;
      case Form::csv:
      case Form::text:
        return;
    }
  }

  void check_pointer(const xml::Place& where, const std::string& at) {
    try {
      const nlohmann::json::json_pointer pointer(at);
    } catch (const nlohmann::json::exception&) {
      problem(where, {fmt::format("\"{}\" är ingen JSON Pointer: den börjar med / och har / mellan "
                                  "stegen, till exempel /anrop/tid",
                                  at),
                      fmt::format("\"{}\" is no JSON Pointer: it begins with / and has / between "
                                  "the steps, such as /anrop/tid",
                                  at)});
    }
  }

  void check_xpath(const xml::Place& where, const std::string& at) {
    const auto tried = document_.texts(at, mapping_.namespaces, {});
    if (tried) return;
    problem(where, {fmt::format("{}. Är uttrycket rätt skrivet, och står prefixet som namnrymd?",
                                tried.error().detail),
                    fmt::format("{}. Is the expression right, and is the prefix there as namnrymd?",
                                tried.error().detail)});
  }

  void read_time(const xml::Place& where) {
    const auto format = text(where, "@format");
    auto& time = mapping_.time;
    if (format == "epok-s") {
      time.kind = TimeFormat::Kind::epoch_s;
    } else if (format == "epok-ms") {
      time.kind = TimeFormat::Kind::epoch_ms;
    } else if (!format.empty() && format != "iso8601") {
      time.kind = TimeFormat::Kind::pattern;
      time.pattern = format;
      if (format.find('%') == std::string::npos)
        problem(where, {fmt::format("format=\"{}\" är okänt: skriv iso8601, epok-s, epok-ms eller "
                                    "ett mönster som %Y-%m-%d %H:%M:%S",
                                    format),
                        fmt::format("format=\"{}\" is unknown: write iso8601, epok-s, epok-ms or a "
                                    "pattern such as %Y-%m-%d %H:%M:%S",
                                    format)});
    }
    time.swedish = text(where, "@zon") == "Europe/Stockholm";
  }

  void read_inner(const xml::Place& where) {
    Inner inner;
    inner.at = text(where, "@vid");
    inner.pattern = pattern(where);
    const bool by_pattern = !text(where, "@uttryck").empty();
    if (!by_pattern && inner.at.empty())
      problem(where, {"avvikelser behöver vid eller uttryck", "avvikelser needs vid or uttryck"});
    if (!by_pattern && (mapping_.form == Form::text || mapping_.form == Form::csv))
      problem(where, {"avvikelser behöver uttryck i en logg av den formen",
                      "avvikelser needs uttryck in a log of that form"});
    if (!inner.at.empty() && mapping_.form != Form::text) check_at(where, inner.at);
    if (!inner.at.empty() && mapping_.form == Form::text && mapping_.entry_pattern &&
        !mapping_.entry_pattern->group(inner.at))
      problem(where, {fmt::format("ingen grupp i post heter {}", inner.at),
                      fmt::format("no group of post is called {}", inner.at)});
    for (const auto& each : places("l:falt", where)) {
      const auto meaning = *meaning_from(text(each, "@betydelse"));
      if (!of_deviations(meaning)) {
        problem(each, {"i avvikelser kan kalla, avvikelse och felkod stå",
                       "in avvikelser there may be kalla, avvikelse and felkod"});
        continue;
      }
      inner.fields[meaning] = field(each, meaning, inner.pattern, by_pattern);
    }
    mapping_.inner.push_back(std::move(inner));
  }

  void read_word(const xml::Place& where) {
    const auto meaning = *meaning_from(text(where, "@falt"));
    const auto from = text(where, "@fran");
    const auto to = text(where, "@till");
    bool known = true;
    const auto put = [&](auto& table, const auto& value) {
      known = value.has_value();
      if (known) table[from] = *value;
    };
    switch (meaning) {
      case Meaning::event:
        put(mapping_.kinds, from_word<Kind>(to, 7));
        break;
      case Meaning::outcome:
        put(mapping_.outcomes, from_word<Outcome>(to, 6));
        break;
      case Meaning::deviation:
        put(mapping_.deviations, deviates_from(to));
        break;
      case Meaning::source:
        put(mapping_.sources, contract::source_from_code(to));
        break;
      case Meaning::handlaggare:
        mapping_.handlaggare[from] = to;
        break;
      default:
        mapping_.organisations[from] = to;
    }
    if (known) return;
    problem(where, {fmt::format("{} kan inte betyda \"{}\"; orden som gäller står i "
                                "schemas/provbank/logbook-1.xsd",
                                word_of(meaning), to),
                    fmt::format("{} cannot mean \"{}\"; the words in force stand in "
                                "schemas/provbank/logbook-1.xsd",
                                word_of(meaning), to)});
  }

  void check_whole(const xml::Place& root) {
    if (mapping_.has(Meaning::event) != !mapping_.kinds.empty())
      problem(root,
              {"falt betydelse=\"handelse\" och ord falt=\"handelse\" hör ihop: säg vad varje "
               "ord betyder",
               "falt betydelse=\"handelse\" and ord falt=\"handelse\" go together: say what "
               "each word means"});
    if (mapping_.has(Meaning::outcome) && mapping_.outcomes.empty())
      problem(root, {"falt betydelse=\"utfall\" behöver ord falt=\"utfall\" som säger vad orden "
                     "betyder",
                     "falt betydelse=\"utfall\" needs ord falt=\"utfall\" that say what the words "
                     "mean"});
  }

  const xml::Document& document_;
  std::vector<MappingProblem>& problems_;
  Mapping mapping_;
};

}  // namespace

std::string_view word_of(Meaning meaning) {
  return meanings()[static_cast<std::size_t>(meaning)].word;
}

const Bilingual& name_of(Meaning meaning) {
  return meanings()[static_cast<std::size_t>(meaning)].name;
}

bool Mapping::has_of_deviation(Meaning meaning) const {
  return has(meaning) || std::ranges::any_of(inner, [&](const Inner& each) {
           return each.fields.contains(meaning);
         });
}

bool Mapping::has(Kind kind) const {
  return std::ranges::any_of(kinds, [&](const auto& word) { return word.second == kind; });
}

std::optional<Mapping> Mapping::parse(std::string_view xml, const std::filesystem::path& schema,
                                      std::vector<MappingProblem>& problems) {
  const auto compiled = xml::Schema::load(schema).value();
  const auto wrong = compiled.problems(xml, {}, xml::Values::shown);
  for (const auto& each : wrong) problems.push_back({each.line, {each.message, each.message}});
  if (!wrong.empty()) return std::nullopt;
  const auto document = xml::Document::parse(xml).value();
  const auto before = problems.size();
  auto mapping = MappingReader(document, problems).read();
  if (problems.size() != before) return std::nullopt;
  return mapping;
}

}  // namespace provbank::logbook
