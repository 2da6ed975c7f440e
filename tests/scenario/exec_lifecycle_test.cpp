#include <fmt/core.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>
#include <thread>

#include "tests/scenario/recorder_fixture.hpp"

namespace tidemark {
namespace {

using testing::comes_true;
using testing::joined;
using testing::Outcome;
using testing::read_bytes;
using testing::RealProcess;
using testing::run_to_end;
using testing::Words;

class ExecLifecycle : public testing::RecorderTest {
 protected:
  [[nodiscard]] static bool says(const RealProcess& process, const std::string& line) {
    return comes_true([&] { return process.output().find(line) != std::string::npos; });
  }
};

constexpr const char* kCountSignals =
    "trap 'echo got' USR1; trap 'exit 4' TERM; echo ready; while :; do sleep 0.05; done";

TEST_F(ExecLifecycle, ASignalThatAProcessSendsIsPassedOnOnce) {
  RealProcess recorder({exec(shell(kCountSignals))});
  ASSERT_TRUE(says(recorder, "ready\n"));
  recorder.send(SIGUSR1);
  ASSERT_TRUE(says(recorder, "got\n"));
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 4);
  EXPECT_EQ(recorder.output(), "ready\ngot\n");
  expect_closed_cleanly();
}

TEST_F(ExecLifecycle, TheLastTickSaysHowManyItStandsFor) {
  const std::string go = directory_.file("go");
  const std::string end = directory_.file("end");
  const std::string script = fmt::format("while [ ! -e {} ]; do sleep 0.02; done; touch {}", go, end);
  RealProcess recorder({exec(shell(script), {"--interval", "20ms"})});
  ASSERT_TRUE(reaches_ticks(3)) << recorder.errors();
  recorder.send(SIGSTOP);
  testing::write_bytes(go, "");
  ASSERT_TRUE(comes_true([&] { return std::filesystem::exists(end); }));
  std::this_thread::sleep_for(std::chrono::milliseconds(400));
  recorder.send(SIGCONT);
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
  EXPECT_GE(number("SELECT missed_before FROM tick ORDER BY id DESC LIMIT 1"), 15);
}

// As a container's runtime does that stops it: the sender has no PID there.
TEST_F(ExecLifecycle, ASignalFromOutsideOfThePidNamespaceIsPassedOn) {
  const Words unshare{"unshare", "--fork", "--pid", "--mount-proc"};
  if (run_to_end({joined({unshare, {"true"}})}).status != 0)
    GTEST_SKIP() << "a PID namespace is not permitted here";
  RealProcess outside({joined({unshare, exec(shell(kCountSignals))})});
  ASSERT_TRUE(says(outside, "ready\n"));
  std::istringstream recorder(read_bytes(fmt::format("/proc/{0}/task/{0}/children", outside.pid())));
  pid_t pid = 0;
  ASSERT_TRUE(recorder >> pid);
  kill(pid, SIGUSR1);
  EXPECT_TRUE(says(outside, "got\n"));
  kill(pid, SIGTERM);
  EXPECT_EQ(outside.wait(), 4);
  expect_closed_cleanly();
}

TEST_F(ExecLifecycle, ACommandThatHandlesASignalAndEndsWasStopped) {
  RealProcess recorder({exec(shell("trap 'exit 0' TERM; echo ready; while :; do sleep 0.05; done"))});
  ASSERT_TRUE(says(recorder, "ready\n"));
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 0);
  EXPECT_EQ(rows("SELECT exit_code, exit_signal, stop_signal FROM process WHERE comm = 'sh' AND ppid ="
                 " (SELECT min(ppid) FROM process)"),
            testing::Rows{"0|NULL|15"});
}

TEST_F(ExecLifecycle, HowItsCommandEndedIsRecordedWithoutPrivilege) {
  for (const auto& [script, expected] :
       {std::pair("sleep 0.3; exit 3", "3|NULL|NULL"), std::pair("sleep 0.3; kill -9 $$", "NULL|9|NULL")}) {
    static_cast<void>(run_to_end({exec(shell(script), {"--interval", "50ms", "--exits", "none"})}));
    EXPECT_EQ(rows("SELECT exit_code, exit_signal, stop_signal FROM process WHERE comm = 'sh'"
                   " AND session = (SELECT max(id) FROM session)"),
              testing::Rows{expected});
  }
}

TEST_F(ExecLifecycle, ASignalThatTheCommandItselfSendsDoesNotComeBack) {
  const Outcome outcome =
      run_to_end({exec(shell("trap 'echo got' USR1; kill -USR1 $PPID; sleep 0.3; echo end"))});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.output, "end\n");
}

TEST_F(ExecLifecycle, ACommandThatIsKilledByAPassedSignalIs128AndItsNumber) {
  RealProcess recorder({exec(shell("echo ready; exec sleep 60"))});
  ASSERT_TRUE(says(recorder, "ready\n"));
  recorder.send(SIGINT);
  EXPECT_EQ(recorder.wait(), 128 + SIGINT);
  expect_closed_cleanly();
}

