#include "schema/recording_sql.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "tests/schema/recording_fixture.hpp"

namespace tidemark {
namespace {

using testing::query_rows;
using testing::Rows;

class RecordingSql : public testing::RecordingFileTest {
 protected:
  RecordingSql() { make_recording(); }

  [[nodiscard]] std::string columns(std::string_view table) const {
    return query_rows(path_,
                      fmt::format("SELECT group_concat(name, ' ') FROM pragma_table_info('{}')", table))
        .at(0);
  }
};

// A column that is gone or renamed is a new major version.
TEST_F(RecordingSql, TablesHaveTheColumnsOfTheFormat) {
  EXPECT_EQ(columns("session"),
            "id uuid part origin axis every_sample start_wall_ns start_boottime_ns interval_ns ended_cleanly "
            "recorder_version sampler filters command_line_policy visibility host boot_id pid_namespace "
            "in_container "
            "kernel cores page_size_bytes clock_ticks_per_second mem_total_kib swap_total_kib cgroup "
            "tasks_max fault_stacks");
  EXPECT_EQ(columns("tick"),
            "id session boottime_ns wall_ns scan_duration_ns interval_ns processes_seen processes_unread "
            "short_lived_unknown missed_before gap_reason mem_available_kib swap_free_kib psi_some_total_us "
            "psi_full_total_us recorder_cpu_ns recorder_rss_kib recorder_written_bytes shmem_kib "
            "slab_unreclaimable_kib page_tables_kib oom_kills cgroup_memory_kib cgroup_anon_kib "
            "cgroup_shmem_kib cgroup_slab_kib cgroup_inactive_file_kib cgroup_oom_kills fault_samples_lost");
  EXPECT_EQ(
      columns("process"),
      "id session pid start_ticks exec_generation ppid uid comm exe command_line command_line_cut runtime "
      "peak_vm_kib first_tick exit_tick exit_code exit_signal stop_signal killed_for_memory cpu_ns "
      "peak_rss_kib working_directory listened");
  EXPECT_EQ(columns("process_name"), "tick process comm");
  EXPECT_EQ(columns("jvm_heap"), "tick process used_kib capacity_kib max_kib collections whole_collections");
  EXPECT_EQ(columns("process_count"), "tick process threads descriptors zombies");
  EXPECT_EQ(columns("sample"),
            "tick process vm_size_kib rss_kib shared_kib data_kib minor_faults major_faults threads swap_kib "
            "shmem_kib");
  EXPECT_EQ(columns("cgroup"), "id path");
  EXPECT_EQ(columns("process_cgroup"), "tick process cgroup");
  EXPECT_EQ(columns("cgroup_limit"), "tick cgroup limit_bytes");
  EXPECT_EQ(columns("module"), "id path build_id");
  EXPECT_EQ(columns("frame"), "id module address symbol");
  EXPECT_EQ(columns("stack"), "id frames is_whole");
  EXPECT_EQ(columns("fault_stack"), "tick process stack memory samples faults");
  EXPECT_EQ(columns("kept_stack"), "tick process stack samples faults");
  EXPECT_EQ(columns("mark"), "id session kind name boottime_ns wall_ns sender_pid sender_held_kib");
  EXPECT_EQ(columns("sample_filled"),
            "tick process session pid comm boottime_ns wall_ns vm_size_kib rss_kib shared_kib data_kib "
            "minor_faults major_faults threads swap_kib shmem_kib");
}

TEST_F(RecordingSql, EveryTableIsStrict) {
  EXPECT_EQ(query_rows(path_,
                       "SELECT count(*), sum(strict) FROM pragma_table_list"
                       " WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"),
            Rows{"16|16"});
}

TEST_F(RecordingSql, SamplesAreClusteredByTick) {
  EXPECT_EQ(query_rows(path_, "SELECT name, wr FROM pragma_table_list WHERE name = 'sample'"),
            Rows{"sample|1"});
  EXPECT_EQ(query_rows(path_, "SELECT name, pk FROM pragma_table_info('sample') WHERE pk > 0 ORDER BY pk"),
            (Rows{"tick|1", "process|2"}));
}

TEST_F(RecordingSql, RefusesWhatCannotBe) {
  constexpr const char* kEndsAtItsFirstTick =
      "INSERT INTO process (session, pid, exec_generation, comm, first_tick, exit_tick)"
      " VALUES (1, 1, 0, 'a', 1, 1)";
  for (const char* sql :
       {kEndsAtItsFirstTick, "INSERT INTO tick (session, wall_ns) VALUES (1, 'noon')",
        "INSERT INTO tick (session) VALUES (1)",
        "INSERT INTO tick (session, wall_ns, missed_before) VALUES (1, 1, -1)",
        "UPDATE session SET axis = 'lunar'", "UPDATE session SET uuid = 'short'",
        "UPDATE session SET part = 0", "UPDATE session SET start_boottime_ns = NULL",
        "INSERT INTO process (session, pid, exec_generation, comm) VALUES (1, 0, 0, 'a')",
        "INSERT INTO process (session, pid, exec_generation, comm, command_line) VALUES (1, 1, 0, 'a', '[')",
        "INSERT INTO mark (session, kind, name, wall_ns) VALUES (1, 'middle', 'a', 1)"}) {
    EXPECT_THROW(testing::change_file(path_, sql), SqliteError) << sql;
  }
}

TEST_F(RecordingSql, OneIdentityIsOneRow) {
  constexpr const char* kInsert =
      "INSERT INTO process (session, pid, start_ticks, exec_generation, comm) VALUES (1, 7, 70, 0, 'a')";
  testing::change_file(path_, kInsert);
  EXPECT_THROW(testing::change_file(path_, kInsert), SqliteError);
}

}  // namespace
}  // namespace tidemark
