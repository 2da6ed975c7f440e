#pragma once

#include <compare>
#include <string>

#include "analyzer/recordings/recording.hpp"
#include "analyzer/text/shared_text.hpp"

namespace tidemark {

// The identity of a program in any recording of any machine: its name, and for an interpreter the script that
// it runs. PID, directory and options are no part of it, since they differ from run to run.
struct ProgramKey {
  SharedText name;
  SharedText script;  // empty where the name says it all
  SharedText test;    // the marked test that it was seen in; empty for its whole life

  // clang-tidy 14 takes the 0 that this compares with for a pointer.
  // NOLINTNEXTLINE(modernize-use-nullptr)
  auto operator<=>(const ProgramKey&) const = default;
};

// Returns the key of a recorded process. The script is that of python, perl, ruby, node, php, a shell or a
// JVM: the file name of the first argument that is no option, the module behind python's -m, the JVM's jar or
// main class; empty where the command line is unknown or the script is the name already.
[[nodiscard]] ProgramKey program_key(const RecordedProcess& process);

// Returns "python3 (server.py)", with the test where there is one, for people.
[[nodiscard]] std::string describe(const ProgramKey& program);

}  // namespace tidemark
