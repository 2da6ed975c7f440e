#include "analyzer/arguments.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "analyzer/printable.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

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
constexpr std::array<std::string_view, 4> kProgramOptions{"-m", "-c", "-e", "-jar"};

template <typename Names>
bool is_among(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string quote(const std::string& argument) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=/.,:@%";
  if (!argument.empty() && argument.find_first_not_of(kPlain) == std::string::npos) return argument;
  const bool has_escape = argument.find('\\') != std::string::npos;
  std::string quoted = has_escape ? "$'" : "'";
  for (const char character : argument) {
    if (character == '\'')
      quoted += has_escape ? "\\'" : R"('\'')";
    else
      quoted += character;
  }
  return quoted + "'";
}

}  // namespace

std::vector<std::string> arguments_of(const std::optional<std::string>& command_line) {
  std::vector<std::string> arguments;
  if (!command_line) return arguments;
  const auto array = nlohmann::json::parse(*command_line, nullptr, false);
  if (!array.is_array()) return arguments;
  for (const auto& argument : array)
    arguments.push_back(argument.is_string() ? printable(argument.get<std::string>()) : "");
  return arguments;
}

std::size_t end_of_options(const std::vector<std::string>& arguments) {
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    if (!arguments[i].starts_with('-') || is_among(kProgramOptions, arguments[i])) return i;
    if (is_among(kOptionsWithValue, arguments[i])) ++i;
  }
  return arguments.size();
}

std::string shell_line(const std::vector<std::string>& arguments) {
  std::string line;
  for (const std::string& argument : arguments) {
    const bool begins_no_line = !line.empty() && argument.starts_with("::");
    if (!line.empty()) line += ' ';
    line += quote(begins_no_line ? argument : disarm_ci_commands(argument));
  }
  return line;
}

}  // namespace tidemark
