#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "recorder/output/oom_victims.hpp"
#include "recorder/sampling/snapshot.hpp"
#include "recorder/stacks/process_stack.hpp"
#include "schema/row_writer.hpp"
#include "schema/stack_writer.hpp"

namespace tidemark {

// Writes one session of snapshots, each tick one transaction, and of each process only what changed since
// what was last committed: after a failed tick the next one makes up for it.
class RecordingWriter {
 public:
  // Writes the session row, unless the recording has it already.
  //
  // database  outlives the writer
  // row       of the session that is there; absent: it is to be written
  // Throws    SqliteError
  RecordingWriter(const Database& database, const SessionRow& session,
                  std::optional<RowId> row = std::nullopt);

  // Writes one tick, and the marks and stacks that came before it. A process that was there at the last committed tick
  // and is not now gets this one as its exit.
  //
  // Throws  SqliteError; the recording is then as before the call
  void write_tick(const TickRow& tick, const Snapshot& snapshot, std::span<const MarkRow> marks = {},
                  std::span<const ProcessStack> stacks = {});

  // Marks the session as ended cleanly. Throws SqliteError.
  void end_session();

 private:
  // What the recording holds of the process in a slot.
  struct Recorded {
    std::uint64_t token = 0;  // 0: none
    RowId process = 0;
    MemoryValues values;
    std::uint64_t seen_in = 0;  // the attempt that last met it
    std::uint64_t cgroup = 0;   // token
    std::uint32_t revision = 0;
    std::uint32_t names_taken = 0;
  };
  struct RecordedCgroup {
    std::uint64_t token = 0;
    RowId id = 0;
    std::optional<std::int64_t> limit_bytes;
  };
  // A process that a committed tick no longer met: its exit may be told of only after that. The kernel takes a
  // while to free what a large one held.
  struct Departed {
    std::uint64_t token;
    RowId process;
  };
  struct Change {
    std::uint32_t slot;
    Recorded now;
  };

  void write_reading(RowId tick, const ProcessReading& reading);
  void write_counts(RowId tick, RowId process, const ProcessReading& reading);
  void write_jvm_heap(RowId tick, RowId process, const ProcessReading& reading);
  void write_cgroups(RowId tick, std::span<const CgroupReading> cgroups);
  void write_membership(RowId tick, RowId process, std::uint64_t cgroup);
  [[nodiscard]] static const RecordedCgroup* find_cgroup(const std::vector<RecordedCgroup>& cgroups,
                                                         std::uint64_t token);
  void write_later_facts(RowId tick, RowId process, const ProcessReading& reading, bool has_other_name);
  void write_absences(RowId tick);
  void write_exits(RowId tick, const TickRow& tick_row, std::span<const ExitReading> exits);
  [[nodiscard]] std::int64_t last_rss_kib(const ExitReading& exit) const;
  void write_stacks(RowId tick, std::span<const ProcessStack> stacks);
  [[nodiscard]] std::optional<RowId> find_process(std::uint64_t token, std::uint32_t slot) const;
  void commit_changes();

  const Database& database_;
  RowWriter rows_;
  StackWriter stacks_;
  // Within a container, where the machine's kills may be those of others, its control group's are counted.
  bool counts_machines_kills_;
  OomVictims oom_victims_;
  RowId session_ = 0;
  std::uint64_t attempt_ = 0;
  bool is_committed_ = true;                                         // the last attempt
  std::vector<Recorded> recorded_;                                   // by slot, as committed
  std::vector<Change> changes_;                                      // made by the transaction under way
  std::deque<Departed> departed_;                                    // the newest, the oldest first
  std::deque<std::uint64_t> judged_kills_;                           // the newest tokens
  std::map<std::uint64_t, JvmHeap> jvm_heaps_;                       // by token, as committed
  std::vector<std::pair<std::uint64_t, JvmHeap>> jvm_heap_changes_;  // made by the transaction under way
  std::map<std::uint64_t, ProcessCounts> counts_;                    // as jvm_heaps_
  std::vector<std::pair<std::uint64_t, ProcessCounts>> count_changes_;
  std::vector<RecordedCgroup> recorded_cgroups_;  // ascending by token, as committed
  std::vector<RecordedCgroup> cgroups_;           // as the transaction under way leaves them
};

}  // namespace tidemark
