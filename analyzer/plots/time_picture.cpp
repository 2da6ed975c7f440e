#include "analyzer/plots/time_picture.hpp"

#include <fmt/core.h>

#include <cmath>
#include <utility>
#include <vector>

#include "analyzer/lives/plot_data.hpp"
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
constexpr double kHeading = 22.0;
constexpr double kTestLane = 18.0;
constexpr double kAxisHeight = 24.0;
constexpr std::size_t kMostLanes = 4;
constexpr std::size_t kMostTimes = 4;
constexpr std::size_t kMostTestBytes = 120;
constexpr double kCellWidth = 120.0, kCellHeight = 24.0;
constexpr std::string_view kGrey = "#777777";

}  // namespace

double TimePicture::x(double seconds) const {
  return kLeft + (kRight - kLeft) * std::clamp(seconds / seconds_, 0.0, 1.0);
}

Panel TimePicture::add_panel(SizeRange range, double height, std::string_view heading,
                             std::string_view colour) {
  const Panel panel{bottom_ + kHeading, height, range};
  content_ += fmt::format("<text x=\"{}\" y=\"{:.0f}\" fill=\"{}\" font-weight=\"bold\">{}</text>\n", kLeft,
                          panel.top - 6.0, colour, heading);
  add_rectangle(kLeft, panel.top, kRight, panel.top + height,
                fmt::format(R"(fill="none" stroke="{}")", kGrey), {});
  add_size_axis(panel);
  bottom_ = panel.top + height;
  return panel;
}

void TimePicture::add_size_axis(const Panel& panel) {
  std::string grid, labels;
  for (const AxisTick& tick :
       size_ticks(panel.range.low, panel.range.high, panel.height > kSidePanelHeight ? 5 : 2)) {
    grid += fmt::format("M{} {:.1f}H{}", kLeft, panel.y(tick.value), kRight);
    labels += fmt::format(R"(<text x="{}" y="{:.1f}">{}</text>)", kLeft - 6.0,
                          std::min(panel.y(tick.value) + 5.0, panel.top + panel.height), tick.label);
  }
  content_ +=
      fmt::format("<path d=\"{}\" stroke=\"{}\" stroke-opacity=\"0.25\"/>\n<g text-anchor=\"end\">{}</g>\n",
                  grid, kGrey, labels);
}

void TimePicture::add_remark(const Panel& panel, std::string_view text) {
  content_ += fmt::format("<text x=\"{}\" y=\"{:.0f}\" text-anchor=\"end\" fill=\"{}\">{}</text>\n", kRight,
                          panel.top - 6.0, kAlarmColour, escape_xml(text));
}

void TimePicture::add_shade(const Panel& panel, double begin_seconds, double end_seconds,
                            std::string_view colour, double opacity, std::string_view title) {
  add_rectangle(x(begin_seconds), panel.top, x(end_seconds), panel.top + panel.height,
                fmt::format(R"(fill="{}" fill-opacity="{}" stroke="none")", colour, opacity), title);
}

void TimePicture::add_gap(const Panel& panel, double begin_seconds, double end_seconds) {
  add_shade(panel, begin_seconds, end_seconds, kGrey, 0.22,
            "not recorded for " + format_seconds(end_seconds - begin_seconds));
}

void TimePicture::add_tests(std::span<const TestSpan> tests) {
  if (tests.empty()) return;
  const std::vector<std::size_t> test_lanes = lanes_of(tests, kMostLanes);
  std::size_t lanes = 0;
  for (std::size_t i = 0; i < test_lanes.size(); ++i) {
    const TestSpan& test = tests[i];
    lanes = std::max(lanes, test_lanes[i] + 1);
    const double top = bottom_ + 3.0 + kTestLane * static_cast<double>(test_lanes[i]);
    const double left = x(test.begin_seconds), right = std::max(x(test.end_seconds), left + 1.0);
    add_rectangle(left, top, right, top + kTestLane - 2.0,
                  R"(fill="#8888aa" fill-opacity="0.35" stroke="none")", test.name);
    const auto letters = static_cast<std::size_t>((right - left) / kLetter);
    if (letters < 3) continue;
    content_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"13\">{}</text>\n", left + 3.0,
                            top + 12.0, escape_xml_within(shorten(test.name, letters), kMostTestBytes));
  }
  bottom_ += 3.0 + kTestLane * static_cast<double>(lanes);
}

void TimePicture::add_time_axis(WallTime start) {
  const std::vector<AxisTick> ticks = time_ticks(start, seconds_, kMostTimes);
  add_axis(ticks, "UTC");
}

void TimePicture::add_axis(std::span<const AxisTick> ticks, std::string_view what) {
  std::string marks;
  for (const AxisTick& tick : ticks) {
    marks += fmt::format("M{:.1f} {:.1f}v4", x(tick.value), bottom_);
    const double half = 0.5 * kLetter * static_cast<double>(display_width(tick.label));
    content_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n",
                            std::min(x(tick.value), kWidth - half), bottom_ + 18.0, escape_xml(tick.label));
  }
  content_ += fmt::format("<path d=\"{}\" stroke=\"{}\"/>\n<text x=\"4\" y=\"{:.1f}\">{}</text>\n", marks,
                          kGrey, bottom_ + 18.0, what);
  bottom_ += kAxisHeight;
}

std::string TimePicture::finish(std::string_view label) const {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {:.0f}\" width=\"min(100%, {}px)\" "
      "role=\"img\" aria-label=\"{}\" font-family=\"sans-serif\" font-size=\"{}\" fill=\"{}\">\n{}</svg>\n",
      kWidth, bottom_, kWidestPixels, escape_xml_within(label, 2 * kMostTestBytes), kFontSize, kGrey,
      content_);
}

void TimePicture::add_rectangle(double left, double top, double right, double bottom,
                                std::string_view attributes, std::string_view title) {
  content_ += fmt::format(R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" {})", left, top,
                          std::max(0.0, right - left), bottom - top, attributes);
  content_ += title.empty()
                  ? "/>\n"
                  : fmt::format("><title>{}</title></rect>\n", escape_xml_within(title, kMostTestBytes));
}

// Tenths of a unit keep the picture small.
void PathData::move_to(double x, double y) {
  flush();
  y_ = fmt::format("{:.4g}", y);
  data_ += fmt::format("M{:.4g} {}", x, y_);
}

void PathData::line_to(double x, double y) {
  std::string height = fmt::format("{:.4g}", y);
  if (height == y_) {
    pending_ = fmt::format("L{:.4g} {}", x, height);
    return;
  }
  flush();
  data_ += fmt::format("L{:.4g} {}", x, height);
  y_ = std::move(height);
}

std::string PathData::finish() {
  flush();
  return std::move(data_);
}

void PathData::flush() {
  data_ += pending_;
  pending_.clear();
}

void Outline::add(double across, double up) {
  const double x = std::round(kCellWidth * across), y = std::round(kCellHeight * (1.0 - up));
  if (std::exchange(is_begun_, true)) {
    path_.line_to(x, y);
  } else {
    path_.move_to(x, y);
  }
}

std::string Outline::finish(std::string_view colour) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
      "aria-hidden=\"true\"><path fill=\"none\" stroke=\"{2}\" d=\"{3}\"/></svg>",
      kCellWidth, kCellHeight, colour, path_.finish());
}

}  // namespace tidemark
