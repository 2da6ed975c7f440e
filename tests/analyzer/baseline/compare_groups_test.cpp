#include "analyzer/baseline/compare_groups.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "analyzer/reports/compare/compare_report.hpp"
#include "tests/analyzer/baseline/made_runs.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr int kNow = 100;
const GroupKey kTree{"tree", "make"};

// A run in which the tree under make grew by so much.
BaselineRun run_with(int number, Verdict verdict, double mebibytes = 10) {
  BaselineRun run = made_run(number, made_measure(100 * kMebibyte));
  MetricMeasure measure = made_measure((100 + mebibytes) * kMebibyte, mebibytes * kMebibyte);
  measure.metric = Metric::kAnon;
  if (verdict >= Verdict::kSuspect) (*run.groups)[kTree] = {8, verdict, {measure}};
  return run;
}

Baseline base_of(const std::vector<Verdict>& verdicts) {
  Baseline base;
  for (std::size_t i = 0; i < verdicts.size(); ++i) add_run(base, run_with(static_cast<int>(i), verdicts[i]));
  return base;
}

Change change_of_only(const Comparison& comparison) {
  EXPECT_EQ(comparison.groups.size(), 1U);
  return comparison.groups.at(0).change;
}

TEST(CompareGroups, AGroupThatDidNotGrowBeforeIsANewLeak) {
  const Comparison comparison = compare_runs(base_of({Verdict::kClean}), run_with(kNow, Verdict::kLeak));
  EXPECT_TRUE(comparison.is_worse);
  EXPECT_EQ(change_of_only(comparison), Change::kNewLeak);
  EXPECT_EQ(comparison.groups[0].verdict_before, Verdict::kClean);
  const std::string text = format_comparison_text(comparison);
  EXPECT_TRUE(has(text, "groups of processes\n  new leak: the tree make\n      leak now, grew in 0 of 1 run"))
      << text;
}

TEST(CompareGroups, TheSameGrowthIsNotWorse) {
  const Comparison still = compare_runs(base_of({Verdict::kLeak}), run_with(kNow, Verdict::kLeak));
  EXPECT_EQ(change_of_only(still), Change::kStillLeaks);
  EXPECT_FALSE(still.is_worse);
  const Comparison gone = compare_runs(base_of({Verdict::kLeak}), run_with(kNow, Verdict::kClean));
  EXPECT_EQ(change_of_only(gone), Change::kGoneLeak);
  EXPECT_FALSE(gone.is_worse);
}

TEST(CompareGroups, FasterGrowthIsWorse) {
  const Comparison comparison = compare_runs(base_of({Verdict::kLeak}), run_with(kNow, Verdict::kLeak, 300));
  EXPECT_EQ(change_of_only(comparison), Change::kGrowsFaster);
  EXPECT_TRUE(comparison.is_worse);
}

TEST(CompareGroups, OneBadRunOfThreeExcusesNoLeak) {
  const Baseline base = base_of({Verdict::kClean, Verdict::kLeak, Verdict::kClean});
  EXPECT_EQ(change_of_only(compare_runs(base, run_with(kNow, Verdict::kLeak))), Change::kNewLeak);
}

TEST(CompareGroups, GrowthAsBeforeIsNoNewLeakThoughItsVerdictIs) {
  const Baseline base = base_of({Verdict::kSuspect, Verdict::kSuspect});
  EXPECT_EQ(change_of_only(compare_runs(base, run_with(kNow, Verdict::kLeak))), Change::kStillLeaks);
}

TEST(CompareGroups, ABaseThatWasNotLookedThroughSaysNothing) {
  Baseline base = base_of({Verdict::kClean});
  base.runs[0].groups.reset();
  const Comparison comparison = compare_runs(base, run_with(kNow, Verdict::kLeak));
  EXPECT_EQ(change_of_only(comparison), Change::kNotJudged);
  EXPECT_FALSE(comparison.is_worse);
}

TEST(CompareGroups, JsonHasTheGroupWithItsMetric) {
  const Comparison comparison = compare_runs(base_of({Verdict::kLeak}), run_with(kNow, Verdict::kLeak, 300));
  const auto json = nlohmann::json::parse(format_comparison_json(comparison));
  const auto& group = json["groups"].at(0);
  EXPECT_EQ(group["kind"], "tree");
  EXPECT_EQ(group["name"], "make");
  EXPECT_EQ(group["worse"], true);
  EXPECT_EQ(group["metrics"].at(0)["metric"], "anon");
}

}  // namespace
}  // namespace tidemark
