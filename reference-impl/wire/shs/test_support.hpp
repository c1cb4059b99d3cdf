// Labels and messages for this folder's tests and benchmark; the organisations are those of the
// fixtures.
#pragma once
#include <string>

#include "reference-impl/wire/shs/message.hpp"

namespace provbank::wire::shs {

inline constexpr const char* kSampleKommun = "162120009903";
inline constexpr const char* kSampleOperator = "162021009986";
inline constexpr const char* kSampleProduct = "64c2f8a1-5b3e-4d97-a0c6-2e9f71b8d350";
inline constexpr const char* kSampleTxId = "3f0c9a52-7d41-4b6e-9c28-51a07e6b2d14";
inline constexpr const char* kSampleContentId = "d4e83b70-1f6a-4c05-8e92-a7b35c0d1f46";
inline constexpr const char* kSampleAgreement = "b70e41d9-8f52-4a1c-9d36-c48a05e7f21b";

/// A synchronous question of one data part.
inline Label sample_label() {
  Label label;
  label.tx_id = kSampleTxId;
  label.corr_id = kSampleTxId;
  label.transfer_type = TransferType::synch;
  label.sequence_type = SequenceType::request;
  label.status = Status::test;
  label.from = Actor{.address = kSampleKommun, .common_name = "Exempelkommun"};
  label.to = Actor{.address = kSampleOperator, .common_name = "Driftsparten"};
  label.product = kSampleProduct;
  label.subject = "Fråga 1";
  label.datetime = "2026-03-02T09:15:00";
  label.content_id = kSampleContentId;
  label.data = {{.datapart_type = "xml", .filename = "fraga.xml"}};
  return label;
}

/// Everything a label can hold.
inline Label full_label() {
  Label label = sample_label();
  label.corr_id = "8b1d6e07-2c95-4f3a-b7e4-0d62c1f59a38";
  label.agreement = kSampleAgreement;
  label.transfer_type = TransferType::asynch;
  label.status = Status::production;
  label.originator =
      Actor{.address = "162120009903.ifo", .common_name = "IFO <&> \"å\"", .labeled_uri = "urn:x"};
  label.from->e_mail = "shs@exempelkommun.invalid";
  label.from->labeled_uri = "https://exempelkommun.invalid/";
  label.end_recipient = Actor{.address = "162021009986.ssbtek", .common_name = "SSBTEK"};
  label.product_name = "SSBTEK-fråga";
  label.meta = {{"omgang", "7"}, {"kanal", ""}, {"tecken", "a\r\n<&>\tb \xE2\x82\xAC"}};
  label.data = {{"xml", "fråga.xml", 1200, 1}, {"pdf"}};
  label.content_comment = "två delar";
  label.history = {{.node_id = "nod-1",
                    .content_id = kSampleContentId,
                    .tx_id = kSampleTxId,
                    .from = kSampleKommun,
                    .to = kSampleOperator,
                    .local_id = "l-1",
                    .agreement = kSampleAgreement,
                    .datetime = "2026-03-02T09:15:01",
                    .comment = "Received"},
                   {.node_id = "nod-2", .datetime = "2026-03-02T09:15:02"}};
  return label;
}

inline Message sample_message(std::string content = "<fraga/>\n") {
  return {
      sample_label(),
      {{.media_type = "application/xml", .filename = "fraga.xml", .content = std::move(content)}}};
}

}  // namespace provbank::wire::shs
