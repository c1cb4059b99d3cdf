// Recorded exchanges as an HTTP archive (HAR 1.2), which every browser's developer tools can open.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "harness/evidence/exchange.hpp"

namespace provbank::evidence {

/// Bodies longer than this stand in the archive by file name only; the raw bodies lie beside it in
/// full.
inline constexpr std::size_t kHarBodyBytesMax = 256U << 10U;

/// Up to so many exchanges, every body lies beside the archive as a file of its own; above it, only
/// those too long for the archive, which holds all others in full.
inline constexpr std::size_t kBodyFilesExchangesMax = 40;
bool has_body_file(std::string_view body, std::size_t exchanges);

/// The file name of a body below the scenario's evidence folder: "bodies/e7-response.xml".
std::string body_file(const Exchange& exchange, bool response);

/// `zero` is the wall time from which the exchanges' times count. Bodies that are not UTF-8 are
/// base64.
std::string to_har(std::span<const Exchange> exchanges, time::WallTime zero);

}  // namespace provbank::evidence
