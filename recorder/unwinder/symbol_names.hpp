#pragma once

#include <elfutils/libdwfl.h>

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tidemark {

// The names of functions by their addresses. What was found of a file is kept for all processes that run it, by its build
// id: libdwfl goes through all symbols for each address, of which large programs have a hundred thousand.
class SymbolNames {
 public:
  // module    with the file of that build id
  // build_id  may be empty: then nothing is kept
  // bias      by how much addresses in the process lie above those in the file
  // Returns   the name as the linker knows it; empty where there is none
  [[nodiscard]] std::string find(Dwfl_Module* module, const std::string& build_id, std::uint64_t bias,
                                 std::uint64_t program_counter);

 private:
  struct Symbol {
    std::uint64_t start;  // in the file
    std::uint64_t size;   // 0: not known
    int number;           // in the module's table
  };
  using Index = std::vector<Symbol>;  // ascending

  [[nodiscard]] static Index make_index(Dwfl_Module* module, std::uint64_t bias);
  [[nodiscard]] const Index& index_of(Dwfl_Module* module, const std::string& build_id, std::uint64_t bias);
  [[nodiscard]] static const Symbol* look(const Index& index, std::uint64_t address);

  std::unordered_map<std::string, std::string> names_;  // by build id and address
  std::list<std::pair<std::string, Index>> indexes_;    // by build id, the one used last first
};

}  // namespace tidemark
