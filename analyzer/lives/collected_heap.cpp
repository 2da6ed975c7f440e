#include "analyzer/lives/collected_heap.hpp"

namespace tidemark {

std::optional<CollectedHeap> read_heap(const ProcessLife& life, const History& history) {
  if (history.size() == 0) return std::nullopt;
  CollectedHeap heap;
  bool tells_use = false;
  for (const LifePart& part : life.parts) {
    const auto found = part.recording->heaps.find(part.process().id);
    if (found == part.recording->heaps.end() || !found->second.tells_use()) continue;
    tells_use = true;
    const HeapPoints& heap_points = found->second;
    if (heap_points.capacity().is_known()) heap.capacity_bytes = heap_points.capacity().bytes();
    if (heap_points.most().is_known()) heap.most_bytes = heap_points.most().bytes();
    for (const HeapPoint& point : heap_points.points()) {
      const Tick& tick = part.recording->ticks[point.tick];
      if (tick.axis_ns < history.axis_ns.front() || tick.axis_ns > history.axis_ns.back()) continue;
      const double seconds = static_cast<double>(tick.axis_ns - history.axis_ns.front()) / 1e9;
      if (!heap.seconds.empty() && seconds <= heap.seconds.back()) continue;
      heap.seconds.push_back(seconds);
      heap.wall_ns.push_back(tick.wall_ns);
      heap.left_bytes.push_back(point.used.bytes());
      heap.collections.push_back(point.collections);
    }
  }
  return tells_use ? std::optional(heap) : std::nullopt;
}

}  // namespace tidemark
