#include "reference-impl/shs/agreements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "platform/base/file.hpp"
#include "reference-impl/shs/organisation.hpp"
#include "reference-impl/wire/shs/address.hpp"

namespace provbank::shs {

using wire::shs::Agreement;
using wire::shs::ErrorCode;
using wire::shs::Flow;
using wire::shs::Label;
using wire::shs::organisation_of;
using wire::shs::SequenceType;
using wire::shs::ShsError;

namespace {

bool same_id(std::string_view a, std::string_view b) {
  return wire::shs::lower_case(a) == wire::shs::lower_case(b);
}

bool is_about(const Agreement& agreement, std::string_view product) {
  return std::ranges::any_of(agreement.products,
                             [&](const auto& one) { return same_id(one, product); });
}

bool fits_transfer(std::string_view agreed, const Label& label) {
  return agreed.empty() || agreed == "any" || agreed == to_string(label.transfer_type);
}

/// A reply goes the way back.
Flow flow_of(const Agreement& agreement, const Label& label) {
  if (label.sequence_type != SequenceType::reply) return agreement.flow;
  switch (agreement.flow) {
    case Flow::to_customer:
      return Flow::from_customer;
    case Flow::from_customer:
      return Flow::to_customer;
    case Flow::any:
      break;
  }
  return Flow::any;
}

bool fits_parties(const Agreement& agreement, const Label& label) {
  const auto from = organisation_of(label.from->address);
  const auto to = organisation_of(label.to->address);
  const auto may_be_customer = [&](std::string_view who) {
    return !agreement.customer || same_organisation(*agreement.customer, who);
  };
  const bool outwards = same_organisation(agreement.principal, from) && may_be_customer(to);
  const bool inwards = same_organisation(agreement.principal, to) && may_be_customer(from);
  switch (flow_of(agreement, label)) {
    case Flow::to_customer:
      return outwards;
    case Flow::from_customer:
      return inwards;
    case Flow::any:
      break;
  }
  return outwards || inwards;
}

bool fits(const Agreement& agreement, const Label& label, Day day) {
  return is_about(agreement, label.product) && fits_transfer(agreement.transfer_type, label) &&
         is_valid(agreement, day) && fits_parties(agreement, label);
}

/// The first reason that can be told, for whoever has to mend it.
ShsError why_not(const std::vector<Agreement>& agreements, const Label& label, Day day) {
  const auto about = std::ranges::find_if(
      agreements, [&](const auto& one) { return is_about(one, label.product); });
  if (about == agreements.end())
    return {ErrorCode::missing_agreement, "no agreement about the product"};
  if (!is_valid(*about, day))
    return {ErrorCode::missing_agreement, "the agreement about the product is not valid today"};
  if (!fits_transfer(about->transfer_type, label))
    return {ErrorCode::missing_agreement,
            "the agreement about the product is for another transfer type"};
  return {ErrorCode::missing_agreement,
          "no agreement about the product between these two in this direction"};
}

Result<void> add_file(const std::filesystem::path& file, std::vector<Agreement>& agreements,
                      std::vector<wire::shs::ProductType>& products) {
  auto text = read_file(file);
  if (!text) return text.error();
  // Which of the two it is, its reader says; by the name of the root, so that the reason for
  // which it cannot be read is the right one.
  if (text->find("<shs.product") != std::string::npos) {
    auto product = wire::shs::read_product_type(*text);
    if (!product) return at(file.string(), product.error());
    products.push_back(std::move(*product));
    return {};
  }
  auto agreement = wire::shs::read_agreement(*text);
  if (!agreement) return at(file.string(), agreement.error());
  agreements.push_back(std::move(*agreement));
  return {};
}

}  // namespace

namespace {

std::string iso(Day day) {
  return fmt::format("{:04}-{:02}-{:02}", int{day.year()}, unsigned{day.month()},
                     unsigned{day.day()});
}

Bilingual day_words(const std::string& day) {
  if (day == "work") return {"vardagar", "working days"};
  if (day == "weekend") return {"veckoslut", "weekends"};
  if (day == "public-holiday") return {"helgdagar", "public holidays"};
  return {"alla dagar", "every day"};
}

Bilingual hours_words(const wire::shs::OpenHours& open) {
  if (!open.between.empty()) {
    std::string text;
    for (const auto& [from, to] : open.between)
      text += (text.empty() ? "" : ", ") + from + "-" + to;
    return {text, text};
  }
  if (open.hours == "office") return {"kontorstid", "office hours"};
  if (open.hours == "extended") return {"utökad kontorstid", "extended office hours"};
  if (open.hours == "night") return {"nattetid", "at night"};
  return {"dygnet runt", "all hours"};
}

}  // namespace

Bilingual summary(const Agreement& agreement) {
  std::string products;
  for (const auto& product : agreement.products)
    products += (products.empty() ? "" : ", ") + product;
  Bilingual open;
  for (const auto& each :
       agreement.open.empty() ? std::vector<wire::shs::OpenHours>(1) : agreement.open) {
    const auto day = day_words(each.day);
    const auto hours = hours_words(each);
    open.sv += fmt::format("{}{} {}", open.sv.empty() ? "" : "; ", day.sv, hours.sv);
    open.en += fmt::format("{}{} {}", open.en.empty() ? "" : "; ", day.en, hours.en);
  }
  const std::string from = agreement.valid_from ? iso(*agreement.valid_from) : "";
  const std::string to = agreement.valid_to ? iso(*agreement.valid_to) : "";
  const std::string customer = agreement.customer.value_or("*");
  return {fmt::format("{}: {} med {}, gäller {}–{}, öppet {}", products, agreement.principal,
                      customer, from, to, open.sv),
          fmt::format("{}: {} with {}, valid {}–{}, open {}", products, agreement.principal,
                      customer, from, to, open.en)};
}

bool is_valid(const Agreement& agreement, Day day) {
  return (!agreement.valid_from || *agreement.valid_from <= day) &&
         (!agreement.valid_to || day <= *agreement.valid_to);
}

Agreements::Agreements(std::vector<Agreement> agreements,
                       std::vector<wire::shs::ProductType> products)
    : agreements_(std::move(agreements)), products_(std::move(products)) {}

Result<Agreements> Agreements::load(const std::filesystem::path& folder) {
  std::error_code ec;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, ec)) {
    if (entry.is_regular_file() && entry.path().extension() == ".xml")
      files.push_back(entry.path());
  }
  if (ec) return fail(Errc::not_found, folder.string() + ": " + ec.message());
  std::ranges::sort(files);
  std::vector<Agreement> agreements;
  std::vector<wire::shs::ProductType> products;
  std::set<std::string> ids;
  for (const auto& file : files) {
    if (auto added = add_file(file, agreements, products); !added) return added.error();
    const std::size_t known = ids.size();
    for (const auto& one : agreements) ids.insert("a " + wire::shs::lower_case(one.uuid));
    for (const auto& one : products) ids.insert("p " + wire::shs::lower_case(one.uuid));
    if (ids.size() == known)
      return fail(Errc::invalid, file.string() + ": its uuid is already that of another file");
  }
  return Agreements(std::move(agreements), std::move(products));
}

