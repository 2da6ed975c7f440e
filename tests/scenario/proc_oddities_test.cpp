// What the kernel has processes do that is not like most, as a recorder sees it.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/scenario/recorder_fixture.hpp"
#include "tests/support/tools.hpp"

namespace tidemark {
namespace {

using testing::RealProcess;
using testing::Rows;
using testing::run_to_end;
using testing::Words;

class ProcOddities : public testing::RecorderTest {
 protected:
  // In a PID namespace of its own, with its /proc, where `command` has PID 1.
  [[nodiscard]] static Words in_namespace(const Words& command) {
    return testing::joined({{"unshare", "--pid", "--fork", "--mount-proc", "--kill-child"}, command});
  }
  static void skip_without_namespaces() {
    if (run_to_end({in_namespace({"true"})}).status != 0)
      GTEST_SKIP() << "a PID namespace is not permitted here";
  }
};

TEST_F(ProcOddities, AProcessInAnotherPidNamespaceIsRecordedByItsPidHere) {
  skip_without_namespaces();
  if (IsSkipped()) return;
  const RealProcess outer({in_namespace(subject("steady", "30"))});
  RealProcess recorder({run({"--interval", "50ms", "--pid-tree", std::to_string(outer.pid())})});
  ASSERT_TRUE(testing::comes_true([&] {
    return ticks() > 0 && number("SELECT count(*) FROM process WHERE comm = 'test-subject'") == 1;
  })) << recorder.errors();
  ASSERT_TRUE(reaches_ticks(ticks() + 2));
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
  const std::string place = fmt::format("/proc/{0}/task/{0}/children", outer.pid());
  const std::string child = testing::read_bytes(place);
  EXPECT_EQ(rows("SELECT pid, ppid, exe FROM process WHERE comm = 'test-subject'"),
            Rows{fmt::format("{}|{}|{}", std::stol(child), outer.pid(), TIDEMARK_SUBJECT)});
  EXPECT_GT(number("SELECT max(vm_size_kib) FROM sample_filled WHERE comm = 'test-subject'"), 8 * 1024);
}

TEST_F(ProcOddities, ARecorderInAPidNamespaceSaysSoAndSeesItsOwn) {
  skip_without_namespaces();
  if (IsSkipped()) return;
  const auto outcome = run_to_end({in_namespace(exec({"sleep", "0.5"}))});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(rows("SELECT in_container FROM session"), Rows{"1"});
  EXPECT_LT(number("SELECT pid FROM process WHERE comm = 'sleep'"), 10);
}

TEST_F(ProcOddities, APidThatIsGivenAgainIsAnotherProcess) {
  skip_without_namespaces();
  if (IsSkipped()) return;
  const std::string script =
      "sleep 0.5 & first=$!; wait; sleep 0.2; echo $((first - 1)) > /proc/sys/kernel/ns_last_pid || exit 9; "
      "sleep 0.6 & [ $! = $first ] || exit 8; wait";
  const auto outcome = run_to_end({in_namespace(exec(shell(script)))});
  if (outcome.status == 9) GTEST_SKIP() << "ns_last_pid (CONFIG_CHECKPOINT_RESTORE) is not available here";
  ASSERT_EQ(outcome.status, 0) << outcome.errors;
  // A scan may meet the shell's fork before its exec.
  const std::string same =
      " FROM process WHERE comm = 'sleep' AND pid = (SELECT pid FROM process WHERE command_line = "
      "'[\"sleep\",\"0.6\"]')";
  EXPECT_EQ(rows("SELECT count(*), count(DISTINCT start_ticks), count(exit_tick)" + same), Rows{"2|2|2"});
  EXPECT_EQ(number("SELECT max(first_tick) >= min(exit_tick)" + same), 1);
}

TEST_F(ProcOddities, AZombieHasEndedAndItsParentGoesOn) {
  const auto outcome = run_to_end({exec(shell("sleep 0.3 & exec sleep 1"))});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(number("SELECT exit_tick < (SELECT max(id) FROM tick) - 5 FROM process WHERE command_line = "
                   "'[\"sleep\",\"0.3\"]'"),
            1);
}

TEST_F(ProcOddities, KernelThreadsAreNotRecorded) {
  if (!std::filesystem::exists("/proc/2/stat") ||
      testing::read_bytes("/proc/2/stat").find("kthreadd") == std::string::npos)
    GTEST_SKIP() << "no kernel thread is seen here";
  RealProcess recorder({run()});
  ASSERT_TRUE(reaches_ticks(2));
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
  EXPECT_EQ(number("SELECT count(*) FROM process WHERE pid = 2 OR ppid = 2"), 0);
}

// A name that is set without an exec, after the first scan.
TEST_F(ProcOddities, ANewNameIsNoNewProcess) {
  const std::string script =
      "import ctypes, time; time.sleep(.4);"
      "ctypes.CDLL(None).prctl(15, b'renamed'); time.sleep(.4)";
  if (!testing::is_installed(testing::kPython)) GTEST_SKIP() << testing::kPython << " is not installed";
  const auto outcome = run_to_end({exec({testing::kPython, "-c", script})});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(number("SELECT count(*) FROM process"), 1);
  EXPECT_EQ(rows("SELECT comm FROM process_name"), Rows{"renamed"});
}

// What has grown is followed to its end by a descriptor, whoever waits for it.
TEST_F(ProcOddities, AGrandchildThatHasGrownIsSeenToBeStopped) {
  if (!testing::is_installed(testing::kPython)) GTEST_SKIP() << testing::kPython << " is not installed";
  const std::string server =
      "import socket, time; s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen();"
      "time.sleep(.3); x = bytearray(1 << 23); time.sleep(30)";
  const std::string script =
      fmt::format("\"{}\" -c \"{}\" & sleep 1.2; kill $!; wait $!; sleep .3", testing::kPython, server);
  const auto outcome = run_to_end({exec(shell(script), {"--interval", "50ms", "--exits", "none"})});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  const auto ends = rows("SELECT exit_signal, listened FROM process WHERE exe LIKE '%python%'");
  ASSERT_EQ(ends.size(), 1U);
  if (ends[0] == "NULL|1") GTEST_SKIP() << "ends by descriptors take Linux 6.15";
  EXPECT_EQ(ends[0], "15|1");
}

TEST_F(ProcOddities, AProcThatHidesProcessesOfOthersIsSaidInTheSessionAndTheLog) {
  const std::string place = directory_.file("proc");
  std::filesystem::create_directory(place);
  const std::string script = fmt::format(
      "mount -t proc -o hidepid=invisible none '{}' || exit 9; exec '{}' run --proc-root '{}' --output '{}' "
      "--interval 50ms",
      place, TIDEMARK_RECORDER, place, recording_);
  RealProcess recorder({{"unshare", "--mount", "sh", "-c", script}});
  if (!testing::comes_true([&] { return ticks() > 1 || !recorder.is_running(); }) || !recorder.is_running())
    GTEST_SKIP() << "mounting a /proc is not permitted here: " << recorder.errors();
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
  EXPECT_EQ(rows("SELECT visibility FROM session"), Rows{"hidepid=invisible"});
  const std::string said = recorder.errors();
  EXPECT_NE(said.find("hidepid=invisible"), std::string::npos) << said;
  EXPECT_EQ(said.find("hidepid"), said.rfind("hidepid")) << said;
}

// As a network file system whose server is gone does.
TEST_F(ProcOddities, AProgramOnAFileSystemThatDoesNotAnswerHoldsNothingUp) {
  const std::string source = directory_.file("source");
  const std::string place = directory_.file("place");
  std::filesystem::create_directory(source);
  std::filesystem::create_directory(place);
  std::filesystem::copy_file(TIDEMARK_SUBJECT, source + "/far-away");
  RealProcess server(
      {{"sh", "-c", "exec bindfs -f -o attr_timeout=0,entry_timeout=0 " + source + " " + place}});
  const auto is_there = [&] { return std::filesystem::exists(place + "/far-away") || !server.is_running(); };
  ASSERT_TRUE(testing::comes_true(is_there));
  if (!server.is_running()) GTEST_SKIP() << "bindfs or FUSE are not available here";
  {
    const RealProcess far({{place + "/far-away", "steady", "60"}});
    ASSERT_TRUE(testing::comes_true(
        [&] { return testing::read_bytes(fmt::format("/proc/{}/comm", far.pid())) == "far-away\n"; }));
    server.send(SIGSTOP);
    for (const char* sampler : {"procfs", "auto"}) {
      std::filesystem::remove(recording_);
      RealProcess recorder({run({"--interval", "50ms", "--sampler", sampler})});
      EXPECT_TRUE(reaches_ticks(3)) << recorder.errors();
      recorder.send(SIGTERM);
      EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
      EXPECT_EQ(rows("SELECT exe, runtime FROM process WHERE comm = 'far-away'"),
                Rows{place + "/far-away|NULL"});
    }
    server.send(SIGCONT);
  }
  server.send(SIGTERM);
  server.wait();
}

}  // namespace
}  // namespace tidemark
