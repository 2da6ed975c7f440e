#include "analyzer/plots/svg_plot.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "analyzer/plots/axis_ticks.hpp"
#include "analyzer/text/xml_text.hpp"
#include "common/text.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

// In units of the picture, which is scaled to the width of the page, from a phone's to kWidestPixels: its
// type is legible on the one and not too large on the other.
constexpr double kWidth = 480.0;
constexpr int kWidestPixels = 640;
constexpr double kFontSize = 14.0;
constexpr double kLetter = 8.0;  // about the width of a letter in a wide font
constexpr double kLeft = 76.0;
constexpr double kRight = 474.0;
constexpr double kMainHeight = 170.0;
constexpr double kSideHeight = 50.0;
constexpr double kHeading = 22.0;
constexpr double kTestLane = 18.0;
constexpr double kAxisHeight = 24.0;
constexpr std::size_t kMostLanes = 4;
constexpr std::size_t kMostTimes = 4;
constexpr std::size_t kMostTestBytes = 120;
constexpr std::string_view kGrey = "#777777";
constexpr std::string_view kFitColour = "#c1121f";

// The part of the width that is left for the continuation of the line.
constexpr double kOutlook = 0.12;

struct Range {
  double low;
  double high;

  [[nodiscard]] double part(double value) const { return (value - low) / (high - low); }
  void include(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

// Returns the range that a panel shows: its values with a little room; what holds still lies in the middle.
Range value_range(const PlotLine& line, const Finding* finding, double outlook_seconds) {
  const auto [low, high] = std::minmax_element(line.bytes.begin(), line.bytes.end());
  Range range{*low, *high};
  if (finding != nullptr) {
    range.include(finding->line_start_bytes());
    range.include(finding->line_end_bytes + finding->slope_bytes_per_second * outlook_seconds);
  }
  const double least = std::max(65536.0, 0.01 * range.high);
  const double room = std::max(0.05 * (range.high - range.low), 0.5 * (least - (range.high - range.low)));
  return {std::max(0.0, range.low - room), range.high + room};
}

class Picture {
 public:
  Picture(const ProcessPlot& plot, const Finding* finding) : plot_(plot), finding_(finding) {
    for (const PlotLine& line : plot.lines) seconds_ = std::max(seconds_, line.seconds.back());
    seconds_ = std::max(seconds_, 1.0);
    const bool has_window = finding != nullptr && finding->window.samples > 0;
    outlook_ = has_window ? kOutlook * seconds_ : 0.0;
    for (const PlotLine& line : plot.lines) {
      if (is_main(line)) draw_panel(line, kMainHeight);
    }
    for (const PlotLine& line : plot.lines) {
      if (!is_main(line)) draw_panel(line, kSideHeight);
    }
    draw_tests();
    draw_time_axis();
  }

  [[nodiscard]] std::string finish(std::string_view label) const {
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {:.0f}\" width=\"min(100%, {}px)\" "
        "role=\"img\" aria-label=\"{}\" font-family=\"sans-serif\" font-size=\"{}\" fill=\"{}\">\n{}</svg>\n",
        kWidth, top_, kWidestPixels, escape_xml_within(label, 2 * kMostTestBytes), kFontSize, kGrey,
        content_);
  }

 private:
  [[nodiscard]] bool is_main(const PlotLine& line) const {
    return finding_ != nullptr ? line.metric == finding_->metric : &line == &plot_.lines.front();
  }

  [[nodiscard]] double x(double seconds) const {
    return kLeft + (kRight - kLeft) * std::clamp(seconds / (seconds_ + outlook_), 0.0, 1.0);
  }

  void draw_panel(const PlotLine& line, double height) {
    const Finding* finding = outlook_ > 0.0 && is_main(line) ? finding_ : nullptr;
    const Range range = value_range(line, finding, outlook_);
    const double top = top_ + kHeading;
    const auto y = [&](double bytes) { return top + height * (1.0 - range.part(bytes)); };
    content_ += fmt::format("<text x=\"{}\" y=\"{:.0f}\" fill=\"{}\" font-weight=\"bold\">{}</text>\n", kLeft,
                            top - 6.0, plot_colour(line.metric), plot_name(line.metric));
    rectangle(kLeft, top, kRight, top + height, "none", 1.0, kGrey, {});
    draw_size_axis(size_ticks(range.low, range.high, height > kSideHeight ? 5 : 2), y);
    draw_gaps(line, top, height);
    if (finding != nullptr) {
      const double begin = finding->window.begin_seconds;
      rectangle(x(begin), top, x(begin + finding->window.seconds), top + height, kFitColour, 0.07, "none",
                "the window of the finding");
    }
    draw_line(line, y);
    if (finding != nullptr) draw_fit(*finding, top, y);
    top_ = top + height;
  }

  template <typename Y>
  void draw_size_axis(const std::vector<AxisTick>& ticks, const Y& y) {
    std::string grid, labels;
    for (const AxisTick& tick : ticks) {
      grid += fmt::format("M{} {:.1f}H{}", kLeft, y(tick.value), kRight);
      labels +=
          fmt::format(R"(<text x="{}" y="{:.1f}">{}</text>)", kLeft - 6.0, y(tick.value) + 5.0, tick.label);
    }
    content_ +=
        fmt::format("<path d=\"{}\" stroke=\"{}\" stroke-opacity=\"0.25\"/>\n<g text-anchor=\"end\">{}</g>\n",
                    grid, kGrey, labels);
  }

  void draw_gaps(const PlotLine& line, double top, double height) {
    for (std::size_t i = 1; i < line.segment_starts.size(); ++i) {
      const std::size_t start = line.segment_starts[i];
      const double seconds = line.seconds[start] - line.seconds[start - 1];
      rectangle(x(line.seconds[start - 1]), top, x(line.seconds[start]), top + height, kGrey, 0.22, "none",
                "not recorded for " + format_seconds(seconds));
    }
  }

  // Whole tenths of a unit keep the picture small.
  template <typename Y>
  void draw_line(const PlotLine& line, const Y& y) {
    content_ += R"(<path fill="none" stroke-width="1.5" stroke-linejoin="round" stroke=")";
    content_ += plot_colour(line.metric);
    content_ += "\" d=\"";
    std::size_t segment = 0;
    for (std::size_t i = 0; i < line.seconds.size(); ++i) {
      const bool begins = segment < line.segment_starts.size() && line.segment_starts[segment] == i;
      if (begins) ++segment;
      content_ +=
          fmt::format("{}{:.4g} {:.4g}", begins || i == 0 ? "M" : "L", x(line.seconds[i]), y(line.bytes[i]));
    }
    content_ += "\"/>\n";
  }

