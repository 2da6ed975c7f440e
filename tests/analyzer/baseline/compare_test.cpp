#include "analyzer/baseline/compare.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "analyzer/reports/compare/compare_report.hpp"
#include "common/text.hpp"
#include "common/units.hpp"
#include "tests/analyzer/baseline/made_runs.hpp"
#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr int kNow = 100;

const ProgramComparison& only_program(const Comparison& comparison) {
  EXPECT_EQ(comparison.programs.size(), 1U);
  return comparison.programs.at(0);
}

BaselineRun run_now(double mebibytes, Verdict verdict = Verdict::kClean) {
  return made_run(kNow, made_measure(mebibytes * kMebibyte), verdict);
}

Baseline base_of(const std::vector<Verdict>& verdicts) {
  Baseline base;
  for (std::size_t i = 0; i < verdicts.size(); ++i)
    add_run(base, made_run(static_cast<int>(i), made_measure(100 * kMebibyte), verdicts[i]));
  return base;
}

TEST(CompareRuns, TheSameIsNotWorse) {
  const Comparison comparison = compare_runs(base_of({Verdict::kClean}), run_now(100));
  EXPECT_FALSE(comparison.is_worse);
  EXPECT_EQ(comparison.compared, 1U);
  EXPECT_EQ(only_program(comparison).change, Change::kSame);
}

TEST(CompareRuns, ALeakThatWasNotThereIsNew) {
  const Comparison comparison = compare_runs(base_of({Verdict::kClean}), run_now(100, Verdict::kLeak));
  EXPECT_TRUE(comparison.is_worse);
  EXPECT_EQ(only_program(comparison).change, Change::kNewLeak);
  EXPECT_TRUE(has(only_program(comparison).reason, "leak now, no leak in 1 of 1 run"));
}

TEST(CompareRuns, ALeakThatWasThereIsNotNewAndMayBeGone) {
  const Comparison still = compare_runs(base_of({Verdict::kLeak}), run_now(100, Verdict::kCritical));
  EXPECT_EQ(only_program(still).change, Change::kStillLeaks);
  EXPECT_FALSE(still.is_worse);
  const Comparison gone = compare_runs(base_of({Verdict::kLeak}), run_now(100));
  EXPECT_EQ(only_program(gone).change, Change::kGoneLeak);
  EXPECT_FALSE(gone.is_worse);
}

// A little noise takes a program over the bound between suspect and leak.
TEST(CompareRuns, GrowthAsBeforeIsNoNewLeakThoughItsVerdictIs) {
  const Comparison comparison =
      compare_runs(base_of({Verdict::kSuspect, Verdict::kSuspect}), run_now(100, Verdict::kLeak));
  EXPECT_EQ(only_program(comparison).change, Change::kStillLeaks);
  EXPECT_FALSE(comparison.is_worse);
  EXPECT_TRUE(has(only_program(comparison).reason, "grew in 2 of 2 runs before"));
}

TEST(CompareRuns, WhatGrewBeforeAndGrowsMoreNowIsANewLeak) {
  const Comparison comparison =
      compare_runs(base_of({Verdict::kSuspect, Verdict::kSuspect}), run_now(200, Verdict::kLeak));
  EXPECT_EQ(only_program(comparison).change, Change::kNewLeak);
  EXPECT_TRUE(comparison.is_worse);
}

TEST(CompareRuns, OneBadRunOfThreeExcusesNoLeak) {
  const Baseline base = base_of({Verdict::kClean, Verdict::kLeak, Verdict::kClean});
  EXPECT_EQ(only_program(compare_runs(base, run_now(100, Verdict::kLeak))).change, Change::kNewLeak);
}

TEST(CompareRuns, ALeakThatGrowsFasterIsWorse) {
  Baseline base;
  add_run(base, made_run(0, made_measure(100 * kMebibyte, 10 * kMebibyte), Verdict::kLeak));
  const BaselineRun now = made_run(kNow, made_measure(150 * kMebibyte, 60 * kMebibyte), Verdict::kLeak);
  const Comparison comparison = compare_runs(base, now);
  EXPECT_EQ(only_program(comparison).change, Change::kGrowsFaster);
  EXPECT_TRUE(comparison.is_worse);
}

