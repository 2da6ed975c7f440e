#pragma once

#include <string>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// Returns the report as OpenMetrics text 1.0, for GitLab's metrics reports and the textfile directory of
// node_exporter. All of it are gauges without timestamps, so that it is Prometheus' text format as well.
//
// Processes that do not grow are only counted. Samples of findings carry the process's name by
// unique_names(), and its PID.
// https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
[[nodiscard]] std::string format_openmetrics(const Report& report);

}  // namespace tidemark
