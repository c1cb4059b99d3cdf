#include "harness/onboarding/skeleton.hpp"

#include <fmt/format.h>

#include <cctype>

#include "harness/onboarding/dossier.hpp"
#include "platform/base/file.hpp"
#include "platform/xml/writer.hpp"

namespace provbank::onboarding {
namespace {

namespace fs = std::filesystem;

std::string part_line(std::string_view id, std::string_view role, std::string_view name,
                      std::string_view number, std::string_view more = {}) {
  return fmt::format("  <part id=\"{}\" roll=\"{}\" namn=\"{}\" organisationsnummer=\"{}\"{}/>\n",
                     id, role, xml::escaped(name), number, more);
}

std::string small(std::string_view text) {
  std::string made(text);
  for (char& c : made) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return made;
}

std::string existing_parties(const contract::Organisations& organisations) {
  std::string lines = part_line("skr", "skr", "Sveriges Kommuner och Regioner", "222000-9902");
  lines += part_line("driftspart", "driftspart", organisations.driftspart_namn,
                     organisations.driftspart.pretty());
  for (const auto& one : organisations.uppgiftslamnare) {
    lines += part_line(small(code(one.kod)), "uppgiftslamnare", one.namn,
                       one.organisationsnummer.pretty());
  }
  for (const auto& kommun : organisations.kommuner) {
    if (!kommun.ansluten) continue;
    lines += part_line(kommun.id, "kommun", kommun.namn, kommun.organisationsnummer.pretty(),
                       " foretrads-av=\"skr\"");
  }
  return lines;
}

constexpr const char* kHow = R"(
  Så fylls dossiern i
    1. Byt namn och organisationsnummer på den första parten, och på SKR. Stäm av listan över befintliga parter mot
       registret hos SKR: alla i listan måste acceptera. En kommun som gett SKR fullmakt har foretrads-av="skr".
    2. Lägg varje handling i mappen och nämn den med sin kontrollsumma (sha256sum FIL):
         <handling id="avtal" fil="handlingar/avtal.pdf" sha256="...">
           <underskrift fil="handlingar/avtal.pdf.p7s"/>
         </handling>
       En underskrift är CMS vid sidan av filen:
         openssl cms -sign -binary -in FIL -signer CERT.pem -inkey NYCKEL.key -outform DER -out FIL.p7s
    3. När ett steg är gjort: ta fram dess rad ur kommentaren nedan och skriv dagen. Raderna har en given plats i filen:
       först part, sedan handlaggare, handling och sist steg.
    4. Kör `provbank onboard MAPP` så ofta som helst: den säger vad som saknas, vem som ska göra det och när.

  How to fill in the dossier
    1. Change name and number of the first party, and of SKR. Compare the existing parties with SKR's register: all
       that are listed must accept. A kommun that has given SKR a power of attorney has foretrads-av="skr".
    2. Put every document into the folder and name it with its checksum (sha256sum FILE), as shown above. A signature is
       CMS beside the file, made by the command above.
    3. When a step is done: take its line out of the comment below and write the day. The order in the file is part,
       handlaggare, handling and last steg.
    4. Run `provbank onboard FOLDER` as often as you like: it says what is missing, who is to do it and when.
)";

std::string example(const Rule& found, Kind kind) {
  const std::string name = describe(found.step).name;
  switch (found.step) {
    case Step::acceptans:
      return "<steg namn=\"acceptans\">\n"
             "      <acceptans part=\"skv\" datum=\"ÅÅÅÅ-MM-DD\" handling=\"acceptans-skv\"/>\n"
             "      <acceptans part=\"skr\" datum=\"ÅÅÅÅ-MM-DD\" handling=\"acceptans-skr\" "
             "ombud=\"ja\"/>\n"
             "    </steg>";
    case Step::forsakran:
      return "<handlaggare konto=\"konto\" namn=\"Namn\" anvander-fran=\"ÅÅÅÅ-MM-DD\"/>\n"
             "    <steg namn=\"forsakran\">\n"
             "      <forsakran konto=\"konto\" datum=\"ÅÅÅÅ-MM-DD\" handling=\"forsakran-1\"/>\n"
             "    </steg>";
    case Step::uppsagning:
      return "<steg namn=\"uppsagning\" datum=\"ÅÅÅÅ-MM-DD\" av=\"sokande\" "
             "handling=\"uppsagning\" upphor=\"ÅÅÅÅ-12-31\"/>";
    case Step::fortida_upphorande:
      return "<steg namn=\"fortida-upphorande\" datum=\"ÅÅÅÅ-MM-DD\" handling=\"...\" "
             "grund=\"beslut\">\n"
             "      <beslut datum=\"ÅÅÅÅ-MM-DD\" handling=\"beslut\"/>\n"
             "    </steg>";
    default:
      break;
  }
  const std::string by = found.actor == Actor::applicant    ? " av=\"sokande\""
                         : found.actor == Actor::skr        ? " av=\"skr\""
                         : found.actor == Actor::driftspart ? " av=\"driftspart\""
                                                            : "";
  const std::string document =
      found.paper == Paper::none ? "" : fmt::format(" handling=\"{}\"", name);
  std::string line =
      fmt::format("<steg namn=\"{}\" datum=\"ÅÅÅÅ-MM-DD\"{}{}/>", name, by, document);
  if (found.step == Step::certifiering) {
    line += fmt::format(
        "\n    Gör en / make one: provbank run, rollen / the role {}, världen / the world live",
        code(kind));
  }
  return line;
}

std::string step_comment(const Rule& found, Kind kind) {
  const auto& about = describe(found.step);
  return fmt::format("  <!-- {} / {} ({})\n    {} {}\n    {} {}\n\n    {}\n  -->\n", about.title.sv,
                     about.title.en, fmt::join(found.clauses, ", "), about.what.sv,
                     about.time_limit.sv, about.what.en, about.time_limit.en, example(found, kind));
}

}  // namespace

std::string skeleton(Kind kind, const contract::Organisations& organisations) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!--";
  text += kHow;
  text += "-->\n";
  text += fmt::format(
      "<dossier xmlns=\"urn:provbank:dossier:1\" slag=\"{}\" sokande=\"sokande\">\n", code(kind));
  text += kind == Kind::kommun
              ? part_line("sokande", "kommun", "KOMMUNENS NAMN", "212000-9986")
              : part_line("sokande", "uppgiftslamnare", "UPPGIFTSLÄMNARENS NAMN", "202100-9994");
  text += existing_parties(organisations) + "\n";
  for (const auto& found : rules(kind)) text += step_comment(found, kind);
  return text + "</dossier>\n";
}

Result<void> write_skeleton(const fs::path& folder, Kind kind,
                            const contract::Organisations& organisations) {
  const auto file = folder / kDossierFile;
  std::error_code ec;
  if (fs::exists(file, ec)) return fail(Errc::invalid, file.string() + " is there already");
  fs::create_directories(folder / "handlingar", ec);
  return write_file(file, skeleton(kind, organisations));
}

}  // namespace provbank::onboarding
