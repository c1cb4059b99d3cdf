#include "platform/crypto/ed25519.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

#include "platform/crypto/openssl.hpp"

namespace provbank::crypto {
namespace {

using SignContext = CHandle<EVP_MD_CTX, &EVP_MD_CTX_free>;

const unsigned char* octets_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

openssl::Key private_key(std::string_view seed) {
  openssl::Key key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, octets_of(seed), seed.size()));
  if (!key) openssl::throw_drained("reading an Ed25519 key");
  return key;
}

}  // namespace

std::string ed25519_public(std::string_view seed) {
  const auto key = private_key(seed);
  std::string bytes(kEd25519PublicBytes, '\0');
  std::size_t size = bytes.size();
  if (EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(bytes.data()),
                                  &size) != 1) {
    openssl::throw_drained("deriving an Ed25519 public key");
  }
  return bytes;
}

std::string ed25519_sign(std::string_view seed, std::string_view message) {
  const auto key = private_key(seed);
  const SignContext context(EVP_MD_CTX_new());
  std::string signature(kEd25519SignatureBytes, '\0');
  std::size_t size = signature.size();
  if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     octets_of(message), message.size()) != 1) {
    openssl::throw_drained("signing with Ed25519");
  }
  return signature;
}

bool ed25519_verify(std::string_view public_key, std::string_view message,
                    std::string_view signature) {
  if (public_key.size() != kEd25519PublicBytes || signature.size() != kEd25519SignatureBytes) {
    return false;
  }
  const openssl::Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr,
                                                     octets_of(public_key), public_key.size()));
  const SignContext context(EVP_MD_CTX_new());
  const bool fits =
      key && context &&
      EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
      EVP_DigestVerify(context.get(), octets_of(signature), signature.size(), octets_of(message),
                       message.size()) == 1;
  ERR_clear_error();
  return fits;
}

}  // namespace provbank::crypto
