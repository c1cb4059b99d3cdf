#include "harness/certify/skeleton.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "contract/shs.hpp"

namespace provbank::certify {
namespace {

using contract::Source;

constexpr std::uint16_t kServicePort = 8443;  // the aggregator
constexpr std::uint16_t kFirstSourcePort = 9101;
constexpr std::uint16_t kInterfacePort = 8765;  // a kommun's test interface

std::uint16_t port_of(Source source) {
  const auto place =
      std::ranges::find(contract::kAllSources, source) - contract::kAllSources.begin();
  return static_cast<std::uint16_t>(kFirstSourcePort + place);
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  return out;
}

std::string in_xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '"' ? "&quot;" : std::string(1, c);
  }
  return out;
}

std::string persons(const SkeletonParty& party) {
  std::string out;
  for (const auto& person : party.persons)
    out +=
        fmt::format("    <person as=\"{}\" number=\"{}\"/>\n", person.as, person.identity.digits());
  return out;
}

const char* kHead = R"(<?xml version="1.0" encoding="UTF-8"?>
<!--
  En plan för certifiering. Den är riktig som den står: den gäller referensparten på den här datorn.
  Byt det som står här mot ert, ett i taget, och pröva mellan varje ändring:
    provbank preflight plan.xml     är allt rätt inställt?
    provbank run plan.xml           kör certifieringen
  Vill du först se hur det går till, starta referensparten i ett annat fönster: provbank party plan.xml

  A plan for certification. It is right as it stands, for the reference party on this machine. Change one thing at a time.
-->
<plan id="{id}" xmlns="urn:provbank:plan:1">
  <title xml:lang="sv">Certifiering av {name}</title>
  <title xml:lang="en">Certification of {name}</title>
)";

const char* kCommon = R"(    <name>{name}</name>
    <!-- Vem svarar på frågor om en avvikelse? En funktionsbrevlåda, ingen persons adress. -->
    <contact>skriv er funktionsbrevlåda här</contact>
)";

const char* kCertificates = R"(    <!-- Mappen innehåller testcertifikat: {shown}
         Byt filerna mot era egna om ni har andra. trust="fil.pem" säger vem som utfärdar partens certifikat, om det inte är ca.pem. -->
    <certificates folder="certifikat"/>
)";

const char* kTail =
    R"(    <!-- Det som ingen kontroll kan se intygar ni själva. `provbank list KLAUSUL` säger vad som frågas.
    <attest clause="{attest}" by="Namn, roll" date="2026-01-31">
      <statement>Så här gör vi ...</statement>
      <evidence file="rutin.pdf"/>
    </attest>
    -->
  </party>
  <role>{role}</role>
  <!-- Ett scenario som inte ska köras, med skälet. Det redovisas som ej kört.
  <exclude scenario="{example}">
    <reason xml:lang="sv">Varför inte</reason>
    <reason xml:lang="en">Why not</reason>
  </exclude>
  -->
</plan>
)";

/// What only some contracts need.
std::string own_words(Source source) {
  if (source == Source::tns) {
    return "    <!-- Transportstyrelsens svar nämner ingen person. Skriv därför telltale=\"...\" "
           "på varje person: ett värde som står i "
           "svaret om\n         just den personen, till exempel ett registreringsnummer. Utan det "
           "går det inte att pröva vem svaret "
           "gäller. -->\n";
  }
  if (source == Source::csn || source == Source::skv) {
    return "    <!-- En del av frågan till er är inte offentlig. Skriv den i <inner-question>, med "
           "{twelve}, {century}, {ten}, {from} "
           "och {tom} för det\n         som frågan gäller. Utan den frågar Provbänk i en form av "
           "egen. -->\n";
  }
  return {};
}

/// As the reference party has it; where its verification is not known, without.
std::string event_log(const SkeletonParty& party) {
  if (party.program.empty()) return "      <event-log file=\"part/event-log.jsonl\"/>\n";
  return fmt::format(
      R"(      <event-log file="part/event-log.jsonl">
        <verify program="{}"><argument>log</argument><argument>verify</argument><argument>{{log}}</argument>
          <argument>--keys</argument><argument>{}</argument></verify>
      </event-log>
)",
      in_xml(party.program), in_xml(party.key_folder));
}

