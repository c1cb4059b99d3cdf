// What the node's owner has agreed with others: SHS agreements and product types, as files.
#pragma once
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/text/language.hpp"
#include "reference-impl/shs/directory.hpp"
#include "reference-impl/wire/shs/agreement.hpp"
#include "reference-impl/wire/shs/product_type.hpp"

namespace provbank::shs {

using wire::shs::OrShsError;
using Day = std::chrono::year_month_day;

class Agreements {
 public:
  Agreements(std::vector<wire::shs::Agreement> agreements,
             std::vector<wire::shs::ProductType> products);

  /// Every *.xml below the folder: agreements and product types, told apart by their root. An error
  /// names the file and the line; two agreements or products of one UUID are `invalid`.
  static Result<Agreements> load(const std::filesystem::path& folder);

  const wire::shs::ProductType* product(std::string_view uuid) const;

  /// Whether a message may pass, by the node's own agreements and what the receiver offers to
  /// everybody. adm messages need none. Errors: `missing_agreement` (none, none that is valid that
  /// day, another direction or transfer), `illegal_sender` without a sender.
  OrShsError<void> permit(const wire::shs::Label& label,
                          const std::vector<PublicAgreement>& of_receiver, Day day) const;

  /// Who is meant by a message that names no receiver. `unresolved_receiver` when no agreement
  /// tells, `illegal_receiver` when it could be several.
  OrShsError<std::string> receiver_of(const wire::shs::Label& label, Day day) const;

  const std::vector<wire::shs::Agreement>& all() const { return agreements_; }
  const std::vector<wire::shs::ProductType>& products() const { return products_; }

 private:
  std::vector<wire::shs::Agreement> agreements_;
  std::vector<wire::shs::ProductType> products_;
};

/// What the agreement says of itself in one line: products, between whom, from when to when, open
/// when. The node keeps to all of it but the hours, which are told and not enforced.
Bilingual summary(const wire::shs::Agreement& agreement);

/// On its first day, its last, and every day between.
bool is_valid(const wire::shs::Agreement& agreement, Day day);

}  // namespace provbank::shs
