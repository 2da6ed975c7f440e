#include <fmt/core.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <sstream>
#include <system_error>

#include "tests/scenario/recorder_fixture.hpp"
#include "tests/support/tools.hpp"

namespace tidemark {
namespace {

using testing::Rows;
using testing::run_to_end;
using testing::Words;

// Real programs, the functions of which are known.
class StackTest : public testing::RecorderTest {
 protected:
  // The heaviest stack of anonymous memory, as "inner < ... < outer", and its part of all faults in percent.
  static constexpr const char* kHeaviest =
      "WITH told AS (SELECT stack, sum(faults) AS faults FROM fault_stack GROUP BY stack)"
      " SELECT (SELECT group_concat(coalesce(f.symbol, '?'), ' < ') FROM json_each(s.frames) AS j"
      " JOIN frame AS f ON f.id = j.value), 100 * faults / (SELECT sum(faults) FROM fault_stack)"
      " FROM told JOIN stack AS s ON s.id = told.stack ORDER BY faults DESC LIMIT 1";

  // Compiles the service, or another program, in that way, and returns its path.
  [[nodiscard]] std::string compile(const Words& flags,
                                    const std::string& source = TIDEMARK_FIRST_TOUCH) const {
    const std::string program = directory_.file("service");
    EXPECT_EQ(run_to_end({testing::joined({{"c++", "-std=c++17", "-o", program, source}, flags})}).status, 0);
    return program;
  }
  void record(const Words& command, const Words& options = {"--interval", "50ms"}) const {
    const auto outcome = run_to_end({exec(command, options)});
    EXPECT_EQ(outcome.status, 0) << outcome.errors;
  }
  [[nodiscard]] bool may_sample() const {
    return number("SELECT fault_stacks IN ('on', 'kept') FROM session") == 1;
  }
  void expect_heaviest(const std::string& chain) const {
    const Rows heaviest = rows(kHeaviest);
    ASSERT_EQ(heaviest.size(), 1U);
    EXPECT_NE(heaviest[0].find(chain), std::string::npos) << heaviest[0];
  }
};

#define SKIP_WHERE_NOT_ALLOWED() \
  if (!may_sample())             \
  GTEST_SKIP() << "page faults may not be sampled here: " << rows("SELECT fault_stacks FROM session")[0]

TEST_F(StackTest, OptimisedCodeWithoutFramePointersIsNamed) {
  record({compile({"-O2", "-fomit-frame-pointer"}), "3"});
  SKIP_WHERE_NOT_ALLOWED();
  expect_heaviest("_Z9cache_putm < _Z14handle_requestm < main");
  EXPECT_GE(
      number("SELECT sum(faults) FILTER (WHERE memory = 'anonymous') * 100 / sum(faults) FROM fault_stack"),
      80);
  EXPECT_EQ(number("SELECT min(is_whole) FROM stack"), 1);
  // 24 MiB, a sample for each MiB
  EXPECT_GE(number("SELECT sum(samples) FROM fault_stack"), 12);
  EXPECT_EQ(number("SELECT count(*) FROM kept_stack"), 0) << "which is not asked for";
  EXPECT_EQ(rows("SELECT comm FROM process WHERE exe LIKE '%unwinder%'"), Rows{});
}

TEST_F(StackTest, AddressesAreThoseOfTheFile) {
  const std::string program = compile({"-O1", "-g"});
  record({program, "2"});
  SKIP_WHERE_NOT_ALLOWED();
  const Rows address = rows(
      "SELECT printf('0x%x', f.address) FROM frame AS f JOIN module AS m ON m.id = f.module"
      " WHERE f.symbol = '_Z14handle_requestm' AND m.path LIKE '%/service' LIMIT 1");
  ASSERT_EQ(address.size(), 1U);
  const auto line = run_to_end({{"addr2line", "-f", "-s", "-e", program, address[0]}});
  EXPECT_NE(line.output.find("_Z14handle_requestm\nfirst_touch.cpp:"), std::string::npos) << line.output;
}

TEST_F(StackTest, AProgramWithoutSymbolsIsToldByItsAddresses) {
  record({compile({"-O2", "-s"}), "2"});
  SKIP_WHERE_NOT_ALLOWED();
  EXPECT_GE(number("SELECT count(DISTINCT f.address) FROM frame AS f JOIN module AS m ON m.id = f.module"
                   " WHERE f.symbol IS NULL AND m.path LIKE '%/service' AND length(m.build_id) = 40"),
            3);
}

TEST_F(StackTest, AStaticProgramIsNamed) {
  record({compile({"-O2", "-static"}), "2"});
  SKIP_WHERE_NOT_ALLOWED();
  expect_heaviest("_Z9cache_putm < _Z14handle_requestm < main");
}

TEST_F(StackTest, AProgramThatWasReplacedMeanwhileIsNamed) {
  const std::string program = compile({"-O2"});
  record(shell("'" + program + "' 3 & sleep 0.3; cp /bin/true '" + program + ".new'; mv '" + program +
               ".new' '" + program + "'; wait"));
  SKIP_WHERE_NOT_ALLOWED();
  expect_heaviest("_Z9cache_putm < _Z14handle_requestm < main");
}

TEST_F(StackTest, AStackThatIsCutKeepsWhatItHas) {
  record({compile({"-O0", "-fno-omit-frame-pointer"}), "2"},
         {"--interval", "50ms", "--fault-stack-size", "1KiB"});
  SKIP_WHERE_NOT_ALLOWED();
  expect_heaviest("_Z9cache_putm");
}

TEST_F(StackTest, AnOrdinaryUserMayDoThatToItsOwn) {
  if (geteuid() != 0) GTEST_SKIP() << "this is an ordinary user";
  const std::string program = compile({"-O2"});
  std::filesystem::permissions(directory_.path(), std::filesystem::perms::all);
  const auto outcome =
      run_to_end({testing::joined({{"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"},
                                   exec({program, "2"}, {"--interval", "50ms"})})});
  ASSERT_EQ(outcome.status, 0) << outcome.errors;
  SKIP_WHERE_NOT_ALLOWED();
  expect_heaviest("_Z9cache_putm < _Z14handle_requestm < main");
}

// As a container's profile does.
void deny_perf_events() {
  std::array<sock_filter, 4> filter{{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                                     BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_perf_event_open, 0, 1),
                                     BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
                                     BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)}};
  const sock_fprog program{filter.size(), filter.data()};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    _exit(97);
}