TEST(CompareRuns, AHigherLevelIsWorseAndALowerOneIsNot) {
  const Comparison higher = compare_runs(base_of({Verdict::kClean}), run_now(160));
  EXPECT_EQ(only_program(higher).change, Change::kHigher);
  EXPECT_TRUE(higher.is_worse);
  const Comparison lower = compare_runs(base_of({Verdict::kClean}), run_now(50));
  EXPECT_EQ(only_program(lower).change, Change::kLower);
  EXPECT_FALSE(lower.is_worse);
}

TEST(CompareRuns, TenStepsOfThreePercentAreWorse) {
  std::vector<double> levels;
  for (int step = 0; step < 10; ++step) levels.push_back(100 * kMebibyte * std::pow(1.03, step));
  const Comparison comparison = compare_runs(made_baseline(levels), run_now(100 * std::pow(1.03, 10)));
  EXPECT_TRUE(comparison.is_worse);
  const Comparison beside_last =
      compare_runs(made_baseline({levels.back()}), run_now(100 * std::pow(1.03, 10)));
  EXPECT_FALSE(beside_last.is_worse);
}

TEST(CompareRuns, ProgramsOfOneSideAreNamedAndOnlyANewLeakIsWorse) {
  BaselineRun now = run_now(100);
  now.programs[{"fresh", "", ""}] = {1, Verdict::kClean, {}};
  Baseline base = base_of({Verdict::kClean});
  base.runs[0].programs[{"old", "", ""}] = {1, Verdict::kLeak, {}};
  const Comparison comparison = compare_runs(base, now);
  EXPECT_FALSE(comparison.is_worse);
  const std::string text = format_comparison_text(comparison);
  EXPECT_TRUE(has(text, "only in new: fresh\n")) << text;
  EXPECT_TRUE(has(text, "only in base: old\n")) << text;
  now.programs[{"fresh", "", ""}].verdict = Verdict::kLeak;
  EXPECT_TRUE(compare_runs(base, now).is_worse);
}

TEST(CompareRuns, WhatCouldNotBeJudgedIsNotCompared) {
  const Comparison comparison =
      compare_runs(base_of({Verdict::kClean}), run_now(100, Verdict::kInsufficient));
  EXPECT_EQ(comparison.compared, 0U);
  EXPECT_EQ(only_program(comparison).change, Change::kNotJudged);
  const Comparison before = compare_runs(base_of({Verdict::kInsufficient}), run_now(100, Verdict::kLeak));
  EXPECT_EQ(only_program(before).change, Change::kNewLeak);
}

TEST(CompareRuns, TheRunItselfIsNoEarlierOne) {
  Baseline base = made_baseline({100 * kMebibyte});
  add_run(base, run_now(300));
  EXPECT_TRUE(compare_runs(base, run_now(300)).is_worse);
}

TEST(FormatComparison, WorseComesFirstWithItsFigures) {
  BaselineRun now = run_now(160);
  now.programs[{"leaky", "", ""}] = {1, Verdict::kLeak, {}};
  const std::string text = format_comparison_text(compare_runs(base_of({Verdict::kClean}), now));
  EXPECT_TRUE(text.starts_with("Comparison: worse\n\nnew leak (1)\n")) << text;
  EXPECT_LT(text.find("leaky"), text.find("higher (1)"));
  EXPECT_TRUE(has(text, "rss ends at 160 MiB")) << text;
  EXPECT_TRUE(has(text, "one earlier run tells nothing of chance"));
}

