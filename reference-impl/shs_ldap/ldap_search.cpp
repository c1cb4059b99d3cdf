#include "reference-impl/shs_ldap/ldap_search.hpp"

#include <fmt/format.h>
#include <ldap.h>
#include <openldap.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>

#include "platform/base/c_handle.hpp"
#include "platform/text/utf8.hpp"
#include "reference-impl/shs_ldap/socket.hpp"

namespace provbank::shs_ldap {
namespace {

using Message = CHandle<LDAPMessage, &ldap_msgfree>;

struct Unbind {
  void operator()(LDAP* connection) const noexcept {
    ldap_unbind_ext_s(connection, nullptr, nullptr);
  }
};
using Connection = std::unique_ptr<LDAP, Unbind>;

timeval to_timeval(time::Duration duration) {
  const auto micro = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
  constexpr long kMicro = 1'000'000;
  return {.tv_sec = micro / kMicro, .tv_usec = micro % kMicro};
}

/// The library's words for a code, and what it or the server has added.
std::string words(LDAP* connection, int code) {
  // What Debian's libldap has to say of all that GnuTLS refuses.
  constexpr std::string_view kNothing = "(unknown error code)";
  std::string out = ldap_err2string(code);
  char* more = nullptr;
  ldap_get_option(connection, LDAP_OPT_DIAGNOSTIC_MESSAGE, &more);
  if (more != nullptr && *more != '\0' && more != kNothing) out += fmt::format(" ({})", more);
  ldap_memfree(more);
  return out;
}

class Asking {
 public:
  Asking(const std::string& url, const Limits& limits, const std::atomic<bool>& stopping)
      : url_(url), limits_(limits), stopping_(stopping) {}

  Result<void> connect(const std::filesystem::path& trust_anchors);
  Result<std::vector<Entry>> ask(const Search& search);

 private:
  Error unavailable(const std::string& doing, int code) {
    if (watchdog_ && watchdog_->has_bitten())
      return fail(Errc::unavailable, url_ + ": did not answer in time");
    return fail(Errc::unavailable,
                fmt::format("{}: {}: {}", url_, doing, words(server_.get(), code)));
  }
  /// No TLS, of which the library does not tell why.
  Error untrusted(const std::string& doing, int code) {
    auto error = unavailable(doing, code);
    if (tls_ && !watchdog_->has_bitten())
      error.detail +=
          "; either it does not speak TLS, or its certificate is not from the trust "
          "anchors, not valid, or another host's";
    return error;
  }
  template <class T>
  bool set(int option, const T& value) {
    return ldap_set_option(server_.get(), option, &value) == LDAP_OPT_SUCCESS;
  }
  bool set(int option, const std::string& value) {
    return ldap_set_option(server_.get(), option, value.c_str()) == LDAP_OPT_SUCCESS;
  }
  bool set_up(const std::filesystem::path& trust_anchors);
  Result<Message> next(int id);
  Result<Entry> entry_of(LDAPMessage* message, const Search& search);
  Result<void> check_end(LDAPMessage* message, const std::string& base);

