// What a vendor's tools fetch: the WSDL and the schemas it rests on.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/http/message.hpp"

namespace provbank::aggregator {

/// The contract's files as they stand, read once for any number of aggregators. Immutable after
/// loading.
class PublishedFiles {
 public:
  /// `data_dir` holds schemas/. Fails with the file that cannot be read.
  static Result<std::shared_ptr<const PublishedFiles>> load(const std::filesystem::path& data_dir);

  /// By path below schemas/; nothing for a file that is not published.
  const std::string* find(std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> by_name_;
};

/// The published files as one aggregator serves them: under its own address.
class Description {
 public:
  /// `service_url` takes the place of the address in the WSDL. Fails when the WSDL is missing or
  /// not as expected.
  static Result<Description> create(std::shared_ptr<const PublishedFiles> files,
                                    const std::string& service_url);

  /// The answer to GET <service path>?wsdl and GET <service path>/schemas/<file>; nothing for other
  /// targets. No request reaches a file.
  std::optional<http::Response> get(std::string_view target) const;

 private:
  Description(std::shared_ptr<const PublishedFiles> files, std::string wsdl);

  std::shared_ptr<const PublishedFiles> files_;
  std::string wsdl_;  // with this aggregator's address
};

}  // namespace provbank::aggregator
