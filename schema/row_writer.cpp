#include "schema/row_writer.hpp"

namespace tidemark {
namespace {

constexpr const char* kInsertSession =
    "INSERT INTO session (uuid, part, origin, axis, every_sample, start_wall_ns, start_boottime_ns, "
    "interval_ns,"
    " recorder_version, sampler, filters, command_line_policy, visibility, host, boot_id, pid_namespace,"
    " in_container, kernel, cores, page_size_bytes, clock_ticks_per_second, mem_total_kib, swap_total_kib)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, "
    "?21, ?22,"
    " ?23)";

constexpr const char* kInsertTick =
    "INSERT INTO tick (session, boottime_ns, wall_ns, scan_duration_ns, interval_ns, processes_seen,"
    " processes_unread, short_lived_unknown, missed_before, gap_reason, mem_available_kib, swap_free_kib,"
    " psi_some_total_us, psi_full_total_us, recorder_cpu_ns, recorder_rss_kib, recorder_written_bytes)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";

constexpr const char* kInsertProcess =
    "INSERT INTO process (session, pid, start_ticks, exec_generation, ppid, uid, comm, exe, command_line,"
    " command_line_cut, runtime, peak_vm_kib, first_tick, exit_tick)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";

constexpr const char* kInsertSample =
    "INSERT INTO sample (tick, process, vm_size_kib, rss_kib, shared_kib, data_kib, minor_faults, "
    "major_faults,"
    " threads) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

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
      insert_mark_(database.prepare("INSERT INTO mark (session, kind, name, boottime_ns, wall_ns, sender_pid)"
                                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)")),
      set_exit_tick_(database.prepare("UPDATE process SET exit_tick = ?2 WHERE id = ?1")),
      set_peak_vm_(database.prepare("UPDATE process SET peak_vm_kib = ?2 WHERE id = ?1")),
      set_runtime_(database.prepare("UPDATE process SET runtime = ?2 WHERE id = ?1")),
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
      .bind(12, row.peak_vm_kib)
      .bind(13, first_tick)
      .bind(14, exit_tick)
      .run();
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
      .run();
}

void RowWriter::set_exit_tick(RowId process, RowId exit_tick) {
  set_exit_tick_.bind(1, process).bind(2, exit_tick).run();
}

void RowWriter::set_peak_vm(RowId process, std::optional<std::int64_t> peak_vm_kib) {
  set_peak_vm_.bind(1, process).bind(2, peak_vm_kib).run();
}

void RowWriter::set_runtime(RowId process, const std::optional<std::string>& runtime) {
  set_runtime_.bind(1, process).bind(2, runtime).run();
}

void RowWriter::set_ended_cleanly(RowId session) { set_ended_cleanly_.bind(1, session).run(); }

}  // namespace tidemark
