#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "analyzer/growth/settings.hpp"

namespace tidemark {

// Puts every excursion of up to `longest` floors and at least `least` bytes back in line with its neighbours. An
// excursion is a dip or bump that ends as abruptly as it began, close to the level that it left. A restart that fills
// up again does not return at once, and stays. More than settings.most_excursions are the nature of the series, and all stay.
//
// Returns  the floors; nothing where no excursion is put back
// Cost     O(n longest^2) at most
[[nodiscard]] std::optional<std::vector<double>> without_excursions(std::span<const double> floors,
                                                                    std::size_t longest, double least,
                                                                    const GrowthSettings& settings = {});

}  // namespace tidemark
