#include "tests/support/tools.hpp"

namespace tidemark::testing {

bool is_installed(const std::string& program) {
  return run_to_end({.command = {"/bin/sh", "-c", R"(command -v "$0")", program}}).status == 0;
}

bool has_python_module(const std::string& module) {
  return is_installed(kPython) && run_to_end({.command = {kPython, "-c", "import " + module}}).status == 0;
}

}  // namespace tidemark::testing
