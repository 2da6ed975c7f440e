#include <fmt/core.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

#include "tests/scenario/live_fixture.hpp"

namespace tidemark {
namespace {

constexpr int kShortSeconds = 22;
constexpr int kLongSeconds = 100;
constexpr int kLonger = 60;  // than the recording, a program would run

TEST(Descendants, AreEndedAlsoWhereTheyHaveASessionOfTheirOwn) {
  pid_t orphan = 0;
  {
    const testing::Descendants descendants;
    testing::RealProcess process({{"sh", "-c", "setsid sh -c 'sleep 60 & echo $!; wait' & wait"}});
    ASSERT_TRUE(testing::comes_true([&] { return process.output().ends_with("\n"); }));
    orphan = std::stoi(process.output());
    EXPECT_EQ(kill(orphan, 0), 0);
  }
  EXPECT_NE(kill(orphan, 0), 0);
}

// The parameter is how long the programs run, in seconds.
class Live : public testing::LiveTest, public ::testing::WithParamInterface<int> {
 protected:
  void SetUp() override {
    if (seconds_ > kShortSeconds && !asked_for_long())
      GTEST_SKIP() << "runs for " << seconds_ << " s: only with tests/run --long";
    if (!missing_.empty()) GTEST_SKIP() << "not installed: " << missing_;
  }

  explicit Live(const testing::Words& programs) : missing_(missing(programs)) {}

  // Words of a command line that end with how long the program would run.
  [[nodiscard]] std::string timed(const std::string& words) const {
    return fmt::format("{} {}", words, seconds_ + kLonger);
  }
  [[nodiscard]] std::string in_directory() const { return timed("'" + directory_.path() + "'"); }
  void record_all(const testing::Words& programs) const { record(programs, seconds_); }

  const int seconds_ = GetParam();

