#include "recorder/sampling/process_register.hpp"

#include <utility>

#include "common/text.hpp"

namespace tidemark {
namespace {

// Some 50 us each, more where a process has many mappings: this many a snapshot.
constexpr std::size_t kLooksAtMappings = 2;

pid_t pid_of(const RegisteredProcess& process) { return static_cast<pid_t>(process.row->pid); }

void set_runtime(RegisteredProcess& process, Runtime runtime) {
  process.runtime = runtime;
  if (runtime != Runtime::kUnknown) process.row->runtime = to_string(runtime);
}

// A thread's name may differ from its process's, and a file's inode as procfs shows it from the kernel's.
bool is_other_program(const ExitRecord& exit, const ProgramImage& image) {
  return exit.comm != image.comm && image.file && image.file->second != exit.program_inode;
}

}  // namespace

ProcessRegister::ProcessRegister(const ProcFiles& files, const std::string& cgroup_root, ProcessFilter filter)
    : filter_(std::move(filter)), cgroups_(files, cgroup_root), runtimes_(files) {}

void ProcessRegister::enter(RegisteredProcess& process, ProcessFacts facts) {
  const bool same_process = process.row && process.row->start_ticks == facts.row.start_ticks;
  facts.row.exec_generation = same_process ? process.row->exec_generation + 1 : 0;
  process.row = std::make_unique<ProcessRow>(std::move(facts.row));
  process.image = std::make_unique<ProgramImage>(std::move(facts.image));
  find_cgroup(process);
  process.later_looks = {};
  process.vm_size_at_look_kib = 0;
  set_runtime(process, runtimes_.at_first_sight(pid_of(process), *process.image));
  process.kind = filter_.admits(*process.row) ? ProcessKind::kRecorded : ProcessKind::kWatched;
  if (process.token == 0) process.slot = take_slot();
  process.token = ++last_token_;
}

void ProcessRegister::look_again(RegisteredProcess& process, ProcessFacts facts) {
  *process.image = std::move(facts.image);
  if (process.kind != ProcessKind::kWatched || !filter_.admits(facts.row)) return;
  facts.row.exec_generation = process.row->exec_generation;
  *process.row = std::move(facts.row);
  set_runtime(process, process.runtime);
  process.kind = ProcessKind::kRecorded;
}

void ProcessRegister::forget(RegisteredProcess& process) {
  if (process.token != 0) free_slots_.push_back(process.slot);
  process.token = 0;
  process.cgroup.reset();
}

std::uint32_t ProcessRegister::take_slot() {
  if (free_slots_.empty()) return slot_count_++;
  const std::uint32_t slot = free_slots_.back();
  free_slots_.pop_back();
  return slot;
}

void ProcessRegister::find_cgroup(RegisteredProcess& process) {
  process.cgroup = cgroups_.of_process(pid_of(process), process.cgroup);
}

void ProcessRegister::recognize_later(RegisteredProcess& process, std::int64_t vm_size_kib) {
  if (looks_left_ == 0 || vm_size_kib == process.vm_size_at_look_kib) return;
  if (!may_hold_another(process.runtime) || !process.later_looks.take()) return;
  --looks_left_;
  process.vm_size_at_look_kib = vm_size_kib;
  set_runtime(process, runtimes_.by_mappings(pid_of(process), process.runtime));
}

void ProcessRegister::begin_snapshot() {
  looks_left_ = kLooksAtMappings;
  snapshot_.processes.clear();
  snapshot_.exits.clear();
  snapshot_.has_all_exits = false;
  snapshot_.seen = 0;
  snapshot_.unread = 0;
  snapshot_.arrivals = 0;
}

// The first exit behind a known PID is that of the process known, a second one that of whoever was given the
// PID after it.
void ProcessRegister::take_exit(const ExitRecord& exit, RegisteredProcess* known) {
  ExitReading reading;
  reading.identity.exit.peak_vm_kib = exit.peak_vm_kib;
  reading.identity.pid = exit.pid;
  reading.identity.ppid = exit.ppid;
  reading.identity.uid = exit.uid;
  reading.identity.comm = escape_name(exit.comm);
  if (known != nullptr && known->in_tree) exited_in_tree_.insert(exit.pid);
  if (known != nullptr && known->kind == ProcessKind::kWatched) return;
  if (known != nullptr && known->seen_token != 0 && known->seen_token == known->token) {
    known->seen_token = 0;
    if (!is_other_program(exit, *known->image)) {
      reading.token = known->token;
      reading.slot = known->slot;
      snapshot_.exits.push_back(std::move(reading));
      return;
    }
    reading.identity.start_ticks = known->row->start_ticks;
    reading.identity.exec_generation = known->row->exec_generation + 1;
  }
  unseen_.push_back(std::move(reading));
}

void ProcessRegister::report(RegisteredProcess& process, const MemoryValues* values) {
  ProcessReading& reading = snapshot_.processes.emplace_back();
  reading.token = process.token;
  reading.slot = process.slot;
  reading.identity = process.row.get();
  reading.cgroup = process.cgroup ? process.cgroup->token : 0;
  reading.runtime = process.runtime;
  if (values == nullptr) return;
  ++snapshot_.seen;
  process.seen_token = process.token;
  reading.values = *values;
}

const Snapshot& ProcessRegister::finish_snapshot() {
  cgroups_.refresh();
  snapshot_.cgroups.clear();
  cgroups_.report(snapshot_.cgroups);
  return snapshot_;
}

}  // namespace tidemark
