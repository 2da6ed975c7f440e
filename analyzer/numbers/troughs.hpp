#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tidemark {

// The troughs of a sawtooth.
struct Troughs {
  std::vector<std::size_t> places;  // of the lowest value before each rise, in order
  bool is_falling = false;          // at the end: a fall that no rise has followed yet

  // The falls, the last one too.
  [[nodiscard]] std::size_t falls() const { return places.size() + (is_falling ? 1 : 0); }
};

// Finds the lowest value before each rise of at least `depth` that follows a fall of at least as much. A rise
// that no fall has followed yet has no trough of its own at the end.
//
// depth  > 0
// Cost   O(n)
[[nodiscard]] Troughs find_troughs(std::span<const double> values, double depth);

}  // namespace tidemark
