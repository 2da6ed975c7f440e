#include <array>

#include "common/program.hpp"
#include "recorder/commands/commands.hpp"
#include "recorder/system/log.hpp"

int main(int argc, char** argv) {
  constexpr int kExecFailure = 125;  // as env(1) and timeout(1) have it
  const std::array commands{
      tidemark::Command{"run", "record all processes until stopped", tidemark::run_command},
      tidemark::Command{"exec", "run a command and record its process tree", tidemark::exec_command,
                        kExecFailure, kExecFailure},
      tidemark::Command{"mark", "tell a recorder where a test begins or ends", tidemark::mark_command},
      tidemark::Command{"snapshot", "copy a recording, also while it is written",
                        tidemark::snapshot_command}};
  const tidemark::Program program{tidemark::kRecorderName,
                                  "records the memory of processes for tidemark-analyzer", commands};
  return tidemark::run_program(program, argc, argv);
}
