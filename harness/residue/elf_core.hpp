// Where the parts of a core file lay in the process's memory.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace provbank::residue {

/// A part of a core file. Those of memory have the address at which it lay; the others (headers,
/// notes) their offset in the file.
struct CorePart {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  bool memory = false;
  std::uint64_t address = 0;
};

/// True for a 64-bit little-endian ELF core.
bool is_elf_core(std::string_view first_bytes);

/// The parts of a file of `size` bytes in the order of the file, without gaps. `headers` begins the
/// file and should hold its program headers. Empty when they cannot be read: then the whole file is
/// one part of no known address.
std::vector<CorePart> core_parts(std::string_view headers, std::uint64_t size);

}  // namespace provbank::residue
