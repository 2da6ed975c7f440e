#include "recorder/sampling/task_end.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace tidemark {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;

task_end end_by(std::uint32_t wait_status) {
  task_end end{};
  end.end_ns = 1000 * kSecond;
  end.wait_status = wait_status;
  return end;
}

TEST(ExitOfTaskEnd, IsACodeOrASignal) {
  EXPECT_EQ(exit_of_task_end(end_by(3 << 8)).exit_code, 3);
  EXPECT_EQ(exit_of_task_end(end_by(3 << 8)).exit_signal, std::nullopt);
  EXPECT_EQ(exit_of_task_end(end_by(SIGSEGV | 0x80)).exit_signal, SIGSEGV);
  EXPECT_EQ(exit_of_task_end(end_by(SIGSEGV | 0x80)).exit_code, std::nullopt);
}

TEST(ExitOfTaskEnd, AStopCountsForNinetySeconds) {
  task_end end = end_by(0);
  EXPECT_EQ(exit_of_task_end(end).stop_signal, std::nullopt);
  end.stop_signal = SIGTERM;
  end.stop_ns = end.end_ns - 90 * kSecond;
  EXPECT_EQ(exit_of_task_end(end).stop_signal, SIGTERM);
  end.stop_ns -= 1;
  EXPECT_EQ(exit_of_task_end(end).stop_signal, std::nullopt);
}

TEST(ExitOfTaskEnd, AVictimWasKilledForMemoryOnlyIfItWasKilled) {
  task_end end = end_by(SIGKILL);
  EXPECT_EQ(exit_of_task_end(end).killed_for_memory, 0);
  end.is_oom_victim = 1;
  EXPECT_EQ(exit_of_task_end(end).killed_for_memory, 1);
  end.wait_status = 0;
  EXPECT_EQ(exit_of_task_end(end).killed_for_memory, 0);
}

}  // namespace
}  // namespace tidemark
