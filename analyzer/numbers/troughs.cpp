#include "analyzer/numbers/troughs.hpp"

namespace tidemark {

Troughs find_troughs(std::span<const double> values, double depth) {
  Troughs troughs;
  std::size_t lowest = 0, highest = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] < values[lowest]) lowest = i;
    if (values[i] > values[highest]) highest = i;
    if (troughs.is_falling && values[i] >= values[lowest] + depth) {
      troughs.places.push_back(lowest);
      troughs.is_falling = false;
      highest = i;
    } else if (!troughs.is_falling && values[i] <= values[highest] - depth) {
      troughs.is_falling = true;
      lowest = i;
    }
  }
  return troughs;
}

}  // namespace tidemark
