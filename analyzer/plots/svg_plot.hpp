#pragma once

#include <string>
#include <string_view>

#include "analyzer/findings/finding.hpp"
#include "analyzer/lives/plot_data.hpp"

namespace tidemark {

// Returns top's name for the metric, with ours where they differ: "VIRT (vm_size)".
[[nodiscard]] std::string_view plot_name(Metric metric);

// Returns the colour in which the metric is drawn, "#rrggbb", legible on white and on black.
[[nodiscard]] std::string_view plot_colour(Metric metric);

// Returns "at this rate 4.00 GiB in 58 m 20 s", which is true of what has ended, too; empty where there is no limit to reach.
[[nodiscard]] std::string reaches_text(const Finding& finding);

// Draws a life as an inline <svg>: a panel for each metric over one axis of time (UTC), gaps of the recording
// shaded, the tests along the axis. The finding's metric comes first, with the window shaded, the line
// through it, and its continuation. Looks rest on attributes alone, so that the picture also shows where a
// policy forbids styles and scripts, and it can be read at the width of a phone.
//
// finding  nullptr where there is none
// label    what the picture shows, for people who cannot see it
[[nodiscard]] std::string draw_plot(const ProcessPlot& plot, const Finding* finding, std::string_view label);

// Draws the outline of one line, in the size of a table's cell.
[[nodiscard]] std::string draw_outline(const PlotLine& line);

}  // namespace tidemark
