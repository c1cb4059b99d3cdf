// SHS product types 1.2: what a message of a product carries.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "reference-impl/wire/shs/message.hpp"

namespace provbank::wire::shs {

struct ProductData {
  std::string datapart_type;
  unsigned min_occurs = 1;
  unsigned max_occurs = 1;
  std::string media_type = "text/xml";
  std::string charset = "iso-8859-1";
  TransferEncoding encoding = TransferEncoding::binary;
  std::string description{};
};

struct ProductType {
  std::string uuid;
  std::string common_name{};
  bool response_required = true;
  std::string principal;
  std::vector<ProductData> data;
  std::vector<ProductData> reply_data{};
  std::string description{};
};

std::string write_product_type(const ProductType& product);
/// Errors: as read_agreement.
Result<ProductType> read_product_type(std::string_view xml);

}  // namespace provbank::wire::shs
