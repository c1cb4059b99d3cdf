#include "reference-impl/wire/shs/management.hpp"

#include <utility>

#include "reference-impl/wire/shs/address.hpp"
#include "reference-impl/wire/shs/document.hpp"
#include "reference-impl/wire/tree.hpp"

namespace provbank::wire::shs {
namespace {

constexpr DocumentType kManagementDocument{"shs.management", "shs-management-1.2.dtd"};
constexpr std::size_t kManagementBytesMax = 64U << 10U;

ShsError no_management(std::string info) {
  return {ErrorCode::illegal_datapart_content, "the management message: " + std::move(info)};
}

Message management_message(const Label& original, std::string_view product, std::string_view tx_id,
                           const Management& management) {
  const std::string filename = std::string(product) + ".xml";
  Message message;
  message.label = answer_label(original, SequenceType::adm, management.datetime);
  message.label.tx_id = tx_id;
  message.label.product = product;
  message.label.product_name.clear();
  message.label.data.push_back({.datapart_type = std::string(product), .filename = filename});
  message.parts.push_back({.media_type = "text/xml",
                           .charset = "ISO-8859-1",
                           .filename = filename,
                           .encoding = TransferEncoding::binary,
                           .content = write_management(management)});
  return message;
}

}  // namespace

std::string write_management(const Management& management) {
  Writer xml;
  xml.start("shs.management").attribute("version", "1.2");
  xml.attribute("corr.id", management.corr_id);
  xml.attribute("content.id", short_content_id(management.content_id));
  xml.raw("\n").element("datetime", management.datetime).raw("\n");
  if (management.error) {
    xml.start("error").attribute("errorcode", to_string(management.error->code));
    write_if_not_empty(xml, "errorinfo", one_line(management.error->info));
    xml.end();
  } else {
    xml.start("confirmation").end();
  }
  xml.raw("\n").end();
  return as_document(kManagementDocument, xml.finish());
}

OrShsError<Management> read_management(std::string_view xml) {
  const auto document =
      Document::parse(xml, kManagementDocument.root, Charset::declared, kManagementBytesMax);
  if (!document) return no_management(document.error().detail);
  const auto root = document->root();
  const auto errors = count_of(root, "error");
  const auto confirmations = count_of(root, "confirmation");
  if (errors + confirmations > 1) return no_management("it tells more than one thing");
  Management management;
  management.corr_id = trimmed(root.attribute("corr.id").value());
  management.content_id = trimmed(root.attribute("content.id").value());
  if (management.corr_id.empty()) return no_management("no corr.id");
  if (management.content_id.empty()) return no_management("no content.id");
  management.datetime = timestamp_or_date_in(text_of(root.child("datetime")));
  if (const auto error = root.child("error")) {
    management.error = ShsError{error_code_in(error.attribute("errorcode").value()),
                                one_line(error.attribute("errorinfo").value())};
  }
  return management;
}

Message confirmation_of(const Label& original, std::string_view tx_id, std::string_view datetime) {
  return management_message(original, kConfirm, tx_id,
                            {.corr_id = original.corr_id,
                             .content_id = original.content_id,
                             .datetime = std::string(datetime)});
}

Message error_about(const Label& original, const ShsError& error, std::string_view tx_id,
                    std::string_view datetime) {
  return management_message(original, kErrorProduct, tx_id,
                            {.corr_id = original.corr_id,
                             .content_id = original.content_id,
                             .datetime = std::string(datetime),
                             .error = error});
}

}  // namespace provbank::wire::shs
