#include "recorder/sampling/procfs_sampler.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "recorder/procfs/pid_descriptor.hpp"
#include "recorder/sampling/pid_merge.hpp"

namespace tidemark {
namespace {

// Execs that leave the text size as it was are looked for in a few processes a scan, so that the search costs
// a fixed small share of the scan: the larger of this many and this fraction of all.
constexpr std::size_t kLeastChecks = 4;
constexpr std::size_t kCheckFraction = 256;

// Of the descriptors that may be kept, the part that tells how processes end which have grown.
constexpr std::size_t kEndFraction = 8;

std::size_t end_budget(const SamplerSettings& settings) {
  const bool may = is_own_procfs(settings.proc_root) && may_read_wait_statuses();
  return may ? settings.descriptor_budget / kEndFraction : 0;
}

}  // namespace

ProcfsSampler::ProcfsSampler(SamplerSettings settings, ProcessFilter filter)
    : settings_(std::move(settings)),
      records_tree_(filter.settings().tree_root.has_value()),
      ns_per_clock_tick_(1'000'000'000 / sysconf(_SC_CLK_TCK)),
      descent_(filter.settings()),
      files_(settings_.proc_root),
      statm_reader_(files_, files_.is_procfs() ? settings_.descriptor_budget - end_budget(settings_) : 0),
      register_(files_, settings_.cgroup_root, std::move(filter), end_budget(settings_)) {}

const Snapshot& ProcfsSampler::scan(ExitSource* exits) {
  files_.list_pids(pids_);
  const auto find = [this](pid_t pid) { return find_pid(entries_, pid); };
  register_.begin_snapshot();
  if (exits != nullptr) register_.take_exits(*exits, find);
  merge_by_pid(
      entries_, pids_.size(), [this](std::size_t i) { return pids_[i]; },
      [this](Entry& entry) { forget(entry); }, [this] { register_.count_arrival(); });
  ProcessRegister::count_zombies(entries_, find);
  const std::size_t count = entries_.size();
  const std::size_t checks = std::min(count, std::max(kLeastChecks, count / kCheckFraction));
  sudden_checks_left_ = checks;
  sampled_turns_.begin_round(checks);
  other_turns_.begin_round(checks);
  for (Entry& entry : entries_) {
    if (entry.kind == ProcessKind::kNew) look_at(entry);
    const bool is_sampled = entry.kind == ProcessKind::kRecorded || entry.kind == ProcessKind::kWatched;
    read(entry, (is_sampled ? sampled_turns_ : other_turns_).take(entry.pid));
  }
  register_.report_unseen([&](pid_t pid) { return descent_.has_child_of(pid, find); });
  register_.count_tree(entries_);
  return register_.finish_snapshot();
}

void ProcfsSampler::forget(Entry& entry) {
  statm_reader_.drop(entry);
  register_.report_watched_end(entry);
  register_.forget(entry);
}

void ProcfsSampler::become_zombie(Entry& entry) {
  entry.kind = ProcessKind::kNoMemory;
  const auto stat = read_stat_numbers(files_, entry.pid);
  entry.waiting_parent = stat ? static_cast<pid_t>(stat->ppid) : 0;
  entry.is_end_told = false;
  tell_zombies_end(entry);
}

// What held much has none left before it is a zombie.
void ProcfsSampler::tell_zombies_end(Entry& entry) {
  if (entry.token == 0 || entry.is_end_told) return;
  const auto status = read_zombie_status(files_, entry.pid, {entry.row->comm, entry.later_name});
  if (!status) return;
  entry.is_end_told = true;
  register_.report_end(entry, exit_of_wait_status(*status));
}

// The descriptor is opened first and read last: if it still answers then, all that was read in between by PID
// belongs to the same process.
void ProcfsSampler::look_at(Entry& entry) {
  statm_reader_.drop(entry);
  entry.kind = ProcessKind::kIgnored;  // ends the recursion of Descent::resolve where a tree is circular
  Descriptor statm = files_.open_file(statm_path(entry.pid));
  const int open_error = statm.is_open() ? 0 : errno;
  auto facts = read_process(files_, entry.pid, settings_.command_lines);
  if (!facts) {
    const bool gone = open_error == ENOENT || open_error == ESRCH;
    entry.kind = gone ? ProcessKind::kNew : ProcessKind::kUnreadable;
    return;
  }
  entry.start_ticks = facts->stat.start_ticks;
  if (facts->stat.is_kernel_thread() || !belongs_to_tree(entry, facts->stat)) return;
  if (open_error == EACCES || open_error == EPERM) {
    entry.kind = ProcessKind::kUnreadable;
    return;
  }
  statm_reader_.keep(entry, std::move(statm));
  std::optional<ReadFailure> failure;
  auto values = statm_reader_.read(entry, failure);
  if (!values) {
    entry.kind = failure == ReadFailure::kGone ? ProcessKind::kNew : ProcessKind::kUnreadable;
    return;
  }
  if (values->is_empty() && !statm_reader_.read_living_thread(entry, *values)) {
    entry.kind = ProcessKind::kNoMemory;
    entry.waiting_parent = static_cast<pid_t>(facts->stat.ppid);
    return;
  }
  entry.last = *values;
  enter(entry, std::move(*facts));
}

bool ProcfsSampler::belongs_to_tree(Entry& entry, const Stat& stat) {
  return descent_.resolve(
      entry, static_cast<pid_t>(stat.ppid), [this](pid_t pid) { return find_pid(entries_, pid); },
      [this](Entry& parent) { look_at(parent); });
}

void ProcfsSampler::enter(Entry& entry, ProcessFacts facts) {
  entry.start_ticks = facts.stat.start_ticks;
  register_.enter(entry, std::move(facts));
}

void ProcfsSampler::read(Entry& entry, bool due) {
  switch (entry.kind) {
    case ProcessKind::kNew:
      return;
    case ProcessKind::kIgnored:
    case ProcessKind::kNoMemory:
      look_again(entry, due);
      return;
    case ProcessKind::kUnreadable:
      if (due) look_at(entry);
      if (entry.kind == ProcessKind::kUnreadable) register_.count_unread();
      return;
    case ProcessKind::kRecorded:
    case ProcessKind::kWatched:
      read_memory(entry, due);
  }
}

void ProcfsSampler::look_again(Entry& entry, bool due) {
  if (entry.statm.is_open()) {
    std::optional<ReadFailure> failure;
    const auto statm = statm_reader_.read(entry, failure);
    if (!statm && failure == ReadFailure::kGone) {
      begin_anew(entry);
      return;
    }
  }
  if (entry.kind == ProcessKind::kNoMemory) tell_zombies_end(entry);
  if (!due) return;
  const auto stat = read_stat_numbers(files_, entry.pid);
  if (!stat) return;
  if (stat->start_ticks != entry.start_ticks) {
    begin_anew(entry);
    return;
  }
  // What the kernel starts by itself is a kernel thread without memory until its exec; and of a process whose
  // leader has exited, every thread may have been on its way out when it was looked at.
  const bool was_kernel_thread = entry.kind == ProcessKind::kIgnored && !records_tree_;
  if (entry.kind == ProcessKind::kNoMemory || (was_kernel_thread && !stat->is_kernel_thread()))
    look_at_and_report(entry);
}

// The PID has another owner: nothing of the old one counts, not even its place in the tree.
void ProcfsSampler::begin_anew(Entry& entry) {
  entry.in_tree = false;
  register_.report_watched_end(entry);
  register_.forget(entry);
  look_at_and_report(entry);
}

void ProcfsSampler::look_at_and_report(Entry& entry) {
  look_at(entry);
  if (entry.kind == ProcessKind::kRecorded) report(entry);
}

void ProcfsSampler::read_memory(Entry& entry, bool due) {
  std::optional<ReadFailure> failure;
  auto statm = statm_reader_.read(entry, failure);
  if (!statm && failure == ReadFailure::kUnreadable) {
    register_.count_unread();
    if (entry.kind == ProcessKind::kRecorded) register_.report(entry, nullptr);
    return;
  }
  if ((!statm && entry.reads_thread) || (statm && statm->is_empty())) {
    if (!statm) statm.emplace();
    if (!statm_reader_.read_living_thread(entry, *statm)) return become_zombie(entry);
  }
  if (!statm) {
    begin_anew(entry);
    return;
  }
  const bool text_changed = statm->text != entry.last.text;
  // In the midst of an exec the new program has no text yet: what appears then is the same exec's.
  const bool has_exec = text_changed && entry.last.text != 0;
  const bool shrank = statm->size < entry.last.size;
  entry.last = *statm;
  if (due) register_.find_cgroup(entry);
  if (text_changed || due) {
    check_image(entry, has_exec);
  } else if (shrank && sudden_checks_left_ > 0) {
    --sudden_checks_left_;
    check_image(entry, false);
  }
  if (due) register_.recognize_later(entry, entry.last.size * settings_.page_size_kib);
  if (entry.kind == ProcessKind::kRecorded) report(entry);
}

void ProcfsSampler::check_image(Entry& entry, bool has_exec) {
  if (!has_exec && entry.kind == ProcessKind::kRecorded) {
    const auto stat = read_stat(files_, entry.pid);
    if (stat && stat->start_ticks == entry.start_ticks) take_cpu(entry, *stat);
    if (stat && stat->start_ticks == entry.start_ticks && is_same_image(*entry.image, *stat)) return;
  }
  auto facts = read_process(files_, entry.pid, settings_.command_lines);
  if (!facts || facts->stat.start_ticks != entry.start_ticks) return;
  if (has_exec || is_other_image(*entry.image, facts->image)) {
    enter(entry, std::move(*facts));
    // The exec may have come after the values were read, which would then be the old program's.
    std::optional<ReadFailure> failure;
    if (const auto statm = statm_reader_.read(entry, failure); statm && !statm->is_empty())
      entry.last = *statm;
    return;
  }
  register_.look_again(entry, std::move(*facts));
}

void ProcfsSampler::take_cpu(Entry& entry, const Stat& stat) {
  if (entry.grown.takes_cpu(entry.last.resident * settings_.page_size_kib))
    note_cpu(entry, stat.cpu_ticks * ns_per_clock_tick_);
}

void ProcfsSampler::report(Entry& entry) {
  const std::int64_t page = settings_.page_size_kib;
  MemoryValues values;
  values.vm_size_kib = entry.last.size * page;
  values.rss_kib = entry.last.resident * page;
  values.shared_kib = entry.last.shared * page;
  values.data_kib = entry.last.data * page;
  register_.report(entry, &values);
}

}  // namespace tidemark
