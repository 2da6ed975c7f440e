#include "recorder/sampling/exit_source.hpp"

#include <gtest/gtest.h>

#include "tests/recorder/sampling/fake_exits.hpp"

namespace tidemark {
namespace {

ExitValues exit_code(std::int64_t code) {
  ExitValues exit;
  exit.exit_code = code;
  return exit;
}

TEST(ExitOfWaitStatus, IsACodeOrASignal) {
  EXPECT_EQ(exit_of_wait_status(3 << 8).exit_code, 3);
  EXPECT_EQ(exit_of_wait_status(3 << 8).exit_signal, std::nullopt);
  EXPECT_EQ(exit_of_wait_status(9).exit_code, std::nullopt);
  EXPECT_EQ(exit_of_wait_status(9).exit_signal, 9);
  EXPECT_EQ(exit_of_wait_status(11 | 0x80).exit_signal, 11);  // with a core file
}

TEST(ReapedExits, AddHowItEndedToWhatTheKernelTold) {
  testing::FakeExits told;
  told.add(100);
  ReapedExits exits(&told);
  exits.add(100, exit_code(0));
  exits.add(200, exit_code(1));
  std::vector<ExitRecord> taken;
  EXPECT_TRUE(exits.take(taken));
  ASSERT_EQ(taken.size(), 2U);
  EXPECT_EQ(taken[0].exit.exit_code, 0);
  EXPECT_EQ(taken[0].exit.peak_vm_kib, 7100);
  EXPECT_EQ(taken[1].pid, 200);
  EXPECT_EQ(taken[1].comm, "");
  taken.clear();
  static_cast<void>(exits.take(taken));
  EXPECT_TRUE(taken.empty());
}

TEST(ReapedExits, AreNoMoreThanTenThousandUntilTheyAreTaken) {
  ReapedExits exits(nullptr);
  for (pid_t pid = 1; pid <= 10'001; ++pid) exits.add(pid, exit_code(0));
  std::vector<ExitRecord> taken;
  static_cast<void>(exits.take(taken));
  EXPECT_EQ(taken.size(), 10'000U);
}

TEST(ReapedExits, AloneAreNotAll) {
  ReapedExits exits(nullptr);
  exits.add(100, exit_code(0));
  std::vector<ExitRecord> taken;
  EXPECT_FALSE(exits.take(taken));
  EXPECT_EQ(taken.size(), 1U);
}

}  // namespace
}  // namespace tidemark