TEST_F(ExecLifecycle, EndsWithItsCommandAndNotWithTheDescendants) {
  const std::string mark = directory_.file("mark");
  RealProcess recorder({exec(shell("(sleep 20; touch '" + mark + "') & exit 3"))});
  EXPECT_EQ(recorder.wait(std::chrono::seconds(15)), 3);
  EXPECT_NE(access(mark.c_str(), F_OK), 0);
}

TEST_F(ExecLifecycle, WaitsForAllDescendantsWhenAskedTo) {
  const std::string mark = directory_.file("mark");
  const Words options{"--interval", "50ms", "--wait-descendants"};
  const Outcome outcome = run_to_end({exec(shell("(sleep 0.7; touch '" + mark + "') & exit 3"), options)});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_EQ(access(mark.c_str(), F_OK), 0);
  EXPECT_GE(number("SELECT count(*) FROM sample_filled WHERE comm = 'sleep'"), 2);
}

TEST_F(ExecLifecycle, ASignalEndsTheWaitForDescendants) {
  RealProcess recorder({exec(shell("sleep 20 & echo ready; exit 3"), {"--wait-descendants"})});
  ASSERT_TRUE(says(recorder, "ready\n"));
  // The signal that comes before the command's end is passed on to it.
  ASSERT_TRUE(comes_true([&] {
    recorder.send(SIGTERM);
    return !recorder.is_running();
  }));
  const int status = recorder.wait();
  EXPECT_TRUE(status == 3 || status == 128 + SIGTERM) << status;
}

TEST_F(ExecLifecycle, ReapsTheOrphansThatItAdopts) {
  RealProcess recorder(
      {exec(shell("for i in 1 2 3 4 5 6 7 8; do (sleep 0.1 &); done; echo ready; sleep 20"))});
  ASSERT_TRUE(says(recorder, "ready\n"));
  const std::string children = fmt::format("/proc/{0}/task/{0}/children", recorder.pid());
  EXPECT_TRUE(comes_true([&] {
    std::istringstream words(read_bytes(children));
    return std::distance(std::istream_iterator<pid_t>(words), {}) == 1;
  })) << read_bytes(children);
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 128 + SIGTERM);
}

TEST_F(ExecLifecycle, WhatReapedChildrenWroteIsNotTheRecordersOwn) {
  const Outcome outcome =
      run_to_end({exec(shell("(head -c 50000000 /dev/zero > '" + directory_.file("big") + "' &); sleep 1"))});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_LT(number("SELECT max(recorder_written_bytes) FROM tick"), 25'000'000);
}

TEST_F(ExecLifecycle, ARecordingInUseIs125AndStartsNothing) {
  RealProcess first({exec({"sleep", "30"})});
  ASSERT_TRUE(reaches_ticks(1));
  const Outcome second = run_to_end({exec({"touch", directory_.file("mark")})});
  EXPECT_EQ(second.status, 125);
  EXPECT_NE(second.errors.find(recording_ + ": cannot record: another recorder"), std::string::npos)
      << second.errors;
  EXPECT_NE(access(directory_.file("mark").c_str(), F_OK), 0);
}

TEST_F(ExecLifecycle, ALimitOfTheFileSizeLosesTicksAndNothingElse) {
  const Outcome outcome = run_to_end({exec(subject("heap-leak", "1"), {"--interval", "10ms"}), {}, {}, [] {
                                        const rlimit limit{128 * 1024, RLIM_INFINITY};
                                        setrlimit(RLIMIT_FSIZE, &limit);
                                      }});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_NE(outcome.errors.find("ticks are lost until this is over"), std::string::npos) << outcome.errors;
  EXPECT_GT(ticks(), 0);
  EXPECT_EQ(rows("PRAGMA integrity_check"), testing::Rows{"ok"});
}

class ExecWithFewDescriptors : public ExecLifecycle, public ::testing::WithParamInterface<rlim_t> {};

TEST_P(ExecWithFewDescriptors, RecordsEveryProcess) {
  const std::string script =
      "for i in 1 2 3 4 5 6 7 8 9 10; do for j in 1 2 3 4 5; do sleep 1.5 & done; done; wait";
  const rlim_t allowed = GetParam();
  const Outcome outcome = run_to_end({exec(shell(script)), {}, {}, [allowed] {
                                        const rlimit limit{allowed, allowed};
                                        setrlimit(RLIMIT_NOFILE, &limit);
                                      }});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(outcome.errors, "");
  EXPECT_EQ(number("SELECT count(DISTINCT pid) FROM process WHERE comm = 'sleep'"), 50);
  EXPECT_EQ(number("SELECT max(processes_seen) FROM tick"), 51);
  EXPECT_EQ(number("SELECT count(*) FROM sample WHERE vm_size_kib IS NULL"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM process WHERE comm = 'sleep' AND exit_tick IS NULL"), 0);
}

INSTANTIATE_TEST_SUITE_P(None, ExecWithFewDescriptors, ::testing::Values(32));
INSTANTIATE_TEST_SUITE_P(ForSome, ExecWithFewDescriptors, ::testing::Values(90));

}  // namespace
}  // namespace tidemark
