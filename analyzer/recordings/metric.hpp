#pragma once

#include <array>
#include <string_view>
#include <vector>

namespace tidemark {

enum class Metric { kVmSize, kRss, kAnon, kData };

inline constexpr std::array kAllMetrics{Metric::kVmSize, Metric::kRss, Metric::kAnon, Metric::kData};

// Returns the metric's name in options and reports: vm_size, rss, anon, data.
[[nodiscard]] std::string_view to_string(Metric metric);

// Returns the metrics that `list` names: names with commas between them, or "all"; each once, in the order of
// kAllMetrics. Throws UserError naming what is no metric.
[[nodiscard]] std::vector<Metric> parse_metrics(std::string_view list);

}  // namespace tidemark
