#pragma once

#include <array>
#include <cstddef>

#include "analyzer/growth/drift.hpp"

namespace tidemark {

// The table is made for these numbers of cells, correlations of neighbouring steps, and levels.
inline constexpr std::array<std::size_t, 11> kDriftCells = {5, 6, 7, 8, 10, 12, 16, 24, 32, 48, 96};
inline constexpr std::array<double, 5> kDriftCorrelations = {-0.5, -0.3, 0.0, 0.3, 0.6};
inline constexpr std::array<double, 6> kDriftLevels = {0.1, 0.03, 0.01, 0.003, 0.001, 0.0003};

// Returns how many cells a start must leave before the end, of `cells` in all.
[[nodiscard]] std::size_t fewest_cells_from(std::size_t cells);

// Returns the chance that a walk without drift, from a given start, shows such a drift by the larger of even and
// unopposed: twice the smaller of the two chances, at most 1. Chances below the table's last level are extended from
// its last two. Over all starts of a series the least chance keeps its level to a factor of 2 (3 for correlations of
// .5), since the correlation is guarded; drift-table --starts shows that.
//
// cells    values that the drift was measured from, at least 5
// margin   see Drift::guarded_correlation
// Formula  quantiles of both statistics of simulated local levels without drift, tabulated by
//          tests/detection/drift_table_main.cpp
[[nodiscard]] double chance_of_drift(const Drift& drift, std::size_t cells, double margin);

}  // namespace tidemark
