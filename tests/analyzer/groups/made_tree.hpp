#pragma once

#include <cstdint>
#include <string>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark::testing {

// Adds a process that another started.
inline RecordedProcess& add_child(MadeRecording& made, std::int64_t pid, std::int64_t parent,
                                  const std::string& name) {
  RecordedProcess& process = made.add_process({{0, 1000}}, pid);
  process.ppid = parent;
  process.start_ticks = pid;
  process.name = name;
  return process;
}

}  // namespace tidemark::testing
