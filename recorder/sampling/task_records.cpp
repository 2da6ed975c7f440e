#include "recorder/sampling/task_records.hpp"

#include <algorithm>

namespace tidemark {
namespace {

void add_thread(const task_record& thread, task_record& process) {
  process.minor_faults += thread.minor_faults;
  process.major_faults += thread.major_faults;
  process.cpu_ns += thread.cpu_ns;
  if (process.total_pages != 0 || thread.total_pages == 0) return;
  process.total_pages = thread.total_pages;
  process.file_pages = thread.file_pages;
  process.anonymous_pages = thread.anonymous_pages;
  process.shmem_pages = thread.shmem_pages;
  process.swap_pages = thread.swap_pages;
  process.data_pages = thread.data_pages;
}

}  // namespace

void TaskRecords::take(std::span<const task_record> records, std::vector<task_record>& processes) {
  for (const task_record& record : records)
    (record.kind == TASK_RECORD_PROCESS ? processes : threads_).push_back(record);
}

void TaskRecords::finish(std::vector<task_record>& processes) {
  const auto before = [](const task_record& record, __u32 process) { return record.process < process; };
  auto place = processes.begin();
  for (const task_record& thread : threads_) {
    if (place == processes.end() || place->process != thread.process)
      place = std::lower_bound(processes.begin(), processes.end(), thread.process, before);
    if (place != processes.end() && place->process == thread.process) add_thread(thread, *place);
  }
  threads_.clear();
}

}  // namespace tidemark