  template <typename Y>
  void draw_fit(const Finding& finding, double top, const Y& y) {
    const double begin = finding.window.begin_seconds, end = begin + finding.window.seconds;
    content_ += fmt::format(
        "<path fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\" d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"/>"
        "<path fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\" stroke-dasharray=\"5 4\" "
        "d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"/>\n",
        kFitColour, x(begin), y(finding.line_start_bytes()), x(end), y(finding.line_end_bytes), kFitColour,
        x(end), y(finding.line_end_bytes), x(end + outlook_),
        y(finding.line_end_bytes + finding.slope_bytes_per_second * outlook_));
    const std::string reaches = reaches_text(finding);
    if (reaches.empty()) return;
    content_ += fmt::format("<text x=\"{}\" y=\"{:.0f}\" text-anchor=\"end\" fill=\"{}\">{}</text>\n", kRight,
                            top - 6.0, kFitColour, reaches);
  }

  void draw_tests() {
    if (plot_.tests.empty()) return;
    const std::vector<std::size_t> test_lanes = lanes_of(plot_.tests, kMostLanes);
    std::size_t lanes = 0;
    for (std::size_t i = 0; i < test_lanes.size(); ++i) {
      const TestSpan& test = plot_.tests[i];
      const std::size_t lane = test_lanes[i];
      lanes = std::max(lanes, lane + 1);
      const double top = top_ + 3.0 + kTestLane * static_cast<double>(lane);
      const double left = x(test.begin_seconds), right = std::max(x(test.end_seconds), left + 1.0);
      rectangle(left, top, right, top + kTestLane - 2.0, "#8888aa", 0.35, "none", test.name);
      const auto letters = static_cast<std::size_t>((right - left) / kLetter);
      if (letters < 3) continue;
      content_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"13\">{}</text>\n", left + 3.0,
                              top + 12.0, escape_xml_within(shorten(test.name, letters), kMostTestBytes));
    }
    top_ += 3.0 + kTestLane * static_cast<double>(lanes);
  }

  void draw_time_axis() {
    std::string marks;
    for (const AxisTick& tick : time_ticks(plot_.start, seconds_ + outlook_, kMostTimes)) {
      marks += fmt::format("M{:.1f} {:.1f}v4", x(tick.value), top_);
      const double half = 0.5 * kLetter * static_cast<double>(tick.label.size());
      content_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n",
                              std::min(x(tick.value), kWidth - half), top_ + 18.0, tick.label);
    }
    content_ += fmt::format("<path d=\"{}\" stroke=\"{}\"/>\n<text x=\"4\" y=\"{:.1f}\">UTC</text>\n", marks,
                            kGrey, top_ + 18.0);
    top_ += kAxisHeight;
  }

  void rectangle(double left, double top, double right, double bottom, std::string_view fill, double opacity,
                 std::string_view stroke, std::string_view title) {
    content_ += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\" fill-opacity=\"{}\" "
        "stroke=\"{}\">",
        left, top, std::max(0.0, right - left), bottom - top, fill, opacity, stroke);
    if (!title.empty())
      content_ += fmt::format("<title>{}</title>", escape_xml_within(title, kMostTestBytes));
    content_ += "</rect>\n";
  }

  const ProcessPlot& plot_;
  const Finding* finding_;
  double seconds_ = 0.0;
  double outlook_ = 0.0;
  double top_ = 0.0;
  std::string content_;
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
  return fmt::format("reaches {} in {}", format_size(*finding.limit_bytes),
                     format_seconds(*finding.seconds_to_limit));
}

std::string draw_plot(const ProcessPlot& plot, const Finding* finding, std::string_view label) {
  return Picture(plot, finding).finish(label);
}

std::string draw_outline(const PlotLine& line) {
  constexpr double kCellWidth = 120.0, kCellHeight = 24.0;
  const Range range = value_range(line, nullptr, 0.0);
  const double begin = line.seconds.front(), span = std::max(1e-9, line.seconds.back() - begin);
  std::string path;
  for (std::size_t i = 0; i < line.seconds.size(); ++i) {
    path += fmt::format("{}{:.0f} {:.0f}", i == 0 ? "M" : "L", kCellWidth * (line.seconds[i] - begin) / span,
                        kCellHeight * (1.0 - range.part(line.bytes[i])));
  }
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
      "aria-hidden=\"true\"><path fill=\"none\" stroke=\"{2}\" d=\"{3}\"/></svg>",
      kCellWidth, kCellHeight, plot_colour(line.metric), path);
}

}  // namespace tidemark