 private:
  std::string missing_;
};

class LiveTerminal : public Live {
 protected:
  LiveTerminal() : Live({"xterm", "Xvfb"}) {}
};

TEST_P(LiveTerminal, AnUnlimitedScrollBufferAlerts) {
  record_all({program("sh", "terminal.sh", in_directory())});
  expect({{"xterm", "", 1, 0}, {"Xvfb", "", 0, 1}});
}

class LivePython : public Live {
 protected:
  LivePython() : Live({"python3"}) {}
};

TEST_P(LivePython, WorkersThatKeepWholeArticlesAlert) {
  const std::string alone = timed("keep") + " 0";
  const std::string parallel = timed("keep") + " 4";
  const std::string script = "word_frequency.py";
  record_all({program("python3", script, alone), program("python3", script, parallel)});
  // The parent of the workers only waits.
  expect({{"python3", alone, 1, 0}, {"python3", parallel, 4, 1}});
}

TEST_P(LivePython, WorkersThatKeepOnlyCountsAreClean) {
  const std::string alone = timed("mended") + " 0";
  const std::string parallel = timed("mended") + " 4";
  const std::string script = "word_frequency.py";
  record_all({program("python3", script, alone), program("python3", script, parallel)});
  expect({{"python3", alone, 0, 1}, {"python3", parallel, 0, 5}});
}

TEST_P(LivePython, ACollectedHeapAlertsOnlyWhereItHoldsOn) {
  record_all({program("python3", "churn.py", timed("clean")), program("python3", "churn.py", timed("leak"))});
  expect({{"python3", timed("clean"), 0, 1}, {"python3", timed("leak"), 1, 0}});
}

class LiveNode : public Live {
 protected:
  LiveNode() : Live({"node"}) {}
};

// Start-up is a large part of a short run, and what follows on it is not proven to grow.
TEST_P(LiveNode, ACollectedHeapIsCleanAndAlertsOnlyWhereItHoldsOnForLonger) {
  const std::string node = "node --max-old-space-size=512";
  testing::Words programs{program(node, "churn.js", timed("clean"))};
  std::vector<testing::Expected> expected{{"node", timed("clean"), 0, 1}};
  if (seconds_ == kLongSeconds) {
    programs.push_back(program(node, "churn.js", timed("leak")));
    expected.push_back({"node", timed("leak"), 1, 0});
  }
  record_all(programs);
  expect(expected);
}

// A heap that is given back to the system when it shrinks, as containers are told to have it.
class LiveJava : public Live {
 protected:
  LiveJava() : Live({"java", "javac"}) {}
};

TEST_P(LiveJava, ACollectedHeapAlertsOnlyWhereItHoldsOn) {
  const std::string java =
      "java -XX:+UseSerialGC -Xms8m -Xmx512m -XX:MinHeapFreeRatio=5 -XX:MaxHeapFreeRatio=10";
  record_all({program(java, "Churn.java", timed("clean")), program(java, "Churn.java", timed("leak"))});
  expect({{"java", timed("clean"), 0, 1}, {"java", timed("leak"), 1, 0}});
}

// Judged by what its collections leave: by resident memory nothing tells a heap that fills from one that leaks.
class LiveJavaHeap : public LiveJava {
 protected:
  // Returns what the report says of the program in this mode.
  [[nodiscard]] nlohmann::json judge(const std::string& mode) const {
    record_all({program("java -XX:+UseG1GC -Xms384m -Xmx2g", "Sessions.java", timed(mode))});
    const nlohmann::json report = analyze({});
    for (const auto& process : report["processes"]) {
      if (process["name"] == "java") return process;
    }
    return {};
  }
};

TEST_P(LiveJavaHeap, SessionsThatAreNeverClosedAlert) {
  const auto process = judge("leak");
  ASSERT_TRUE(process["verdict"] == "leak" || process["verdict"] == "critical") << process;
  EXPECT_EQ(process["findings"][0]["metric"], "heap") << process;
  EXPECT_EQ(process["findings"][0]["limit_bytes"], 2147483648) << process;
}

TEST_P(LiveJavaHeap, SessionsThatAreClosedDoNotAlert) {
  const auto process = judge("clean");
  EXPECT_TRUE(process["verdict"] == "clean" || process["verdict"] == "suspect") << process;
}

// Collected so often that dead objects grow old: only what collections of the whole heap leave is known to be alive.
class LiveJavaCollectedOften : public LiveJava {
 protected:
  [[nodiscard]] static std::string sessions(const std::string& collector, const std::string& arguments) {
    return program("java -XX:+Use" + collector + "GC -Xms24m -Xmn12m -Xmx1g", "Sessions.java", arguments);
  }
};

TEST_P(LiveJavaCollectedOften, WhatWholeCollectionsLeaveTellsALeak) {
  testing::Words programs;
  for (const char* collector : {"Serial", "Parallel", "G1"}) {
    for (const char* mode : {"clean", "fill", "leak"}) programs.push_back(sessions(collector, timed(mode)));
  }
  record_all(programs);
  const nlohmann::json report = analyze({});
  int leaks = 0;
  for (const auto& process : report["processes"]) {
    if (process["name"] != "java") continue;
    const bool is_leak = process["command"].get<std::string>().find(" leak ") != std::string::npos;
    const bool alerts = process["verdict"] == "leak" || process["verdict"] == "critical";
    EXPECT_EQ(alerts, is_leak) << process.dump(1);
    if (!is_leak || !alerts) continue;
    ++leaks;
    EXPECT_EQ(process["findings"][0]["metric"], "heap") << process.dump(1);
    EXPECT_EQ(process["findings"][0]["limit_bytes"], 1073741824) << process.dump(1);
  }
  EXPECT_EQ(leaks, 3);
  EXPECT_NE(rows("SELECT max(whole_collections) FROM jvm_heap"), testing::Rows{"0"});
}

class LiveSubject : public Live {
 protected:
  LiveSubject() : Live({}) {}
};

TEST_P(LiveSubject, OnlyTheCacheWithoutABoundAndUnjoinedThreadsAlert) {
  const std::string bounded = timed("") + " 16";
  record_all({TIDEMARK_CACHE + bounded, TIDEMARK_CACHE + timed(""), TIDEMARK_SUBJECT + timed(" unjoined")});
  expect({{"test-cache", bounded, 0, 1},
          {"test-cache", timed("test-cache"), 1, 0},
          {"test-subject", timed("unjoined"), 1, 0}});
}

class LiveRedis : public Live {
 protected:
  LiveRedis() : Live({"redis-check-rdb", "redis-benchmark"}) {}
};

TEST_P(LiveRedis, AServerUnderLoadIsClean) {
  record_all({program("sh", "redis.sh", in_directory())});
  expect({{"redis-server", "", 0, 1}});
}

// Debian keeps the server's programs out of the PATH.
class LivePostgresql : public Live {
 protected:
  LivePostgresql()
      : Live(std::filesystem::exists("/usr/lib/postgresql") ? testing::Words{"pgbench"}
                                                            : testing::Words{"initdb", "pgbench"}) {}
};

TEST_P(LivePostgresql, AServerUnderLoadIsClean) {
  record_all({program("sh", "postgresql.sh", in_directory())});
  // The server, five helpers, and one for each client of pgbench.
  expect({{"postgres", "", 0, 10}, {"pgbench", timed("--time"), 0, 1}});
}

const auto kShort = ::testing::Values(kShortSeconds);
const auto kLong = ::testing::Values(kLongSeconds);

INSTANTIATE_TEST_SUITE_P(Short, LiveTerminal, kShort);
INSTANTIATE_TEST_SUITE_P(Long, LiveTerminal, kLong);
INSTANTIATE_TEST_SUITE_P(Short, LivePython, kShort);
INSTANTIATE_TEST_SUITE_P(Long, LivePython, kLong);
INSTANTIATE_TEST_SUITE_P(Short, LiveNode, kShort);
INSTANTIATE_TEST_SUITE_P(Long, LiveNode, kLong);
INSTANTIATE_TEST_SUITE_P(Short, LiveSubject, kShort);
INSTANTIATE_TEST_SUITE_P(Long, LiveSubject, kLong);
INSTANTIATE_TEST_SUITE_P(Short, LiveRedis, kShort);
INSTANTIATE_TEST_SUITE_P(Long, LiveRedis, kLong);
INSTANTIATE_TEST_SUITE_P(Long, LiveJava, kLong);
INSTANTIATE_TEST_SUITE_P(Short, LiveJavaHeap, kShort);
INSTANTIATE_TEST_SUITE_P(Long, LiveJavaHeap, kLong);
INSTANTIATE_TEST_SUITE_P(Long, LiveJavaCollectedOften, kLong);
INSTANTIATE_TEST_SUITE_P(Long, LivePostgresql, kLong);

}  // namespace
}  // namespace tidemark
