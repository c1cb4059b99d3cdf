// libxml2's words about a schema-invalid node, made fit to show: names without their namespaces,
// and no values of the document unless asked for.
#pragma once
#include <libxml/xmlerror.h>

#include <string>
#include <string_view>

#include "platform/xml/schema.hpp"

namespace provbank::xml {

/// The message of a validation error, on one line.
std::string explain(const xmlError& error, Values values);

/// The part of a validation message after the node's name, its value replaced by what kind of value
/// it is. What is not known to be free of values loses everything between its first and its last
/// quotation mark.
std::string without_values(std::string_view body);

/// "(13 characters: letters, digits)", "(empty)".
std::string kind_of_value(std::string_view value);

/// "{http://example/v1}Name" becomes "Name"; for text that the schema's author wrote.
std::string without_namespaces(std::string_view text);

}  // namespace provbank::xml
