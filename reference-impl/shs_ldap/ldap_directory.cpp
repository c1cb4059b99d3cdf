#include "reference-impl/shs_ldap/ldap_directory.hpp"

#include <fmt/format.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <deque>
#include <map>

#include "platform/base/file.hpp"
#include "platform/text/number.hpp"
#include "reference-impl/shs/organisation.hpp"
#include "reference-impl/shs_ldap/answers.hpp"

namespace provbank::shs_ldap {
namespace {

namespace asio = boost::asio;

/// What is known, for a time.
template <class T>
class Cache {
 public:
  explicit Cache(const Limits& limits) : kept_(limits.cached), most_(limits.cached_answers) {}

  const T* find(const std::string& key, time::TimePoint now) {
    while (!in_order_.empty() && (in_order_.front().second + kept_ <= now)) drop_oldest();
    const auto found = answers_.find(key);
    return found == answers_.end() ? nullptr : &found->second;
  }
  void keep(const std::string& key, T answer, time::TimePoint now) {
    if (!answers_.insert_or_assign(key, std::move(answer)).second) return;  // asked twice at once
    in_order_.emplace_back(key, now);
    if (in_order_.size() > most_) drop_oldest();
  }

 private:
  void drop_oldest() {
    answers_.erase(in_order_.front().first);
    in_order_.pop_front();
  }

  time::Duration kept_;
  std::size_t most_;
  std::map<std::string, T> answers_;
  std::deque<std::pair<std::string, time::TimePoint>> in_order_;
};

/// What the servers had to say: the first answer, and who failed before it.
struct Outcome {
  Result<std::vector<Entry>> entries;
  std::vector<std::string> failed;
};

Outcome ask_in_order(const std::vector<std::string>& servers, const Search& asked,
                     const std::filesystem::path& trust_anchors, const Limits& limits,
                     const std::atomic<bool>& stopping) {
  Outcome out;
  std::string reasons;
  for (const auto& server : servers) {
    out.entries = search(server, asked, trust_anchors, limits, stopping);
    if (out.entries || out.entries.error().code != Errc::unavailable) return out;
    out.failed.push_back(server);
    reasons += (reasons.empty() ? "" : "; ") + out.entries.error().detail;
    if (stopping) break;
  }
  out.entries = fail(Errc::unavailable, "the directory: " + reasons);
  return out;
}

/// libldap may write to a connection that the server has closed.
void block_broken_pipes() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace

struct LdapDirectory::State : std::enable_shared_from_this<LdapDirectory::State> {
  State(time::Clock& its_clock, Settings its_settings)
      : clock(its_clock),
        settings(std::move(its_settings)),
        names(settings.limits),
        addresses(settings.limits),
        agreements(settings.limits) {
    asio::post(thread, block_broken_pipes);
  }

  /// In the order given, but those that failed of late after the others.
  std::vector<std::string> servers_now() const {
    std::vector<std::string> out;
    std::vector<std::string> resting;
    for (const auto& server : settings.servers) {
      const auto failed = failed_at.find(server);
      const bool rests =
          failed != failed_at.end() && clock.now() < failed->second + settings.limits.resting;
      (rests ? resting : out).push_back(server);
    }
    out.insert(out.end(), resting.begin(), resting.end());
    return out;
  }

  awaitable<Result<std::vector<Entry>>> ask(Search asked) {
    if (waiting >= settings.limits.questions_at_a_time)
      co_return fail(Errc::unavailable, "the directory: too many look-ups wait for an answer");
    struct Count {
      std::size_t& waiting;
      explicit Count(std::size_t& counted) : waiting(counted) { ++waiting; }
      Count(const Count&) = delete;
      Count& operator=(const Count&) = delete;
      ~Count() { --waiting; }
    };
    const Count counted(waiting);
    auto work = [this, servers = servers_now(), asked = std::move(asked)]() -> awaitable<Outcome> {
      co_return ask_in_order(servers, asked, settings.trust_anchors, settings.limits, stopping);
    };
    auto outcome = co_await asio::co_spawn(thread, std::move(work), asio::use_awaitable);
    for (const auto& server : outcome.failed) failed_at[server] = clock.now();
    co_return std::move(outcome.entries);
  }

  /// From the cache, or asked and then kept.
  template <class T>
  awaitable<Result<T>> look_up(Cache<T>& cache, std::string key, Search asked,
                               Result<T> (*read)(const std::vector<Entry>&)) {
    // Whoever waits may be left waiting when the directory ends.
    const auto until_the_end = shared_from_this();
    if (const T* known = cache.find(key, clock.now())) co_return *known;
    auto entries = co_await ask(std::move(asked));
    Result<T> answer = entries ? read(*entries) : Result<T>(entries.error());
    if (answer) {
      cache.keep(key, *answer, clock.now());
    } else if (settings.on_trouble) {
      settings.on_trouble(answer.error());
    }
    co_return answer;
  }

