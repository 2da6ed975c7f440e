#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>
#include <sstream>

#include "tests/scenario/recorder_fixture.hpp"

namespace tidemark {
namespace {

using testing::Outcome;
using testing::RealProcess;
using testing::Rows;
using testing::run_to_end;
using testing::Words;

class Mark : public testing::RecorderTest {
 protected:
  [[nodiscard]] static Words mark(const Words& words) {
    return testing::joined({{TIDEMARK_RECORDER, "mark"}, words});
  }
  std::string socket_ = directory_.file("s");
};

TEST_F(Mark, ACommandMarksItsTestsWithoutFurtherAdo) {
  const std::string recorder = TIDEMARK_RECORDER;
  const Outcome outcome = run_to_end(
      {exec(shell("echo $TIDEMARK_SOCKET; " + recorder + " mark begin 'a\tb' && sleep 0.2 && " + recorder +
                  " mark end 'a\tb' && " + recorder + " mark note --help && echo $$"))});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.errors, "");
  EXPECT_EQ(rows("SELECT kind, name FROM mark ORDER BY id"),
            (Rows{"begin|a\\x09b", "end|a\\x09b", "note|--help"}));
  // What the shell forks is a shell, too, until it has become a recorder.
  EXPECT_EQ(rows("SELECT DISTINCT p.comm, m.sender_pid = p.pid FROM mark AS m, process AS p "
                 "WHERE p.id = (SELECT min(id) FROM process)"),
            Rows{"sh|1"});
  EXPECT_EQ(number("SELECT count(*) FROM mark AS m JOIN session AS s ON s.id = m.session WHERE m.boottime_ns "
                   "BETWEEN s.start_boottime_ns AND (SELECT max(boottime_ns) FROM tick)"),
            3);
  EXPECT_GE(number("SELECT max(boottime_ns) - min(boottime_ns) FROM mark"), 200'000'000);
  const std::string socket = outcome.output.substr(0, outcome.output.find('\n'));
  EXPECT_FALSE(std::filesystem::exists(socket));
  EXPECT_FALSE(std::filesystem::exists(std::filesystem::path(socket).parent_path()));
}

TEST_F(Mark, WhatAKilledRecorderLeavesOfItsSocketIsClearedAwayByTheNext) {
  const std::string place = directory_.file("tmp");
  std::filesystem::create_directory(place);
  const Words in_place{"TMPDIR=" + place};
  {
    RealProcess killed({exec({"sleep", "30"}), in_place});
    ASSERT_TRUE(reaches_ticks(1));
    killed.send(SIGKILL);
    killed.wait();
  }
  const auto left = testing::list_names(place);
  ASSERT_EQ(left.size(), 1U);
  std::filesystem::last_write_time(place + "/" + left[0],
                                   std::filesystem::file_time_type::clock::now() - std::chrono::minutes(2));
  EXPECT_EQ(run_to_end({exec({"true"}), in_place}).status, 0);
  EXPECT_TRUE(testing::list_names(place).empty());
}

TEST_F(Mark, TheEndOfWhatHasNotBegunIsRecordedAndAnError) {
  const std::string mark = std::string(TIDEMARK_RECORDER) + " mark ";
  const Outcome outcome = run_to_end(
      {exec(shell(mark + "begin a && " + mark + "end a && " + mark + "end a; echo $?; " + mark + "note a"))});
  EXPECT_EQ(outcome.output, "2\n");
  EXPECT_NE(
      outcome.errors.find(": the mark is recorded, but since this recorder was started no 'a' has begun"),
      std::string::npos)
      << outcome.errors;
  EXPECT_EQ(rows("SELECT kind FROM mark ORDER BY id"), (Rows{"begin", "end", "end", "note"}));
}

TEST_F(Mark, ARecorderWithinARecordedCommandTakesMarksOfItsOwn) {
  const std::string recorder = TIDEMARK_RECORDER, inner = directory_.file("inner");
  const Outcome outcome = run_to_end({exec(shell(recorder + " exec --output " + inner + " -- " + recorder +
                                                 " mark note inner && " + recorder + " mark note outer"))});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(rows("SELECT name FROM mark"), Rows{"outer"});
  EXPECT_EQ(testing::query_rows(inner, "SELECT name FROM mark"), Rows{"inner"});
}

TEST_F(Mark, AServiceTakesMarksAtItsSocketAndWritesTheLastBeforeItEnds) {
  RealProcess recorder({run({"--interval", "1h", "--socket", socket_})});
  ASSERT_TRUE(testing::comes_true([&] { return std::filesystem::exists(socket_) && ticks() > 0; }));
  EXPECT_EQ(run_to_end({mark({"--socket", socket_, "begin", "t"})}).status, 0);
  EXPECT_EQ(run_to_end({mark({"end", "t"}), {"TIDEMARK_SOCKET=" + socket_}}).status, 0);
  const Outcome second =
      run_to_end({{TIDEMARK_RECORDER, "run", "--output", directory_.file("second"), "--socket", socket_}});
  EXPECT_EQ(second.status, 2);
  EXPECT_NE(second.errors.find("another recorder listens there"), std::string::npos) << second.errors;
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
  expect_closed_cleanly();
  EXPECT_EQ(rows("SELECT kind, name, sender_pid FROM mark"),
            (Rows{"begin|t|" + std::to_string(getpid()), "end|t|" + std::to_string(getpid())}));
}

TEST_F(Mark, AnyLanguageSendsADatagramAndAStream) {
  const std::string datagrams =
      "import os, socket\n"
      "marks = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
      "for kind in 'begin', 'end': marks.sendto(f'{kind} a test'.encode(), os.environ['TIDEMARK_SOCKET'])\n";
  const std::string lines =
      "import os, socket\n"
      "marks = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)\n"
      "marks.connect(os.environ['TIDEMARK_SOCKET'] + '.stream')\n"
      "marks.sendall(b'note by lines\\n'); print(marks.recv(99))\n";
  const Outcome outcome =
      run_to_end({exec({"sh", "-c", R"(python3 -c "$0"; python3 -c "$1")", datagrams, lines})});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(outcome.output, "b'ok\\n'\n");
  EXPECT_EQ(rows("SELECT kind, name, sender_pid > 0 FROM mark ORDER BY id"),
            (Rows{"begin|a test|1", "end|a test|1", "note|by lines|1"}));
}

TEST_F(Mark, ADatagramSentAtTheVeryEndIsNotLost) {
  const std::string script =
      "import os, socket\n"
      "marks = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
      "marks.sendto(b'end last', os.environ['TIDEMARK_SOCKET'])\n"
      "os._exit(0)\n";
  for (int i = 0; i < 5; ++i) EXPECT_EQ(run_to_end({exec({"python3", "-c", script})}).status, 0);
  EXPECT_EQ(rows("SELECT count(*) FROM mark"), Rows{"5"});
}

TEST_F(Mark, ATestIsRunAndItsStatusHandedOn) {
  const std::string mark = std::string(TIDEMARK_RECORDER) + " mark run ";
  const Outcome outcome = run_to_end({exec(shell(
      mark + "'two words' -- sh -c 'echo $$; sleep 0.3; exit 7'; echo $?; " + mark +
      "killed sh -c 'kill -9 $$'; echo $?; " + mark + "none -- /no-such; echo $?; echo $$; sleep 0.2"))});
  EXPECT_NE(outcome.errors.find("/no-such: cannot run"), std::string::npos) << outcome.errors;
  std::istringstream words(outcome.output);
  const Words printed{std::istream_iterator<std::string>(words), {}};
  ASSERT_EQ(printed.size(), 5U) << outcome.output;
  EXPECT_EQ(printed[1] + ' ' + printed[2] + ' ' + printed[3], "7 137 127");
  EXPECT_EQ(
      rows("SELECT kind, name FROM mark ORDER BY id"),
      (Rows{"begin|two words", "end|two words", "begin|killed", "end|killed", "begin|none", "end|none"}));
  EXPECT_EQ(rows("SELECT sender_pid FROM mark WHERE id = 1"), Rows{printed[0]});
  EXPECT_EQ(rows("SELECT DISTINCT ppid FROM process WHERE pid = " + printed[0]), Rows{printed[4]})
      << "the test stands under the shell, not under the sender of its marks";
  EXPECT_EQ(rows("SELECT count(*) FROM process WHERE comm LIKE 'tidemark%'"), Rows{"0"});
}

TEST_F(Mark, ARunPassesSignalsOn) {
  RealProcess run({{TIDEMARK_RECORDER, "mark", "--if-running", "run", "t", "--", "sh", "-c",
                    "trap 'exit 9' TERM; echo up; while :; do sleep 0.05; done"}});
  ASSERT_TRUE(testing::comes_true([&] { return run.output().find("up") != std::string::npos; }));
  run.send(SIGTERM);
  EXPECT_EQ(run.wait(), 9);
}

TEST_F(Mark, WhereNoRecorderRunsThatMayBeSaidToBeNoError) {
  const Words at_socket{"TIDEMARK_SOCKET=" + socket_};
  EXPECT_EQ(run_to_end({mark({"--if-running", "begin", "t"}), at_socket}).status, 0);
  EXPECT_EQ(run_to_end({mark({"--if-running", "run", "t", "--", "sh", "-c", "exit 3"}), at_socket}).status,
            3);
  const Outcome refused = run_to_end({mark({"run", "t", "--", "touch", directory_.file("run")}), at_socket});
  EXPECT_EQ(refused.status, 125);
  EXPECT_NE(refused.errors.find("no recorder listens there; --if-running"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(directory_.file("run")));
  EXPECT_EQ(run_to_end({mark({"--if-running", "start", "t"}), at_socket}).status, 2);
  EXPECT_EQ(run_to_end({mark({"--if-running", "run", "t"}), at_socket}).status, 2);
}

TEST_F(Mark, WhatCannotBeSentEndsWithTwoAndSaysWhy) {
  const auto error_of = [&](const Words& words) {
    const Outcome outcome = run_to_end({mark(words)});
    EXPECT_EQ(outcome.status, 2);
    return outcome.errors;
  };
  EXPECT_NE(
      error_of({"--socket", socket_, "begin", "t"}).find(socket_ + ": cannot send the mark: no recorder"),
      std::string::npos);
  EXPECT_NE(error_of({"start", "t"}).find("'start'"), std::string::npos);
  EXPECT_NE(error_of({"begin"}).find("name is missing"), std::string::npos);
  EXPECT_NE(error_of({"begin", "a", "b"}).find("more than one name"), std::string::npos);
  EXPECT_NE(error_of({"begin", std::string(1001, 'n')}).find("longer than 1000"), std::string::npos);
  EXPECT_NE(error_of({}).find("missing"), std::string::npos);
}

}  // namespace
}  // namespace tidemark
