#include "analyzer/baseline/metric_words.hpp"

#include <fmt/core.h>

#include "analyzer/text/text_lines.hpp"

namespace tidemark {

std::string describe_level(const MetricChange& metric, double level) {
  const std::string amount = format_amount(metric.metric, level);
  return metric.is_from_begin && level > 0.0 ? "+" + amount : amount;
}

std::string describe_metric(const MetricChange& metric, Change change) {
  const std::string name(to_string(metric.metric));
  const std::string runs = count_of(metric.level.runs, "run", "runs");
  const auto level = [&](double value) { return describe_level(metric, value); };
  const auto an_hour = [&](double a_second) {
    return format_amount(metric.metric, a_second * 3600.0) + " an hour";
  };
  const std::string ends = fmt::format("{} ends at {}{}", name, level(metric.level_now),
                                       metric.is_from_begin ? " from what was held as the test began" : "");
  switch (change) {
    case Change::kGrowsFaster:
      return fmt::format("{} grows by {} ({} to {}), before by {}, at most {}", name,
                         an_hour(metric.now.slope_bytes_per_second), an_hour(metric.now.slope_low),
                         an_hour(metric.now.slope_high), an_hour(metric.slope.median),
                         an_hour(metric.slope.high));
    case Change::kHigher:
      return fmt::format("{}, {} to {} is normal after {}", ends, level(metric.level.low),
                         level(metric.level.high), runs);
    case Change::kDrifting:
      if (metric.is_above_oldest) {
        return fmt::format("{}; the oldest of {} ended at {}, beside which up to {} is normal", ends, runs,
                           level(metric.level.oldest), level(metric.level.oldest_high));
      }
      return fmt::format("{} and has risen from run to run since {} ({}, p {:.1g})", ends,
                         level(metric.level.oldest), runs, metric.drift_p);
    case Change::kLower:
      return fmt::format("{}, {} to {} was normal", ends, level(metric.level.low), level(metric.level.high));
    default:
      return fmt::format("{}, before at {}", ends, level(metric.level.median));
  }
}

}  // namespace tidemark
