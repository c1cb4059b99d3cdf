#include "contract/fault_codes.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace provbank::contract {
namespace {

using enum FaultCode;

// SSBTEK-1xx fails the whole question, SSBTEK-2xx one source. Codes are never reused. The texts
// speak to the people who meet them in a case system; they name what is wrong and never a value.
const std::array kTable = {
    FaultEntry{not_http_soap,
               "SSBTEK-101",
               {"Anropet är inte ett SOAP 1.1-meddelande i UTF-8 skickat med POST.",
                "The request is not a SOAP 1.1 message in UTF-8 sent by POST."}},
    FaultEntry{malformed_xml,
               "SSBTEK-102",
               {"Meddelandet är inte välformad XML.", "The message is not well-formed XML."}},
    FaultEntry{too_large,
               "SSBTEK-103",
               {"Meddelandet är större än vad tjänsten tar emot.",
                "The message is larger than the service accepts."}},
    FaultEntry{schema_invalid,
               "SSBTEK-104",
               {"Frågan följer inte schemat för version 10.",
                "The question does not follow the schema of version 10."}},
    FaultEntry{unknown_operation,
               "SSBTEK-105",
               {"Meddelandet är ingen av tjänstens operationer.",
                "The message is none of the service's operations."}},
    FaultEntry{person_invalid,
               "SSBTEK-111",
               {"Personidentiteten är varken ett giltigt personnummer eller ett giltigt "
                "samordningsnummer.",
                "The person's identity is neither a valid personnummer nor a valid "
                "samordningsnummer."}},
    FaultEntry{organisation_invalid,
               "SSBTEK-112",
               {"Ett organisationsnummer i frågan är inte giltigt.",
                "An organisation number in the question is not valid."}},
    FaultEntry{period_invalid,
               "SSBTEK-113",
               {"En tidsperiod slutar innan den börjar.", "A period ends before it begins."}},
    FaultEntry{
        no_source,
        "SSBTEK-114",
        {"Ingen bastjänst är inkluderad i frågan.", "The question includes no base service."}},
    FaultEntry{lefi_person_mismatch,
               "SSBTEK-115",
               {"Frågan till Försäkringskassan gäller en annan person än frågan i övrigt.",
                "The question to Försäkringskassan is about another person than the rest."}},
    FaultEntry{too_many_persons,
               "SSBTEK-116",
               {"Frågan gäller fler personer än vad som är tillåtet.",
                "The question is about more persons than allowed."}},
    FaultEntry{
        persons_not_alike,
        "SSBTEK-117",
        {"Delfrågorna skiljer sig i mer än person, eller så förekommer en person flera gånger.",
         "The parts of the question differ in more than the person, or a person occurs more "
         "than once."}},
    FaultEntry{caller_unknown,
               "SSBTEK-121",
               {"Klientcertifikatet hör inte till någon organisation som tjänsten känner till.",
                "The client certificate belongs to no organisation that the service knows."}},
    FaultEntry{caller_not_connected,
               "SSBTEK-122",
               {"Organisationen är inte ansluten till tjänsten.",
                "The organisation is not connected to the service."}},
    FaultEntry{
        caller_is_not_asker,
        "SSBTEK-123",
        {"Klientcertifikatets organisation får inte fråga för den ingivare som frågan anger.",
         "The client certificate's organisation may not ask on behalf of the stated asker."}},
    FaultEntry{over_capacity,
               "SSBTEK-131",
               {"Tjänsten är fullt belastad. Försök igen om en stund.",
                "The service is at full capacity. Try again in a while."}},
    FaultEntry{shutting_down,
               "SSBTEK-132",
               {"Tjänsten håller på att stängas av. Försök igen om en stund.",
                "The service is shutting down. Try again in a while."}},
    FaultEntry{log_unavailable,
               "SSBTEK-133",
               {"Tjänsten kan inte föra logg och svarar därför inte. Försök igen om en stund.",
                "The service cannot keep its log and therefore does not answer. Try again in a "
                "while."}},
    FaultEntry{internal,
               "SSBTEK-199",
               {"Ett fel inträffade i tjänsten.", "An error occurred in the service."}},
    FaultEntry{source_timeout,
               "SSBTEK-201",
               {"Bastjänsten svarade inte i tid.", "The base service did not answer in time."}},
    FaultEntry{source_unreachable,
               "SSBTEK-202",
               {"Bastjänsten går inte att nå.", "The base service cannot be reached."}},
    FaultEntry{source_broke_off,
               "SSBTEK-203",
               {"Förbindelsen med bastjänsten bröts innan svaret var komplett.",
                "The connection to the base service broke before the answer was complete."}},
    FaultEntry{source_failed,
               "SSBTEK-204",
               {"Bastjänsten meddelade att den inte kunde besvara frågan.",
                "The base service said that it could not answer the question."}},
    FaultEntry{
        source_unparsable,
        "SSBTEK-205",
        {"Bastjänstens svar gick inte att läsa.", "The base service's answer could not be read."}},
    FaultEntry{source_schema_invalid,
               "SSBTEK-206",
               {"Bastjänstens svar följer inte dess schema.",
                "The base service's answer does not follow its schema."}},
    FaultEntry{source_wrong_person,
               "SSBTEK-207",
               {"Bastjänstens svar gäller en annan person än frågan och lämnas inte ut.",
                "The base service's answer is about another person than the question and is "
                "withheld."}},
    FaultEntry{source_too_large,
               "SSBTEK-208",
               {"Bastjänstens svar är större än vad tjänsten tar emot.",
                "The base service's answer is larger than the service accepts."}},
    FaultEntry{source_cannot_carry,
               "SSBTEK-211",
               {"Frågan kan inte uttryckas i bastjänstens kontrakt.",
                "The question cannot be expressed in the base service's contract."}},
    FaultEntry{
        lefi_version_unknown,
        "SSBTEK-212",
        {"Den angivna versionen av LEFI är okänd.", "The stated version of LEFI is unknown."}},
};

std::vector<std::string> both_languages(const Bilingual& text) {
  return {text.sv, text.en};
}

}  // namespace

std::span<const FaultEntry> fault_table() {
  return kTable;
}

const FaultEntry& entry(FaultCode code) {
  const auto found = std::ranges::find(kTable, code, &FaultEntry::code);
  if (found == kTable.end()) throw std::logic_error("a fault code without an entry in the table");
  return *found;
}

std::string_view felkod(FaultCode code) {
  return entry(code).felkod;
}

Fault make_fault(FaultCode code) {
  const FaultEntry& found = entry(code);
  return Fault{.felkod = std::string(found.felkod), .felmeddelande = both_languages(found.text)};
}

SourceError make_source_error(Kalla kalla, FaultCode code) {
  const FaultEntry& found = entry(code);
  return SourceError{.kalla = kalla,
                     .felkod = std::string(found.felkod),
                     .felmeddelande = both_languages(found.text)};
}

}  // namespace provbank::contract
