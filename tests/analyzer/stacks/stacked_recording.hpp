#pragma once

#include <string>
#include <vector>

#include "schema/stack_writer.hpp"
#include "tests/analyzer/recordings/written_recording.hpp"

namespace tidemark::testing {

inline FrameRow code(const std::string& symbol, const std::string& module = "/srv/server",
                     std::int64_t address = 16) {
  return {module, "00112233445566778899", address, symbol};
}

// Returns a stack of functions, the innermost first, that `samples` samples of 256 faults each have seen.
inline FaultStack touched_in(const std::vector<std::string>& functions, std::int64_t samples = 1,
                             const std::string& memory = "anonymous") {
  FaultStack stack;
  for (const std::string& function : functions) stack.frames.push_back(code(function));
  stack.is_whole = true;
  stack.memory = memory;
  stack.samples = samples;
  stack.faults = 256 * samples;
  return stack;
}

// Returns the same of pages whose memory these functions have kept.
inline FaultStack kept_in(const std::vector<std::string>& functions, std::int64_t samples = 1) {
  FaultStack stack = touched_in(functions, samples);
  stack.is_kept = true;
  return stack;
}

// A finished recording of two processes that grow by a MiB a second at `ticks` ticks, and what stacks the first
// one has at each of them.
template <typename StacksAt>
void write_stacked(const std::string& path, int ticks, StacksAt&& stacks_at, const std::string& then = "",
                   SessionRow row = session_row(), int first_second = 0) {
  WrittenRecording recording(path);
  Transaction transaction(recording.database());
  StackWriter stacks(recording.database());
  row.fault_stacks = row.fault_stacks.value_or("on");
  const RowId session = recording.rows.insert_session(row);
  std::vector<RowId> processes;
  for (int i = first_second; i < first_second + ticks; ++i) {
    const RowId tick = recording.rows.insert_tick(session, tick_row(i));
    for (const int pid : {42, 43}) {
      if (i == first_second)
        processes.push_back(recording.rows.insert_process(session, tick, process_row(pid)));
      recording.rows.insert_sample(tick, processes.at(static_cast<std::size_t>(pid - 42)),
                                   vm_size(100'000 + 2048 * i));
    }
    for (const FaultStack& stack : stacks_at(i)) stacks.insert(tick, processes.front(), stack);
  }
  if (!then.empty()) recording.database().execute(then);
  transaction.commit();
  recording.finish(session);
}

}  // namespace tidemark::testing
