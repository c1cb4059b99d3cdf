// A PostgreSQL database: every schema, table and column, and the server's files when readable.
#pragma once
#include <string>

#include "harness/residue/unfold.hpp"

namespace provbank::residue {

/// `address` is what libpq takes (postgresql://...). Reads in one read-only transaction. Tables
/// that may not be read are told of.
void read_postgres(const Place& place, const std::string& address, Unfolder& unfolder);

}  // namespace provbank::residue
