#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "platform/base/c_handle.hpp"
#include "reference-impl/kommun/transport.hpp"

namespace provbank::kommun {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

using Easy = CHandle<CURL, &curl_easy_cleanup>;
using Multi = CHandle<CURLM, &curl_multi_cleanup>;
using List = CHandle<curl_slist, &curl_slist_free_all>;
using Done = std::function<void(error_code, Result<http::Response>)>;

constexpr int kPollTimeMs = 10'000;  // an upper bound only: submitting wakes the thread

/// One request on its way. Belongs to the engine's thread once submitted; `done` is called exactly
/// once.
struct Exchange {
  http::Request request;
  http::Response response;
  std::size_t response_bytes_limit{};
  bool too_large = false;
  Done done;

  Easy easy;
  List headers;
  List connect_to;
  std::array<char, CURL_ERROR_SIZE> error_text{};
};
using ExchangePtr = std::shared_ptr<Exchange>;

/// What other threads tell the engine's thread. Outlives the engine where somebody may still
/// cancel.
class Inbox {
 public:
  explicit Inbox(CURLM* multi) : multi_(multi) {}

  /// False, and nothing happens, when the engine is stopping.
  bool submit(ExchangePtr exchange) {
    const std::lock_guard lock(mutex_);
    if (multi_ == nullptr) return false;
    submitted_.push_back(std::move(exchange));
    curl_multi_wakeup(multi_);
    return true;
  }
  void cancel(ExchangePtr exchange) {
    const std::lock_guard lock(mutex_);
    if (multi_ == nullptr) return;
    cancelled_.push_back(std::move(exchange));
    curl_multi_wakeup(multi_);
  }
  void stop() {
    const std::lock_guard lock(mutex_);
    curl_multi_wakeup(multi_);
    multi_ = nullptr;
  }

  struct Letters {
    std::vector<ExchangePtr> submitted;
    std::vector<ExchangePtr> cancelled;
    bool stopping = false;
  };
  Letters take() {
    const std::lock_guard lock(mutex_);
    return {std::exchange(submitted_, {}), std::exchange(cancelled_, {}), multi_ == nullptr};
  }

