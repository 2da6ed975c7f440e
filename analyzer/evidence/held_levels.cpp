#include "analyzer/evidence/held_levels.hpp"

#include <algorithm>

namespace tidemark {

HeldLevels::HeldLevels(const Series& series, const SampleRange& range, double noise) : series_(series) {
  double least = series.bytes[range.last];
  for (std::size_t i = range.last + 1; i > range.first; --i) {
    const double bytes = series.bytes[i - 1];
    least = std::min(least, bytes);
    if (bytes <= least + noise) levels_.push_back({i - 1, least});
  }
  std::reverse(levels_.begin(), levels_.end());
}

const HeldLevel* HeldLevels::before(double seconds) const {
  const auto after =
      std::upper_bound(levels_.begin(), levels_.end(), seconds,
                       [&](double time, const HeldLevel& level) { return time < seconds_of(level); });
  return after == levels_.begin() ? nullptr : &*std::prev(after);
}

const HeldLevel* HeldLevels::after(double seconds) const {
  const auto found =
      std::lower_bound(levels_.begin(), levels_.end(), seconds,
                       [&](const HeldLevel& level, double time) { return seconds_of(level) < time; });
  return found == levels_.end() ? nullptr : &*found;
}

}  // namespace tidemark
