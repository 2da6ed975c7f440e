// What kind of life it is, in real programs: jobs, services, families and what the kernel kills.
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/scenario/live_fixture.hpp"
#include "tests/support/tools.hpp"

namespace tidemark {
namespace {

using nlohmann::json;
using testing::Words;

class LiveKinds : public testing::LiveTest {
 protected:
  void SetUp() override {
    if (!testing::is_installed(testing::kPython)) GTEST_SKIP() << testing::kPython << " is not installed";
  }

  // Records a script of a shell to its end, and returns the report.
  [[nodiscard]] json judge(const std::string& script, const Words& options = {}) const {
    testing::RealProcess recorder({exec(shell(script), {"--interval", "100ms"})});
    EXPECT_EQ(recorder.wait(std::chrono::seconds(1700)), 0);
    return analyze(options);
  }

  static std::string python(const std::string& name, const std::string& arguments) {
    return program(testing::kPython, name, arguments);
  }

  // Those processes whose command line ends so.
  static std::vector<json> ending(const json& report, const std::string& end) {
    std::vector<json> found;
    for (const json& process : report["processes"]) {
      if (process["command"].is_string() && process["command"].get<std::string>().ends_with(end))
        found.push_back(process);
    }
    return found;
  }

  static bool alerts(const json& entry) {
    return entry["verdict"] == "leak" || entry["verdict"] == "critical";
  }
};

// Each of three test fixtures starts a server and stops it: three equal lives, and no job.
TEST_F(LiveKinds, AServerThatLeaksInEachOfThreeFixturesAlertsInEach) {
  std::string script;
  for (int fixture = 0; fixture < 3; ++fixture) {
    script += python("service.py", "60") + " & plain=$!; " + python("service.py", "60 listen handle") +
              " & handler=$!; sleep 13; kill $plain $handler; wait $plain; wait $handler; ";
  }
  const json report = judge(script + "exit 0");
  for (const char* end : {"60", "60 listen handle"}) {
    const auto servers = ending(report, end);
    EXPECT_EQ(servers.size(), 3U);
    for (const json& server : servers) EXPECT_TRUE(alerts(server)) << server.dump(1);
  }
  EXPECT_EQ(ending(report, "60")[0]["kind_of_life"], "stopped");
  EXPECT_EQ(ending(report, "listen handle")[0]["kind_of_life"], "service");
}

TEST_F(LiveKinds, ABatchThatGrowsAndEndsIsSuspectAtMost) {
  const json report = judge(python("service.py", "14") + "; sleep 4");
  ASSERT_EQ(ending(report, "14").size(), 1U);
  const json batch = ending(report, "14")[0];
  EXPECT_FALSE(alerts(batch)) << batch.dump(1);
  EXPECT_EQ(batch["kind_of_life"], "job");
}

// V8 aborts when its heap is full.
TEST_F(LiveKinds, ANodeThatAbortsWithItsHeapFullIsNoJob) {
  if (!missing({"node"}).empty()) GTEST_SKIP() << "node is not installed";
  const json report =
      judge(program("node --max-old-space-size=128", "churn.js", "hoard 120") + " 2> /dev/null; sleep 3");
  ASSERT_EQ(ending(report, "hoard 120").size(), 1U);
  const json node = ending(report, "hoard 120")[0];
  EXPECT_EQ(node["kind_of_life"], "gone");
  // On a busy host collections slow it down before the end, so that its growth slows as a start-up's does.
  EXPECT_NE(node["verdict"], "clean") << node.dump(1);
  if (node["verdict"] == "suspect") return;
  EXPECT_EQ(node["verdict"], "leak");
  EXPECT_TRUE(node["reason"].get<std::string>().ends_with("aborted with its heap full")) << node["reason"];
}

class LiveFamily : public LiveKinds, public ::testing::WithParamInterface<const char*> {};

TEST_P(LiveFamily, ThatPilesUpIsToldOnceAsAGroup) {
  const json report = judge(python("family.py", std::string(GetParam()) + " 60") + " & sleep 25; exit 0");
  int alerting = 0;
  for (const json& group : report["groups"]) alerting += alerts(group) ? 1 : 0;
  EXPECT_EQ(alerting, 1) << report["groups"].dump(1);
  for (const json& process : report["processes"]) EXPECT_FALSE(alerts(process)) << process.dump(1);
}

INSTANTIATE_TEST_SUITE_P(Every, LiveFamily, ::testing::Values("children", "orphans", "zombies"));

// The command's control group stands for the machine. One after the other: both are in the same group.
TEST_F(LiveKinds, MemoryThatNoProcessShowsIsToldOfTheControlGroup) {
  for (const char* kind : {"tmpfs", "memfd"}) {
    const testing::TemporaryDirectory shared("/dev/shm");
    std::filesystem::remove(recording_);
    const json report = judge(python("hidden.py", fmt::format("{} 60 {}", kind, shared.path())) +
                              " & sleep 20; kill $!; exit 0");
    if (rows("SELECT count(*) FROM tick WHERE cgroup_shmem_kib IS NOT NULL") == testing::Rows{"0"})
      GTEST_SKIP() << "no control group accounts for memory here";
    ASSERT_EQ(report["groups"].size(), 1U) << kind << report["groups"].dump(1);
    EXPECT_EQ(report["groups"][0]["kind"], "cgroup");
    EXPECT_TRUE(alerts(report["groups"][0])) << report["groups"][0].dump(1);
    EXPECT_NE(report["groups"][0]["reason"].get<std::string>().find("shared memory +"), std::string::npos);
  }
}

TEST_F(LiveKinds, ALeakThatIsSwappedOutAlerts) {
  if (testing::read_bytes("/proc/swaps").find('\n') + 1 >= testing::read_bytes("/proc/swaps").size())
    GTEST_SKIP() << "this machine has no swap";
  const json report = judge(python("hidden.py", "swap 60") + " & sleep 20; exit 0");
  ASSERT_EQ(ending(report, "swap 60").size(), 1U);
  EXPECT_TRUE(alerts(ending(report, "swap 60")[0])) << ending(report, "swap 60")[0].dump(1);
}

TEST_F(LiveKinds, WorkersThatEachStartHigherAreALeakOfTheirProgram) {
  const json report = judge(python("family.py", "workers 60") + " & sleep 20; exit 0");
  bool is_told = false;
  for (const json& process : report["processes"]) {
    for (const json& finding : process["findings"])
      is_told = is_told || (finding["detector"] == "restarts" && finding["verdict"] == "leak");
  }
  EXPECT_TRUE(is_told) << report["processes"].dump(1).substr(0, 5000);
}

// A control group of version 1 or 2 with a memory limit, as root makes one.
class LimitedGroup {
 public:
  explicit LimitedGroup(const char* bytes) {
    for (const char* root : {"/sys/fs/cgroup/memory", "/sys/fs/cgroup"}) {
      const bool is_v2 = std::filesystem::exists(std::string(root) + "/cgroup.controllers");
      path_ = fmt::format("{}/tidemark-test-{}", root, getpid());
      std::error_code error;
      if (!std::filesystem::create_directory(path_, error)) continue;
      if (set(is_v2 ? "memory.max" : "memory.limit_in_bytes", bytes)) {
        is_there_ = true;
        static_cast<void>(
            set(is_v2 ? "memory.swap.max" : "memory.memsw.limit_in_bytes", is_v2 ? "0" : bytes));
        return;
      }
      rmdir(path_.c_str());
    }
  }
  ~LimitedGroup() {
    if (is_there_) rmdir(path_.c_str());
  }
  LimitedGroup(const LimitedGroup&) = delete;
  LimitedGroup& operator=(const LimitedGroup&) = delete;

