// Canonical forms of libxml2 trees.
#pragma once
#include <string>

#include "platform/xml/libxml.hpp"

namespace provbank::xml {

/// Which part of a tree is written.
enum class Part { element, content };

/// Exclusive canonical XML 1.0 without comments. Throws ErrorException when the tree has no
/// canonical form (a relative namespace name).
std::string canonical_form(xmlDoc& document, xmlNode& element, Part part);

/// Makes `element` the root of `document`, which owns it, and gives its namespaces the prefixes n0,
/// n1, ... in the order of their use; the values of xsi:type become "{namespace}name".
void rewrite_prefixes(xmlDoc& document, xmlNode& element);

}  // namespace provbank::xml
