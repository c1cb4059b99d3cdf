// Every decoder of this folder over the same bytes: none may crash, whatever they are.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "reference-impl/wire/sources.hpp"
#include "reference-impl/wire/ssbt.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provbank;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)wire::decode_request(text);
  (void)wire::decode_answer(text);
  (void)wire::decode_flera_answer(text);
  (void)wire::decode_ping_answer(text);
  http::Request request;
  request.method = "POST";
  request.body = text;
  http::Response response;
  response.body = text;
  const contract::Question question;
  for (const auto source : contract::kAllSources) {
    request.target = source == contract::Source::fk
                         ? wire::source_path(source) + "/v9/aktorer/a/formansinformation/fraga"
                         : wire::source_path(source);
    if (const auto ask = wire::decode_source_request(source, request)) {
      (void)wire::encode_source_answer(source, *ask, text);
    }
    (void)wire::decode_source_answer(source, response, question);
  }
  return 0;
}
