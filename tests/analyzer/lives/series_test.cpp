#include "analyzer/lives/series.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;
using namespace std::chrono_literals;
using Starts = std::vector<std::size_t>;

// A history with observations at these seconds, one stretch.
History history_at(const std::vector<double>& seconds, std::optional<std::int64_t> interval_ns) {
  History history;
  for (const double second : seconds) {
    history.axis_ns.push_back(static_cast<std::int64_t>(second * 1e9));
    history.wall_ns.push_back(history.axis_ns.back());
    history.memory.push_back({Kib(1000), Kib(500), Kib(600), {}});
    history.mem_available.emplace_back();
  }
  history.stretches.push_back({0, interval_ns, false});
  return history;
}

// Changes what was observed at one place.
void change(History& history, std::size_t place, void (*change)(MemoryKib& memory)) {
  MemoryRuns changed;
  for (std::size_t i = 0; i < history.size(); ++i) {
    MemoryKib memory = history.memory[i];
    if (i == place) change(memory);
    changed.push_back(memory);
  }
  history.memory = std::move(changed);
}

void forget_vm_size(MemoryKib& memory) { memory.vm_size = Kib(); }
void forget_rss(MemoryKib& memory) { memory.rss = Kib(); }

template <typename T>
std::vector<T> all_of(std::span<const T> values) {
  return {values.begin(), values.end()};
}

TEST(MakeSeries, TimesCountFromTheFirstObservation) {
  const Series series = make_series(history_at({5.0, 6.0, 8.5}, kSecond), Metric::kVmSize, {});
  EXPECT_EQ(all_of(series.seconds), (std::vector<double>{0.0, 1.0, 3.5}));
  EXPECT_EQ(series.bytes, (std::vector<double>(3, 1024000.0)));
  EXPECT_EQ(series.wall_ns.back(), 8'500'000'000);
}

TEST(MakeSeries, AnonIsRssWithoutSharedAndNeverBelowZero) {
  History history = history_at({0.0, 1.0}, kSecond);
  change(history, 1, [](MemoryKib& memory) { memory.shared = Kib(100); });
  EXPECT_EQ(make_series(history, Metric::kAnon, {}).bytes, (std::vector<double>{0.0, 400.0 * 1024.0}));
}

TEST(MakeSeries, ObservationsWithoutTheMetricAreLeftOut) {
  History history = history_at({0.0, 1.0, 2.0}, kSecond);
  change(history, 1, forget_vm_size);
  const Series series = make_series(history, Metric::kVmSize, {});
  EXPECT_EQ(all_of(series.observations), (std::vector<std::uint32_t>{0, 2}));
  EXPECT_EQ(make_series(history, Metric::kData, {}).size(), 0U);
}

TEST(MakeSeries, SplitsByTheIntervalInForce) {
  const std::vector<double> seconds{0.0, 4.0, 8.0, 14.0};
  EXPECT_EQ(all_of(make_series(history_at(seconds, kSecond), Metric::kVmSize, {}).segment_starts),
            (Starts{0, 3}));
  EXPECT_EQ(all_of(make_series(history_at(seconds, kSecond / 10), Metric::kVmSize, {}).segment_starts),
            (Starts{0, 1, 2, 3}));
  EXPECT_EQ(all_of(make_series(history_at(seconds, kSecond), Metric::kVmSize, 1min).segment_starts),
            (Starts{0}));
}

TEST(MakeSeries, WithoutAnIntervalTheMedianStepOfTheSamplesCounts) {
  const Series series =
      make_series(history_at({0.0, 60.0, 120.0, 180.0, 300.0, 1000.0}, std::nullopt), Metric::kVmSize, {});
  EXPECT_EQ(all_of(series.segment_starts), (Starts{0, 5}));
  EXPECT_EQ(all_of(series.segment_steps), (std::vector<double>{60.0, 60.0}));
}

TEST(MakeSeries, ASessionCutsEvenWithoutAGap) {
  History history = history_at({0.0, 1.0, 2.0, 3.0}, kSecond);
  history.stretches.push_back({2, kSecond, true});
  EXPECT_EQ(all_of(make_series(history, Metric::kVmSize, {}).segment_starts), (Starts{0, 2}));
  // Also where the session's own first observations lack the metric.
  change(history, 2, forget_vm_size);
  EXPECT_EQ(all_of(make_series(history, Metric::kVmSize, {}).segment_starts), (Starts{0, 2}));
}

TEST(MakeSeries, ASegmentsStepIsTheIntervalAtItsEnd) {
  History history = history_at({0.0, 1.0, 2.0, 7.0, 12.0}, kSecond);
  history.stretches.push_back({3, 5 * kSecond, false});
  const Series series = make_series(history, Metric::kVmSize, {});
  EXPECT_EQ(all_of(series.segment_starts), (Starts{0}));
  EXPECT_EQ(all_of(series.segment_steps), (std::vector<double>{5.0}));
}

TEST(MakeAllSeries, AreThoseOfEachMetric) {
  History history = history_at({0.0, 1.0, 20.0}, kSecond);
  change(history, 1, forget_rss);
  const std::vector<Series> all = make_all_series(history, {});
  ASSERT_EQ(all.size(), kAllMetrics.size());
  for (const Series& series : all) {
    const Series alone = make_series(history, series.metric, {});
    EXPECT_EQ(series.bytes, alone.bytes);
    EXPECT_EQ(all_of(series.seconds), all_of(alone.seconds));
    EXPECT_EQ(all_of(series.observations), all_of(alone.observations));
    EXPECT_EQ(all_of(series.segment_starts), all_of(alone.segment_starts));
  }
}

TEST(MakeAllSeries, MetricsThatWereObservedTogetherShareTheirTimeline) {
  History history = history_at({0.0, 1.0, 2.0}, kSecond);
  for (std::size_t i = 0; i < 3; ++i) change(history, i, [](MemoryKib& memory) { memory.data = Kib(700); });
  change(history, 1, forget_rss);
  const std::vector<Series> all = make_all_series(history, {});
  EXPECT_EQ(all[0].timeline, all[3].timeline);
  EXPECT_NE(all[0].timeline, all[1].timeline);
  EXPECT_EQ(all[1].size(), 2U);
}

TEST(SegmentsOf, CoverTheSeriesInOrder) {
  const Series series =
      make_series(history_at({0.0, 1.0, 20.0, 21.0, 22.0, 50.0}, kSecond), Metric::kVmSize, {});
  const auto segments = segments_of(series);
  ASSERT_EQ(segments.size(), 3U);
  std::size_t next = 0;
  for (const Segment& segment : segments) {
    EXPECT_EQ(segment.first, next);
    EXPECT_EQ(segment.seconds.size(), segment.bytes.size());
    next += segment.seconds.size();
  }
  EXPECT_EQ(next, series.size());
  EXPECT_TRUE(segments_of(Series()).empty());
}

}  // namespace
}  // namespace tidemark
