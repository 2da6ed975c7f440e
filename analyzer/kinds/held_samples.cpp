#include "analyzer/kinds/held_samples.hpp"

#include <algorithm>
#include <limits>

#include "analyzer/kinds/life_counts.hpp"

namespace tidemark {
namespace {

// Returns the counts at those times of the session at which there are samples.
std::vector<double> sample_counts(const std::vector<CountPoint>& points, const HeldSamples& held) {
  if (points.empty()) return {};
  std::vector<double> counts(held.anon_bytes.size(), std::numeric_limits<double>::quiet_NaN());
  std::size_t next = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    while (next < points.size() && points[next].axis_ns <= held.session->axis_ns(held.first + i)) ++next;
    if (next > 0) counts[i] = points[next - 1].count;
  }
  return counts;
}

}  // namespace

HeldSamples sample_held(const ProcessLife& life, const WholeSession& session, const History& history,
                        bool stays) {
  HeldSamples held{&session, life.parts.back(), 0, {}, {}};
  for (std::size_t i = 0; i < session.seconds.size(); ++i) {
    const std::int64_t time_ns = session.axis_ns(i);
    if (!stays && time_ns > history.axis_ns.back()) break;
    const auto after = std::upper_bound(history.axis_ns.begin(), history.axis_ns.end(), time_ns);
    if (after == history.axis_ns.begin()) continue;
    if (held.anon_bytes.empty()) held.first = i;
    const auto observation = static_cast<std::size_t>(after - history.axis_ns.begin()) - 1;
    const MemoryKib& memory = history.memory[observation];
    held.anon_bytes.push_back(memory.bytes(Metric::kAnon).value_or(0.0));
    held.shared_bytes.push_back(memory.shared.is_known() ? memory.shared.bytes() : 0.0);
  }
  held.threads = sample_counts(read_counts_of(life, &ProcessCounts::threads), held);
  held.zombies = sample_counts(read_counts_of(life, &ProcessCounts::zombies), held);
  return held;
}

}  // namespace tidemark
