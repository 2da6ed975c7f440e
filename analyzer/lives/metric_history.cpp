#include "analyzer/lives/metric_history.hpp"

namespace tidemark {

MemoryLimit ceiling_at(const History& history, const MetricHistory& metric, std::size_t index) {
  const std::size_t observation = metric.series.observations[index];
  return find_ceiling(metric.limit, {metric.series.bytes[index], history.memory[observation].rss,
                                     history.mem_available[observation]});
}

}  // namespace tidemark
