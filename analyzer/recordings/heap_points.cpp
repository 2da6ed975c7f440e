#include "analyzer/recordings/heap_points.hpp"

namespace tidemark {

void HeapPoints::take(const HeapRow& row) {
  if (row.capacity.is_known()) capacity_ = row.capacity;
  if (row.most.is_known()) most_ = row.most;
  tells_use_ = tells_use_ || row.used.is_known();
  if (!row.collections || *row.collections <= collections_) return;
  collections_ = *row.collections;
  if (!row.used.is_known()) return;
  const HeapPoint point{row.tick, row.used, *row.collections, row.whole_collections};
  if (points_.empty() || in_last_ == together_) {
    if (points_.size() == kMost) thin_out();
    points_.push_back(point);
    in_last_ = 1;
    return;
  }
  ++in_last_;
  if (point.used.count() <= points_.back().used.count()) points_.back() = point;
}

// Of each two neighbours the lower one stays.
void HeapPoints::thin_out() {
  for (std::size_t i = 0; i < kMost / 2; ++i) {
    const HeapPoint& one = points_[2 * i];
    const HeapPoint& next = points_[2 * i + 1];
    points_[i] = next.used.count() <= one.used.count() ? next : one;
  }
  points_.resize(kMost / 2);
  together_ *= 2;
}

}  // namespace tidemark
