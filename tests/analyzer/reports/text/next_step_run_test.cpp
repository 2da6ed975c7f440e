// Every kind of next step is carried out by a shell as it is printed, with stand-ins for the tools.
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "analyzer/reports/text/next_step.hpp"
#include "tests/analyzer/judge/made_report.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/real_process.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr std::string_view kArgument = "it's \"a\" $HOME *";

// A place with the program that grew, the tools, and a log of what was run with which arguments.
class NextStepRun : public ::testing::Test {
 protected:
  NextStepRun() {
    std::filesystem::create_directories(place_);
    std::filesystem::create_directories(tools_);
    const std::string noting = "#!/bin/sh\nprintf '%s' \"${0##*/}\" >> '" + log_ +
                               "'; printf ' [%s]' \"$@\" >> '" + log_ + "'; echo >> '" + log_ + "'\n";
    write_program(place_ + "/server", noting);
    for (const char* tool :
         {"heaptrack", "valgrind", "memray", "jcmd", "java", "node", "python3", "ss", "go", "sleep", "dotnet",
          "dotnet-gcdump", "jeprof", "google-pprof", "gdb", "pmap", "py-spy", "kill", "readlink"})
      write_program(tools_ + "/" + tool, noting);
  }

  static void write_program(const std::string& path, const std::string& text) {
    write_bytes(path, text);
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  }

  // Runs what is printed for the process, from elsewhere; returns the log.
  std::string carry_out(const ProcessReport& process) {
    write_bytes(log_, "");
    std::string script = "enable -n kill; PATH=" + tools_ + ":/usr/bin:/bin\n";  // kill is bash's own
    const NextStep step = next_step(process).value();
    for (const std::string& command : step.commands) script += command + "\n";
    const Outcome outcome = run_to_end({.command = {"bash", "-c", script + "wait\n"}});
    EXPECT_EQ(outcome.errors, "") << script;
    return read_bytes(log_);
  }

  ProcessReport grown(Runtime runtime, const std::string& cause, bool has_exited) const {
    ProcessReport process = made_process("server", Verdict::kLeak);
    process.runtime = runtime;
    process.arguments = {"./server", std::string(kArgument)};
    process.working_directory = place_;
    process.has_exited = has_exited;
    process.findings[0].cause = cause;
    return process;
  }

  TemporaryDirectory directory_;
  std::string place_ = directory_.file("a place's own");
  std::string tools_ = directory_.file("tools");
  std::string log_ = directory_.file("log");
};

TEST_F(NextStepRun, EachKindOfAProcessThatHasExitedStartsItAgainWithItsArguments) {
  for (const RuntimeName& entry : kRuntimeNames) {
    for (const char* cause : {"heap growth", "thread stacks", "file mappings"}) {
      const std::string log = carry_out(grown(entry.runtime, cause, true));
      EXPECT_TRUE(has(log, "[" + std::string(kArgument) + "]")) << entry.name << " " << cause << ":\n" << log;
      EXPECT_FALSE(has(log, "[42]")) << log;
    }
  }
}

TEST_F(NextStepRun, EachKindOfAProcessThatRunsRunsAsPrinted) {
  for (const RuntimeName& entry : kRuntimeNames) {
    for (const char* cause : {"heap growth", "thread stacks", "file mappings"})
      EXPECT_NE(carry_out(grown(entry.runtime, cause, false)), "") << entry.name << " " << cause;
  }
}

}  // namespace
}  // namespace tidemark
