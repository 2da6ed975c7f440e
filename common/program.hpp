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
// Prints "NAME: error: WHAT" to stderr for an exception: the status is user_error_status for UserError and
// SqliteError, internal_error_status for any other. A closed standard stream is replaced: it reads nothing,
// and write_stdout() fails.
int run_program(const Program& program, int argc, char** argv);

// Prints "PROGRAM: LEVEL: MESSAGE" to stderr, one line in one write. Whatever the message holds of files, names and
// arguments is printable, and nothing that a CI service takes for a command; a line to the journal begins with
// its priority.
void print_message(std::string_view program, std::string_view level, std::string_view message);

// Writes `text` to stderr, in one write. A failure is ignored, since there is nowhere to report it.
void write_stderr(std::string_view text);

// Writes `text` to standard output. Throws FileError where not all of it could be written.
void write_stdout(std::string_view text);

// Writes a command's usage line, an explanation and its options to standard output, in lines of 80 columns: paragraphs of
// the text are filled, its lines that begin with a blank stay as they are. Throws as write_stdout.
void print_command_help(std::string_view usage, std::string_view text,
                        const boost::program_options::options_description& options);

}  // namespace tidemark
