#include "harness/defects/packing.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <elf.h>
#include <sqlite3.h>

#include <cstring>

#include "platform/base/c_handle.hpp"
#include "platform/base/result.hpp"

namespace provbank::defects {
namespace {

using Writer = CHandle<struct archive, &archive_write_free>;
using Entry_ = CHandle<archive_entry, &archive_entry_free>;
using Database = CHandle<sqlite3, &sqlite3_close>;
using Statement = CHandle<sqlite3_stmt, &sqlite3_finalize>;

constexpr std::size_t kPageBytes = 4096;
constexpr std::uint64_t kHeapAddress = 0x5555'5555'6000;

void must(bool good, const char* what) {
  if (!good) throw ErrorException(fail(Errc::io, std::string("seeded defect: ") + what));
}

std::string packed(const std::string& name, std::string_view content, int filter, int format) {
  std::string out(content.size() + 64 * 1024, '\0');
  std::size_t used = 0;
  const Writer writer(archive_write_new());
  auto* a = writer.get();
  must(archive_write_add_filter(a, filter) == ARCHIVE_OK, "filter");
  must(archive_write_set_format(a, format) == ARCHIVE_OK, "format");
  archive_write_set_bytes_in_last_block(a, 1);
  must(archive_write_open_memory(a, out.data(), out.size(), &used) == ARCHIVE_OK, "open");
  const Entry_ entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0600);
  must(archive_write_header(a, entry.get()) == ARCHIVE_OK, "header");
  must(archive_write_data(a, content.data(), content.size()) >= 0, "data");
  must(archive_write_close(a) == ARCHIVE_OK, "close");
  out.resize(used);
  return out;
}

Database open(const std::filesystem::path& file) {
  sqlite3* raw = nullptr;
  const int status = sqlite3_open(file.c_str(), &raw);
  Database database(raw);
  must(status == SQLITE_OK, "database");
  return database;
}

void execute(sqlite3* database, const char* sql) {
  must(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql);
}

void insert(sqlite3* database, const std::string& value) {
  execute(database, "CREATE TABLE IF NOT EXISTS cache(id INTEGER PRIMARY KEY, innehall TEXT)");
  sqlite3_stmt* raw = nullptr;
  const int status =
      sqlite3_prepare_v2(database, "INSERT INTO cache(innehall) VALUES(?)", -1, &raw, nullptr);
  const Statement statement(raw);
  must(status == SQLITE_OK, "insert");
  sqlite3_bind_text(raw, 1, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
  must(sqlite3_step(raw) == SQLITE_DONE, "insert");
}

template <class T>
void put(std::string& bytes, std::size_t at, const T& value) {
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

}  // namespace

std::string gzipped(std::string_view content) {
  return packed("-", content, ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_RAW);
}

std::string tar_zst(const std::string& name, std::string_view content) {
  return packed(name, content, ARCHIVE_FILTER_ZSTD, ARCHIVE_FORMAT_TAR_USTAR);
}

std::string core_of(std::string_view memory) {
  const std::size_t pages = (memory.size() + kPageBytes - 1) / kPageBytes;
  std::string out(kPageBytes + pages * kPageBytes, '\0');
  Elf64_Ehdr file{};
  std::memcpy(file.e_ident, ELFMAG, SELFMAG);
  file.e_ident[EI_CLASS] = ELFCLASS64;
  file.e_ident[EI_DATA] = ELFDATA2LSB;
  file.e_ident[EI_VERSION] = EV_CURRENT;
  file.e_type = ET_CORE;
  file.e_machine = EM_X86_64;
  file.e_version = EV_CURRENT;
  file.e_phoff = sizeof file;
  file.e_ehsize = sizeof file;
  file.e_phentsize = sizeof(Elf64_Phdr);
  file.e_phnum = 1;
  Elf64_Phdr heap{};
  heap.p_type = PT_LOAD;
  heap.p_flags = PF_R | PF_W;
  heap.p_offset = kPageBytes;
  heap.p_vaddr = kHeapAddress;
  heap.p_filesz = heap.p_memsz = pages * kPageBytes;
  heap.p_align = kPageBytes;
  put(out, 0, file);
  put(out, sizeof file, heap);
  out.replace(kPageBytes, memory.size(), memory);
  return out;
}

void add_row(const std::filesystem::path& file, const std::string& value) {
  const Database database = open(file);
  insert(database.get(), value);
}

void add_and_delete_row(const std::filesystem::path& file, const std::string& value) {
  const Database database = open(file);
  execute(database.get(), "PRAGMA journal_mode=WAL; PRAGMA secure_delete=ON");
  // As when the process is killed, or keeps the database open: the log is not worked in at the end.
  sqlite3_db_config(database.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  insert(database.get(), value);
  execute(database.get(), "DELETE FROM cache");
}

}  // namespace provbank::defects
