// A plan to begin with: every element explained, and right as it stands for the reference party on
// this machine, so that it can be tried before anything is changed.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "harness/certify/certification.hpp"

namespace provbank::certify {

struct SkeletonParty {
  Role role{};
  std::optional<contract::Source> source;  // uppgiftslamnare
  contract::OrganisationNumber organisation;
  std::string name;
  std::vector<TestPerson> persons;
  std::string program{};     // driftspart: what verifies the reference party's log ...
  std::string key_folder{};  // ... and the public keys it is verified with
};

/// plan.xml, valid against plan-1.xsd. Comments are in Swedish, with an English line on top.
std::string plan_skeleton(const SkeletonParty& party);

}  // namespace provbank::certify
