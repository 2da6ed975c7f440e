#pragma once

#include <string>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// Returns the report as OpenMetrics text 1.0, all of it gauges without timestamps, so that it is Prometheus'
// text format as well: what GitLab's metrics reports and the textfile directory of node_exporter take.
//
// Processes that do not grow are only counted. Samples of findings carry the process by the name that
// unique_names() gives it, and its PID.
// https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
[[nodiscard]] std::string format_openmetrics(const Report& report);

}  // namespace tidemark
