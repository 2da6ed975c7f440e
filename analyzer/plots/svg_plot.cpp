#include "analyzer/plots/svg_plot.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "analyzer/plots/time_picture.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

// The part of the width that is left for the continuation of the line.
constexpr double kOutlook = 0.12;

// Returns the range that a panel shows: its values with a little room; what holds still lies in the middle.
SizeRange value_range(const PlotLine& line, const Finding* finding, double outlook_seconds) {
  const auto [low, high] = std::minmax_element(line.bytes.begin(), line.bytes.end());
  SizeRange range{*low, *high};
  if (finding != nullptr) {
    range.include(std::max(0.0, finding->line_start_bytes()));
    range.include(finding->line_end_bytes + finding->slope_bytes_per_second * outlook_seconds);
  }
  const double least = std::max(65536.0, 0.01 * range.high);
  const double room = std::max(0.05 * (range.high - range.low), 0.5 * (least - (range.high - range.low)));
  return {std::max(0.0, range.low - room), range.high + room};
}

double last_second(const ProcessPlot& plot) {
  double seconds = 1.0;
  for (const PlotLine& line : plot.lines) seconds = std::max(seconds, line.seconds.back());
  return seconds;
}

double outlook_of(const ProcessPlot& plot, const Finding* finding) {
  return finding != nullptr && finding->window.samples > 0 ? kOutlook * last_second(plot) : 0.0;
}

class LifePicture {
 public:
  LifePicture(const ProcessPlot& plot, const Finding* finding)
      : plot_(plot),
        finding_(finding),
        outlook_(outlook_of(plot, finding)),
        picture_(last_second(plot) + outlook_) {
    for (const PlotLine& line : plot.lines) {
      if (is_main(line)) draw_panel(line, kMainPanelHeight);
    }
    for (const PlotLine& line : plot.lines) {
      if (!is_main(line)) draw_panel(line, kSidePanelHeight);
    }
    picture_.add_tests(plot.tests);
    picture_.add_time_axis(plot.start);
  }

  [[nodiscard]] std::string finish(std::string_view label) const { return picture_.finish(label); }

 private:
  [[nodiscard]] bool is_main(const PlotLine& line) const {
    return finding_ != nullptr ? line.metric == finding_->metric : &line == &plot_.lines.front();
  }

  void draw_panel(const PlotLine& line, double height) {
    const Finding* finding = outlook_ > 0.0 && is_main(line) ? finding_ : nullptr;
    const Panel panel = picture_.add_panel(value_range(line, finding, outlook_), height,
                                           plot_name(line.metric), plot_colour(line.metric));
    draw_gaps(line, panel);
    if (finding != nullptr) {
      const double begin = finding->window.begin_seconds;
      picture_.add_shade(panel, begin, begin + finding->window.seconds, kAlarmColour, 0.07,
                         "the window of the finding");
    }
    draw_line(line, panel);
    if (finding != nullptr) draw_fit(*finding, panel);
  }

  void draw_gaps(const PlotLine& line, const Panel& panel) {
    for (std::size_t i = 1; i < line.segment_starts.size(); ++i) {
      const std::size_t start = line.segment_starts[i];
      picture_.add_gap(panel, line.seconds[start - 1], line.seconds[start]);
    }
  }

  void draw_line(const PlotLine& line, const Panel& panel) {
    PathData path;
    std::size_t segment = 0;
    for (std::size_t i = 0; i < line.seconds.size(); ++i) {
      const bool begins = segment < line.segment_starts.size() && line.segment_starts[segment] == i;
      if (begins) ++segment;
      const double x = picture_.x(line.seconds[i]), y = panel.y(line.bytes[i]);
      if (begins || i == 0) {
        path.move_to(x, y);
      } else {
        path.line_to(x, y);
      }
    }
    picture_.add(
        fmt::format(R"(<path fill="none" stroke-width="1.5" stroke-linejoin="round" stroke="{}" d="{}"/>)",
                    plot_colour(line.metric), path.finish()) +
        '\n');
  }

  void draw_fit(const Finding& finding, const Panel& panel) {
    const double begin = finding.window.begin_seconds, end = begin + finding.window.seconds;
    const auto line_through = [&](double from, double from_bytes, double to, double to_bytes,
                                  std::string_view attributes) {
      picture_.add(
          fmt::format("<path fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\"{} d=\"M{:.1f} {:.1f}L{:.1f} "
                      "{:.1f}\"/>",
                      kAlarmColour, attributes, picture_.x(from), panel.y(from_bytes), picture_.x(to),
                      panel.y(to_bytes)));
    };
    line_through(begin, std::max(0.0, finding.line_start_bytes()), end, finding.line_end_bytes, "");
    line_through(end, finding.line_end_bytes, end + outlook_,
                 finding.line_end_bytes + finding.slope_bytes_per_second * outlook_,
                 " stroke-dasharray=\"5 4\"");
    if (const std::string reaches = reaches_text(finding); !reaches.empty())
      picture_.add_remark(panel, reaches);
  }

  const ProcessPlot& plot_;
  const Finding* finding_;
  double outlook_;
  TimePicture picture_;
};

}  // namespace

std::string_view plot_name(Metric metric) {
  switch (metric) {
    case Metric::kVmSize:
      return "VIRT (vm_size)";
    case Metric::kRss:
      return "RES (rss)";
    case Metric::kAnon:
      return "RES - SHR (anon)";
    case Metric::kData:
      return "data";
    case Metric::kHeap:
      return "heap after collections";
    case Metric::kOutside:
    case Metric::kCount:
      break;
  }
  return "";
}

std::string_view plot_colour(Metric metric) {
  switch (metric) {
    case Metric::kVmSize:
      return "#3b7dd8";
    case Metric::kRss:
      return "#d9730d";
    case Metric::kAnon:
      return "#a05bc0";
    case Metric::kData:
      return "#2e9560";
    case Metric::kHeap:
      return "#b8860b";
    case Metric::kOutside:
    case Metric::kCount:
      break;
  }
  return "";
}

std::string reaches_text(const Finding& finding) {
  if (!finding.seconds_to_limit || !finding.limit_bytes) return {};
  return fmt::format("at this rate {} in {}", format_size(*finding.limit_bytes),
                     format_seconds(*finding.seconds_to_limit));
}

std::string draw_plot(const ProcessPlot& plot, const Finding* finding, std::string_view label) {
  return LifePicture(plot, finding).finish(label);
}

std::string draw_outline(const PlotLine& line) {
  const SizeRange range = value_range(line, nullptr, 0.0);
  const double begin = line.seconds.front(), span = std::max(1e-9, line.seconds.back() - begin);
  Outline outline;
  for (std::size_t i = 0; i < line.seconds.size(); ++i)
    outline.add((line.seconds[i] - begin) / span, range.part(line.bytes[i]));
  return outline.finish(plot_colour(line.metric));
}

}  // namespace tidemark
