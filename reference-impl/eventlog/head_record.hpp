// A statement of where a log stood: kept beside a log by whoever writes it, and printed to be kept
// elsewhere (an anchor). One line:
//
//   {"v":2,"seq":N,"hash":"...","time":"...","key":"<public>","signature":"<Ed25519>"}
//
// signed by the key that is to sign the next checkpoint. Of a log that is not sealed it lacks the
// last two. A log that ends before N, or has another entry N, is not the one that was stated.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"

namespace provbank::eventlog {

struct HeadRecord {
  std::uint64_t seq = 0;
  std::string hash;
  std::string time;
  std::string key;        // base64; empty: unsigned
  std::string signature;  // base64

  friend bool operator==(const HeadRecord&, const HeadRecord&) = default;
};

/// Larger than any record; the record of a log is filled up to it, so that each overwrites the one
/// before whole and within one sector.
inline constexpr std::size_t kHeadRecordBytes = 512;

/// With a line feed.
std::string to_text(const HeadRecord& record);
/// `malformed` with what is wrong.
Result<HeadRecord> head_record_from_text(std::string_view text);

/// Whether the signature is that of the key in the record.
bool is_signed(const HeadRecord& record);

/// What a record's signature is of.
std::string signed_part(const HeadRecord& record);

}  // namespace provbank::eventlog
