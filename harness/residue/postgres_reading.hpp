// A PostgreSQL database: every schema, table and column, and the server's files when readable.
#pragma once
#include <span>
#include <string>

#include "harness/residue/unfold.hpp"

namespace provbank::residue {

/// `address` is what libpq takes (postgresql://...). Reads in one read-only transaction. Tables
/// that may not be read are told of. `log_tables` ("schema.table") are event logs; where there are
/// any, the server's own files, which hold all tables' rows mixed, count as such too.
void read_postgres(const Place& place, const std::string& address,
                   std::span<const std::string> log_tables, Unfolder& unfolder);

}  // namespace provbank::residue
