#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tidemark {

struct ChangePointSettings {
  // A longer series is reduced to the medians of this many stretches of equally many samples, which bounds
  // the cost of the search.
  std::size_t most_values = 256;
  // A segment shorter than this fits a line to noise.
  std::size_t fewest_values = 3;
  // Each change point must lower the squares by this many times sigma^2 ln(n): a line and a place are three
  // parameters, which BIC prices at 3; more, since residuals of memory are seldom independent.
  double penalty = 6.0;
  // The noise counts as at least this part of the range: otherwise every corner of an exact staircase is a
  // change.
  double least_noise_of_range = 0.002;
};

// Finds the samples at which a series changes its level or its slope: the segmentation into straight lines
// with the least squares plus a penalty for each.
//
// seconds  strictly rising, as many as values
// Returns  indices of the first sample of each segment but the first, rising; exact up to most_values
//          samples, beyond that to the stretch (values.size() / most_values samples); none for fewer than
//          twice fewest_values samples
// Cost     O(n) for the reduction; the search over at most most_values values is O(values) where changes are
//          spread, O(values^2) at worst
// Formula  PELT (Killick, Fearnhead and Eckley 2012); noise by the MAD of second differences
[[nodiscard]] std::vector<std::size_t> find_change_points(std::span<const double> seconds,
                                                          std::span<const double> values,
                                                          const ChangePointSettings& settings = {});

}  // namespace tidemark
