#pragma once

#include <cstddef>
#include <string>

#include "analyzer/findings/finding.hpp"
#include "analyzer/lives/plot_data.hpp"

namespace tidemark {

struct TextPlotStyle {
  std::size_t width = 100;  // columns of the whole plot, at least 40
  std::size_t height = 12;  // lines that the values take, at least 4
  bool ascii = false;       // no character beyond ASCII; half the resolution of the values
};

// Draws one metric of a life in characters. Each column reaches from the lowest to the highest value of its
// span of time, so that spikes survive. Gaps of the recording are shaded; sizes stand at the left, times
// (UTC) below, and under them the finding's window and the tests that ran.
//
// line     of `plot`, at least one sample
// finding  of that metric; null for none
// Returns  lines, each with a newline
[[nodiscard]] std::string draw_text_plot(const ProcessPlot& plot, const PlotLine& line,
                                         const Finding* finding, const TextPlotStyle& style);

}  // namespace tidemark
