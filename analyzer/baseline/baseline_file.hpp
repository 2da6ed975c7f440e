#pragma once

#include <string>

#include "analyzer/baseline/baseline.hpp"

namespace tidemark {

// A baseline in a file: JSON, format "tidemark-baseline" version 1, in bytes and seconds. Keys may be added.
//
//   { "format": "tidemark-baseline", "version": 1,
//     "runs": [ { "session", "started", "source", "groups",                 the oldest first; groups: whether they were looked for
//                 "tests": [ NAME ] } ],                                    that were measured, or in which all held still
//     "programs": [ { "name", "script", "test",
//         "normal": { "vm_size": { "runs",                                  for people; not read back
//             "level": { "median", "mad", "highest" }, "floor": {...}, "slope": {...}, "growth": {...},
//             "peak": {...} } },
//         "runs": [ { "run": 0, "processes", "verdict",                     run: an index of the runs above
//             "metrics": { "vm_size": { "end_bytes", "floor_bytes", "peak_bytes", "growth_bytes",
//                 "noise_bytes", "slope_bytes_per_second", "slope_low", "slope_high", "seconds",
//                 "above_begin_bytes" } } } ] } ] }                         of tests; older files lack it

// Returns whether the file looks like JSON, which no recording does. Throws FileError where it cannot be
// read.
[[nodiscard]] bool is_baseline_file(const std::string& path);

// Returns the baseline as JSON with a newline at its end.
[[nodiscard]] std::string format_baseline(const Baseline& baseline);

// Reads a baseline. Throws FileError naming what is wrong with the file.
[[nodiscard]] Baseline read_baseline(const std::string& path);

}  // namespace tidemark
