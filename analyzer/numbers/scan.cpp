#include "analyzer/numbers/scan.hpp"

#include <Eigen/Core>

#include <limits>

namespace tidemark {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Eigen::Map<const Eigen::ArrayXd> as_array(std::span<const double> values) {
  return {values.data(), static_cast<Eigen::Index>(values.size())};
}

}  // namespace

bool all_observed(std::span<const double> bytes) {
  // A sum that has a NaN or an infinity in it is not finite.
  return bytes.empty() || (least_of(bytes) > 0.0 && std::isfinite(sum_of(bytes)));
}

ValueRange range_of(std::span<const double> values) {
  if (values.empty()) return {kInfinity, -kInfinity};
  return {as_array(values).minCoeff(), as_array(values).maxCoeff()};
}

double least_of(std::span<const double> values) {
  return values.empty() ? kInfinity : as_array(values).minCoeff();
}

double sum_of(std::span<const double> values) { return as_array(values).sum(); }

}  // namespace tidemark
