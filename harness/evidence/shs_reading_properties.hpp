// What holds of the judge's readers of SHS whatever the bytes: for the fuzzer and for the test that
// runs its corpus. Says what was broken; nothing when all held.
#pragma once
#include <string_view>

#include "harness/evidence/shs_reading.hpp"

namespace provbank::evidence {

inline std::string_view broken_in_message(std::string_view body,
                                          const contract::SchemaCatalogue& schemas) {
  const auto view = read_shs_message(body, schemas);
  if (!view.label && view.problems.empty()) return "nobody is told why there is no label";
  for (const auto& part : view.parts) {
    const bool inside = part.raw.data() >= body.data() &&
                        part.raw.data() + part.raw.size() <= body.data() + body.size();
    if (!inside) return "a part is not of the message";
  }
  if (!view.sound()) return {};
  // A sound message has one label, and whoever looks for it finds the same.
  if (view.parts.size() != view.label->data.size()) return "a sound message lacks parts";
  const auto scanned = scan_shs_label(body);
  if (!scanned) return "the quick scan does not find a sound message's label";
  const bool same = scanned->tx_id == view.label->tx_id && scanned->from == view.label->from &&
                    scanned->to == view.label->to && scanned->product == view.label->product &&
                    scanned->data == view.label->data;
  return same ? "" : "the quick scan finds another label";
}

/// The same bytes are tried as everything.
inline std::string_view broken_in_reading(std::string_view bytes,
                                          const contract::SchemaCatalogue& schemas) {
  if (const auto broken = broken_in_message(bytes, schemas); !broken.empty()) return broken;
  (void)scan_shs_label(bytes);
  const auto list = read_shs_list(bytes, schemas);
  if (!list.readable && !list.messages.empty()) return "a list that cannot be read shows messages";
  if (!list.readable && list.problems.empty()) return "nobody is told why a list cannot be read";
  (void)read_shs_management(bytes, schemas);
  return {};
}

}  // namespace provbank::evidence
