// What the agreement's words "via SHS" (B4-2.1) leave open: under which product types questions
// travel. The identifiers are ours.
#pragma once
#include <string_view>

namespace provbank::contract {

inline constexpr std::string_view kShsQuestion = "7a0d3c1e-52b4-4f6a-9d38-0c61e7f2b915";
inline constexpr std::string_view kShsQuestionTest = "c4e81f07-3a9d-4b52-8e16-5d70a2b94f3c";

/// Where the node's services stand, {base}/rs and {base}/ds, when nothing else is said.
inline constexpr std::string_view kShsBase = "/shs";

/// The data part of a question and of its answer: the SOAP envelope of v10.
inline constexpr std::string_view kShsDatapartType = "xml";

}  // namespace provbank::contract
