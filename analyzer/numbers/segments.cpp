#include "analyzer/numbers/segments.hpp"

#include <algorithm>

namespace tidemark {

using std::chrono::nanoseconds;

std::vector<std::size_t> split_at_gaps(std::span<const std::int64_t> axis_ns,
                                       std::span<const GapRule> rules) {
  std::vector<std::size_t> starts;
  for (std::size_t rule = 0; rule < rules.size(); ++rule) {
    const std::size_t first = rules[rule].first;
    const std::size_t end = rule + 1 < rules.size() ? rules[rule + 1].first : axis_ns.size();
    if (first >= end) continue;
    const nanoseconds before = rules[rule == 0 ? 0 : rule - 1].max_gap;
    const nanoseconds at_first = std::max(before, rules[rule].max_gap);
    if (first == 0 || rules[rule].cuts || axis_ns[first] - axis_ns[first - 1] > at_first.count()) {
      starts.push_back(first);
    }
    for (std::size_t i = first + 1; i < end; ++i) {
      if (axis_ns[i] - axis_ns[i - 1] > rules[rule].max_gap.count()) starts.push_back(i);
    }
  }
  return starts;
}

nanoseconds default_max_gap(nanoseconds interval) {
  constexpr nanoseconds kLeast = std::chrono::seconds(2);
  constexpr nanoseconds kMost = nanoseconds::max() / 5;
  return std::max<nanoseconds>(5 * std::min(interval, kMost), kLeast);
}

std::optional<nanoseconds> median_step(std::span<const std::int64_t> axis_ns) {
  if (axis_ns.size() < 2) return std::nullopt;
  std::vector<std::int64_t> steps(axis_ns.size() - 1);
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i] = axis_ns[i + 1] - axis_ns[i];
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  return nanoseconds(*middle);
}

}  // namespace tidemark
