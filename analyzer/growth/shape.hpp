#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace tidemark {

// How the floors of a window got from their first level to their last. Shares are parts of the whole growth.
struct GrowthShape {
  double first_level;          // bytes, median of the first two floors
  double last_level;           // bytes, median of the last two floors
  double growth;               // last_level - first_level
  double noise;                // bytes, robust standard deviation about a line
  double steadiness;           // R^2 of a line, with noise from block to block allowed for
  double largest_rise;         // bytes, within one block or two, beyond an even rise
  double rise_noise;           // bytes, robust standard deviation of the rises from block to block
  double rises;                // participation number of the rises: k equal ones give k
  double rising_share;         // part of the blocks after the onset that rise by a thirtieth of the growth
  std::size_t separate_rises;  // runs of such blocks
  double late_half_share;
  double last_quarter_share;
  double drawdown;         // bytes, largest fall of the smoothed floors from an earlier high
  double since_last_rise;  // part of the window in which the last fourteenth of the growth came
  double longest_wait;     // part of the window, the longest wait between two such rises
  double mean_wait;        // part of the window, the mean of these waits
  std::size_t onset;       // the last block that has not yet risen by a fourteenth of the growth
};

// times, floors  in order, at least 4; times strictly rising
// Cost           O(n log n)
[[nodiscard]] GrowthShape measure_shape(std::span<const double> times, std::span<const double> floors);

// The floors with every excursion of up to `longest` blocks and at least `least` bytes put back in line with
// its neighbours: a dip or bump that ends as abruptly as it began, at the level it left. A restart that fills
// up again does not return at once and stays; and where there are more than two such excursions they are the
// nature of the series, and all stay.
//
// Returns  nothing where none is put back
// Cost  O(n longest^2) at most
[[nodiscard]] std::optional<std::vector<double>> without_excursions(std::span<const double> floors,
                                                                    std::size_t longest, double least);

}  // namespace tidemark