 private:
  std::mutex mutex_;
  std::vector<ExchangePtr> submitted_;
  std::vector<ExchangePtr> cancelled_;
  CURLM* multi_;  // null once stopping
};

/// Makes the call that resumes the waiting coroutine on its own executor, which is kept busy until
/// then.
template <class Handler>
Done resume_later(Handler handler) {
  auto executor = asio::prefer(asio::get_associated_executor(handler),
                               asio::execution::outstanding_work.tracked);
  auto waiting = std::make_shared<Handler>(std::move(handler));
  return [executor, waiting](error_code error, Result<http::Response> result) mutable {
    auto resume = [waiting = std::move(waiting), error, result = std::move(result)]() mutable {
      if (auto slot = asio::get_associated_cancellation_slot(*waiting); slot.is_connected()) {
        slot.clear();
      }
      auto taken = std::move(*waiting);
      std::move(taken)(error, std::move(result));
    };
    asio::post(executor, std::move(resume));
  };
}

template <class T>
void set(Exchange& exchange, CURLoption option, T value) {
  const CURLcode code = curl_easy_setopt(exchange.easy.get(), option, value);
  if (code != CURLE_OK) {
    throw ErrorException(
        fail(Errc::io, fmt::format("libcurl does not take option {}: {}", static_cast<int>(option),
                                   curl_easy_strerror(code))));
  }
}

void append(List& list, const std::string& text) {
  auto* longer = curl_slist_append(list.get(), text.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());  // `longer` owns what was there
  list.reset(longer);
}

/// `text` must stay where it is for as long as the transfer.
curl_blob view(const std::string& text) {
  return {const_cast<char*>(text.data()), text.size(), CURL_BLOB_NOCOPY};  // curl only reads it
}

long curl_versions(net::TlsVersion lowest, net::TlsVersion highest) {
  const long low =
      lowest == net::TlsVersion::tls1_2 ? CURL_SSLVERSION_TLSv1_2 : CURL_SSLVERSION_TLSv1_3;
  const long high = highest == net::TlsVersion::tls1_2 ? CURL_SSLVERSION_MAX_TLSv1_2
                                                       : CURL_SSLVERSION_MAX_TLSv1_3;
  return low | high;
}

/// Header lines of one response: a status line begins a new block (after 100 Continue), fields that
/// follow the body are not the head's.
void take_header_line(Exchange& exchange, std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  auto& response = exchange.response;
  if (line.starts_with("HTTP/")) {
    response = {};
    const auto code_at = std::min(line.find(' '), line.size());
    const auto code = line.substr(code_at).substr(std::min<std::size_t>(1, line.size() - code_at));
    std::from_chars(code.data(), code.data() + code.size(), response.status);
    if (const auto gap = code.find(' '); gap != code.npos) response.reason = code.substr(gap + 1);
    return;
  }
  const auto colon = line.find(':');
  if (colon == line.npos || !response.body.empty()) return;
  auto value = line.substr(colon + 1);
  while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
  while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
  response.fields.add(std::string(line.substr(0, colon)), std::string(value));
}

std::size_t on_header(const char* bytes, std::size_t size, std::size_t count, void* user) {
  take_header_line(*static_cast<Exchange*>(user), {bytes, size * count});
  return size * count;
}

std::size_t on_body(const char* bytes, std::size_t size, std::size_t count, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  auto& body = exchange.response.body;
  if (body.size() + size * count > exchange.response_bytes_limit) {
    exchange.too_large = true;
    return 0;  // makes curl give up
  }
  body.append(bytes, size * count);
  return size * count;
}

/// The fields as they stand, and none of the ones that curl would add by itself.
List header_list(const http::Fields& fields) {
  List list;
  for (const auto& [name, value] : fields.entries()) {
    append(list, value.empty() ? name + ";" : name + ": " + value);
  }
  for (const std::string name : {"Accept", "Content-Type", "Expect"}) {
    if (!fields.find(name)) append(list, name + ":");
  }
  return list;
}

/// What kind of trouble curl met. A refused certificate may show only when the answer is read
/// (TLS 1.3), and a reset may hit the handshake: there the code alone does not tell, and the words
/// that curl has from OpenSSL or the system do.
Errc classify(CURLcode code, const Exchange& exchange) {
  const std::string_view said = exchange.error_text.data();
  const auto says = [&](std::string_view words) { return said.find(words) != said.npos; };
  const bool was_reset = says(std::generic_category().message(ECONNRESET)) ||
                         says(std::generic_category().message(EPIPE));
  const bool answer_begun = !exchange.response.fields.entries().empty();
  switch (code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
      return Errc::refused;
    case CURLE_OPERATION_TIMEDOUT:
      return Errc::timed_out;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return Errc::tls_rejected;
    case CURLE_SSL_CONNECT_ERROR:
      return was_reset ? Errc::reset : Errc::tls_rejected;
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
      if (says("alert")) return Errc::tls_rejected;
      if (was_reset) return Errc::reset;
      return answer_begun ? Errc::truncated : Errc::closed;
    case CURLE_GOT_NOTHING:
      return Errc::closed;
    case CURLE_PARTIAL_FILE:
      return Errc::truncated;
    case CURLE_FILESIZE_EXCEEDED:
      return Errc::too_large;
    case CURLE_WRITE_ERROR:
      return exchange.too_large ? Errc::too_large : Errc::malformed;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_BAD_CONTENT_ENCODING:
      return Errc::malformed;
    default:
      return Errc::io;
  }
}

/// Starts a thread that no signal is delivered to: they are the main thread's business, and writing
/// to a closed connection must not end the process.
std::thread quiet_thread(std::function<void()> body) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  std::thread thread(std::move(body));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

Multi make_multi(const CurlTransportOptions& options) {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);  // once a process
  Multi multi(started == CURLE_OK ? curl_multi_init() : nullptr);
  if (!multi) throw ErrorException(fail(Errc::io, "libcurl does not start"));
  const auto connections = static_cast<long>(options.connections);
  curl_multi_setopt(multi.get(), CURLMOPT_MAX_TOTAL_CONNECTIONS, connections);
  curl_multi_setopt(multi.get(), CURLMOPT_MAXCONNECTS, connections);
  curl_multi_setopt(multi.get(), CURLMOPT_PIPELINING, long{CURLPIPE_NOTHING});
  return multi;
}

}  // namespace