std::string driftspart(const SkeletonParty& party) {
  std::string listens;
  for (const Source source : contract::kAllSources) {
    listens += fmt::format("    <listen source=\"{}\" host=\"127.0.0.1\" port=\"{}\"/>\n",
                           contract::code(source), port_of(source));
  }
  return fmt::format(
      R"(  <party id="driftspart" role="driftspart" organisation="{organisation}">
{common}    <!-- Tjänsten som ska prövas: dit skickar Provbänk kommunernas frågor. -->
    <address host="127.0.0.1" port="{port}" server-name="driftspart.provbank.test" path="/ssbtek/v10"/>
    <!-- SHS-noden på samma adress, och produkttypen för testfrågor. Ta bort raden om den inte ska prövas. -->
    <shs base="/shs" product="{shs_product}" status="test"/>
    <!-- Provbänk spelar de sju källorna här. Ställ in tjänsten så att den frågar dem på de här adresserna. -->
{listens}{certificates}    <limits per-second="3" at-once="200"/>
    <!-- Händelseloggen behövs för att pröva loggning och gallring. Har den en annan form än referensens: mapping="mappning.xml", som
         `provbank log read` prövar. verify (ett program) låter oss pröva att ändringar upptäcks, i en kopia. store är mappar där
         tjänsten skriver annat. -->
    <observe>
{event_log}    </observe>
)",
      fmt::arg("organisation", party.organisation.wire()),
      fmt::arg("common", fmt::format(fmt::runtime(kCommon), fmt::arg("name", in_xml(party.name)))),
      fmt::arg("port", kServicePort), fmt::arg("shs_product", contract::kShsQuestionTest),
      fmt::arg("listens", listens), fmt::arg("event_log", event_log(party)),
      fmt::arg("certificates", fmt::format(fmt::runtime(kCertificates),
                                           fmt::arg("shown",
                                                    "kommunernas (kommun/), källornas (kalla/), "
                                                    "och driftspartens egna (driftspart/)."))));
}

std::string uppgiftslamnare(const SkeletonParty& party) {
  const auto code = contract::code(*party.source);
  return fmt::format(
      R"(  <party id="{code}" role="uppgiftslamnare" source="{code}" organisation="{organisation}">
{common}    <!-- Bastjänsten som ska prövas. Provbänk frågar den som Driftsparten gör. -->
    <address host="127.0.0.1" port="{port}" server-name="{lower}.provbank.test" path="{path}"/>
{certificates}    <!-- Testpersoner som er testmiljö känner. Numren ska vara ur Skatteverkets serie för test.
         med-uppgifter och annan-med-uppgifter: personer ni har uppgifter om. utan-uppgifter: en person ni inte har något om.
         okand: ett giltigt nummer som ingen har. samordningsnummer: en person med samordningsnummer. Det som saknas prövas inte. -->
{persons}{own_words}    <!-- Tiden som personerna har uppgifter i. -->
    <period from="2025-12-01" tom="2026-02-28"/>
    <!-- Kommunen i vars namn Provbänk frågar: <asker organisation="..." name="..." aktorsid="..."/>. Utelämnad: Exempelkommun. -->
    <!-- Er andel av 3 frågor i sekunden och 200 samtidiga. Sätt lägre tal om testmiljön är mindre; det som kräver mer körs inte. -->
    <limits per-second="3" at-once="200"/>
)",
      fmt::arg("code", code), fmt::arg("lower", lower(code)),
      fmt::arg("path", *party.source == Source::fk ? "/lefi-extern-formansinformation" : "/"),
      fmt::arg("own_words", own_words(*party.source)),
      fmt::arg("organisation", party.organisation.wire()),
      fmt::arg("common", fmt::format(fmt::runtime(kCommon), fmt::arg("name", in_xml(party.name)))),
      fmt::arg("port", port_of(*party.source)), fmt::arg("persons", persons(party)),
      fmt::arg("certificates", fmt::format(fmt::runtime(kCertificates),
                                           fmt::arg("shown",
                                                    "driftspart/own är det som Provbänk visar er, "
                                                    "kalla/ är sådana som ni själva kan visa."))));
}

