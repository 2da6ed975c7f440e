#include "tests/detection/marked_series.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <random>

#include "analyzer/growth/growth_in_tests.hpp"
#include "analyzer/judge/metrics/growth_verdict.hpp"

namespace tidemark::detection {
namespace {

// Splits `samples` into 2 to 12 parts that differ in length; returns where they end.
std::vector<std::size_t> draw_ends(std::size_t samples, std::mt19937_64& generator) {
  const std::size_t count = std::uniform_int_distribution<std::size_t>(2, 12)(generator);
  std::vector<double> ends(count);
  double sum = 0.0;
  for (double& end : ends) {
    sum += std::uniform_real_distribution<double>(0.5, 1.5)(generator);
    end = sum;
  }
  std::vector<std::size_t> parts;
  for (const double end : ends)
    parts.push_back(static_cast<std::size_t>(end / sum * static_cast<double>(samples)));
  return parts;
}

class MarkedBuilder {
 public:
  MarkedBuilder(const SimulatedSeries& simulated, double interval)
      : simulated_(simulated), interval_(interval) {
    timeline_.segment_starts.push_back(0);
  }

  void idle(double intervals, double bytes) {
    for (double i = 0.0; i < intervals; i += 1.0) add(interval_, bytes);
  }

  void test(std::size_t begin, std::size_t end) {
    const double begin_seconds = clock_;
    for (std::size_t i = begin; i < end; ++i) {
      const double step = i == 0 ? interval_ : simulated_.seconds[i] - simulated_.seconds[i - 1];
      if (step > 5.0 * interval_ && i > begin) timeline_.segment_starts.push_back(bytes_.size());
      add(step, simulated_.bytes[i]);
    }
    marked_.tests.push_back({fmt::format("test {}", marked_.tests.size()), begin_seconds, clock_});
  }

  MarkedSeries finish() {
    marked_.series =
        Series(Metric::kVmSize, std::make_shared<const Timeline>(std::move(timeline_)), std::move(bytes_));
    return std::move(marked_);
  }

 private:
  void add(double step, double bytes) {
    clock_ += step;
    timeline_.seconds.push_back(clock_);
    bytes_.push_back(bytes);
  }

  const SimulatedSeries& simulated_;
  double interval_;
  double clock_ = 0.0;
  Timeline timeline_;
  std::vector<double> bytes_;
  MarkedSeries marked_;
};

}  // namespace

MarkedSeries idle_between_tests(const SimulatedSeries& simulated, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  const std::size_t samples = simulated.bytes.size();
  std::vector<std::size_t> ends = draw_ends(samples, generator);
  const double mean = static_cast<double>(samples) / static_cast<double>(ends.size());
  std::uniform_real_distribution<double> idle(0.2, 3.0);
  MarkedBuilder builder(simulated, simulated.seconds[1] - simulated.seconds[0]);
  builder.idle(mean * idle(generator), simulated.bytes.front());
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    builder.test(begin, end);
    builder.idle(mean * idle(generator), simulated.bytes[end - 1]);
    begin = end;
  }
  return builder.finish();
}

MarkedSeries lay_tests_over(const SimulatedSeries& simulated, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  MarkedSeries marked;
  Timeline timeline;
  timeline.seconds = simulated.seconds;
  timeline.segment_starts = simulated.segment_starts;
  marked.series =
      Series(Metric::kVmSize, std::make_shared<const Timeline>(std::move(timeline)), simulated.bytes);
  std::size_t begin = 0;
  for (const std::size_t end : draw_ends(simulated.bytes.size(), generator)) {
    const double length = simulated.seconds[end - 1] - simulated.seconds[begin];
    const double share = std::uniform_real_distribution<double>(0.1, 0.9)(generator);
    const double from = simulated.seconds[begin] +
                        std::uniform_real_distribution<double>(0.0, 1.0 - share)(generator) * length;
    marked.tests.push_back({fmt::format("test {}", marked.tests.size()), from, from + share * length});
    begin = end;
  }
  return marked;
}

bool growth_alerts_with_tests(const MarkedSeries& marked, std::optional<double> limit_bytes) {
  const GrowthFinding finding = find_growth_with_tests(marked.series, marked.tests);
  return judge_growth(finding, limit_bytes).verdict >= Verdict::kLeak;
}

}  // namespace tidemark::detection
