#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace tidemark {

// The way of a window's floors from their first level to their last. Shares are parts of the whole growth.
struct GrowthShape {
  double first_level;   // bytes, mean of the first two floors
  double last_level;    // bytes, mean of the last two floors
  double growth;        // last_level - first_level
  double noise;         // bytes, robust standard deviation about a line
  double steadiness;    // R^2 of a line, without what noise from block to block takes from it
  double largest_rise;  // bytes, within one block or two, beyond an even rise
  double rise_noise;    // bytes, robust standard deviation of the rises from block to block
  double rises;         // participation number of the rises: k equal ones give k
  double rising_share;  // part of the blocks that rise by more than 3 % of the growth; those that stand
                        // still before the onset do not count
  std::size_t separate_rises;  // runs of such blocks
  double late_half_share;      // of the growth, in the later half of the blocks
  double last_quarter_share;   // of the growth, in the last quarter of the blocks
  double drawdown;             // bytes, largest fall of the smoothed floors from an earlier high
  double since_last_rise;      // part of the window in which the last 7 % of the growth came
  double longest_wait;         // part of the window, the longest wait between two rises by 7 % of the growth
  double mean_wait;            // part of the window, the mean of these waits
  std::size_t onset;           // the last block that has not yet risen by 7 % of the growth
};

// Measures that shape.
//
// times, floors  in order, at least 4; times strictly rising
// Cost           O(n log n)
[[nodiscard]] GrowthShape measure_shape(std::span<const double> times, std::span<const double> floors);

// Puts every excursion of up to `longest` blocks and at least `least` bytes back in line with its neighbours.
// An excursion is a dip or bump that ends as abruptly as it began, close to the level that it left. A restart
// that fills up again does not return at once, and stays. More than two excursions are the nature of the
// series, and all stay.
//
// Returns  the floors; nothing where no excursion is put back
// Cost     O(n longest^2) at most
[[nodiscard]] std::optional<std::vector<double>> without_excursions(std::span<const double> floors,
                                                                    std::size_t longest, double least);

}  // namespace tidemark
