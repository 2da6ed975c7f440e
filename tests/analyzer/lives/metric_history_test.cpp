#include "analyzer/lives/metric_history.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr double kKib = 1024.0;

// VmSize at ticks 0 to 3; without RSS at the first, without VmSize at the second.
History made_history(std::optional<std::int64_t> vm_size_at_last) {
  MadeRecording made(4);
  RecordedProcess& process = made.add_process({});
  process.first_tick = 0;
  const auto row = [&](std::uint32_t tick, std::optional<std::int64_t> vm_size, Kib rss) {
    MemoryKib memory;
    if (vm_size) memory.vm_size = Kib(*vm_size);
    memory.rss = rss;
    process.rows.push_back({tick, memory});
  };
  row(0, 1000, {});
  row(1, std::nullopt, Kib(100));
  row(2, 2000, Kib(200));
  row(3, vm_size_at_last, Kib(900));
  for (std::uint32_t i = 0; i < 4; ++i) made.recording.ticks[i].mem_available = Kib(5000 - 1000 * i);
  return fill_history({{{&made.recording, 0}}}, {});
}

MetricHistory metric_of(const History& history, MemoryLimit limit) {
  return {make_series(history, Metric::kVmSize, {}), std::move(limit)};
}

TEST(CeilingAt, BelowTheLimitItIsTheLimit) {
  const History history = made_history(3000);
  const MetricHistory metric = metric_of(history, {4000.0 * kKib, "given"});
  for (std::size_t sample = 0; sample < metric.series.size(); ++sample) {
    EXPECT_EQ(ceiling_at(history, metric, sample).bytes, 4000.0 * kKib);
    EXPECT_EQ(ceiling_at(history, metric, sample).basis, "given");
  }
}

TEST(CeilingAt, AboveTheLimitTheHeadroomOfThatMomentIsLeft) {
  const History history = made_history(3000);
  const MetricHistory metric = metric_of(history, {1000.0 * kKib, "given"});
  ASSERT_EQ(metric.series.size(), 3U) << "where VmSize was observed";
  EXPECT_EQ(ceiling_at(history, metric, 0).bytes, (1000.0 + 5000.0) * kKib) << "all that is available";
  EXPECT_EQ(ceiling_at(history, metric, 1).bytes, (2000.0 + 800.0) * kKib) << "the limit less RSS";
  EXPECT_EQ(ceiling_at(history, metric, 2).bytes, (3000.0 + 100.0) * kKib);
}

TEST(CeilingAt, AnUnknownLimitStaysUnknown) {
  const History history = made_history(3000);
  const MemoryLimit ceiling = ceiling_at(history, metric_of(history, {std::nullopt, "not recorded"}), 0);
  EXPECT_FALSE(ceiling.bytes);
  EXPECT_EQ(ceiling.basis, "not recorded");
}

}  // namespace
}  // namespace tidemark
