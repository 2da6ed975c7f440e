#include "recorder/system/child_process.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>

#include "tests/support/files.hpp"

namespace tidemark {
namespace {

InheritedState own_state() {
  InheritedState state;
  sigprocmask(SIG_BLOCK, nullptr, &state.signal_mask);
  sigaction(SIGCHLD, nullptr, &state.child_action);
  getrlimit(RLIMIT_NOFILE, &state.descriptor_limit);
  return state;
}

int status_of(const std::vector<std::string>& command) {
  const pid_t pid = start_command(command, own_state());
  int status = 0;
  waitpid(pid, &status, 0);
  return to_exit_status(status);
}

// Returns the status of a command that cannot be started, 0 where it can.
int refusal_of(const std::vector<std::string>& command) {
  try {
    return status_of(command), 0;
  } catch (const CommandNotStarted& error) {
    EXPECT_NE(std::string_view(error.what()).find(command.front()), std::string_view::npos) << error.what();
    return error.status();
  }
}

TEST(StartCommand, TheStatusIsTheCommands) {
  EXPECT_EQ(status_of({"sh", "-c", "exit 0"}), 0);
  EXPECT_EQ(status_of({"sh", "-c", "exit 3"}), 3);
  EXPECT_EQ(status_of({"sh", "-c", "exit 255"}), 255);
}

TEST(StartCommand, ASignalIs128AndItsNumber) {
  EXPECT_EQ(status_of({"sh", "-c", "kill -TERM $$"}), 128 + SIGTERM);
  EXPECT_EQ(status_of({"sh", "-c", "kill -KILL $$"}), 128 + SIGKILL);
}

TEST(StartCommand, ACommandThatIsNotThereIs127) {
  EXPECT_EQ(refusal_of({"/nonexistent/command"}), 127);
  EXPECT_EQ(refusal_of({"no-such-command-on-any-path"}), 127);
  EXPECT_EQ(refusal_of({""}), 127);
}

TEST(StartCommand, ACommandThatMayNotBeExecutedIs126) {
  const testing::TemporaryDirectory directory;
  testing::write_bytes(directory.file("text"), "echo no\n");
  EXPECT_EQ(refusal_of({directory.file("text")}), 126);
  EXPECT_EQ(refusal_of({directory.path()}), 126);
}

TEST(StartCommand, AScriptWithoutItsFirstLineRunsInTheShell) {
  const testing::TemporaryDirectory directory;
  const std::string script = directory.file("script");
  testing::write_bytes(script, "exit 7\n");
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  EXPECT_EQ(status_of({script}), 7);
}

TEST(StartCommand, ARefusedStartLeavesNoChildBehind) {
  EXPECT_EQ(refusal_of({"/nonexistent/command"}), 127);
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

}  // namespace
}  // namespace tidemark
