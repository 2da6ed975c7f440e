#include "recorder/procfs_sampler.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace tidemark {
namespace {

// Execs that leave the text size as it was are looked for in a few processes a scan, so that the search costs
// a fixed small share of the scan: the larger of this many and this fraction of all.
constexpr std::size_t kLeastChecks = 4;
constexpr std::size_t kCheckFraction = 128;

}  // namespace

ProcfsSampler::ProcfsSampler(SamplerSettings settings, ProcessFilter filter)
    : settings_(std::move(settings)),
      filter_(std::move(filter)),
      files_(settings_.proc_root),
      statm_reader_(files_, files_.is_procfs() ? settings_.descriptor_budget : 0),
      cgroups_(files_, settings_.cgroup_root),
      runtimes_(files_) {}

const Snapshot& ProcfsSampler::scan() {
  files_.list_pids(pids_);
  merge_listing();
  snapshot_.processes.clear();
  snapshot_.seen = 0;
  snapshot_.unread = 0;
  const std::size_t count = entries_.size();
  const std::size_t checks = std::min(count, std::max(kLeastChecks, count / kCheckFraction));
  sudden_checks_left_ = checks;
  sampled_turns_.begin_round(checks);
  other_turns_.begin_round(checks);
  for (Entry& entry : entries_) {
    if (entry.kind == Kind::kNew) look_at(entry);
    const bool is_sampled = entry.kind == Kind::kRecorded || entry.kind == Kind::kWatched;
    read(entry, (is_sampled ? sampled_turns_ : other_turns_).take(entry.pid));
  }
  cgroups_.refresh();
  snapshot_.cgroups.clear();
  cgroups_.report(snapshot_.cgroups);
  return snapshot_;
}

void ProcfsSampler::merge_listing() {
  const auto same_pid = [](const Entry& entry, pid_t pid) { return entry.pid == pid; };
  if (std::equal(entries_.begin(), entries_.end(), pids_.begin(), pids_.end(), same_pid)) return;
  merged_.clear();
  auto known = entries_.begin();
  for (const pid_t pid : pids_) {
    for (; known != entries_.end() && known->pid < pid; ++known) forget(*known);
    if (known != entries_.end() && known->pid == pid) {
      merged_.push_back(std::move(*known++));
    } else {
      merged_.emplace_back().pid = pid;
    }
  }
  for (; known != entries_.end(); ++known) forget(*known);
  entries_.swap(merged_);
}

ProcfsSampler::Entry* ProcfsSampler::find(pid_t pid) {
  const auto place = std::lower_bound(entries_.begin(), entries_.end(), pid,
                                      [](const Entry& entry, pid_t wanted) { return entry.pid < wanted; });
  return place != entries_.end() && place->pid == pid ? &*place : nullptr;
}

void ProcfsSampler::forget(Entry& entry) {
  statm_reader_.drop(entry);
  if (entry.token != 0) free_slots_.push_back(entry.slot);
  entry.token = 0;
  entry.cgroup.reset();
}

// The descriptor is opened first and read last: if it still answers then, all that was read in between by PID
// belongs to the same process.
void ProcfsSampler::look_at(Entry& entry) {
  statm_reader_.drop(entry);
  entry.kind = Kind::kIgnored;  // ends the recursion of resolve_descent where a tree is circular
  Descriptor statm = files_.open_file(statm_path(entry.pid));
  const int open_error = statm.is_open() ? 0 : errno;
  auto facts = read_process(files_, entry.pid, settings_.command_lines);
  if (!facts) {
    const bool gone = open_error == ENOENT || open_error == ESRCH;
    entry.kind = gone ? Kind::kNew : Kind::kUnreadable;
    return;
  }
  entry.start_ticks = facts->stat.start_ticks;
  if (facts->stat.is_kernel_thread() || !resolve_descent(entry, facts->stat)) return;
  if (open_error == EACCES || open_error == EPERM) {
    entry.kind = Kind::kUnreadable;
    return;
  }
  statm_reader_.keep(entry, std::move(statm));
  std::optional<ReadFailure> failure;
  auto values = statm_reader_.read(entry, failure);
  if (!values) {
    entry.kind = failure == ReadFailure::kGone ? Kind::kNew : Kind::kUnreadable;
    return;
  }
  if (values->is_empty() && !statm_reader_.read_living_thread(entry, *values)) {
    entry.kind = Kind::kNoMemory;
    return;
  }
  entry.last = *values;
  classify(entry, std::move(*facts));
}

