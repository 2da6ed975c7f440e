#include "analyzer/lives/exit_fall.hpp"

#include <algorithm>
#include <vector>

#include "analyzer/numbers/robust.hpp"

namespace tidemark {

std::size_t samples_before_exit(std::span<const double> bytes, const ExitFallSettings& settings) {
  for (std::size_t dropped = settings.most_samples; dropped > 0; --dropped) {
    if (bytes.size() < dropped + settings.samples_before) continue;
    const std::size_t end = bytes.size() - dropped;
    const auto before = bytes.subspan(end - settings.samples_before, settings.samples_before);
    const auto tail = bytes.subspan(end);
    const double lowest = *std::min_element(before.begin(), before.end());
    const double highest_of_tail = *std::max_element(tail.begin(), tail.end());
    if (!(highest_of_tail < lowest)) continue;
    if (highest_of_tail < settings.fraction * median_of(before)) return end;
  }
  return bytes.size();
}

double last_before_exit(const SeriesValues& bytes, const ExitFallSettings& settings) {
  const std::vector<double> tail = bytes.tail(settings.most_samples + settings.samples_before);
  return tail[samples_before_exit(tail, settings) - 1];
}

}  // namespace tidemark
