#include "analyzer/baseline_key.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "analyzer/printable.hpp"

namespace tidemark {
namespace {

constexpr std::array<std::string_view, 12> kInterpreters{"bash", "dash", "java",   "node", "nodejs", "perl",
                                                         "php",  "pypy", "python", "ruby", "sh",     "zsh"};
// Options whose value is the next argument, so that it is not taken for the script.
constexpr std::array<std::string_view, 12> kOptionsWithValue{"-W",
                                                             "-X",
                                                             "-I",
                                                             "-r",
                                                             "--require",
                                                             "-cp",
                                                             "-classpath",
                                                             "--class-path",
                                                             "-p",
                                                             "--module-path",
                                                             "--add-modules",
                                                             "--add-opens"};

template <typename Names>
bool is_among(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string file_name(std::string_view path) { return std::string(path.substr(path.rfind('/') + 1)); }

// "python3.11" is python.
bool is_interpreter(const std::string& program) {
  const std::size_t version = program.find_first_of("0123456789");
  return is_among(kInterpreters, std::string_view(program).substr(0, version));
}

std::vector<std::string> parse_arguments(const std::optional<std::string>& command_line) {
  std::vector<std::string> arguments;
  if (!command_line) return arguments;
  const auto array = nlohmann::json::parse(*command_line, nullptr, false);
  if (!array.is_array()) return arguments;
  for (const auto& argument : array)
    arguments.push_back(argument.is_string() ? argument.get<std::string>() : "");
  return arguments;
}

std::string find_script(const std::vector<std::string>& arguments) {
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (!argument.starts_with('-')) return file_name(argument);
    if (argument == "-c" || argument == "-e") return {};
    const bool has_next = i + 1 < arguments.size();
    if (has_next && (argument == "-m" || argument == "-jar")) return file_name(arguments[i + 1]);
    if (is_among(kOptionsWithValue, argument)) ++i;
  }
  return {};
}

}  // namespace

ProgramKey program_key(const RecordedProcess& process) {
  ProgramKey key{process.name, {}, {}};
  const std::vector<std::string> arguments = parse_arguments(process.command_line);
  const std::string program =
      process.exe ? file_name(*process.exe) : (arguments.empty() ? std::string() : file_name(arguments[0]));
  if (!is_interpreter(program)) return key;
  key.script = find_script(arguments);
  // A kernel keeps the first 15 bytes of a script that is run by its own name.
  if (key.script.starts_with(key.name)) key.script.clear();
  return key;
}

std::string describe(const ProgramKey& program) {
  std::string text = printable(program.name);
  if (!program.script.empty()) text += " (" + printable(program.script) + ")";
  if (!program.test.empty()) text += " in " + printable(program.test);
  return text;
}

}  // namespace tidemark