bool ProcfsSampler::resolve_descent(Entry& entry, const Stat& stat) {
  const FilterSettings& filter = filter_.settings();
  if (!filter.tree_root || entry.in_tree) return true;
  if (entry.pid == *filter.tree_root) {
    if (!tree_root_start_ticks_) tree_root_start_ticks_ = stat.start_ticks;
    entry.in_tree = filter.tree_root_itself && heads_tree(entry);
    return entry.in_tree;
  }
  Entry* parent = find(static_cast<pid_t>(stat.ppid));
  if (parent == nullptr) {
    entry.in_tree = stat.ppid == *filter.tree_root;  // a root that may not be seen
    return entry.in_tree;
  }
  if (parent->kind == Kind::kNew) look_at(*parent);
  entry.in_tree = parent->in_tree || heads_tree(*parent);
  // The parent has ended since: the next scan finds who has adopted the child.
  if (!entry.in_tree && parent->kind == Kind::kNew) entry.kind = Kind::kNew;
  return entry.in_tree;
}

// The PID of a root that has ended may be given to a process that has nothing to do with the tree.
bool ProcfsSampler::heads_tree(const Entry& entry) const {
  if (entry.pid != filter_.settings().tree_root) return false;
  return !tree_root_start_ticks_ || entry.start_ticks == *tree_root_start_ticks_;
}

// A start time that the entry has had before means another program in the same process, or a PID that was
// given again within one clock tick; both are a further generation.
void ProcfsSampler::classify(Entry& entry, ProcessFacts facts) {
  const bool same_process = entry.row && entry.row->start_ticks == facts.row.start_ticks;
  facts.row.exec_generation = same_process ? entry.row->exec_generation + 1 : 0;
  entry.start_ticks = facts.stat.start_ticks;
  entry.row = std::make_unique<ProcessRow>(std::move(facts.row));
  entry.image = std::make_unique<ProgramImage>(std::move(facts.image));
  entry.cgroup = cgroups_.of_process(entry.pid);
  entry.later_looks = {};
  set_runtime(entry, runtimes_.at_first_sight(entry.pid, *entry.image));
  entry.kind = filter_.admits(*entry.row) ? Kind::kRecorded : Kind::kWatched;
  if (entry.token == 0) entry.slot = take_slot();
  entry.token = ++last_token_;
}

std::uint32_t ProcfsSampler::take_slot() {
  if (free_slots_.empty()) return slot_count_++;
  const std::uint32_t slot = free_slots_.back();
  free_slots_.pop_back();
  return slot;
}

