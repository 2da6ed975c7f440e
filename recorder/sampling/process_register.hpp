#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "recorder/procfs/cgroups.hpp"
#include "recorder/procfs/proc_files.hpp"
#include "recorder/procfs/process_reader.hpp"
#include "recorder/procfs/runtime_recognizer.hpp"
#include "recorder/sampling/exit_source.hpp"
#include "recorder/sampling/grown_process.hpp"
#include "recorder/sampling/jvm_heaps.hpp"
#include "recorder/sampling/object_counts.hpp"
#include "recorder/sampling/process_filter.hpp"
#include "recorder/sampling/snapshot.hpp"

namespace tidemark {

enum class ProcessKind {
  kNew,        // listed, not looked at yet
  kRecorded,   // in every snapshot
  kWatched,    // not admitted by name or user, which can change
  kIgnored,    // a kernel thread, or outside the tree: stays so until the PID has another owner
  kNoMemory,   // a zombie
  kUnreadable  // its files may not be read (hidepid)
};

// What samplers know of a process beside its memory. One that has no token is not registered.
struct RegisteredProcess {
  ProcessKind kind = ProcessKind::kNew;
  bool in_tree = false;
  std::uint32_t slot = 0;
  std::uint64_t token = 0;
  std::uint64_t seen_token = 0;   // with which a snapshot had its values
  std::uint64_t ended_token = 0;  // with which the kernel told of its exit
  std::uint64_t end_told_in = 0;  // the snapshot that has its end, and the place there
  std::size_t end_place = 0;
  bool is_cpu_told = false;  // by what was reported of its end
  std::unique_ptr<ProcessRow> row;
  std::unique_ptr<ProgramImage> image;
  std::shared_ptr<const Cgroup> cgroup;
  Runtime runtime = Runtime::kUnknown;
  std::uint32_t revision = 0;  // as of ProcessReading
  std::string later_name;      // empty while it has its first one
  std::uint32_t names_taken = 0;
  GrownProcess grown;
  Descriptor end_watch;  // tells how it ended, once it has grown
  LaterLooks later_looks;
  std::int64_t vm_size_at_look_kib = 0;  // 0 before the first
  std::unique_ptr<JvmProcess> jvm;       // of one that has been seen as a Java virtual machine
  std::unique_ptr<CountedProcess> counted;
  pid_t waiting_parent = 0;  // of one without memory, as it was when that was seen
};

// Takes the name that a process has now, where that is another.
void take_name(RegisteredProcess& process, const std::string& comm);
// Takes the CPU time that a process has used until now.
void note_cpu(RegisteredProcess& process, std::int64_t cpu_ns);

// Registers processes - identity, filter, control group, runtime - and makes snapshots of them. Calls beside
// the snapshots' read files of a process.
class ProcessRegister {
 public:
  // files       outlives the register
  // end_budget  how many descriptors may be kept to learn how processes end; none where the files are not the
  //             procfs of this process's PID namespace
  ProcessRegister(const ProcFiles& files, const std::string& cgroup_root, ProcessFilter filter,
                  std::size_t end_budget = 0);

  // Registers a process, or the program that it goes on with after an exec; its kind is then kRecorded or
  // kWatched. A start time that it has had before means another program in the same process, or a PID that
  // was given again within one clock tick; both are a further generation. A recorder's own command that sends
  // marks is never recorded, and its parent is taken for that of its children.
  void enter(RegisteredProcess& process, ProcessFacts facts);
  // Takes the same program as it is now: a server that starts as root and then drops to its user, or a thread
  // pool that names its processes late, may be admitted.
  void look_again(RegisteredProcess& process, ProcessFacts facts);
  void forget(RegisteredProcess& process);
  void find_cgroup(RegisteredProcess& process);
  // Looks at what is mapped, where that may tell more of the runtime, it is the time to, and there is
  // something else mapped than at the last look. Does so for a few processes a snapshot.
  void recognize_later(RegisteredProcess& process, std::int64_t vm_size_kib);

  void begin_snapshot();
  // Tells how a process ended, where a snapshot has had its values; before it is forgotten. May be told in
  // parts.
  void report_end(RegisteredProcess& process, const ExitValues& exit);
  // The same by the descriptor that stands for the process, where one was opened and it is gone.
  void report_watched_end(RegisteredProcess& process);
  // Adds the process to the snapshot.
  //
  // values  null where the process was there and could not be read
  void report(RegisteredProcess& process, const MemoryValues* values);
  void count_unread() { ++snapshot_.unread; }
  void count_arrival() { ++snapshot_.arrivals; }