TEST(FormatComparison, AChangeIsShownWithTheIntervalsOfLevelAndSlope) {
  MetricMeasure measure = made_measure(160 * kMebibyte, 60 * kMebibyte);
  measure.noise_bytes = kMebibyte;
  const Comparison comparison = compare_runs(base_of({Verdict::kClean}), made_run(kNow, measure));
  std::istringstream words(format_comparison_text(comparison));
  std::string text;
  for (std::string word; words >> word;) text += word + " ";
  const MetricChange& change = only_program(comparison).metrics.at(0);
  const auto normal = [](const Normal& of, double scale) {
    return "(normal " + format_size(of.low * scale) + " to " + format_size(of.high * scale) + ")";
  };
  EXPECT_TRUE(has(
      text, "end: before 100 MiB " + normal(change.level, 1.0) + ", now 160 MiB (158 MiB to 162 MiB, 95 %)"))
      << text;
  EXPECT_TRUE(has(text, "an hour: before 0 B " + normal(change.slope, 3600.0) +
                            ", now 360 MiB (353 MiB to 367 MiB, 95 %)"))
      << text;
}

TEST(FormatComparison, NoLineIsWiderThanItsColumns) {
  BaselineRun now = run_now(1e9);
  now.source = std::string(300, 'p');
  now.programs[{std::string(100, 'n'), std::string(100, 's'), "test"}] = {4000, Verdict::kLeak, {}};
  Baseline base = base_of({Verdict::kClean});
  base.runs[0].programs[{"server", "", ""}].processes = 123456;
  const Comparison comparison = compare_runs(base, now);
  for (const std::size_t width : {60U, 97U, 100U}) {
    std::istringstream lines(format_comparison_text(comparison, width));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), width) << line;
  }
  EXPECT_TRUE(has(format_comparison_text(comparison), "hour now"));
}

// That nothing is worse is not known then.
TEST(FormatComparison, WhereNoProgramWasJudgedInBothItSaysSo) {
  const Comparison nothing =
      compare_runs(base_of({Verdict::kInsufficient}), made_run(kNow, made_measure(1e6)));
  ASSERT_EQ(nothing.compared, 0U);
  EXPECT_TRUE(format_comparison_text(nothing).starts_with("Comparison: nothing could be compared\n"));
  EXPECT_TRUE(has(format_comparison_markdown(nothing), "## ⚪ Tidemark: nothing could be compared\n"));
  EXPECT_TRUE(has(format_comparison_html(nothing),
                  "<strong class=\"verdict insufficient\">nothing could be compared</strong>"));
}

TEST(FormatComparison, NoLineIsACommandToACiService) {
  BaselineRun now = run_now(160);
  now.source = "##[error]x";
  now.programs[{"::error::pwned", "", ""}] = {1, Verdict::kLeak, {}};
  now.programs[{"##[error]x", "", ""}] = {1, Verdict::kLeak, {}};
  now.programs[{"##[debug]x", "", ""}] = {1, Verdict::kClean, {}};
  const std::string text = format_comparison_text(compare_runs(base_of({Verdict::kClean}), now));
  EXPECT_TRUE(has(text, "\n  \\x3A:error::pwned")) << text;
  EXPECT_FALSE(has(text, "##["));
}

TEST(FormatComparison, JsonHasEveryProgramAndMetric) {
  const auto json =
      nlohmann::json::parse(format_comparison_json(compare_runs(base_of({Verdict::kClean}), run_now(160))));
  EXPECT_EQ(json["format"], "tidemark-comparison");
  EXPECT_EQ(json["version"], 1);
  EXPECT_EQ(json["worse"], true);
  const auto& program = json["programs"][0];
  EXPECT_EQ(program["name"], "server");
  EXPECT_EQ(program["change"], "higher");
  EXPECT_EQ(program["verdict_now"], "clean");
  const auto& metric = program["metrics"][0];
  EXPECT_EQ(metric["metric"], "rss");
  EXPECT_EQ(metric["level"]["now_bytes"], 160 << 20U);
  EXPECT_EQ(metric["level"]["normal_bytes"], 100 << 20U);
  for (const char* key : {"now_low", "now_high", "normal_low", "normal_high"})
    EXPECT_TRUE(metric["level"].contains(key)) << key;
  for (const char* key : {"now_low", "now_high", "normal_low", "normal_high"})
    EXPECT_TRUE(metric["slope"].contains(key)) << key;
}

