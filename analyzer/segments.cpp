#include "analyzer/segments.hpp"

#include <algorithm>

namespace tidemark {

using std::chrono::nanoseconds;

std::vector<std::size_t> split_at_gaps(std::span<const std::int64_t> axis_ns,
                                       std::span<const GapRule> rules) {
  std::vector<std::size_t> starts;
  std::size_t rule = 0;
  for (std::size_t i = 0; i < axis_ns.size(); ++i) {
    const std::size_t rule_before = rule;
    while (rule + 1 < rules.size() && rules[rule + 1].first <= i) ++rule;
    const nanoseconds allowed = std::max(rules[rule_before].max_gap, rules[rule].max_gap);
    const bool is_cut = rules[rule].cuts && rules[rule].first == i;
    if (i == 0 || is_cut || axis_ns[i] - axis_ns[i - 1] > allowed.count()) starts.push_back(i);
  }
  return starts;
}

nanoseconds default_max_gap(nanoseconds interval) {
  constexpr nanoseconds kLeast = std::chrono::seconds(2);
  return std::max<nanoseconds>(5 * interval, kLeast);
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
