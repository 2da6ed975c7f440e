#include "analyzer/stacks/source_lines.hpp"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <gelf.h>
#include <libelf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <span>

#include "common/descriptor.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kMostFiles = 64;
constexpr std::size_t kMostFound = 100'000;
constexpr int kMostInlined = 32;

std::string hexadecimal(std::span<const unsigned char> bytes) {
  std::string text;
  for (const unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

std::optional<std::string> build_id_of(Elf* elf) {
  const void* bytes = nullptr;
  const ssize_t size = dwelf_elf_gnu_build_id(elf, &bytes);
  if (size <= 0) return std::nullopt;
  return hexadecimal({static_cast<const unsigned char*>(bytes), static_cast<std::size_t>(size)});
}

std::string text_of(const char* text) {
  return text != nullptr ? printable(escape_name(text)) : std::string();
}

// The name as a symbol where it is a member or overloaded, else as it stands in the source.
std::string function_of(Dwarf_Die* die) {
  Dwarf_Attribute attribute;
  for (const unsigned int name : {unsigned{DW_AT_linkage_name}, unsigned{DW_AT_MIPS_linkage_name}}) {
    if (dwarf_attr_integrate(die, name, &attribute) != nullptr) return text_of(dwarf_formstring(&attribute));
  }
  return text_of(dwarf_diename(die));
}

std::optional<Dwarf_Word> number_of(Dwarf_Die* die, unsigned int name) {
  Dwarf_Attribute attribute;
  Dwarf_Word value = 0;
  if (dwarf_attr(die, name, &attribute) == nullptr || dwarf_formudata(&attribute, &value) != 0)
    return std::nullopt;
  return value;
}

// Units without a list of their addresses are looked through one by one.
bool find_unit(Dwarf* debug, Dwarf_Addr address, Dwarf_Die& unit) {
  if (dwarf_addrdie(debug, address, &unit) != nullptr) return true;
  Dwarf_CU* at = nullptr;
  while (dwarf_get_units(debug, at, &at, nullptr, nullptr, &unit, nullptr) == 0) {
    if (dwarf_haspc(&unit, address) == 1) return true;
  }
  return false;
}

std::optional<SourceLine> line_at(Dwarf_Die& unit, Dwarf_Addr address) {
  Dwarf_Line* found = dwarf_getsrc_die(&unit, address);
  int line = 0;
  const char* file = found != nullptr ? dwarf_linesrc(found, nullptr, nullptr) : nullptr;
  if (file == nullptr || dwarf_lineno(found, &line) != 0 || line <= 0) return std::nullopt;
  return SourceLine{{}, text_of(file), line};
}

// Returns what contains the code at an address, the innermost first: dwarf_getscopes alone goes on where an inlined
// function was defined, and not where it was called.
std::vector<Dwarf_Die> scopes_around(Dwarf_Die& unit, Dwarf_Addr address) {
  // What a unit keeps in a file of its own stays unread: that may be anything.
  std::uint8_t type = 0;
  if (dwarf_cu_info(unit.cu, nullptr, &type, nullptr, nullptr, nullptr, nullptr, nullptr) != 0 ||
      type == DW_UT_skeleton)
    return {};
  Dwarf_Die* scopes = nullptr;
  const auto take = [&](int count) {
    std::vector<Dwarf_Die> taken(scopes, scopes + std::max(count, 0));
    std::free(scopes);  // NOLINT(cppcoreguidelines-no-malloc): libdw's
    scopes = nullptr;
    return taken;
  };
  std::vector<Dwarf_Die> around = take(dwarf_getscopes(&unit, address, &scopes));
  if (around.empty()) return around;
  Dwarf_Die innermost = around.front();
  return take(dwarf_getscopes_die(&innermost, &scopes));
}

// Whether the file that debug information shares with others, which libdw opens by itself, can hold nobody up.
bool has_safe_supplement(Dwarf* debug, const std::string& path) {
  const char* name = nullptr;
  const void* build_id = nullptr;
  if (debug == nullptr || dwelf_dwarf_gnu_debugaltlink(debug, &name, &build_id) <= 0) return true;
  const std::string beside = path.substr(0, path.rfind('/') + 1) + name;
  struct stat status {};
  return stat(*name == '/' ? name : beside.c_str(), &status) != 0 || S_ISREG(status.st_mode);
}

// Whether the strings of debug information end where their section does: libdw 0.188 reads on behind one that does not.
bool has_whole_strings(Elf* elf) {
  std::size_t names = 0;
  if (elf_getshdrstrndx(elf, &names) != 0) return false;
  for (Elf_Scn* section = elf_nextscn(elf, nullptr); section != nullptr;
       section = elf_nextscn(elf, section)) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr) return false;
    const char* name = elf_strptr(elf, names, header.sh_name);
    if (name == nullptr) return false;
    if (std::string_view(name) != ".debug_str" && std::string_view(name) != ".debug_line_str") continue;
    const Elf_Data* data = elf_getdata(section, nullptr);
    if (data == nullptr || data->d_buf == nullptr || data->d_size == 0) continue;
    if (static_cast<const char*>(data->d_buf)[data->d_size - 1] != '\0') return false;
  }
  return true;
}