  time::Clock& clock;
  const Settings settings;
  Cache<std::optional<std::string>> names;
  Cache<std::optional<std::string>> addresses;
  Cache<std::vector<shs::PublicAgreement>> agreements;
  std::map<std::string, time::TimePoint> failed_at;
  std::size_t waiting = 0;
  std::atomic<bool> stopping = false;
  asio::thread_pool thread{1};  // the last: it ends before what it uses
};

LdapDirectory::LdapDirectory(time::Clock& clock, Settings settings) {
  std::string target;
  for (const auto& server : settings.servers) target += (target.empty() ? "" : ",") + server;
  settings.servers = servers_in(target).value();
  const bool secret = target.find("ldaps://") != std::string::npos;
  if (secret && settings.trust_anchors.empty())
    throw ErrorException(fail(Errc::invalid, target + ": ldaps:// needs trust anchors"));
  state_ = std::make_shared<State>(clock, std::move(settings));
}

LdapDirectory::~LdapDirectory() {
  state_->stopping = true;
  state_->thread.join();
}

awaitable<Result<std::optional<std::string>>> LdapDirectory::organisation(std::string number) {
  const auto digits = shs::organisation_in(number);
  if (digits.empty()) co_return std::nullopt;
  auto asked = organisation_search(state_->settings.base, digits);
  co_return co_await state_->look_up(state_->names, digits, std::move(asked), name_in);
}

awaitable<Result<std::optional<std::string>>> LdapDirectory::address(std::string number,
                                                                     std::string product) {
  const auto digits = shs::organisation_in(number);
  if (digits.empty() || !wire::shs::is_product(product)) co_return std::nullopt;
  auto asked = address_search(state_->settings.base, digits, product);
  auto key = digits + " " + wire::shs::lower_case(product);
  co_return co_await state_->look_up(state_->addresses, std::move(key), std::move(asked),
                                     address_in);
}

awaitable<Result<std::vector<shs::PublicAgreement>>> LdapDirectory::agreements(std::string number) {
  const auto digits = shs::organisation_in(number);
  if (digits.empty()) co_return std::vector<shs::PublicAgreement>();
  auto asked = agreements_search(state_->settings.base, digits);
  co_return co_await state_->look_up(state_->agreements, digits, std::move(asked), agreements_in);
}

// ---- Which directory ----------------------------------------------------------------------------

namespace {

constexpr std::string_view kPlain = "ldap://";
constexpr std::string_view kSecret = "ldaps://";

Result<std::string> server_in(std::string_view url) {
  const auto wrong = [&](std::string_view why) {
    return fail(Errc::invalid, fmt::format("{}: {}; ldap://host:port is wanted", url, why));
  };
  if (!is_ldap(url)) return wrong("not an address of a directory");
  const bool secret = url.starts_with(kSecret);
  auto rest = url.substr(secret ? kSecret.size() : kPlain.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const auto end_of_host = rest.starts_with('[') ? rest.find(']') + 1 : rest.find(':');
  const auto host = rest.substr(0, end_of_host);
  for (const char c : host) {
    const bool known = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '.' || c == '_' ||
                       (rest.front() == '[' && (c == '[' || c == ']' || c == ':'));
    if (!known) return wrong("a character that no host has");
  }
  if (host.empty() || (rest.front() == '[' && !host.ends_with(']'))) return wrong("no host");
  const auto after = rest.substr(host.size());
  if (after.empty())
    return fmt::format("{}{}:{}", secret ? kSecret : kPlain, host, secret ? 636 : 389);
  const auto port = text::whole_in(after.substr(1));
  if (after.front() != ':' || !port || *port == 0 || *port > UINT16_MAX) return wrong("no port");
  return fmt::format("{}{}:{}", secret ? kSecret : kPlain, host, *port);
}

}  // namespace

Result<std::vector<std::string>> servers_in(const std::string& target) {
  std::vector<std::string> out;
  for (std::string_view rest = target;;) {
    const auto comma = rest.find(',');
    auto server = server_in(rest.substr(0, comma));
    if (!server) return server.error();
    out.push_back(std::move(*server));
    if (out.size() > kServersMax)
      return fail(Errc::invalid, fmt::format("more than {} servers of a directory", kServersMax));
    if (comma == std::string_view::npos) return out;
    rest.remove_prefix(comma + 1);
  }
}

bool is_ldap(std::string_view target) {
  return target.starts_with(kPlain) || target.starts_with(kSecret);
}

Result<std::shared_ptr<shs::Directory>> directory_from(const std::string& target,
                                                       time::Clock& clock, Choice choice) {
  if (!is_ldap(target)) {
    const auto scheme = target.find("://");
    if (scheme != std::string::npos)
      return fail(
          Errc::invalid,
          fmt::format("{}: a directory is a file, or ldap://host:port[,ldap://host:port]", target));
    auto fixed = shs::FixedDirectory::load(target);
    if (!fixed) return fixed.error();
    return std::shared_ptr<shs::Directory>(std::move(*fixed));
  }
  auto servers = servers_in(target);
  if (!servers) return servers.error();
  if (!choice.trust_anchors.empty()) {
    if (auto read = read_file(choice.trust_anchors); !read) return read.error();
  }
  Settings settings{.servers = std::move(*servers),
                    .trust_anchors = std::move(choice.trust_anchors),
                    .on_trouble = std::move(choice.on_trouble)};
  try {
    return std::shared_ptr<shs::Directory>(
        std::make_shared<LdapDirectory>(clock, std::move(settings)));
  } catch (const ErrorException& wrong) {
    return wrong.error;
  }
}

}  // namespace provbank::shs_ldap
