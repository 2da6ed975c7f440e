#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "recorder/sampling/descent.hpp"
#include "recorder/sampling/process_register.hpp"
#include "recorder/sampling/sampler.hpp"
#include "recorder/sampling/task_iterator.hpp"
#include "recorder/sampling/turns.hpp"

namespace tidemark {

// Samples all processes by one pass of the kernel over its tasks. Only what that does not tell, such as
// command lines, is read from /proc, once a program.
class BpfSampler : public Sampler {
 public:
  // Throws BpfUnavailable where the iterator and the /proc directory do not speak of the same processes: that
  // of another PID namespace, a tree that is no procfs, or a kernel that the iterator misreads.
  BpfSampler(SamplerSettings settings, ProcessFilter filter, std::unique_ptr<TaskIterator> iterator);

  // Cost  one pass of the kernel over all threads
  [[nodiscard]] const Snapshot& scan(ExitSource* exits) override;
  [[nodiscard]] std::string_view name() const override { return "bpf"; }

 private:
  struct Entry : RegisteredProcess {
    pid_t pid = 0;
    std::int64_t start_ticks = 0;
    std::uint64_t start_boottime_ns = 0;
    std::uint64_t exec_id = 0;
    std::int64_t cpu_ns = 0;  // until the last scan
    std::uint32_t host_process = 0;
    std::uint32_t uid = 0;
    std::array<char, TASK_COMM_SIZE> comm{};
  };

  void check_agreement();
  void forget(Entry& entry);
  void become_zombie(Entry& entry, const task_record& task);
  // Returns what the kernel has told of its end, nothing where it has not.
  [[nodiscard]] ExitValues take_end(const Entry& entry);
  // Reports that, or at least the CPU time as it was last known.
  void report_end(Entry& entry, ExitValues exit);
  void follow(Entry& entry, const task_record& task);
  void look_at(Entry& entry);
  void look_for_admission(Entry& entry, const task_record& task);
  void take_turn(Entry& entry, const MemoryValues& values);
  [[nodiscard]] const task_record& task_of(const Entry& entry) const;
  [[nodiscard]] std::int64_t start_ticks_of(const task_record& task) const;
  [[nodiscard]] ProcessFacts facts_of(const task_record& task) const;
  [[nodiscard]] std::int64_t to_kib(std::uint64_t pages) const;
  [[nodiscard]] MemoryValues values_of(const task_record& task) const;

  SamplerSettings settings_;
  std::unique_ptr<TaskIterator> iterator_;
  std::uint64_t ns_per_clock_tick_;
  ProcFiles files_;
  Descent descent_;
  ProcessRegister register_;
  std::vector<task_record> tasks_;
  std::vector<Entry> entries_;  // of the tasks, in the same order
  Turns turns_;
};

}  // namespace tidemark
