// The names of what each source is sent and sends. For this folder's .cpp files only.
#pragma once
#include <cassert>

#include "contract/source.hpp"
#include "reference-impl/wire/tree.hpp"

namespace provbank::wire {

/// A SOAP source's payload elements and the prefix we write them with. `response` is also the type
/// of the source's `data` in an answer.
struct PayloadNames {
  std::string_view prefix;
  QName request;
  QName response;
};

inline constexpr std::string_view kAfNamespace =
    "http://api.arbetsformedlingen.se/arbetssokande/ersattningsstod/v2";
inline constexpr std::string_view kCsnNamespace = "http://schema.csn.se/v4.0/kommunfraga";
inline constexpr std::string_view kSkvNamespace = "http://beskattningws.ws.service.bs.zg.rsv.se/";
inline constexpr std::string_view kSoNamespace = "http://INT014.UBPService.Schemas";
inline constexpr std::string_view kTnsNamespace =
    "http://schema.transportstyrelsen.se/ssbtek/hamtauppgifterresponder/1";
inline constexpr std::string_view kMivNamespace = "http://schema.migrationsverket.se/ssbtek/1/";

/// Not for FK, which speaks JSON.
constexpr PayloadNames payload_names(contract::Source source) {
  using contract::Source;
  switch (source) {
    case Source::af:
      return {"af", {kAfNamespace, "FragaMeddelande"}, {kAfNamespace, "SvarMeddelande"}};
    case Source::csn:
      return {"csn", {kCsnNamespace, "SBNUppgEkBistandBegar"}, {kCsnNamespace, "CSNSvar"}};
    case Source::skv:
      return {"skv",
              {kSkvNamespace, "BeskattningsuppgifterRequest"},
              {kSkvNamespace, "BeskattningsuppgifterResponse"}};
    case Source::so:
      return {"so",
              {kSoNamespace, "GetUnemploymentBenefitPaymentRequest"},
              {kSoNamespace, "GetUnemploymentBenefitPaymentResponse"}};
    case Source::tns:
      return {"tns", {kTnsNamespace, "HamtaUppgifter"}, {kTnsNamespace, "HamtaUppgifterResponse"}};
    case Source::miv:
      return {"miv",
              {kMivNamespace, "findByPersonnummer"},
              {kMivNamespace, "findByPersonnummerResponse"}};
    case Source::fk:
      break;
  }
  assert(false && "FK has no XML payload");
  return {};
}

}  // namespace provbank::wire
