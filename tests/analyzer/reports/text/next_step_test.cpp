#include "analyzer/reports/text/next_step.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "analyzer/reports/json/report_json.hpp"
#include "analyzer/reports/text/alert_text.hpp"
#include "analyzer/reports/text/report_text.hpp"
#include "tests/analyzer/judge/made_report.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Words = std::vector<std::string>;

NextStep step_of(Runtime runtime, const Words& arguments, bool has_exited = false) {
  ProcessReport process = made_process("server", Verdict::kLeak);
  process.has_exited = has_exited;
  process.runtime = runtime;
  process.arguments = arguments;
  return next_step(process).value();
}

Words commands(Runtime runtime, const Words& arguments) { return step_of(runtime, arguments).commands; }

Words commands_after_exit(Runtime runtime, const Words& arguments) {
  return step_of(runtime, arguments, true).commands;
}

TEST(NextStep, NamesTheToolOfTheRuntimeWithThePidOrTheCommandLine) {
  EXPECT_EQ(step_of(Runtime::kNative, {}).tool, "heaptrack");
  EXPECT_EQ(commands(Runtime::kNative, {"./server", "--name", "a b"}),
            (Words{"heaptrack --pid 42", "heaptrack ./server --name 'a b'",
                   "valgrind --leak-check=full ./server --name 'a b'"}));
  EXPECT_EQ(commands(Runtime::kNativeJemalloc, {"./server"})[1], "jeprof --text ./server jeprof.*.heap");
  EXPECT_EQ(commands(Runtime::kNativeTcmalloc, {"./server"})[0], "HEAPPROFILE=/tmp/heap ./server");
  EXPECT_EQ(commands(Runtime::kJvm, {"java"})[1], "jcmd 42 GC.heap_dump /tmp/heap-42.hprof");
  EXPECT_TRUE(has(commands(Runtime::kGo, {})[1], "go tool pprof"));
  EXPECT_EQ(commands(Runtime::kDotnet, {})[0], "dotnet-gcdump collect --process-id 42 --output leak.gcdump");
  EXPECT_EQ(commands(Runtime::kUnknown, {})[0], "readlink /proc/42/exe");
  for (const RuntimeName& entry : kRuntimeNames) {
    const NextStep step = step_of(entry.runtime, {"x"});
    EXPECT_FALSE(step.tool.empty() || step.advice.empty() || step.commands.empty()) << entry.name;
  }
}

TEST(NextStep, InterpretersGetTheirOptionsWhereTheyBelong) {
  EXPECT_EQ(commands(Runtime::kPython, {"python3", "-u", "app.py", "-x"})[1],
            "PYTHONMALLOC=malloc python3 -u -m memray run -o leak.bin app.py -x");
  EXPECT_EQ(commands(Runtime::kPython, {"python3", "-m", "pytest"})[1],
            "PYTHONMALLOC=malloc python3 -m memray run -o leak.bin -m pytest");
  EXPECT_EQ(commands(Runtime::kPython, {"python3", "-W", "error", "-uX", "dev", "-mpytest"})[1],
            "PYTHONMALLOC=malloc python3 -W error -u -X dev -m memray run -o leak.bin -m pytest");
  EXPECT_TRUE(commands(Runtime::kNode, {"node", "--import", "./x.mjs", "w.js"})[1].starts_with(
      "node --heapsnapshot-signal=SIGUSR2 --import ./x.mjs w.js "));
  EXPECT_EQ(commands_after_exit(Runtime::kJvm, {"java", "-cp", "a.jar", "org.Main"})[0],
            "java -XX:NativeMemoryTracking=summary -cp a.jar org.Main &");
}

TEST(NextStep, OfWhatHasExitedTheProgramIsStartedAgain) {
  EXPECT_EQ(commands_after_exit(Runtime::kNative, {"./server"}),
            (Words{"heaptrack ./server", "valgrind --leak-check=full ./server"}));
  EXPECT_EQ(commands_after_exit(Runtime::kUnknown, {"./server"}), (Words{"heaptrack ./server"}));
  EXPECT_EQ(commands_after_exit(Runtime::kNode, {"node", "w.js"}),
            (Words{"node --heapsnapshot-signal=SIGUSR2 w.js &", "sleep 30   # until it is up and has grown",
                   "kill -USR2 $!   # twice"}));
  EXPECT_EQ(commands_after_exit(Runtime::kDotnet, {"dotnet", "a.dll"})[0], "dotnet a.dll &");
  EXPECT_EQ(commands_after_exit(Runtime::kGo, {})[0], "COMMAND &");
  EXPECT_TRUE(has(step_of(Runtime::kGo, {"x"}, true).advice, "$! is the PID of the program started again"));
  for (const RuntimeName& entry : kRuntimeNames) {
    for (const char* cause : {"heap growth", "thread stacks", "file mappings"}) {
      ProcessReport process = made_process("server", Verdict::kLeak);
      process.runtime = entry.runtime;
      process.arguments = {"server"};
      process.has_exited = true;
      process.findings[0].cause = cause;
      const Words found = next_step(process)->commands;
      EXPECT_TRUE(has(found.front(), "server")) << entry.name;
      for (const std::string& command : found) EXPECT_FALSE(has(command, "42")) << command;
    }
  }
}

