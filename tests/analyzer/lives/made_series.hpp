#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "analyzer/lives/series.hpp"
#include "analyzer/marks/marked_tests.hpp"

namespace tidemark::testing {

inline constexpr double kMebibyte = 1048576.0;

// A series of one segment, one sample a second; its wall clock shows the seconds.
struct MadeSeries {
  // Adds `samples` samples that rise by as many bytes in all.
  void rise(std::size_t samples, double bytes) {
    for (std::size_t i = 0; i < samples; ++i) {
      level += bytes / static_cast<double>(samples);
      add();
    }
  }
  void idle(std::size_t samples) { rise(samples, 0.0); }
  // Rises while a test runs.
  void test(const std::string& name, std::size_t samples, double bytes) {
    const double begin = seconds() - 0.5;
    rise(samples, bytes);
    tests.push_back({name, begin, seconds() - 0.5});
  }

  [[nodiscard]] double seconds() const { return static_cast<double>(series.size()); }

  double level = 50.0 * kMebibyte;
  Series series;
  std::vector<TestSpan> tests;

 private:
  void add() {
    Timeline timeline = series.timeline ? *series.timeline : Timeline();
    std::vector<double> bytes = series.bytes;
    if (bytes.empty()) timeline.segment_starts.push_back(0);
    timeline.wall_ns.push_back(static_cast<std::int64_t>(bytes.size()) * 1'000'000'000);
    timeline.seconds.push_back(static_cast<double>(bytes.size()));
    bytes.push_back(level);
    series = Series(Metric::kVmSize, std::make_shared<const Timeline>(std::move(timeline)), std::move(bytes));
  }
};

}  // namespace tidemark::testing