  [[nodiscard]] bool is_there() const { return is_there_; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  [[nodiscard]] bool set(const char* file, const char* value) const {
    std::ofstream stream(path_ + "/" + file);
    stream << value << std::flush;
    return stream.good();
  }

  std::string path_;
  bool is_there_ = false;
};

TEST_F(LiveKinds, WhatTheKernelKillsForWantOfMemoryIsCritical) {
  const LimitedGroup group("52428800");
  if (!group.is_there()) GTEST_SKIP() << "a control group with a memory limit is not permitted here";
  const std::string enter = "echo $$ > " + group.path() + "/cgroup.procs; exec ";
  const json report = judge("sh -c '" + enter + testing::kPython +
                            " -c \"import time; kept = []\nwhile True: kept.append(bytearray(10**6)); "
                            "time.sleep(.02)\"'; sleep 0.5; exit 0");
  const auto killed = std::find_if(report["processes"].begin(), report["processes"].end(),
                                   [](const json& process) { return process["kind_of_life"] == "killed"; });
  ASSERT_NE(killed, report["processes"].end()) << report.dump(1).substr(0, 4000);
  EXPECT_EQ((*killed)["verdict"], "critical");
  EXPECT_EQ((*killed)["findings"][0]["detector"], "oom");
  EXPECT_GT((*killed)["findings"][0]["last_bytes"].get<double>(), 30e6);
  EXPECT_EQ(report["verdict"], "critical");
}

// Compilers that take more than ten seconds each, two at a time, and a linker that optimises it all.
TEST_F(LiveKinds, ABuildOfHeavyFilesIsGreen) {
  if (!asked_for_long()) GTEST_SKIP() << "takes a minute and more: only with tests/run --long";
  if (!missing({"make", "g++"}).empty()) GTEST_SKIP() << "not installed: " << missing({"make", "g++"});
  const json report = judge(program("sh", "heavy_build.sh", "'" + directory_.path() + "'"));
  int judged = 0;
  for (const json& process : report["processes"]) {
    EXPECT_FALSE(alerts(process)) << process["command"] << ": " << process["reason"];
    judged += process["verdict"] != "insufficient" ? 1 : 0;
  }
  for (const json& group : report["groups"]) EXPECT_FALSE(alerts(group)) << group.dump(1);
  EXPECT_GE(judged, 3) << "compilers that were seen for long enough";
  EXPECT_EQ(status_, 0);
}

class LiveSuite : public LiveKinds {
 protected:
  void SetUp() override {
    LiveKinds::SetUp();
    if (!asked_for_long()) GTEST_SKIP() << "takes a minute and more: only with tests/run --long";
    if (!testing::has_python_module("pytest")) GTEST_SKIP() << "not installed: pytest";
  }

