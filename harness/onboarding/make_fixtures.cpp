// Makes fixtures/dossiers: `make_dossier_fixtures FOLDER`. Reads the keys in FOLDER/pki (makes
// those that are missing) and writes everything else anew; the same keys give the same bytes.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>

#include "contract/organisations.hpp"
#include "harness/onboarding/dossier.hpp"
#include "platform/base/file.hpp"
#include "platform/crypto/cms.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/crypto/pki.hpp"
#include "platform/xml/writer.hpp"

namespace provbank::onboarding {
namespace {

namespace fs = std::filesystem;
using contract::OrganisationNumber;
using std::chrono::system_clock;
using enum Step;

Day day(std::string_view text) {
  return contract::parse_day(text).value();
}

system_clock::time_point at_nine(Day when) {
  return system_clock::time_point(when) + std::chrono::hours(9);
}

void put(const fs::path& file, std::string_view bytes) {
  if (auto written = write_file(file, bytes); !written) throw ErrorException(written.error());
}

/// Nine digits and the check digit that makes them an organisation number.
OrganisationNumber numbered(const std::string& nine) {
  for (char last = '0'; last <= '9'; ++last) {
    if (auto number = OrganisationNumber::parse(nine + last)) return *number;
  }
  throw ErrorException(fail(Errc::invalid, nine + " begins no organisation number"));
}

// The test world's certificates

struct Pki {
  std::string ca_pem;
  crypto::Credentials registrar;
  crypto::Credentials signatory;
  crypto::Credentials expired;   // the same person, a certificate that has run out
  crypto::Credentials stranger;  // the same names, another authority
  crypto::Credentials clerk;     // somebody without authority
  std::map<std::string, crypto::Credentials> handlaggare;
};

constexpr const char* kSignatoryName = "Birgitta Åkerö";
constexpr const char* kSignatoryNumber = "FT-0001";
const std::vector<Handlaggare> kHandlaggare = {
    {"handlaggare.grind", "Gunvor Grindahl", day("2026-03-02")},
    {"handlaggare.hack", "Sune Häckmark", day("2026-03-02")}};

std::string key(const fs::path& folder, const std::string& name) {
  const auto file = folder / (name + ".key");
  if (!fs::exists(file)) put(file, crypto::new_rsa_key());
  return read_file(file).value();
}

crypto::CertificateRequest person(const std::string& name, const std::string& number) {
  crypto::CertificateRequest request;
  request.common_name = name;
  request.organisation_name = "Provbänks testvärld";
  request.organisation_number = number;
  request.purpose = crypto::Purpose::signature;
  request.not_before = system_clock::time_point(day("2024-01-01"));
  request.not_after = system_clock::time_point(day("2099-12-31"));
  return request;
}

Pki make_pki(const fs::path& folder) {
  const auto from = system_clock::time_point(day("2020-01-01"));
  const auto to = system_clock::time_point(day("2099-12-31"));
  crypto::CertificateAuthority ca("Provbänks test-CA för underskrifter", from, to,
                                  key(folder, "ca"));
  crypto::CertificateAuthority other("Okänd test-CA", from, to, key(folder, "okand-ca"));
  const auto signatory_key = key(folder, "firmatecknare");
  const auto request = person(kSignatoryName, kSignatoryNumber);
  auto run_out = request;
  run_out.not_after = system_clock::time_point(day("2026-02-01"));
  Pki pki{.ca_pem = ca.certificate_pem(),
          .registrar = ca.issue(person("Provregistratorn", "REG-1"), key(folder, "registrator")),
          .signatory = ca.issue(request, signatory_key),
          .expired = ca.issue(run_out, signatory_key),
          .stranger = other.issue(request, signatory_key),
          .clerk = ca.issue(person("Torbjörn Ålstig", "TJ-0417"), key(folder, "handlaggare")),
          .handlaggare = {}};
  for (const auto& one : kHandlaggare) {
    pki.handlaggare[one.account] =
        ca.issue(person(one.name, one.account), key(folder, "handlaggare"));
  }
  put(folder / "ca.pem", pki.ca_pem);
  put(folder / "registrator.pem", pki.registrar.certificate_pem);
  return pki;
}

// A dossier on its way to disk

struct File {
  std::string content{};
  const crypto::Credentials* signer = nullptr;
  Day signed_on{};
  std::string content_on_disk{};  // when it is to differ from what was signed
  bool hash_of_disk = true;       // else the hash is that of what was signed
};

struct Draft {
  Dossier dossier;
  std::map<std::string, File> files;  // by id of the document

