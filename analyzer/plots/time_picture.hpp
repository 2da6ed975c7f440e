#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "analyzer/marks/marked_tests.hpp"
#include "analyzer/plots/axis_ticks.hpp"
#include "common/rfc3339.hpp"

namespace tidemark {

// The sizes that a panel shows, low < high.
struct SizeRange {
  double low;
  double high;

  [[nodiscard]] double part(double bytes) const { return (bytes - low) / (high - low); }
  void include(double bytes) {
    low = std::min(low, bytes);
    high = std::max(high, bytes);
  }
};

// A part of a picture in which sizes are drawn over time.
struct Panel {
  double top;
  double height;
  SizeRange range;

  [[nodiscard]] double y(double bytes) const { return top + height * (1.0 - range.part(bytes)); }
};

inline constexpr double kMainPanelHeight = 170.0;
inline constexpr double kSidePanelHeight = 50.0;
inline constexpr std::string_view kAlarmColour = "#c1121f";

// An inline <svg> that is drawn from top to bottom: panels over one axis of time (or of runs), the tests below them, the
// axis itself. Its looks rest on attributes alone, and it is scaled to the width of the page, a phone's too.
class TimePicture {
 public:
  // seconds  that the axis shows, > 0
  explicit TimePicture(double seconds) : seconds_(seconds) {}

  [[nodiscard]] double x(double seconds) const;
  // Begins a panel below what is there: its heading, its frame and its axis of sizes.
  [[nodiscard]] Panel add_panel(SizeRange range, double height, std::string_view heading,
                                std::string_view colour);
  // Adds a remark to the right of a panel's heading.
  void add_remark(const Panel& panel, std::string_view text);
  // Adds a shade over a span of time.
  //
  // title  not escaped, as all texts here
  void add_shade(const Panel& panel, double begin_seconds, double end_seconds, std::string_view colour,
                 double opacity, std::string_view title);
  // Adds a shade where nothing was recorded.
  void add_gap(const Panel& panel, double begin_seconds, double end_seconds);
  // Adds any elements.
  void add(std::string_view svg) { content_ += svg; }
  void add_tests(std::span<const TestSpan> tests);
  // start  of second 0
  void add_time_axis(WallTime start);
  // Adds an axis with such ticks, and what they are at its left.
  void add_axis(std::span<const AxisTick> ticks, std::string_view what);
  // label  what the picture shows, for people who cannot see it
  [[nodiscard]] std::string finish(std::string_view label) const;

 private:
  void add_size_axis(const Panel& panel);
  void add_rectangle(double left, double top, double right, double bottom, std::string_view attributes,
                     std::string_view title);

  double seconds_;
  double bottom_ = 0.0;
  std::string content_;
};

// The data of a path, as short as it can be: of neighbouring points at one height only the ends are drawn.
class PathData {
 public:
  void move_to(double x, double y);
  void line_to(double x, double y);
  [[nodiscard]] std::string finish();

 private:
  void flush();

  std::string data_;
  std::string y_;        // of the last point, as it is written
  std::string pending_;  // a point at that height which is not drawn yet
};

// A small <svg> of one line without axes, for a cell of a table.
class Outline {
 public:
  // Adds a point at parts of the width and, from the bottom, of the height.
  void add(double across, double up);
  [[nodiscard]] std::string finish(std::string_view colour);

 private:
  PathData path_;
  bool is_begun_ = false;
};

}  // namespace tidemark
