#include "harness/checks/question_reading.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/evidence/reading.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::checks {
namespace {

using contract::Source;
using evidence::namespaces;
using xml::Document;

/// Reads what stands below one element.
class Below {
 public:
  Below(const Document& document, std::string xpath)
      : document_(document), xpath_(std::move(xpath)) {}

  bool has(const std::string& path) const { return document_.has(xpath_ + path, namespaces()); }
  std::string text(const std::string& path) const {
    return document_.text(xpath_ + path, namespaces());
  }
  std::string token(const std::string& path) const { return trimmed(text(path)); }
  bool truth(const std::string& path) const {
    const std::string said = token(path);
    return said == "true" || said == "1";
  }
  std::optional<std::string> optional_text(const std::string& path) const {
    if (!has(path)) return std::nullopt;
    return text(path);
  }
  PeriodText period(const std::string& path) const {
    return {token(path + "/ssbt:fromDatum"), token(path + "/ssbt:tomDatum")};
  }

 private:
  const Document& document_;
  std::string xpath_;
};

void read_general(const Below& question, QuestionBytes& out) {
  const std::string general = "/ssbt:generellaFrageparametrar";
  out.person = question.token(general + "/ssbt:personidentitet");
  out.organisation = question.token(general + "/ssbt:ingivare/ssbt:organisationsnummer");
  out.handlaggare = question.text(general + "/ssbt:ingivare/ssbt:handlaggare");
  out.case_id = question.text(general + "/ssbt:arendeidentitet");
  out.purpose = question.token(general + "/ssbt:syfte");
  out.statute = question.token(general + "/ssbt:lagtext");
  out.frage_tidpunkt = question.optional_text(general + "/ssbt:frageTidpunkt");
  if (out.frage_tidpunkt) out.frage_tidpunkt = trimmed(*out.frage_tidpunkt);
  out.korrelationsid = question.optional_text(general + "/ssbt:korrelationsid");
  out.echo = question.truth(general + "/ssbt:fraganSkallInkluderasISvaret");
  out.general = question.period(general + "/ssbt:tidsperiod");
}

void read_specific(const Below& question, QuestionBytes& out) {
  for (const Source source : contract::kAllSources) {
    const std::string element =
        "/ssbt:specifikaFrageparametrar/ssbt:" + std::string(contract::code(source));
    if (!question.truth(element + "/@inkludera")) continue;
    out.included.insert(source);
    if (question.has(element + "/ssbt:tidsperiod")) {
      out.own[source] = question.period(element + "/ssbt:tidsperiod");
    }
  }
  const std::string fraga = "/ssbt:specifikaFrageparametrar/ssbt:FK/ssbt:fraga";
  out.lefi_version = question.optional_text(fraga + "/ssbt:version");
  const auto json = crypto::from_base64(question.text(fraga + "/ssbt:lefiJsonFraga"));
  if (json) out.lefi_json = *json;
}

}  // namespace

std::string to_string(const PeriodText& period) {
  return period.from + " – " + period.tom;
}

const PeriodText& QuestionBytes::period_for(Source source) const {
  const auto found = own.find(source);
  return found == own.end() ? general : found->second;
}

std::vector<QuestionBytes> read_questions(const Document& message) {
  std::vector<QuestionBytes> out;
  const auto elements =
      message.find("/soap:Envelope/soap:Body//ssbt:hamtaBastjanstInformation", namespaces())
          .value();
  for (const auto& element : elements) {
    QuestionBytes question;
    question.xpath = evidence::xpath_of(element.path);
    const Below below(message, question.xpath);
    read_general(below, question);
    read_specific(below, question);
    out.push_back(std::move(question));
  }
  return out;
}

std::vector<QuestionBytes> read_questions(const evidence::Exchange& exchange) {
  const auto document = Document::parse(exchange.request.body);
  return document ? read_questions(*document) : std::vector<QuestionBytes>();
}

std::string trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kSpace) - first + 1));
}

std::string plain(std::string_view text) {
  std::string out = trimmed(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kLetters = {
      {{"Å", "å"}, {"Ä", "ä"}, {"Ö", "ö"}}};
  for (const auto& [large, small] : kLetters) {
    for (auto at = out.find(large); at != std::string::npos; at = out.find(large, at))
      out.replace(at, large.size(), small);
  }
  return out;
}

bool belongs_to_nobody(const std::string& name) {
  static constexpr std::array<std::string_view, 18> kNobody = {
      "system", "systemet",  "admin",   "administrator", "administratör", "user",
      "test",   "användare", "default", "null",          "anvandare",     "okänd",
      "okand",  "unknown",   "-",       "handläggare",   "handlaggare",   "service"};
  return std::ranges::find(kNobody, plain(name)) != kNobody.end();
}

}  // namespace provbank::checks
