#include "common/program.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <vector>

#include "common/error.hpp"
#include "common/sqlite.hpp"
#include "common/version.hpp"

namespace tidemark {
namespace {

constexpr int kUsageStatus = 2;

void print_help(const Program& program) {
  fmt::print("{} - {}\n\nUsage: {} COMMAND [OPTION...]\n\nCommands:\n", program.name, program.purpose,
             program.name);
  for (const Command& command : program.commands) fmt::print("  {:<10} {}\n", command.name, command.summary);
  fmt::print("\n'{} COMMAND --help' explains a command; '{} --version' names the version.\n", program.name,
             program.name);
}

int report_exception(const Program& program, const Command& command) {
  try {
    throw;
  } catch (const UserError& error) {
    print_message(program.name, "error", error.what());
    return command.user_error_status;
  } catch (const SqliteError& error) {
    print_message(program.name, "error", error.what());
    return command.user_error_status;
  } catch (const std::exception& error) {
    print_message(program.name, "internal error", error.what());
    return command.internal_error_status;
  }
}

}  // namespace

void print_message(std::string_view program, std::string_view level, std::string_view message) {
  const std::string line = fmt::format("{}: {}: {}\n", program, level, message);
  static_cast<void>(std::fwrite(line.data(), 1, line.size(), stderr));
}

int run_program(const Program& program, int argc, char** argv) {
  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  if (arguments.empty()) {
    print_message(program.name, "error",
                  fmt::format("a command is missing; '{} --help' lists them", program.name));
    return kUsageStatus;
  }
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help") {
    print_help(program);
    return 0;
  }
  if (name == "--version") {
    fmt::print("{} {}\n", program.name, kVersion);
    return 0;
  }
  const auto command = std::find_if(program.commands.begin(), program.commands.end(),
                                    [&](const Command& candidate) { return candidate.name == name; });
  if (command == program.commands.end()) {
    print_message(program.name, "error",
                  fmt::format("there is no command '{}'; '{} --help' lists them", name, program.name));
    return kUsageStatus;
  }
  try {
    return command->run(std::span(arguments).subspan(1));
  } catch (...) {
    return report_exception(program, *command);
  }
}

}  // namespace tidemark
