#pragma once

#include <span>
#include <vector>

namespace tidemark {

// Levels and spreads that a few odd values do not move. Each O(n), with a copy of the values.

// The standard deviation of a normal distribution is this many median absolute deviations.
inline constexpr double kDeviationsOfMad = 1.4826;

// Returns the median, the mean of two middle ones; 0 for none.
[[nodiscard]] double median_of(std::span<const double> values);

// Returns the median distance of the values from `center`: about their median, the MAD.
[[nodiscard]] double median_distance(double center, std::span<const double> values);

// Returns the standard deviation about `center` that normal values of this median distance from it have.
[[nodiscard]] double deviation_about(double center, std::span<const double> values);

// Returns what each value adds to the one before.
//
// values  at least one
[[nodiscard]] std::vector<double> steps_of(std::span<const double> values);

// Returns the deviation that pure noise with such steps between neighbours would have: blind to a steady
// slope.
//
// values  at least 2
[[nodiscard]] double scatter_of_neighbours(std::span<const double> values);

// Returns the deviation that pure noise with such second differences would have: blind to a slope that
// changes little from value to value.
//
// values  at least 3
[[nodiscard]] double noise_about_curve(std::span<const double> values);

}  // namespace tidemark
