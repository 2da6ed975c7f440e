#include "recorder/unwinder/symbol_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "recorder/stacks/unwind_message.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kMostNames = 8192;
constexpr std::size_t kMostIndexes = 4;
constexpr int kMostSymbols = 200'000;  // of 24 bytes

bool is_code(const GElf_Sym& symbol) {
  const auto type = GELF_ST_TYPE(symbol.st_info);
  return symbol.st_shndx != SHN_UNDEF && (type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE);
}

}  // namespace

std::string SymbolNames::find(Dwfl_Module* module, const std::string& build_id, std::uint64_t bias,
                              std::uint64_t program_counter) {
  const std::uint64_t address = program_counter - bias;
  const std::string key = fmt::format("{}:{:x}", build_id, address);
  if (const auto known = names_.find(key); known != names_.end() && !build_id.empty()) return known->second;
  const char* name = nullptr;
  if (build_id.empty() || dwfl_module_getsymtab(module) > kMostSymbols) {
    GElf_Off offset = 0;
    GElf_Sym symbol;
    name = dwfl_module_addrinfo(module, program_counter, &offset, &symbol, nullptr, nullptr, nullptr);
  } else if (const Symbol* found = look(index_of(module, build_id, bias), address)) {
    GElf_Sym symbol;
    GElf_Addr start = 0;
    name = dwfl_module_getsym_info(module, found->number, &symbol, &start, nullptr, nullptr, nullptr);
  }
  std::string found(name == nullptr ? "" : name);
  found.resize(std::min(found.size(), kMostSymbolBytes));
  if (build_id.empty()) return found;
  if (names_.size() >= kMostNames) names_.clear();
  return names_[key] = std::move(found);
}

SymbolNames::Index SymbolNames::make_index(Dwfl_Module* module, std::uint64_t bias) {
  Index index;
  const int count = dwfl_module_getsymtab(module);
  for (int number = 0; number < count; ++number) {
    GElf_Sym symbol;
    GElf_Addr start = 0;
    const char* name = dwfl_module_getsym_info(module, number, &symbol, &start, nullptr, nullptr, nullptr);
    if (name != nullptr && *name != '\0' && is_code(symbol))
      index.push_back({start - bias, symbol.st_size, number});
  }
  // Of several at one place the one whose size is known comes last, and is found first.
  std::sort(index.begin(), index.end(), [](const Symbol& one, const Symbol& other) {
    return std::pair(one.start, one.size) < std::pair(other.start, other.size);
  });
  index.shrink_to_fit();
  return index;
}

const SymbolNames::Index& SymbolNames::index_of(Dwfl_Module* module, const std::string& build_id,
                                                std::uint64_t bias) {
  const auto known = std::find_if(indexes_.begin(), indexes_.end(),
                                  [&](const auto& index) { return index.first == build_id; });
  if (known != indexes_.end()) {
    indexes_.splice(indexes_.begin(), indexes_, known);
  } else {
    indexes_.emplace_front(build_id, make_index(module, bias));
    if (indexes_.size() > kMostIndexes) indexes_.pop_back();
  }
  return indexes_.front().second;
}

// A function lies within few others; what has no size, as assembler's, goes on to the next.
const SymbolNames::Symbol* SymbolNames::look(const Index& index, std::uint64_t address) {
  constexpr std::ptrdiff_t kMostSteps = 16;
  const auto after =
      std::upper_bound(index.begin(), index.end(), address,
                       [](std::uint64_t wanted, const Symbol& symbol) { return wanted < symbol.start; });
  const auto steps = std::min(kMostSteps, std::distance(index.begin(), after));
  for (std::ptrdiff_t i = 1; i <= steps; ++i) {
    const Symbol& symbol = *std::prev(after, i);
    if (address - symbol.start < symbol.size) return &symbol;
    if (i == 1 && symbol.size == 0) return &symbol;
  }
  return nullptr;
}

}  // namespace tidemark
