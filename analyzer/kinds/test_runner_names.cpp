#include "analyzer/kinds/test_runner_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/recordings/arguments.hpp"

namespace tidemark {
namespace {

using Arguments = std::vector<std::string>;

// Programs, and scripts that an interpreter runs, by the names of their files.
constexpr std::array<std::string_view, 22> kRunners{
    "ava",   "bats",      "ctest",   "jest",       "jest.js", "karma",          "mocha", "mocha.js",
    "nose2", "nosetests", "phpunit", "prove",      "py.test", "pytest",         "rspec", "runtests.py",
    "tap",   "tox",       "vitest",  "vitest.mjs", "_mocha",  "processChild.js"};
// Modules behind python's -m.
constexpr std::array<std::string_view, 5> kModules{"pytest", "unittest", "nose2", "xdist", "twisted.trial"};
// What a worker has among its arguments, of a runner that starts them under another program's name.
constexpr std::array<std::string_view, 6> kWorkerArguments{
    "worker.org.gradle.process.internal.worker.GradleWorkerMain",
    "org.apache.maven.surefire.booter.ForkedBooter",
    "org.junit.platform.console.ConsoleLauncher",
    "import sys;exec(eval(sys.stdin.readline()))",  // execnet's, by which xdist starts its own
    "node_modules/jest-worker/",
    "node_modules/vitest/dist/workers"};
// Options that only binaries of tests take.
constexpr std::array<std::string_view, 3> kTestOptions{"--gtest_", "-test.", "--test-threads"};

template <typename Names>
bool is_among(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// cargo's test binaries are .../deps/NAME-HASH, with 16 digits.
bool is_cargo_test(std::string_view path) {
  constexpr std::size_t kDigits = 16;
  const std::string_view name = file_name(path);
  if (path.find("/deps/") == std::string_view::npos || name.size() < kDigits + 2) return false;
  const std::string_view hash = name.substr(name.size() - kDigits);
  return name[name.size() - kDigits - 1] == '-' &&
         std::all_of(hash.begin(), hash.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

bool is_module_of_tests(const Arguments& arguments) {
  const Arguments apart = split_python_clusters(arguments);
  const auto option = std::find(apart.begin(), apart.end(), "-m");
  return option != apart.end() && option + 1 != apart.end() && is_among(kModules, *(option + 1));
}

// The script that an interpreter runs; empty where it runs none.
std::string_view script_of(Runtime interpreter, const Arguments& arguments) {
  const std::size_t place = end_of_options(interpreter, arguments);
  return place < arguments.size() ? std::string_view(arguments[place]) : std::string_view();
}

bool has_worker_argument(const Arguments& arguments) {
  return std::any_of(arguments.begin(), arguments.end(), [](const std::string& argument) {
    return std::any_of(kWorkerArguments.begin(), kWorkerArguments.end(),
                       [&](std::string_view worker) { return argument.find(worker) != std::string::npos; });
  });
}

bool has_test_option(const Arguments& arguments) {
  return std::any_of(arguments.begin() + 1, arguments.end(), [](const std::string& argument) {
    return std::any_of(kTestOptions.begin(), kTestOptions.end(),
                       [&](std::string_view option) { return argument.starts_with(option); });
  });
}

}  // namespace

bool runs_tests(const RecordedProcess& process) {
  const Arguments arguments = arguments_of(process.command_line);
  if (arguments.empty()) return is_among(kRunners, process.name);
  const std::string_view program = file_name(arguments.front());
  if (is_among(kRunners, program) || program.ends_with(".test") || is_cargo_test(arguments.front()))
    return true;
  if (has_test_option(arguments) || has_worker_argument(arguments)) return true;
  const Runtime interpreter = runtime_of_program(program);
  if (interpreter == Runtime::kPython && is_module_of_tests(arguments)) return true;
  const bool is_interpreter = interpreter != Runtime::kUnknown && interpreter != Runtime::kNative;
  return is_interpreter && is_among(kRunners, file_name(script_of(interpreter, arguments)));
}

}  // namespace tidemark
