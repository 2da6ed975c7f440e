#pragma once

#include "common/sqlite.hpp"
#include "schema/rows.hpp"

namespace tidemark {

// Inserts rows into a recording through prepared statements. The caller decides what belongs into one
// transaction. Every call may throw SqliteError. `database` must outlive the writer.
class RowWriter {
 public:
  explicit RowWriter(const Database& database);

  // These return the new row's id.
  RowId insert_session(const SessionRow& row);
  RowId insert_tick(RowId session, const TickRow& row);
  // first_tick  at which the process was observed; absent where it is known only from its exit
  RowId insert_process(RowId session, std::optional<RowId> first_tick, const ProcessRow& row,
                       std::optional<RowId> exit_tick = std::nullopt);

  void insert_sample(RowId tick, RowId process, const MemoryValues& values);
  // Returns the id of the control group of that name, new or known.
  RowId insert_cgroup(const std::string& name);
  void insert_process_cgroup(RowId tick, RowId process, std::optional<RowId> cgroup);
  // limit_bytes  kUnlimited where there is none
  void insert_cgroup_limit(RowId tick, RowId cgroup, std::optional<std::int64_t> limit_bytes);
  void insert_mark(RowId session, const MarkRow& row);
  // exit_tick  the first tick at which the process was gone
  void set_exit_tick(RowId process, RowId exit_tick);
  // What is absent stays as it was, and so does a kill for want of memory.
  void set_exit(RowId process, const ExitValues& exit);
  // For what is known only after the first observation: runtime, listened, exit.cpu_ns.
  void set_later_facts(RowId process, const ProcessRow& row);
  // A name that the process took after its first observation.
  void insert_process_name(RowId tick, RowId process, const std::string& comm);
  void insert_jvm_heap(RowId tick, RowId process, const JvmHeap& heap);
  void insert_process_counts(RowId tick, RowId process, const ProcessCounts& counts);
  void set_ended_cleanly(RowId session);

 private:
  const Database& database_;
  Statement insert_session_;
  Statement insert_tick_;
  Statement insert_process_;
  Statement insert_sample_;
  Statement insert_cgroup_;
  Statement insert_process_cgroup_;
  Statement insert_cgroup_limit_;
  Statement insert_process_name_;
  Statement insert_jvm_heap_;
  Statement insert_process_counts_;
  Statement insert_mark_;
  Statement set_exit_tick_;
  Statement set_exit_;
  Statement set_later_facts_;
  Statement set_ended_cleanly_;
};

}  // namespace tidemark
