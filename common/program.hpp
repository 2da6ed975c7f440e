#pragma once

#include <boost/program_options/options_description.hpp>

#include <span>
#include <string>
#include <string_view>

namespace tidemark {

struct Command {
  std::string_view name;
  std::string_view summary;  // one line, for the program's own --help
  // Returns the exit status. Gets the arguments behind the command's name.
  int (*run)(std::span<const std::string> arguments) = nullptr;
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
// any other internal_error_status. A standard stream that is closed reads nothing; write_stdout() then fails.
int run_program(const Program& program, int argc, char** argv);

// Prints "PROGRAM: LEVEL: MESSAGE" to stderr, in one write, with nothing in it that a CI service takes for a
// command; to the journal with its priority before it.
void print_message(std::string_view program, std::string_view level, std::string_view message);

// Writes `text` to stderr, in one write; where that fails there is nobody to tell.
void write_stderr(std::string_view text);

// Writes `text` to standard output. Throws FileError where not all of it could be written.
void write_stdout(std::string_view text);

// Writes a command's usage line, an explanation and its options to standard output. Throws as write_stdout.
void print_command_help(std::string_view usage, std::string_view text,
                        const boost::program_options::options_description& options);

}  // namespace tidemark
