#include "reference-impl/eventlog/head_record.hpp"

#include <nlohmann/json.hpp>

#include "platform/crypto/ed25519.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/json/parse.hpp"
#include "reference-impl/eventlog/chain.hpp"

namespace provbank::eventlog {

std::string to_text(const HeadRecord& record) {
  nlohmann::ordered_json out;
  out["v"] = kFormatVersion;
  out["seq"] = record.seq;
  out["hash"] = record.hash;
  out["time"] = record.time;
  if (!record.key.empty()) {
    out["key"] = record.key;
    out["signature"] = record.signature;
  }
  return out.dump() + '\n';
}

Result<HeadRecord> head_record_from_text(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  const auto parsed = json::parse(text, {.bytes = kHeadRecordBytes});
  if (!parsed) return parsed.error();
  HeadRecord record;
  try {
    if (parsed->at("v") != kFormatVersion) return fail(Errc::unsupported, "another version");
    record.seq = parsed->at("seq").get<std::uint64_t>();
    record.hash = parsed->at("hash").get<std::string>();
    record.time = parsed->at("time").get<std::string>();
    record.key = parsed->value("key", "");
    record.signature = parsed->value("signature", "");
  } catch (const nlohmann::json::exception&) {
    return fail(Errc::malformed, "a member is missing or of another type");
  }
  if (record.hash.size() != kHashDigits) return fail(Errc::malformed, "its hash is none");
  return record;
}

std::string signed_part(const HeadRecord& record) {
  return "provbank event log head 2\n" + std::to_string(record.seq) + '\n' + record.hash + '\n' +
         record.time;
}

bool is_signed(const HeadRecord& record) {
  const auto key = crypto::from_base64(record.key);
  const auto signature = crypto::from_base64(record.signature);
  return key && signature && crypto::ed25519_verify(*key, signed_part(record), *signature);
}

}  // namespace provbank::eventlog
