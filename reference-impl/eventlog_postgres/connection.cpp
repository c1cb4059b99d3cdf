#include "reference-impl/eventlog_postgres/connection.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <soci/postgresql/soci-postgresql.h>

#include <algorithm>

namespace provbank::eventlog_postgres {
namespace {

/// The target with our limits, where it says nothing else itself.
std::string with_limits(const Options& options) {
  std::string target = options.target;
  const auto add = [&target](std::string_view name, const std::string& value) {
    if (target.find(fmt::format("{}=", name)) != std::string::npos) return;
    target += target.find('?') == std::string::npos ? '?' : '&';
    target += fmt::format("{}={}", name, value);
  };
  const auto seconds = std::max<long long>(
      2, std::chrono::ceil<std::chrono::seconds>(options.connect_limit).count());
  add("connect_timeout", std::to_string(seconds));
  // A peer that is gone without a word must not hold a question for ever.
  add("tcp_user_timeout", std::to_string(options.statement_limit.count()));
  add("keepalives_idle", "5");
  add("keepalives_interval", "2");
  add("keepalives_count", "3");
  add("application_name", "provbank");
  return target;
}

Errc code_of(const soci::soci_error& error) {
  const auto* postgres = dynamic_cast<const soci::postgresql_soci_error*>(&error);
  const std::string state = postgres == nullptr ? std::string() : postgres->sqlstate();
  if (state == "42501" || state == "28P01" || state == "28000") return Errc::refused;
  if (state == "3F000" || state == "42P01" || state == "42883" || state == "3D000") {
    return Errc::unsupported;
  }
  if (state == "57014" || state == "55P03") return Errc::timed_out;
  if (state == "53100") return Errc::io;  // disk full
  if (state == "23514" || state == "23505") return Errc::invalid;
  return Errc::unavailable;
}

std::string first_line(const std::string& text) {
  std::string line = text.substr(0, text.find('\n'));
  while (!line.empty() && (line.back() == ' ' || line.back() == '.')) line.pop_back();
  return line;
}

}  // namespace

soci::session& Connection::session() {
  if (session_) return *session_;
  auto fresh = std::make_unique<soci::session>(soci::postgresql, with_limits(options_));
  // What the server says beside its answers would go to standard error.
  auto* backend = static_cast<soci::postgresql_session_backend*>(fresh->get_backend());
  PQsetNoticeProcessor(
      backend->conn_, [](void*, const char*) {}, nullptr);
  const auto limit = options_.statement_limit.count();
  *fresh << "SET client_min_messages = warning";
  *fresh << "SET synchronous_commit = on";
  *fresh << fmt::format("SET statement_timeout = {}", limit);
  *fresh << fmt::format("SET lock_timeout = {}", limit);
  // A process that is stopped with the log's lock in its hand loses it.
  *fresh << fmt::format("SET idle_in_transaction_session_timeout = {}", 2 * limit);
  session_ = std::move(fresh);
  return *session_;
}

Error Connection::failure(const std::exception& error) {
  drop();
  const auto* known = dynamic_cast<const soci::soci_error*>(&error);
  if (known == nullptr) return fail(Errc::io, shown(options_.target) + ": " + error.what());
  return fail(code_of(*known),
              shown(options_.target) + ": " + first_line(known->get_error_message()));
}

}  // namespace provbank::eventlog_postgres
