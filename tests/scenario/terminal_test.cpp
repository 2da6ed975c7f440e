#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/scenario/recorder_fixture.hpp"

namespace tidemark {
namespace {

// A terminal of the test's own, at which it types.
class Terminal : public testing::RecorderTest {
 protected:
  void SetUp() override {
    keyboard_ = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    ASSERT_GE(keyboard_, 0);
    ASSERT_EQ(grantpt(keyboard_), 0);
    ASSERT_EQ(unlockpt(keyboard_), 0);
    screen_ = ptsname(keyboard_);
  }
  void TearDown() override { close(keyboard_); }

  [[nodiscard]] testing::Launch at_terminal(const testing::Words& command) const {
    return {command, {}, {}, [screen = screen_.c_str()] {
              setsid();
              const int terminal = open(screen, O_RDWR);
              if (terminal < 0 || ioctl(terminal, TIOCSCTTY, 0) != 0 || dup2(terminal, STDIN_FILENO) < 0)
                _exit(97);
              close(terminal);
            }};
  }

  int keyboard_ = -1;
  std::string screen_;
};

// The terminal interrupts the whole group itself; passing the signal on would be a second one.
TEST_F(Terminal, ItsInterruptReachesTheCommandOnce) {
  constexpr const char* kScript =
      "trap 'echo got' INT; echo ready; n=0; while [ $n -lt 8 ]; do sleep 0.1; n=$((n+1)); done; exit 4";
  testing::RealProcess recorder(at_terminal(exec(shell(kScript))));
  ASSERT_TRUE(testing::comes_true([&] { return recorder.output() == "ready\n"; })) << recorder.errors();
  ASSERT_EQ(write(keyboard_, "\x03", 1), 1);
  EXPECT_EQ(recorder.wait(), 4);
  EXPECT_EQ(recorder.output(), "ready\ngot\n");
  expect_closed_cleanly();
}

// Whoever waits for an import of which the second half comes late sees how far it is, and nothing of it
// stays.
TEST_F(Terminal, ItShowsTheProgressOfLongWork) {
  const std::string script =
      "exec 2>/dev/tty; { echo 'Process ID,Process Name,Time,Memory Usage';"
      " echo '7,srv,2024-05-16 13:18:10,4096'; sleep 3; echo '7,srv,2024-05-16 13:18:11,4096'; sleep 0.3;"
      " } | '" TIDEMARK_ANALYZER "' import --from memorytools - --output " +
      recording_;
  testing::Launch launch = at_terminal(shell(script));
  launch.variables = {"TERM=xterm"};
  testing::RealProcess import(launch);
  EXPECT_EQ(import.wait(), 0);
  std::string seen(4096, '\0');
  const auto count = read(keyboard_, seen.data(), seen.size());
  seen.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  EXPECT_NE(seen.find("\r\x1b[Kreading lines of standard input 2\r\x1b[K"), std::string::npos) << seen;
  EXPECT_NE(seen.find("note: standard input: memorytools: 2 samples of 1 process"), std::string::npos)
      << seen;
}

}  // namespace
}  // namespace tidemark
