#pragma once

#include <string>
#include <vector>

#include "tests/support/real_process.hpp"

namespace tidemark::testing {

// Whether the shell finds a program of this name, or one is at this path.
[[nodiscard]] bool is_installed(const std::string& program);

// Whether Debian's python3, the only one that Debian's packages serve, has the module.
inline constexpr const char* kPython = "/usr/bin/python3";
[[nodiscard]] bool has_python_module(const std::string& module);

}  // namespace tidemark::testing
