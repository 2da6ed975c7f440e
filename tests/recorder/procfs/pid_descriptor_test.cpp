#include "recorder/procfs/pid_descriptor.hpp"

#include <gtest/gtest.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

namespace tidemark {
namespace {

// Whether the kernel is 6.15 at least, the first with PIDFD_INFO_EXIT.
bool tells_wait_statuses() {
  utsname system = {};
  uname(&system);
  int major = 0;
  int minor = 0;
  return std::sscanf(static_cast<const char*>(system.release), "%d.%d", &major, &minor) == 2 &&
         (major > 6 || (major == 6 && minor >= 15));
}

class PidDescriptorTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!tells_wait_statuses()) GTEST_SKIP() << "wait statuses by descriptors take Linux 6.15";
    EXPECT_TRUE(may_read_wait_statuses());
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
  EXPECT_EQ(read_wait_status(watch), status);
}

TEST_F(PidDescriptorTest, OfNobodyIsNotOpen) { EXPECT_FALSE(open_pid_descriptor(0x3FFFFFFF).is_open()); }

}  // namespace
}  // namespace tidemark
