#pragma once

#include <optional>

#include "tests/detection/simulator.hpp"

namespace tidemark::detection {

// A small procedure for comparison. It looks at the whole series and at its last half, quarter, eighth and sixteenth,
// each in cells of its own; at what was held from each cell to the end; and asks of every start whether that grew
// straight, beyond what was given back before, and not as a walk does.
[[nodiscard]] bool held_procedure_alerts(const SimulatedSeries& series, std::optional<double> limit_bytes);

}  // namespace tidemark::detection
