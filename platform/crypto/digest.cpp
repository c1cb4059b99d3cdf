#include "platform/crypto/digest.hpp"

#include <openssl/evp.h>

#include "platform/crypto/encoding.hpp"
#include "platform/crypto/openssl.hpp"

namespace provbank::crypto {

namespace {

constexpr std::size_t kDigestBytes = 32;

using Digest = CHandle<EVP_MD, &EVP_MD_free>;
using DigestContext = CHandle<EVP_MD_CTX, &EVP_MD_CTX_free>;

}  // namespace

struct Sha256::State {
  Digest algorithm{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
  DigestContext context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  if (!state_->algorithm || !state_->context) openssl::throw_drained("SHA-256");
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

std::string Sha256::of(std::string_view bytes) {
  std::string digest(kDigestBytes, '\0');
  auto* out = reinterpret_cast<unsigned char*>(digest.data());
  EVP_MD_CTX* context = state_->context.get();
  if (EVP_DigestInit_ex2(context, state_->algorithm.get(), nullptr) != 1 ||
      EVP_DigestUpdate(context, bytes.data(), bytes.size()) != 1 ||
      EVP_DigestFinal_ex(context, out, nullptr) != 1) {
    openssl::throw_drained("SHA-256");
  }
  return digest;
}

std::string Sha256::hex_of(std::string_view bytes) {
  return hex(of(bytes));
}

}  // namespace provbank::crypto
