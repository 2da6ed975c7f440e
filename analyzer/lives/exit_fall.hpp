#pragma once

#include <cstddef>
#include <span>

#include "analyzer/lives/series_values.hpp"

namespace tidemark {

// The fall of an exiting process: its last samples, up to `most_samples`, lie below the part `fraction` of
// the median of the `samples_before` samples before them, and below each of these.
struct ExitFallSettings {
  std::size_t most_samples = 3;
  double fraction = 0.95;
  std::size_t samples_before = 10;
};

// Returns the number of samples that show what a process held: all but those of the fall of an exit at the
// end.
[[nodiscard]] std::size_t samples_before_exit(std::span<const double> bytes,
                                              const ExitFallSettings& settings = {});

// Returns the last value before the fall of an exit. Does not fill the values in.
//
// bytes  at least one
[[nodiscard]] double last_before_exit(const SeriesValues& bytes, const ExitFallSettings& settings = {});

}  // namespace tidemark
