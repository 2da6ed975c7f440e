#include "recorder/sampling/process_register.hpp"

#include <utility>

#include "common/text.hpp"
#include "recorder/procfs/listening_sockets.hpp"
#include "recorder/procfs/pid_descriptor.hpp"

namespace tidemark {
namespace {

// Some 50 us each, more where a process has many mappings: this many a snapshot.
constexpr std::size_t kLooksAtMappings = 2;

// Some 100 us, more where a process has many descriptors or the machine many Unix sockets.
constexpr std::size_t kLooksAtSockets = 1;

pid_t pid_of(const RegisteredProcess& process) { return static_cast<pid_t>(process.row->pid); }

void set_runtime(RegisteredProcess& process, Runtime runtime) {
  if (process.runtime != runtime) ++process.revision;
  process.runtime = runtime;
  if (runtime != Runtime::kUnknown) process.row->runtime = to_string(runtime);
}

// The name of the recorder's program as the kernel cuts it.
constexpr std::string_view kOwnName = "tidemark-record";

// Whether it is a recorder's command that sends marks, and nothing of what is tested. Its name may be given to another program.
bool sends_marks(const ProgramImage& image) {
  if (image.comm != kOwnName) return false;
  const std::string_view line = image.command_line;
  const std::size_t second = line.find('\0');
  return second != std::string_view::npos &&
         line.substr(second + 1).starts_with(std::string_view("mark\0", 5));
}

// Whether it is what a recorder has stacks unwound by.
bool unwinds(const ProcessRow& row) { return row.exe && row.exe->ends_with("/tidemark-unwinder"); }

// A thread's name may differ from its process's, and a file's inode as procfs shows it from the kernel's.
bool is_other_program(const ExitRecord& exit, const ProgramImage& image) {
  return exit.comm != image.comm && image.file && image.file->second != exit.program_inode;
}

}  // namespace

ProcessRegister::ProcessRegister(const ProcFiles& files, const std::string& cgroup_root, ProcessFilter filter,
                                 std::size_t end_budget)
    : files_(files),
      filter_(std::move(filter)),
      cgroups_(files, cgroup_root),
      runtimes_(files),
      jvm_heaps_(files),
      object_counts_(files),
      end_budget_(end_budget) {}

void ProcessRegister::enter(RegisteredProcess& process, ProcessFacts facts) {
  const bool same_process = process.row && process.row->start_ticks == facts.row.start_ticks;
  facts.row.exec_generation = same_process ? process.row->exec_generation + 1 : 0;
  process.row = std::make_unique<ProcessRow>(std::move(facts.row));
  process.image = std::make_unique<ProgramImage>(std::move(facts.image));
  find_cgroup(process);
  process.later_looks = {};
  process.vm_size_at_look_kib = 0;
  process.revision = 0;
  process.later_name.clear();
  process.names_taken = 0;
  process.grown = {};
  process.is_cpu_told = false;
  if (!same_process) drop_end_watch(process);
  process.jvm.reset();
  process.counted.reset();
  set_runtime(process, runtimes_.at_first_sight(pid_of(process), *process.image));
  note_mark_sender(process);
  process.kind = admits(*process.row, *process.image) ? ProcessKind::kRecorded : ProcessKind::kWatched;
  if (process.token == 0) process.slot = take_slot();
  process.token = ++last_token_;
}

void ProcessRegister::look_again(RegisteredProcess& process, ProcessFacts facts) {
  *process.image = std::move(facts.image);
  take_name(process, facts.row.comm);
  if (process.kind != ProcessKind::kWatched || !admits(facts.row, *process.image)) return;
  facts.row.exec_generation = process.row->exec_generation;
  *process.row = std::move(facts.row);
  set_runtime(process, process.runtime);
  process.kind = ProcessKind::kRecorded;
}

bool ProcessRegister::admits(const ProcessRow& row, const ProgramImage& image) const {
  return filter_.admits(row) && !sends_marks(image) && !unwinds(row);
}

// What runs a test as its child stands for whoever asked it to.
void ProcessRegister::note_mark_sender(RegisteredProcess& process) {
  const auto pid = process.row->pid;
  mark_senders_.erase(pid);
  if (sends_marks(*process.image)) {
    if (process.row->ppid) mark_senders_[pid] = *process.row->ppid;
    return;
  }
  // A sender's fork is one until its exec.
  for (int i = 0; i < 2 && process.row->ppid; ++i) {
    const auto sender = mark_senders_.find(*process.row->ppid);
    if (sender != mark_senders_.end()) process.row->ppid = sender->second;
  }
}

void ProcessRegister::forget(RegisteredProcess& process) {
  if (process.token != 0) {
    free_slots_.push_back(process.slot);
    mark_senders_.erase(process.row->pid);
  }
  process.token = 0;
  process.cgroup.reset();
  drop_end_watch(process);
}

void take_name(RegisteredProcess& process, const std::string& comm) {
  const std::string& present = process.later_name.empty() ? process.row->comm : process.later_name;
  if (process.kind != ProcessKind::kRecorded || comm == present) return;
  process.later_name = comm;
  ++process.names_taken;
  ++process.revision;
}

void note_cpu(RegisteredProcess& process, std::int64_t cpu_ns) {
  if (process.row->exit.cpu_ns == cpu_ns) return;
  process.row->exit.cpu_ns = cpu_ns;
  ++process.revision;
}

// What takes the place of a process that has ended may have its PID: only its start time tells that the
// descriptor is that of the process which is meant.
void ProcessRegister::watch_end(RegisteredProcess& process) {
  if (process.end_watch.is_open() || end_watches_ >= end_budget_) return;
  Descriptor watch = open_pid_descriptor(pid_of(process));
  const auto stat = read_stat_numbers(files_, pid_of(process));
  if (!watch.is_open() || !stat || stat->start_ticks != process.row->start_ticks) return;
  process.end_watch = std::move(watch);
  ++end_watches_;
}

void ProcessRegister::drop_end_watch(RegisteredProcess& process) {
  if (process.end_watch.is_open()) --end_watches_;
  process.end_watch = Descriptor();
}

void ProcessRegister::look_at_grown(RegisteredProcess& process) {
  watch_end(process);
  if (process.row->listened != 1 && socket_looks_left_ == 0) return;
  process.grown.set_looked();
  if (process.row->listened == 1) return;
  --socket_looks_left_;
  const auto listens = listens_on_socket(files_, pid_of(process));
  if (!listens || process.row->listened == static_cast<std::int64_t>(*listens)) return;
  process.row->listened = *listens ? 1 : 0;
  ++process.revision;
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
  ++snapshot_number_;
  looks_left_ = kLooksAtMappings;
  socket_looks_left_ = kLooksAtSockets;
  jvm_heaps_.begin_snapshot();
  object_counts_.begin_snapshot();
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
  reading.identity.exit = exit.exit;
  reading.identity.pid = exit.pid;
  reading.identity.ppid = exit.ppid;
  reading.identity.uid = exit.uid;
  reading.identity.comm = escape_name(exit.comm);
  if (known != nullptr && known->in_tree) exited_in_tree_.insert(exit.pid);
  if (known != nullptr && known->kind == ProcessKind::kWatched) return;
  const bool was_seen = known != nullptr && known->token != 0 && known->seen_token == known->token;
  // Who has waited for a process knows only how it ended, which may come after the kernel told of the exit.
  if (exit.comm.empty()) {
    if (was_seen) report_end(*known, exit.exit);
    return;
  }
  if (was_seen && known->ended_token != known->token) {
    known->ended_token = known->token;
    if (!is_other_program(exit, *known->image)) return report_end(*known, exit.exit);
    reading.identity.start_ticks = known->row->start_ticks;
    reading.identity.exec_generation = known->row->exec_generation + 1;
  }
  unseen_.push_back(std::move(reading));
}

// A recorder that no scan has seen has sent a mark.
void ProcessRegister::report_unseen(ExitReading&& exit) {
  if (exit.identity.comm != kOwnName && filter_.admits(exit.identity))
    snapshot_.exits.push_back(std::move(exit));
}

void ProcessRegister::report_end(RegisteredProcess& process, const ExitValues& exit) {
  if (process.token == 0 || process.seen_token != process.token) return;
  if (process.end_told_in == snapshot_number_ && snapshot_.exits[process.end_place].token == process.token) {
    add_missing(snapshot_.exits[process.end_place].identity.exit, exit);
    return;
  }
  process.end_told_in = snapshot_number_;
  process.end_place = snapshot_.exits.size();
  ExitReading& reading = snapshot_.exits.emplace_back();
  reading.token = process.token;
  reading.slot = process.slot;
  reading.identity.pid = process.row->pid;
  reading.identity.exit = exit;
  if (exit.cpu_ns) process.is_cpu_told = true;
}

void ProcessRegister::report_watched_end(RegisteredProcess& process) {
  if (!process.end_watch.is_open()) return;
  if (const auto status = read_wait_status(process.end_watch))
    report_end(process, exit_of_wait_status(*status));
}

void ProcessRegister::report(RegisteredProcess& process, const MemoryValues* values) {
  ProcessReading& reading = snapshot_.processes.emplace_back();
  reading.token = process.token;
  reading.slot = process.slot;
  reading.identity = process.row.get();
  reading.cgroup = process.cgroup ? process.cgroup->token : 0;
  if (values != nullptr && process.grown.take(*values)) look_at_grown(process);
  reading.revision = process.revision;
  reading.names_taken = process.names_taken;
  reading.later_name = process.later_name.empty() ? nullptr : &process.later_name;
  if (values == nullptr) return;
  ++snapshot_.seen;
  process.seen_token = process.token;
  reading.values = *values;
  reading.has_grown = process.grown.has_grown();
  if (reading.has_grown) {
    object_counts_.follow(pid_of(process), values->threads, process.counted);
    if (process.runtime == Runtime::kJvm) reading.jvm_heap = jvm_heaps_.follow(pid_of(process), process.jvm);
  }
  if (process.counted) reading.counts = &process.counted->counts;
}

const Snapshot& ProcessRegister::finish_snapshot() {
  cgroups_.refresh();
  snapshot_.cgroups.clear();
  cgroups_.report(snapshot_.cgroups);
  return snapshot_;
}

}  // namespace tidemark
