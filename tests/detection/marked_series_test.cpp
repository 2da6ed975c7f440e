#include "tests/detection/marked_series.hpp"

#include <gtest/gtest.h>

#include "tests/detection/scores.hpp"

namespace tidemark::detection {
namespace {

constexpr double kLimitBytes = 64.0 * 1024.0 * 1024.0 * 1024.0;
constexpr std::uint64_t kSeeds = 30;

using Marking = MarkedSeries (*)(const SimulatedSeries&, std::uint64_t);

struct Scores {
  Score with_tests;
  Score without;
};

Scores score_of(Marking mark) {
  auto classes = leak_classes();
  for (auto& kind : clean_classes()) classes.push_back(std::move(kind));
  Scores scores;
  for (SeriesClass& kind : classes) {
    if (kind.name == "leak: falls at exit") continue;
    kind.exit_probability = 0.0;  // the process lives on after its last test
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      MarkedSeries marked = mark(simulate(kind, Split::kHeldOut, seed), seed);
      const bool with_tests = growth_alerts_with_tests(marked, kLimitBytes);
      marked.tests.clear();
      const bool without = growth_alerts_with_tests(marked, kLimitBytes);
      scores.with_tests.count(kind.is_leak, with_tests);
      scores.without.count(kind.is_leak, without);
      EXPECT_GE(with_tests, without) << kind.name << ' ' << seed << ": marks hide growth";
    }
  }
  return scores;
}

TEST(FindGrowthWithTests, FindsWhatGrowsOnlyWhileTestsRun) {
  const Scores scores = score_of(idle_between_tests);
  EXPECT_GE(scores.with_tests.recall(), 0.95);
  EXPECT_LE(scores.without.recall(), 0.9);
  EXPECT_GE(scores.with_tests.precision(), scores.without.precision() - 0.005);
}

TEST(FindGrowthWithTests, AlertsNothingNewThatDoesNotCareForTests) {
  const Scores scores = score_of(lay_tests_over);
  EXPECT_EQ(scores.with_tests.false_alerts, scores.without.false_alerts);
}

}  // namespace
}  // namespace tidemark::detection
