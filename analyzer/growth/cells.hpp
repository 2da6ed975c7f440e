#pragma once

#include <cstddef>
#include <vector>

#include "analyzer/growth/settings.hpp"
#include "analyzer/lives/series_view.hpp"

namespace tidemark {

// A series in cells of equal observed time, in order, and the floor of each. Parallel vectors; no cell is empty.
struct Cells {
  std::vector<double> seconds;     // real time of the cell's middle
  std::vector<double> observed;    // the same without recording gaps, from about 0
  std::vector<double> floors;      // bytes
  std::vector<double> lows;        // bytes, the lowest sample
  std::vector<std::size_t> first;  // index of the first and last sample in the given series
  std::vector<std::size_t> last;
  std::size_t samples = 0;     // used, in all cells
  double observed_span = 0.0;  // seconds

  [[nodiscard]] std::size_t size() const { return floors.size(); }
  void reserve(std::size_t count) {
    for (auto* one : {&seconds, &observed, &floors, &lows}) one->reserve(count);
    for (auto* one : {&first, &last}) one->reserve(count);
  }
};

// Cuts a series into up to `count` cells and takes the floor of each, its lower quartile. Where there are no more
// samples than `count`, each is a cell of its own.
//
// samples  those that are not observed are left out, and so is the fall of an exit
// count    >= 1
// Returns  no cells where fewer than settings.fewest_samples samples are left
// Cost     O(n)
[[nodiscard]] Cells take_cells(const SeriesView& samples, std::size_t count, const GrowthSettings& settings);

// Joins neighbouring cells into up to `count` longer ones of equal observed time. The floor of each is the quantile
// `floor_fraction` of the joined floors.
//
// Cost  O(cells)
[[nodiscard]] Cells join_cells(const Cells& cells, std::size_t count, double floor_fraction);

// Returns the cells with each floor clamped between those of its two neighbours: a floor that stands out alone is a
// spike, not a tooth.
//
// Cost  O(cells)
[[nodiscard]] Cells without_spikes(Cells cells);

// Returns the cells at the troughs of a sawtooth, see find_troughs; the floor of each is its lowest sample.
//
// depth    > 0
// Returns  one cell for each trough, in order; `samples` and `observed_span` as in `cells`
// Cost     O(cells)
[[nodiscard]] Cells troughs_of(const Cells& cells, double depth);

}  // namespace tidemark
