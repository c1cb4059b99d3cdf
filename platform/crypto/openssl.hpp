// OpenSSL's types under ownership, and its error queue as our errors. Only this folder includes it.
#pragma once
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <string>
#include <string_view>

#include "platform/base/c_handle.hpp"
#include "platform/base/result.hpp"

namespace provbank::crypto::openssl {

inline void free_stack(STACK_OF(X509) * stack) {
  sk_X509_pop_free(stack, X509_free);
}

using Bio = CHandle<BIO, &BIO_free>;
using Key = CHandle<EVP_PKEY, &EVP_PKEY_free>;
using X509Certificate = CHandle<X509, &X509_free>;
using X509Stack = CHandle<STACK_OF(X509), &free_stack>;
using Store = CHandle<X509_STORE, &X509_STORE_free>;
using StoreContext = CHandle<X509_STORE_CTX, &X509_STORE_CTX_free>;
using Name = CHandle<X509_NAME, &X509_NAME_free>;
using Extension = CHandle<X509_EXTENSION, &X509_EXTENSION_free>;
using GeneralName = CHandle<GENERAL_NAME, &GENERAL_NAME_free>;
using GeneralNames = CHandle<GENERAL_NAMES, &GENERAL_NAMES_free>;
using Asn1String = CHandle<ASN1_STRING, &ASN1_STRING_free>;
using Asn1Time = CHandle<ASN1_TIME, &ASN1_TIME_free>;
using BigNumber = CHandle<BIGNUM, &BN_free>;

/// Empties this thread's error queue into an Error: "reading a certificate: no start line". To be
/// called at the failing call, before anything else of OpenSSL runs.
Error drain(Errc code, std::string_view doing);

/// The same, thrown: for failures that no caller can do anything about.
[[noreturn]] void throw_drained(std::string_view doing);

/// A read-only BIO over `text`, which must outlive it.
Bio reader(std::string_view text);
Bio writer();
std::string written(BIO& bio);

/// Every certificate of a PEM text, in its order. `malformed` when there is none or one is broken.
Result<X509Stack> read_certificates(std::string_view pem);

/// An unencrypted private key. Throws when the text is none.
Key read_key(std::string_view pem);

/// A store that trusts those certificates.
Store store_of(const STACK_OF(X509) * anchors);

}  // namespace provbank::crypto::openssl
