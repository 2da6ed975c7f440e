#pragma once

#include <string>

#include "analyzer/alerts/told_alerts.hpp"

namespace tidemark {

// Returns what was told and is not gone as OpenMetrics text, gauges without timestamps, which the textfile collector of
// node_exporter reads as well; and of each span when it was judged.
[[nodiscard]] std::string format_alert_metrics(const ToldAlerts& told);

}  // namespace tidemark
