#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tidemark::testing {

struct EnergySettings {
  double p_value = 0.001;        // of the t-test between neighbouring stretches
  double least_magnitude = 0.0;  // of a change, as a part of the level before it
};

// Finds where a series changes as Apache Otava does by its documentation: by E-divisive (Matteson and James 2014), of which each
// place has to pass Welch's t-test between the stretches beside it. To compare with; nothing of the analyzer uses it.
//
// Returns  the first value of each stretch but the first, rising
// Cost     O(n^3)
[[nodiscard]] std::vector<std::size_t> find_energy_changes(std::span<const double> values,
                                                           const EnergySettings& settings = {});

}  // namespace tidemark::testing
