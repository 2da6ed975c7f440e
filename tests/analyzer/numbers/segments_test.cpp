#include "analyzer/numbers/segments.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using Starts = std::vector<std::size_t>;
using Axis = std::vector<std::int64_t>;

Starts split(const Axis& axis_ns, std::chrono::nanoseconds max_gap) {
  const std::vector<GapRule> rules{{0, max_gap}};
  return split_at_gaps(axis_ns, rules);
}

TEST(SplitAtGaps, EqualGapDoesNotCut) { EXPECT_EQ(split({0, 10, 20}, 10ns), (Starts{0})); }

TEST(SplitAtGaps, AGreaterGapCuts) { EXPECT_EQ(split({0, 10, 21, 22, 40}, 10ns), (Starts{0, 2, 4})); }

TEST(SplitAtGaps, NothingGivesNothing) { EXPECT_TRUE(split({}, 10ns).empty()); }

TEST(SplitAtGaps, OneSampleIsASegment) { EXPECT_EQ(split({7}, 10ns), (Starts{0})); }

TEST(SplitAtGaps, ARuleCutsWhereItBegins) {
  const std::vector<GapRule> rules{{0, 10ns}, {2, 10ns, true}};
  EXPECT_EQ(split_at_gaps(Axis{0, 1, 2, 3}, rules), (Starts{0, 2}));
}

TEST(SplitAtGaps, BetweenTwoRulesTheLargerGapCounts) {
  const std::vector<GapRule> slower{{0, 10ns}, {2, 50ns}};
  EXPECT_EQ(split_at_gaps(Axis{0, 5, 50, 95}, slower), (Starts{0}));
  const std::vector<GapRule> faster{{0, 50ns}, {2, 10ns}};
  EXPECT_EQ(split_at_gaps(Axis{0, 45, 90, 95, 120}, faster), (Starts{0, 4}));
  EXPECT_EQ(split_at_gaps(Axis{0, 45, 96, 99}, faster), (Starts{0, 2}));
}

RC_GTEST_PROP(SplitAtGaps, SegmentsCoverTheSeriesAndCutAtGapsOnly, ()) {
  const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 100));
  const auto max_gap = *rc::gen::inRange(1, 100);
  Axis axis_ns{0};
  for (const int step : steps) axis_ns.push_back(axis_ns.back() + step);
  const Starts starts = split(axis_ns, std::chrono::nanoseconds(max_gap));
  RC_ASSERT(starts.front() == 0U);
  std::size_t next = 1;
  for (std::size_t i = 1; i < axis_ns.size(); ++i) {
    const bool is_start = next < starts.size() && starts[next] == i;
    RC_ASSERT(is_start == (axis_ns[i] - axis_ns[i - 1] > max_gap));
    if (is_start) ++next;
  }
  RC_ASSERT(next == starts.size());
}

TEST(DefaultMaxGap, IsFiveIntervalsButNotBelowTwoSeconds) {
  EXPECT_EQ(default_max_gap(100ms), 2s);
  EXPECT_EQ(default_max_gap(1s), 5s);
  EXPECT_EQ(default_max_gap(1min), 5min);
}

TEST(MedianStep, IsTheUpperOfTwoMiddleOnes) {
  EXPECT_EQ(median_step(Axis{0, 1, 3, 6}), 2ns);
  EXPECT_EQ(median_step(Axis{0, 1, 4}), 3ns);
  EXPECT_FALSE(median_step(Axis{5}));
  EXPECT_FALSE(median_step(Axis{}));
}

}  // namespace
}  // namespace tidemark
