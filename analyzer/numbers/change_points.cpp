#include "analyzer/numbers/change_points.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analyzer/numbers/line_sums.hpp"
#include "analyzer/numbers/robust.hpp"
#include "analyzer/numbers/scan.hpp"

namespace tidemark {
namespace {

struct Reduced {
  std::vector<double> times;
  std::vector<double> values;
  std::vector<std::size_t> first;  // sample at which each value's stretch begins
};

Reduced reduce(std::span<const double> seconds, std::span<const double> values, std::size_t most) {
  const std::size_t n = values.size(), count = std::min(n, most);
  Reduced reduced;
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t first = k * n / count, last = (k + 1) * n / count;
    reduced.values.push_back(median_of(values.subspan(first, last - first)));
    reduced.times.push_back(0.5 * (seconds[first] + seconds[last - 1]));
    reduced.first.push_back(first);
  }
  return reduced;
}

double noise_variance(const Reduced& reduced, double least_of_range) {
  const double least = least_of_range * range_of(reduced.values).width();
  const double sigma = std::max(noise_about_curve(reduced.values), least);
  return sigma * sigma;
}

// Returns the squares that a line through a stretch leaves, in constant time by running sums about the
// series' own centre.
class LineCost {
 public:
  explicit LineCost(Reduced reduced) {
    const double time = reduced.times[reduced.times.size() / 2];
    const double value = reduced.values[reduced.values.size() / 2];
    for (double& one : reduced.times) one -= time;
    for (double& one : reduced.values) one -= value;
    sums_ = running_line_sums(reduced.times, reduced.values);
  }

  [[nodiscard]] double operator()(std::size_t first, std::size_t end) const {
    return (sums_[end] - sums_[first]).residual_squares();
  }

 private:
  std::vector<LineSums> sums_;
};

// Returns for each end the best place of the last change before it; candidates that can never win again are
// dropped.
std::vector<std::size_t> last_changes(const LineCost& cost, std::size_t n, std::size_t fewest,
                                      double penalty) {
  std::vector<double> least(n + 1, std::numeric_limits<double>::infinity());
  std::vector<std::size_t> change(n + 1, 0), candidates = {0};
  least[0] = -penalty;
  std::vector<double> totals;
  for (std::size_t end = fewest; end <= n; ++end) {
    totals.clear();
    for (const std::size_t start : candidates) {
      totals.push_back(least[start] + cost(start, end) + penalty);
      if (totals.back() < least[end]) {
        least[end] = totals.back();
        change[end] = start;
      }
    }
    std::size_t kept = 0;
    for (std::size_t k = 0; k < candidates.size(); ++k) {
      if (totals[k] - penalty <= least[end]) candidates[kept++] = candidates[k];
    }
    candidates.resize(kept);
    if (end + 1 >= 2 * fewest) candidates.push_back(end + 1 - fewest);
  }
  return change;
}

}  // namespace

std::vector<std::size_t> find_change_points(std::span<const double> seconds, std::span<const double> values,
                                            const ChangePointSettings& settings) {
  const std::size_t fewest = std::max<std::size_t>(2, settings.fewest_values);
  if (values.size() < 2 * fewest) return {};
  const Reduced reduced = reduce(seconds, values, settings.most_values);
  const std::size_t n = reduced.values.size();
  const double variance = noise_variance(reduced, settings.least_noise_of_range);
  if (!(variance > 0.0)) return {};
  const double penalty = settings.penalty * variance * std::log(static_cast<double>(n));
  const std::vector<std::size_t> change = last_changes(LineCost(reduced), n, fewest, penalty);
  std::vector<std::size_t> points;
  for (std::size_t end = change[n]; end > 0; end = change[end]) points.push_back(reduced.first[end]);
  std::reverse(points.begin(), points.end());
  return points;
}

}  // namespace tidemark