// Where an inlined function was called.
SourceLine call_of(Dwarf_Die* inlined, Dwarf_Die& unit) {
  Dwarf_Files* files = nullptr;
  std::size_t count = 0;
  const auto file = number_of(inlined, DW_AT_call_file);
  SourceLine call{{}, {}, static_cast<int>(number_of(inlined, DW_AT_call_line).value_or(0) & 0x7FFFFFFF)};
  if (file && dwarf_getsrcfiles(&unit, &files, &count) == 0 && *file < count)
    call.file = text_of(dwarf_filesrc(files, *file, nullptr, nullptr));
  return call;
}

}  // namespace

// A file with debug information.
class SourceLines::DebugFile {
 public:
  explicit DebugFile(Descriptor file) : file_(std::move(file)) {}
  ~DebugFile() {
    dwarf_end(debug_);
    elf_end(elf_);
  }
  DebugFile(const DebugFile&) = delete;
  DebugFile& operator=(const DebugFile&) = delete;

  // Returns null where it is not that file.
  static std::unique_ptr<DebugFile> open(const std::string& path, const std::string& build_id) {
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status {};
    if (!file.is_open() || fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode) ||
        status.st_size > kMostFileBytes)
      return nullptr;
    auto opened = std::make_unique<DebugFile>(std::move(file));
    // Not mapped: what cuts it short meanwhile would end this program.
    opened->elf_ = elf_begin(opened->file_.number(), ELF_C_READ, nullptr);
    if (opened->elf_ == nullptr || elf_kind(opened->elf_) != ELF_K_ELF ||
        build_id_of(opened->elf_) != build_id)
      return nullptr;
    opened->debug_ = dwarf_begin_elf(opened->elf_, DWARF_C_READ, nullptr);
    if (!has_safe_supplement(opened->debug_, path) || !has_whole_strings(opened->elf_)) return nullptr;
    return opened;
  }

  [[nodiscard]] bool has_lines() const {
    Dwarf_Off next = 0;
    std::size_t header = 0;
    return debug_ != nullptr && dwarf_nextcu(debug_, 0, &next, &header, nullptr, nullptr, nullptr) == 0;
  }

  [[nodiscard]] std::vector<SourceLine> find(std::int64_t at) const {
    const auto address = static_cast<Dwarf_Addr>(at);
    Dwarf_Die unit;
    if (!find_unit(debug_, address, unit)) return {};
    auto line = line_at(unit, address);
    if (!line) return {};
    std::vector<SourceLine> lines;
    SourceLine here = std::move(*line);
    for (Dwarf_Die& scope : scopes_around(unit, address)) {
      const int tag = dwarf_tag(&scope);
      if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_subprogram) continue;
      here.function = function_of(&scope);
      lines.push_back(here);
      if (tag == DW_TAG_subprogram || lines.size() == kMostInlined) return lines;
      here = call_of(&scope, unit);
    }
    if (lines.empty()) lines.push_back(here);
    return lines;
  }

 private:
  Descriptor file_;
  Elf* elf_ = nullptr;
  Dwarf* debug_ = nullptr;
};

SourceLines::SourceLines(std::string root) : root_(std::move(root)) { elf_version(EV_CURRENT); }
SourceLines::~SourceLines() = default;

SourceLines::DebugFile* SourceLines::open(const Key& key) {
  if (const auto known = files_.find(key); known != files_.end()) return known->second.get();
  if (files_.size() >= kMostFiles) files_.clear();
  const auto& [module, build_id] = key;
  auto file = DebugFile::open(root_ + module, build_id);
  if (!file || !file->has_lines()) {
    file = DebugFile::open(fmt::format("{}/usr/lib/debug/.build-id/{}/{}.debug", root_, build_id.substr(0, 2),
                                       build_id.substr(2)),
                           build_id);
  }
  if (file && !file->has_lines()) file.reset();
  return files_.emplace(key, std::move(file)).first->second.get();
}

const std::vector<SourceLine>& SourceLines::find(const std::string& module, const std::string& build_id,
                                                 std::int64_t address) {
  constexpr std::size_t kLeastDigits = 8;
  const Key key(module, build_id);
  const auto place = std::pair(key, address);
  if (const auto known = found_.find(place); known != found_.end()) return known->second;
  if (found_.size() >= kMostFound) found_.clear();
  const bool is_hexadecimal = build_id.find_first_not_of("0123456789abcdef") == std::string::npos;
  DebugFile* file = nullptr;
  if (module.starts_with('/') && build_id.size() >= kLeastDigits && is_hexadecimal && address >= 0)
    file = open(key);
  return found_.emplace(place, file != nullptr ? file->find(address) : std::vector<SourceLine>())
      .first->second;
}

}  // namespace tidemark