  // Runs the suite of a few hundred tests, and returns what is said of pytest.
  [[nodiscard]] json pytest(const std::string& environment) const {
    const std::string suite = std::string(TIDEMARK_LIVE_PROGRAMS) + "/suite";
    const json report =
        judge(fmt::format("cd '{}' && env {} {} -B -m pytest -q -p no:cacheprovider --rootdir '{}' '{}' "
                          "> pytest.log",
                          directory_.path(), environment, testing::kPython, suite, suite));
    for (const json& process : report["processes"]) {
      if (process["harness"] == true) return process;
    }
    ADD_FAILURE() << report["processes"].dump(1).substr(0, 2000);
    return {};
  }
};

TEST_F(LiveSuite, APytestRunThatKeepsNothingDoesNotAlert) {
  EXPECT_FALSE(alerts(pytest("X=1")));
  EXPECT_FALSE(alerts(pytest(std::string("SUITE_RECORDER=") + TIDEMARK_RECORDER)));
}

// Of itself a runner grows by what it loads: only marks tell that it is one test's.
TEST_F(LiveSuite, AnInProcessLeakIsTheTestsThatBringsIt) {
  EXPECT_EQ(pytest("SUITE_LEAKS=1")["verdict"], "suspect");
  const json marked = pytest(std::string("SUITE_LEAKS=1 SUITE_RECORDER=") + TIDEMARK_RECORDER);
  EXPECT_TRUE(alerts(marked)) << marked.dump(1);
  const json& finding = marked["findings"][0];
  EXPECT_EQ(finding["detector"], "tests");
  EXPECT_EQ(finding["tests"], json::array({"test_suite.py::test_upload"})) << finding.dump(1);
}

}  // namespace
}  // namespace tidemark
