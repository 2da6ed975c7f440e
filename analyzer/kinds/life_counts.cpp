#include "analyzer/kinds/life_counts.hpp"

namespace tidemark {

std::vector<CountPoint> read_counts_of(const ProcessLife& life, CountField which) {
  std::vector<CountPoint> points;
  for (const LifePart& part : life.parts) {
    const auto rows = part.recording->counts.find(part.process().id);
    if (rows == part.recording->counts.end()) continue;
    for (const CountRow& row : rows->second) {
      const std::int64_t axis_ns = part.recording->ticks[row.tick].axis_ns;
      const auto count = row.counts.*which;
      if (!count || (!points.empty() && axis_ns <= points.back().axis_ns)) continue;
      points.push_back({axis_ns, static_cast<double>(*count)});
    }
  }
  return points;
}

}  // namespace tidemark
