#include "recorder/procfs/host.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/fake_proc.hpp"

namespace tidemark {
namespace {

using testing::FakeProc;
using testing::write_bytes;

class HostTest : public ::testing::Test {
 protected:
  void write_file(const std::string& name, std::string_view text) const {
    const std::filesystem::path path = std::filesystem::path(proc_.root()) / name;
    std::filesystem::create_directories(path.parent_path());
    write_bytes(path.string(), text);
  }
  [[nodiscard]] SessionRow session() const {
    SessionRow row;
    describe_host(ProcFiles(proc_.root()), row);
    return row;
  }
  FakeProc proc_;
};

TEST_F(HostTest, IsDescribedFromItsProc) {
  write_file("sys/kernel/random/boot_id", "0123-abc\n");
  const SessionRow row = session();
  EXPECT_EQ(row.boot_id, "0123-abc");
  EXPECT_EQ(row.mem_total_kib, 8000000);
  EXPECT_EQ(row.swap_total_kib, 0);
  EXPECT_GE(row.cores, 1);
  EXPECT_TRUE(row.kernel);
}

TEST(OwnCost, IsThatOfThisProcess) {
  const OwnCost cost;
  TickRow before, after;
  cost.read(before);
  const testing::TemporaryDirectory directory;
  write_bytes(directory.file("written"), std::string(100'000, ' '));
  cost.read(after);
  EXPECT_GT(before.recorder_cpu_ns, 0);
  EXPECT_GE(after.recorder_cpu_ns, before.recorder_cpu_ns);
  EXPECT_GT(before.recorder_rss_kib, 1000);
  ASSERT_TRUE(before.recorder_written_bytes && after.recorder_written_bytes);
  EXPECT_GE(*after.recorder_written_bytes, *before.recorder_written_bytes + 100'000);
}

TEST_F(HostTest, WhatCannotBeReadIsUnknown) {
  write_file("meminfo", "");
  const SessionRow row = session();
  EXPECT_EQ(row.boot_id, std::nullopt);
  EXPECT_EQ(row.mem_total_kib, std::nullopt);
  EXPECT_EQ(row.pid_namespace, std::nullopt);
  EXPECT_EQ(row.in_container, std::nullopt);
  EXPECT_EQ(row.visibility, std::nullopt);
}

TEST_F(HostTest, VisibilityIsTheOptionOfTheLastMountAtTheRoot) {
  write_file("self/mounts",
             "proc /elsewhere proc rw,hidepid=1 0 0\nproc " + proc_.root() + " proc rw,nosuid 0 0\n");
  EXPECT_EQ(session().visibility, "all");
  write_file("self/mounts", "proc " + proc_.root() + " proc rw 0 0\nproc " + proc_.root() +
                                " proc rw,hidepid=invisible,gid=5 0 0\n");
  EXPECT_EQ(session().visibility, "hidepid=invisible");
}

TEST_F(HostTest, TaskStartsAreThePidsGivenSinceTheLastCall) {
  write_file("sys/kernel/pid_max", "32768\n");
  write_file("loadavg", "0.00 0.00 0.00 1/80 32000\n");
  TaskStarts starts{ProcFiles(proc_.root())};
  EXPECT_EQ(starts.since_last(), std::nullopt);
  EXPECT_EQ(starts.since_last(), 0);
  write_file("loadavg", "0.00 0.00 0.00 1/80 32010\n");
  EXPECT_EQ(starts.since_last(), 10);
  write_file("loadavg", "0.00 0.00 0.00 1/80 400\n");
  EXPECT_EQ(starts.since_last(), 32768 - 32010 + 100);
}

TEST_F(HostTest, WithoutALoadavgTaskStartsAreUnknown) {
  TaskStarts starts{ProcFiles(proc_.root())};
  EXPECT_EQ(starts.since_last(), std::nullopt);
  EXPECT_EQ(starts.since_last(), std::nullopt);
}

TEST_F(HostTest, MemoryAndPressureOfATick) {
  write_file("pressure/memory", "some avg10=0.00 total=12\nfull avg10=0.00 total=3\n");
  TickRow tick;
  HostProbe(ProcFiles(proc_.root())).read_memory(tick);
  EXPECT_EQ(tick.mem_available_kib, 4000000);
  EXPECT_EQ(tick.swap_free_kib, 0);
  EXPECT_EQ(tick.psi_some_total_us, 12);
  EXPECT_EQ(tick.psi_full_total_us, 3);
}

TEST_F(HostTest, WhatTheMachineHoldsOutsideItsProcesses) {
  write_file("meminfo", "Shmem:  11 kB\nSUnreclaim: 12 kB\nPageTables: 13 kB\n");
  write_file("vmstat", "pgfault 5\noom_kill 2\noom_kill_x 9\n");
  TickRow tick;
  HostProbe(ProcFiles(proc_.root())).read_memory(tick);
  EXPECT_EQ(tick.shmem_kib, 11);
  EXPECT_EQ(tick.slab_unreclaimable_kib, 12);
  EXPECT_EQ(tick.page_tables_kib, 13);
  EXPECT_EQ(tick.oom_kills, 2);
}

TEST_F(HostTest, AKernelWithoutPressureFilesLeavesThemUnknown) {
  TickRow tick;
  HostProbe(ProcFiles(proc_.root())).read_memory(tick);
  EXPECT_EQ(tick.psi_some_total_us, std::nullopt);
  EXPECT_EQ(tick.psi_full_total_us, std::nullopt);
}

}  // namespace
}  // namespace tidemark
