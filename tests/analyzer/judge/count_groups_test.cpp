#include "analyzer/judge/count_groups.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "analyzer/judge/analysis.hpp"
#include "analyzer/kinds/life_counts.hpp"
#include "tests/analyzer/recordings/made_recording.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr std::uint32_t kTicks = 200;

class JudgeCounts : public ::testing::Test {
 protected:
  JudgeCounts() {
    RecordedProcess& process = made_.add_process({}, 42);
    process.first_tick = 0;
    process.rows.push_back({0, {Kib(50'000), Kib(10'000), Kib(100), Kib(9000)}});
    made_.recording.sessions[0].tasks_max = 32768;
  }

  // Counts it at every tick from `begin` on.
  void count(CountField which, const std::function<std::int64_t(std::uint32_t)>& number,
             std::uint32_t begin = 0) {
    auto& rows = made_.recording.counts[0];
    for (std::uint32_t tick = begin; tick < kTicks; ++tick) {
      CountRow& row = rows.emplace_back();
      row.tick = tick;
      row.counts.*which = number(tick);
    }
  }
  [[nodiscard]] Report report(const AnalysisSettings& settings = {}) const {
    return analyze({made_.recording}, settings);
  }

  MadeRecording made_{kTicks};
};

TEST_F(JudgeCounts, ZombiesThatPileUpAreNamedAsSuch) {
  count(&ProcessCounts::zombies, [](std::uint32_t tick) { return 2 + 5 * std::int64_t{tick} / 3; });
  const Report report = this->report();
  ASSERT_EQ(report.groups.size(), 1U);
  const GroupReport& group = report.groups.front();
  EXPECT_EQ(group.kind, "tree");
  EXPECT_EQ(group.name, "server");
  EXPECT_EQ(group.verdict, Verdict::kLeak);
  EXPECT_TRUE(has(group.reason, "zombies pile up under server: 2 -> 333 in 3 m 19 s")) << group.reason;
  EXPECT_TRUE(has(group.reason, "and the 32768 that there may be in all are there in 5 h")) << group.reason;
  EXPECT_EQ(group.findings.at(0).metric, Metric::kCount);
  EXPECT_EQ(report.verdict, Verdict::kLeak);
}

TEST_F(JudgeCounts, ZombiesThatBeginLaterAreToldFromThenOn) {
  const auto since_100 = [](std::uint32_t tick) { return std::int64_t{tick} - 99; };
  count(&ProcessCounts::zombies, since_100, 100);
  const Report report = this->report();
  ASSERT_EQ(report.groups.size(), 1U);
  EXPECT_TRUE(has(report.groups[0].reason, "under server: 1 -> 100")) << report.groups[0].reason;
}

TEST_F(JudgeCounts, WithoutALimitTheyAreSuspect) {
  made_.recording.sessions[0].tasks_max.reset();
  count(&ProcessCounts::zombies, [](std::uint32_t tick) { return 2 + std::int64_t{tick}; });
  ASSERT_EQ(report().groups.size(), 1U);
  EXPECT_EQ(report().groups[0].verdict, Verdict::kSuspect);
}

TEST_F(JudgeCounts, ZombiesThatAreWaitedForNowAndThenAreNone) {
  count(&ProcessCounts::zombies, [](std::uint32_t tick) { return std::int64_t{tick % 20}; });
  EXPECT_TRUE(report().groups.empty());
}

TEST_F(JudgeCounts, ThreadsWithoutEndAreToldWithTheirCount) {
  count(&ProcessCounts::threads, [](std::uint32_t tick) { return 4 + 4 * std::int64_t{tick}; });
  const Report report = this->report();
  ASSERT_EQ(report.groups.size(), 1U);
  EXPECT_EQ(report.groups[0].verdict, Verdict::kLeak);
  EXPECT_TRUE(has(report.groups[0].reason, "threads pile up in server: 4 -> 800")) << report.groups[0].reason;
}

TEST_F(JudgeCounts, ThreadsOfAProcessThatIsToldAreNot) {
  count(&ProcessCounts::threads, [](std::uint32_t tick) { return 4 + 4 * std::int64_t{tick}; });
  SampleRows& rows = made_.recording.processes[0].rows;
  for (std::uint32_t tick = 1; tick < kTicks; ++tick) {
    const std::int64_t more = 8192 * std::int64_t{tick};
    rows.push_back({tick, {Kib(50'000 + more), Kib(10'000), Kib(100), Kib(9000 + more)}});
  }
  const Report report = this->report();
  EXPECT_TRUE(report.groups.empty());
  ASSERT_GE(report.processes[0].verdict, Verdict::kLeak);
  const auto& symptoms = report.processes[0].findings.at(0).symptoms;
  EXPECT_TRUE(std::any_of(symptoms.begin(), symptoms.end(),
                          [](const Symptom& symptom) { return symptom.name == "more_threads"; }));
}

TEST_F(JudgeCounts, APoolThatIsFilledIsNone) {
  count(&ProcessCounts::threads, [](std::uint32_t tick) { return std::min<std::int64_t>(4 + tick, 64); });
  for (const GroupReport& group : report().groups) EXPECT_LT(group.verdict, Verdict::kLeak) << group.reason;
}

TEST_F(JudgeCounts, ThoseOfATestRunnerAreSuspectAtMost) {
  made_.recording.processes[0].command_line = R"(["pytest"])";
  made_.recording.processes[0].exe = "/usr/bin/pytest";
  made_.recording.processes[0].name = "pytest";
  count(&ProcessCounts::zombies, [](std::uint32_t tick) { return 2 + std::int64_t{tick}; });
  ASSERT_EQ(report().groups.size(), 1U);
  EXPECT_EQ(report().groups[0].verdict, Verdict::kSuspect);
}

}  // namespace
}  // namespace tidemark
