#include "schema/row_writer.hpp"

#include <gtest/gtest.h>

#include "tests/schema/recording_fixture.hpp"

namespace tidemark {
namespace {

using testing::query_rows;
using testing::Rows;

class RowWriterTest : public testing::RecordingFileTest {
 protected:
  [[nodiscard]] Rows rows(const std::string& sql) const { return query_rows(recording_.database, sql); }

  WritableRecording recording_ = open_for_writing(path_);
  RowWriter writer_{recording_.database};
};

SessionRow full_session() {
  return {std::string(36, 'u'),
          2,
          "memorytools",
          "wall",
          true,
          1,
          2,
          3,
          "v",
          "procfs",
          "{}",
          "full",
          "all",
          "h",
          "b",
          4,
          1,
          "k",
          5,
          6,
          7,
          8,
          9,
          "/g",
          10,
          "on"};
}

TickRow full_tick() {
  return {1,  2,  3,  4,  5,  6,  7,  8,  "late", 9,  10, 11, 12, 13,
          14, 15, 16, 17, 18, 19, 20, 21, 22,     23, 24, 25, 26};
}

constexpr const char* kExitColumns =
    "SELECT exit_code, exit_signal, stop_signal, killed_for_memory, cpu_ns, peak_vm_kib, peak_rss_kib "
    "FROM process";

ProcessRow process_row() {
  ProcessRow row;
  row.pid = 7;
  return row;
}

// Each column holds another value, so that no two can be swapped.
TEST_F(RowWriterTest, EveryFieldOfASessionGoesIntoItsColumn) {
  EXPECT_EQ(writer_.insert_session(full_session()), 1);
  EXPECT_EQ(rows("SELECT part, origin, axis, every_sample, start_wall_ns, start_boottime_ns, interval_ns, "
                 "ended_cleanly,"
                 " recorder_version, sampler, filters, command_line_policy, visibility, host, boot_id, "
                 "pid_namespace,"
                 " in_container, kernel, cores, page_size_bytes, clock_ticks_per_second, mem_total_kib, "
                 "swap_total_kib, cgroup, tasks_max"
                 " FROM session"),
            Rows{"2|memorytools|wall|1|1|2|3|0|v|procfs|{}|full|all|h|b|4|1|k|5|6|7|8|9|/g|10"});
}

TEST_F(RowWriterTest, EveryFieldOfATickGoesIntoItsColumn) {
  const RowId session = writer_.insert_session(full_session());
  EXPECT_EQ(writer_.insert_tick(session, full_tick()), 1);
  EXPECT_EQ(writer_.insert_tick(session, full_tick()), 2);
  EXPECT_EQ(
      rows(
          "SELECT boottime_ns, wall_ns, scan_duration_ns, interval_ns, processes_seen, processes_unread,"
          " short_lived_unknown, missed_before, gap_reason, mem_available_kib, swap_free_kib, "
          "psi_some_total_us,"
          " psi_full_total_us, recorder_cpu_ns, recorder_rss_kib, recorder_written_bytes, shmem_kib,"
          " slab_unreclaimable_kib, page_tables_kib, oom_kills, cgroup_memory_kib, cgroup_anon_kib,"
          " cgroup_shmem_kib, cgroup_slab_kib, cgroup_inactive_file_kib, cgroup_oom_kills FROM tick WHERE id "
          "= 2"),
      Rows{"1|2|3|4|5|6|7|8|late|9|10|11|12|13|14|15|16|17|18|19|20|21|22|23|24|25"});
}

TEST_F(RowWriterTest, EveryFieldOfAProcessAndItsSamplesGoesIntoItsColumn) {
  const RowId session = writer_.insert_session(full_session());
  const RowId tick = writer_.insert_tick(session, full_tick());
  const RowId end = writer_.insert_tick(session, full_tick());
  const RowId process = writer_.insert_process(
      session, tick, {1, 2, 3, 4, 5, "c", "/e", "[]", 1, "native", "/d", 0, {7, 8, 9, 1, 10, 11, 12}});
  writer_.insert_sample(tick, process, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  writer_.set_exit_tick(process, end);
  EXPECT_EQ(rows("SELECT pid, start_ticks, exec_generation, ppid, uid, comm, exe, command_line, "
                 "command_line_cut, runtime,"
                 " working_directory, listened, first_tick, exit_tick FROM process"),
            Rows{"1|2|3|4|5|c|/e|[]|1|native|/d|0|1|2"});
  EXPECT_EQ(rows(kExitColumns), Rows{"7|8|9|1|10|11|12"});
  EXPECT_EQ(rows("SELECT vm_size_kib, rss_kib, shared_kib, data_kib, minor_faults, major_faults, threads, "
                 "swap_kib, shmem_kib FROM sample"),
            Rows{"1|2|3|4|5|6|7|8|9"});
}

TEST_F(RowWriterTest, WhatIsLearntOfAnEndAddsToWhatWasKnown) {
  const RowId session = writer_.insert_session(full_session());
  const RowId tick = writer_.insert_tick(session, full_tick());
  const RowId process = writer_.insert_process(session, tick, process_row());
  writer_.set_exit(process, {.exit_code = 0, .killed_for_memory = 1, .cpu_ns = 5});
  writer_.set_exit(process, {.stop_signal = 15, .killed_for_memory = 0, .cpu_ns = 6});
  EXPECT_EQ(rows(kExitColumns), Rows{"0|NULL|15|1|6|NULL|NULL"});
}

TEST_F(RowWriterTest, LaterFactsTakeThePlaceOfWhatWasKnown) {
  const RowId session = writer_.insert_session(full_session());
  ProcessRow row = process_row();
  const RowId process = writer_.insert_process(session, writer_.insert_tick(session, full_tick()), row);
  row.runtime = "python";
  row.listened = 1;
  row.exit.cpu_ns = 5;
  writer_.set_later_facts(process, row);
  EXPECT_EQ(rows("SELECT runtime, listened, cpu_ns FROM process"), Rows{"python|1|5"});
}

TEST_F(RowWriterTest, EveryFieldOfANameAndAHeapGoesIntoItsColumn) {
  const RowId session = writer_.insert_session(full_session());
  const RowId tick = writer_.insert_tick(session, full_tick());
  const RowId process = writer_.insert_process(session, tick, process_row());
  writer_.insert_process_name(tick, process, "later");
  writer_.insert_jvm_heap(tick, process, {1, 2, 3, 4, 5});
  writer_.insert_process_counts(tick, process, {5, 6, 7});
  EXPECT_EQ(rows("SELECT tick, process, threads, descriptors, zombies FROM process_count"),
            Rows{"1|1|5|6|7"});
  EXPECT_EQ(rows("SELECT tick, process, comm FROM process_name"), Rows{"1|1|later"});
  EXPECT_EQ(rows("SELECT tick, process, used_kib, capacity_kib, max_kib, collections, whole_collections FROM "
                 "jvm_heap"),
            Rows{"1|1|1|2|3|4|5"});
}

TEST_F(RowWriterTest, WhatIsAbsentIsNull) {
  SessionRow session;
  session.uuid = std::string(36, 'u');
  session.axis = "wall";
  const RowId id = writer_.insert_session(session);
  const RowId tick = writer_.insert_tick(id, {});
  writer_.insert_sample(tick, writer_.insert_process(id, tick, process_row()), {});
  EXPECT_EQ(rows("SELECT start_boottime_ns, sampler, host, mem_total_kib FROM session"),
            Rows{"NULL|NULL|NULL|NULL"});
  EXPECT_EQ(rows("SELECT boottime_ns, gap_reason, short_lived_unknown FROM tick"), Rows{"NULL|NULL|NULL"});
  EXPECT_EQ(rows("SELECT start_ticks, exe, command_line, exit_tick FROM process"),
            Rows{"NULL|NULL|NULL|NULL"});
  EXPECT_EQ(rows("SELECT vm_size_kib, threads FROM sample"), Rows{"NULL|NULL"});
}

TEST_F(RowWriterTest, EveryFieldOfAMarkGoesIntoItsColumn) {
  const RowId session = writer_.insert_session(full_session());
  writer_.insert_mark(session, {"note", "n", 1, 2, 3});
  writer_.insert_mark(session, {"end", "n", std::nullopt, 2, std::nullopt});
  EXPECT_EQ(rows("SELECT session, kind, name, boottime_ns, wall_ns, sender_pid FROM mark"),
            (Rows{"1|note|n|1|2|3", "1|end|n|NULL|2|NULL"}));
}

TEST_F(RowWriterTest, TheEndIsOfOneSession) {
  const RowId one = writer_.insert_session(full_session());
  SessionRow next = full_session();
  next.part = 3;
  writer_.insert_session(next);
  writer_.set_ended_cleanly(one);
  EXPECT_EQ(rows("SELECT ended_cleanly FROM session ORDER BY id"), (Rows{"1", "0"}));
}

TEST_F(RowWriterTest, AGroupIsKeptOnceAndItsProcessesAndLimitsAsTheyChange) {
  const RowId session = writer_.insert_session(full_session());
  const RowId first = writer_.insert_tick(session, full_tick());
  const RowId second = writer_.insert_tick(session, full_tick());
  const RowId process = writer_.insert_process(session, first, process_row());
  const RowId group = writer_.insert_cgroup("/a");
  EXPECT_NE(writer_.insert_cgroup("/b"), group);
  EXPECT_EQ(writer_.insert_cgroup("/a"), group);
  writer_.insert_process_cgroup(first, process, group);
  writer_.insert_process_cgroup(second, process, std::nullopt);
  writer_.insert_cgroup_limit(first, group, 5000);
  writer_.insert_cgroup_limit(second, group, std::nullopt);
  EXPECT_EQ(rows("SELECT path FROM cgroup ORDER BY path"), (Rows{"/a", "/b"}));
  EXPECT_EQ(rows("SELECT path FROM process_cgroup LEFT JOIN cgroup ON id = cgroup ORDER BY tick"),
            (Rows{"/a", "NULL"}));
  EXPECT_EQ(rows("SELECT limit_bytes FROM cgroup_limit ORDER BY tick"), (Rows{"5000", "NULL"}));
}

}  // namespace
}  // namespace tidemark
