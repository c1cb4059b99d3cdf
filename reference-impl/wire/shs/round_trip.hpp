// What is read, written and read again is the same: for the fuzzers and for the test that runs
// their corpus. Each function says what was broken; nothing when all held.
#pragma once
#include <string>
#include <string_view>

#include "reference-impl/wire/shs/agreement.hpp"
#include "reference-impl/wire/shs/management.hpp"
#include "reference-impl/wire/shs/message.hpp"
#include "reference-impl/wire/shs/message_list.hpp"
#include "reference-impl/wire/shs/product_type.hpp"

namespace provbank::wire::shs {

/// Writing may add what was left out, and so make the label too long for its window; that once is
/// no fault. From the second time on nothing changes.
inline std::string_view label_round_trip(std::string_view text, bool utf8) {
  const auto first = read_label(text, utf8);
  if (!first) return {};
  (void)check_label(*first);
  (void)answer_label(*first, SequenceType::reply, "2026-03-02T09:15:00");
  const std::string written = write_label(*first);
  const auto second = read_label(written);
  if (!second) return written.size() > kLabelWindowBytes ? "" : "a written label is not read";
  Label expected = *first;
  expected.content_id = second->content_id;  // cut to its length
  if (*second != expected) return "a label is not what it was";
  if (write_label(*second) != written) return "a label is not written as it was";
  if (!scan_label(written)) return "the quick scan does not find a written label";
  return {};
}

inline std::string_view message_round_trip(std::string_view body) {
  const auto first = read_message(body);
  if (!first) return {};
  if (first->parts.size() != first->label.data.size()) return "a part without its entry";
  const auto scanned = scan_label(body);
  if (!scanned || scanned->tx_id != first->label.tx_id) return "the quick scan finds another label";
  const std::string written = write_message(*first);
  const auto second = read_message(written);
  if (!second) return scan_label(written) ? "a written message is not read" : "";
  if (second->parts != first->parts) return "the parts are not what they were";
  Label expected = first->label;
  expected.content_id = second->label.content_id;
  for (std::size_t i = 0; i < expected.data.size(); ++i) {
    expected.data[i].bytes = first->parts[i].content.size();
  }
  if (second->label != expected) return "the message's label is not what it was";
  if (write_message(*second) != written) return "the message is not written as it was";
  return {};
}

/// The other documents. The same bytes are tried as each.
inline std::string_view documents_round_trip(std::string_view text) {
  if (const auto read = read_management(text)) {
    const std::string written = write_management(*read);
    const auto again = read_management(written);
    if (!again || write_management(*again) != written) return "a management message";
  }
  if (const auto read = read_message_list(text)) {
    const std::string written = write_message_list(*read);
    const auto again = read_message_list(written);
    if (!again || write_message_list(*again) != written) return "a message list";
  }
  if (const auto read = read_agreement(text)) {
    const std::string written = write_agreement(*read);
    const auto again = read_agreement(written);
    if (!again || write_agreement(*again) != written) return "an agreement";
  }
  if (const auto read = read_product_type(text)) {
    const std::string written = write_product_type(*read);
    const auto again = read_product_type(written);
    if (!again || write_product_type(*again) != written) return "a product type";
  }
  return {};
}

}  // namespace provbank::wire::shs
