#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark {

// kHeap is what collections leave in use of a garbage-collected heap. It has no samples, and so is none of those to
// judge by: it is a part of anon. kOutside is that of a machine or a control group: what it holds outside of its
// processes' private memory. kCount is no memory: how many there are of something.
enum class Metric { kVmSize, kRss, kAnon, kData, kHeap, kOutside, kCount };

// Those of a process.
inline constexpr std::array kAllMetrics{Metric::kVmSize, Metric::kRss, Metric::kAnon, Metric::kData};

// Returns the metric whose samples hold this one's memory: the same, a heap's anon.
[[nodiscard]] constexpr Metric sampled(Metric metric) {
  return metric == Metric::kHeap ? Metric::kAnon : metric;
}

// Returns an amount of a metric for people: a size, or a number for kCount.
[[nodiscard]] std::string format_amount(Metric metric, double amount);

// Returns the metric's name in options and reports: vm_size, rss, anon, data, heap, outside, count.
[[nodiscard]] std::string_view to_string(Metric metric);

// Returns the metrics that `list` names: names with commas between them, or "all"; each once, in the order of
// kAllMetrics. Throws UserError naming what is no metric.
[[nodiscard]] std::vector<Metric> parse_metrics(std::string_view list);

}  // namespace tidemark
