// Measures what the analysis costs for each sample of a process, beside baselines in the same run.
#include <benchmark/benchmark.h>

#include "analyzer/running/freed_memory.hpp"
#include "tests/bench/benchmarks.hpp"
#include "tests/bench/ratio_reporter.hpp"

int main(int argc, char** argv) {
  tidemark::keep_freed_memory();  // as the analyzer does
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  tidemark::bench::add_detectors_benchmarks();
  tidemark::bench::add_change_points_benchmarks();
  tidemark::bench::RatioReporter reporter;
  return benchmark::RunSpecifiedBenchmarks(&reporter) == 0 ? 1 : 0;
}
