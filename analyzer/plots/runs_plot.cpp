#include "analyzer/plots/runs_plot.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "analyzer/plots/axis_ticks.hpp"
#include "analyzer/plots/time_picture.hpp"
#include "analyzer/text/xml_text.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kMostTitleBytes = 200;
constexpr std::size_t kLabelWidth = 12;
constexpr double kLabelRoom = 110.0;  // from the middle of one label to the next
constexpr std::size_t kManyPoints = 80;

SizeRange range_of_points(const RunsPlot& plot) {
  SizeRange range{plot.points.front().bytes, plot.points.front().bytes};
  for (const RunPoint& point : plot.points) range.include(point.bytes);
  const double least = std::max({plot.least_range, 1024.0, 0.02 * std::abs(range.high)});
  const double room = std::max(0.08 * (range.high - range.low), 0.5 * (least - (range.high - range.low)));
  return {range.low - room, range.high + room};
}

// A run has the room of one, so that the first and the last do not lie on the frame.
double middle_of(std::size_t run) { return static_cast<double>(run) + 0.5; }

class RunsPicture {
 public:
  explicit RunsPicture(const RunsPlot& plot)
      : plot_(plot),
        picture_(static_cast<double>(plot.runs)),
        panel_(picture_.add_panel(range_of_points(plot), kMainPanelHeight, escape_xml(plot.heading),
                                  plot.colour)) {
    draw_levels();
    draw_marks();
    draw_points();
    draw_axis();
  }

  [[nodiscard]] std::string finish(std::string_view label) const { return picture_.finish(label); }

 private:
  void draw_levels() {
    for (const RunLevel& level : plot_.levels) {
      picture_.add(
          fmt::format("<path fill=\"none\" stroke=\"{}\" stroke-opacity=\"0.45\" stroke-width=\"5\" "
                      "d=\"M{:.1f} {:.1f}H{:.1f}\"/>\n",
                      plot_.colour, picture_.x(static_cast<double>(level.first)), panel_.y(level.bytes),
                      picture_.x(static_cast<double>(level.last + 1))));
    }
  }

  void draw_marks() {
    for (const RunMark& mark : plot_.marks) {
      picture_.add(fmt::format("<path stroke=\"{}\" stroke-dasharray=\"4 3\" d=\"M{:.1f} {:.1f}v{:.0f}\"/>\n",
                               mark.is_alarm ? kAlarmColour : "#777777",
                               picture_.x(static_cast<double>(mark.run)), panel_.top, panel_.height));
    }
  }

  void draw_points() {
    const double radius = plot_.points.size() > kManyPoints ? 2.0 : 3.5;
    for (const RunPoint& point : plot_.points) {
      picture_.add(
          fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" fill=\"{}\" "
                      "stroke=\"none\"><title>{}</title></circle>\n",
                      picture_.x(middle_of(point.run)), panel_.y(point.bytes), radius, plot_.colour,
                      escape_xml_within(point.title, kMostTitleBytes)));
    }
  }

  // The marks have their labels before the ends have theirs.
  void draw_axis() {
    std::vector<AxisTick> ticks;
    const auto add = [&](double run, const std::string& label) {
      const bool has_room = std::none_of(ticks.begin(), ticks.end(), [&](const AxisTick& tick) {
        return std::abs(picture_.x(tick.value) - picture_.x(run)) < kLabelRoom;
      });
      if (has_room) ticks.push_back({run, shorten(label, kLabelWidth)});
    };
    for (const RunMark& mark : plot_.marks) add(static_cast<double>(mark.run), mark.label);
    add(middle_of(0), plot_.first_label);
    add(middle_of(plot_.runs - 1), plot_.last_label);
    picture_.add_axis(ticks, "");
  }

  const RunsPlot& plot_;
  TimePicture picture_;
  Panel panel_;
};

}  // namespace

std::string draw_runs(const RunsPlot& plot, std::string_view label) {
  return RunsPicture(plot).finish(label);
}

std::string draw_runs_outline(const RunsPlot& plot) {
  const SizeRange range = range_of_points(plot);
  Outline outline;
  for (const auto& point : plot.points)
    outline.add(middle_of(point.run) / static_cast<double>(plot.runs), range.part(point.bytes));
  return outline.finish(plot.colour);
}

}  // namespace tidemark
