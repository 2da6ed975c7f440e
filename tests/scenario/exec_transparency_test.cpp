#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>

#include "tests/scenario/recorder_fixture.hpp"

namespace tidemark {
namespace {

using testing::joined;
using testing::Launch;
using testing::Outcome;
using testing::run_to_end;
using testing::Words;

// A command does the same under exec as by itself.
class ExecTransparency : public testing::RecorderTest {
 protected:
  void expect_same(Launch launch) const {
    const Outcome alone = run_to_end(launch);
    launch.command = exec(launch.command);
    const Outcome recorded = run_to_end(launch);
    EXPECT_EQ(recorded.status, alone.status);
    EXPECT_EQ(recorded.output, alone.output);
    EXPECT_EQ(recorded.errors, alone.errors);
  }
};

TEST_F(ExecTransparency, StatusesPass) {
  for (const char* script :
       {"exit 0", "exit 3", "exit 125", "exit 255", "kill -TERM $$", "kill -KILL $$", "kill -SEGV $$"}) {
    expect_same({shell(script)});
  }
}

TEST_F(ExecTransparency, StreamsPassByteForByte) {
  std::string bytes;
  for (int i = 0; i < 300'000; ++i) bytes += static_cast<char>(i * 7 + i / 256);
  expect_same({shell("cat; echo out; echo err >&2"), {}, bytes, {}});
}

TEST_F(ExecTransparency, ClosedStreamsStayClosed) {
  const std::string list = directory_.file("list");
  const auto listing_without = [&](int stream, bool recorded) {
    const Words command = shell("ls /proc/$$/fd > '" + list + "'");
    const Launch launch{recorded ? exec(command) : command, {}, {}, [stream] { close(stream); }};
    EXPECT_EQ(run_to_end(launch).status, 0);
    return testing::read_bytes(list);
  };
  for (int stream = 0; stream <= 2; ++stream) {
    EXPECT_EQ(listing_without(stream, true), listing_without(stream, false)) << stream;
  }
}

TEST_F(ExecTransparency, NoDescriptorLeaksIntoTheCommandAndInheritedOnesPass) {
  expect_same({{"ls", "/proc/self/fd"}});
  expect_same({{"ls", "/proc/self/fd"}, {}, {}, [] { dup2(STDIN_FILENO, 17); }});
}

TEST_F(ExecTransparency, SignalMaskAndDispositionsPass) {
  expect_same({{"grep", "-E", "Sig(Blk|Ign|Cgt)", "/proc/self/status"}});
  expect_same({{"grep", "-E", "Sig(Blk|Ign|Cgt)", "/proc/self/status"}, {}, {}, [] {
                 for (const int ignored : {SIGINT, SIGHUP, SIGCHLD, SIGPIPE}) std::signal(ignored, SIG_IGN);
                 sigset_t blocked{};
                 sigemptyset(&blocked);
                 sigaddset(&blocked, SIGUSR2);
                 sigaddset(&blocked, SIGTERM);
                 sigprocmask(SIG_BLOCK, &blocked, nullptr);
               }});
}

TEST_F(ExecTransparency, TheStatusPassesAlsoWhereChildrenAreIgnored) {
  expect_same({{"sh", "-c", "exit 9"}, {}, {}, [] { std::signal(SIGCHLD, SIG_IGN); }});
}

TEST_F(ExecTransparency, TheDescriptorLimitPasses) {
  expect_same({shell("ulimit -Sn; ulimit -Hn"), {}, {}, [] {
                 const rlimit limit{100, 200};
                 setrlimit(RLIMIT_NOFILE, &limit);
               }});
}

TEST_F(ExecTransparency, DirectoryEnvironmentAndGroupPass) {
  expect_same(
      {shell("pwd; echo $FRUIT; umask; cut -d ' ' -f 5,6 /proc/$$/stat | wc -w"), {"FRUIT=fig"}, {}, {}});
}

TEST_F(ExecTransparency, ArgumentsPassAsTheyAre) {
  expect_same({{"printf", "<%s>", "", "a b", "--", "--output", "$x", "\n\xFF"}});
}

TEST_F(ExecTransparency, ItsOwnFailuresAre125AndStartNothing) {
  const std::string mark = directory_.file("mark");
  const Words command{"touch", mark};
  for (const Words& options :
       {Words{"--interval", "fast"}, Words{"--interval", "1ns"}, Words{"--no-such-option"},
        Words{"--output", directory_.file("none/r")}, Words{"--include", "a("}}) {
    const Outcome outcome = run_to_end({joined({{TIDEMARK_RECORDER, "exec"}, options, {"--"}, command})});
    EXPECT_EQ(outcome.status, 125) << outcome.errors;
    EXPECT_TRUE(outcome.errors.starts_with("tidemark-recorder: error: ")) << outcome.errors;
    EXPECT_EQ(outcome.output, "");
  }
  EXPECT_EQ(run_to_end({{TIDEMARK_RECORDER, "exec"}}).status, 125);
  EXPECT_NE(access(mark.c_str(), F_OK), 0);
}

TEST_F(ExecTransparency, ACommandThatCannotBeStartedIsAsInAShell) {
  const Outcome absent = run_to_end({exec({"/nonexistent/command"})});
  EXPECT_EQ(absent.status, 127);
  EXPECT_EQ(absent.errors,
            "tidemark-recorder: error: /nonexistent/command: cannot run: No such file or directory\n");
  expect_closed_cleanly();
  EXPECT_EQ(run_to_end({exec({"/"})}).status, 126);
}

TEST_F(ExecTransparency, ACommandNeedsNoDashesBeforeIt) {
  const Outcome outcome = run_to_end({{TIDEMARK_RECORDER, "exec", "--output", recording_, "-i50ms", "sh",
                                       "-c", "echo $0 $1", "--output", "--"}});
  EXPECT_EQ(outcome.output, "--output --\n");
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
}

TEST_F(ExecTransparency, ARecordingThatIsThereIsKeptOrAppendedTo) {
  for (int i = 0; i < 2; ++i) EXPECT_EQ(run_to_end({exec({"true"})}).status, 0);
  EXPECT_EQ(number("SELECT count(*) FROM session"), 2);
  const Outcome anew = run_to_end({exec({"true"}, {})});
  EXPECT_EQ(anew.errors, "tidemark-recorder: note: " + recording_ + ": the earlier recording is kept as " +
                             recording_ + ".1\n");
  EXPECT_EQ(number("SELECT count(*) FROM session"), 1);
  EXPECT_EQ(testing::query_number(recording_ + ".1", "SELECT count(*) FROM session"), 2);
}

TEST_F(ExecTransparency, HelpNeedsNoCommand) {
  const Outcome help = run_to_end({{TIDEMARK_RECORDER, "exec", "--help"}});
  EXPECT_EQ(help.status, 0);
  EXPECT_NE(help.output.find("--wait-descendants"), std::string::npos);
  EXPECT_EQ(help.errors, "");
}

// Its note that a reader keeps the recording open goes into a pipe that nobody reads.
TEST_F(ExecTransparency, AnErrorStreamThatNobodyReadsDoesNotChangeTheStatus) {
  testing::RealProcess recorder({exec({"sleep", "0.5"}), {}, {}, [] {
                                   std::array<int, 2> ends{-1, -1};
                                   if (pipe(ends.data()) != 0) _exit(97);
                                   dup2(ends[1], STDERR_FILENO);
                                   for (const int end : ends) close(end);
                                 }});
  ASSERT_TRUE(reaches_ticks(1));
  const Database reader(recording_, SQLITE_OPEN_READONLY, recording_);
  EXPECT_GE(reader.query_int64("SELECT count(*) FROM tick"), 1);
  EXPECT_EQ(recorder.wait(), 0);
  EXPECT_TRUE(has_file("-wal"));
}

}  // namespace
}  // namespace tidemark