void ProcfsSampler::read(Entry& entry, bool due) {
  switch (entry.kind) {
    case Kind::kNew:
      return;
    case Kind::kIgnored:
    case Kind::kNoMemory:
      look_again(entry, due);
      return;
    case Kind::kUnreadable:
      if (due) look_at(entry);
      if (entry.kind == Kind::kUnreadable) ++snapshot_.unread;
      return;
    case Kind::kRecorded:
    case Kind::kWatched:
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
  if (!due) return;
  const auto stat = read_stat(files_, entry.pid);
  if (!stat) return;
  if (stat->start_ticks != entry.start_ticks) {
    begin_anew(entry);
    return;
  }
  // What the kernel starts by itself is a kernel thread without memory until its exec; and of a process whose
  // leader has exited, every thread may have been on its way out when it was looked at.
  const bool was_kernel_thread = entry.kind == Kind::kIgnored && !filter_.settings().tree_root;
  if (entry.kind == Kind::kNoMemory || (was_kernel_thread && !stat->is_kernel_thread()))
    look_at_and_report(entry);
}

// The PID has another owner: nothing of the old one counts, not even its place in the tree.
void ProcfsSampler::begin_anew(Entry& entry) {
  entry.in_tree = false;
  look_at_and_report(entry);
}

void ProcfsSampler::look_at_and_report(Entry& entry) {
  look_at(entry);
  if (entry.kind == Kind::kRecorded) report(entry, &entry.last);
}

void ProcfsSampler::read_memory(Entry& entry, bool due) {
  std::optional<ReadFailure> failure;
  auto statm = statm_reader_.read(entry, failure);
  if (!statm && failure == ReadFailure::kUnreadable) {
    ++snapshot_.unread;
    if (entry.kind == Kind::kRecorded) report(entry, nullptr);
    return;
  }
  if ((!statm && entry.reads_thread) || (statm && statm->is_empty())) {
    if (!statm) statm.emplace();
    if (!statm_reader_.read_living_thread(entry, *statm)) {
      entry.kind = Kind::kNoMemory;
      return;
    }
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
  if (due) entry.cgroup = cgroups_.of_process(entry.pid);
  if (text_changed || due) {
    check_image(entry, has_exec);
  } else if (shrank && sudden_checks_left_ > 0) {
    --sudden_checks_left_;
    check_image(entry, false);
  }
  if (due) recognize_later(entry);
  if (entry.kind == Kind::kRecorded) report(entry, &entry.last);
}

void ProcfsSampler::check_image(Entry& entry, bool has_exec) {
  auto facts = read_process(files_, entry.pid, settings_.command_lines);
  if (!facts || facts->stat.start_ticks != entry.start_ticks) return;
  if (has_exec || is_other_image(*entry.image, facts->image)) {
    classify(entry, std::move(*facts));
    // The exec may have come after the values were read, which would then be the old program's.
    std::optional<ReadFailure> failure;
    if (const auto statm = statm_reader_.read(entry, failure); statm && !statm->is_empty())
      entry.last = *statm;
    return;
  }
  *entry.image = std::move(facts->image);
  // A server that starts as root and then drops to its user, or a thread pool that names its processes late.
  if (entry.kind == Kind::kWatched && filter_.admits(facts->row)) {
    facts->row.exec_generation = entry.row->exec_generation;
    *entry.row = std::move(facts->row);
    set_runtime(entry, entry.runtime);
    entry.kind = Kind::kRecorded;
  }
}

void ProcfsSampler::recognize_later(Entry& entry) {
  if (!may_hold_another(entry.runtime) || !entry.later_looks.take()) return;
  set_runtime(entry, runtimes_.by_mappings(entry.pid, entry.runtime));
}

void ProcfsSampler::set_runtime(Entry& entry, Runtime runtime) {
  entry.runtime = runtime;
  if (runtime != Runtime::kUnknown) entry.row->runtime = to_string(runtime);
}

void ProcfsSampler::report(const Entry& entry, const Statm* statm) {
  ProcessReading& reading = snapshot_.processes.emplace_back();
  reading.token = entry.token;
  reading.slot = entry.slot;
  reading.identity = entry.row.get();
  reading.cgroup = entry.cgroup ? entry.cgroup->token : 0;
  reading.runtime = entry.runtime;
  if (statm == nullptr) return;
  ++snapshot_.seen;
  const std::int64_t page = settings_.page_size_kib;
  reading.values.vm_size_kib = statm->size * page;
  reading.values.rss_kib = statm->resident * page;
  reading.values.shared_kib = statm->shared * page;
  reading.values.data_kib = statm->data * page;
}

}  // namespace tidemark
