#include "analyzer/history/branch_baseline.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/history/made_history.hpp"

namespace tidemark {
namespace {

using namespace testing;

const ProgramKey kServer{"server", "", ""};

Baseline baseline_of_runs(std::vector<HistoryRun> runs, const std::set<std::string>& without = {}) {
  return baseline_of(judge_history("main", std::move(runs)), without);
}

TEST(BranchBaseline, HoldsWhatTheRunsShowed) {
  const Baseline baseline = baseline_of_runs(made_history({1e8, 1e8, 1e8}));
  EXPECT_EQ(runs_of(baseline, kServer).size(), 3U);
}

TEST(BranchBaseline, LeavesOutTheSessionThatIsJudged) {
  std::vector<HistoryRun> runs = made_history({1e8, 1e8, 1e8});
  const Baseline baseline = baseline_of_runs(runs, {runs[1].shown.session});
  EXPECT_EQ(baseline.runs.size(), 2U);
}

TEST(BranchBaseline, ARunThatLeakedMakesNothingNormal) {
  std::vector<HistoryRun> runs = made_history({1e8, 1e8, 1e8, 1e8});
  runs[1].shown.programs[kServer].verdict = Verdict::kLeak;
  EXPECT_EQ(runs_of(baseline_of_runs(runs), kServer).size(), 3U);
}

TEST(BranchBaseline, ANewLevelIsNormalOnceItHasThreeRuns) {
  const auto known = [](const std::vector<double>& levels) {
    return runs_of(baseline_of_runs(made_history(levels)), kServer).size();
  };
  EXPECT_EQ(known({1e8, 1e8, 1e8, 1e8, 2e8, 2e8}), 6U);
  EXPECT_EQ(known({1e8, 1e8, 1e8, 1e8, 2e8, 2e8, 2e8}), 3U);
}

}  // namespace
}  // namespace tidemark
