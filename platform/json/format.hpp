// The formats of JSON Schema that are asserted here: RFC 3339's.
#pragma once
#include <string_view>

namespace provbank::json {

bool is_date(std::string_view text);       // 2026-02-28, a day that exists
bool is_time(std::string_view text);       // 23:59:60.5+01:00, Z; seconds may be 60 (a leap second)
bool is_date_time(std::string_view text);  // both, 'T' between

}  // namespace provbank::json
