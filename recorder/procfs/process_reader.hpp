#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "recorder/procfs/proc_files.hpp"
#include "recorder/procfs/proc_text.hpp"
#include "schema/rows.hpp"

namespace tidemark {

// What is recorded of command lines: all, all but what CommandLineMask leaves out, or nothing.
enum class CommandLinePolicy { kFull, kMasked, kNone };
// As session.command_line_policy and the setting have it.
[[nodiscard]] constexpr const char* to_string(CommandLinePolicy policy) {
  switch (policy) {
    case CommandLinePolicy::kFull:
      return "full";
    case CommandLinePolicy::kMasked:
      return "masked";
    case CommandLinePolicy::kNone:
      return "none";
  }
  return "none";
}

// What changes with an exec and with nothing else. Absent parts could not be seen, and say nothing.
struct ProgramImage {
  std::optional<std::pair<dev_t, ino_t>> file;
  std::optional<std::string> path;
  std::uint64_t start_stack = 0;
  std::string comm;
  std::string command_line;
};

// Whether the process has gone through an exec between the two. Where neither file nor stack can be seen
// (another user's process), a new name together with a new command line counts: each alone also changes
// without an exec (prctl, setproctitle).
[[nodiscard]] bool is_other_image(const ProgramImage& before, const ProgramImage& after);

// Whether the stat line alone shows that there was no exec: the stack begins where it did, which addresses
// that are randomised make all but certain, under the same name.
[[nodiscard]] bool is_same_image(const ProgramImage& image, const Stat& stat);

// What a process is, read at once.
struct ProcessFacts {
  ProcessRow row;  // exec_generation is left at 0
  Stat stat;
  ProgramImage image;
};

// Returns what the process `pid` is; nullopt where it is gone or its stat cannot be read. Fields that may not
// be read (another user's exe) are absent.
//
// Cost  four files and two links, about 27 us
[[nodiscard]] std::optional<ProcessFacts> read_process(const ProcFiles& files, pid_t pid,
                                                       CommandLinePolicy policy);

// Both return only the stat line. The second allocates nothing, where a name may be long (a kernel thread's).
[[nodiscard]] std::optional<Stat> read_stat(const ProcFiles& files, pid_t pid);
[[nodiscard]] std::optional<StatNumbers> read_stat_numbers(const ProcFiles& files, pid_t pid);

// Returns the wait status of a process that has ended and that nobody has waited for yet; nullopt where it has not
// ended, where that may not be known (another user's), and where it had gone on with a program of another name.
//
// names  that it was known by, escaped
[[nodiscard]] std::optional<int> read_zombie_status(const ProcFiles& files, pid_t pid,
                                                    std::initializer_list<std::string_view> names);

}  // namespace tidemark
