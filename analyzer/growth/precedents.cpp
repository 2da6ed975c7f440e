#include "analyzer/growth/precedents.hpp"

#include <algorithm>
#include <cstddef>

namespace tidemark {

GivenBack find_given_back(std::span<const double> floors, double least_fall) {
  GivenBack found;
  bool is_rising = true;
  double base = floors.front(), high = base, low = base, rise = 0.0;
  for (const double floor : floors) {
    if (is_rising) {
      high = std::max(high, floor);
      if (floor >= high - least_fall) continue;
      is_rising = false;
      rise = high - base;
      low = floor;
    } else {
      low = std::min(low, floor);
      if (floor > low + least_fall) {
        is_rising = true;
        base = low;
        high = floor;
        continue;
      }
    }
    found.most = std::max(found.most, std::min(rise, high - low));
  }
  if (is_rising) found.base = base;
  found.last_rise = high - base;
  return found;
}

double largest_earlier_rise(std::span<const double> times, std::span<const double> levels, double end,
                            const EarlierTime& earlier, double enough) {
  const auto count =
      static_cast<std::size_t>(std::lower_bound(times.begin(), times.end(), end) - times.begin());
  if (count < 2 || times[count - 1] - times[0] < earlier.least_part * earlier.length) return 0.0;
  double most = 0.0;
  for (std::size_t last = 1, first = 0; last < count && most <= enough; ++last) {
    while (times[last] - times[first] > earlier.length) ++first;
    // The largest of its steps is no less than their mean: most rises need no look at each.
    const double rise = levels[last] - levels[first];
    const auto steps = static_cast<double>(last - first);
    if (rise * (steps - 1.0) <= most * steps) continue;
    double step = 0.0;
    for (std::size_t i = first + 1; i <= last; ++i) step = std::max(step, levels[i] - levels[i - 1]);
    most = std::max(most, rise - step);
  }
  return most;
}

}  // namespace tidemark
