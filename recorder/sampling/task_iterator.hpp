#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include "recorder/sampling/bpf/task_record.h"

namespace tidemark {

// Why processes cannot be read by BPF: no kernel support, no capability, or not built in.
struct BpfUnavailable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Where all processes of this PID namespace can be read at once.
class TaskIterator {
 public:
  virtual ~TaskIterator() = default;
  TaskIterator(const TaskIterator&) = delete;
  TaskIterator& operator=(const TaskIterator&) = delete;

  // Fills `processes` with a record of every process but kernel threads, ascending by PID, zombies with no
  // memory. Where the leader has exited, the memory is that of a living thread. Faults and CPU time are
  // those of all threads. Throws FileError.
  virtual void read(std::vector<task_record>& processes) = 0;

  // Returns how a process ended that read() has told of, once; nullopt where it lives, where its end was not
  // seen, and where that is too many ends ago: some thousands. Cost: one system call, a second to tell.
  [[nodiscard]] virtual std::optional<task_end> take_end(const task_key& process) = 0;

 protected:
  TaskIterator() = default;
};

// Whether the capabilities of this process allow loading BPF programs, and the iterator is built in.
[[nodiscard]] bool may_load_bpf();

// Loads the kernel's half: bpf/task_iterator.bpf.c. Takes Linux 5.8 with BTF, CAP_BPF and CAP_PERFMON. Where
// only the programs that note how processes end cannot be had, it is loaded without, and none is seen to end.
// Throws BpfUnavailable. Cost: about 20 ms, most of it for the kernel's type information.
[[nodiscard]] std::unique_ptr<TaskIterator> load_task_iterator();

}  // namespace tidemark
