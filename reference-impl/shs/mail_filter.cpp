#include "reference-impl/shs/mail_filter.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

#include "platform/http/ascii.hpp"
#include "platform/text/number.hpp"
#include "reference-impl/wire/shs/address.hpp"

namespace provbank::shs {

using http::equals_ignoring_case;
using wire::shs::from_urn;
using wire::shs::Label;

namespace {

constexpr std::size_t kHitsMax = 200;

using Keep = std::function<bool(const Candidate&)>;
using Key = std::function<std::string(const Candidate&)>;

std::string address_of(const std::optional<wire::shs::Actor>& actor) {
  return actor ? actor->address : std::string();
}

std::vector<std::string> products_in(std::string_view list) {
  std::vector<std::string> out;
  for (;;) {
    const auto comma = list.find(',');
    out.push_back(wire::shs::lower_case(from_urn(list.substr(0, comma))));
    if (comma == std::string_view::npos) return out;
    list.remove_prefix(comma + 1);
  }
}

bool is_time(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-ddTdd:dd:dd";
  if (text.size() < kForm.size()) return false;
  return std::equal(kForm.begin(), kForm.end(), text.begin(), [](char form, char c) {
    return form == 'd' ? c >= '0' && c <= '9' : form == c;
  });
}

struct SortAttribute {
  std::string_view name;
  std::string (*of)(const Label&);
};
constexpr std::array kSortAttributes = {
    SortAttribute{"originator", [](const Label& label) { return address_of(label.originator); }},
    SortAttribute{"from", [](const Label& label) { return address_of(label.from); }},
    SortAttribute{"endrecipient",
                  [](const Label& label) { return address_of(label.end_recipient); }},
    SortAttribute{"producttype", [](const Label& label) { return label.product; }},
    SortAttribute{"subject", [](const Label& label) { return label.subject; }},
    SortAttribute{"contentid", [](const Label& label) { return label.content_id; }},
    SortAttribute{"corrid", [](const Label& label) { return label.corr_id; }},
    // As other nodes spell it.
    SortAttribute{"-corrid", [](const Label& label) { return label.corr_id; }},
    SortAttribute{"sequencetype",
                  [](const Label& label) {
                    return std::string(label.sequence_type ? to_string(*label.sequence_type) : "");
                  }},
    SortAttribute{"transfertype",
                  [](const Label& label) { return std::string(to_string(label.transfer_type)); }},
};

std::optional<Key> sort_key(const std::string& attribute) {
  constexpr std::string_view kMeta = "meta-";
  if (attribute.starts_with(kMeta)) {
    return Key([name = attribute.substr(kMeta.size())](const Candidate& candidate) {
      for (const auto& meta : candidate.mail->label.meta)
        if (meta.name == name) return meta.text;
      return std::string();
    });
  }
  for (const auto& known : kSortAttributes) {
    if (known.name == attribute)
      return Key([of = known.of](const Candidate& candidate) { return of(candidate.mail->label); });
  }
  return std::nullopt;
}

std::optional<bool> descending(std::string_view text) {
  if (equals_ignoring_case(text, "descending") || equals_ignoring_case(text, "desc")) return true;
  if (equals_ignoring_case(text, "ascending") || equals_ignoring_case(text, "asc")) return false;
  return std::nullopt;
}

Error bad(std::string_view name) {
  return fail(Errc::malformed, std::string(name) + ": not a value that it can have");
}

/// One condition a parameter; nothing for a parameter that is not a condition.
Result<Keep> condition(const std::string& name, const std::string& value) {
  if (name == "filter") {
    if (value != "noack") return bad(name);
    return Keep([](const Candidate& one) { return !one.mail->acknowledged; });
  }
  if (name == "producttype") {
    return Keep([products = products_in(value)](const Candidate& one) {
      return std::ranges::find(products, wire::shs::lower_case(one.mail->label.product)) !=
             products.end();
    });
  }
  if (name == "originator") {
    return Keep([value](const Candidate& one) {
      return address_of(one.mail->label.originator) == value ||
             address_of(one.mail->label.from) == value;
    });
  }
  if (name == "endrecipient")
    return Keep([value](const Candidate& one) {
      return address_of(one.mail->label.end_recipient) == value;
    });
  if (name == "corrid")
    return Keep([value](const Candidate& one) { return one.mail->label.corr_id == value; });
  if (name == "contentid")
    return Keep([value](const Candidate& one) { return one.mail->label.content_id == value; });
  if (name == "since") {
    if (!is_time(value)) return bad(name);
    return Keep([value](const Candidate& one) { return one.arrived >= value; });
  }
  return Keep();
}

Result<void> keep_status(std::vector<Candidate>& from, const http::Target& target) {
  const auto* wanted = target.find("status");
  wire::shs::Status status = wire::shs::Status::production;
  if (wanted != nullptr && equals_ignoring_case(*wanted, "test")) {
    status = wire::shs::Status::test;
  } else if (wanted != nullptr && !equals_ignoring_case(*wanted, "production")) {
    return bad("status");
  }
  std::erase_if(from, [status](const auto& one) { return one.mail->label.status != status; });
  return {};
}

Result<void> sort(std::vector<Candidate>& mails, const http::Target& target) {
  Key key = [](const Candidate& one) { return one.arrived; };
  std::string_view order = "arrivalorder";
  if (const auto* attribute = target.find("sortattribute")) {
    auto chosen = sort_key(*attribute);
    if (!chosen) return bad("sortattribute");
    key = std::move(*chosen);
    order = "sortorder";
  }
  for (const std::string_view name : {"sortorder", "arrivalorder"}) {
    const auto* said = target.find(name);
    if (said != nullptr && !descending(*said)) return bad(name);
  }
  const auto* said = target.find(order);
  if (said != nullptr && *descending(*said)) {
    std::ranges::reverse(mails);  // so that equals come the other way too
    std::ranges::stable_sort(mails, std::greater(), key);
  } else {
    std::ranges::stable_sort(mails, std::less(), key);
  }
  return {};
}

}  // namespace

Result<std::vector<const Mail*>> select(std::vector<Candidate> from, const http::Target& target,
                                        const std::string& product) {
  if (auto kept = keep_status(from, target); !kept) return kept.error();
  auto conditions = target.query;
  if (!product.empty()) conditions.emplace_back("producttype", product);
  for (const auto& [name, value] : conditions) {
    auto keep = condition(name, value);
    if (!keep) return keep.error();
    if (*keep) std::erase_if(from, [&](const auto& one) { return !(*keep)(one); });
  }
  if (auto sorted = sort(from, target); !sorted) return sorted.error();
  std::size_t hits = kHitsMax;
  if (const auto* asked = target.find("maxhits")) {
    const auto number = text::number_in(*asked);
    if (!number || *number != static_cast<double>(static_cast<long long>(*number)))
      return bad("maxhits");
    if (*number > 0) hits = static_cast<std::size_t>(*number);
  }
  std::vector<const Mail*> out;
  for (const auto& one : from) {
    if (out.size() == hits) break;
    out.push_back(one.mail);
  }
  return out;
}

}  // namespace provbank::shs
