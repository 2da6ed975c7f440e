#pragma once

#include <span>
#include <vector>

#include "recorder/sampling/bpf/task_record.h"

namespace tidemark {

// Makes records of tasks, as the kernel's half of the iterator writes them, into records of processes.
class TaskRecords {
 public:
  // Takes the next records, ascending by thread id over all calls of a scan. Processes are appended to
  // `processes`.
  void take(std::span<const task_record> records, std::vector<task_record>& processes);
  // Adds what the threads have to their processes; the last call of a scan.
  void finish(std::vector<task_record>& processes);

 private:
  std::vector<task_record> threads_;
};

}  // namespace tidemark
