#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/findings/finding.hpp"
#include "analyzer/lbr/lbr.hpp"
#include "analyzer/lives/metric_history.hpp"

namespace tidemark {

// Finds growth by LBR in every segment. The verdict of a finding is critical in the last segment, suspect
// before. The interval of its slope, its p and the range of its time to the limit are those of the line (see
// slope_of_line), absent where it rests on fewer than three samples. The line was chosen among many, so they
// tell how well it is known and decide nothing.
//
// resample  the grid's step; absent: the interval in force
// notes     gets the reasons for which a segment was not looked at, each once
// Returns   findings of the newest segment first
// Throws    UserError where the grid would be too fine
[[nodiscard]] std::vector<Finding> find_lbr_in_segments(
    const History& history, const MetricHistory& metric,
    const std::optional<std::chrono::nanoseconds>& resample, const LbrSettings& settings,
    std::vector<std::string>& notes);

}  // namespace tidemark