TEST_F(StackTest, WhereTheCallIsDeniedAllElseIsRecordedAndTheReasonToo) {
  const auto outcome = run_to_end({exec({"sleep", "0.3"}, {"--interval", "50ms"}), {}, {}, deny_perf_events});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.errors, "");
  EXPECT_GT(number("SELECT count(*) FROM sample"), 0);
  EXPECT_EQ(rows("SELECT fault_stacks FROM session"),
            Rows{"the call perf_event_open is denied here, as by a container's seccomp profile"});
  const auto asked_for = run_to_end({exec({"true"}, {"--fault-stacks", "on"}), {}, {}, deny_perf_events});
  EXPECT_EQ(asked_for.status, 125);
  EXPECT_NE(asked_for.errors.find("fault-stacks: they cannot be sampled: the call perf_event_open is denied"),
            std::string::npos)
      << asked_for.errors;
}

TEST_F(StackTest, ProcessesThatEndMeanwhileDoNoHarm) {
  const std::string program = compile({"-O2"});
  record(shell("for i in 1 2 3 4 5 6 7 8; do '" + program + "' 0.5 & '" + program + "' 0.3 & wait; done"));
  SKIP_WHERE_NOT_ALLOWED();
  expect_heaviest("_Z9cache_putm");
  EXPECT_GE(number("SELECT count(DISTINCT process) FROM fault_stack"), 4);
}

// Requests take buffers for a while, which reach new pages first; what is remembered is handed pieces of them.
TEST_F(StackTest, WhoKeepsMemoryIsToldFromWhoTouchedItFirst) {
  record({compile({"-O2"}, TIDEMARK_SERVICE), "9"}, {"--interval", "100ms", "--fault-stacks", "kept"});
  SKIP_WHERE_NOT_ALLOWED();
  const auto kept = number("SELECT coalesce(sum(samples), 0) FROM kept_stack");
  if (kept == 0) GTEST_SKIP() << "there are no watchpoints here";
  const std::string through =
      " JOIN stack AS s ON s.id = t.stack WHERE EXISTS (SELECT 1 FROM json_each(s.frames) AS j"
      " JOIN frame AS f ON f.id = j.value WHERE f.symbol LIKE '%SessionCache8remember%')";
  EXPECT_GE(kept, 4);
  EXPECT_GE(2 * number("SELECT coalesce(sum(samples), 0) FROM kept_stack AS t" + through), kept);
  EXPECT_LE(4 * number("SELECT coalesce(sum(samples), 0) FROM fault_stack AS t" + through),
            number("SELECT sum(samples) FROM fault_stack"));
}

TEST_F(StackTest, OnRequestNothingIsSampled) {
  record({compile({"-O2"}), "1"}, {"--fault-stacks", "off"});
  EXPECT_EQ(rows("SELECT fault_stacks FROM session"), Rows{"off"});
  EXPECT_EQ(number("SELECT count(*) FROM fault_stack"), 0);
  EXPECT_EQ(number("SELECT count(fault_samples_lost) FROM tick"), 0);
}

TEST_F(StackTest, ValuesThatCannotBeAreRefused) {
  EXPECT_NE(run_to_end({exec({"true"}, {"--fault-stacks", "perhaps"})})
                .errors.find("fault-stacks: 'perhaps' is neither"),
            std::string::npos);
  EXPECT_NE(run_to_end({exec({"true"}, {"--fault-stack-size", "1MiB"})})
                .errors.find("fault-stack-size: '1MiB' is not from"),
            std::string::npos);
}