TEST(NextStep, NothingAttachesToWhatAnotherToolRecorded) {
  ProcessReport process = made_process("server", Verdict::kLeak);
  process.runtime = Runtime::kNative;
  process.is_imported = true;
  const NextStep step = next_step(process).value();
  for (const std::string& command : step.commands) EXPECT_FALSE(has(command, "--pid")) << command;
}

TEST(NextStep, WhatIsBuiltWithASanitizerHasThatOnesLeakCheck) {
  ProcessReport process = made_process("server", Verdict::kLeak);
  process.runtime = Runtime::kNative;
  process.arguments = {"./server"};
  process.memory.virt = 16.0 * 1024 * 1024 * kMebibyte;
  EXPECT_EQ(next_step(process)->commands, Words{"ASAN_OPTIONS=detect_leaks=1 ./server"});
  process.runtime = Runtime::kGo;
  EXPECT_EQ(next_step(process)->tool, "pprof");
}

TEST(NextStep, ACommandLineThatIsNotKnownOrVeryLongIsAWordToReplace) {
  EXPECT_EQ(commands(Runtime::kNative, {})[1], "heaptrack COMMAND");
  EXPECT_EQ(commands(Runtime::kNative, {"a", std::string(2000, 'x')})[1], "heaptrack COMMAND");
  EXPECT_EQ(commands(Runtime::kPython, {})[1],
            "PYTHONMALLOC=malloc python3 -m memray run -o leak.bin COMMAND");
}

TEST(NextStep, WhatWasMaskedIsToBeFilledIn) {
  const NextStep step = step_of(Runtime::kNative, {"./server", "--password=***", "--url=https://***@host/"});
  EXPECT_EQ(step.commands[1], "heaptrack ./server '--password=…' '--url=https://…@host/'");
  EXPECT_TRUE(has(step.advice, "fill in what … stands for")) << step.advice;
  EXPECT_FALSE(has(step_of(Runtime::kNative, {"./server"}).advice, "fill in"));
  EXPECT_FALSE(
      has(step_of(Runtime::kNative, {"./server", std::string(2000, 'x') + "***"}).advice, "fill in"));
}

TEST(NextStep, ATitleIsNoCommand) {
  EXPECT_EQ(commands(Runtime::kNative, {"postgres: alice base [local] idle"})[1], "heaptrack COMMAND");
}

TEST(NextStep, TheProgramIsStartedAgainWhereItWasStarted) {
  ProcessReport process = made_process("server", Verdict::kLeak);
  process.runtime = Runtime::kNative;
  process.arguments = {"./server"};
  process.working_directory = "/srv/my app";
  EXPECT_EQ(next_step(process)->commands.front(), "cd '/srv/my app'");
  process.runtime = Runtime::kDotnet;
  EXPECT_TRUE(next_step(process)->commands.front().starts_with("dotnet-gcdump"));
}

TEST(NextStep, WhatIsNoHeapHasToolsOfItsOwn) {
  ProcessReport process = made_process("server", Verdict::kCritical);
  process.runtime = Runtime::kNative;
  process.findings[0].cause = "thread stacks";
  EXPECT_EQ(next_step(process)->tool, "gdb");
  process.runtime = Runtime::kJvm;
  EXPECT_EQ(next_step(process)->commands[0], "jcmd 42 Thread.print");
  process.findings[0].cause = "file mappings";
  EXPECT_EQ(next_step(process)->commands[0], "pmap -x 42");
}

TEST(NextStep, OnlyAlertsHaveOneAndEveryReportForPeopleShowsIt) {
  ProcessReport alert = made_process("server", Verdict::kLeak);
  alert.runtime = Runtime::kJvm;
  const Report report = made_report({alert, made_process("other", Verdict::kSuspect)});
  EXPECT_FALSE(next_step(report.processes[1]));
  const auto json = nlohmann::json::parse(format_json(report));
  EXPECT_EQ(json["processes"][0]["runtime"], "jvm");
  EXPECT_EQ(json["processes"][0]["next_step"]["tool"], "jcmd");
  EXPECT_EQ(json["processes"][0]["next_step"]["commands"][0], "jcmd 42 GC.class_histogram");
  EXPECT_TRUE(json["processes"][1]["next_step"].is_null());
  EXPECT_TRUE(json["processes"][1]["runtime"].is_null());
  EXPECT_TRUE(has(format_text(report, {}), "\n              jcmd 42 GC.class_histogram\n"));
  EXPECT_TRUE(has(alert_text(alert, 20), "\ntry: jcmd 42 GC.class_histogram\n"));
  EXPECT_FALSE(has(alert_text(report.processes[1], 20), "next step"));
}

}  // namespace
}  // namespace tidemark
