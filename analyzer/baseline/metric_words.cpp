#include "analyzer/baseline/metric_words.hpp"

#include <fmt/core.h>

#include "analyzer/text/text_lines.hpp"

namespace tidemark {
std::string describe_metric(const MetricChange& metric, Change change) {
  const std::string name(to_string(metric.metric));
  const std::string runs = count_of(metric.level.runs, "run", "runs");
  const auto amount = [&](double value) { return format_amount(metric.metric, value); };
  const auto an_hour = [&](double a_second) { return amount(a_second * 3600.0) + " an hour"; };
  const std::string now = amount(metric.now.end_bytes);
  switch (change) {
    case Change::kGrowsFaster:
      return fmt::format("{} grows by {} ({} to {}), before by {}, at most {}", name,
                         an_hour(metric.now.slope_bytes_per_second), an_hour(metric.now.slope_low),
                         an_hour(metric.now.slope_high), an_hour(metric.slope.median),
                         an_hour(metric.slope.high));
    case Change::kHigher:
      return fmt::format("{} ends at {}, {} to {} is normal after {}", name, now, amount(metric.level.low),
                         amount(metric.level.high), runs);
    case Change::kDrifting:
      if (metric.is_above_oldest) {
        return fmt::format("{} ends at {}; the oldest of {} ended at {}, beside which up to {} is normal",
                           name, now, runs, amount(metric.level.oldest), amount(metric.level.oldest_high));
      }
      return fmt::format("{} ends at {} and has risen from run to run since {} ({}, p {:.1g})", name, now,
                         amount(metric.level.oldest), runs, metric.drift_p);
    case Change::kLower:
      return fmt::format("{} ends at {}, {} to {} was normal", name, now, amount(metric.level.low),
                         amount(metric.level.high));
    default:
      return fmt::format("{} ends at {}, before at {}", name, now, amount(metric.level.median));
  }
}

}  // namespace tidemark
