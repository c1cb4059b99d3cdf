#include "harness/logbook/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "contract/calendar.hpp"
#include "contract/civil_time.hpp"
#include "platform/json/parse.hpp"
#include "platform/text/csv.hpp"
#include "platform/text/number.hpp"
#include "platform/text/utf8.hpp"
#include "platform/xml/document.hpp"

namespace provbank::logbook {
namespace {

using Texts = std::vector<std::string>;

/// What one entry says at places; one kind for each form.
class Facts {
 public:
  virtual ~Facts() = default;
  virtual Texts at(const Field& field) const = 0;
  /// The text that an inner pattern is applied to.
  virtual std::string text_at(const std::string& at) const = 0;
  /// What each of several deviations says.
  virtual std::vector<std::map<Meaning, Texts>> each(const Inner& inner, std::size_t max) const = 0;
};

/// The part of a text that the pattern's one group matches.
std::optional<std::string> part(const std::optional<Pattern>& pattern, std::string_view text) {
  if (!pattern) return std::string(text);
  const auto match = pattern->search(text);
  if (!match) return std::nullopt;
  const auto& found = match->groups.size() > 1 ? match->groups[1] : match->groups[0];
  if (!found) return std::nullopt;
  return std::string(*found);
}

Texts parts(const Field& field, const Texts& values) {
  Texts out;
  for (const auto& value : values) {
    const auto piece = part(field.pattern, value);
    if (!piece) continue;
    if (field.separator.empty()) {
      out.push_back(*piece);
      continue;
    }
    std::string_view rest = *piece;
    while (true) {
      const auto end = rest.find(field.separator);
      out.emplace_back(rest.substr(0, end));
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + field.separator.size());
    }
  }
  return out;
}

Texts of_match(const Match& match, const Pattern& pattern, const Field& field) {
  if (field.at.empty()) return parts(field, {std::string(*match.groups[0])});
  const auto number = pattern.group(field.at);
  if (!number || *number >= match.groups.size() || !match.groups[*number]) return {};
  return parts(field, {std::string(*match.groups[*number])});
}

std::vector<std::map<Meaning, Texts>> matched(const Inner& inner, const std::string& text,
                                              std::size_t max) {
  std::vector<std::map<Meaning, Texts>> out;
  std::size_t from = 0;
  while (from <= text.size() && out.size() < max) {
    const auto match = inner.pattern->search(text, from);
    if (!match) break;
    auto& facts = out.emplace_back();
    for (const auto& [meaning, field] : inner.fields)
      facts[meaning] = of_match(*match, *inner.pattern, field);
    from = match->end;
  }
  return out;
}

// ---- JSON ---------------------------------------------------------------------------------------

void texts_of(const json::Value& value, Texts& out) {
  if (value.is_array()) {
    for (const auto& each : value) texts_of(each, out);
  } else if (value.is_string()) {
    out.push_back(value.get<std::string>());
  } else if (!value.is_null()) {
    out.push_back(value.dump());
  }
}

class JsonFacts final : public Facts {
 public:
  JsonFacts(const json::Value& value, const std::string& line) : value_(value), line_(line) {}

  Texts at(const Field& field) const override { return parts(field, texts(value_, field.at)); }
  std::string text_at(const std::string& at) const override {
    if (at.empty()) return line_;
    const auto found = texts(value_, at);
    return found.empty() ? std::string() : found.front();
  }
  std::vector<std::map<Meaning, Texts>> each(const Inner& inner, std::size_t max) const override {
    std::vector<std::map<Meaning, Texts>> out;
    const auto* list = find(value_, inner.at);
    if (list == nullptr) return out;
    const auto add = [&](const json::Value& one) {
      if (out.size() >= max) return;
      auto& facts = out.emplace_back();
      for (const auto& [meaning, field] : inner.fields)
        facts[meaning] = parts(field, texts(one, field.at));
    };
    if (list->is_array())
      for (const auto& one : *list) add(one);
    else if (!list->is_null())
      add(*list);
    return out;
  }

 private:
  static const json::Value* find(const json::Value& value, const std::string& at) {
    const json::Value::json_pointer pointer(at);
    return value.contains(pointer) ? &value.at(pointer) : nullptr;
  }
  static Texts texts(const json::Value& value, const std::string& at) {
    Texts out;
    if (const auto* found = find(value, at)) texts_of(*found, out);
    return out;
  }

