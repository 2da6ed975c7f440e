#include "tests/bench/ratio_reporter.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace tidemark::bench {
namespace {

constexpr std::string_view kBaseline = "baseline:";
// What all detectors over all metrics may take for a sample, behind the reading of its rows.
constexpr double kTargetNanoseconds = 40.0;

bool is_baseline(const std::string& work) { return work.starts_with(kBaseline); }

}  // namespace

void RatioReporter::ReportRuns(const std::vector<Run>& runs) {
  ConsoleReporter::ReportRuns(runs);
  for (const Run& run : runs) {
    const auto counter = run.counters.find(kPerSample);  // a run that failed has none
    if (run.run_type != Run::RT_Iteration || counter == run.counters.end()) continue;
    const std::string name = run.run_name.function_name;
    const std::size_t slash = name.find('/');
    Cost cost{name.substr(0, slash), name.substr(slash + 1), counter->second.value * 1e9};
    const auto known = std::find_if(costs_.begin(), costs_.end(), [&](const Cost& one) {
      return one.work == cost.work && one.series == cost.series;
    });
    if (known == costs_.end()) {
      costs_.push_back(std::move(cost));
    } else {
      known->nanoseconds = std::min(known->nanoseconds, cost.nanoseconds);
    }
  }
}

std::vector<RatioReporter::Cost> RatioReporter::baselines_of(const std::string& series) const {
  std::vector<Cost> baselines;
  std::copy_if(costs_.begin(), costs_.end(), std::back_inserter(baselines),
               [&](const Cost& cost) { return is_baseline(cost.work) && cost.series == series; });
  return baselines;
}

void RatioReporter::Finalize() {
  fmt::print(
      "\nCPU time for each process-sample over all metrics, and how many times the target of {} ns and a "
      "baseline of this run that is\n",
      kTargetNanoseconds);
  for (const Cost& cost : costs_) {
    if (is_baseline(cost.work)) continue;
    fmt::print("{:<16}{:<20}{:>10.2f} ns{:>8.2f} x target", cost.work, cost.series, cost.nanoseconds,
               cost.nanoseconds / kTargetNanoseconds);
    for (const Cost& baseline : baselines_of(cost.series)) {
      fmt::print("{:>10.1f} x {}", cost.nanoseconds / baseline.nanoseconds,
                 baseline.work.substr(kBaseline.size()));
    }
    fmt::print("\n");
  }
}

}  // namespace tidemark::bench
