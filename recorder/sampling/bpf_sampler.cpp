#include "recorder/sampling/bpf_sampler.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "common/text.hpp"
#include "recorder/sampling/pid_merge.hpp"
#include "recorder/sampling/task_end.hpp"

namespace tidemark {
namespace {

// A process that moves to another control group and one that loads a library late are found in turn, so that
// the search costs a small share of the scan: this fraction of all at each.
constexpr std::size_t kTurnFraction = 256;

// Whether a snapshot has had its values, so that its end is told.
bool was_seen(const RegisteredProcess& process) {
  return process.token != 0 && process.seen_token == process.token;
}

std::string_view name_of(const task_record& task) {
  return {&task.comm[0], strnlen(&task.comm[0], sizeof(task.comm))};
}

}  // namespace

BpfSampler::BpfSampler(SamplerSettings settings, ProcessFilter filter, std::unique_ptr<TaskIterator> iterator)
    : settings_(std::move(settings)),
      iterator_(std::move(iterator)),
      ns_per_clock_tick_(1'000'000'000U / static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK))),
      files_(settings_.proc_root),
      descent_(filter.settings()),
      register_(files_, settings_.cgroup_root, std::move(filter)) {
  check_agreement();
}

void BpfSampler::check_agreement() {
  const auto refuse = [this](const char* reason) { throw BpfUnavailable(settings_.proc_root + reason); };
  if (!is_own_procfs(settings_.proc_root)) refuse(" is not the procfs of this PID namespace");
  iterator_->read(tasks_);
  const auto own = std::find_if(tasks_.begin(), tasks_.end(), [](const task_record& task) {
    return task.process == static_cast<std::uint32_t>(getpid());
  });
  const auto stat = read_stat(files_, getpid());
  if (own == tasks_.end() || !stat || own->total_pages == 0 || start_ticks_of(*own) != stat->start_ticks ||
      own->parent != stat->ppid || name_of(*own) != stat->comm)
    refuse(" says otherwise of this very process than the BPF program");
}

const Snapshot& BpfSampler::scan(ExitSource* exits) {
  iterator_->read(tasks_);
  const auto find = [this](pid_t pid) { return find_pid(entries_, pid); };
  register_.begin_snapshot();
  if (exits != nullptr) register_.take_exits(*exits, find);
  merge_by_pid(
      entries_, tasks_.size(), [this](std::size_t i) { return static_cast<pid_t>(tasks_[i].process); },
      [this](Entry& entry) { forget(entry); }, [this] { register_.count_arrival(); });
  ProcessRegister::count_zombies(entries_, find);
  turns_.begin_round(entries_.size() / kTurnFraction + 1);
  for (std::size_t i = 0; i < tasks_.size(); ++i) {
    Entry& entry = entries_[i];
    const task_record& task = tasks_[i];
    follow(entry, task);
    if (entry.kind != ProcessKind::kRecorded) continue;
    const MemoryValues values = values_of(task);
    if (turns_.take(entry.pid)) take_turn(entry, values);
    register_.report(entry, &values);
  }
  register_.report_unseen([&](pid_t pid) { return descent_.has_child_of(pid, find); });
  register_.count_tree(entries_);
  return register_.finish_snapshot();
}

void BpfSampler::forget(Entry& entry) {
  report_end(entry, take_end(entry));
  register_.forget(entry);
}

void BpfSampler::become_zombie(Entry& entry, const task_record& task) {
  entry.kind = ProcessKind::kNoMemory;
  entry.waiting_parent = static_cast<pid_t>(task.parent);
  if (!was_seen(entry) || task.exec_id != entry.exec_id) return;
  ExitValues exit = take_end(entry);
  if (exit == ExitValues{}) {
    if (const auto status = read_zombie_status(files_, entry.pid, {entry.row->comm, entry.later_name}))
      exit = exit_of_wait_status(*status);
  }
  report_end(entry, exit);
}

// A program that began after the last scan has an end of its own. CPU time: the last scan knows of threads that
// ended with the last one.
ExitValues BpfSampler::take_end(const Entry& entry) {
  if (!was_seen(entry)) return {};
  const auto end = iterator_->take_end({entry.start_boottime_ns, entry.host_process, 0});
  if (!end || end->exec_id != entry.exec_id) return {};
  ExitValues exit = exit_of_task_end(*end);
  exit.cpu_ns = std::max(*exit.cpu_ns, entry.cpu_ns);
  return exit;
}

void BpfSampler::report_end(Entry& entry, ExitValues exit) {
  if (!exit.cpu_ns && !entry.is_cpu_told) exit.cpu_ns = entry.cpu_ns;
  if (exit != ExitValues{}) register_.report_end(entry, exit);
}

void BpfSampler::follow(Entry& entry, const task_record& task) {
  if (entry.start_boottime_ns != task.start_boottime_ns && entry.kind != ProcessKind::kNew) {
    // The PID has another owner: nothing of the old one counts, not even its place in the tree.
    report_end(entry, take_end(entry));
    register_.forget(entry);
    entry.in_tree = false;
    entry.kind = ProcessKind::kNew;
  }
  const bool has_memory = task.total_pages != 0;
  switch (entry.kind) {
    case ProcessKind::kNew:
    case ProcessKind::kUnreadable:
      look_at(entry);
      return;
    case ProcessKind::kIgnored:
      return;
    case ProcessKind::kNoMemory:
      if (has_memory) look_at(entry);
      return;
    case ProcessKind::kRecorded:
    case ProcessKind::kWatched:
      entry.cpu_ns = static_cast<std::int64_t>(task.cpu_ns);
      if (!has_memory) {
        become_zombie(entry, task);
      } else if (entry.exec_id != task.exec_id) {
        look_at(entry);
      } else if (entry.kind == ProcessKind::kWatched) {
        look_for_admission(entry, task);
      } else if (!std::equal(entry.comm.begin(), entry.comm.end(), &task.comm[0])) {
        std::copy_n(&task.comm[0], entry.comm.size(), entry.comm.begin());
        take_name(entry, escape_name(name_of(task)));
      }
  }
}

void BpfSampler::look_at(Entry& entry) {
  const task_record& task = task_of(entry);
  entry.kind = ProcessKind::kIgnored;  // ends the recursion where a tree is circular
  entry.start_boottime_ns = task.start_boottime_ns;
  entry.start_ticks = start_ticks_of(task);
  entry.host_process = task.host_process;
  entry.exec_id = task.exec_id;
  entry.cpu_ns = static_cast<std::int64_t>(task.cpu_ns);
  entry.uid = task.uid;
  std::copy_n(&task.comm[0], entry.comm.size(), entry.comm.begin());
  const bool belongs = descent_.resolve(
      entry, static_cast<pid_t>(task.parent), [this](pid_t pid) { return find_pid(entries_, pid); },
      [this](Entry& parent) { look_at(parent); });
  if (!belongs) return;
  if (task.total_pages == 0) {
    entry.kind = ProcessKind::kNoMemory;
    entry.waiting_parent = static_cast<pid_t>(task.parent);
  } else {
    register_.enter(entry, facts_of(task));
  }
}

void BpfSampler::look_for_admission(Entry& entry, const task_record& task) {
  if (entry.uid == task.uid && std::equal(entry.comm.begin(), entry.comm.end(), &task.comm[0])) return;
  entry.uid = task.uid;
  std::copy_n(&task.comm[0], entry.comm.size(), entry.comm.begin());
  register_.look_again(entry, facts_of(task));
}

void BpfSampler::take_turn(Entry& entry, const MemoryValues& values) {
  register_.find_cgroup(entry);
  register_.recognize_later(entry, *values.vm_size_kib);
  if (entry.grown.takes_cpu(*values.rss_kib)) note_cpu(entry, entry.cpu_ns);
}

const task_record& BpfSampler::task_of(const Entry& entry) const {
  return tasks_[static_cast<std::size_t>(&entry - entries_.data())];
}

// As /proc/PID/stat rounds it.
std::int64_t BpfSampler::start_ticks_of(const task_record& task) const {
  return static_cast<std::int64_t>(task.start_boottime_ns / ns_per_clock_tick_);
}

// Of a process that /proc hides, or that has ended since the pass, the record alone tells.
ProcessFacts BpfSampler::facts_of(const task_record& task) const {
  auto facts = read_process(files_, static_cast<pid_t>(task.process), settings_.command_lines);
  if (facts && facts->stat.start_ticks == start_ticks_of(task)) return std::move(*facts);
  ProcessFacts known{{}, {{'?', task.parent, 0, start_ticks_of(task), 0}, std::string(name_of(task))}, {}};
  known.row.pid = task.process;
  known.row.start_ticks = known.stat.start_ticks;
  known.row.ppid = known.stat.ppid;
  known.row.uid = task.uid;
  known.row.comm = escape_name(known.stat.comm);
  known.image.comm = known.stat.comm;
  return known;
}

std::int64_t BpfSampler::to_kib(std::uint64_t pages) const {
  return static_cast<std::int64_t>(pages) * settings_.page_size_kib;
}

MemoryValues BpfSampler::values_of(const task_record& task) const {
  MemoryValues values;
  values.vm_size_kib = to_kib(task.total_pages);
  values.rss_kib = to_kib(task.file_pages + task.anonymous_pages + task.shmem_pages);
  values.shared_kib = to_kib(task.file_pages + task.shmem_pages);
  values.data_kib = to_kib(task.data_pages);
  values.minor_faults = static_cast<std::int64_t>(task.minor_faults);
  values.major_faults = static_cast<std::int64_t>(task.major_faults);
  values.threads = task.threads;
  values.swap_kib = to_kib(task.swap_pages);
  values.shmem_kib = to_kib(task.shmem_pages);
  return values;
}

}  // namespace tidemark
