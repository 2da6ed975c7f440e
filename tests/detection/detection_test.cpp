#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "analyzer/judge/judge.hpp"
#include "tests/detection/comparison.hpp"
#include "tests/detection/corpus.hpp"
#include "tests/detection/hard_series.hpp"
#include "tests/detection/scores.hpp"
#include "tests/detection/simulator.hpp"

namespace tidemark::detection {
namespace {

constexpr double kGibibyte = 1024.0 * 1024.0 * 1024.0;

TEST(Simulate, SameSeedGivesTheSameSeries) {
  const SeriesClass kind = leak_classes().front();
  EXPECT_EQ(simulate(kind, Split::kTuning, 3).bytes, simulate(kind, Split::kTuning, 3).bytes);
  EXPECT_NE(simulate(kind, Split::kTuning, 3).bytes, simulate(kind, Split::kHeldOut, 3).bytes);
}

TEST(Simulate, TimesRiseAndBytesArePages) {
  for (const SeriesClass& kind : clean_classes()) {
    const SimulatedSeries series = simulate(kind, Split::kHeldOut, 1);
    ASSERT_EQ(series.seconds.size(), series.bytes.size());
    for (std::size_t i = 1; i < series.seconds.size(); ++i)
      ASSERT_GT(series.seconds[i], series.seconds[i - 1]);
  }
}

TEST(Wilson, HoldsTheProportionAndStaysWithinBounds) {
  const Interval half = wilson(50, 100);
  EXPECT_NEAR(half.low, 0.404, 0.001);
  EXPECT_NEAR(half.high, 0.596, 0.001);
  EXPECT_DOUBLE_EQ(wilson(0, 0).high, 1.0);
  EXPECT_LE(wilson(10, 10).high, 1.0 + 1e-12);
}

Score score_of(const std::vector<SeriesClass>& classes, std::uint64_t seeds) {
  Score score;
  for (const SeriesClass& kind : classes) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      score.count(kind.is_leak, growth_alerts(simulate(kind, Split::kHeldOut, seed), 64.0 * kGibibyte));
    }
  }
  return score;
}

TEST(GrowthDetection, KeepsItsWordOnSeriesNotTunedOn) {
  auto classes = leak_classes();
  for (auto& kind : clean_classes()) classes.push_back(std::move(kind));
  const Score score = score_of(classes, 40);
  EXPECT_GE(score.precision(), 0.985);
  EXPECT_GE(score.f1(), 0.97);
}

// What is said to be told of in clean series is told of in most of them when it is added.
TEST(GrowthDetection, WhatCleanIsWorthIsTold) {
  std::size_t kept = 0, asked = 0;
  for (const SeriesClass& kind : clean_classes()) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      const auto word =
          keeps_word_on_detectable_growth(simulate(kind, Split::kHeldOut, seed), 64.0 * kGibibyte);
      if (!word) continue;
      ++asked;
      kept += *word ? 1U : 0U;
    }
  }
  EXPECT_GE(asked, 200U);
  EXPECT_GE(static_cast<double>(kept), 0.8 * static_cast<double>(asked));
}

Judgement judge_alone(const SimulatedSeries& series, const MemoryLimit& limit,
                      const JudgeSettings& settings) {
  History history;
  for (std::size_t i = 0; i < series.bytes.size(); ++i) {
    history.axis_ns.push_back(std::llround(series.seconds[i] * 1e9));
    history.memory.push_back({Kib(std::llround(series.bytes[i] / 1024.0)), {}, {}, {}});
  }
  history.wall_ns = history.axis_ns;
  history.mem_available.resize(history.size());
  history.stretches.push_back({0, std::nullopt, false});
  const std::vector<MetricHistory> metrics{{make_series(history, Metric::kVmSize, {}), limit}};
  return judge(history, metrics, std::vector{Metric::kVmSize}, {}, {}, settings);
}

