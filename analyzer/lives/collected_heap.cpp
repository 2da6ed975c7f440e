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
      heap.whole_collections.push_back(point.whole_collections);
    }
  }
  return tells_use ? std::optional(heap) : std::nullopt;
}

CollectedHeap after_whole_collections(const CollectedHeap& heap) {
  CollectedHeap whole;
  whole.capacity_bytes = heap.capacity_bytes;
  whole.most_bytes = heap.most_bytes;
  for (std::size_t i = 1; i < heap.whole_collections.size(); ++i) {
    const auto before = heap.whole_collections[i - 1];
    const auto count = heap.whole_collections[i];
    if (!before || !count) continue;
    const bool is_next = *count > *before;
    if (!is_next && (whole.left_bytes.empty() || heap.left_bytes[i] >= whole.left_bytes.back())) continue;
    if (is_next) {
      whole.seconds.emplace_back();
      whole.wall_ns.emplace_back();
      whole.left_bytes.emplace_back();
      whole.collections.push_back(static_cast<std::int64_t>(whole.collections.size() + 1));
      whole.whole_collections.push_back(count);
    }
    whole.seconds.back() = heap.seconds[i];
    whole.wall_ns.back() = heap.wall_ns[i];
    whole.left_bytes.back() = heap.left_bytes[i];
  }
  return whole;
}

}  // namespace tidemark
