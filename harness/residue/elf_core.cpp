#include "harness/residue/elf_core.hpp"

#include <elf.h>

#include <algorithm>
#include <cstring>

namespace provbank::residue {
namespace {

template <class T>
bool read(std::string_view bytes, std::uint64_t at, T& to) {
  if (at > bytes.size() || bytes.size() - at < sizeof(T)) return false;
  std::memcpy(&to, bytes.data() + at, sizeof(T));
  return true;
}

std::vector<CorePart> memory_parts(std::string_view headers, std::uint64_t size) {
  Elf64_Ehdr file;
  std::vector<CorePart> out;
  if (!is_elf_core(headers) || !read(headers, 0, file)) return out;
  for (std::size_t i = 0; i < file.e_phnum; ++i) {
    Elf64_Phdr header;
    if (!read(headers, file.e_phoff + i * sizeof header, header)) break;
    if (header.p_type != PT_LOAD || header.p_filesz == 0 || header.p_offset >= size) continue;
    out.push_back({header.p_offset,
                   std::min<std::uint64_t>(header.p_filesz, size - header.p_offset), true,
                   header.p_vaddr});
  }
  std::ranges::sort(out, {}, &CorePart::offset);
  return out;
}

}  // namespace

bool is_elf_core(std::string_view first_bytes) {
  Elf64_Ehdr file;
  return read(first_bytes, 0, file) && std::memcmp(file.e_ident, ELFMAG, SELFMAG) == 0 &&
         file.e_ident[EI_CLASS] == ELFCLASS64 && file.e_ident[EI_DATA] == ELFDATA2LSB &&
         file.e_type == ET_CORE;
}

std::vector<CorePart> core_parts(std::string_view headers, std::uint64_t size) {
  std::vector<CorePart> out;
  std::uint64_t done = 0;
  for (CorePart part : memory_parts(headers, size)) {
    if (part.offset + part.size <= done) continue;
    if (part.offset < done) {  // overlaps the one before
      const auto cut = done - part.offset;
      part = {done, part.size - cut, true, part.address + cut};
    }
    const bool follows = !out.empty() && out.back().memory && part.offset == done &&
                         out.back().address + out.back().size == part.address;
    if (follows) {
      out.back().size += part.size;
    } else {
      if (part.offset > done) out.push_back({done, part.offset - done, false, 0});
      out.push_back(part);
    }
    done = part.offset + part.size;
  }
  if (!out.empty() && done < size) out.push_back({done, size - done, false, 0});
  return out;
}

}  // namespace provbank::residue