  const std::string& url_;
  const Limits& limits_;
  const std::atomic<bool>& stopping_;
  const time::SteadyClock real_;  // a real server answers in real time
  bool tls_ = false;
  std::optional<Watchdog> watchdog_;  // of the connection, to its end
  Connection server_;
};

/// Everything that the machine's own ldap.conf could have set otherwise.
bool Asking::set_up(const std::filesystem::path& trust_anchors) {
  const int version = LDAP_VERSION3;
  const timeval no_limit = {.tv_sec = -1, .tv_usec = 0};  // the watchdog keeps it
  const int aliases = LDAP_DEREF_NEVER;
  bool fine = set(LDAP_OPT_PROTOCOL_VERSION, version) && set(LDAP_OPT_NETWORK_TIMEOUT, no_limit) &&
              set(LDAP_OPT_TIMEOUT, no_limit) && set(LDAP_OPT_DEREF, aliases) &&
              ldap_set_option(server_.get(), LDAP_OPT_REFERRALS, LDAP_OPT_OFF) == LDAP_OPT_SUCCESS;
  Sockbuf* socket = nullptr;
  ber_len_t longest = limits_.message_bytes;
  fine = fine && ldap_get_option(server_.get(), LDAP_OPT_SOCKBUF, &socket) == LDAP_OPT_SUCCESS &&
         socket != nullptr && ber_sockbuf_ctrl(socket, LBER_SB_OPT_SET_MAX_INCOMING, &longest) == 1;
  if (trust_anchors.empty()) return fine;
  const int proven = LDAP_OPT_X_TLS_HARD;
  const int oldest = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2;
  const int as_client = 0;
  return fine && set(LDAP_OPT_X_TLS_REQUIRE_CERT, proven) &&
         set(LDAP_OPT_X_TLS_PROTOCOL_MIN, oldest) &&
         set(LDAP_OPT_X_TLS_CACERTFILE, trust_anchors.string()) &&
         set(LDAP_OPT_X_TLS_NEWCTX, as_client);
}

Result<void> Asking::connect(const std::filesystem::path& trust_anchors) {
  const auto authority = url_.substr(url_.find("://") + 3);
  const auto colon = authority.rfind(':');
  const auto socket = connect_to(authority.substr(0, colon), authority.substr(colon + 1),
                                 {real_, real_.now() + limits_.connecting, stopping_});
  if (!socket) return at(url_, socket.error());
  watchdog_.emplace(*socket, Patience{real_, real_.now() + limits_.answering, stopping_});
  LDAP* made = nullptr;
  const int code = ldap_init_fd(*socket, LDAP_PROTO_TCP, url_.c_str(), &made);
  server_.reset(made);
  if (code != LDAP_SUCCESS) {
    ::close(*socket);
    return fail(Errc::unavailable, fmt::format("{}: {}", url_, ldap_err2string(code)));
  }
  tls_ = !trust_anchors.empty();
  if (!set_up(trust_anchors))
    return fail(Errc::unavailable, fmt::format("{}: libldap does not take its settings{}", url_,
                                               tls_ ? "; are the trust anchors PEM?" : ""));
  if (!tls_) return {};
  const bool at_once = url_.starts_with("ldaps://");
  const int started =
      at_once ? ldap_install_tls(server_.get()) : ldap_start_tls_s(server_.get(), nullptr, nullptr);
  if (started != LDAP_SUCCESS) return untrusted(at_once ? "TLS" : "StartTLS", started);
  return {};
}

/// The next message of the answer.
Result<Message> Asking::next(int id) {
  LDAPMessage* message = nullptr;
  const int kind = ldap_result(server_.get(), id, LDAP_MSG_ONE, nullptr, &message);
  Message owned(message);
  if (kind > 0) return owned;
  int code = LDAP_OTHER;
  ldap_get_option(server_.get(), LDAP_OPT_RESULT_CODE, &code);
  return unavailable(fmt::format("no answer that can be read, or a message of more than {} bytes",
                                 limits_.message_bytes),
                     code);
}

Result<Entry> Asking::entry_of(LDAPMessage* message, const Search& search) {
  const CHandle<char, &ldap_memfree> dn(ldap_get_dn(server_.get(), message));
  if (!dn) return fail(Errc::unavailable, url_ + ": an entry without a name");
  Entry entry{.dn = dn.get()};
  for (const auto& name : search.attributes) {
    const CHandle<berval*, &ldap_value_free_len> values(
        ldap_get_values_len(server_.get(), message, name.c_str()));
    const auto count = static_cast<std::size_t>(ldap_count_values_len(values.get()));
    if (count > limits_.values)
      return fail(Errc::too_large, fmt::format("{}: {}: {} has more than {} values", url_, entry.dn,
                                               name, limits_.values));
    for (std::size_t i = 0; i < count; ++i) {
      const berval& value = *values.get()[i];
      if (value.bv_len > limits_.value_bytes)
        return fail(Errc::too_large, fmt::format("{}: {}: {} has a value of more than {} bytes",
                                                 url_, entry.dn, name, limits_.value_bytes));
      std::string text(value.bv_val, value.bv_len);
      constexpr unsigned char kFirstPrintable = 0x20;
      constexpr unsigned char kDelete = 0x7f;
      const bool control = std::ranges::any_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < kFirstPrintable || byte == kDelete;
      });
      if (control || !text::is_utf8(text))
        return fail(Errc::invalid,
                    fmt::format("{}: {}: {} has a value that is no text", url_, entry.dn, name));
      entry.attributes[name].push_back(std::move(text));
    }
  }
  return entry;
}

