#include "analyzer/numbers/trend.hpp"
#include "tests/bench/benchmarks.hpp"
#include "tests/bench/measuring.hpp"

namespace tidemark::bench {
namespace {

// Baseline: every value of the four metrics copied out of the rows once.
void copy_rows(benchmark::State& state, const Recording& recording) {
  const History history = fill_history(only_life(recording), {});
  for ([[maybe_unused]] auto _ : state) {
    for (const Metric metric : kAllMetrics) {
      std::vector<double> bytes;
      bytes.reserve(history.size());
      for (std::size_t i = 0; i < history.size(); ++i) bytes.push_back(*history.memory[i].bytes(metric));
      benchmark::DoNotOptimize(bytes.data());
    }
  }
}

// Baseline: a line of least squares through each metric.
void fit_lines(benchmark::State& state, const Recording& recording) {
  const std::vector<MetricHistory> metrics = metrics_of(recording, fill_history(only_life(recording), {}));
  for ([[maybe_unused]] auto _ : state) {
    for (const MetricHistory& metric : metrics) {
      benchmark::DoNotOptimize(fit_line(metric.series.seconds, metric.series.bytes));
    }
  }
}

void fill(benchmark::State& state, const Recording& recording) {
  const ProcessLife life = only_life(recording);
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(fill_history(life, {}));
}

void make_all_series(benchmark::State& state, const Recording& recording) {
  const History history = fill_history(only_life(recording), {});
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(metrics_of(recording, history));
}

void judge_all(benchmark::State& state, const Recording& recording) {
  const History history = fill_history(only_life(recording), {});
  const std::vector<MetricHistory> metrics = metrics_of(recording, history);
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(judge(history, metrics, kAllMetrics, {}, {}, {}));
  }
}

// All that happens to a process behind the reading of its rows.
void analyze_all(benchmark::State& state, const Recording& recording) {
  const ProcessLife life = only_life(recording);
  for ([[maybe_unused]] auto _ : state) {
    const History history = fill_history(life, {});
    benchmark::DoNotOptimize(judge(history, metrics_of(recording, history), kAllMetrics, {}, {}, {}));
  }
}

}  // namespace

void add_detectors_benchmarks() {
  add_benchmarks("baseline:copy", copy_rows);
  add_benchmarks("baseline:line", fit_lines);
  add_benchmarks("fill_history", fill);
  add_benchmarks("make_series", make_all_series);
  add_benchmarks("judge", judge_all);
  add_benchmarks("all", analyze_all);
}

}  // namespace tidemark::bench
