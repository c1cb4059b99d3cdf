#include "reference-impl/wire/shs/agreement.hpp"

#include <cassert>
#include <cstdio>
#include <utility>

#include "platform/text/number.hpp"
#include "reference-impl/wire/shs/address.hpp"
#include "reference-impl/wire/shs/document.hpp"
#include "reference-impl/wire/shs/reading.hpp"
#include "reference-impl/wire/tree.hpp"

namespace provbank::wire::shs {
namespace {

constexpr DocumentType kAgreementDocument{"shs.agreement", "shs-agreement-1.2.dtd"};
constexpr std::array<std::string_view, 3> kTransferTypes{"asynch", "synch", "any"};
constexpr std::array<std::string_view, 3> kFlows{"to-customer", "from-customer", "any"};  // as Flow
constexpr std::array<std::string_view, 4> kDays{"every", "work", "weekend", "public-holiday"};
constexpr std::array<std::string_view, 4> kHours{"all", "office", "extended", "night"};

std::string date_text(std::chrono::year_month_day date) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

void write_party(Writer& xml, std::string_view element, std::string_view name,
                 std::string_view value) {
  xml.start(element);
  write_if_not_empty(xml, "commonName", name);
  xml.text(to_urn(value)).end().raw("\n");
}

void write_exchange(Writer& xml, const Agreement& agreement) {
  xml.start("shs").raw("\n");
  write_party(xml, "principal", agreement.principal_name, agreement.principal);
  for (const auto& product : agreement.products) write_party(xml, "product", {}, product);
  if (agreement.customer) write_party(xml, "customer", {}, *agreement.customer);
  xml.start("direction").attribute("flow", kFlows[static_cast<std::size_t>(agreement.flow)]).end();
  xml.raw("\n").start("confirm").attribute("required", agreement.confirm_required ? "yes" : "no");
  xml.end().raw("\n").end().raw("\n");
}

void write_open(Writer& xml, const OpenHours& open) {
  xml.start("open").raw("\n").start("when").attribute("day", open.day);
  xml.attribute("hours", open.hours).end().raw("\n");
  for (const auto& [from, to] : open.between) {
    xml.element("starttime", from).element("stoptime", to).raw("\n");
  }
  xml.end().raw("\n");
}

/// The schedule says nothing: when the service is open stands in QoS.
void write_general(Writer& xml, const Agreement& agreement) {
  xml.start("general").raw("\n");
  if (!agreement.description.empty()) xml.element("description", agreement.description).raw("\n");
  xml.start("valid");
  assert(agreement.valid_from);
  xml.start("valid-from").attribute("date", date_text(*agreement.valid_from)).end();
  if (agreement.valid_to) {
    xml.start("valid-to").attribute("date", date_text(*agreement.valid_to)).end();
  }
  xml.end().raw("\n").start("schedule").start("intervaltime").end().end().raw("\n");
  xml.start("QoS").raw("\n");
  if (agreement.open.empty()) write_open(xml, {});
  for (const auto& open : agreement.open) write_open(xml, open);
  xml.end().raw("\n").end().raw("\n");
}

std::string read_party(const Reading& reading, const pugi::xml_node& node) {
  std::string value = from_urn(text_of(node));
  if (value.empty()) reading.fault(node, std::string(node.name()) + " is empty");
  return value;
}

void read_exchange(const Reading& reading, const pugi::xml_node& shs, Agreement& agreement) {
  const auto principal = reading.child(shs, "principal");
  agreement.principal = read_party(reading, principal);
  agreement.principal_name = principal.attribute("commonName").value();
  for (const auto node : shs.children("product")) {
    agreement.products.push_back(lower_case(read_party(reading, node)));
    if (!is_product(agreement.products.back())) {
      reading.fault(node, "a product that is neither a UUID nor a reserved name");
    }
  }
  if (agreement.products.empty()) reading.fault(shs, "shs has no product");
  if (const auto customer = reading.at_most_one(shs, "customer")) {
    agreement.customer = read_party(reading, customer);
  }
  const auto flow = reading.word(reading.child(shs, "direction"), "flow", kFlows);
  agreement.flow = static_cast<Flow>(std::ranges::find(kFlows, flow) - kFlows.begin());
  agreement.confirm_required =
      reading.yes_no(reading.at_most_one(shs, "confirm"), "required", true);
}

std::chrono::year_month_day read_date(const Reading& reading, const pugi::xml_node& node) {
  const std::string text = timestamp_or_date_in(reading.needed(node, "date"));
  constexpr std::size_t kDateBytes = 10;
  if (text.size() != kDateBytes) {
    reading.fault(node, std::string(node.name()) + "/@date is no date (yyyy-MM-dd)");
  }
  const auto number = [&](std::size_t at, std::size_t count) {
    return static_cast<unsigned>(text::whole_in(std::string_view(text).substr(at, count)).value());
  };
  return {std::chrono::year(static_cast<int>(number(0, 4))), std::chrono::month(number(5, 2)),
          std::chrono::day(number(8, 2))};
}

void read_validity(const Reading& reading, const pugi::xml_node& valid, Agreement& agreement) {
  agreement.valid_from = read_date(reading, reading.child(valid, "valid-from"));
  const auto last = reading.at_most_one(valid, "valid-to");
  if (last) agreement.valid_to = read_date(reading, last);
  if (last && *agreement.valid_to < *agreement.valid_from) {
    reading.fault(last, "valid-to is before valid-from");
  }
}

std::string read_hour(const Reading& reading, const pugi::xml_node& node) {
  std::string text(trimmed(text_of(node)));
  constexpr std::string_view kMidnightAtTheEnd = "24:00";
  if (text != kMidnightAtTheEnd && timestamp_in("2000-01-01T" + text + ":00").empty()) {
    reading.fault(node, std::string(node.name()) + " is no time (HH:mm)");
  }
  return text;
}

OpenHours read_open(const Reading& reading, const pugi::xml_node& open) {
  const auto when = reading.at_most_one(open, "when");
  OpenHours hours{.day = reading.word(when, "day", kDays, "every"),
                  .hours = reading.word(when, "hours", kHours, "all")};
  for (const auto start : open.children("starttime")) {
    auto next = start.next_sibling();
    while (next && next.type() != pugi::node_element) next = next.next_sibling();
    if (std::string_view(next.name()) != "stoptime")
      reading.fault(start, "starttime without stoptime");
    hours.between.emplace_back(read_hour(reading, start), read_hour(reading, next));
  }
  if (hours.between.size() != count_of(open, "stoptime")) {
    reading.fault(open, "stoptime without starttime");
  }
  return hours;
}

}  // namespace

std::string write_agreement(const Agreement& agreement) {
  Writer xml;
  xml.start("shs.agreement").attribute("version", "1.2").attribute("uuid", agreement.uuid);
  xml.attribute("transfer-type", agreement.transfer_type).raw("\n");
  write_exchange(xml, agreement);
  write_general(xml, agreement);
  xml.end();
  return as_document(kAgreementDocument, xml.finish());
}

Result<Agreement> read_agreement(std::string_view xml) {
  return read_operator_file(
      xml, kAgreementDocument.root, [](const Reading& reading, const pugi::xml_node& root) {
        Agreement agreement;
        agreement.uuid = lower_case(reading.needed(root, "uuid"));
        if (!is_uuid(agreement.uuid)) reading.fault(root, "shs.agreement/@uuid is no UUID");
        agreement.transfer_type = reading.word(root, "transfer-type", kTransferTypes);
        read_exchange(reading, reading.child(root, "shs"), agreement);
        const auto general = reading.child(root, "general");
        agreement.description = text_of(reading.at_most_one(general, "description"));
        read_validity(reading, reading.child(general, "valid"), agreement);
        for (const auto open : reading.at_most_one(general, "QoS").children("open")) {
          agreement.open.push_back(read_open(reading, open));
        }
        return agreement;
      });
}

}  // namespace provbank::wire::shs
