// SOAP over parsed trees, for this folder's .cpp files: soap.hpp without a second parse.
#pragma once
#include "platform/base/result.hpp"
#include "reference-impl/wire/soap.hpp"
#include "reference-impl/wire/tree.hpp"

namespace provbank::wire {

/// The one element in the body. Errors as `read_envelope`'s, but for those of XML itself.
Result<pugi::xml_node> body_element(const Tree& tree);
bool is_fault_element(const pugi::xml_node& element);
SoapFault fault_of(const pugi::xml_node& fault);
/// The element inside the fault's detail of that name; null when there is none.
pugi::xml_node fault_detail(const pugi::xml_node& fault, QName name);

}  // namespace provbank::wire
