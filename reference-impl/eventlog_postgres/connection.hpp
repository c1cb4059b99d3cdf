// A session with the database, and its troubles as Errors. Only .cpp files of this folder include
// it: it holds what SOCI hands out.
#pragma once
#include <soci/soci.h>

#include <memory>
#include <string>
#include <utility>

#include "reference-impl/eventlog_postgres/postgres_store.hpp"

namespace provbank::eventlog_postgres {

class Connection {
 public:
  explicit Connection(Options options) : options_(std::move(options)) {}

  /// Connects when there is no connection. Throws soci_error.
  soci::session& session();
  bool connected() const { return session_ != nullptr; }
  /// After any error: nobody knows what state the session is in.
  void drop() { session_.reset(); }

  /// What went wrong, and the session dropped.
  Error failure(const std::exception& error);

  const Options& options() const { return options_; }

 private:
  Options options_;
  std::unique_ptr<soci::session> session_;
};

}  // namespace provbank::eventlog_postgres