// The one that the recorder has started: the child that runs that program.
pid_t find_unwinder(pid_t recorder) {
  std::istringstream children(testing::read_bytes(fmt::format("/proc/{0}/task/{0}/children", recorder)));
  for (pid_t child = 0; children >> child;) {
    std::error_code gone;
    const auto program = std::filesystem::read_symlink(fmt::format("/proc/{}/exe", child), gone);
    if (program.filename() == "tidemark-unwinder") return child;
  }
  return 0;
}

TEST_F(StackTest, TheUnwinderHasNoRightsAndMayDie) {
  testing::RealProcess recorder({exec({compile({"-O2"}), "6"}, {"--interval", "50ms"})});
  pid_t unwinder = 0;
  if (!testing::comes_true([&] { return (unwinder = find_unwinder(recorder.pid())) > 0; }))
    GTEST_SKIP() << "page faults may not be sampled here";
  const std::string status = testing::read_bytes(fmt::format("/proc/{}/status", unwinder));
  for (const char* none : {"CapPrm:\t0000000000000000", "CapEff:\t0000000000000000",
                           "CapAmb:\t0000000000000000", "NoNewPrivs:\t1"})
    EXPECT_NE(status.find(none), std::string::npos) << none << " in\n" << status;
  if (geteuid() == 0) {
    EXPECT_NE(status.find("Uid:\t65534"), std::string::npos);
  }
  kill(unwinder, SIGKILL);
  EXPECT_TRUE(testing::comes_true([&] {
    const pid_t other = find_unwinder(recorder.pid());
    return other > 0 && other != unwinder;
  }));
  EXPECT_EQ(recorder.wait(), 0);
  expect_heaviest("_Z9cache_putm < _Z14handle_requestm < main");
}

#if defined(__x86_64__)
// Python's stack_trampoline, and node's linux-perf module, begin to write one when they are told to.
TEST_F(StackTest, CodeWhoseMapComesLaterIsNamedFromThenOn) {
  record({compile({"-O2"}, TIDEMARK_MADE_CODE), "6"});
  SKIP_WHERE_NOT_ALLOWED();
  const Rows made = rows(
      "SELECT DISTINCT coalesce(f.symbol, '') FROM stack AS s, json_each(s.frames) AS j"
      " JOIN frame AS f ON f.id = j.value WHERE f.module IS NULL ORDER BY 1");
  EXPECT_EQ(made, (Rows{"", "made_at_run_time"}));
}
#endif

// Beside a recorder's program stands one that takes what it is sent and never answers.
TEST_F(StackTest, AnUnwinderThatIsStuckIsReplaced) {
  const std::string service = compile({"-O2"});
  const std::string recorder = directory_.file("tidemark-recorder");
  std::filesystem::copy_file(TIDEMARK_RECORDER, recorder);
  testing::write_bytes(directory_.file("stuck.c"), "int main(void) { for (;;) __asm__ volatile(\"\"); }\n");
  ASSERT_EQ(
      run_to_end({{"cc", "-o", directory_.file("tidemark-unwinder"), directory_.file("stuck.c")}}).status, 0);
  Words command = exec({service, "100"}, {"--interval", "50ms"});
  command[0] = recorder;
  testing::RealProcess recording({command});
  pid_t first = 0;
  if (!testing::comes_true([&] { return (first = find_unwinder(recording.pid())) > 0; }))
    GTEST_SKIP() << "page faults may not be sampled here";
  EXPECT_TRUE(testing::comes_true(
      [&] {
        const pid_t other = find_unwinder(recording.pid());
        return other > 0 && other != first;
      },
      std::chrono::seconds(90)))
      << "it takes three seconds of CPU time at a low priority";
  recording.send(SIGTERM);
  EXPECT_EQ(recording.wait(), 128 + SIGTERM);
  EXPECT_GT(number("SELECT sum(fault_samples_lost) FROM tick"), 0);
}

TEST_F(StackTest, JavaScriptIsNamedWhereNodeWritesItsMap) {
  const std::string script = directory_.file("app.js");
  testing::write_bytes(
      script,
      "const kept = [];\n"
      "function keepSession(n) { const a = new Array(20000); for (let i = 0; i < a.length; ++i) a[i] = n + "
      "i + 0.5; kept.push(a); return a.length; }\n"
      "const timer = setInterval(() => keepSession(kept.length), 5);\n"
      "setTimeout(() => { clearInterval(timer); console.log(kept.length); }, 4000);\n");
  record({"node", "--perf-basic-prof", "--interpreted-frames-native-stack", script});
  SKIP_WHERE_NOT_ALLOWED();
  const auto named = number(
      "SELECT coalesce(sum(faults), 0) FROM fault_stack AS t JOIN stack AS s ON s.id = t.stack WHERE EXISTS "
      "(SELECT 1 FROM"
      " json_each(s.frames) AS j JOIN frame AS f ON f.id = j.value WHERE f.module IS NULL AND f.symbol LIKE "
      "'%keepSession%')");
  EXPECT_GE(100 * named, 50 * number("SELECT sum(faults) FROM fault_stack"));
}

}  // namespace
}  // namespace tidemark