class CurlTransport::Engine {
 public:
  Engine(net::Endpoint to, std::optional<net::ClientTls> tls, CurlTransportOptions options)
      : to_(std::move(to)),
        tls_(std::move(tls)),
        options_(options),
        multi_(make_multi(options_)),
        inbox_(std::make_shared<Inbox>(multi_.get())),
        thread_(quiet_thread([this] { run(); })) {}

  ~Engine() {
    inbox_->stop();
    thread_.join();
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  const std::shared_ptr<Inbox>& inbox() const { return inbox_; }

 private:
  void run() {
    for (bool stopping = false; !stopping;) {
      auto letters = inbox_->take();
      for (auto& exchange : letters.submitted) start(std::move(exchange));
      for (const auto& exchange : letters.cancelled) {
        finish(exchange->easy.get(), asio::error::operation_aborted, {});
      }
      stopping = letters.stopping;
      int running = 0;
      curl_multi_perform(multi_.get(), &running);
      reap();
      if (!stopping) curl_multi_poll(multi_.get(), nullptr, 0, kPollTimeMs, nullptr);
    }
    while (!active_.empty()) {
      finish(active_.begin()->first, {}, fail(Errc::unavailable, "the client is shutting down"));
    }
  }

  void start(ExchangePtr exchange) {
    try {
      prepare(*exchange);
    } catch (const ErrorException& wrong) {
      std::exchange(exchange->done, nullptr)({}, wrong.error);
      return;
    }
    auto* easy = exchange->easy.get();
    active_.emplace(easy, std::move(exchange));
    curl_multi_add_handle(multi_.get(), easy);
  }

  void prepare(Exchange& exchange) {
    exchange.easy.reset(curl_easy_init());
    if (!exchange.easy) throw ErrorException(fail(Errc::io, "libcurl has no more handles"));
    exchange.response_bytes_limit = options_.response_bytes;
    prepare_where(exchange);
    prepare_limits(exchange);
    prepare_message(exchange);
    if (tls_) prepare_tls(exchange);
  }

  void prepare_where(Exchange& exchange) {
    const auto& name = tls_ && !tls_->server_name.empty() ? tls_->server_name : to_.host;
    const auto url = fmt::format("{}://{}:{}", tls_ ? "https" : "http", name, to_.port);
    append(exchange.connect_to, fmt::format("::{}:{}", to_.host, to_.port));
    set(exchange, CURLOPT_URL, url.c_str());
    set(exchange, CURLOPT_CONNECT_TO, exchange.connect_to.get());
    set(exchange, CURLOPT_PROTOCOLS_STR, tls_ ? "https" : "http");
    set(exchange, CURLOPT_PROXY, "");
    set(exchange, CURLOPT_NOPROXY, "*");
    set(exchange, CURLOPT_FOLLOWLOCATION, 0L);
    set(exchange, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
    set(exchange, CURLOPT_HTTP09_ALLOWED, 0L);
  }

  void prepare_limits(Exchange& exchange) {
    set(exchange, CURLOPT_NOSIGNAL, 1L);
    set(exchange, CURLOPT_TIMEOUT_MS, static_cast<long>(options_.time_limit.count()));
    set(exchange, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_time.count()));
    set(exchange, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(options_.response_bytes));
    set(exchange, CURLOPT_ERRORBUFFER, exchange.error_text.data());
    set(exchange, CURLOPT_HEADERFUNCTION, &on_header);
    set(exchange, CURLOPT_HEADERDATA, static_cast<void*>(&exchange));
    set(exchange, CURLOPT_WRITEFUNCTION, &on_body);
    set(exchange, CURLOPT_WRITEDATA, static_cast<void*>(&exchange));
  }

  void prepare_message(Exchange& exchange) {
    const auto& request = exchange.request;
    if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
      set(exchange, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      set(exchange, CURLOPT_POSTFIELDS, request.body.c_str());  // not copied: the exchange owns it
    }
    if (request.method == "HEAD") set(exchange, CURLOPT_NOBODY, 1L);
    set(exchange, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    set(exchange, CURLOPT_REQUEST_TARGET, request.target.c_str());
    exchange.headers = header_list(request.fields);
    set(exchange, CURLOPT_HTTPHEADER, exchange.headers.get());
  }

  void prepare_tls(Exchange& exchange) {
    auto anchors = view(tls_->server_ca_pem);
    set(exchange, CURLOPT_SSL_VERIFYPEER, 1L);
    set(exchange, CURLOPT_SSL_VERIFYHOST, 2L);
    set(exchange, CURLOPT_CAINFO, static_cast<const char*>(nullptr));  // not the machine's anchors
    set(exchange, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    set(exchange, CURLOPT_CAINFO_BLOB, &anchors);
    set(exchange, CURLOPT_SSLVERSION, curl_versions(tls_->lowest, tls_->highest));
    if (!tls_->credentials) return;
    auto certificate = view(tls_->credentials->certificate_pem);
    auto key = view(tls_->credentials->private_key_pem);
    set(exchange, CURLOPT_SSLCERTTYPE, "PEM");
    set(exchange, CURLOPT_SSLCERT_BLOB, &certificate);
    set(exchange, CURLOPT_SSLKEYTYPE, "PEM");
    set(exchange, CURLOPT_SSLKEY_BLOB, &key);
  }

  void reap() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;
      CURL* easy = message->easy_handle;  // the message dies with the handle
      auto& exchange = *active_.at(easy);
      if (code == CURLE_OK) {
        finish(easy, {}, std::move(exchange.response));
      } else {
        finish(easy, {}, describe(code, exchange));
      }
    }
  }

  Error describe(CURLcode code, const Exchange& exchange) const {
    const std::string_view said = exchange.error_text.data();
    return fail(
        classify(code, exchange),
        fmt::format("{}: {}", net::to_string(to_), said.empty() ? curl_easy_strerror(code) : said));
  }

  /// Nothing of the exchange runs any more when its `done` is called. An exchange that ended before
  /// is left alone.
  void finish(CURL* easy, error_code error, Result<http::Response> result) {
    const auto found = active_.find(easy);
    if (found == active_.end()) return;
    const auto exchange = std::move(found->second);
    active_.erase(found);
    curl_multi_remove_handle(multi_.get(), easy);
    exchange->easy.reset();
    std::exchange(exchange->done, nullptr)(error, std::move(result));
  }

  const net::Endpoint to_;
  const std::optional<net::ClientTls> tls_;
  const CurlTransportOptions options_;
  Multi multi_;
  std::unordered_map<CURL*, ExchangePtr> active_;  // the thread's own
  std::shared_ptr<Inbox> inbox_;
  std::thread thread_;  // last: everything is there when it starts
};

CurlTransport::CurlTransport(net::Endpoint to, std::optional<net::ClientTls> tls,
                             CurlTransportOptions options)
    : engine_(std::make_unique<Engine>(std::move(to), std::move(tls), options)) {}

CurlTransport::~CurlTransport() = default;

net::awaitable<Result<http::Response>> CurlTransport::send(http::Request request) {
  auto exchange = std::make_shared<Exchange>();
  exchange->request = std::move(request);
  auto inbox = engine_->inbox();
  auto initiate = [inbox, exchange](auto handler) {
    if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected()) {
      slot.assign([inbox, weak = std::weak_ptr(exchange)](asio::cancellation_type) {
        if (auto alive = weak.lock()) inbox->cancel(std::move(alive));
      });
    }
    exchange->done = resume_later(std::move(handler));
    if (!inbox->submit(exchange)) {
      std::exchange(exchange->done, nullptr)({},
                                             fail(Errc::unavailable, "the client is shut down"));
    }
  };
  using Signature = void(error_code, Result<http::Response>);
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, Signature>(
      std::move(initiate), asio::use_awaitable);
}

}  // namespace provbank::kommun
