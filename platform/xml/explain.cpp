#include "platform/xml/explain.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "platform/xml/libxml.hpp"

namespace provbank::xml {
namespace {

using libxml::view;

// How a message that quotes a value begins and goes on, the value between.
constexpr std::array<std::string_view, 7> kBeforeValue = {"'",
                                                          "The value '",
                                                          "The actual value '",
                                                          "The QName value '",
                                                          "Duplicate value '",
                                                          "Duplicate key-sequence [",
                                                          "No match found for key-sequence ["};
constexpr std::array<std::string_view, 17> kAfterValue = {
    "' is not a valid value of ",
    "' is not accepted by the pattern '",
    "' is not an element of the set {",
    "' has a length of '",
    "' is less than the minimum value allowed ('",
    "' is greater than the maximum value allowed ('",
    "' must be less than '",
    "' must be greater than '",
    "' has more digits than are allowed ('",
    "' has more fractional digits than are allowed ('",
    "' does not match the fixed value constraint '",
    "' is not facet-valid.",
    "' of the xsi:type attribute does not resolve to a type definition.",
    "' has no corresponding namespace declaration in scope.",
    "' of simple type '",
    "] in ",
    "] of keyref "};
// Quotation marks in these hold what the schema says.
constexpr std::array<std::string_view, 6> kWithoutValue = {
    "The value has a length of '",
    "The attribute '",
    "The type definition '",
    "The element is not 'nillable'",
    "Character content other than whitespace is not allowed because the content type is '",
    "Neither character nor element content is allowed because the element is 'nilled'"};

// libxml2 cuts messages at 64 kB, and then what looks like the words after the value may be part of
// it.
constexpr std::size_t kBodyBytesMost = 32U << 10U;

template <std::size_t N>
std::string_view first_prefix(const std::array<std::string_view, N>& prefixes,
                              std::string_view text) {
  const auto found =
      std::ranges::find_if(prefixes, [&](auto prefix) { return text.starts_with(prefix); });
  return found == prefixes.end() ? std::string_view() : *found;
}

/// Where the value ends. A value may itself look like a message; the last match is past all of it.
std::optional<std::size_t> end_of_value(std::string_view after_opening) {
  std::optional<std::size_t> last;
  for (const std::string_view tail : kAfterValue) {
    const auto at = after_opening.rfind(tail);
    if (at != std::string_view::npos && (!last || at > *last)) last = at;
  }
  return last;
}

/// The opening without its quotation mark: "The value ", and "the value " for the message that
/// opens with one.
std::string words_of(std::string_view opening) {
  return opening == "'" ? "The value " : std::string(opening.substr(0, opening.size() - 1));
}

std::string without_quoted(std::string_view text) {
  const auto first = text.find('\'');
  if (first == std::string_view::npos) return std::string(text);
  const auto last = text.rfind('\'');
  return std::string(text.substr(0, first)) + "(not shown)" + std::string(text.substr(last + 1));
}

std::string qualified(const xmlNs* space, const xmlChar* name) {
  std::string text;
  if (space != nullptr && space->href != nullptr)
    text.append("{").append(view(space->href)).append("}");
  return text.append(view(name));
}

/// Takes `expected` off the front of `text`, if it stands there.
bool take(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

/// Takes "attribute '{...}name': " off the front and returns the name, which must be one that the
/// element has: namespaces come from the document and could say anything.
std::optional<std::string_view> take_attribute(std::string_view& text, const xmlNode& element) {
  for (const xmlAttr* attribute = element.properties; attribute != nullptr;
       attribute = attribute->next) {
    if (take(text, "attribute '" + qualified(attribute->ns, attribute->name) + "': ")) {
      return view(attribute->name);
    }
  }
  return std::nullopt;
}

const xmlNode* element_of(const xmlError& error) {
  const auto* node = static_cast<const xmlNode*>(error.node);
  if (node != nullptr && node->type != XML_ELEMENT_NODE) node = node->parent;
  return node != nullptr && node->type == XML_ELEMENT_NODE ? node : nullptr;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string kind_of_value(std::string_view value) {
  if (value.empty()) return "(empty)";
  std::size_t characters = 0;
  bool digits = false, letters = false, spaces = false, others = false;
  for (const char c : value) {
    const auto octet = static_cast<unsigned char>(c);
    if ((octet & 0xC0U) == 0x80U) continue;  // inside a character
    ++characters;
    const bool letter = (octet | 0x20U) >= 'a' && (octet | 0x20U) <= 'z';
    if (octet >= '0' && octet <= '9')
      digits = true;
    else if (letter || octet >= 0x80)
      letters = true;
    else if (octet == ' ' || octet == '\t' || octet == '\n' || octet == '\r')
      spaces = true;
    else
      others = true;
  }
  std::string kind =
      "(" + std::to_string(characters) + (characters == 1 ? " character:" : " characters:");
  if (letters) kind += " letters,";
  if (digits) kind += " digits,";
  if (spaces) kind += " white space,";
  if (others) kind += " other signs,";
  kind.back() = ')';
  return kind;
}

std::string without_namespaces(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto open = text.find('{');
    out.append(text.substr(0, open));
    if (open == std::string_view::npos) break;
    const auto end = text.find_first_of("}' ", open);
    const auto inside =
        end == std::string_view::npos ? std::string_view() : text.substr(open + 1, end - open - 1);
    const bool is_namespace =
        !inside.empty() && text[end] == '}' && inside.find(':') != std::string_view::npos;
    if (!is_namespace) out += '{';
    text.remove_prefix(is_namespace ? end + 1 : open + 1);
  }
  return out;
}

std::string without_values(std::string_view body) {
  std::string out;
  if (body.starts_with("[facet '")) {  // "[facet 'pattern'] The value '...' is not ..."
    const auto end = body.find("] ");
    if (end == std::string_view::npos) return without_quoted(body);
    out = body.substr(0, end + 2);
    body.remove_prefix(end + 2);
  }
  if (!first_prefix(kWithoutValue, body).empty()) return out + std::string(body);
  const std::string_view opening = first_prefix(kBeforeValue, body);
  if (opening.empty()) return out + without_quoted(body);
  body.remove_prefix(opening.size());
  if (body.size() > kBodyBytesMost) return out + words_of(opening) + "is too long.";
  const auto end = end_of_value(body);
  out += words_of(opening) + kind_of_value(body.substr(0, end.value_or(body.size())));
  if (!end) return out + " is not what the schema allows.";
  return out + std::string(body.substr(*end + 1));
}

std::string explain(const xmlError& error, Values values) {
  const std::string_view message = trimmed(error.message != nullptr ? error.message : "");
  const xmlNode* element = element_of(error);
  if (element == nullptr)
    return values == Values::shown ? std::string(message) : without_quoted(message);

  std::string out = "Element '" + std::string(view(element->name)) + "'";
  std::string_view body = message;
  const auto said = [&](std::string_view text) {
    return values == Values::shown ? std::string(text) : without_values(text);
  };
  if (!take(body, "Element '" + qualified(element->ns, element->name) + "'")) {
    return out + ": " + (values == Values::shown ? std::string(message) : without_quoted(message));
  }
  if (take(body, ": ")) return out + ": " + without_namespaces(said(body));
  const bool about_attribute = take(body, ", ");
  const auto attribute = about_attribute ? take_attribute(body, *element) : std::nullopt;
  if (!attribute) return out + ": an attribute is not what the schema allows.";
  out += ", attribute '" + std::string(*attribute) + "': ";
  const bool repeats_name =
      body.starts_with("The attribute '") && body.ends_with("' is not allowed.");
  return out + (repeats_name ? "The attribute is not allowed." : without_namespaces(said(body)));
}

}  // namespace provbank::xml
