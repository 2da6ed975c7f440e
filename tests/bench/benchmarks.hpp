#pragma once

namespace tidemark::bench {

// Each registers its benchmarks, for every behaviour and length.
void add_change_points_benchmarks();
void add_detectors_benchmarks();

}  // namespace tidemark::bench
