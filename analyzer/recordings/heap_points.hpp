#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "analyzer/recordings/memory_kib.hpp"

namespace tidemark {

// A row of a Java virtual machine's heap.
struct HeapRow {
  std::uint32_t tick;  // index
  Kib used;            // that its collections had left
  Kib capacity;
  Kib most;
  std::optional<std::int64_t> collections;
  std::optional<std::int64_t> whole_collections{};  // of the whole heap, of them
};

// What a collection left of a heap, as it was first seen behind it.
struct HeapPoint {
  std::uint32_t tick;        // index
  Kib used;                  // known
  std::int64_t collections;  // so far
  std::optional<std::int64_t> whole_collections{};
};

// The heap of one process in one session, out of its rows. Of very many collections only some are kept, those that
// left least.
class HeapPoints {
 public:
  static constexpr std::size_t kMost = 512;

  // Takes the next row, in the order of ticks. One that tells of no further collection says only how large the heap
  // is: what it says to be in use is what the collection before left.
  void take(const HeapRow& row);

  [[nodiscard]] const std::vector<HeapPoint>& points() const { return points_; }
  // As last known.
  [[nodiscard]] Kib capacity() const { return capacity_; }
  [[nodiscard]] Kib most() const { return most_; }
  // Whether what collections leave is known at all.
  [[nodiscard]] bool tells_use() const { return tells_use_; }

 private:
  void thin_out();

  std::vector<HeapPoint> points_;
  Kib capacity_;
  Kib most_;
  std::int64_t collections_ = 0;
  std::size_t together_ = 1;  // collections a point
  std::size_t in_last_ = 0;   // of them that the last point has
  bool tells_use_ = false;
};

}  // namespace tidemark
