#pragma once

#include <span>
#include <string>

namespace tidemark {

// The program's commands. Each returns the exit status, and throws UserError for what the user can mend.

// Reports which processes of some recordings leak.
int analyze_command(std::span<const std::string> arguments);

// Judges what was recorded last, and tells what is new, worse or gone since it did so before.
int tell_command(std::span<const std::string> arguments);

// Shows what was told and is not gone.
int status_command(std::span<const std::string> arguments);

// Makes one report of the reports of many hosts.
int merge_command(std::span<const std::string> arguments);

// Shows what is in some recordings, and whether they are sound.
int info_command(std::span<const std::string> arguments);

// Learns from good runs what is normal for each program.
int baseline_command(std::span<const std::string> arguments);

// Reports whether a recording is worse than earlier ones, program by program.
int compare_command(std::span<const std::string> arguments);

// Keeps what runs of many revisions have shown, and tells which revision changed it.
int history_command(std::span<const std::string> arguments);

// Shows which processes grew most, or which were the largest at one moment.
int top_command(std::span<const std::string> arguments);

// Draws processes over time in the characters of a terminal.
int plot_command(std::span<const std::string> arguments);

// Writes where processes first touched memory for programs that draw profiles.
int stacks_command(std::span<const std::string> arguments);

// Makes a sound recording of what can be read of a damaged one.
int recover_command(std::span<const std::string> arguments);

// Makes a recording of what another tool has recorded.
int import_command(std::span<const std::string> arguments);

// Writes what recordings hold for other programs.
int export_command(std::span<const std::string> arguments);

}  // namespace tidemark
