#include "harness/residue/http_answer.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <array>
#include <memory>

#include "harness/residue/stream.hpp"
#include "platform/base/c_handle.hpp"

namespace provbank::residue {
namespace {

constexpr long kConnectSeconds = 10;
constexpr long kAnswerSeconds = 300;
constexpr long kRedirectsMax = 5;
constexpr std::size_t kHeaderBytesMax = 1U << 20U;

std::size_t take_body(char* bytes, std::size_t, std::size_t size, void* to) {
  static_cast<Streaming*>(to)->bytes({bytes, size});
  return size;
}

std::size_t take_header(char* bytes, std::size_t, std::size_t size, void* to) {
  auto& headers = *static_cast<std::string*>(to);
  if (headers.size() + size > kHeaderBytesMax) return 0;
  headers.append(bytes, size);
  return size;
}

void show(const WebAccess& access, CURL* curl) {
  if (!access.certificate.empty()) {
    const auto& key = access.key.empty() ? access.certificate : access.key;
    curl_easy_setopt(curl, CURLOPT_SSLCERT, access.certificate.c_str());
    curl_easy_setopt(curl, CURLOPT_SSLKEY, key.c_str());
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  }
  if (!access.trust.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, access.trust.c_str());
    curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
  }
}

/// "SSL peer certificate ... was not OK: unable to get local issuer certificate"
std::string words(CURLcode outcome, const char* detail) {
  const std::string plain = curl_easy_strerror(outcome);
  return *detail == '\0' || plain == detail ? plain : plain + ": " + detail;
}

}  // namespace

void read_http(const Place& place, const std::string& address, const WebAccess& access,
               Unfolder& unfolder) {
  const CHandle<CURL, &curl_easy_cleanup> handle(curl_easy_init());
  if (!handle) throw std::bad_alloc();
  CURL* curl = handle.get();
  std::string headers;
  long status = 0;
  CURLcode outcome = CURLE_OK;
  std::array<char, CURL_ERROR_SIZE> detail{};
  {
    Streaming body(place, unfolder);
    curl_easy_setopt(curl, CURLOPT_URL, address.c_str());
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail.data());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, kRedirectsMax);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, kAnswerSeconds);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");  // whatever it can decode
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &headers);
    show(access, curl);
    outcome = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  }
  unfolder.content(place.within("headers"), headers);
  if (outcome != CURLE_OK) {
    const std::string why = words(outcome, detail.data());
    unfolder.sink().hindered(
        {place.name(), {"svarade inte helt: " + why, "did not answer in full: " + why}});
  } else if (status < 200 || status > 299) {
    unfolder.sink().hindered({place.name(),
                              {fmt::format("svarade med HTTP-status {}", status),
                               fmt::format("answered with HTTP status {}", status)}});
  }
}

}  // namespace provbank::residue
