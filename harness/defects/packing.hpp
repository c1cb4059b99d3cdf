// Containers that something may be left in, made in memory or beside the aggregator's files.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace provbank::defects {

std::string gzipped(std::string_view content);
/// A tar archive with one file of that name, compressed with zstd.
std::string tar_zst(const std::string& name, std::string_view content);
/// The core of a process that had the content in its memory, as the kernel writes it: header, one
/// note-less program header, and the page.
std::string core_of(std::string_view memory);
/// Adds a row to a table of a SQLite database, which is made if it is not there.
void add_row(const std::filesystem::path& database, const std::string& value);
/// Adds a row and deletes it again; what is left of it is a page of the write-ahead log.
void add_and_delete_row(const std::filesystem::path& database, const std::string& value);

}  // namespace provbank::defects