  const json::Value& value_;
  const std::string& line_;
};

// ---- XML ----------------------------------------------------------------------------------------

class XmlFacts final : public Facts {
 public:
  XmlFacts(const xml::Document& document, const xml::Namespaces& namespaces, xml::Place entry)
      : document_(document), namespaces_(namespaces), entry_(entry) {}

  Texts at(const Field& field) const override { return parts(field, texts(field.at, entry_)); }
  std::string text_at(const std::string& at) const override {
    const auto found = texts(at.empty() ? "." : at, entry_);
    return found.empty() ? std::string() : found.front();
  }
  std::vector<std::map<Meaning, Texts>> each(const Inner& inner, std::size_t max) const override {
    std::vector<std::map<Meaning, Texts>> out;
    const auto places = document_.places(inner.at, namespaces_, entry_);
    if (!places) throw ErrorException(places.error());
    for (const auto& place : *places) {
      if (out.size() >= max) break;
      auto& facts = out.emplace_back();
      for (const auto& [meaning, field] : inner.fields)
        facts[meaning] = parts(field, texts(field.at, place));
    }
    return out;
  }

 private:
  Texts texts(const std::string& at, const xml::Place& from) const {
    auto found = document_.texts(at, namespaces_, from);
    if (!found) throw ErrorException(found.error());
    return std::move(*found);
  }

  const xml::Document& document_;
  const xml::Namespaces& namespaces_;
  xml::Place entry_;
};

// ---- Text and CSV -------------------------------------------------------------------------------

class TextFacts final : public Facts {
 public:
  TextFacts(const Pattern& pattern, const Match& match, std::string_view line)
      : pattern_(pattern), match_(match), line_(line) {}

  Texts at(const Field& field) const override {
    if (field.at.empty()) return parts(field, {std::string(line_)});
    return of_match(match_, pattern_, field);
  }
  std::string text_at(const std::string& at) const override {
    if (at.empty()) return std::string(line_);
    const auto found = of_match(match_, pattern_, {.at = at, .pattern = {}, .separator = {}});
    return found.empty() ? std::string() : found.front();
  }
  std::vector<std::map<Meaning, Texts>> each(const Inner&, std::size_t) const override {
    return {};
  }

 private:
  const Pattern& pattern_;
  const Match& match_;
  std::string_view line_;
};

class CsvFacts final : public Facts {
 public:
  CsvFacts(const Texts& header, const Texts& cells) : header_(header), cells_(cells) {}

  Texts at(const Field& field) const override { return parts(field, {text_at(field.at)}); }
  std::string text_at(const std::string& at) const override {
    const auto column = std::ranges::find(header_, at) - header_.begin();
    const auto index = static_cast<std::size_t>(column);
    return index < cells_.size() && index < header_.size() ? cells_[index] : std::string();
  }
  std::vector<std::map<Meaning, Texts>> each(const Inner&, std::size_t) const override {
    return {};
  }

 private:
  const Texts& header_;
  const Texts& cells_;
};

// ---- Entries ------------------------------------------------------------------------------------

std::string digits_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= '0' && c <= '9') out += c;
  }
  return out;
}

/// For the clocks alone: opening hours have no say here.
const contract::Calendar& swedish_clocks() {
  static const auto calendar =
      contract::Calendar::create({std::chrono::hours(8), std::chrono::hours(17)}).value();
  return calendar;
}

class Reader {
 public:
  Reader(const Mapping& mapping, const std::string& file, Log& log, std::size_t skip,
         const ReadLimits& limits)
      : mapping_(mapping), log_(log), skip_(skip), limits_(limits) {
    log_.files.push_back(file);
  }

  void read(std::string_view content) {
    if (content.size() > limits_.document_bytes) {
      fault(0, {fmt::format("filen är större än {} byte", limits_.document_bytes),
                fmt::format("the file is larger than {} bytes", limits_.document_bytes)});
      return;
    }
    switch (mapping_.form) {
      case Form::xml:
        read_document(content);
        return;
      case Form::csv:
        read_table(content);
        return;
      case Form::json_lines:
      case Form::xml_lines:
      case Form::text:
        read_lines(content);
    }
  }

 private:
  std::size_t file() const { return log_.files.size() - 1; }
  void fault(std::size_t line, Bilingual why) { log_.note({file(), line, std::move(why)}); }

