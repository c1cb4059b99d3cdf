#include <fmt/format.h>

#include <algorithm>

#include "harness/onboarding/judging.hpp"
#include "platform/xml/document.hpp"

namespace provbank::onboarding {
namespace {

const xml::Namespaces kResult = {{"r", "urn:provbank:result:1"}};

Finding of_paper(const PaperProblem& problem) {
  return error(problem.code.c_str(), problem.message.sv, problem.message.en);
}

/// What a result of Provbänk says, as far as a dossier needs it.
struct Certification {
  std::string role;
  std::string world;
  std::string verdict;
  std::string started;
  bool concerns_applicant = false;
};

Result<Certification> read_certification(const std::string& text, const xml::Schema& schema,
                                         const Dossier& dossier) {
  if (auto fine = schema.validate(text); !fine) return fine.error();
  const auto document = xml::Document::parse(text);
  if (!document) return document.error();
  Certification made{.role = document->text("/r:result/r:run/@role", kResult),
                     .world = document->text("/r:result/r:run/@world", kResult),
                     .verdict = document->text("/r:result/r:summary/@verdict", kResult),
                     .started = document->text("/r:result/r:run/@started", kResult)};
  const auto names = document->find(
      "/r:result/r:run/r:party[@kind='" + std::string(code(dossier.kind)) + "']/r:name", kResult);
  made.concerns_applicant = names && std::ranges::any_of(*names, [&](const xml::Found& found) {
                              return found.text == dossier.applicant().name;
                            });
  return made;
}

const char* title(Kind kind) {
  return kind == Kind::kommun ? "kommun" : "Uppgiftslämnare";
}

const Bilingual& verdict_words(std::string_view name) {
  using enum evidence::Verdict;
  for (const auto verdict : {pass, fail, warning, untestable, not_applicable, review, not_run}) {
    if (evidence::to_string(verdict) == name) return evidence::words(verdict);
  }
  return evidence::words(tool_error);
}

std::string days(std::chrono::days count) {
  return std::to_string(count.count());
}

}  // namespace

Day Case::day_of(std::chrono::system_clock::time_point instant) const {
  return setting_.calendar.day_of(std::chrono::time_point_cast<time::Duration>(instant));
}

std::optional<Sheet> Case::sheet(StepJudgement& judged, const std::string& id,
                                 Wanted wanted) const {
  const auto* document = dossier_.document(id);
  if (document == nullptr) {
    const auto& title = describe(judged.step).title;
    judged.findings.push_back(error(
        "handling-saknas", fmt::format("Steget \"{}\" har ingen handling i dossiern.", title.sv),
        fmt::format("The step \"{}\" has no document in the dossier.", title.en)));
    return std::nullopt;
  }
  auto read = papers_.check(*document, wanted);
  if (!read) {
    judged.findings.push_back(of_paper(read.error()));
    return std::nullopt;
  }
  return std::move(*read);
}

// The proof of authority is needed by every signed document, so it is read once, first.
void Case::load_authority() {
  const auto* entry = dossier_.entry(Step::behorighet);
  if (entry == nullptr || !by_today(entry->day)) return;
  StepJudgement judged{.step = Step::behorighet};
  const auto read = sheet(judged, entry->document, Wanted::signature);
  if (!read) {
    authority_fault_ = judged.findings.front();
    return;
  }
  const std::string& file = dossier_.document(entry->document)->file;
  if (read->signature->signer.sha256 != setting_.trust.registrar_sha256) {
    authority_fault_ = error(
        "behorighet-utfardare",
        fmt::format("Behörighetshandlingen är undertecknad av {}, inte av den registrator som "
                    "Provbänk litar på.",
                    read->signature->signer.common_name),
        fmt::format("The proof of authority is signed by {}, not by the registrar that "
                    "Provbänk trusts.",
                    read->signature->signer.common_name));
    return;
  }
  const auto fine = setting_.authority.validate(read->bytes);
  auto authority = read_authority(read->bytes);
  if (!fine || !authority) {
    authority_fault_ =
        error("behorighet-olaslig", fmt::format("\"{}\" är ingen behörighetshandling i XML.", file),
              fmt::format("\"{}\" is no proof of authority in XML.", file));
    return;
  }
  if (authority->organisation_number != dossier_.applicant().number.wire()) {
    authority_fault_ =
        error("behorighet-annan-organisation",
              fmt::format("Behörighetshandlingen gäller en annan organisation än {}.",
                          dossier_.applicant().name),
              fmt::format("The proof of authority concerns another organisation than {}.",
                          dossier_.applicant().name));
    return;
  }
  authority_ = std::move(*authority);
}

void Case::check_signatory(StepJudgement& judged, const Document& document,
                           const crypto::Signature& signature, Day done) const {
  const Day signed_on = day_of(signature.signed_at);
  const std::string& name = signature.signer.common_name;
  if (signed_on > done) {
    judged.findings.push_back(
        error("underskrift-for-sen",
              fmt::format("\"{}\" skrevs under {}, efter dagen för steget ({}).", document.file,
                          contract::to_string(signed_on), contract::to_string(done)),
              fmt::format("\"{}\" was signed on {}, after the day of the step ({}).", document.file,
                          contract::to_string(signed_on), contract::to_string(done))));
    return;
  }
  if (!authority_) return;  // said under the proof of authority
  if (!authority_->names(signature.signer)) {
    judged.findings.push_back(error(
        "fel-undertecknare",
        fmt::format("\"{}\" är undertecknad av {}, som behörighetshandlingen inte ger rätt att "
                    "företräda {}.",
                    document.file, name, dossier_.applicant().name),
        fmt::format(
            "\"{}\" is signed by {}, whom the proof of authority does not let represent {}.",
            document.file, name, dossier_.applicant().name)));
    return;
  }
  if (signed_on < authority_->from || signed_on > authority_->to) {
    judged.findings.push_back(error(
        "behorighet-galler-inte",
        fmt::format("\"{}\" skrevs under {}, men behörigheten gäller {} till {}.", document.file,
                    contract::to_string(signed_on), contract::to_string(authority_->from),
                    contract::to_string(authority_->to)),
        fmt::format("\"{}\" was signed on {}, but the authority holds from {} to {}.",
                    document.file, contract::to_string(signed_on),
                    contract::to_string(authority_->from), contract::to_string(authority_->to))));
  }
}

void Case::check_letter(StepJudgement& judged, const StepEntry& entry, Wanted wanted) const {
  const auto read = sheet(judged, entry.document, wanted);
  if (!read || wanted == Wanted::any) return;
  check_signatory(judged, *dossier_.document(entry.document), *read->signature, *entry.day);
}

void Case::check_authority(StepJudgement& judged, const StepEntry&) const {
  if (authority_fault_) judged.findings.push_back(*authority_fault_);
}

void Case::check_certification(StepJudgement& judged, const StepEntry& entry) const {
  const auto read = sheet(judged, entry.document, Wanted::any);
  if (!read) return;
  const auto made = read_certification(read->bytes, setting_.result, dossier_);
  const auto reject = [&](const char* finding, std::string sv, std::string en) {
    judged.findings.push_back(error(finding, std::move(sv), std::move(en)));
  };
  if (!made) {
    return reject("certifiering-olaslig",
                  "Certifieringen är inget resultat av Provbänk: " + made.error().detail,
                  "The certification is no result of Provbänk: " + made.error().detail);
  }
  if (made->role != code(dossier_.kind) || !made->concerns_applicant) {
    return reject("certifiering-fel-part",
                  fmt::format("Certifieringen prövar inte {} som {}.", dossier_.applicant().name,
                              title(dossier_.kind)),
                  fmt::format("The certification does not judge {} as {}.",
                              dossier_.applicant().name, title(dossier_.kind)));
  }
  if (made->world != "live") {
    return reject("certifiering-simulerad",
                  "Certifieringen är gjord i den simulerade världen; den säger inget om den "
                  "sökandes eget system.",
                  "The certification was made in the simulated world; it says nothing of the "
                  "applicant's own system.");
  }
  if (made->verdict != "pass") {
    return reject(
        "certifiering-underkand",
        fmt::format("Certifieringen fick omdömet {}.", verdict_words(made->verdict).sv),
        fmt::format("The certification came out as {}.", verdict_words(made->verdict).en));
  }
  const auto run = contract::parse_day(std::string_view(made->started).substr(0, 10));
  const Day connected = completed(Step::inkoppling).value_or(today_);
  if (!run || *run > *entry.day) {
    return reject("certifiering-for-sen",
                  fmt::format("Certifieringen kördes {}, efter dagen för steget.",
                              made->started.substr(0, 10)),
                  fmt::format("The certification was run on {}, after the day of the step.",
                              made->started.substr(0, 10)));
  }
  if (connected - *run > kCertificationAgeLimit) {
    reject("certifiering-for-gammal",
           fmt::format("Certifieringen kördes {} och var mer än {} dagar gammal {}.",
                       contract::to_string(*run), days(kCertificationAgeLimit),
                       contract::to_string(connected)),
           fmt::format("The certification was run on {} and more than {} days old on {}.",
                       contract::to_string(*run), days(kCertificationAgeLimit),
                       contract::to_string(connected)));
  }
}

void Case::check_acceptances(StepJudgement& judged, const StepEntry& entry) const {
  const auto applied = completed(Step::ansokan);
  for (const auto& one : entry.acceptances) {
    if (one.day > today_) continue;
    (void)sheet(judged, one.document, Wanted::any);
    if (applied && one.day < *applied) {
      const std::string& name = dossier_.part(one.who)->name;
      judged.findings.push_back(
          error("for-tidigt",
                fmt::format("{} accepterade {}, före ansökan {}.", name,
                            contract::to_string(one.day), contract::to_string(*applied)),
                fmt::format("{} accepted on {}, before the application of {}.", name,
                            contract::to_string(one.day), contract::to_string(*applied))));
    }
  }
}

void Case::check_assurance(StepJudgement& judged, const Entry& entry) const {
  const auto person = std::ranges::find(dossier_.handlaggare, entry.who, &Handlaggare::account);
  if (person == dossier_.handlaggare.end()) return;
  const auto read = sheet(judged, entry.document, Wanted::signature);
  if (!read) return;
  const auto& signer = read->signature->signer;
  if (signer.common_name != person->name || signer.organisation_number != person->account) {
    judged.findings.push_back(error(
        "fel-undertecknare",
        fmt::format("Försäkran för {} är undertecknad av {}.", person->name, signer.common_name),
        fmt::format("The assurance of {} is signed by {}.", person->name, signer.common_name)));
    return;
  }
  const Day given = std::max(entry.day, day_of(read->signature->signed_at));
  if (person->uses_from && given > *person->uses_from) {
    judged.findings.push_back(
        error("forsakran-for-sen",
              fmt::format("{} använder tjänsten från {} men undertecknade sin Försäkran först {}.",
                          person->name, contract::to_string(*person->uses_from),
                          contract::to_string(given)),
              fmt::format("{} uses the service from {} but did not sign the assurance until {}.",
                          person->name, contract::to_string(*person->uses_from),
                          contract::to_string(given))));
  }
}

void Case::check_assurances(StepJudgement& judged, const StepEntry& entry) const {
  for (const auto& one : entry.assurances) {
    if (one.day <= today_) check_assurance(judged, one);
  }
  const bool open = completed(Step::atkomst).has_value();
  for (const auto* person : lacking_assurance()) {
    if (!open || !by_today(person->uses_from)) continue;
    judged.findings.push_back(
        error("forsakran-saknas",
              fmt::format("{} använder tjänsten från {} utan att ha undertecknat någon Försäkran.",
                          person->name, contract::to_string(*person->uses_from)),
              fmt::format("{} uses the service from {} without having signed an assurance.",
                          person->name, contract::to_string(*person->uses_from))));
  }
}

void Case::check_papers(StepJudgement& judged) const {
  static const StepEntry kNothing;  // a Försäkran may be lacking though nobody wrote of any
  const auto* entry = dossier_.entry(judged.step);
  const auto* found = rule(dossier_.kind, judged.step);
  if (entry == nullptr && judged.step == Step::forsakran) entry = &kNothing;
  if (entry == nullptr || found == nullptr) return;
  switch (found->paper) {
    case Paper::none:
      if (!entry->document.empty()) (void)sheet(judged, entry->document, Wanted::any);
      return;
    case Paper::letter:
      return check_letter(judged, *entry, Wanted::any);
    case Paper::signed_letter:
      return check_letter(judged, *entry, Wanted::signature);
    case Paper::authority:
      return check_authority(judged, *entry);
    case Paper::certification:
      return check_certification(judged, *entry);
    case Paper::one_each:
      return check_acceptances(judged, *entry);
    case Paper::signed_each:
      return check_assurances(judged, *entry);
  }
}

}  // namespace provbank::onboarding
