#include "analyzer/recordings/arguments.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <span>

#include "analyzer/text/printable.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

using Names = std::span<const std::string_view>;

// The options of an interpreter that tell where its program begins.
struct Options {
  Names with_value;  // whose value is the next argument, so that it is not taken for the script
  Names of_program;  // that stand for the script
};

constexpr std::array<std::string_view, 5> kCommonValues{"-W", "-X", "-I", "-r", "--require"};
constexpr std::array<std::string_view, 4> kCommonPrograms{"-m", "-c", "-e", "-jar"};

// https://docs.python.org/3/using/cmdline.html
constexpr std::array<std::string_view, 3> kPythonValues{"-W", "-X", "--check-hash-based-pycs"};
constexpr std::array<std::string_view, 2> kPythonPrograms{"-m", "-c"};

// https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html
constexpr std::array<std::string_view, 14> kJavaValues{"-cp",
                                                       "-classpath",
                                                       "--class-path",
                                                       "-p",
                                                       "--module-path",
                                                       "--add-modules",
                                                       "--add-opens",
                                                       "--add-exports",
                                                       "--add-reads",
                                                       "--upgrade-module-path",
                                                       "--patch-module",
                                                       "--limit-modules",
                                                       "--enable-native-access",
                                                       "--source"};
constexpr std::array<std::string_view, 3> kJavaPrograms{"-jar", "-m", "--module"};

// https://nodejs.org/api/cli.html; V8's own options take a value only behind "=".
constexpr std::array<std::string_view, 52> kNodeValues{"-r",
                                                       "--require",
                                                       "--import",
                                                       "--loader",
                                                       "--experimental-loader",
                                                       "-C",
                                                       "--conditions",
                                                       "--env-file",
                                                       "--env-file-if-exists",
                                                       "--title",
                                                       "--input-type",
                                                       "--experimental-default-type",
                                                       "--experimental-specifier-resolution",
                                                       "--inspect-port",
                                                       "--debug-port",
                                                       "--inspect-publish-uid",
                                                       "--icu-data-dir",
                                                       "--openssl-config",
                                                       "--redirect-warnings",
                                                       "--disable-warning",
                                                       "--diagnostic-dir",
                                                       "--report-dir",
                                                       "--report-directory",
                                                       "--report-filename",
                                                       "--report-signal",
                                                       "--secure-heap",
                                                       "--secure-heap-min",
                                                       "--test-concurrency",
                                                       "--test-name-pattern",
                                                       "--test-skip-pattern",
                                                       "--test-reporter",
                                                       "--test-reporter-destination",
                                                       "--test-shard",
                                                       "--test-timeout",
                                                       "--watch-path",
                                                       "--tls-cipher-list",
                                                       "--tls-keylog",
                                                       "--trace-event-categories",
                                                       "--trace-event-file-pattern",
                                                       "--unhandled-rejections",
                                                       "--use-largepages",
                                                       "--v8-pool-size",
                                                       "--dns-result-order",
                                                       "--max-http-header-size",
                                                       "--heapsnapshot-near-heap-limit",
                                                       "--heapsnapshot-signal",
                                                       "--heap-prof-dir",
                                                       "--heap-prof-name",
                                                       "--cpu-prof-dir",
                                                       "--cpu-prof-name",
                                                       "--localstorage-file",
                                                       "--build-snapshot-config"};
constexpr std::array<std::string_view, 5> kNodePrograms{"-e", "--eval", "-p", "--print", "-pe"};

// ruby(1), perlrun(1), php(1)
constexpr std::array<std::string_view, 8> kRubyValues{"-I", "-r",         "-C",       "-E",
                                                      "-X", "--encoding", "--enable", "--disable"};
constexpr std::array<std::string_view, 1> kPerlValues{"-I"};
constexpr std::array<std::string_view, 2> kScriptPrograms{"-e", "-E"};
constexpr std::array<std::string_view, 6> kPhpValues{"-c", "--php-ini", "-d", "--define", "-z", "-t"};
constexpr std::array<std::string_view, 6> kPhpPrograms{"-f", "--file", "-r", "--run", "-S", "--server"};

Options options_of(Runtime interpreter) {
  switch (interpreter) {
    case Runtime::kPython:
      return {kPythonValues, kPythonPrograms};
    case Runtime::kJvm:
      return {kJavaValues, kJavaPrograms};
    case Runtime::kNode:
      return {kNodeValues, kNodePrograms};
    case Runtime::kRuby:
      return {kRubyValues, Names(kScriptPrograms).first(1)};
    case Runtime::kPerl:
      return {kPerlValues, kScriptPrograms};
    case Runtime::kPhp:
      return {kPhpValues, kPhpPrograms};
    default:
      return {kCommonValues, kCommonPrograms};
  }
}

bool is_among(Names names, std::string_view name) {
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

std::vector<std::string> all_arguments_of(const RecordedProcess& process) {
  return process.command_line_cut ? std::vector<std::string>() : arguments_of(process.command_line);
}

std::vector<std::string> split_python_clusters(const std::vector<std::string>& arguments) {
  std::vector<std::string> words;
  std::size_t i = 0;
  for (bool is_before_program = true; is_before_program && i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    const bool is_option = i == 0 || argument.starts_with('-');
    const bool is_cluster = i > 0 && is_option && !argument.starts_with("--");
    const std::size_t at = is_cluster ? argument.find_first_of("mcWX", 1) : std::string::npos;
    if (at == std::string::npos) {
      words.push_back(argument);
      is_before_program = is_option;
      continue;
    }
    if (at > 1) words.push_back(argument.substr(0, at));
    const bool is_last = at + 1 == argument.size();
    if (argument[at] == 'm' || argument[at] == 'c') {
      words.push_back({'-', argument[at]});
      if (!is_last) words.push_back(argument.substr(at + 1));
      is_before_program = false;
    } else {
      words.push_back(std::string("-").append(argument, at, std::string::npos));
      if (is_last && i + 1 < arguments.size()) words.push_back(arguments[++i]);
    }
  }
  words.insert(words.end(), arguments.begin() + static_cast<std::ptrdiff_t>(std::min(i, arguments.size())),
               arguments.end());
  return words;
}

std::size_t end_of_options(Runtime interpreter, const std::vector<std::string>& arguments) {
  const Options options = options_of(interpreter);
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    if (!arguments[i].starts_with('-') || is_among(options.of_program, arguments[i])) return i;
    if (is_among(options.with_value, arguments[i])) ++i;
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
