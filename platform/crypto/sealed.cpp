#include "platform/crypto/sealed.hpp"

#include <openssl/evp.h>

#include <utility>

#include "platform/base/wipe.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/crypto/openssl.hpp"

namespace provbank::crypto {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;

using Cipher = CHandle<EVP_CIPHER_CTX, &EVP_CIPHER_CTX_free>;

unsigned char* bytes_of(std::string& text, std::size_t from = 0) {
  return reinterpret_cast<unsigned char*>(text.data() + from);
}
const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void must(int done) {
  if (done != 1) openssl::throw_drained("sealing");
}

}  // namespace

SealingKey::SealingKey() : key_(random_bytes(kKeyBytes)) {}

SealingKey::~SealingKey() {
  wipe(key_);
}

SealingKey::SealingKey(SealingKey&& other) noexcept : key_(std::move(other.key_)) {}

SealingKey& SealingKey::operator=(SealingKey&& other) noexcept {
  wipe(key_);
  key_ = std::move(other.key_);
  return *this;
}

std::string SealingKey::seal(std::string_view text) const {
  std::string out = random_bytes(kNonceBytes);
  out.resize(kNonceBytes + text.size() + kTagBytes);
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int count = 0;
  must(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key_), bytes_of(out)));
  must(EVP_EncryptUpdate(cipher.get(), bytes_of(out, kNonceBytes), &count, bytes_of(text),
                         static_cast<int>(text.size())));
  must(EVP_EncryptFinal_ex(cipher.get(), bytes_of(out, kNonceBytes + text.size()), &count));
  must(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(kTagBytes),
                           bytes_of(out, kNonceBytes + text.size())));
  return out;
}

Result<std::string> SealingKey::open(std::string_view sealed) const {
  const auto refused = [] {
    return fail(Errc::invalid, "sealed bytes: not sealed with this key, or altered");
  };
  if (sealed.size() < kNonceBytes + kTagBytes) return refused();
  const auto body = sealed.substr(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  std::string out(body.size(), '\0');
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int count = 0;
  must(EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key_),
                          bytes_of(sealed)));
  must(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(kTagBytes),
                           bytes_of(tag)));
  must(EVP_DecryptUpdate(cipher.get(), bytes_of(out), &count, bytes_of(body),
                         static_cast<int>(body.size())));
  unsigned char nothing[kTagBytes];
  if (EVP_DecryptFinal_ex(cipher.get(), nothing, &count) != 1) {
    wipe(out);
    openssl::drain(Errc::invalid, "opening");  // its queue must not speak for somebody else
    return refused();
  }
  return out;
}

}  // namespace provbank::crypto
