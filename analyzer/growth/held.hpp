#pragma once

#include <optional>

#include "analyzer/growth/cells.hpp"
#include "analyzer/growth/growth_finding.hpp"
#include "analyzer/growth/saturation.hpp"

namespace tidemark {

// A whole series in cells, with which its parts are compared.
class WholeSeries {
 public:
  WholeSeries(Cells cells, const GrowthSettings& settings);

  [[nodiscard]] const Cells& cells() const { return cells_; }
  // What was held at each cell: the least floor from there to the end, in bytes.
  [[nodiscard]] const std::vector<double>& held() const { return held_; }
  // Of the floors about a curve, in bytes; above 0.
  [[nodiscard]] double noise() const { return noise_; }
  // The curve that slows down and fits the whole best. Computed when it is first asked for.
  [[nodiscard]] const SaturationFit& curve() const;

 private:
  Cells cells_;
  std::vector<double> held_;
  double noise_;
  double curve_f_;
  mutable std::optional<SaturationFit> curve_;
};

// A part of a series that reaches to its end, in cells of its own.
struct Part {
  const Cells& cells;
  // What came before counts; nullptr where the cells are no floors of the series, as troughs are.
  const WholeSeries* whole = nullptr;
  double offset = 0.0;       // observed time of the whole at which the part's time is 0
  bool is_whole = false;     // it begins where the series begins
  bool every_start = false;  // no shorter part looks at its later half
  double searches = 1.0;     // of how many parts, shapes and clocks this is one
};

// Judges the growth of a part from each of its starts to the end: by what was held, the least floor from there on.
// Where the series rises at the end as it has risen before without keeping it, that rise does not count.
//
// Returns  the finding of the longest window that passes every rule; without one, of the one that passes most rules
//          where it grows up to the end, else of the whole part.
//          Indices are those of the cells' samples; rule kStillGrows is not asked
// Cost     O(cells^2) at most; windows that do not rise beyond their noise cost O(1) each
[[nodiscard]] GrowthFinding judge_held(const Part& part, const GrowthSettings& settings);

// Whether a curve that slows down describes what was held from cell `first` to the end, better than a line and about as
// well as a line that pauses or makes a step.
//
// first  so that at least 5 cells are left
// Cost   O(cells^2)
[[nodiscard]] bool has_slowed_down(const WholeSeries& whole, std::size_t first,
                                   const GrowthSettings& settings);

}  // namespace tidemark
