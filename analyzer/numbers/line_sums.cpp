#include "analyzer/numbers/line_sums.hpp"

#include <algorithm>

namespace tidemark {

void LineSums::add(double time, double value) {
  n += 1;
  t += time;
  v += value;
  tt += time * time;
  tv += time * value;
  vv += value * value;
}

LineSums LineSums::operator-(const LineSums& other) const {
  return {n - other.n, t - other.t, v - other.v, tt - other.tt, tv - other.tv, vv - other.vv};
}

double LineSums::value_squares() const { return std::max(0.0, vv - v * v / n); }

double LineSums::residual_squares() const {
  const double squares = time_squares();
  if (!(squares > 0.0)) return value_squares();
  return std::max(0.0, vv - v * v / n - products() * products() / squares);
}

std::vector<LineSums> running_line_sums(std::span<const double> times, std::span<const double> values) {
  std::vector<LineSums> sums(values.size() + 1);
  for (std::size_t i = 0; i < values.size(); ++i) {
    sums[i + 1] = sums[i];
    sums[i + 1].add(times[i], values[i]);
  }
  return sums;
}

}  // namespace tidemark
