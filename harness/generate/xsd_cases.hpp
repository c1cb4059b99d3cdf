// Documents from an XML schema.
#pragma once
#include <string>

#include "harness/generate/cases.hpp"
#include "harness/generate/xsd_model.hpp"

namespace provbank::generate {

/// All cases of the documents with that root. `unsupported` when the schema uses a type that the
/// generator has no values for; `invalid` when the example is no XML.
Result<CaseSet> xsd_cases(std::string schema, const ElementRule& root, const Example& example);

}  // namespace provbank::generate
