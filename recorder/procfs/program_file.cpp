#include "recorder/procfs/program_file.hpp"

#include <elf.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

namespace tidemark {
namespace {

// Heads are smaller; a build's note takes about a hundred bytes.
constexpr std::size_t kHeadBytes = 4096;
constexpr std::size_t kMostNoteBytes = 1024;

using Bytes = std::span<const char>;

template <typename Structure>
std::optional<Structure> read_structure(Bytes bytes, std::size_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(Structure)) return std::nullopt;
  Structure structure;
  std::memcpy(&structure, bytes.data() + offset, sizeof structure);
  return structure;
}

std::size_t padded(std::size_t size) { return (size + 3) / 4 * 4; }

// Whether one of the notes is by "Go". The heads of 32 and 64 bits are alike (elf(5)).
bool has_go_note(Bytes notes) {
  for (std::size_t offset = 0;;) {
    const auto head = read_structure<Elf64_Nhdr>(notes, offset);
    if (!head) return false;
    const Bytes rest = notes.subspan(offset + sizeof *head);
    if (head->n_namesz > rest.size()) return false;
    if (std::string_view(rest.data(), head->n_namesz) == std::string_view("Go\0\0", 4)) return true;
    const std::size_t size = padded(head->n_namesz) + padded(head->n_descsz);
    if (size > rest.size()) return false;
    offset += sizeof *head + size;
  }
}

template <typename Header, typename Segment>
bool is_go(int descriptor, Bytes head) {
  const auto header = read_structure<Header>(head, 0);
  if (!header) return false;
  for (std::size_t i = 0; i < header->e_phnum; ++i) {
    const auto segment = read_structure<Segment>(head, header->e_phoff + i * sizeof(Segment));
    if (!segment) return false;
    if (segment->p_type != PT_NOTE) continue;
    std::array<char, kMostNoteBytes> notes{};
    const auto count = pread(descriptor, notes.data(), std::min<std::size_t>(notes.size(), segment->p_filesz),
                             static_cast<off_t>(segment->p_offset));
    if (count > 0 && has_go_note(Bytes(notes.data(), static_cast<std::size_t>(count)))) return true;
  }
  return false;
}

}  // namespace

Runtime runtime_of_file(int descriptor) {
  std::array<char, kHeadBytes> buffer{};
  const auto count = pread(descriptor, buffer.data(), buffer.size(), 0);
  if (count < EI_NIDENT) return Runtime::kUnknown;
  const Bytes head(buffer.data(), static_cast<std::size_t>(count));
  if (std::memcmp(head.data(), ELFMAG, SELFMAG) != 0) return Runtime::kUnknown;
  constexpr char kOwnOrder = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
  if (head[EI_DATA] != kOwnOrder) return Runtime::kNative;
  const bool found = head[EI_CLASS] == ELFCLASS64 ? is_go<Elf64_Ehdr, Elf64_Phdr>(descriptor, head)
                                                  : is_go<Elf32_Ehdr, Elf32_Phdr>(descriptor, head);
  return found ? Runtime::kGo : Runtime::kNative;
}

}  // namespace tidemark
