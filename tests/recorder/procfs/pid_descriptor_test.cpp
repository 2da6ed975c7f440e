#include "recorder/procfs/pid_descriptor.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace tidemark {
namespace {

class PidDescriptorTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!may_read_wait_statuses()) GTEST_SKIP() << "wait statuses by descriptors take Linux 6.15";
  }
};

TEST_F(PidDescriptorTest, TellsHowAProcessEndedOnceItWasWaitedFor) {
  const pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  const Descriptor watch = open_pid_descriptor(child);
  ASSERT_TRUE(watch.is_open());
  EXPECT_EQ(read_wait_status(watch), std::nullopt);
  kill(child, SIGTERM);
  int status = 0;
  waitpid(child, &status, 0);
  const auto told = read_wait_status(watch);
  if (!told) GTEST_SKIP() << "wait statuses by descriptors take Linux 6.15";
  EXPECT_EQ(told, status);
}

TEST_F(PidDescriptorTest, OfNobodyIsNotOpen) { EXPECT_FALSE(open_pid_descriptor(0x3FFFFFFF).is_open()); }

}  // namespace
}  // namespace tidemark
