#include "analyzer/numbers/change_points.hpp"
#include "tests/bench/benchmarks.hpp"
#include "tests/bench/measuring.hpp"

namespace tidemark::bench {
namespace {

void find_changes(benchmark::State& state, const Recording& recording) {
  const History history = fill_history(only_life(recording), {});
  const Series series = make_series(history, Metric::kRss, {});
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(find_change_points(series.seconds, series.bytes));
  }
}

}  // namespace

void add_change_points_benchmarks() { add_benchmarks("change_points", find_changes); }

}  // namespace tidemark::bench
