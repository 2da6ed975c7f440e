#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace tidemark {

// What executes a program's code; it decides which tools look into the program's memory.
enum class Runtime : std::uint8_t {
  kUnknown,
  kNative,
  kNativeJemalloc,  // native, with an allocator that profiles
  kNativeTcmalloc,
  kPython,
  kJvm,
  kNode,
  kGo,
  kDotnet,
  kRuby,
  kPerl,
  kPhp
};

struct RuntimeName {
  Runtime runtime;
  std::string_view name;
};

// The names in recordings and reports; kUnknown has none.
inline constexpr std::array kRuntimeNames{
    RuntimeName{Runtime::kNative, "native"},
    RuntimeName{Runtime::kNativeJemalloc, "native-jemalloc"},
    RuntimeName{Runtime::kNativeTcmalloc, "native-tcmalloc"},
    RuntimeName{Runtime::kPython, "python"},
    RuntimeName{Runtime::kJvm, "jvm"},
    RuntimeName{Runtime::kNode, "node"},
    RuntimeName{Runtime::kGo, "go"},
    RuntimeName{Runtime::kDotnet, "dotnet"},
    RuntimeName{Runtime::kRuby, "ruby"},
    RuntimeName{Runtime::kPerl, "perl"},
    RuntimeName{Runtime::kPhp, "php"},
};

// Returns the runtime's name; empty for kUnknown.
[[nodiscard]] std::string_view to_string(Runtime runtime);

// Returns the runtime of that name; kUnknown for any other.
[[nodiscard]] Runtime runtime_named(std::string_view name);

// Returns the runtime that a program file's name tells, with or without directories and version:
// "/usr/bin/python3.11"; kUnknown where the name tells none.
[[nodiscard]] Runtime runtime_of_program(std::string_view path);

}  // namespace tidemark