std::string kommun(const SkeletonParty& party) {
  return fmt::format(
      R"(  <party id="exempelkommun" role="kommun" organisation="{organisation}">
{common}    <!-- Här tar Provbänk emot frågorna, i Driftspartens ställe. Ställ in ert system så att det frågar
         https://127.0.0.1:{port}/ssbtek/v10 och litar på certifikat/ca.pem. Frågar det genom SHS i stället:
         https://127.0.0.1:{port}/shs/rs och /shs/ds, och door="shs" eller "shs-asynch" här. -->
    <listen host="127.0.0.1" port="{port}"/>
{certificates}    <!-- Personerna som scenarierna frågar om, med numren på testpersoner som ert system känner; case är ert ärende, om det behövs. -->
{persons}    <!-- Så länge väntar Provbänk på att frågan kommer. -->
    <limits wait="30min"/>
    <!-- Så får vi ert system att fråga. Välj ett av tre:
           request: ett anrop till ett testgränssnitt hos er, som här
           command: ett program, till exempel <command program="./fraga.sh"><argument>{{person}}</argument></command>
           operator: en person får en instruktion, på skärmen, i en fil och på en lokal webbsida
         {{person}} {{person10}} {{case}} {{sources}} {{source-list}} {{from}} {{tom}} byts mot det som ska frågas. -->
    <act>
      <request method="POST" url="http://127.0.0.1:{interface}/fragor" timeout="5min">
        <header name="Content-Type" value="application/json"/>
        <body>{{"person": "{{person}}", "arende": "{{case}}", "kallor": {{source-list}}, "from": "{{from}}", "tom": "{{tom}}"}}</body>
      </request>
    </act>
    <!-- Så ser vi vad ert system visar handläggaren efteråt. source-reading säger hur en källas läge läses: med json-pointer, xpath
         eller text. found: uppgifter visas; nothing: "inga uppgifter"; failed: "kunde inte hämtas". Flera ord skiljs med |. -->
    <show>
      <request url="http://127.0.0.1:{interface}/arenden/{{case}}"/>
      <source-reading as="json-pointer" at="/kallor/{{source}}/visar" found="uppgifter" nothing="inga uppgifter" failed="kunde inte hämtas"/>
      <whole-reading as="json-pointer" at="/status" answered="besvarad" failed="misslyckades"/>
    </show>
    <!-- Behandlingshistoriken, där ert system antecknar vem som frågar. Har den en annan form än referensens: mapping="mappning.xml",
         som `provbank log read` prövar. Utan den blir TV-12.4.4/historik ej prövbar. -->
    <observe>
      <event-log file="part/event-log.jsonl"/>
    </observe>
)",
      fmt::arg("organisation", party.organisation.wire()), fmt::arg("persons", persons(party)),
      fmt::arg("common", fmt::format(fmt::runtime(kCommon), fmt::arg("name", in_xml(party.name)))),
      fmt::arg("port", kServicePort), fmt::arg("interface", kInterfacePort),
      fmt::arg(
          "certificates",
          fmt::format(
              fmt::runtime(kCertificates),
              fmt::arg(
                  "shown",
                  "kommun/exempelkommun/own är ett klientcertifikat som ert system kan visa."))));
}

std::string party_part(const SkeletonParty& party) {
  switch (party.role) {
    case Role::driftspart:
      return driftspart(party);
    case Role::kommun:
      return kommun(party);
    case Role::uppgiftslamnare:
      break;
  }
  return uppgiftslamnare(party);
}

}  // namespace

std::string plan_skeleton(const SkeletonParty& party) {
  const bool kommun = party.role == Role::kommun;
  const bool driftspart = party.role == Role::driftspart;
  return fmt::format(fmt::runtime(kHead),
                     fmt::arg("id", std::string("certifiering-") + std::string(code(party.role))),
                     fmt::arg("name", in_xml(party.name))) +
         party_part(party) +
         fmt::format(fmt::runtime(kTail), fmt::arg("role", code(party.role)),
                     fmt::arg("attest", kommun       ? "TV-12.4.1"
                                        : driftspart ? "TV-12.5.1"
                                                     : "TV-12.2.3"),
                     fmt::arg("example", kommun       ? "KM-SVAR-enormt"
                                         : driftspart ? "DP-LAST-*"
                                                      : "UL-LAST-*"));
}

}  // namespace provbank::certify
