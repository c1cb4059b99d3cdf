// An XML document for the judge: libxml2 with XPath, namespaces and line numbers. The judged
// parties read with pugixml instead (reference-impl/wire), so a misreading is never shared.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/xml/schema.hpp"

namespace provbank::xml {

/// A prefix for each namespace an expression may use. The empty prefix serves `insert` alone:
/// XPath 1.0 has no default namespace.
using Namespaces = std::map<std::string, std::string>;

/// A node found by XPath: where it is and what it says.
struct Found {
  std::string name;    // local name
  std::string text;    // string value
  std::size_t line{};  // an attribute's is that of its element
  std::string path;    // local names from the root, numbered where several share one:
                       // "/Envelope/Body/AF[2]/@id"
};

inline constexpr unsigned long kXPathStepsMax = 20'000'000;

/// A node to look on from; good as long as its document is.
struct Place {
  std::size_t line{};
  const void* node{};
};

/// Reading is const and may run in several threads. A wrong XPath expression (bad syntax, unknown
/// prefix) is a mistake of ours: `find` and the changes return it as `malformed`, the others throw
/// it as ErrorException, since an answer of "nothing there" would be untrue.
class Document {
 public:
  /// Safe, as Schema::problems is. `malformed` or `too_large`.
  static Result<Document> parse(std::string_view text, const XmlLimits& limits = {});
  /// The same of what has a DOCTYPE, as Dtd::problems is: it declares nothing, is left out, and what
  /// it names is never fetched. ISO 8859-1 too, when the document declares it.
  static Result<Document> parse_ignoring_doctype(std::string_view text,
                                                 const XmlLimits& limits = {});
  ~Document();
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;

  /// The nodes an XPath 1.0 expression selects, in document order. `malformed` when the expression
  /// is wrong or gives something else than nodes.
  Result<std::vector<Found>> find(const std::string& xpath, const Namespaces& namespaces) const;
  /// The nodes that an expression selects, seen from a place (the document itself without one), to

  /// kXPathStepsMax steps is `too_large`, since it may be anybody's.
  Result<std::vector<Place>> places(const std::string& xpath, const Namespaces& namespaces,
                                    const Place& from = {}) const;
  /// What an expression gives there: the text of each node, or the one value of another expression
  /// when it is not empty.
  Result<std::vector<std::string>> texts(const std::string& xpath, const Namespaces& namespaces,
                                         const Place& from) const;
  /// The string value of the expression's result (first node of a node-set); empty when nothing
  /// matches.
  std::string text(const std::string& xpath, const Namespaces& namespaces) const;
  /// True when a node matches, or when the expression's result is true as XPath's boolean() sees
  /// it.
  bool has(const std::string& xpath, const Namespaces& namespaces) const;
  /// Exclusive canonical XML (C14N, without comments) of the first element that matches, its
  /// content only when `inner`; nothing when none does. Prefixes stay as they are. Throws
  /// `unsupported` for a document with a relative namespace name, which has no canonical form.
  std::optional<std::string> canonical(const std::string& xpath, const Namespaces& namespaces,
                                       bool inner = false) const;
  /// The canonical form with prefixes written n0, n1, ... in the order of their use (as
  /// "sequential" in C14N 2.0) and xsi:type as "{namespace}name". Equal for two documents that say
  /// the same with other prefixes.
  std::optional<std::string> comparable(const std::string& xpath, const Namespaces& namespaces,
                                        bool inner = false) const;
  /// The first element that matches as a document of its own (declaration, in-scope namespaces
  /// kept).
  std::optional<std::string> subtree(const std::string& xpath, const Namespaces& namespaces) const;
  /// {namespace, local name} of the root.
  std::pair<std::string, std::string> root() const;

  /// Changes for negative tests: each is made at every node that matches and returns their number.
  /// `invalid` when a node is of a kind the change does not fit, and then nothing is changed. Sets
  /// the text of elements (dropping what was inside), attributes and text nodes.
  Result<std::size_t> set_text(const std::string& xpath, const Namespaces& namespaces,
                               const std::string& value);
  /// Removes nodes other than the root.
  Result<std::size_t> remove(const std::string& xpath, const Namespaces& namespaces);
  /// Inserts a fragment (its prefixes from `namespaces`) as last child of each element that
  /// matches.
  Result<std::size_t> insert(const std::string& xpath, const Namespaces& namespaces,
                             const std::string& fragment);
  std::string serialize() const;  // UTF-8 with declaration

 private:
  struct State;
  explicit Document(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace provbank::xml
