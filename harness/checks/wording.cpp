#include "harness/checks/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace provbank::checks {
namespace {

constexpr std::size_t kTwelve = 12;

std::string trimmed_decimal(double value) {
  std::string text = fmt::format("{:.3f}", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void replace_everywhere(std::string& text, std::string_view from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// Every run of twelve digits that is somebody's number, masked.
std::string mask_numbers(const std::string& text, const std::map<std::string, std::string>& shown) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::string run = text.substr(at, kTwelve);
    const bool digits = run.size() == kTwelve && std::ranges::all_of(run, is_digit);
    const auto identity = digits ? contract::PersonIdentity::parse(run)
                                 : Result<contract::PersonIdentity>(fail(Errc::malformed, {}));
    if (!identity) {
      out += text[at++];
      continue;
    }
    const auto known = shown.find(run);
    out += known != shown.end() ? known->second : identity->masked();
    at += kTwelve;
  }
  return out;
}

}  // namespace

Bilingual words(time::Duration duration) {
  const double ns = static_cast<double>(duration.count());
  std::string en = ns >= 1e9   ? trimmed_decimal(ns / 1e9) + " s"
                   : ns >= 1e6 ? trimmed_decimal(ns / 1e6) + " ms"
                   : ns >= 1e3 ? trimmed_decimal(ns / 1e3) + " µs"
                               : trimmed_decimal(ns) + " ns";
  std::string sv = en;
  std::ranges::replace(sv, '.', ',');
  return {std::move(sv), std::move(en)};
}

std::string percent(double share) {
  return trimmed_decimal(share * 100) + " %";
}

Bilingual same(std::string_view text) {
  return {std::string(text), std::string(text)};
}

Bilingual phrase(const Bilingual& pattern, std::initializer_list<Bilingual> parts) {
  Bilingual out = pattern;
  const auto put = [](std::string& text, std::size_t from, const std::string& part) {
    const auto at = text.find("{}", from);
    if (at == std::string::npos) return text.size();
    text.replace(at, 2, part);
    return at + part.size();
  };
  std::size_t sv = 0;
  std::size_t en = 0;
  for (const Bilingual& part : parts) {
    sv = put(out.sv, sv, part.sv);
    en = put(out.en, en, part.en);
  }
  return out;
}

std::string without_identities(const std::string& text, const evidence::Evidence& evidence) {
  std::map<std::string, std::string> shown;
  for (const auto& question : evidence.questions) {
    for (std::size_t i = 0; i < question.identities.size() && i < question.persons.size(); ++i) {
      const auto& identity = question.identities[i];
      shown[identity.digits()] = fmt::format("{} ({})", identity.masked(), question.persons[i]);
    }
  }
  for (const auto& question : evidence.source_questions) {
    if (question.person.size() != kTwelve) continue;
    shown[question.person] =
        fmt::format("{}-**** ({})", question.person.substr(0, 8), question.slot);
  }
  std::string out = mask_numbers(text, shown);
  // A broken number is nobody's, and still not to be shown.
  for (const auto& [digits, words] : shown) {
    if (digits.size() == kTwelve) replace_everywhere(out, digits, words);
  }
  for (const auto& [digits, words] : shown) {
    if (digits.size() == kTwelve)
      replace_everywhere(out, std::string_view(digits).substr(2), words);
  }
  return out;
}

}  // namespace provbank::checks
