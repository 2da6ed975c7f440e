#pragma once

#include <span>
#include <string>

namespace tidemark {

// The program's commands: each returns the exit status and throws UserError for what the user can mend.

// Records until SIGINT, SIGTERM or SIGHUP; with a configuration file a process's SIGHUP has it read again.
int run_command(std::span<const std::string> arguments);

// Runs a command and records its process tree; returns the command's status.
int exec_command(std::span<const std::string> arguments);

// Tells a running recorder that a test begins or ends.
int mark_command(std::span<const std::string> arguments);

// Copies a recording, also while it is written.
int snapshot_command(std::span<const std::string> arguments);

}  // namespace tidemark
