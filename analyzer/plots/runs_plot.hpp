#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark {

// A value of one run.
struct RunPoint {
  std::size_t run;
  double bytes;
  std::string title;  // told where the pointer rests on it
};

// Runs that a series held one level in, [first, last].
struct RunLevel {
  std::size_t first;
  std::size_t last;
  double bytes;
};

// A run at which something is said to have changed.
struct RunMark {
  std::size_t run;
  std::string label;
  bool is_alarm;
};

struct RunsPlot {
  std::size_t runs = 0;  // of the whole axis, at least 1
  std::string heading;
  std::string colour;
  std::vector<RunPoint> points;  // at least one
  std::vector<RunLevel> levels;
  std::vector<RunMark> marks;
  std::string first_label;  // of the first and of the last run
  std::string last_label;
  double least_range = 0.0;  // that the picture shows: what moves less lies in its middle
};

// Draws one series from run to run as an inline <svg>, as draw_plot() draws a life: with attributes alone, legible on a phone.
//
// label  what it shows, for people who cannot see it
[[nodiscard]] std::string draw_runs(const RunsPlot& plot, std::string_view label);

// Draws its outline, in the size of a table's cell.
[[nodiscard]] std::string draw_runs_outline(const RunsPlot& plot);

}  // namespace tidemark
