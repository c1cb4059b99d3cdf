#include "harness/checks/fault_words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace provbank::checks {
namespace {

using enum contract::FaultCode;
using contract::FaultCode;

constexpr std::array kNames = {
    std::pair{std::string_view("not_http_soap"), not_http_soap},
    std::pair{std::string_view("malformed_xml"), malformed_xml},
    std::pair{std::string_view("too_large"), too_large},
    std::pair{std::string_view("schema_invalid"), schema_invalid},
    std::pair{std::string_view("unknown_operation"), unknown_operation},
    std::pair{std::string_view("person_invalid"), person_invalid},
    std::pair{std::string_view("organisation_invalid"), organisation_invalid},
    std::pair{std::string_view("period_invalid"), period_invalid},
    std::pair{std::string_view("no_source"), no_source},
    std::pair{std::string_view("lefi_person_mismatch"), lefi_person_mismatch},
    std::pair{std::string_view("too_many_persons"), too_many_persons},
    std::pair{std::string_view("persons_not_alike"), persons_not_alike},
    std::pair{std::string_view("caller_unknown"), caller_unknown},
    std::pair{std::string_view("caller_not_connected"), caller_not_connected},
    std::pair{std::string_view("caller_is_not_asker"), caller_is_not_asker},
    std::pair{std::string_view("over_capacity"), over_capacity},
    std::pair{std::string_view("shutting_down"), shutting_down},
    std::pair{std::string_view("log_unavailable"), log_unavailable},
    std::pair{std::string_view("internal"), internal},
};

bool is_any(std::string_view sent, std::initializer_list<FaultCode> codes) {
  return std::ranges::any_of(codes,
                             [sent](FaultCode code) { return contract::felkod(code) == sent; });
}

}  // namespace

std::optional<FaultCode> fault_from(std::string_view word) {
  const auto named = std::ranges::find(kNames, word, [](const auto& each) { return each.first; });
  if (named != kNames.end()) return named->second;
  const auto table = contract::fault_table();
  const auto sent = std::ranges::find(table, word, &contract::FaultEntry::felkod);
  if (sent == table.end()) return std::nullopt;
  return sent->code;
}

bool is_about_identity(std::string_view felkod) {
  return is_any(felkod, {caller_unknown, caller_not_connected, caller_is_not_asker});
}
bool is_about_load(std::string_view felkod) {
  return is_any(felkod, {over_capacity, shutting_down});
}
bool is_internal(std::string_view felkod) {
  return is_any(felkod, {internal, log_unavailable});
}

}  // namespace provbank::checks