// The run with the program's figures in a test beside those of its whole life.
BaselineRun with_test(BaselineRun run, const std::string& test, double end_bytes, double growth_bytes) {
  run.programs[{"server", "", test}] = {
      1, run.programs.begin()->second.verdict, {made_measure(end_bytes, growth_bytes)}};
  return run;
}

TEST(CompareRuns, TestsAreComparedEachByItself) {
  Baseline base;
  for (int i = 0; i < 3; ++i) {
    const BaselineRun run = made_run(i, made_measure(100 * kMebibyte));
    add_run(base,
            with_test(with_test(run, "upload", 100 * kMebibyte, kMebibyte), "gone", 100 * kMebibyte, 0));
  }
  const BaselineRun run = made_run(9, made_measure(100 * kMebibyte), Verdict::kLeak);
  const Comparison comparison =
      compare_runs(base, with_test(with_test(run, "upload", 140 * kMebibyte, 40 * kMebibyte), "new", 1e9, 0));
  EXPECT_TRUE(comparison.is_worse);
  EXPECT_EQ(comparison.compared, 1U);
  ASSERT_EQ(comparison.programs.size(), 2U);
  EXPECT_EQ(comparison.programs[0].change, Change::kNewLeak);
  EXPECT_EQ(comparison.programs[0].program.test, "");
  EXPECT_EQ(comparison.programs[1].change, Change::kGrowsFaster);
  EXPECT_EQ(describe(comparison.programs[1].program), "server in upload");
}

const std::string kLongTest = "tests/integration/test_upload.py::TestUpload::test_many[chunks-4096-retries]";

// A run with the program's figures in a test, of which it knows what was held as the test began.
BaselineRun with_test_from(BaselineRun run, double begin_bytes, double end_bytes) {
  run = with_test(std::move(run), kLongTest, end_bytes, 0);
  run.programs[{"server", "", kLongTest}].metrics[0].above_begin_bytes = end_bytes - begin_bytes;
  return run;
}

TEST(CompareRuns, ATestAnswersForWhatItTookAloneAndByItsWholeName) {
  Baseline base;
  for (int i = 0; i < 3; ++i)
    add_run(base,
            with_test_from(made_run(i, made_measure(100 * kMebibyte)), 100 * kMebibyte, 101 * kMebibyte));
  const BaselineRun now = made_run(kNow, made_measure(100 * kMebibyte));
  // Another test before it has taken 60 MiB.
  const Comparison after_another = compare_runs(base, with_test_from(now, 160 * kMebibyte, 161 * kMebibyte));
  EXPECT_FALSE(after_another.is_worse) << format_comparison_text(after_another);
  const Comparison itself = compare_runs(base, with_test_from(now, 40 * kMebibyte, 100 * kMebibyte));
  ASSERT_EQ(itself.programs[0].change, Change::kHigher);
  const std::string text = format_comparison_text(itself);
  EXPECT_TRUE(has(text, "  server in " + kLongTest + "\n")) << text;
  EXPECT_TRUE(has(text, "rss ends at +60.0 MiB from what was held as the test began")) << text;
  EXPECT_TRUE(has(text, "end: before +1.00 MiB (normal ")) << text;
  EXPECT_FALSE(has(text, "note: the base does not know")) << text;
  const auto json = nlohmann::json::parse(format_comparison_json(itself));
  const auto& level = json["programs"][0]["metrics"][0]["level"];
  EXPECT_EQ(level["from_test_begin"], true);
  EXPECT_EQ(level["now_bytes"], 60 << 20U);
}

