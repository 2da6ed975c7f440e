#include "analyzer/numbers/robust.hpp"

#include <cmath>

#include "analyzer/numbers/quantile.hpp"

namespace tidemark {

double median_of(std::span<const double> values) {
  std::vector<double> copy(values.begin(), values.end());
  return take_quantile(copy, 0.5);
}

double median_distance(double center, std::span<const double> values) {
  std::vector<double> distances(values.begin(), values.end());
  for (double& value : distances) value = std::abs(value - center);
  return take_quantile(distances, 0.5);
}

double deviation_about(double center, std::span<const double> values) {
  return kDeviationsOfMad * median_distance(center, values);
}

std::vector<double> steps_of(std::span<const double> values) {
  std::vector<double> steps(values.size() - 1);
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i] = values[i + 1] - values[i];
  return steps;
}

double scatter_of_neighbours(std::span<const double> values) {
  const std::vector<double> steps = steps_of(values);
  return deviation_about(median_of(steps), steps) / std::sqrt(2.0);
}

double noise_about_curve(std::span<const double> values) {
  std::vector<double> bends(values.size() - 2);
  for (std::size_t i = 0; i < bends.size(); ++i) bends[i] = values[i] - 2.0 * values[i + 1] + values[i + 2];
  return deviation_about(0.0, bends) / std::sqrt(6.0);
}

}  // namespace tidemark