  void read_lines(std::string_view rest) {
    for (std::size_t number = 1; !rest.empty(); ++number) {
      const auto end = std::min(rest.find('\n'), rest.size());
      std::string_view line = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.empty() && mapping_.form == Form::text) continue;
      if (!room(number)) return;
      if (line.size() > limits_.line_bytes) {
        fault(number, {fmt::format("raden är längre än {} byte", limits_.line_bytes),
                       fmt::format("the line is longer than {} bytes", limits_.line_bytes)});
      } else {
        read_line(line, number);
      }
    }
  }

  bool room(std::size_t line) {
    if (log_.entries.size() < limits_.entries) return true;
    fault(line, {fmt::format("loggen har fler än {} poster; resten lästes inte", limits_.entries),
                 fmt::format("the log has more than {} entries; the rest was not read",
                             limits_.entries)});
    return false;
  }

  void read_line(std::string_view line, std::size_t number) {
    if (mapping_.form == Form::json_lines) {
      const auto parsed = json::parse(line, {});
      if (!parsed || !parsed->is_object()) {
        fault(number, {"raden är inget JSON-objekt", "the line is no JSON object"});
        return;
      }
      const std::string text(line);
      take(JsonFacts(*parsed, text), number);
    } else if (mapping_.form == Form::xml_lines) {
      const auto document = xml::Document::parse(line);
      const auto root = document ? document->places("/*", {}) : Result<std::vector<xml::Place>>();
      if (!document || !root || root->empty()) {
        fault(number, {"raden är inget XML-dokument", "the line is no XML document"});
        return;
      }
      take(XmlFacts(*document, mapping_.namespaces, root->front()), number);
    } else {
      const auto match = mapping_.entry_pattern->search(line);
      if (match) {
        take(TextFacts(*mapping_.entry_pattern, *match, line), number);
      } else if (mapping_.others_write_too) {
        ++log_.foreign_lines;
      } else {
        fault(number, {"raden stämmer inte med uttryck i mappningens post",
                       "the line does not match uttryck in the mapping's post"});
      }
    }
  }

  void read_table(std::string_view content) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (content.starts_with(kByteOrderMark)) content.remove_prefix(kByteOrderMark.size());
    text::CsvReader rows(content, mapping_.delimiter);
    text::CsvCells header;
    if (!rows.next(header)) {
      fault(1, {"rubrikraden saknas", "the header is missing"});
      return;
    }
    for (const auto& [meaning, field] : mapping_.fields) {
      if (std::ranges::find(header.cells, field.at) == header.cells.end())
        fault(1, {fmt::format("ingen kolumn heter som mappningen säger ({})", word_of(meaning)),
                  fmt::format("no column is called as the mapping says ({})", word_of(meaning))});
    }
    text::CsvCells row;
    while (rows.next(row)) {
      if (!room(row.line)) return;
      if (row.cells.size() != header.cells.size()) {
        fault(row.line, {"raden har inte lika många celler som rubriken",
                         "the row has not as many cells as the header"});
        continue;
      }
      take(CsvFacts(header.cells, row.cells), row.line);
    }
    if (rows.fault() != text::CsvReader::Fault::none)
      fault(rows.fault_line(), {"ett citattecken står fel; resten lästes inte",
                                "a quotation mark is wrong; the rest was not read"});
  }

  /// One document, or several after each other inside a root of ours.
  void read_document(std::string_view content) {
    if (content.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
    const xml::XmlLimits limits{.bytes = limits_.document_bytes + 64, .depth = 100};
    auto document = xml::Document::parse(content, limits);
    if (!document) {
      std::string several = "<loggbok>" + without_declarations(content) + "</loggbok>";
      auto wrapped = xml::Document::parse(several, limits);
      if (!wrapped) {
        fault(0, {fmt::format("filen är inte XML: {}", document.error().detail),
                  fmt::format("the file is not XML: {}", document.error().detail)});
        return;
      }
      document = std::move(wrapped);
    }
    const auto entries = document->places(mapping_.entry_xpath, mapping_.namespaces);
    if (!entries) {
      fault(0, {fmt::format("post vid: {}", entries.error().detail),
                fmt::format("post vid: {}", entries.error().detail)});
      return;
    }
    for (const auto& entry : *entries) {
      if (!room(entry.line)) return;
      take(XmlFacts(*document, mapping_.namespaces, entry), entry.line);
    }
  }

  static std::string without_declarations(std::string_view content) {
    std::string out(content);
    for (auto at = out.find("<?xml "); at != std::string::npos; at = out.find("<?xml ", at)) {
      const auto end = out.find("?>", at);
      if (end == std::string::npos) break;
      for (auto i = at; i < end + 2; ++i) {
        if (out[i] != '\n') out[i] = ' ';
      }
    }
    return out;
  }

  std::string one(const Facts& facts, Meaning meaning) const {
    const auto field = mapping_.fields.find(meaning);
    if (field == mapping_.fields.end()) return {};
    const auto texts = facts.at(field->second);
    return texts.empty() ? std::string() : texts.front();
  }
  Texts all(const Facts& facts, Meaning meaning) const {
    const auto field = mapping_.fields.find(meaning);
    return field == mapping_.fields.end() ? Texts() : facts.at(field->second);
  }

  void take(const Facts& facts, std::size_t line) {
    if (skip_ > 0) {
      --skip_;
      return;
    }
    try {
      understand(facts, line);
    } catch (const ErrorException& error) {
      fault(line, {error.error.detail, error.error.detail});
    }
  }

  void understand(const Facts& facts, std::size_t line) {
    Entry entry;
    entry.file = file();
    entry.line = line;
    if (!kind_of(facts, entry)) return;
    read_time(facts, entry);
    entry.question = one(facts, Meaning::question);
    entry.organisation = organisation(one(facts, Meaning::organisation));
    entry.caller = organisation(one(facts, Meaning::caller));
    entry.handlaggare = translated(mapping_.handlaggare, one(facts, Meaning::handlaggare));
    entry.case_id = one(facts, Meaning::case_id);
    entry.purpose = one(facts, Meaning::purpose);
    entry.felkod = one(facts, Meaning::felkod);
    for (auto& person : all(facts, Meaning::person)) {
      auto name = mapping_.person_is_number ? digits_of(person) : std::move(person);
      if (!name.empty()) entry.persons.push_back(std::move(name));
    }
    for (const auto& word : all(facts, Meaning::sources)) {
      if (const auto source = source_of(word, entry)) entry.sources.insert(*source);
    }
    const auto source = one(facts, Meaning::source);
    if (!source.empty()) entry.source = source_of(source, entry);
    read_outcome(facts, entry);
    read_deviations(facts, entry);
    entry.sequence = text::whole_in(one(facts, Meaning::sequence));
    const auto count = text::whole_in(one(facts, Meaning::count));
    if (count && *count > 0) entry.count = static_cast<std::size_t>(*count);
    log_.entries.push_back(std::move(entry));
  }

  bool kind_of(const Facts& facts, Entry& entry) {
    if (!mapping_.has(Meaning::event)) return true;
    const auto word = one(facts, Meaning::event);
    if (word.empty()) {
      fault(entry.line, {"posten säger inte vilket slag av händelse den är",
                         "the entry does not say what kind of event it is"});
      return false;
    }
    const auto known = mapping_.kinds.find(word);
    if (known == mapping_.kinds.end()) {
      constexpr std::size_t kWordsMax = 100;
      if (log_.passed_over.size() < kWordsMax || log_.passed_over.contains(word))
        ++log_.passed_over[word];
      return false;
    }
    entry.kind = known->second;
    return true;
  }

  void read_time(const Facts& facts, Entry& entry) {
    if (!mapping_.has(Meaning::time)) return;
    const auto text = one(facts, Meaning::time);
    entry.time = instant(text);
    if (entry.time) return;
    fault(entry.line, text.empty() ? Bilingual{"posten saknar tid", "the entry has no time"}
                                   : Bilingual{"postens tid går inte att läsa",
                                               "the entry's time cannot be read"});
  }

  std::optional<time::WallTime> instant(const std::string& text) const {
    const auto& format = mapping_.time;
    if (format.kind == TimeFormat::Kind::epoch_s || format.kind == TimeFormat::Kind::epoch_ms) {
      constexpr double kLastSecond = 9.2e9;  // nanoseconds since 1970 end in 2262
      const auto number = text::number_in(text);
      const double unit = format.kind == TimeFormat::Kind::epoch_s ? 1e9 : 1e6;
      if (!number || std::abs(*number) * unit > kLastSecond * 1e9) return std::nullopt;
      return time::WallTime(time::Duration(std::llround(*number * unit)));
    }
    const auto civil = format.kind == TimeFormat::Kind::iso8601
                           ? contract::parse_civil_time(text)
                           : contract::parse_civil_time(text, format.pattern);
    if (!civil) return std::nullopt;
    const auto since_1970 = civil->day.time_since_epoch();
    if (since_1970 < std::chrono::days(0) || since_1970 > std::chrono::days(100'000))
      return std::nullopt;
    return format.swedish ? contract::in_sweden(*civil, swedish_clocks())
                          : contract::in_utc(*civil);
  }

  using Words = std::map<std::string, std::string, std::less<>>;
  static std::string translated(const Words& words, std::string word) {
    const auto known = words.find(word);
    return known == words.end() ? word : known->second;
  }
  std::string organisation(std::string word) const {
    return translated(mapping_.organisations, std::move(word));
  }

  std::optional<contract::Source> source_of(const std::string& word, const Entry& entry) {
    const auto known = mapping_.sources.find(word);
    if (known != mapping_.sources.end()) return known->second;
    const auto source = contract::source_from_code(word);
    if (!source && !word.empty())
      fault(entry.line,
            {"en källa har ett ord som mappningen inte känner (ord falt=\"kalla\")",
             "a source has a word that the mapping does not know (ord falt=\"kalla\")"});
    return source;
  }

  void read_outcome(const Facts& facts, Entry& entry) {
    const bool ends = entry.kind == Kind::question || entry.kind == Kind::ping;
    if (!mapping_.has(Meaning::outcome) || !ends) return;
    const auto word = one(facts, Meaning::outcome);
    if (word.empty()) return;
    const auto known = mapping_.outcomes.find(word);
    if (known != mapping_.outcomes.end()) {
      entry.outcome = known->second;
    } else {
      fault(entry.line, {"utfallet har ett ord som mappningen inte känner (ord falt=\"utfall\")",
                         "the outcome has a word that the mapping does not know (ord "
                         "falt=\"utfall\")"});
    }
  }

  void add_deviation(Deviation deviation, Entry& entry) const {
    const auto known = mapping_.deviations.find(deviation.word);
    const bool says = !deviation.word.empty() || !deviation.felkod.empty();
    deviation.kind = known != mapping_.deviations.end()      ? known->second
                     : says || entry.kind == Kind::deviation ? Deviates::something
                                                             : Deviates::nothing;
    if (deviation.kind != Deviates::nothing) entry.deviations.push_back(std::move(deviation));
  }

  /// An entry is a deviation, or holds one in its own fields where the log has no entries for
  /// deviations, and may list several.
  void read_deviations(const Facts& facts, Entry& entry) {
    const bool in_fields = !mapping_.has(Kind::deviation) && mapping_.has(Meaning::deviation) &&
                           entry.kind != Kind::source_call && entry.kind != Kind::other;
    if (entry.kind == Kind::deviation || in_fields) {
      add_deviation({.kind = Deviates::nothing,
                     .word = one(facts, Meaning::deviation),
                     .source = entry.source,
                     .felkod = entry.kind == Kind::deviation ? entry.felkod : std::string()},
                    entry);
    }
    for (const Inner& inner : mapping_.inner) {
      const auto list = inner.pattern ? matched(inner, facts.text_at(inner.at), limits_.inner)
                                      : facts.each(inner, limits_.inner);
      for (const auto& each : list) {
        const auto first = [&](Meaning meaning) {
          const auto found = each.find(meaning);
          return found == each.end() || found->second.empty() ? std::string()
                                                              : found->second.front();
        };
        Deviation deviation;
        deviation.word = first(Meaning::deviation);
        deviation.felkod = first(Meaning::felkod);
        const auto source = first(Meaning::source);
        if (!source.empty()) deviation.source = source_of(source, entry);
        // That it is listed says that it deviated, where no word says what.
        if (deviation.word.empty() && !inner.fields.contains(Meaning::deviation))
          deviation.kind = Deviates::something;
        if (deviation.kind == Deviates::something)
          entry.deviations.push_back(std::move(deviation));
        else
          add_deviation(std::move(deviation), entry);
      }
    }
  }

  const Mapping& mapping_;
  Log& log_;
  std::size_t skip_;
  const ReadLimits& limits_;
};

}  // namespace

void read(const Mapping& mapping, std::string_view content, const std::string& file, Log& log,
          std::size_t skip, const ReadLimits& limits) {
  Reader(mapping, file, log, skip, limits).read(content);
}

}  // namespace provbank::logbook
