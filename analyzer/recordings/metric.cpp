#include "analyzer/recordings/metric.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "common/error.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

Metric parse_metric(std::string_view name) {
  if (name == "virt") return Metric::kVmSize;  // as top and ps call it
  if (name == "res") return Metric::kRss;
  const auto metric = std::find_if(kAllMetrics.begin(), kAllMetrics.end(),
                                   [&](Metric candidate) { return to_string(candidate) == name; });
  if (metric == kAllMetrics.end()) {
    throw UserError(
        fmt::format("metric: '{}' is none of vm_size (virt), rss (res), anon, data and all", name));
  }
  return *metric;
}

}  // namespace

std::string_view to_string(Metric metric) {
  switch (metric) {
    case Metric::kVmSize:
      return "vm_size";
    case Metric::kRss:
      return "rss";
    case Metric::kAnon:
      return "anon";
    case Metric::kData:
      return "data";
    case Metric::kHeap:
      return "heap";
    case Metric::kOutside:
      return "outside";
    case Metric::kCount:
      return "count";
  }
  return "unknown";
}

std::string format_amount(Metric metric, double amount) {
  return metric == Metric::kCount ? fmt::format("{:.0f}", amount) : format_size(amount);
}

std::vector<Metric> parse_metrics(std::string_view list) {
  if (list == "all") return {kAllMetrics.begin(), kAllMetrics.end()};
  std::vector<Metric> metrics;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    metrics.push_back(parse_metric(list.substr(begin, end - begin)));
    begin = end + 1;
  }
  std::sort(metrics.begin(), metrics.end());
  metrics.erase(std::unique(metrics.begin(), metrics.end()), metrics.end());
  return metrics;
}

}  // namespace tidemark