  // Takes the exits since the last call. A sampler calls it once processes are listed and before they are
  // looked at: one that exits later is known by then, or is told of at the next scan.
  //
  // find  pid_t -> pointer to a RegisteredProcess as the last scan left it, null where there was none
  template <typename Find>
  void take_exits(ExitSource& source, Find find) {
    exits_.clear();
    snapshot_.has_all_exits = source.take(exits_);
    for (const ExitRecord& exit : exits_) take_exit(exit, find(exit.pid));
  }
  // Reports those of them that no scan has seen, once the processes of this scan are known.
  //
  // has_child_of  pid_t -> bool: whether what a process starts is recorded
  template <typename HasChildOf>
  void report_unseen(HasChildOf has_child_of) {
    const auto belongs = [&](const ExitReading& exit) {
      const std::int64_t ppid = exit.identity.ppid.value_or(0);
      if (!exited_in_tree_.contains(ppid) && !has_child_of(static_cast<pid_t>(ppid))) return false;
      exited_in_tree_.insert(exit.identity.pid);
      return true;
    };
    const auto known = static_cast<std::ptrdiff_t>(snapshot_.exits.size());
    // Backwards, since parents mostly exit after their children.
    std::reverse(unseen_.begin(), unseen_.end());
    std::vector<ExitReading> orphans;
    for (ExitReading& exit : unseen_) {
      if (belongs(exit)) {
        report_unseen(std::move(exit));
      } else {
        orphans.push_back(std::move(exit));
      }
    }
    for (ExitReading& orphan : orphans_) {
      if (belongs(orphan)) report_unseen(std::move(orphan));
    }
    orphans_.swap(orphans);
    std::reverse(snapshot_.exits.begin() + known, snapshot_.exits.end());
    unseen_.clear();
    exited_in_tree_.clear();
  }

  // Counts the processes that have ended and are still there, for those that have not waited for them. A sampler
  // calls it once processes are listed: what has ended since the last scan may yet be waited for.
  //
  // entries  of the processes that are there
  // find     pid_t -> pointer to one of these entries, or null
  template <typename Entries, typename Find>
  static void count_zombies(Entries& entries, Find find) {
    for (auto& entry : entries) {
      if (entry.counted && entry.counted->counts.zombies) entry.counted->counts.zombies = 0;
    }
    for (const auto& entry : entries) {
      if (entry.kind != ProcessKind::kNoMemory || entry.waiting_parent == 0) continue;
      RegisteredProcess* parent = find(entry.waiting_parent);
      if (parent == nullptr || parent->kind != ProcessKind::kRecorded) continue;
      if (!parent->counted) parent->counted = std::make_unique<CountedProcess>();
      auto& zombies = parent->counted->counts.zombies;
      zombies = zombies.value_or(0) + 1;
    }
  }

  // Counts the processes of the tree that live, once the scan has met all of them; none where no tree is recorded.
  template <typename Entries>
  void count_tree(const Entries& entries) {
    if (!filter_.settings().tree_root) return;
    const auto lives_in_tree = [](const RegisteredProcess& process) {
      return process.in_tree && process.kind != ProcessKind::kNoMemory &&
             process.kind != ProcessKind::kIgnored;
    };
    snapshot_.in_tree = std::count_if(entries.begin(), entries.end(), lives_in_tree);
  }

  // Valid until the next begin_snapshot().
  [[nodiscard]] const Snapshot& finish_snapshot();

 private:
  [[nodiscard]] std::uint32_t take_slot();
  [[nodiscard]] bool admits(const ProcessRow& row, const ProgramImage& image) const;
  void note_mark_sender(RegisteredProcess& process);
  void report_unseen(ExitReading&& exit);
  void take_exit(const ExitRecord& exit, RegisteredProcess* known);
  void look_at_grown(RegisteredProcess& process);
  void watch_end(RegisteredProcess& process);
  void drop_end_watch(RegisteredProcess& process);

  const ProcFiles& files_;
  ProcessFilter filter_;
  Cgroups cgroups_;
  RuntimeRecognizer runtimes_;
  JvmHeaps jvm_heaps_;
  ObjectCounts object_counts_;
  std::vector<std::uint32_t> free_slots_;
  std::uint32_t slot_count_ = 0;
  std::uint64_t last_token_ = 0;
  std::uint64_t snapshot_number_ = 0;
  std::size_t looks_left_ = 0;         // at mappings, for the present snapshot
  std::size_t socket_looks_left_ = 0;  // likewise at sockets
  std::size_t end_budget_;
  std::size_t end_watches_ = 0;
  std::vector<ExitRecord> exits_;
  std::vector<ExitReading> unseen_;
  // Those outside the tree as it seems, latest first: a parent that began after the processes were listed,
  // and lives, is known only at the next scan.
  std::vector<ExitReading> orphans_;
  std::unordered_set<std::int64_t> exited_in_tree_;  // PIDs
  // Those that run are not recorded; by PID, the parent of each.
  std::unordered_map<std::int64_t, std::int64_t> mark_senders_;
  Snapshot snapshot_;
};

}  // namespace tidemark