TEST(CompareRuns, WhatHeldStillInATestTookNothingThere) {
  Baseline base;
  for (int i = 0; i < 3; ++i) {
    BaselineRun run = made_run(i, made_measure(100 * kMebibyte));
    run.tests = {kLongTest, "another"};
    add_run(base, std::move(run));
  }
  const BaselineRun now = made_run(kNow, made_measure(100 * kMebibyte));
  const Comparison took = compare_runs(base, with_test_from(now, 70 * kMebibyte, 100 * kMebibyte));
  ASSERT_EQ(took.programs.size(), 2U);
  EXPECT_EQ(took.programs[0].change, Change::kHigher);
  EXPECT_EQ(took.programs[0].program.test, kLongTest);
  EXPECT_TRUE(has(took.programs[0].reason, "rss ends at +30.0 MiB")) << took.programs[0].reason;
  EXPECT_EQ(took.programs[0].metrics.at(0).level.median, 0.0);
  EXPECT_FALSE(compare_runs(base, with_test_from(now, 99.5 * kMebibyte, 100 * kMebibyte)).is_worse);
  // Of a test that is not known of, or a program that could not be judged, nothing is.
  base.runs[0].tests = base.runs[1].tests = base.runs[2].tests = {"another"};
  EXPECT_FALSE(compare_runs(base, with_test_from(now, 70 * kMebibyte, 100 * kMebibyte)).is_worse);
}

TEST(CompareRuns, OfAnOlderBaselineTheWholeLevelsInTestsAreCompared) {
  Baseline base;
  for (int i = 0; i < 3; ++i)
    add_run(base, with_test(made_run(i, made_measure(100 * kMebibyte)), kLongTest, 100 * kMebibyte, 0));
  const BaselineRun now = made_run(kNow, made_measure(100 * kMebibyte));
  const Comparison older = compare_runs(base, with_test_from(now, 99 * kMebibyte, 100 * kMebibyte));
  EXPECT_FALSE(older.is_worse);
  EXPECT_TRUE(
      has(format_comparison_text(older), "note: the base does not know what was held as some tests began"));
  // One run that knows it is what the next is compared with.
  add_run(base, with_test_from(made_run(3, made_measure(100 * kMebibyte)), 99 * kMebibyte, 100 * kMebibyte));
  const Comparison mixed = compare_runs(base, with_test_from(now, 40 * kMebibyte, 100 * kMebibyte));
  EXPECT_TRUE(mixed.is_worse);
  EXPECT_EQ(mixed.programs[0].metrics.at(0).level.runs, 1U);
}

// A run whose program ends at these sizes.
BaselineRun run_of(int number, double vm_size, double data, double anon) {
  BaselineRun run = made_run(number, made_measure(0));
  std::vector<MetricMeasure>& metrics = run.programs.begin()->second.metrics;
  metrics.clear();
  for (const auto& [metric, bytes] :
       {std::pair(Metric::kVmSize, vm_size), {Metric::kAnon, anon}, {Metric::kData, data}}) {
    metrics.push_back(made_measure(bytes));
    metrics.back().metric = metric;
  }
  return run;
}

TEST(CompareRuns, WhatMallocReservesForMoreThreadsIsNoHigherLevel) {
  constexpr double kArena = 64 * kMebibyte;
  const double vm_size = 300 * kMebibyte, data = 40 * kMebibyte, anon = 20 * kMebibyte;
  for (const int runs : {1, 3}) {
    Baseline base;
    for (int i = 0; i < runs; ++i) add_run(base, run_of(i, vm_size, data, anon));
    const auto change = [&](double now_vm_size, double now_data) {
      return compare_runs(base, run_of(kNow, now_vm_size, now_data, anon)).programs.at(0).change;
    };
    EXPECT_EQ(change(vm_size + kArena, data), Change::kSame);
    EXPECT_EQ(change(vm_size + 3 * kArena, data), Change::kSame);
    EXPECT_EQ(change(vm_size + 20 * kArena, data), Change::kHigher);
    EXPECT_EQ(change(vm_size + kArena, data + kArena), Change::kHigher);
  }
}

}  // namespace
}  // namespace tidemark