/// What the server says of the whole search when all entries are there.
Result<void> Asking::check_end(LDAPMessage* message, const std::string& base) {
  int code = LDAP_OTHER;
  constexpr int kKeep = 0;
  const int read =
      ldap_parse_result(server_.get(), message, &code, nullptr, nullptr, nullptr, nullptr, kKeep);
  if (read != LDAP_SUCCESS) return unavailable("its answer", read);
  if (code == LDAP_SUCCESS) return {};
  if (code == LDAP_NO_SUCH_OBJECT)
    return fail(Errc::unavailable, fmt::format("{}: it has no {}", url_, base));
  if (code == LDAP_SIZELIMIT_EXCEEDED)
    return fail(Errc::too_large,
                fmt::format("{}: more than {} entries answer the question (or more than the server "
                            "gives out)",
                            url_, limits_.entries));
  return unavailable("its answer", code);
}

Result<std::vector<Entry>> Asking::ask(const Search& search) {
  std::vector<std::string> names = search.attributes;
  std::vector<char*> attributes;
  for (auto& name : names) attributes.push_back(name.data());
  attributes.push_back(nullptr);
  timeval limit = to_timeval(limits_.answering);
  constexpr int kValuesToo = 0;
  int id = 0;
  const int sent = ldap_search_ext(server_.get(), search.base.c_str(), LDAP_SCOPE_SUBTREE,
                                   search.filter.c_str(), attributes.data(), kValuesToo, nullptr,
                                   nullptr, &limit, static_cast<int>(limits_.entries), &id);
  if (sent != LDAP_SUCCESS) return unavailable("the question", sent);
  std::vector<Entry> entries;
  for (;;) {
    const auto message = next(id);
    if (!message) return message.error();
    switch (ldap_msgtype(message->get())) {
      case LDAP_RES_SEARCH_ENTRY: {
        if (entries.size() == limits_.entries)
          return fail(Errc::too_large, fmt::format("{}: more than {} entries answer the question",
                                                   url_, limits_.entries));
        auto entry = entry_of(message->get(), search);
        if (!entry) return entry.error();
        entries.push_back(std::move(*entry));
        break;
      }
      case LDAP_RES_SEARCH_RESULT:
        if (auto ended = check_end(message->get(), search.base); !ended) return ended.error();
        return entries;
      case LDAP_RES_SEARCH_REFERENCE:
        return fail(Errc::unavailable,
                    url_ + ": refers to another server for a part, which is not followed");
      default:
        break;
    }
  }
}

}  // namespace

std::string escaped(std::string_view value) {
  std::string out;
  for (const char c : value) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == ':';
    out += plain ? std::string(1, c) : fmt::format("\\{:02x}", static_cast<unsigned char>(c));
  }
  return out;
}

Result<std::vector<Entry>> search(const std::string& url, const Search& search,
                                  const std::filesystem::path& trust_anchors, const Limits& limits,
                                  const std::atomic<bool>& stopping) {
  Asking asking(url, limits, stopping);
  if (auto connected = asking.connect(trust_anchors); !connected) return connected.error();
  return asking.ask(search);
}

}  // namespace provbank::shs_ldap
