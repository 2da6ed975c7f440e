#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "common/program.hpp"
#include "recorder/commands.hpp"

namespace {

// A stream that is closed would give its number to the next file that is opened, and a message would go into
// it.
void fill_closed_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    if (fcntl(stream, F_GETFD) < 0) static_cast<void>(open("/dev/null", O_RDWR | O_CLOEXEC));
  }
}

}  // namespace

int main(int argc, char** argv) {
  fill_closed_streams();
  constexpr int kExecFailure = 125;  // as env(1) and timeout(1) have it
  const std::array commands{
      tidemark::Command{"run", "record all processes until stopped", tidemark::run_command},
      tidemark::Command{"exec", "run a command and record its process tree", tidemark::exec_command,
                        kExecFailure, kExecFailure}};
  const tidemark::Program program{tidemark::kRecorderName,
                                  "records the memory of processes for tidemark-analyzer", commands};
  return tidemark::run_program(program, argc, argv);
}
