#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analyzer/findings/first_touches.hpp"

namespace tidemark {

// A function's name for people, and where it is, as far as its symbol tells: those of interpreters' maps do.
struct CodeName {
  std::string function;
  std::optional<std::string> file{};
  std::optional<int> line{};

  bool operator==(const CodeName&) const = default;
};

// Reads a symbol as the linker knows it, or as a map of an interpreter's code names it: C++ and Rust names become
// those of the source, without Rust's hashes; "py::run:/srv/a.py" (Python) and "JS:*run /srv/a.js:7:3" (Node) are a
// function and a place. Any other symbol is the name.
[[nodiscard]] CodeName read_symbol(const std::string& symbol);

// Returns a function's name without the lists of its parameters and template arguments: "cache::put" of
// "void cache::put<int>(int, std::string const&)".
[[nodiscard]] std::string short_name(std::string_view function);

// Why a frame is none of the program's own code.
enum class CodeKind {
  kOwn,
  kInterpreter,  // that of an interpreter or a virtual machine, which is of no interest where its scripts' names are known
  kAllocator,  // allocates memory, fills it or keeps it: the C and C++ libraries, allocators, interpreters' own
  kStart       // starts a program or a thread
};

// Returns what a frame's code is, by the name of its function and that of its module's file.
[[nodiscard]] CodeKind kind_of_code(const TouchFrame& frame);

}  // namespace tidemark
