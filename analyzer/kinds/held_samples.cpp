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

// What a life held at the time of each sample.
using Observed = std::vector<const MemoryKib*>;

bool is_known(const Observed& observed, Metric metric) {
  return std::any_of(observed.begin(), observed.end(),
                     [&](const MemoryKib* memory) { return memory->bytes(metric).has_value(); });
}

std::vector<double> take(const Observed& observed, Metric metric) {
  std::vector<double> bytes;
  bytes.reserve(observed.size());
  for (const MemoryKib* memory : observed) bytes.push_back(memory->bytes(metric).value_or(0.0));
  return bytes;
}

void sample_instead(const Observed& observed, HeldSamples& held) {
  if (is_known(observed, Metric::kAnon)) return;
  for (const Metric metric : {Metric::kRss, Metric::kVmSize, Metric::kData}) {
    if (!is_known(observed, metric)) continue;
    held.instead = metric;
    held.instead_bytes = take(observed, metric);
    return;
  }
}

}  // namespace

HeldSamples sample_held(const ProcessLife& life, const WholeSession& session, const History& history,
                        bool stays) {
  HeldSamples held{&session, 0, {}, {}};
  Observed observed;
  for (std::size_t i = 0; i < session.seconds.size(); ++i) {
    const std::int64_t time_ns = session.axis_ns(i);
    if (!stays && time_ns > history.axis_ns.back()) break;
    const auto after = std::upper_bound(history.axis_ns.begin(), history.axis_ns.end(), time_ns);
    if (after == history.axis_ns.begin()) continue;
    if (observed.empty()) held.first = i;
    const auto observation = static_cast<std::size_t>(after - history.axis_ns.begin()) - 1;
    const MemoryKib& memory = history.memory[observation];
    held.shared_bytes.push_back(memory.shared.is_known() ? memory.shared.bytes() : 0.0);
    observed.push_back(&memory);
  }
  held.anon_bytes = take(observed, Metric::kAnon);
  sample_instead(observed, held);
  held.threads = sample_counts(read_counts_of(life, &ProcessCounts::threads), held);
  held.zombies = sample_counts(read_counts_of(life, &ProcessCounts::zombies), held);
  return held;
}

}  // namespace tidemark
