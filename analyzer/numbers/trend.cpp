#include "analyzer/numbers/trend.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "analyzer/numbers/quantile.hpp"

namespace tidemark {
namespace {

constexpr double kMostCorrelation = 0.9;
constexpr std::size_t kFewestForCorrelation = 8;
constexpr std::size_t kMostForExact = 10;

// Returns the sum over groups of equal values of t (t - 1) (2 t + 5), which ties take from the variance.
double tie_term(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  double sum = 0.0;
  for (std::size_t first = 0; first < values.size();) {
    std::size_t last = first;
    while (last < values.size() && values[last] == values[first]) ++last;
    const auto tied = static_cast<double>(last - first);
    sum += tied * (tied - 1.0) * (2.0 * tied + 5.0);
    first = last;
  }
  return sum;
}

double upper_normal_tail(double z) { return 0.5 * std::erfc(z / std::sqrt(2.0)); }

// Returns the part of all orders of `count` different values in which at most `most` pairs fall.
double part_of_orders(std::size_t count, std::size_t most) {
  std::vector<double> orders = {1.0};  // by the number of falling pairs, of the values so far
  for (std::size_t n = 2; n <= count; ++n) {
    std::vector<double> next(orders.size() + n - 1, 0.0);
    for (std::size_t falling = 0; falling < orders.size(); ++falling) {
      for (std::size_t k = 0; k < n; ++k) next[falling + k] += orders[falling] / static_cast<double>(n);
    }
    orders = std::move(next);
  }
  double part = 0.0;
  for (std::size_t falling = 0; falling <= most && falling < orders.size(); ++falling)
    part += orders[falling];
  return std::min(1.0, part);
}

}  // namespace

MannKendall mann_kendall(std::span<const double> values, double variance_inflation) {
  MannKendall result{0.0, 0.0, 1.0};
  if (values.size() < 3) return result;
  for (std::size_t j = 1; j < values.size(); ++j) {
    for (std::size_t i = 0; i < j; ++i) {
      result.score += static_cast<double>(values[j] > values[i]) - static_cast<double>(values[j] < values[i]);
    }
  }
  const auto n = static_cast<double>(values.size());
  const double untied = n * (n - 1.0) * (2.0 * n + 5.0), ties = tie_term({values.begin(), values.end()});
  result.variance = (untied - ties) / 18.0 * variance_inflation;
  if (values.size() <= kMostForExact && ties == 0.0 && variance_inflation == 1.0) {
    const double falling = (0.5 * n * (n - 1.0) - result.score) / 2.0;
    result.p_rising = part_of_orders(values.size(), static_cast<std::size_t>(std::lround(falling)));
  } else if (result.variance > 0.0)
    result.p_rising = upper_normal_tail((result.score - 1.0) / std::sqrt(result.variance));
  return result;
}

std::optional<SlopeInterval> theil_sen(std::span<const double> times, std::span<const double> values,
                                       double variance) {
  if (values.size() < 2) return std::nullopt;
  std::vector<double> slopes;
  slopes.reserve(values.size() * (values.size() - 1) / 2);
  for (std::size_t j = 1; j < values.size(); ++j) {
    for (std::size_t i = 0; i < j; ++i) slopes.push_back((values[j] - values[i]) / (times[j] - times[i]));
  }
  const auto pairs = static_cast<double>(slopes.size());
  const double half_width = kNormalQuantile975 * std::sqrt(std::max(0.0, variance));
  const auto place_of = [&](double rank) {
    return static_cast<std::size_t>(std::clamp(rank, 0.0, pairs - 1.0));
  };
  // take_nth leaves the lower slopes before its place, so each search needs only those.
  const std::size_t high_place = place_of(std::ceil((pairs + half_width) / 2.0));
  const std::size_t low_place = place_of(std::floor((pairs - half_width) / 2.0) - 1.0);
  const std::size_t middle = slopes.size() / 2;
  const double high = take_nth(slopes, high_place);
  const auto up_to_high = std::span(slopes).first(std::max(high_place, middle) + 1);
  const double upper = take_nth(up_to_high, middle);
  const auto up_to_middle = std::span(slopes).first(middle + 1);
  const double lower = slopes.size() % 2 == 1 ? upper : take_nth(up_to_middle, middle - 1);
  const double low = take_nth(up_to_middle, std::min(low_place, middle));
  return SlopeInterval{0.5 * (lower + upper), low, high};
}

std::optional<SlopeInterval> theil_sen_of_correlated(std::span<const double> times,
                                                     std::span<const double> values) {
  const double inflation = autocorrelation_inflation(residuals_of_line(times, values));
  return theil_sen(times, values, mann_kendall(values, inflation).variance);
}

LineFit fit_line(std::span<const double> times, std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  double mean_time = 0.0, mean_value = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    mean_time += times[i];
    mean_value += values[i];
  }
  mean_time /= n;
  mean_value /= n;
  double tt = 0.0, tv = 0.0, vv = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double t = times[i] - mean_time, v = values[i] - mean_value;
    tt += t * t;
    tv += t * v;
    vv += v * v;
  }
  const double slope = tv / tt;
  const double residual = std::max(0.0, vv - slope * tv);
  return {mean_value - slope * mean_time, slope, vv > 0.0 ? 1.0 - residual / vv : 0.0, residual};
}

std::optional<LineSlope> slope_of_line(double slope, double r_squared, std::size_t values) {
  if (values < 3 || !(r_squared > 0.0)) return std::nullopt;
  const double error = std::abs(slope) * std::sqrt((1.0 / r_squared - 1.0) / static_cast<double>(values - 2));
  const double reach = kNormalQuantile975 * error;
  // An exact line leaves chance nothing, and its z is infinite.
  return LineSlope{slope, slope - reach, slope + reach, upper_normal_tail(slope / error)};
}

std::vector<double> residuals_of_line(std::span<const double> times, std::span<const double> values) {
  const LineFit line = fit_line(times, values);
  std::vector<double> left(values.size());
  for (std::size_t i = 0; i < left.size(); ++i) left[i] = values[i] - line.intercept - line.slope * times[i];
  return left;
}

std::optional<double> seconds_until(std::optional<double> limit, double end, double slope_per_second) {
  if (!limit || !(slope_per_second > 0.0)) return std::nullopt;
  return std::max(0.0, *limit - end) / slope_per_second;
}

double autocorrelation_inflation(std::span<const double> residuals) {
  if (residuals.size() < kFewestForCorrelation) return 1.0;
  double lagged = 0.0, squares = 0.0;
  for (std::size_t i = 0; i < residuals.size(); ++i) {
    squares += residuals[i] * residuals[i];
    if (i > 0) lagged += residuals[i] * residuals[i - 1];
  }
  if (!(squares > 0.0)) return 1.0;
  const auto n = static_cast<double>(residuals.size());
  const double measured = lagged / squares;
  const double r = std::clamp((n * measured + 2.0) / (n - 4.0), 0.0, kMostCorrelation);
  return (1.0 + r) / (1.0 - r);
}

double family_wise_p(std::vector<double> p_values) {
  std::sort(p_values.begin(), p_values.end());
  const auto tests = static_cast<double>(p_values.size());
  double least = 1.0;
  for (std::size_t i = 0; i < p_values.size(); ++i) {
    least = std::min(least, p_values[i] * tests / static_cast<double>(i + 1));
  }
  return least;
}

}  // namespace tidemark
