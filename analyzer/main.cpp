#include <array>

#include "analyzer/commands/commands.hpp"
#include "analyzer/running/freed_memory.hpp"
#include "analyzer/running/progress.hpp"
#include "common/program.hpp"

int main(int argc, char** argv) {
  tidemark::keep_freed_memory();
  const std::array commands{
      tidemark::Command{"analyze", "say which processes leak", tidemark::analyze_command},
      tidemark::Command{"tell", "judge the last day, and tell what is new", tidemark::tell_command},
      tidemark::Command{"status", "show what was told and still grows", tidemark::status_command},
      tidemark::Command{"baseline", "learn what is normal from good runs", tidemark::baseline_command},
      tidemark::Command{"compare", "say whether a recording is worse than earlier ones",
                        tidemark::compare_command},
      tidemark::Command{"history", "tell from which revision on a program or a test needs more memory",
                        tidemark::history_command},
      tidemark::Command{"merge", "make one report of the reports of many hosts", tidemark::merge_command},
      tidemark::Command{"info", "say what is in a recording, and whether it is sound",
                        tidemark::info_command},
      tidemark::Command{"top", "show which processes grew most", tidemark::top_command},
      tidemark::Command{"plot", "draw processes over time in the terminal", tidemark::plot_command},
      tidemark::Command{"import", "make a recording of another tool's", tidemark::import_command},
      tidemark::Command{"export", "write what a recording holds for other programs",
                        tidemark::export_command},
      tidemark::Command{"stacks", "write where processes first touched memory, as a profile",
                        tidemark::stacks_command},
      tidemark::Command{"recover", "make a sound recording of what is left of a damaged one",
                        tidemark::recover_command}};
  const tidemark::Program program{tidemark::kAnalyzerName,
                                  "finds memory leaks in recordings of tidemark-recorder", commands};
  return tidemark::run_program(program, argc, argv);
}
