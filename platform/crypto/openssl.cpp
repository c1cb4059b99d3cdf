#include "platform/crypto/openssl.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <limits>

namespace provbank::crypto::openssl {
namespace {

/// PEM may ask for a passphrase on the terminal; nobody sits there.
int no_passphrase(char*, int, int, void*) {
  return -1;
}

bool ended_between_certificates() {
  const unsigned long last = ERR_peek_last_error();
  return ERR_GET_LIB(last) == ERR_LIB_PEM && ERR_GET_REASON(last) == PEM_R_NO_START_LINE;
}

}  // namespace

Error drain(Errc code, std::string_view doing) {
  std::string detail(doing);
  std::string_view separator = ": ";
  while (const unsigned long error = ERR_get_error()) {
    const char* reason = ERR_reason_error_string(error);
    detail.append(separator).append(reason != nullptr ? reason : "unknown OpenSSL error");
    separator = "; ";
  }
  return Error{code, std::move(detail)};
}

void throw_drained(std::string_view doing) {
  throw ErrorException(drain(Errc::io, doing));
}

Bio reader(std::string_view text) {
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw ErrorException(fail(Errc::too_large, "PEM text past two gigabytes"));
  }
  // A null pointer would make the BIO refuse even no bytes.
  const char* data = text.empty() ? "" : text.data();
  Bio bio(BIO_new_mem_buf(data, static_cast<int>(text.size())));
  if (!bio) throw_drained("opening a memory buffer");
  return bio;
}

Bio writer() {
  Bio bio(BIO_new(BIO_s_mem()));
  if (!bio) throw_drained("opening a memory buffer");
  return bio;
}

std::string written(BIO& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(&bio, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

Result<X509Stack> read_certificates(std::string_view pem) {
  X509Stack stack(sk_X509_new_null());
  if (!stack) throw_drained("making room for certificates");
  const Bio bio = reader(pem);
  while (true) {
    X509Certificate next(PEM_read_bio_X509(bio.get(), nullptr, &no_passphrase, nullptr));
    if (!next) break;
    if (sk_X509_push(stack.get(), next.get()) == 0) throw_drained("keeping a certificate");
    (void)next.release();  // the stack owns it now
  }
  if (sk_X509_num(stack.get()) == 0 || !ended_between_certificates()) {
    return drain(Errc::malformed, "not a PEM certificate");
  }
  ERR_clear_error();
  return stack;
}

Key read_key(std::string_view pem) {
  const Bio bio = reader(pem);
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &no_passphrase, nullptr));
  if (!key) throw_drained("reading a private key");
  return key;
}

Store store_of(const STACK_OF(X509) * anchors) {
  Store store(X509_STORE_new());
  if (!store) throw_drained("making a certificate store");
  for (int i = 0; i < sk_X509_num(anchors); ++i) {
    if (X509_STORE_add_cert(store.get(), sk_X509_value(anchors, i)) != 1) {
      throw_drained("trusting an anchor");
    }
  }
  return store;
}

}  // namespace provbank::crypto::openssl
