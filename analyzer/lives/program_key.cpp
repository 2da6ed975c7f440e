#include "analyzer/lives/program_key.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "analyzer/recordings/arguments.hpp"
#include "analyzer/text/printable.hpp"

namespace tidemark {
namespace {

constexpr std::array<std::string_view, 12> kInterpreters{"bash", "dash", "java",   "node", "nodejs", "perl",
                                                         "php",  "pypy", "python", "ruby", "sh",     "zsh"};
template <typename Names>
bool is_among(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string file_name(std::string_view path) { return std::string(path.substr(path.rfind('/') + 1)); }

// A version may follow the name: "python3.11".
bool is_interpreter(const std::string& program) {
  const std::size_t version = program.find_first_of("0123456789");
  return is_among(kInterpreters, std::string_view(program).substr(0, version));
}

// Options that are followed by code, not by the name of a script.
constexpr std::array<std::string_view, 9> kCodeOptions{"-c",  "-e",     "-E",      "-r",   "-p",
                                                       "-pe", "--eval", "--print", "--run"};

std::string find_script(Runtime interpreter, const std::vector<std::string>& recorded) {
  const std::vector<std::string> arguments =
      interpreter == Runtime::kPython ? split_python_clusters(recorded) : recorded;
  const std::size_t index = end_of_options(interpreter, arguments);
  if (index >= arguments.size()) return {};
  const std::string& argument = arguments[index];
  if (is_among(kCodeOptions, argument)) return {};
  if (!argument.starts_with('-')) return file_name(argument);
  return index + 1 < arguments.size() ? file_name(arguments[index + 1]) : std::string();
}

}  // namespace

ProgramKey program_key(const RecordedProcess& process) {
  ProgramKey key{process.name, {}, {}};
  const std::vector<std::string> arguments = arguments_of(process.command_line);
  const std::string program =
      process.exe ? file_name(*process.exe) : (arguments.empty() ? std::string() : file_name(arguments[0]));
  if (!is_interpreter(program)) return key;
  key.script = find_script(runtime_of_program(program), arguments);
  // The name of a script that is run by itself is its first 15 bytes: the kernel keeps no more.
  if (key.script.str().starts_with(key.name.str())) key.script = {};
  return key;
}

std::string describe(const ProgramKey& program) {
  std::string text = printable(program.name);
  if (!program.script.empty()) text += " (" + printable(program.script) + ")";
  if (!program.test.empty()) text += " in " + printable(program.test);
  return text;
}

}  // namespace tidemark
