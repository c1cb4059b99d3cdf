// What a vendor's tools fetch: the WSDL and the schemas it rests on.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/http/message.hpp"

namespace provbank::aggregator {

/// Reads the files once. A request is answered from that set by its exact name, so no request
/// reaches a file.
class Description {
 public:
  /// `service_url` takes the place of the address in the WSDL. Fails with the file that is missing
  /// or not as expected.
  static Result<Description> load(const std::filesystem::path& data_dir,
                                  const std::string& service_url);

  /// The answer to GET <service path>?wsdl and GET <service path>/schemas/<file>; nothing for other
  /// targets.
  std::optional<http::Response> get(std::string_view target) const;

 private:
  std::map<std::string, std::string, std::less<>> by_target_;
};

}  // namespace provbank::aggregator
