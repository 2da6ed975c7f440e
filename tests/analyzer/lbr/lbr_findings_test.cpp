#include "analyzer/lbr/lbr_findings.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <numeric>

#include "analyzer/numbers/trend.hpp"
#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr double kLimit = 4.0 * 1024.0 * 1024.0 * 1024.0;

// VmSize in KiB at a tick.
using Shape = std::function<std::int64_t(std::uint32_t tick)>;

// The finding of the last segment.
std::optional<Finding> find_in(std::uint32_t ticks, const Shape& vm_size, const LbrSettings& settings = {},
                               std::optional<std::chrono::nanoseconds> resample = {}) {
  MadeRecording made(ticks);
  std::vector<std::pair<std::uint32_t, std::optional<std::int64_t>>> rows;
  for (std::uint32_t i = 0; i < ticks; ++i) rows.emplace_back(i, vm_size(i));
  made.add_process(rows);
  const History history = fill_history({{{&made.recording, 0}}}, {});
  const MetricHistory metric{make_series(history, Metric::kVmSize, {}), {kLimit, ""}};
  std::vector<std::string> notes;
  const auto findings = find_lbr_in_segments(history, metric, resample, settings, notes);
  if (findings.empty()) return std::nullopt;
  return findings.front();
}

std::int64_t line(std::uint32_t tick) { return 100'000 + 10'240 * static_cast<std::int64_t>(tick); }

// A line with noise of some MiB.
std::int64_t noisy_line(std::uint32_t tick) { return line(tick) + (tick * 7919 % 13) * 3000; }

TEST(FindLbrInSegments, TheIntervalOfTheSlopeIsThatOfLeastSquares) {
  const auto finding = find_in(20, noisy_line);
  ASSERT_TRUE(finding && finding->slope_low && finding->slope_high && finding->p_value);
  std::vector<double> seconds(20), bytes(20);
  std::iota(seconds.begin(), seconds.end(), 0.0);
  for (std::uint32_t i = 0; i < 20; ++i) bytes[i] = 1024.0 * static_cast<double>(noisy_line(i));
  const LineFit fit = fit_line(seconds, bytes);
  const auto expected = slope_of_line(fit.slope, fit.r_squared, 20);
  EXPECT_NEAR(*finding->slope_low, expected->low, 1.0);
  EXPECT_NEAR(*finding->slope_high, expected->high, 1.0);
  EXPECT_LT(*finding->slope_low, finding->slope_bytes_per_second);
  EXPECT_NEAR(*finding->p_value / expected->p_rising, 1.0, 1e-6);
}

TEST(FindLbrInSegments, TheTimeToTheLimitIsARange) {
  const auto finding = find_in(20, noisy_line);
  ASSERT_TRUE(finding && finding->soonest_to_limit && finding->latest_to_limit);
  const double headroom = kLimit - finding->line_end_bytes;
  EXPECT_DOUBLE_EQ(*finding->soonest_to_limit, headroom / *finding->slope_high);
  EXPECT_DOUBLE_EQ(*finding->latest_to_limit, headroom / *finding->slope_low);
  EXPECT_LT(*finding->soonest_to_limit, *finding->seconds_to_limit);
  EXPECT_GT(*finding->latest_to_limit, *finding->seconds_to_limit);
}

// It is above its limit from the start, and the machine has less memory left at every tick.
TEST(FindLbrInSegments, TheHeadroomIsThatOfTheLastSample) {
  constexpr std::uint32_t kTicks = 20;
  MadeRecording made(kTicks);
  std::vector<std::pair<std::uint32_t, std::optional<std::int64_t>>> rows;
  for (std::uint32_t i = 0; i < kTicks; ++i) {
    rows.emplace_back(i, line(i));
    made.recording.ticks[i].mem_available = Kib(500'000 - 1000 * static_cast<std::int64_t>(i));
  }
  made.add_process(rows);
  const History history = fill_history({{{&made.recording, 0}}}, {});
  const MetricHistory metric{make_series(history, Metric::kVmSize, {}), {50'000 * 1024.0, ""}};
  std::vector<std::string> notes;
  const auto findings = find_lbr_in_segments(history, metric, {}, {}, notes);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].limit_bytes, 1024.0 * static_cast<double>(line(kTicks - 1) + 500'000 - 19'000));
}

TEST(FindLbrInSegments, AnExactLineHasAnIntervalWithoutWidth) {
  const auto finding = find_in(20, line);
  ASSERT_TRUE(finding && finding->p_value);
  EXPECT_DOUBLE_EQ(*finding->slope_low, finding->slope_bytes_per_second);
  EXPECT_DOUBLE_EQ(*finding->slope_high, finding->slope_bytes_per_second);
  EXPECT_DOUBLE_EQ(*finding->soonest_to_limit, *finding->latest_to_limit);
  EXPECT_EQ(*finding->p_value, 0.0);
}

TEST(FindLbrInSegments, ASlopeThatMayBeNoneHasNoLatestTime) {
  const auto one_rise = [](std::uint32_t tick) { return tick == 15 ? 130'000 : 100'000; };
  const auto finding = find_in(20, one_rise, {.min_r_squared = 0.0, .critical_time = std::chrono::hours(24)});
  ASSERT_TRUE(finding && finding->slope_low);
  EXPECT_LT(*finding->slope_low, 0.0);
  EXPECT_TRUE(finding->soonest_to_limit);
  EXPECT_FALSE(finding->latest_to_limit);
}

TEST(FindLbrInSegments, TwoSamplesGiveNoIntervalHoweverFineTheGrid) {
  const LbrSettings two{.min_window_points = 2, .min_window_time = std::chrono::seconds(1)};
  for (const auto step : {std::chrono::milliseconds(1000), std::chrono::milliseconds(100)}) {
    const auto finding = find_in(20, noisy_line, two, step);
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->window.samples, 2U);
    EXPECT_FALSE(finding->slope_low || finding->slope_high || finding->p_value);
    EXPECT_FALSE(finding->soonest_to_limit || finding->latest_to_limit);
  }
}

}  // namespace
}  // namespace tidemark
