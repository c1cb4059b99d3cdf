#include "harness/certify/show_reading.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/certify/placeholders.hpp"
#include "platform/xml/document.hpp"

namespace provbank::certify {
namespace {

using evidence::Shows;

/// The shown text in the form that the plan's expressions look into.
class Page {
 public:
  static Result<Page> open(const std::string& text, Reading::As as) {
    Page page(text);
    if (as == Reading::As::xpath) {
      auto document = xml::Document::parse(text);
      if (!document) return at("what the party shows", document.error());
      page.document_ = std::make_shared<xml::Document>(std::move(*document));
    }
    if (as == Reading::As::json_pointer) {
      page.json_ = nlohmann::json::parse(text, nullptr, false);
      if (page.json_.is_discarded())
        return fail(Errc::malformed, "what the party shows is not JSON");
    }
    return page;
  }

  /// The value at the expression; empty when nothing is there.
  Result<std::string> value(Reading::As as, const std::string& expression) const {
    if (as == Reading::As::xpath) {
      try {
        return document_->text(expression, {});
      } catch (const ErrorException& error) {
        return error.error;
      }
    }
    try {
      const nlohmann::json::json_pointer pointer(expression);
      if (!json_.contains(pointer)) return std::string();
      const auto& found = json_.at(pointer);
      return found.is_string() ? found.get<std::string>() : found.dump();
    } catch (const nlohmann::json::exception& error) {
      return fail(Errc::malformed, expression + ": " + error.what());
    }
  }

  const std::string& text() const { return text_; }

 private:
  explicit Page(const std::string& text) : text_(text) {}

  const std::string& text_;
  std::shared_ptr<const xml::Document> document_;
  nlohmann::json json_;
};

Shows state_named(std::string_view name) {
  if (name == "nothing") return Shows::nothing;
  if (name == "failed") return Shows::failed;
  return Shows::found;  // "found" of a source, "answered" of the whole
}

Result<Shows> state(const Reading& reading, const Page& page, const Words& words) {
  std::string value;
  if (reading.as != Reading::As::text) {
    auto found = page.value(reading.as, filled(reading.at, words));
    if (!found) return found.error();
    value = std::move(*found);
  }
  std::optional<Shows> out;
  for (const auto& [name, meaning] : reading.words) {
    const bool says = std::ranges::any_of(meaning, [&](const std::string& word) {
      const std::string wanted = filled(word, words);
      return reading.as == Reading::As::text ? page.text().find(wanted) != std::string::npos
                                             : value == wanted;
    });
    if (!says) continue;
    if (out) return Shows::unclear;
    out = state_named(name);
  }
  return out.value_or(Shows::unclear);
}

}  // namespace

Result<evidence::Shown> read_shown(const Show& show, std::string text,
                                   const contract::SourceSet& sources) {
  evidence::Shown shown;
  shown.text = std::move(text);
  if (show.of_source) {
    const auto page = Page::open(shown.text, show.of_source->as);
    if (!page) return page.error();
    for (const auto source : sources.in_order()) {
      const Words words = {{"source", std::string(contract::code(source))},
                           {"name", std::string(contract::name(source))}};
      const auto seen = state(*show.of_source, *page, words);
      if (!seen) return seen.error();
      shown.sources[source] = *seen;
    }
  }
  if (show.of_whole) {
    const auto page = Page::open(shown.text, show.of_whole->as);
    if (!page) return page.error();
    const auto seen = state(*show.of_whole, *page, {});
    if (!seen) return seen.error();
    shown.whole = *seen;
  }
  return shown;
}

}  // namespace provbank::certify
