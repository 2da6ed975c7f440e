// The stacks of page faults as people see them, of a real program with debug information.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/analyzer/stacks/stacked_recording.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/real_process.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Stacks = std::vector<FaultStack>;

class StacksCli : public ::testing::Test {
 protected:
  StacksCli() {
    const std::string program = TOUCHING_PROGRAM;
    const Outcome told = run_to_end(
        {.command = {"sh", "-c", program + "; readelf -n " + program + " | sed -n 's/.*Build ID: //p'"}});
    std::istringstream words(told.output);
    std::int64_t put = 0, main = 0;
    std::string build_id;
    words >> std::hex >> put >> std::dec >> put_line_ >> std::hex >> main >> std::dec >> main_line_ >>
        build_id;
    leak_.frames = {{"/lib/libc.so.6", {}, 64, "malloc"},
                    {program, build_id, put, "_Z6handlev"},
                    {program, build_id, main, "main"},
                    {"/lib/libc.so.6", {}, 32, "__libc_start_main"}};
    leak_.is_whole = true;
    leak_.memory = "anonymous";
    leak_.samples = 2;
    leak_.faults = 512;
    write_stacked(path_, 60, [&](int i) {
      return i % 6 == 5 ? Stacks{leak_, touched_in({"log_line", "main"})} : Stacks{leak_};
    });
  }
  static Outcome run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), TIDEMARK_ANALYZER);
    return run_to_end({.command = std::move(arguments)});
  }

  FaultStack leak_;
  int put_line_ = 0, main_line_ = 0;
  TemporaryDirectory directory_;
  std::string path_ = directory_.file("r.tidemark");
};

TEST_F(StacksCli, TheLineIsToldAndToBeReadFirst) {
  const Outcome outcome = run({"analyze", path_});
  EXPECT_TRUE(has(outcome.output, "first touched in cache::put (touching_program.cpp:" +
                                      std::to_string(put_line_) + ") <- handle <- main: "))
      << outcome.output;
  EXPECT_TRUE(has(outcome.output, "next: read ")) << outcome.output;
}

TEST_F(StacksCli, FoldedStacksAreTheDefault) {
  const Outcome outcome = run({"stacks", "--process", "^server$", path_});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_TRUE(has(outcome.output, "\nmain;log_line 10485760\n")) << outcome.output;
  EXPECT_TRUE(has(outcome.output, "__libc_start_main;main;handle();cache::put();malloc 125829120\n"))
      << outcome.output;
}

TEST_F(StacksCli, TheTimeIsThatOfTheOptions) {
  const Outcome outcome = run({"stacks", "--process", "server", "--since",
                               format_rfc3339(to_wall_time(kWallStart + 30 * kSecond)), path_});
  EXPECT_TRUE(has(outcome.output, "main;log_line 5242880\n")) << outcome.output;
  EXPECT_EQ(run({"stacks", "--process", "server", "--since", "2030-01-01T00:00:00Z", path_}).status, 2);
}

TEST_F(StacksCli, WhoKeepsItIsWrittenWhereThatWasRecorded) {
  const std::string kept = directory_.file("kept");
  write_stacked(kept, 20, [](int i) {
    return i == 3 ? Stacks{kept_in({"remember", "main"}), touched_in({"log_line", "main"})}
                  : Stacks{touched_in({"log_line", "main"})};
  });
  const Outcome told = run({"stacks", "--process", "server", "--evidence", "kept", kept});
  EXPECT_EQ(told.output, "main;remember 1048576\n") << told.errors;
  EXPECT_EQ(run({"stacks", "--process", "server", kept}).output, "main;log_line 20971520\n");
  EXPECT_TRUE(has(run({"info", kept}).output, "20 samples, about "));
  EXPECT_TRUE(has(run({"info", kept}).output, "; 1 more"));
  const Outcome none = run({"stacks", "--process", "server", "--evidence", "kept", path_});
  EXPECT_EQ(none.status, 2);
  EXPECT_TRUE(has(none.errors, "the recording has no stacks of what was kept: it takes --fault-stacks kept"));
  EXPECT_TRUE(has(run({"stacks", "--process", "server", "--evidence", "all", path_}).errors,
                  "evidence: 'all' is neither touched nor kept"));
}

TEST_F(StacksCli, OtherFormatsAreFiles) {
  EXPECT_EQ(run({"stacks", "--process", "server", "--format", "pprof", path_}).output.substr(0, 2),
            "\x1f\x8b");
  const auto json =
      nlohmann::json::parse(run({"stacks", "--process", "server", "--format", "speedscope", path_}).output);
  EXPECT_EQ(json.at("profiles").at(0).at("samples").size(), 2U);
}

TEST_F(StacksCli, WhatCannotBeIsStatus2) {
  EXPECT_EQ(run({"stacks", path_}).status, 2);
  EXPECT_TRUE(has(run({"stacks", path_}).errors, "process: say of which process"));
  EXPECT_EQ(run({"stacks", "--process", "nobody", path_}).status, 2);
  EXPECT_EQ(run({"stacks", "--process", "server", "--format", "svg", path_}).status, 2);
}

TEST_F(StacksCli, WithoutStacksTheReasonIsSaid) {
  SessionRow session = session_row();
  session.fault_stacks = "kernel.perf_event_paranoid is 3";
  write_stacked(
      directory_.file("none"), 20, [](int) { return Stacks{}; }, "", session);
  const Outcome outcome = run({"stacks", "--process", "server", directory_.file("none")});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(
      has(outcome.errors, "stacks of page faults were not recorded: kernel.perf_event_paranoid is 3"));
}

TEST_F(StacksCli, InfoCountsThem) {
  const Outcome outcome = run({"info", path_});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_TRUE(has(outcome.output, "  stacks of page faults: 70 rows of 2 stacks, 130 samples, about "))
      << outcome.output;
}

}  // namespace
}  // namespace tidemark
