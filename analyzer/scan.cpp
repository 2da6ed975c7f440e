#include "analyzer/scan.hpp"

#include <Eigen/Core>

#include <limits>

namespace tidemark {
namespace {

Eigen::Map<const Eigen::ArrayXd> as_array(std::span<const double> values) {
  return {values.data(), static_cast<Eigen::Index>(values.size())};
}

}  // namespace

bool all_observed(std::span<const double> bytes) {
  // A sum with a NaN or an infinity in it is none that is finite.
  return bytes.empty() || (as_array(bytes).minCoeff() > 0.0 && std::isfinite(sum_of(bytes)));
}

ValueRange range_of(std::span<const double> values) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (values.empty()) return {kInfinity, -kInfinity};
  return {as_array(values).minCoeff(), as_array(values).maxCoeff()};
}

double sum_of(std::span<const double> values) { return as_array(values).sum(); }

}  // namespace tidemark
