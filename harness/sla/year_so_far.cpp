#include <charconv>
#include <cmath>

#include "harness/sla/csv.hpp"
#include "harness/sla/report.hpp"
#include "platform/base/file.hpp"
#include "platform/xml/document.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::sla {
namespace {

const xml::Namespaces kNamespaces = {{"s", "urn:provbank:sla:1"}};

std::optional<std::int64_t> whole(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= 0 && value < 9e18)) {
    return std::nullopt;
  }
  return std::llround(value);
}

std::optional<std::chrono::year_month> month_of(const std::string& text) {
  const auto day = contract::parse_day(text + "-01");
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date(*day);
  return date.year() / date.month();
}

/// What both kinds of file say, as text.
struct Said {
  std::string month, down, outages;
};

Result<Said> from_xml(const std::string& text, const std::filesystem::path& schema) {
  const auto compiled = xml::Schema::load(schema);
  if (!compiled) return compiled.error();
  const auto valid = compiled->validate(text, {.bytes = kFileBytesLimit});
  if (!valid) return valid.error();
  const auto document = xml::Document::parse(text, {.bytes = kFileBytesLimit});
  if (!document) return document.error();
  const auto value = [&](const char* figure) {
    return document->text(std::string("//s:figure[@id='") + figure + "']/@value", kNamespaces);
  };
  return Said{document->text("/s:sla/@month", kNamespaces), value("otillganglighet"),
              value("avbrott-manad")};
}

Result<Said> from_csv(const std::string& text) {
  Problems problems;
  const auto table = parse_csv(text, problems);
  if (!table) return fail(Errc::invalid, to_string(problems.front(), Language::sv));
  const auto month = table->column("manad");
  const auto id = table->column("matetal");
  const auto value = table->column("varde");
  const auto reading = table->column("lasning");
  if (!month || !id || !value || !reading) {
    return fail(Errc::invalid, "not the figures.csv of an earlier report");
  }
  Said said;
  for (const CsvRow& row : table->rows) {
    if (!row.cells[*reading].empty()) continue;
    said.month = row.cells[*month];
    if (row.cells[*id] == "otillganglighet") said.down = row.cells[*value];
    if (row.cells[*id] == "avbrott-manad") said.outages = row.cells[*value];
  }
  return said;
}

}  // namespace

Result<void> read_earlier_month(const std::filesystem::path& file,
                                const std::filesystem::path& schema, YearSoFar& to) {
  const auto text = read_file(file);
  if (!text) return text.error();
  const auto first = text->find_first_not_of(" \t\r\n");
  const bool is_xml = first != std::string::npos && (*text)[first] == '<';
  const auto said = is_xml ? from_xml(*text, schema) : from_csv(*text);
  if (!said) return at(file.string(), said.error());
  const auto month = month_of(said->month);
  const auto down = whole(said->down);
  const auto outages = whole(said->outages);
  if (!month || !down || !outages) {
    return fail(Errc::invalid, file.string() +
                                   ": says nothing of unavailability; that report was made without "
                                   "a list of outages");
  }
  const MonthSoFar one{time::Duration(*down), static_cast<std::uint64_t>(*outages)};
  const auto [place, fresh] = to.try_emplace(*month, one);
  if (!fresh && (place->second.down != one.down || place->second.outages != one.outages)) {
    return fail(Errc::invalid,
                file.string() + ": " + said->month + " was given before with other numbers");
  }
  return {};
}

}  // namespace provbank::sla
