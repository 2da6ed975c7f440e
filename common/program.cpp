#include "common/program.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <sstream>
#include <vector>

#include "common/error.hpp"
#include "common/journal.hpp"
#include "common/settings.hpp"
#include "common/sqlite.hpp"
#include "common/text.hpp"
#include "common/version.hpp"

namespace tidemark {
namespace {

constexpr int kUsageStatus = 2;

// A closed stream would give its number to the next file that is opened, and messages would go into that
// file. Output that is asked for must not get lost, so writing to standard output has to fail.
void fill_closed_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    const int access = stream == STDOUT_FILENO ? O_RDONLY : O_RDWR;
    if (fcntl(stream, F_GETFD) < 0) static_cast<void>(open("/dev/null", access | O_CLOEXEC));
  }
}

std::string program_help(const Program& program) {
  std::string text = fmt::format("{} - {}\n\nUsage: {} COMMAND [OPTION...]\n\nCommands:\n", program.name,
                                 program.purpose, program.name);
  for (const Command& command : program.commands)
    text += fmt::format("  {:<10} {}\n", command.name, command.summary);
  return text + fmt::format("\n'{} COMMAND --help' explains a command; '{} --version' names the version.\n",
                            program.name, program.name);
}

// Runs `work`, which may throw; returns its status, or the one that the exception stands for.
template <typename Work>
int run_reporting(const Program& program, const Command& statuses, const Work& work) {
  try {
    return work();
  } catch (const UserError& error) {
    print_message(program.name, "error", error.what());
    return statuses.user_error_status;
  } catch (const SqliteError& error) {
    print_message(program.name, "error", error.what());
    return statuses.user_error_status;
  } catch (const std::exception& error) {
    print_message(program.name, "internal error", error.what());
    return statuses.internal_error_status;
  }
}

// Breaks text into lines that a terminal shows. Lines that begin with a blank, examples, stay as they are.
std::string fill_paragraphs(std::string_view text) {
  constexpr std::size_t kWidth = 79;
  std::string filled;
  std::size_t column = 0;
  const auto end_line = [&] {
    if (column > 0) filled += '\n';
    column = 0;
  };
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == ' ') {
      end_line();
      filled += line + '\n';
      continue;
    }
    std::istringstream words(line);
    for (std::string word; words >> word; column += word.size()) {
      if (column > 0 && column + 1 + word.size() > kWidth) end_line();
      if (column > 0) filled += ' ';
      column += column > 0 ? 1 : 0;
      filled += word;
    }
  }
  while (!filled.empty() && filled.back() == '\n') filled.pop_back();
  return filled;
}

}  // namespace

void write_stderr(std::string_view text) {
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
}

void print_message(std::string_view program, std::string_view level, std::string_view message) {
  const bool to_journal = is_journal(STDERR_FILENO, std::getenv("JOURNAL_STREAM"));
  write_stderr(fmt::format("{}{}: {}: {}\n", to_journal ? journal_priority(level) : "", program, level,
                           disarm_ci_commands(printable(message))));
}

void write_stdout(std::string_view text) {
  const bool is_written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (!is_written) throw FileError("standard output", "write to it", std::strerror(errno));
}

void print_command_help(std::string_view usage, std::string_view text,
                        const boost::program_options::options_description& options) {
  std::ostringstream listing;
  listing << options;
  write_stdout(fmt::format("Usage: {}\n\n{}\n\n{}", usage, fill_paragraphs(text), listing.str()));
}

int run_program(const Program& program, int argc, char** argv) {
  fill_closed_streams();
  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  const auto answer = [&](const std::string& text) {
    return run_reporting(program, Command{}, [&] {
      write_stdout(text);
      return 0;
    });
  };
  if (arguments.empty()) {
    print_message(program.name, "error",
                  fmt::format("a command is missing; '{} --help' lists them", program.name));
    return kUsageStatus;
  }
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help") return answer(program_help(program));
  if (name == "--version") return answer(fmt::format("{} {}\n", program.name, kVersion));
  const auto command = std::find_if(program.commands.begin(), program.commands.end(),
                                    [&](const Command& candidate) { return candidate.name == name; });
  if (command == program.commands.end()) {
    print_message(program.name, "error",
                  fmt::format("there is no command '{}'; '{} --help' lists them", name, program.name));
    return kUsageStatus;
  }
  for (const std::string& warning : warn_of_variables(current_environment()))
    print_message(program.name, "warning", warning);
  return run_reporting(program, *command, [&] { return command->run(std::span(arguments).subspan(1)); });
}

}  // namespace tidemark
