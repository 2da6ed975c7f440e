#include "recorder/sampling/task_records.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

task_record record(task_record_kind kind, std::uint32_t process, std::uint64_t faults, std::uint64_t pages) {
  task_record record{};
  record.kind = kind;
  record.process = process;
  record.minor_faults = faults;
  record.cpu_ns = 1000 * faults;
  record.total_pages = pages;
  record.data_pages = pages / 2;
  record.swap_pages = pages / 4;
  return record;
}

std::vector<task_record> merge(const std::vector<task_record>& tasks) {
  TaskRecords records;
  std::vector<task_record> processes;
  for (const task_record& task : tasks) records.take(std::span(&task, 1), processes);
  records.finish(processes);
  return processes;
}

TEST(TaskRecords, FaultsAndTimeOfAllThreadsAreTheProcesss) {
  const auto processes =
      merge({record(TASK_RECORD_PROCESS, 10, 5, 100), record(TASK_RECORD_THREAD, 10, 7, 0),
             record(TASK_RECORD_PROCESS, 12, 1, 50), record(TASK_RECORD_THREAD, 10, 3, 0)});
  ASSERT_EQ(processes.size(), 2U);
  EXPECT_EQ(processes[0].minor_faults, 15U);
  EXPECT_EQ(processes[0].cpu_ns, 15'000U);
  EXPECT_EQ(processes[0].total_pages, 100U);
  EXPECT_EQ(processes[1].minor_faults, 1U);
}

TEST(TaskRecords, ALivingThreadStandsInForALeaderThatHasExited) {
  const auto processes = merge({record(TASK_RECORD_PROCESS, 10, 5, 0), record(TASK_RECORD_THREAD, 10, 0, 80),
                                record(TASK_RECORD_THREAD, 10, 0, 90)});
  ASSERT_EQ(processes.size(), 1U);
  EXPECT_EQ(processes[0].total_pages, 80U);
  EXPECT_EQ(processes[0].data_pages, 40U);
  EXPECT_EQ(processes[0].swap_pages, 20U);
}

TEST(TaskRecords, AThreadMayHaveALowerNumberThanItsLeader) {
  const auto processes = merge({record(TASK_RECORD_THREAD, 30, 7, 0), record(TASK_RECORD_PROCESS, 20, 1, 10),
                                record(TASK_RECORD_PROCESS, 30, 5, 100)});
  ASSERT_EQ(processes.size(), 2U);
  EXPECT_EQ(processes[1].minor_faults, 12U);
}

TEST(TaskRecords, AThreadWhoseLeaderWasNotToldOfIsLeftOut) {
  EXPECT_TRUE(merge({record(TASK_RECORD_THREAD, 30, 7, 10)}).empty());
}

}  // namespace
}  // namespace tidemark
