#pragma once

#include <span>
#include <vector>

#include "analyzer/growth/growth_finding.hpp"

namespace tidemark {

// Weighs shapes by how well they describe floors: what holds still, one step, a line, a line that makes a step or that
// bends, a warm-up that ends and a line, a curve that slows down, and a line under a wave.
//
// times, floors  in order, at least 5; times strictly rising
// Returns        the shapes, heaviest first; without those that have as many parameters as there are floors
// Formula        weights from the Bayesian information criterion (Schwarz 1978; Burnham and Anderson 2002), of as many
//                values as floors that resemble their neighbours are worth
[[nodiscard]] std::vector<ShapeWeight> weigh_shapes(std::span<const double> times,
                                                    std::span<const double> floors);

}  // namespace tidemark