  StepEntry& step(Step wanted) {
    for (auto& entry : dossier.steps) {
      if (entry.step == wanted) return entry;
    }
    dossier.steps.push_back({.step = wanted});
    return dossier.steps.back();
  }
  Draft& done(Step wanted, std::string_view when, std::string by, std::string document = {}) {
    auto& entry = step(wanted);
    entry.day = day(when);
    entry.by = std::move(by);
    entry.document = std::move(document);
    return *this;
  }
  void drop(Step unwanted) {
    std::erase_if(dossier.steps, [=](const StepEntry& entry) { return entry.step == unwanted; });
  }
  Part& part(std::string_view id) {
    for (auto& one : dossier.parts) {
      if (one.id == id) return one;
    }
    throw ErrorException(fail(Errc::not_found, "no such part"));
  }
  void letter(const std::string& id, const std::string& text) {
    add(id, "handlingar/" + id + ".txt", {.content = text + "\n"});
  }
  void signed_letter(const std::string& id, const std::string& text,
                     const crypto::Credentials& signer, std::string_view when) {
    add(id, "handlingar/" + id + ".txt",
        {.content = text + "\n", .signer = &signer, .signed_on = day(when)});
  }
  void add(const std::string& id, const std::string& file, File content) {
    dossier.documents.push_back({.id = id, .file = file});
    files[id] = std::move(content);
  }
  Document& document(std::string_view id) {
    for (auto& one : dossier.documents) {
      if (one.id == id) return one;
    }
    throw ErrorException(fail(Errc::not_found, "no such document"));
  }
};

std::string_view role_name(Role role) {
  switch (role) {
    case Role::kommun:
      return "kommun";
    case Role::uppgiftslamnare:
      return "uppgiftslamnare";
    case Role::skr:
      return "skr";
    case Role::driftspart:
      return "driftspart";
  }
  return "";
}

void write_optional(xml::Writer& writer, const char* name, const std::string& value) {
  if (!value.empty()) writer.attribute(name, value);
}

void write_optional(xml::Writer& writer, const char* name, const std::optional<Day>& value) {
  if (value) writer.attribute(name, contract::to_string(*value));
}

void write_entry(xml::Writer& writer, const char* element, const char* who, const Entry& entry) {
  writer.start(element);
  if (who != nullptr) writer.attribute(who, entry.who);
  writer.attribute("datum", contract::to_string(entry.day));
  write_optional(writer, "handling", entry.document);
  if (entry.for_represented) writer.attribute("ombud", "ja");
  writer.end();
}

void write_step(xml::Writer& writer, const StepEntry& entry) {
  writer.start("steg").attribute("namn", describe(entry.step).name);
  write_optional(writer, "datum", entry.day);
  write_optional(writer, "av", entry.by);
  write_optional(writer, "handling", entry.document);
  write_optional(writer, "upphor", entry.ends);
  if (entry.ground) {
    writer.attribute("grund", *entry.ground == Ground::failure ? "brist" : "beslut");
  }
  for (const auto& one : entry.acceptances) write_entry(writer, "acceptans", "part", one);
  for (const auto& one : entry.assurances) write_entry(writer, "forsakran", "konto", one);
  if (entry.reminder) write_entry(writer, "patalande", nullptr, *entry.reminder);
  if (entry.decision) write_entry(writer, "beslut", nullptr, *entry.decision);
  if (!entry.explanation.empty()) writer.element("forklaring", entry.explanation);
  writer.end();
}

std::string to_xml(const Dossier& dossier) {
  xml::Writer writer;
  writer.start("dossier", "urn:provbank:dossier:1")
      .attribute("slag", code(dossier.kind))
      .attribute("sokande", dossier.applicant_id);
  for (const auto& part : dossier.parts) {
    writer.start("part")
        .attribute("id", part.id)
        .attribute("roll", role_name(part.role))
        .attribute("namn", part.name)
        .attribute("organisationsnummer", part.number.pretty());
    write_optional(writer, "foretrads-av", part.represented_by);
    write_optional(writer, "tillkom", part.connected_later);
    writer.end();
  }
  for (const auto& one : dossier.handlaggare) {
    writer.start("handlaggare").attribute("konto", one.account).attribute("namn", one.name);
    write_optional(writer, "anvander-fran", one.uses_from);
    writer.end();
  }
  for (const auto& one : dossier.documents) {
    writer.start("handling")
        .attribute("id", one.id)
        .attribute("fil", one.file)
        .attribute("sha256", one.sha256);
    if (!one.signature_file.empty()) {
      writer.start("underskrift").attribute("fil", one.signature_file).end();
    }
    writer.end();
  }
  for (const auto& entry : dossier.steps) write_step(writer, entry);
  return writer.finish();
}

void write_draft(Draft draft, const fs::path& folder) {
  std::ranges::sort(draft.dossier.steps, {}, &StepEntry::step);
  for (auto& document : draft.dossier.documents) {
    const auto found = draft.files.find(document.id);
    if (found == draft.files.end()) continue;  // refers to something that is not there
    const File& file = found->second;
    const std::string& on_disk = file.content_on_disk.empty() ? file.content : file.content_on_disk;
    put(folder / document.file, on_disk);
    if (document.sha256.empty()) {
      document.sha256 = crypto::sha256_hex(file.hash_of_disk ? on_disk : file.content);
    }
    if (file.signer == nullptr) continue;
    document.signature_file = document.file + ".p7s";
    put(folder / document.signature_file,
        crypto::sign_detached(file.content, *file.signer, at_nine(file.signed_on)));
  }
  put(folder / kDossierFile, to_xml(draft.dossier));
}

// What a complete dossier holds

std::string authority_xml(const Part& applicant, std::string_view from, std::string_view to) {
  xml::Writer writer;
  writer.start("behorighet", "urn:provbank:behorighet:1")
      .attribute("organisationsnummer", applicant.number.pretty())
      .attribute("namn", applicant.name)
      .attribute("giltig-fran", from)
      .attribute("giltig-till", to)
      .start("firmatecknare")
      .attribute("namn", kSignatoryName)
      .attribute("serienummer", kSignatoryNumber)
      .end();
  return writer.finish();
}

void counts(xml::Writer& writer, const char* element, std::string_view verdict) {
  writer.start(element);
  for (const char* name : {"pass", "fail", "warning", "untestable", "not-applicable", "review",
                           "not-run", "tool-error"}) {
    writer.attribute(name, verdict == name ? "1" : "0");
  }
  writer.end();
}

/// A result as small as the schema lets it be: one scenario, one check.
struct ResultWords {
  Kind kind{};
  std::string name;
  std::string verdict = "pass";
  std::string started = "2026-02-18";
  std::string world = "live";
};

std::string result_xml(const ResultWords& words) {
  const std::string role(code(words.kind));
  const std::string clause = words.kind == Kind::kommun ? "TV-9.2.10" : "TV-9.3.6";
  xml::Writer writer;
  writer.start("result", "urn:provbank:result:1");
  writer.start("run")
      .attribute("tool-version", "1.0.0")
      .attribute("world", words.world)
      .attribute("seed", "1")
      .attribute("started", words.started + "T09:00:00Z")
      .attribute("plan", "certifiering.xml")
      .attribute("role", role);
  writer.start("party").attribute("id", "provad").attribute("kind", role);
  writer.element("name", words.name).end().end();
  writer.start("summary").attribute("verdict", words.verdict);
  writer.attribute("exit-code", words.verdict == "pass" ? "0" : "1");
  for (const char* element : {"scenarios", "checks", "clauses"}) {
    counts(writer, element, words.verdict);
  }
  writer.end();
  writer.start("clauses").start("clause").attribute("id", clause);
  writer.attribute("verdict", words.verdict).attribute("party", "provad");
  writer.start("summary");
  writer.element("sv", "Den sökandes system är redo för tjänsten.");
  writer.element("en", "The applicant's system is ready for the service.").end();
  writer.start("ref").attribute("scenario", "CERT-1").attribute("check", "1").end().end().end();
  writer.start("scenarios").start("scenario").attribute("id", "CERT-1").attribute("role", role);
  writer.attribute("world", words.world).attribute("verdict", words.verdict);
  writer.attribute("file", role + "/certifiering.xml").attribute("duration-ns", "1000000000");
  writer.attribute("questions-asked", "1");
  writer.start("title").element("sv", "Certifiering").element("en", "Certification").end();
  writer.start("check").attribute("name", "answered").attribute("clause", clause);
  writer.attribute("party", "provad").attribute("verdict", words.verdict);
  writer.start("claim").element("sv", "Frågan besvarades.");
  writer.element("en", "The question was answered.").end().end().end().end();
  writer.start("evidence").attribute("folder", "evidence").attribute("exchanges", "1");
  writer.attribute("har", "exchanges.har");
  return writer.finish();
}

Part part_of(const std::string& id, Role role, const std::string& name,
             const OrganisationNumber& number) {
  return {.id = id, .role = role, .name = name, .number = number};
}

std::string lower(std::string_view text) {
  std::string made(text);
  for (char& c : made) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return made;
}

void add_existing_parties(Draft& draft, const contract::Organisations& organisations) {
  auto& parts = draft.dossier.parts;
  parts.push_back(
      part_of("skr", Role::skr, "Sveriges Kommuner och Regioner", numbered("222000990")));
  parts.push_back(part_of("driftspart", Role::driftspart, organisations.driftspart_namn,
                          organisations.driftspart));
  for (const auto& one : organisations.uppgiftslamnare) {
    parts.push_back(
        part_of(lower(code(one.kod)), Role::uppgiftslamnare, one.namn, one.organisationsnummer));
  }
  for (const auto& kommun : organisations.kommuner) {
    if (!kommun.ansluten) continue;
    parts.push_back(part_of(kommun.id, Role::kommun, kommun.namn, kommun.organisationsnummer));
    parts.back().represented_by = "skr";
  }
  auto& acceptances = draft.step(acceptans).acceptances;
  for (const auto& one : parts) {
    if (one.id == draft.dossier.applicant_id || !one.represented_by.empty()) continue;
    acceptances.push_back({.who = one.id,
                           .day = day(one.role == Role::skr ? "2026-02-02" : "2026-01-29"),
                           .document = "acceptanser",
                           .for_represented = one.role == Role::skr});
  }
}

void add_common(Draft& draft, const Pki& pki) {
  const Part& applicant = draft.dossier.applicant();
  const std::string& id = applicant.id;
  const std::string& name = applicant.name;
  draft.letter("ansokan", name + " ansöker hos SKR om att få ansluta till SSBTEK.");
  draft.letter("acceptanser", "SKR:s sammanställning av parternas besked om " + name + ".");
  draft.signed_letter("fullmakt", name + " ger fullmakt.", pki.signatory, "2026-01-12");
  draft.signed_letter("avtal", "Anslutningsavtal för " + name + ".", pki.signatory, "2026-02-05");
  draft.add("behorighet", "handlingar/behorighet.xml",
            {.content = authority_xml(applicant, "2026-01-01", "2027-12-31"),
             .signer = &pki.registrar,
             .signed_on = day("2026-01-07")});
  draft.add("certifiering", "certifiering/result.xml",
            {.content = result_xml({.kind = draft.dossier.kind, .name = name})});
  draft.letter("kontaktuppgifter", "Funktionsbrevlåda och jour för " + name + ".");
  draft.done(ansokan, "2026-01-12", id, "ansokan")
      .done(kvalificering, "2026-01-26", "skr")
      .done(fullmakt, "2026-01-12", id, "fullmakt")
      .done(samordning, "2026-02-03", "skr")
      .done(avtal, "2026-02-05", id, "avtal")
      .done(behorighet, "2026-02-05", id, "behorighet")
      .done(begaran, "2026-02-13", id)
      .done(tekniska_forutsattningar, "2026-02-16", id)
      .done(godkannande, "2026-02-17", "driftspart")
      .done(certifiering, "2026-02-18", id, "certifiering")
      .done(kontaktuppgifter, "2026-02-20", id, "kontaktuppgifter")
      .done(inkoppling, "2026-02-24", "driftspart")
      .done(atkomst, "2026-02-27", "driftspart");
}

Draft complete_kommun(const contract::Organisations& organisations, const Pki& pki) {
  const auto* kommun = organisations.kommun("utanfor");
  Draft draft;
  draft.dossier.kind = Kind::kommun;
  draft.dossier.applicant_id = kommun->id;
  draft.dossier.parts.push_back(
      part_of(kommun->id, Role::kommun, kommun->namn, kommun->organisationsnummer));
  add_existing_parties(draft, organisations);
  add_common(draft, pki);
  draft.signed_letter("bestallning", "Beställning för Utanförs kommun.", pki.signatory,
                      "2026-02-12");
  draft.done(bestallning, "2026-02-12", kommun->id, "bestallning");
  draft.dossier.handlaggare = kHandlaggare;
  for (const auto& one : kHandlaggare) {
    const std::string id = "forsakran-" + one.account.substr(one.account.find('.') + 1);
    draft.signed_letter(id, one.name + " känner reglerna och följer dem.",
                        pki.handlaggare.at(one.account), "2026-02-25");
    draft.step(forsakran).assurances.push_back(
        {.who = one.account, .day = day("2026-02-25"), .document = id});
  }
  return draft;
}

Draft complete_uppgiftslamnare(const contract::Organisations& organisations, const Pki& pki) {
  Draft draft;
  draft.dossier.kind = Kind::uppgiftslamnare;
  draft.dossier.applicant_id = "provmyndigheten";
  draft.dossier.parts.push_back(
      part_of("provmyndigheten", Role::uppgiftslamnare, "Provmyndigheten", numbered("202100999")));
  add_existing_parties(draft, organisations);
  add_common(draft, pki);
  draft.letter("sammanstallning", "Provmyndighetens typer av personuppgifter.");
  draft.done(sammanstallning, "2026-02-19", "provmyndigheten", "sammanstallning");
  return draft;
}

Draft with_notice(Draft draft, const std::string& given, const std::string& ends) {
  draft.letter("uppsagning", "Utanförs kommun säger upp sin anslutning till SSBTEK.");
  draft.letter("meddelande", "Driftsparten meddelar SKR uppsägningen.");
  draft.letter("bekraftelse", "SKR bekräftar att Utanförs kommun ska kopplas bort.");
  const Day day_given = day(given);
  draft.done(uppsagning, given, "utanfor", "uppsagning");
  draft.step(uppsagning).ends = day(ends);
  draft
      .done(meddelande, contract::to_string(day_given + std::chrono::days(2)), "driftspart",
            "meddelande")
      .done(bekraftelse, contract::to_string(day_given + std::chrono::days(9)), "skr",
            "bekraftelse");
  return draft;
}

Draft with_failure(Draft draft, std::string_view ended) {
  draft.letter("patalande", "SKR påtalar att Utanförs kommun inte följer upp användningen.");
  draft.letter("avveckling", "Driftsparten avvecklar anslutningen.");
  draft.done(fortida_upphorande, ended, "driftspart", "avveckling");
  auto& entry = draft.step(fortida_upphorande);
  entry.ground = Ground::failure;
  entry.reminder = Entry{.day = day("2026-04-01"), .document = "patalande"};
  draft.done(bortkoppling, ended, "driftspart");
  return draft;
}

Draft with_decision(Draft draft, std::string_view told) {
  draft.letter("beslut", "Riksdagens beslut.");
  draft.letter("frantrade", "Utanförs kommun frånträder med anledning av beslutet.");
  draft.letter("meddelande", "Utanförs kommun meddelar SKR beslutet.");
  draft.letter("bekraftelse", "SKR bekräftar att Utanförs kommun ska kopplas bort.");
  draft.done(fortida_upphorande, "2026-05-04", "utanfor", "frantrade");
  auto& entry = draft.step(fortida_upphorande);
  entry.ground = Ground::decision;
  entry.decision = Entry{.day = day("2026-05-04"), .document = "beslut"};
  draft.done(meddelande, told, "utanfor", "meddelande")
      .done(bekraftelse, "2026-05-20", "skr", "bekraftelse")
      .done(bortkoppling, "2026-05-22", "driftspart");
  return draft;
}

using Change = std::function<void(Draft&)>;

/// Each changes a complete kommun in one point.
std::map<std::string, Change> kommun_changes(const Pki& pki) {
  std::map<std::string, Change> all;
  all["acceptans-saknas"] = [](Draft& d) {
    std::erase_if(d.step(acceptans).acceptances, [](const Entry& e) { return e.who == "skv"; });
  };
  all["kommun-utan-ombud"] = [](Draft& d) { d.part("provstad").represented_by.clear(); };
  all["part-inte-upptagen"] = [](Draft& d) {
    std::erase_if(d.dossier.parts, [](const Part& p) { return p.id == "testby"; });
  };
  all["avtal-utan-underskrift"] = [](Draft& d) { d.files["avtal"].signer = nullptr; };
  all["avtal-andrat"] = [](Draft& d) {
    d.files["avtal"].content_on_disk = "Anslutningsavtal för Utanförs kommun, med en ändring.\n";
  };
  all["bestallning-utbytt"] = [](Draft& d) {
    d.files["bestallning"].content_on_disk = "En annan beställning.\n";
    d.files["bestallning"].hash_of_disk = false;
  };
  all["fel-undertecknare"] = [&pki](Draft& d) { d.files["avtal"].signer = &pki.clerk; };
  all["certifikat-utgatt"] = [&pki](Draft& d) { d.files["avtal"].signer = &pki.expired; };
  all["certifikat-okant"] = [&pki](Draft& d) { d.files["avtal"].signer = &pki.stranger; };
  all["behorighet-gick-ut"] = [](Draft& d) {
    d.files["behorighet"].content =
        authority_xml(d.dossier.applicant(), "2026-01-01", "2026-02-10");
  };
  all["behorighet-utan-registrator"] = [&pki](Draft& d) {
    d.files["behorighet"].signer = &pki.signatory;
  };
  all["begaran-fore-samordning"] = [](Draft& d) { d.step(samordning).day = day("2026-02-16"); };
  all["godkannande-saknas"] = [](Draft& d) { d.drop(godkannande); };
  all["inkopplad-for-sent"] = [](Draft& d) {
    d.step(inkoppling).day = day("2026-03-05");
    d.step(atkomst).day = day("2026-03-06");
  };
  all["inkopplad-sent-med-forklaring"] = [](Draft& d) {
    d.step(inkoppling).day = day("2026-03-05");
    d.step(inkoppling).explanation = "Kommunens brandvägg öppnades först den 4 mars.";
    d.step(atkomst).day = day("2026-03-06");
  };
  all["samordning-av-fel-part"] = [](Draft& d) { d.step(samordning).by = "driftspart"; };
  all["forsakran-saknas"] = [](Draft& d) {
    d.step(forsakran).assurances.pop_back();
    std::erase_if(d.dossier.documents, [](const Document& e) { return e.id == "forsakran-hack"; });
  };
  all["forsakran-for-sen"] = [](Draft& d) {
    d.step(forsakran).assurances.back().day = day("2026-03-04");
    d.files["forsakran-hack"].signed_on = day("2026-03-04");
  };
  all["certifiering-underkand"] = [](Draft& d) {
    d.files["certifiering"].content =
        result_xml({.kind = Kind::kommun, .name = "Utanförs kommun", .verdict = "fail"});
  };
  all["certifiering-for-gammal"] = [](Draft& d) {
    d.files["certifiering"].content =
        result_xml({.kind = Kind::kommun, .name = "Utanförs kommun", .started = "2025-11-03"});
  };
  all["certifiering-fel-part"] = [](Draft& d) {
    d.files["certifiering"].content =
        result_xml({.kind = Kind::uppgiftslamnare, .name = "Provmyndigheten"});
  };
  all["handling-utanfor-mappen"] = [](Draft& d) {
    d.document("ansokan").file = "../komplett-kommun/handlingar/ansokan.txt";
    d.document("ansokan").sha256 = crypto::sha256_hex(d.files["ansokan"].content);
    d.files.erase("ansokan");
  };
  all["handling-saknas"] = [](Draft& d) {
    d.document("kontaktuppgifter").sha256 = crypto::sha256_hex("");
    d.files.erase("kontaktuppgifter");
  };
  all["pagaende-kommun"] = [](Draft& d) {
    for (const Step undone : {begaran, godkannande, certifiering, inkoppling, forsakran, atkomst,
                              kontaktuppgifter, tekniska_forutsattningar}) {
      d.drop(undone);
    }
    std::erase_if(d.dossier.documents, [](const Document& e) {
      return e.id.starts_with("forsakran") || e.id == "certifiering" || e.id == "kontaktuppgifter";
    });
  };
  all["uppsagd-kommun"] = [](Draft& d) {
    d = with_notice(std::move(d), "2026-06-30", "2026-12-31");
    d.done(bortkoppling, "2026-12-31", "driftspart");
  };
  all["uppsagd-for-sent"] = [](Draft& d) {
    d = with_notice(std::move(d), "2026-08-14", "2026-12-31");
  };
  all["bortkopplad-for-tidigt"] = [](Draft& d) {
    d = with_notice(std::move(d), "2026-06-30", "2026-12-31");
    d.done(bortkoppling, "2026-10-01", "driftspart");
  };
  all["bortkopplad-utan-bekraftelse"] = [](Draft& d) {
    d = with_notice(std::move(d), "2026-06-30", "2026-12-31");
    d.drop(bekraftelse);
    std::erase_if(d.dossier.documents, [](const Document& e) { return e.id == "bekraftelse"; });
    d.done(bortkoppling, "2026-12-31", "driftspart");
  };
  all["fortida-brist"] = [](Draft& d) { d = with_failure(std::move(d), "2026-06-08"); };
  all["fortida-for-tidigt"] = [](Draft& d) { d = with_failure(std::move(d), "2026-05-25"); };
  all["fortida-beslut"] = [](Draft& d) { d = with_decision(std::move(d), "2026-05-05"); };
  return all;
}

void remake(const fs::path& folder, const Draft& draft) {
  fs::remove_all(folder);
  write_draft(draft, folder);
}

void make(const fs::path& folder) {
  const auto organisations =
      contract::Organisations::load(folder.parent_path() / "organisations.xml").value();
  const Pki pki = make_pki(folder / "pki");
  const Draft kommun = complete_kommun(organisations, pki);
  const Draft uppgiftslamnare = complete_uppgiftslamnare(organisations, pki);
  remake(folder / "komplett-kommun", kommun);
  remake(folder / "komplett-uppgiftslamnare", uppgiftslamnare);
  for (const auto& [name, change] : kommun_changes(pki)) {
    Draft draft = kommun;
    change(draft);
    remake(folder / name, draft);
  }
  Draft unlisted = uppgiftslamnare;
  unlisted.drop(sammanstallning);
  std::erase_if(unlisted.dossier.documents,
                [](const Document& e) { return e.id == "sammanstallning"; });
  remake(folder / "sammanstallning-saknas", unlisted);
}

}  // namespace
}  // namespace provbank::onboarding

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: make_dossier_fixtures FOLDER (fixtures/dossiers)\n", stderr);
    return 2;
  }
  try {
    provbank::onboarding::make(std::filesystem::absolute(argv[1]).lexically_normal());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 3;
  }
  return 0;
}
