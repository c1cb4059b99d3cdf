// onboarding.xml (urn:provbank:onboarding:1): a judgement on paper, from which every report is
// made.
#pragma once
#include <string>

#include "harness/onboarding/judge.hpp"

namespace provbank::onboarding {

struct XmlContext {
  std::string tool_version;
  std::string dossier;  // the folder as the user named it
};

std::string to_xml(const Judgement& judgement, const XmlContext& context);

}  // namespace provbank::onboarding
