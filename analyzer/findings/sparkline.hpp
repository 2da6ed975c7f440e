#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tidemark {

// The outline of a series: the highest value in each of some equal spans of its time, so that spikes survive;
// absent where a span holds no sample.
using Sparkline = std::vector<std::optional<double>>;

// As many as fit into a cell of a table.
inline constexpr std::size_t kSparklinePoints = 30;

// Returns the outline of a series, of at most kSparklinePoints spans.
//
// seconds, values  of each sample; seconds strictly rising
// Returns          fewer spans where there are few samples, so that uneven intervals leave no holes
// Cost             O(n)
[[nodiscard]] Sparkline make_sparkline(std::span<const double> seconds, std::span<const double> values);

// Returns a block character for each span, from the lowest value to the highest; "·" for an absent one.
//
// least_range  of the values from the lowest block to the highest: what moves little is drawn as moving little
[[nodiscard]] std::string draw_sparkline(const Sparkline& sparkline, double least_range = 0.0);

}  // namespace tidemark