const wire::shs::ProductType* Agreements::product(std::string_view uuid) const {
  const auto found =
      std::ranges::find_if(products_, [&](const auto& one) { return same_id(one.uuid, uuid); });
  return found == products_.end() ? nullptr : &*found;
}

OrShsError<void> Agreements::permit(const Label& label,
                                    const std::vector<PublicAgreement>& of_receiver,
                                    Day day) const {
  if (label.sequence_type == SequenceType::adm) return {};
  if (!label.from) return ShsError{ErrorCode::illegal_sender, "the label names no sender"};
  if (!label.to) return ShsError{ErrorCode::unknown_receiver, "the label names no receiver"};
  if (!label.agreement.empty()) {
    const auto named = std::ranges::find_if(
        agreements_, [&](const auto& one) { return same_id(one.uuid, label.agreement); });
    if (named == agreements_.end())
      return ShsError{ErrorCode::missing_agreement,
                      "the agreement that the label names is not known"};
    if (!fits(*named, label, day)) return why_not({*named}, label, day);
    return {};
  }
  if (std::ranges::any_of(agreements_, [&](const auto& one) { return fits(one, label, day); }))
    return {};
  const bool offered = std::ranges::any_of(of_receiver, [&](const PublicAgreement& one) {
    return same_id(one.product, label.product) && fits_transfer(one.transfer_type, label);
  });
  if (offered) return {};
  return why_not(agreements_, label, day);
}

OrShsError<std::string> Agreements::receiver_of(const Label& label, Day day) const {
  if (!label.from) return ShsError{ErrorCode::illegal_sender, "the label names no sender"};
  const std::string from(organisation_of(label.from->address));
  std::set<std::string> receivers;
  for (const auto& agreement : agreements_) {
    if (!is_about(agreement, label.product) || !is_valid(agreement, day)) continue;
    Label towards = label;
    for (const auto& who : {std::optional(agreement.principal), agreement.customer}) {
      if (!who || same_organisation(*who, from)) continue;
      towards.to = wire::shs::Actor{.address = *who};
      if (fits(agreement, towards, day)) receivers.insert(*who);
    }
  }
  if (receivers.empty())
    return ShsError{ErrorCode::unresolved_receiver,
                    "the label names no receiver and no agreement tells who is meant"};
  if (receivers.size() > 1)
    return ShsError{ErrorCode::illegal_receiver,
                    "the label names no receiver and by the agreements it could be several"};
  return *receivers.begin();
}

}  // namespace provbank::shs
