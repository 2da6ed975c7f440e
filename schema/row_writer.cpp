#include "schema/row_writer.hpp"

namespace tidemark {
namespace {

constexpr const char* kInsertSession =
    "INSERT INTO session (uuid, part, origin, axis, every_sample, start_wall_ns, start_boottime_ns, "
    "interval_ns,"
    " recorder_version, sampler, filters, command_line_policy, visibility, host, boot_id, pid_namespace,"
    " in_container, kernel, cores, page_size_bytes, clock_ticks_per_second, mem_total_kib, swap_total_kib,"
    " cgroup, tasks_max, fault_stacks)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, "
    "?21, ?22,"
    " ?23, ?24, ?25, ?26)";

constexpr const char* kInsertTick =
    "INSERT INTO tick (session, boottime_ns, wall_ns, scan_duration_ns, interval_ns, processes_seen,"
    " processes_unread, short_lived_unknown, missed_before, gap_reason, mem_available_kib, swap_free_kib,"
    " psi_some_total_us, psi_full_total_us, recorder_cpu_ns, recorder_rss_kib, recorder_written_bytes,"
    " shmem_kib, slab_unreclaimable_kib, page_tables_kib, oom_kills, cgroup_memory_kib, cgroup_anon_kib,"
    " cgroup_shmem_kib, cgroup_slab_kib, cgroup_inactive_file_kib, cgroup_oom_kills, fault_samples_lost)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,"
    " ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)";

constexpr const char* kInsertProcess =
    "INSERT INTO process (session, pid, start_ticks, exec_generation, ppid, uid, comm, exe, command_line,"
    " command_line_cut, runtime, working_directory, listened, first_tick, exit_tick, exit_code, exit_signal,"
    " stop_signal, killed_for_memory, cpu_ns, peak_vm_kib, peak_rss_kib)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,"
    " ?22)";

// Several sources may each know a part.
constexpr const char* kSetExit =
    "UPDATE process SET exit_code = coalesce(?2, exit_code), exit_signal = coalesce(?3, exit_signal),"
    " stop_signal = coalesce(?4, stop_signal),"
    " killed_for_memory = CASE WHEN killed_for_memory = 1 THEN 1 ELSE coalesce(?5, killed_for_memory) END,"
    " cpu_ns = coalesce(?6, cpu_ns), peak_vm_kib = coalesce(?7, peak_vm_kib),"
    " peak_rss_kib = coalesce(?8, peak_rss_kib) WHERE id = ?1";

constexpr const char* kInsertSample =
    "INSERT INTO sample (tick, process, vm_size_kib, rss_kib, shared_kib, data_kib, minor_faults, "
    "major_faults,"
    " threads, swap_kib, shmem_kib) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

// Binds what is told of an end to the parameters from `first` on.
void bind_exit(Statement& statement, int first, const ExitValues& exit) {
  statement.bind(first, exit.exit_code)
      .bind(first + 1, exit.exit_signal)
      .bind(first + 2, exit.stop_signal)
      .bind(first + 3, exit.killed_for_memory)
      .bind(first + 4, exit.cpu_ns)
      .bind(first + 5, exit.peak_vm_kib)
      .bind(first + 6, exit.peak_rss_kib);
}

}  // namespace

RowWriter::RowWriter(const Database& database)
    : database_(database),
      insert_session_(database.prepare(kInsertSession)),
      insert_tick_(database.prepare(kInsertTick)),
      insert_process_(database.prepare(kInsertProcess)),
      insert_sample_(database.prepare(kInsertSample)),
      insert_cgroup_(database.prepare("INSERT INTO cgroup (path) VALUES (?1)"
                                      " ON CONFLICT (path) DO UPDATE SET path = path RETURNING id")),
      insert_process_cgroup_(database.prepare(
          "INSERT OR REPLACE INTO process_cgroup (tick, process, cgroup) VALUES (?1, ?2, ?3)")),
      insert_cgroup_limit_(database.prepare(
          "INSERT OR REPLACE INTO cgroup_limit (tick, cgroup, limit_bytes) VALUES (?1, ?2, ?3)")),
      insert_process_name_(
          database.prepare("INSERT OR REPLACE INTO process_name (tick, process, comm) VALUES (?1, ?2, ?3)")),
      insert_jvm_heap_(database.prepare(
          "INSERT OR REPLACE INTO jvm_heap (tick, process, used_kib, capacity_kib, max_kib, collections,"
          " whole_collections) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")),
      insert_process_counts_(database.prepare(
          "INSERT OR REPLACE INTO process_count (tick, process, threads, descriptors, zombies)"
          " VALUES (?1, ?2, ?3, ?4, ?5)")),
      insert_mark_(database.prepare(
          "INSERT INTO mark (session, kind, name, boottime_ns, wall_ns, sender_pid, sender_held_kib)"
          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")),
      set_exit_tick_(database.prepare("UPDATE process SET exit_tick = ?2 WHERE id = ?1")),
      set_exit_(database.prepare(kSetExit)),
      set_later_facts_(database.prepare(
          "UPDATE process SET runtime = ?2, listened = ?3, cpu_ns = coalesce(?4, cpu_ns) WHERE id = ?1")),
      set_ended_cleanly_(database.prepare("UPDATE session SET ended_cleanly = 1 WHERE id = ?1")) {}

RowId RowWriter::insert_session(const SessionRow& row) {
  insert_session_.bind(1, row.uuid)
      .bind(2, row.part)
      .bind(3, row.origin)
      .bind(4, row.axis)
      .bind(5, static_cast<std::int64_t>(row.every_sample))
      .bind(6, row.start_wall_ns)
      .bind(7, row.start_boottime_ns)
      .bind(8, row.interval_ns)
      .bind(9, row.recorder_version)
      .bind(10, row.sampler)
      .bind(11, row.filters)
      .bind(12, row.command_line_policy)
      .bind(13, row.visibility)
      .bind(14, row.host)
      .bind(15, row.boot_id)
      .bind(16, row.pid_namespace)
      .bind(17, row.in_container)
      .bind(18, row.kernel)
      .bind(19, row.cores)
      .bind(20, row.page_size_bytes)
      .bind(21, row.clock_ticks_per_second)
      .bind(22, row.mem_total_kib)
      .bind(23, row.swap_total_kib)
      .bind(24, row.cgroup)
      .bind(25, row.tasks_max)
      .bind(26, row.fault_stacks)
      .run();
  return database_.last_insert_rowid();
}

RowId RowWriter::insert_tick(RowId session, const TickRow& row) {
  insert_tick_.bind(1, session)
      .bind(2, row.boottime_ns)
      .bind(3, row.wall_ns)
      .bind(4, row.scan_duration_ns)
      .bind(5, row.interval_ns)
      .bind(6, row.processes_seen)
      .bind(7, row.processes_unread)
      .bind(8, row.short_lived_unknown)
      .bind(9, row.missed_before)
      .bind(10, row.gap_reason)
      .bind(11, row.mem_available_kib)
      .bind(12, row.swap_free_kib)
      .bind(13, row.psi_some_total_us)
      .bind(14, row.psi_full_total_us)
      .bind(15, row.recorder_cpu_ns)
      .bind(16, row.recorder_rss_kib)
      .bind(17, row.recorder_written_bytes)
      .bind(18, row.shmem_kib)
      .bind(19, row.slab_unreclaimable_kib)
      .bind(20, row.page_tables_kib)
      .bind(21, row.oom_kills)
      .bind(22, row.cgroup_memory_kib)
      .bind(23, row.cgroup_anon_kib)
      .bind(24, row.cgroup_shmem_kib)
      .bind(25, row.cgroup_slab_kib)
      .bind(26, row.cgroup_inactive_file_kib)
      .bind(27, row.cgroup_oom_kills)
      .bind(28, row.fault_samples_lost)
      .run();
  return database_.last_insert_rowid();
}

RowId RowWriter::insert_process(RowId session, std::optional<RowId> first_tick, const ProcessRow& row,
                                std::optional<RowId> exit_tick) {
  insert_process_.bind(1, session)
      .bind(2, row.pid)
      .bind(3, row.start_ticks)
      .bind(4, row.exec_generation)
      .bind(5, row.ppid)
      .bind(6, row.uid)
      .bind(7, row.comm)
      .bind(8, row.exe)
      .bind(9, row.command_line)
      .bind(10, row.command_line_cut)
      .bind(11, row.runtime)
      .bind(12, row.working_directory)
      .bind(13, row.listened)
      .bind(14, first_tick)
      .bind(15, exit_tick);
  bind_exit(insert_process_, 16, row.exit);
  insert_process_.run();
  return database_.last_insert_rowid();
}

void RowWriter::insert_sample(RowId tick, RowId process, const MemoryValues& values) {
  insert_sample_.bind(1, tick)
      .bind(2, process)
      .bind(3, values.vm_size_kib)
      .bind(4, values.rss_kib)
      .bind(5, values.shared_kib)
      .bind(6, values.data_kib)
      .bind(7, values.minor_faults)
      .bind(8, values.major_faults)
      .bind(9, values.threads)
      .bind(10, values.swap_kib)
      .bind(11, values.shmem_kib)
      .run();
}

RowId RowWriter::insert_cgroup(const std::string& name) {
  insert_cgroup_.bind(1, name).step();
  const RowId id = insert_cgroup_.int64(0);
  insert_cgroup_.reset();
  return id;
}

void RowWriter::insert_process_cgroup(RowId tick, RowId process, std::optional<RowId> cgroup) {
  insert_process_cgroup_.bind(1, tick).bind(2, process).bind(3, cgroup).run();
}

void RowWriter::insert_cgroup_limit(RowId tick, RowId cgroup, std::optional<std::int64_t> limit_bytes) {
  insert_cgroup_limit_.bind(1, tick).bind(2, cgroup).bind(3, limit_bytes).run();
}

void RowWriter::insert_mark(RowId session, const MarkRow& row) {
  insert_mark_.bind(1, session)
      .bind(2, row.kind)
      .bind(3, row.name)
      .bind(4, row.boottime_ns)
      .bind(5, row.wall_ns)
      .bind(6, row.sender_pid)
      .bind(7, row.sender_held_kib)
      .run();
}

void RowWriter::set_exit_tick(RowId process, RowId exit_tick) {
  set_exit_tick_.bind(1, process).bind(2, exit_tick).run();
}

void RowWriter::set_exit(RowId process, const ExitValues& exit) {
  set_exit_.bind(1, process);
  bind_exit(set_exit_, 2, exit);
  set_exit_.run();
}

void RowWriter::set_later_facts(RowId process, const ProcessRow& row) {
  set_later_facts_.bind(1, process).bind(2, row.runtime).bind(3, row.listened).bind(4, row.exit.cpu_ns).run();
}

void RowWriter::insert_process_name(RowId tick, RowId process, const std::string& comm) {
  insert_process_name_.bind(1, tick).bind(2, process).bind(3, comm).run();
}

void RowWriter::insert_jvm_heap(RowId tick, RowId process, const JvmHeap& heap) {
  insert_jvm_heap_.bind(1, tick)
      .bind(2, process)
      .bind(3, heap.used_kib)
      .bind(4, heap.capacity_kib)
      .bind(5, heap.max_kib)
      .bind(6, heap.collections)
      .bind(7, heap.whole_collections)
      .run();
}

void RowWriter::insert_process_counts(RowId tick, RowId process, const ProcessCounts& counts) {
  insert_process_counts_.bind(1, tick)
      .bind(2, process)
      .bind(3, counts.threads)
      .bind(4, counts.descriptors)
      .bind(5, counts.zombies)
      .run();
}

void RowWriter::set_ended_cleanly(RowId session) { set_ended_cleanly_.bind(1, session).run(); }

}  // namespace tidemark
