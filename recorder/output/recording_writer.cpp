#include "recorder/output/recording_writer.hpp"

#include <algorithm>
#include <csignal>

namespace tidemark {

RecordingWriter::RecordingWriter(const Database& database, const SessionRow& session,
                                 std::optional<RowId> row)
    : database_(database),
      rows_(database),
      stacks_(database),
      counts_machines_kills_(session.in_container != 1),
      session_(row.value_or(0)) {
  if (row) return;
  Transaction transaction(database_);
  session_ = rows_.insert_session(session);
  transaction.commit();
}

void RecordingWriter::write_tick(const TickRow& tick_row, const Snapshot& snapshot,
                                 std::span<const MarkRow> marks, std::span<const ProcessStack> stacks) {
  ++attempt_;
  if (!is_committed_) stacks_.forget();
  is_committed_ = false;
  changes_.clear();
  jvm_heap_changes_.clear();
  count_changes_.clear();
  Transaction transaction(database_);
  const RowId tick = rows_.insert_tick(session_, tick_row);
  write_cgroups(tick, snapshot.cgroups);
  for (const ProcessReading& reading : snapshot.processes) write_reading(tick, reading);
  write_absences(tick);
  write_exits(tick, tick_row, snapshot.exits);
  for (const MarkRow& mark : marks) rows_.insert_mark(session_, mark);
  write_stacks(tick, stacks);
  transaction.commit();
  is_committed_ = true;
  commit_changes();
  recorded_cgroups_.swap(cgroups_);
}

void RecordingWriter::commit_changes() {
  for (const Change& change : changes_) {
    const Recorded& before = recorded_[change.slot];
    if (before.token != 0 && before.token != change.now.token) {
      departed_.push_back({before.token, before.process});
      jvm_heaps_.erase(before.token);
      counts_.erase(before.token);
    }
    recorded_[change.slot] = change.now;
  }
  constexpr std::size_t kMostDeparted = 4096;
  while (departed_.size() > kMostDeparted) departed_.pop_front();
  for (const auto& [token, heap] : jvm_heap_changes_) jvm_heaps_[token] = heap;
  for (const auto& [token, counts] : count_changes_) counts_[token] = counts;
}

void RecordingWriter::write_cgroups(RowId tick, std::span<const CgroupReading> cgroups) {
  cgroups_.clear();
  for (const CgroupReading& reading : cgroups) {
    const RecordedCgroup* known = find_cgroup(recorded_cgroups_, reading.token);
    const RowId id = known == nullptr ? rows_.insert_cgroup(*reading.name) : known->id;
    if (known == nullptr || known->limit_bytes != reading.limit_bytes)
      rows_.insert_cgroup_limit(tick, id, reading.limit_bytes);
    cgroups_.push_back({reading.token, id, reading.limit_bytes});
  }
  std::sort(cgroups_.begin(), cgroups_.end(),
            [](const RecordedCgroup& one, const RecordedCgroup& other) { return one.token < other.token; });
}

const RecordingWriter::RecordedCgroup* RecordingWriter::find_cgroup(
    const std::vector<RecordedCgroup>& cgroups, std::uint64_t token) {
  const auto place = std::lower_bound(
      cgroups.begin(), cgroups.end(), token,
      [](const RecordedCgroup& group, std::uint64_t wanted) { return group.token < wanted; });
  return place != cgroups.end() && place->token == token ? &*place : nullptr;
}

void RecordingWriter::write_membership(RowId tick, RowId process, std::uint64_t cgroup) {
  const RecordedCgroup* group = find_cgroup(cgroups_, cgroup);
  rows_.insert_process_cgroup(tick, process, group == nullptr ? std::nullopt : std::optional(group->id));
}

void RecordingWriter::write_reading(RowId tick, const ProcessReading& reading) {
  if (reading.slot >= recorded_.size()) recorded_.resize(reading.slot + 1);
  Recorded& before = recorded_[reading.slot];
  if (before.token == reading.token) {
    before.seen_in = attempt_;
    write_jvm_heap(tick, before.process, reading);
    write_counts(tick, before.process, reading);
    if (before.values == reading.values && before.cgroup == reading.cgroup &&
        before.revision == reading.revision)
      return;
    if (before.values != reading.values) rows_.insert_sample(tick, before.process, reading.values);
    if (before.cgroup != reading.cgroup) write_membership(tick, before.process, reading.cgroup);
    if (before.revision != reading.revision)
      write_later_facts(tick, before.process, reading, before.names_taken != reading.names_taken);
    changes_.push_back({reading.slot,
                        {before.token, before.process, reading.values, attempt_, reading.cgroup,
                         reading.revision, reading.names_taken}});
    return;
  }
  // A process that could not be read yet has nothing to record, and the one before it is gone: see
  // write_absences.
  if (reading.values.is_unobserved()) return;
  if (before.token != 0) rows_.set_exit_tick(before.process, tick);
  before.seen_in = attempt_;
  const RowId process = rows_.insert_process(session_, tick, *reading.identity);
  rows_.insert_sample(tick, process, reading.values);
  write_jvm_heap(tick, process, reading);
  write_counts(tick, process, reading);
  if (reading.cgroup != 0) write_membership(tick, process, reading.cgroup);
  if (reading.later_name != nullptr) rows_.insert_process_name(tick, process, *reading.later_name);
  changes_.push_back({reading.slot,
                      {reading.token, process, reading.values, attempt_, reading.cgroup, reading.revision,
                       reading.names_taken}});
}

void RecordingWriter::write_later_facts(RowId tick, RowId process, const ProcessReading& reading,
                                        bool has_other_name) {
  rows_.set_later_facts(process, *reading.identity);
  if (reading.later_name != nullptr && has_other_name)
    rows_.insert_process_name(tick, process, *reading.later_name);
}

void RecordingWriter::write_jvm_heap(RowId tick, RowId process, const ProcessReading& reading) {
  if (reading.jvm_heap == nullptr) return;
  const auto known = jvm_heaps_.find(reading.token);
  if (known != jvm_heaps_.end() && known->second == *reading.jvm_heap) return;
  rows_.insert_jvm_heap(tick, process, *reading.jvm_heap);
  jvm_heap_changes_.emplace_back(reading.token, *reading.jvm_heap);
}

void RecordingWriter::write_counts(RowId tick, RowId process, const ProcessReading& reading) {
  if (reading.counts == nullptr) return;
  const auto known = counts_.find(reading.token);
  if (known != counts_.end() && known->second == *reading.counts) return;
  rows_.insert_process_counts(tick, process, *reading.counts);
  count_changes_.emplace_back(reading.token, *reading.counts);
}

void RecordingWriter::write_absences(RowId tick) {
  for (std::uint32_t slot = 0; slot < recorded_.size(); ++slot) {
    const Recorded& recorded = recorded_[slot];
    if (recorded.token == 0 || recorded.seen_in == attempt_) continue;
    rows_.set_exit_tick(recorded.process, tick);
    changes_.push_back({slot, {}});
  }
}

void RecordingWriter::write_exits(RowId tick, const TickRow& tick_row, std::span<const ExitReading> exits) {
  // Where the kernel itself tells which it killed, nothing is left to find out.
  // A process may be told of again: it takes no second kill.
  const auto is_open = [this](const ExitReading& exit) {
    const auto& judged = judged_kills_;
    return exit.identity.exit.exit_signal == SIGKILL && !exit.identity.exit.killed_for_memory &&
           (exit.token == 0 || std::find(judged.begin(), judged.end(), exit.token) == judged.end());
  };
  std::vector<KilledProcess> killed;
  for (const ExitReading& exit : exits) {
    if (is_open(exit)) killed.push_back({last_rss_kib(exit), {}});
  }
  oom_victims_.judge(counts_machines_kills_ ? tick_row.oom_kills : tick_row.cgroup_oom_kills, killed);
  auto next_killed = killed.begin();
  std::vector<std::uint64_t> judged_now;
  for (const ExitReading& exit : exits) {
    ProcessRow row = exit.identity;
    if (is_open(exit)) {
      judged_now.push_back(exit.token);
      const auto for_memory = next_killed++->for_memory;
      if (for_memory) row.exit.killed_for_memory = *for_memory ? 1 : 0;
    }
    if (exit.token == 0) {
      rows_.insert_process(session_, std::nullopt, row, tick);
    } else if (const auto process = find_process(exit.token, exit.slot)) {
      rows_.set_exit(*process, row.exit);
    }
  }
  constexpr std::size_t kMostJudged = 256;
  judged_kills_.insert(judged_kills_.end(), judged_now.begin(), judged_now.end());
  while (judged_kills_.size() > kMostJudged) judged_kills_.pop_front();
}

std::int64_t RecordingWriter::last_rss_kib(const ExitReading& exit) const {
  const bool is_known = exit.slot < recorded_.size() && recorded_[exit.slot].token == exit.token;
  if (exit.token != 0 && is_known) return recorded_[exit.slot].values.rss_kib.value_or(0);
  return exit.identity.exit.peak_rss_kib.value_or(0);
}

std::optional<RowId> RecordingWriter::find_process(std::uint64_t token, std::uint32_t slot) const {
  if (slot < recorded_.size() && recorded_[slot].token == token) return recorded_[slot].process;
  const auto departed = std::find_if(departed_.rbegin(), departed_.rend(),
                                     [&](const Departed& one) { return one.token == token; });
  return departed == departed_.rend() ? std::nullopt : std::optional(departed->process);
}

// A file that has been begun anew knows nothing of a process that had ended before.
void RecordingWriter::write_stacks(RowId tick, std::span<const ProcessStack> stacks) {
  for (const ProcessStack& stack : stacks) {
    auto process = find_process(stack.token, stack.slot);
    const auto entered = std::find_if(changes_.begin(), changes_.end(),
                                      [&](const Change& change) { return change.now.token == stack.token; });
    if (!process && entered != changes_.end()) process = entered->now.process;
    if (process) stacks_.insert(tick, *process, stack.stack);
  }
}

void RecordingWriter::end_session() {
  Transaction transaction(database_);
  rows_.set_ended_cleanly(session_);
  transaction.commit();
}

}  // namespace tidemark
