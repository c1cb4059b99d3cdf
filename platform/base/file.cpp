#include "platform/base/file.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <system_error>

namespace provbank {
namespace fs = std::filesystem;

Result<std::string> read_file(const fs::path& file, std::size_t bytes_limit) {
  std::error_code ec;
  if (!fs::is_regular_file(file, ec)) {
    return fail(Errc::not_found, file.string() + ": no such file");
  }
  const auto size = fs::file_size(file, ec);
  if (ec) return fail(Errc::io, file.string() + ": " + ec.message());
  if (size > bytes_limit) {
    return fail(Errc::too_large, file.string() + ": " + std::to_string(size) +
                                     " bytes, the limit is " + std::to_string(bytes_limit));
  }
  std::ifstream in(file, std::ios::binary);
  std::string content(size, '\0');
  in.read(content.data(), static_cast<std::streamsize>(size));
  if (!in) return fail(Errc::io, file.string() + ": cannot be read");
  return content;
}

Result<void> write_file(const fs::path& file, std::string_view content) {
  std::error_code ec;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), ec);
  if (ec) return fail(Errc::io, file.parent_path().string() + ": " + ec.message());
  fs::path draft = file;
  draft += ".part" + std::to_string(::getpid());
  {
    std::ofstream out(draft, std::ios::binary | std::ios::trunc);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    out.flush();
    if (!out)
      return fail(Errc::io, draft.string() + ": cannot be written (disk full or no permission?)");
  }
  fs::rename(draft, file, ec);
  if (ec) return fail(Errc::io, file.string() + ": " + ec.message());
  return {};
}

ScratchFolder::ScratchFolder() {
  std::string name = (fs::temp_directory_path() / "provbank-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw ErrorException(fail(Errc::io, name + ": cannot be made (disk full or no permission?)"));
  }
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace provbank
