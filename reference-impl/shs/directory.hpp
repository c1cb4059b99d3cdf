// Whom an SHS node knows: organisations, their products, where each takes messages.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/result.hpp"

namespace provbank::shs {

using boost::asio::awaitable;

/// An agreement that its holder offers to everybody.
struct PublicAgreement {
  std::string id;
  std::string product;
  std::string transfer_type;  // "asynch", "synch", "any"; empty: any
};

/// Look-ups may go over a network. Errors: `unavailable` when the directory does not answer,
/// `invalid` when it says two things at once,
/// `too_large` when an answer is past a named limit.
class Directory {
 public:
  virtual ~Directory() = default;
  /// The organisation's name; nothing when it is not known. `number` as labels write it.
  virtual awaitable<Result<std::optional<std::string>>> organisation(std::string number) = 0;
  /// Where the organisation takes messages of that product (a URL); nothing when it does not.
  virtual awaitable<Result<std::optional<std::string>>> address(std::string number,
                                                                std::string product) = 0;
  virtual awaitable<Result<std::vector<PublicAgreement>>> agreements(std::string number) = 0;
};

/// Known from the beginning and never changed.
class FixedDirectory final : public Directory {
 public:
  struct Organisation {
    std::string number;
    std::string name;
    std::vector<PublicAgreement> agreements{};
    std::map<std::string, std::string> addresses{};  // by product
  };

  explicit FixedDirectory(std::vector<Organisation> organisations);

  /// A file of urn:provbank:shs-directory:1. Errors: `not_found`, `malformed`, `invalid`, with
  /// line.
  static Result<std::shared_ptr<FixedDirectory>> load(const std::filesystem::path& file);

  /// The same with one more, in the place of whatever it said of that organisation.
  std::shared_ptr<FixedDirectory> with(Organisation organisation) const;

  awaitable<Result<std::optional<std::string>>> organisation(std::string number) override;
  awaitable<Result<std::optional<std::string>>> address(std::string number,
                                                        std::string product) override;
  awaitable<Result<std::vector<PublicAgreement>>> agreements(std::string number) override;

 private:
  std::map<std::string, Organisation> by_number_;
};

}  // namespace provbank::shs
