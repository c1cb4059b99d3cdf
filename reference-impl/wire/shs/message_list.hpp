// What the delivery service lists: shs.message-list 1.2.01.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference-impl/wire/shs/label.hpp"

namespace provbank::wire::shs {

struct ListedMessage {
  std::string tx_id;
  std::string corr_id{};
  std::string content_id{};
  std::string timestamp;
  std::optional<std::uint64_t> size{};
  std::string originator{}, from{}, to{}, end_recipient{}, product{};
  SequenceType sequence_type = SequenceType::event;
  Status status = Status::production;
  std::vector<Meta> meta{};
  std::string subject{};
  std::vector<DataEntry> data{};
  friend bool operator==(const ListedMessage&, const ListedMessage&) = default;
};

ListedMessage listed(const Label& label, std::optional<std::uint64_t> size);
std::string write_message_list(const std::vector<ListedMessage>& messages);
/// Errors: `illegal_datapart_content`.
OrShsError<std::vector<ListedMessage>> read_message_list(std::string_view xml);

}  // namespace provbank::wire::shs
