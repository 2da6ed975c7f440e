#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tidemark {

struct Command {
  std::string_view name;
  std::string_view summary;  // one line, for the program's own --help
  // Returns the exit status. Gets the arguments behind the command's name.
  int (*run)(std::span<const std::string> arguments);
  int user_error_status = 2;
  int internal_error_status = 3;
};

struct Program {
  std::string_view name;
  std::string_view purpose;
  std::span<const Command> commands;
};

// Runs the command that the arguments name and returns the exit status; answers --help and --version itself.
// Prints "NAME: error: WHAT" to stderr for an exception: UserError and SqliteError give user_error_status,
// any other internal_error_status.
int run_program(const Program& program, int argc, char** argv);

// Prints "PROGRAM: LEVEL: MESSAGE" to stderr, in one write.
void print_message(std::string_view program, std::string_view level, std::string_view message);

}  // namespace tidemark
