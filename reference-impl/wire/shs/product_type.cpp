#include "reference-impl/wire/shs/product_type.hpp"

#include <limits>
#include <utility>

#include "platform/text/number.hpp"
#include "reference-impl/wire/shs/address.hpp"
#include "reference-impl/wire/shs/document.hpp"
#include "reference-impl/wire/shs/reading.hpp"
#include "reference-impl/wire/tree.hpp"

namespace provbank::wire::shs {
namespace {

constexpr DocumentType kProductDocument{"shs.product", "shs-product-type-1.2.dtd"};
constexpr std::array<std::string_view, 2> kEncodings{"binary", "base64"};

void write_product_data(Writer& xml, std::string_view element, const ProductData& data) {
  const auto slash = data.media_type.find('/');
  xml.start(element).attribute("datapartType", data.datapart_type);
  xml.attribute("minOccurs", std::to_string(data.min_occurs));
  xml.attribute("maxOccurs", std::to_string(data.max_occurs)).raw("\n");
  if (!data.description.empty()) xml.element("description", data.description).raw("\n");
  xml.start("mime").attribute("type", data.media_type.substr(0, slash));
  xml.attribute("subtype", slash == std::string::npos ? "" : data.media_type.substr(slash + 1));
  xml.attribute("text-charset", data.charset);
  xml.attribute("transfer-encoding",
                data.encoding == TransferEncoding::base64 ? "base64" : "binary");
  xml.end().raw("\n").end().raw("\n");
}

unsigned read_occurs(const Reading& reading, const pugi::xml_node& node, const char* name) {
  const std::string text = Reading::value(node, name);
  if (text.empty()) return 1;
  const auto number = text::whole_in(text);
  if (!number || *number > std::numeric_limits<unsigned>::max()) {
    reading.fault(node, std::string(node.name()) + "/@" + name + " is no count");
  }
  return static_cast<unsigned>(*number);
}

std::string value_or(const pugi::xml_node& node, const char* name, std::string_view otherwise) {
  std::string text = Reading::value(node, name);
  return text.empty() ? std::string(otherwise) : text;
}

ProductData read_product_data(const Reading& reading, const pugi::xml_node& node) {
  const auto mime = reading.child(node, "mime");
  ProductData data;
  data.datapart_type = reading.needed(node, "datapartType");
  data.min_occurs = read_occurs(reading, node, "minOccurs");
  data.max_occurs = read_occurs(reading, node, "maxOccurs");
  if (data.min_occurs > data.max_occurs) reading.fault(node, "minOccurs is more than maxOccurs");
  data.media_type = value_or(mime, "type", "text") + "/" + value_or(mime, "subtype", "xml");
  data.charset = value_or(mime, "text-charset", "iso-8859-1");
  data.encoding = reading.word(mime, "transfer-encoding", kEncodings, "binary") == "base64"
                      ? TransferEncoding::base64
                      : TransferEncoding::binary;
  data.description = text_of(reading.at_most_one(node, "description"));
  return data;
}

}  // namespace

std::string write_product_type(const ProductType& product) {
  Writer xml;
  xml.start("shs.product").attribute("version", "1.2").attribute("uuid", product.uuid);
  write_if_not_empty(xml, "commonName", product.common_name);
  xml.attribute("resp-required", product.response_required ? "yes" : "no").raw("\n");
  xml.element("principal", to_urn(product.principal)).raw("\n");
  for (const auto& data : product.data) write_product_data(xml, "data", data);
  for (const auto& data : product.reply_data) write_product_data(xml, "reply-data", data);
  if (!product.description.empty()) xml.element("description", product.description).raw("\n");
  xml.end();
  return as_document(kProductDocument, xml.finish());
}

Result<ProductType> read_product_type(std::string_view xml) {
  return read_operator_file(
      xml, kProductDocument.root, [](const Reading& reading, const pugi::xml_node& root) {
        ProductType product;
        product.uuid = lower_case(reading.needed(root, "uuid"));
        if (!is_uuid(product.uuid)) reading.fault(root, "shs.product/@uuid is no UUID");
        product.common_name = root.attribute("commonName").value();
        product.response_required = reading.yes_no(root, "resp-required", true);
        const auto principal = reading.child(root, "principal");
        product.principal = from_urn(text_of(principal));
        if (product.principal.empty()) reading.fault(principal, "principal is empty");
        for (const auto node : root.children("data")) {
          product.data.push_back(read_product_data(reading, node));
        }
        if (product.data.empty()) reading.fault(root, "shs.product has no data");
        for (const auto node : root.children("reply-data")) {
          product.reply_data.push_back(read_product_data(reading, node));
        }
        product.description = text_of(reading.at_most_one(root, "description"));
        return product;
      });
}

}  // namespace provbank::wire::shs