// On a small machine, where lines reach the limit soon.
TEST(LbrAtChangePoints, JudgesCleanSeriesAsAllWindowsDo) {
  const MemoryLimit limit{4.0 * kGibibyte, ""};
  JudgeSettings at_changes;
  at_changes.lbr.at_change_points = true;
  for (const SeriesClass& kind : clean_classes()) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const SimulatedSeries series = simulate(kind, Split::kHeldOut, seed);
      const Judgement every = judge_alone(series, limit, {}), some = judge_alone(series, limit, at_changes);
      EXPECT_EQ(some.verdict, every.verdict) << kind.name << " " << seed;
    }
  }
}

std::vector<LabelledSeries> corpus() {
  const char* given = std::getenv("TIDEMARK_CORPUS");
  const std::string root = given != nullptr ? given : TIDEMARK_CORPUS_DIRECTORY;
  return std::filesystem::exists(root) ? read_corpus(root) : std::vector<LabelledSeries>{};
}

// Of hundreds of series a detector that alerts none would hardly find a leak.
TEST(GrowthDetection, AlertsFewCleanRecordedSeriesAndFindsLeaks) {
  const auto recorded = corpus();
  if (recorded.empty()) GTEST_SKIP() << "no labelled recordings at " << TIDEMARK_CORPUS_DIRECTORY;
  Score score;
  std::size_t kept = 0, asked = 0;
  for (const LabelledSeries& labelled : recorded) {
    if (!labelled.is_leak || labelled.series.bytes.size() < 2) continue;
    score.count(*labelled.is_leak, growth_alerts(labelled.series, 64.0 * kGibibyte));
    if (*labelled.is_leak) continue;
    const auto word = keeps_word_on_detectable_growth(labelled.series, 64.0 * kGibibyte);
    asked += word ? 1U : 0U;
    kept += word.value_or(false) ? 1U : 0U;
  }
  constexpr double kMostAlerted = 0.01;  // of the clean ones
  constexpr double kLeastFound = 0.7;
  const auto clean = static_cast<double>(score.false_alerts + score.quiet);
  EXPECT_LE(static_cast<double>(score.false_alerts), kMostAlerted * clean);
  EXPECT_GE(score.recall(), kLeastFound);
  EXPECT_GE(static_cast<double>(kept), 0.8 * static_cast<double>(asked)) << kept << " of " << asked;
  EXPECT_GE(static_cast<double>(asked), 0.8 * clean);
}

// What seeds and lengths of a driftless walk are alerted, of plain and of correlated steps.
TEST(GrowthDetection, AlertsAtMostOneWalkInAHundred) {
  constexpr std::uint64_t kWalks = 500;
  for (const double correlation : {0.0, 0.5}) {
    std::size_t alerted = 0;
    for (std::uint64_t seed = 1; seed <= kWalks; ++seed) {
      for (const std::size_t steps : {60U, 300U}) {
        alerted += growth_alerts(driftless_walk({steps, correlation, 0.0}, seed), 64.0 * kGibibyte) ? 1U : 0U;
      }
    }
    EXPECT_LE(alerted, 2 * kWalks * 15 / 1000) << correlation << ": 1 % and what chance adds in so few";
  }
}

TEST(GrowthDetection, FindsGrowthInTheLastPartAndNotWhereItEnded) {
  std::size_t found = 0, ended = 0, all = 0;
  for (const double share : {0.05, 0.1, 0.2, 0.3}) {
    for (std::uint64_t seed = 1; seed <= 25; ++seed, ++all) {
      found += growth_alerts(late_growth(share, false, seed), 64.0 * kGibibyte) ? 1U : 0U;
      ended += growth_alerts(late_growth(share, true, seed), 64.0 * kGibibyte) ? 1U : 0U;
    }
  }
  EXPECT_GE(found, all * 9 / 10);
  EXPECT_LE(ended, all * 2 / 100);
}

}  // namespace
}  // namespace tidemark::detection
